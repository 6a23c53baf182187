pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import kiosk
import shared.ui

// For staff: how the printer stands and what to do, a test slip, and the numbers that have no paper yet.
Item {
    id: root

    required property KioskModel model
    readonly property PaperDesk desk: model.desk

    objectName: "paperPage"

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.step * 3

        Words {
            objectName: "paperHeading"
            Layout.fillWidth: true
            text: root.model.words.paper_heading
            strong: true
            wrapMode: Text.Wrap
            font.pixelSize: Theme.kiosk.heading
        }

        PaperBanner {
            objectName: "paperState"
            Layout.fillWidth: true
            kind: root.desk.well ? "ready" : root.desk.state === "unknown" ? "wait" : "warn"
            heading: root.desk.stateText
            headingSize: Theme.kiosk.body
            detail: root.desk.remedyText
            detailSize: Theme.kiosk.smallBase
        }

        Words {
            objectName: "paperCount"
            Layout.fillWidth: true
            Layout.topMargin: Theme.step * 2
            text: root.desk.countText
            strong: root.desk.count > 0
            wrapMode: Text.Wrap
            font.pixelSize: Theme.kiosk.body
            color: root.desk.count > 0 ? Theme.light.ink : Theme.light.quiet
        }

        Column {
            Layout.fillWidth: true
            Layout.fillHeight: true
            spacing: Theme.step * 2

            Repeater {
                model: root.desk.rows
                delegate: Rectangle {
                    id: line

                    required property string ticket
                    required property string number
                    required property string at

                    width: parent ? parent.width : 0
                    height: Theme.touch + Theme.step * 2
                    radius: Theme.radius
                    color: Theme.light.surface
                    border.width: 2
                    border.color: Theme.light.line

                    Words {
                        id: what
                        objectName: "unprinted-" + line.number
                        anchors.left: parent.left
                        anchors.leftMargin: Theme.step * 3
                        anchors.verticalCenter: parent.verticalCenter
                        text: line.number
                        language: "en"
                        strong: true
                        font.pixelSize: Theme.kiosk.headingBase
                        font.features: ({ "tnum": 1 })
                    }
                    Words {
                        anchors.left: what.right
                        anchors.leftMargin: Theme.step * 3
                        anchors.verticalCenter: parent.verticalCenter
                        text: line.at
                        language: "en"
                        font.pixelSize: Theme.kiosk.smallBase
                        color: Theme.light.quiet
                    }
                    BigButton {
                        objectName: "again-" + line.number
                        anchors.right: parent.right
                        anchors.top: parent.top
                        anchors.bottom: parent.bottom
                        anchors.margins: Theme.step
                        width: 320
                        kind: "plain"
                        text: root.model.words.print_again
                        enabled: !root.desk.busy && root.model.canPrint
                        onClicked: root.desk.printAgain(line.ticket)
                    }
                }
            }
        }

        Words {
            objectName: "paperSaid"
            Layout.fillWidth: true
            visible: text !== ""
            text: root.desk.saidText
            wrapMode: Text.Wrap
            font.pixelSize: Theme.kiosk.smallBase
        }

        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.step * 2

            BigButton {
                objectName: "trial"
                Layout.fillWidth: true
                Layout.preferredWidth: 10
                Layout.preferredHeight: Math.max(Theme.touch * 1.5, implicitHeight)
                kind: "plain"
                text: root.model.words.print_trial
                enabled: root.model.canPrint
                onClicked: root.desk.printTrial()
            }
            BigButton {
                objectName: "againAll"
                Layout.fillWidth: true
                Layout.preferredWidth: 10
                Layout.preferredHeight: Math.max(Theme.touch * 1.5, implicitHeight)
                text: root.model.words.print_all
                enabled: root.desk.count > 0 && !root.desk.busy && root.model.canPrint
                onClicked: root.desk.printAll()
            }
        }

        ReturnBar {
            model: root.model
            Layout.fillWidth: true
            label: root.model.words.back
        }
    }
}
