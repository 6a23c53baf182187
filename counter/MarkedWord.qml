import QtQuick
import counter
import shared.ui

// A shape and its word, in one line.
Item {
    id: root

    property string kind: "doubt"
    property string text: ""
    property bool strong: false
    property int pixelSize: Theme.counter.small
    property color ink: Theme.light.ink
    property real room: 10000 // the widest it may be

    implicitWidth: mark.width + Theme.step + words.width
    implicitHeight: Math.max(mark.height, words.implicitHeight)

    Mark {
        id: mark
        anchors.verticalCenter: parent.verticalCenter
        kind: root.kind
        size: Math.round(root.pixelSize * 0.9)
    }
    Words {
        id: words
        anchors.verticalCenter: parent.verticalCenter
        x: mark.width + Theme.step
        width: Math.min(implicitWidth, root.room - x)
        elide: Text.ElideRight
        text: root.text
        strong: root.strong
        font.pixelSize: root.pixelSize
        color: root.ink
    }
}
