import QtQuick
import display
import shared.ui

// The strip above a window: the window's number always, the number called or served, and whether the window calls.
Item {
    id: root

    required property DisplayModel model
    readonly property WindowFace face: model.face
    readonly property bool lit: face.lit
    readonly property bool hasNumber: face.number !== ""
    readonly property color ink: lit ? Theme.wall.accentInk : Theme.wall.ink
    readonly property real room: height - bar.height // above the bar that says since when it is not current

    Rectangle {
        anchors.fill: parent
        color: root.lit ? Theme.wall.accent : Theme.wall.ground
    }

    Rectangle {
        id: plate
        x: Theme.step * 2
        y: Theme.step * 2
        width: Theme.step * 40
        height: parent.height - Theme.step * 4
        radius: Theme.radius
        color: Theme.wall.raised
        border.width: Theme.edge
        border.color: Theme.wall.line
        visible: root.face.window > 0

        Figure {
            objectName: "stripWindow"
            anchors.horizontalCenter: parent.horizontalCenter
            y: Theme.step
            height: parent.height - caption.height - Theme.step * 2
            text: root.face.window
            font.pixelSize: Math.round(Theme.strip.number * Math.min(1, 2.4 / text.length))
        }

        Words {
            id: caption
            anchors.horizontalCenter: parent.horizontalCenter
            anchors.bottom: parent.bottom
            anchors.bottomMargin: Theme.step
            text: root.model.words.window + "  " + root.model.wordsBeneath.window
            font.pixelSize: Theme.strip.body
            color: Theme.wall.quiet
        }
    }

    Figure {
        id: number
        objectName: "stripNumber"
        anchors.left: plate.right
        anchors.leftMargin: Theme.step * 5
        height: root.room
        visible: root.hasNumber && !root.model.noted
        text: root.face.number
        color: root.ink
        // With the date of an earlier day it is longer, and still leaves the words their room.
        width: Math.min(implicitWidth, (root.width - x) * (text.length > 6 ? 0.6 : 0.75))
        // Six tenths of the height are ink.
        font.pixelSize: Math.ceil(root.height * 0.6 / capHeight)
    }

    Pair {
        objectName: "stripSaid"
        anchors.left: number.right
        anchors.leftMargin: Theme.step * 5
        anchors.right: parent.right
        anchors.rightMargin: Theme.step * 5
        y: (root.room - height) / 2
        visible: root.hasNumber && !root.model.noted
        alignment: Text.AlignRight
        first: root.face.said
        second: root.face.beneath
        secondLanguage: root.model.second
        size: Math.round(Theme.strip.heading * 1.5)
        least: 0.4
        strong: true
        firstColour: root.ink
        secondColour: root.ink
    }

    Column {
        anchors.left: plate.right
        anchors.leftMargin: Theme.step * 5
        anchors.right: parent.right
        anchors.rightMargin: Theme.step * 5
        y: (root.room - height) / 2
        visible: !root.hasNumber && !root.model.noted

        Pair {
            objectName: "stripState"
            width: parent.width
            first: root.face.said
            second: root.face.beneath
            secondLanguage: root.model.second
            size: Math.round(Theme.strip.title * 0.8)
            strong: true
            firstColour: root.face.phase === "open" ? Theme.wall.ink : Theme.wall.warn
        }
        Words {
            objectName: "stripAdvice"
            visible: text !== ""
            width: parent.width
            text: root.face.advice + (root.face.adviceBeneath === "" ? "" : "  ·  " + root.face.adviceBeneath)
            font.pixelSize: Theme.strip.body
            color: Theme.wall.quiet
        }
    }

    Column {
        anchors.left: plate.visible ? plate.right : parent.left
        anchors.leftMargin: Theme.step * 5
        anchors.right: parent.right
        anchors.rightMargin: Theme.step * 5
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.step * 2
        visible: root.model.noted

        Words {
            objectName: "stripNote"
            width: parent.width
            text: root.model.noteHeading
            font.pixelSize: Theme.strip.heading
            strong: true
            color: root.model.noteKind === "wait" ? Theme.wall.ink : Theme.wall.warn
            elide: Text.ElideRight
        }
        Words {
            width: parent.width
            text: root.model.noteDetail
            font.pixelSize: Theme.strip.body
            color: Theme.wall.quiet
            wrapMode: Text.Wrap
        }
        Words {
            width: parent.width
            text: root.model.noteRemedy
            font.pixelSize: Theme.strip.body
            color: Theme.wall.ink
            wrapMode: Text.Wrap
        }
    }

    LinkBar {
        id: bar
        anchors.left: plate.right
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.leftMargin: Theme.step * 2
        height: visible ? implicitHeight : 0
        visible: shown && !root.model.noted
        station: root.model
        inks: Theme.wall
        sizes: Theme.strip
    }
}
