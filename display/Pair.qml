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
    property color firstColour: Theme.wall.ink
    property color secondColour: Theme.wall.quiet
    property real least: 0.6 // a long name is set smaller down to this, only then cut
    property int alignment: Text.AlignLeft
    property bool wrapped: false // the first text in two lines instead of smaller

    // The font's own lines are wide apart: what belongs together stands together.
    spacing: -Math.round(size * 0.2)

    Words {
        width: root.width
        text: root.first
        language: root.firstLanguage
        strong: root.strong
        color: root.firstColour
        font.pixelSize: root.size
        horizontalAlignment: root.alignment
        fontSizeMode: root.wrapped ? Text.FixedSize : Text.HorizontalFit
        wrapMode: root.wrapped ? Text.Wrap : Text.NoWrap
        maximumLineCount: root.wrapped ? 2 : 1
        lineHeight: root.wrapped ? 0.85 : 1
        minimumPixelSize: Math.round(font.pixelSize * root.least)
        elide: Text.ElideRight
    }

    Words {
        width: root.width
        visible: text !== ""
        text: root.second
        language: root.secondLanguage
        color: root.secondColour
        font.pixelSize: Math.round(root.size * Theme.beneath)
        horizontalAlignment: root.alignment
        fontSizeMode: Text.HorizontalFit
        minimumPixelSize: Math.round(font.pixelSize * root.least)
        elide: Text.ElideRight
    }
}
