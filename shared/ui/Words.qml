import QtQuick
import shared.ui

// Text in the house's font, in the letter shapes of its language (the same code point differs in Chinese and Japanese).
Text {
    property string language: Theme.language
    property bool strong: false

    font.family: Theme.family(language)
    font.weight: strong ? Font.Bold : Font.Normal
    textFormat: Text.PlainText
    color: Theme.light.ink
}
