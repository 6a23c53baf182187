pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import kiosk
import shared.ui

// For technicians: the PIN first, then how this kiosk stands and what can be tried. Without a PIN only what harms nobody.
Item {
    id: root

    required property KioskModel model
    readonly property Corner corner: model.corner
    readonly property PinLock pin: corner.pin
    readonly property bool opened: pin.state === "open"
    readonly property bool locked: !opened && pin.state !== "unset"
    readonly property bool low: model.comfort.low
    readonly property int gap: Theme.step * 2

    objectName: "cornerPage"

    component Act: BigButton {
        Layout.fillWidth: true
        Layout.preferredWidth: 10
        Layout.preferredHeight: root.low ? 88 : 112
        kind: "plain"
        greyed: false
        enabled: root.model.settled
    }

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.step * 3

        Words {
            objectName: "cornerHeading"
            Layout.fillWidth: true
            text: root.model.words.corner_heading
            strong: true
            wrapMode: Text.Wrap
            font.pixelSize: Theme.kiosk.heading
        }

        PaperBanner {
            objectName: "cornerNoPin"
            visible: root.pin.state === "unset"
            Layout.fillWidth: true
            kind: "warn"
            heading: root.model.words.pin_unset
            headingSize: Theme.kiosk.body
            detail: root.model.words.pin_unset_do
            detailSize: Theme.kiosk.smallBase
        }

        Words {
            objectName: "pinAsk"
            visible: root.locked
            Layout.fillWidth: true
            text: root.model.words.pin_ask
            wrapMode: Text.Wrap
            font.pixelSize: Theme.kiosk.body
        }
        Rectangle {
            visible: root.locked
            Layout.fillWidth: true
            Layout.preferredHeight: 112
            radius: Theme.radius
            color: Theme.light.surface
            border.width: 4
            border.color: Theme.light.accent

            Words {
                objectName: "pinDots"
                anchors.centerIn: parent
                text: root.pin.dots
                font.letterSpacing: Theme.step
                font.pixelSize: Theme.kiosk.headingBase
            }
        }
        Words {
            objectName: "pinSaid"
            visible: root.locked
            Layout.fillWidth: true
            Layout.minimumHeight: Theme.kiosk.body * 1.5
            text: root.pin.said
            strong: true
            wrapMode: Text.Wrap
            font.pixelSize: Theme.kiosk.body
        }

        Item {
            Layout.fillWidth: true
            Layout.fillHeight: true

            Column {
                width: parent.width
                spacing: Theme.step * (root.model.large ? 1 : 2)

                Repeater {
                    model: root.corner.rows
                    delegate: Item {
                        id: fact

                        required property string key
                        required property string label
                        required property string value
                        required property bool warns

                        width: parent ? parent.width : 0
                        height: Math.max(label_.implicitHeight, value_.implicitHeight) + Theme.step

                        Words {
                            id: label_
                            objectName: "factLabel"
                            width: Math.round(parent.width * 0.27)
                            wrapMode: Text.Wrap
                            text: fact.label
                            font.pixelSize: Theme.kiosk.small
                            color: Theme.light.quiet
                        }
                        Words {
                            id: value_
                            objectName: "fact-" + fact.key
                            anchors.left: label_.right
                            anchors.leftMargin: Theme.step * 2
                            anchors.right: parent.right
                            wrapMode: Text.Wrap
                            text: (fact.warns ? "! " : "") + fact.value
                            strong: fact.warns
                            font.pixelSize: Theme.kiosk.small
                        }
                    }
                }
            }
        }

        Words {
            objectName: "cornerSaid"
            visible: root.opened && text !== ""
            Layout.fillWidth: true
            text: root.model.desk.saidText
            wrapMode: Text.Wrap
            font.pixelSize: Theme.kiosk.smallBase
        }

        PinPad {
            visible: root.locked
            Layout.fillWidth: true
            model: root.model
            low: root.low
        }

        GridLayout {
            visible: root.opened
            Layout.fillWidth: true
            columns: root.low ? 3 : 2
            columnSpacing: root.gap
            rowSpacing: root.gap

            Act {
                objectName: "cornerTrial"
                enabled: root.model.settled && root.model.canPrint
                greyed: !root.model.canPrint
                text: root.model.words.print_trial
                onClicked: root.model.desk.printTrial()
            }
            Act {
                objectName: "cornerPaper"
                text: root.model.words.corner_paper
                onClicked: root.corner.openPaper()
            }
            Act {
                objectName: "cornerRestart"
                kind: root.corner.asked === "restart" ? "act" : "plain"
                text: root.corner.asked === "restart" ? root.model.words.corner_again : root.model.words.corner_restart
                onClicked: root.corner.endBy("restart")
            }
            Act {
                objectName: "cornerClose"
                kind: root.corner.asked === "close" ? "act" : "plain"
                text: root.corner.asked === "close" ? root.model.words.corner_again : root.model.words.corner_close
                onClicked: root.corner.endBy("close")
            }
        }

        ReturnBar {
            model: root.model
            Layout.fillWidth: true
            label: root.model.words.back
            brief: root.low
        }
    }
}
