import QtQuick
import kiosk
import shared.ui

// Asks before the screen goes back to how it was. A touch anywhere is an answer.
Rectangle {
    id: root

    required property KioskModel model

    objectName: "stillThere"
    color: Qt.alpha(Theme.light.ink, 0.75)

    // Takes the touch, so that it presses nothing beneath.
    MouseArea {
        anchors.fill: parent
    }

    Rectangle {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.margins: Theme.step * 5
        anchors.bottomMargin: Theme.step * 30
        height: column.implicitHeight + Theme.step * 10
        radius: Theme.radius
        color: Theme.light.surface

        Column {
            id: column
            anchors.left: parent.left
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            anchors.margins: Theme.step * 5
            spacing: Theme.step * 4

            StateNote {
                width: parent.width
                kind: "wait"
                heading: root.model.words.still_there
                detail: root.model.words.still_there_do
            }

            Rectangle {
                width: parent.width
                height: Theme.step
                radius: height / 2
                color: Theme.light.line
                Rectangle {
                    width: parent.width * root.model.pages.idle.share
                    height: parent.height
                    radius: parent.radius
                    color: Theme.light.accent
                }
            }

            BigButton {
                objectName: "goOn"
                width: parent.width
                height: Math.max(Theme.touch * 1.5, implicitHeight)
                text: root.model.words.go_on
                onClicked: root.model.touched()
            }
        }
    }
}
