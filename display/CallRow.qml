import QtQuick
import display
import shared.ui

// One earlier call: number and window in fixed columns.
Rectangle {
    id: root

    required property bool shown
    required property string number
    required property int window
    required property int colourIndex
    required property bool lit
    required property int index
    property int windowColumn: 0 // x of the second column
    readonly property color ink: lit ? Theme.wall.accentInk : Theme.wall.ink

    radius: Theme.radius / 2
    color: lit ? Theme.wall.accent : Theme.wall.surface
    border.width: Theme.edge
    border.color: Theme.wall.line

    Rectangle {
        visible: root.shown
        x: Theme.step * 2
        width: Theme.step
        height: parent.height - Theme.step * 3
        anchors.verticalCenter: parent.verticalCenter
        radius: width / 2
        color: Theme.categoryColour(root.colourIndex)
    }

    Figure {
        objectName: "rowNumber" + root.index
        x: Theme.step * 6
        height: parent.height
        width: root.windowColumn - x - Theme.step
        visible: root.shown
        text: root.number
        color: root.ink
        font.pixelSize: Theme.board.title
    }

    Figure {
        objectName: "rowWindow" + root.index
        x: root.windowColumn
        height: parent.height
        width: parent.width - x - Theme.step * 4
        visible: root.shown
        text: root.window
        color: root.ink
        font.pixelSize: Theme.board.title
        horizontalAlignment: Text.AlignRight
    }
}
