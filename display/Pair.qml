import QtQuick
import shared.ui

// A text in the hall's language and beneath it, at 60 %, the same in the second.
Column {
    id: root

    property string first: ""
    property string second: ""
    property string firstLanguage: Theme.language
    property string secondLanguage: "en"
    property int size: Theme.board.body
    property bool strong: false
    property color firstColour: Theme.dark.ink
    property color secondColour: Theme.dark.quiet
    property int alignment: Text.AlignLeft

    Words {
        width: root.width
        text: root.first
        language: root.firstLanguage
        strong: root.strong
        color: root.firstColour
        font.pixelSize: root.size
        lineHeightMode: Text.FixedHeight
        lineHeight: Math.round(root.size * 1.25)
        horizontalAlignment: root.alignment
        elide: Text.ElideRight
    }

    Words {
        width: root.width
        visible: text !== ""
        text: root.second
        language: root.secondLanguage
        color: root.secondColour
        font.pixelSize: Math.round(root.size * Theme.beneath)
        lineHeightMode: Text.FixedHeight
        lineHeight: Math.round(root.size * Theme.beneath * 1.3)
        horizontalAlignment: root.alignment
        elide: Text.ElideRight
    }
}
