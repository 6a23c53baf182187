pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import kiosk
import shared.ui

// Languages, each by its own name, and large text: on every page, low enough for everybody. Beneath, a line for staff.
Rectangle {
    id: root

    required property KioskModel model

    color: Theme.light.surface
    implicitHeight: column.implicitHeight + Theme.step * 6

    Rectangle {
        width: parent.width
        height: 2
        color: Theme.light.line
    }

    ColumnLayout {
        id: column
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.margins: Theme.step * 3
        anchors.leftMargin: Theme.step * 5
        anchors.rightMargin: Theme.step * 5
        spacing: Theme.step * 2

        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.step * 2

            Repeater {
                model: root.model.home.languages
                delegate: ModeButton {
                    required property string code
                    required property string name

                    objectName: "language-" + code
                    chosen: root.model.language === code
                    language: code
                    text: name
                    onClicked: root.model.chooseLanguage(code)
                }
            }

            Rectangle {
                Layout.preferredWidth: 2
                Layout.fillHeight: true
                Layout.margins: Theme.step
                color: Theme.light.line
            }

            ModeButton {
                objectName: "large"
                chosen: root.model.comfort.large
                text: root.model.words.large_text
                onClicked: root.model.comfort.toggleLarge()
            }
            ModeButton {
                objectName: "strong"
                chosen: root.model.comfort.strong
                text: root.model.words.high_contrast
                onClicked: root.model.comfort.toggleStrong()
            }
            ModeButton {
                objectName: "low"
                chosen: root.model.comfort.low
                text: root.model.words.low_controls
                onClicked: root.model.comfort.toggleLow()
            }
        }

        Words {
            objectName: "staffLine"
            Layout.fillWidth: true
            Layout.minimumHeight: Theme.panel.small
            horizontalAlignment: Text.AlignHCenter
            elide: Text.ElideRight
            text: root.model.staffLine
            font.pixelSize: Theme.panel.small
            color: Theme.light.quiet
        }
    }

    // Staff hold the line to open their corner; a passing touch does nothing.
    MouseArea {
        objectName: "staffHold"
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        height: Theme.step * 6 + Theme.panel.small
        pressAndHoldInterval: 1500
        onPressAndHold: root.model.corner.enter()
    }
}
