import QtQuick
import display
import shared.ui

// One window of a zone board: its number on a plate, then who is called or served there, or what it does instead.
Rectangle {
    id: root

    required property DisplayModel model
    required property int index
    required property int window
    required property string number
    required property string phase
    required property string said
    required property string saidBeneath
    required property bool lit
    readonly property color ink: lit ? Theme.wall.accentInk : Theme.wall.ink
    readonly property bool closed: phase === "closed" || phase === "paused"

    objectName: "window" + window
    radius: Theme.radius / 2
    color: lit ? Theme.wall.accent : Theme.wall.surface
    border.width: Theme.edge
    border.color: Theme.wall.line

    Rectangle {
        id: plate
        x: Theme.step
        y: Theme.step
        width: Math.max(Math.min(height, Theme.step * 16), Theme.step * 10)
        height: parent.height - Theme.step * 2
        radius: Theme.radius / 2
        color: root.lit ? "transparent" : Theme.wall.raised
        border.width: root.lit ? 2 : Theme.edge
        border.color: root.ink

        Figure {
            objectName: "windowPlate" + root.window
            anchors.fill: parent
            anchors.margins: Theme.step / 2
            text: root.window
            color: root.closed ? Theme.wall.quiet : root.ink
            font.pixelSize: Theme.board.heading
            fontSizeMode: text.length > 2 ? Text.HorizontalFit : Text.FixedSize
            horizontalAlignment: Text.AlignHCenter
        }
    }

    Figure {
        objectName: "windowNumber" + root.window
        anchors.left: plate.right
        anchors.right: parent.right
        anchors.leftMargin: Theme.step
        anchors.rightMargin: Theme.step * 2
        height: parent.height
        visible: root.number !== ""
        text: root.number
        color: root.ink
        font.pixelSize: Theme.board.title
        horizontalAlignment: Text.AlignRight
    }

    Pair {
        objectName: "windowSaid" + root.window
        anchors.left: plate.right
        anchors.right: parent.right
        anchors.leftMargin: Theme.step
        anchors.rightMargin: Theme.step * 2
        y: (parent.height - height) / 2
        visible: root.number === ""
        alignment: Text.AlignRight
        first: root.said
        second: root.saidBeneath
        secondLanguage: root.model.second
        size: Theme.board.small
        least: 0.7
        firstColour: root.phase === "paused" ? Theme.wall.warn : Theme.wall.quiet
    }
}
