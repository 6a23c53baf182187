pragma ComponentBehavior: Bound
import QtQuick
import shared.ui

// One text in the hall's languages: large in the visitor's own, small beneath in the others.
Column {
    id: root

    required property var texts // text by language
    required property list<string> languages // the visitor's first
    property int size: Theme.panel.body
    property bool strong: true
    property bool stacked: false // the others one beneath the other, where there is little room
    property int alignment: Text.AlignHCenter
    property int lines: 2
    property color color: Theme.light.ink
    property color quiet: Theme.light.quiet

    spacing: Theme.step / 2

    Words {
        objectName: root.objectName ? root.objectName + "Words" : ""
        width: root.width
        horizontalAlignment: root.alignment
        wrapMode: Text.Wrap
        maximumLineCount: root.lines
        language: root.languages[0]
        text: root.texts[root.languages[0]] || ""
        strong: root.strong
        font.pixelSize: root.size
        color: root.color
    }
    Grid {
        x: root.alignment === Text.AlignHCenter ? (root.width - width) / 2 : 0
        columns: root.stacked ? 1 : Math.max(1, root.languages.length - 1)
        columnSpacing: Theme.step * 3
        Repeater {
            model: root.languages.slice(1)
            delegate: Words {
                required property string modelData
                width: root.stacked ? root.width : implicitWidth
                horizontalAlignment: root.alignment
                wrapMode: root.stacked ? Text.Wrap : Text.NoWrap
                language: modelData
                text: root.texts[modelData] || ""
                font.pixelSize: Math.round(root.size * Theme.beneath)
                color: root.quiet
            }
        }
    }
}
