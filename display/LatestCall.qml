import QtQuick
import display
import shared.ui

// One of the latest calls in a line of them: the number, and beneath it the window.
Rectangle {
    id: root

    required property bool shown
    required property string number
    required property int window
    required property bool lit
    required property int index
    property string words: ""
    readonly property color ink: lit ? Theme.wall.accentInk : Theme.wall.ink

    radius: Theme.radius / 2
    color: lit ? Theme.wall.accent : Theme.wall.surface
    border.width: Theme.edge
    border.color: Theme.wall.line

    Figure {
        x: Theme.step * 2
        width: parent.width - x * 2
        height: parent.height * 0.6
        visible: root.shown
        text: root.number
        color: root.ink
        font.pixelSize: Theme.board.title
        horizontalAlignment: Text.AlignHCenter
    }
    Words {
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.step
        x: Theme.step * 2
        width: parent.width - x * 2
        visible: root.shown
        text: root.words + " " + root.window
        color: root.ink
        font.pixelSize: Theme.board.small
        horizontalAlignment: Text.AlignHCenter
    }
}
