import QtQuick
import QtQuick.Layouts
import kiosk
import shared.ui

// The number, as large as it goes; then what for, how many before, where to wait, and what became of the paper.
Item {
    id: root

    required property KioskModel model
    readonly property TicketView ticket: model.flow.ticket

    objectName: "ticketPage"

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.step * 3

        Rectangle {
            Layout.fillWidth: true
            Layout.fillHeight: true
            radius: Theme.radius
            color: Theme.light.surface
            border.width: 2
            border.color: Theme.light.line

            Rectangle {
                width: parent.width
                height: Theme.step * 2
                radius: Theme.radius
                color: Theme.categoryColour(root.ticket.colourIndex)
            }

            ColumnLayout {
                anchors.fill: parent
                anchors.margins: Theme.step * 5
                spacing: Theme.step * 2

                Words {
                    objectName: "ticketHeading"
                    // Large text leaves the room to the number itself.
                    visible: !root.model.large
                    Layout.alignment: Qt.AlignHCenter
                    text: root.model.words.your_number
                    font.pixelSize: Theme.kiosk.heading
                    color: Theme.light.quiet
                }

                Words {
                    objectName: "ticketNumber"
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    Layout.minimumHeight: Theme.kiosk.title
                    Layout.maximumHeight: Theme.kiosk.numberBase * 1.5
                    horizontalAlignment: Text.AlignHCenter
                    verticalAlignment: Text.AlignVCenter
                    text: root.ticket.number
                    language: "en"
                    strong: true
                    fontSizeMode: Text.Fit
                    minimumPixelSize: Theme.kiosk.title
                    font.pixelSize: Theme.kiosk.numberBase
                    font.features: ({ "tnum": 1 })
                }

                Row {
                    Layout.alignment: Qt.AlignHCenter
                    spacing: Theme.step * 3

                    CategoryBadge {
                        anchors.verticalCenter: parent.verticalCenter
                        size: Theme.touch + Theme.step * 2
                        code: root.ticket.code
                        colourIndex: root.ticket.colourIndex
                    }
                    Column {
                        anchors.verticalCenter: parent.verticalCenter
                        Words {
                            objectName: "ticketName"
                            width: Math.min(implicitWidth, 760)
                            fontSizeMode: Text.HorizontalFit
                            minimumPixelSize: Theme.kiosk.smallBase
                            text: root.ticket.name
                            language: root.ticket.nameLanguage
                            strong: true
                            font.pixelSize: Theme.kiosk.heading
                        }
                        Words {
                            objectName: "ticketBeneath"
                            // Large text leaves its room to what was asked for.
                            visible: text !== "" && !(root.model.large && root.ticket.interpreter !== "")
                            width: Math.min(implicitWidth, 760)
                            wrapMode: Text.Wrap
                            text: root.ticket.beneath
                            language: root.ticket.beneathLanguage
                            font.pixelSize: Theme.kiosk.smallBase
                            color: Theme.light.quiet
                        }
                    }
                }

                Rectangle {
                    Layout.fillWidth: true
                    Layout.topMargin: Theme.step
                    Layout.bottomMargin: Theme.step
                    Layout.preferredHeight: 2
                    color: Theme.light.line
                }

                Words {
                    objectName: "ticketBooked"
                    visible: text !== ""
                    Layout.fillWidth: true
                    horizontalAlignment: Text.AlignHCenter
                    wrapMode: Text.Wrap
                    text: root.ticket.booked
                    strong: true
                    font.pixelSize: Math.round((Theme.kiosk.body + Theme.kiosk.heading) / 2)
                    color: Theme.light.accent
                }
                Words {
                    objectName: "ticketInterpreter"
                    visible: text !== ""
                    Layout.fillWidth: true
                    horizontalAlignment: Text.AlignHCenter
                    wrapMode: Text.Wrap
                    text: root.ticket.interpreter
                    strong: true
                    font.pixelSize: Theme.kiosk.body
                    color: Theme.light.accent
                }
                Words {
                    objectName: "ticketAhead"
                    Layout.fillWidth: true
                    horizontalAlignment: Text.AlignHCenter
                    wrapMode: Text.Wrap
                    text: root.ticket.ahead
                    strong: true
                    font.pixelSize: Math.round((Theme.kiosk.body + Theme.kiosk.heading) / 2)
                }
                Words {
                    objectName: "ticketWait"
                    visible: text !== ""
                    Layout.fillWidth: true
                    horizontalAlignment: Text.AlignHCenter
                    wrapMode: Text.Wrap
                    text: root.ticket.wait
                    strong: true
                    font.pixelSize: Math.round((Theme.kiosk.body + Theme.kiosk.heading) / 2)
                }
                Words {
                    objectName: "ticketZone"
                    visible: text !== ""
                    Layout.fillWidth: true
                    horizontalAlignment: Text.AlignHCenter
                    wrapMode: Text.Wrap
                    text: root.ticket.zone
                    font.pixelSize: Math.round((Theme.kiosk.body + Theme.kiosk.heading) / 2)
                }
            }
        }

        PaperBanner {
            objectName: "paperBanner"
            Layout.fillWidth: true
            kind: root.ticket.paper === "printed" ? "good" : root.ticket.paper === "failed" ? "warn" : "wait"
            heading: root.ticket.paper === "printed" ? root.model.words.take_slip : root.ticket.paper === "failed" ? root.model.words.no_slip : root.ticket.paper === "slow" ? root.model.words.slow_slip : root.model.words.printing
            detail: root.ticket.paper === "failed" || root.ticket.paper === "slow" ? root.model.words.no_slip_do : ""
        }

        ReturnBar {
            model: root.model
            Layout.fillWidth: true
            label: root.model.words.done
        }
    }
}
