pragma ComponentBehavior: Bound
import QtQuick
import kiosk
import shared.ui

// Nobody is there: the hall, the time, how many wait, and how to begin in every language. Light on dark, and a little
// elsewhere each minute, so that nothing burns in.
Rectangle {
    id: root

    required property KioskModel model
    readonly property Inks inks: Theme.dark
    readonly property int play: Theme.step * 3

    objectName: "idlePage"
    color: inks.ground

    // Takes the touch, so that it presses nothing beneath.
    MouseArea {
        anchors.fill: parent
    }

    Item {
        id: plate
        x: Theme.step * 8 + root.play * root.model.idleScreen.across
        y: Theme.step * 14 + root.play * root.model.idleScreen.down
        width: parent.width - Theme.step * 16
        height: parent.height - Theme.step * 28

        Column {
            id: head
            width: parent.width
            spacing: Theme.step * 2

            Words {
                objectName: "idleHall"
                width: parent.width
                wrapMode: Text.Wrap
                text: root.model.hallName
                language: "zh-CN"
                strong: true
                font.pixelSize: Theme.kiosk.titleBase
                color: root.inks.ink
            }
            Words {
                objectName: "idleBeneath"
                visible: text !== ""
                width: parent.width
                wrapMode: Text.Wrap
                text: root.model.home.beneath
                language: root.model.language === "ja" ? "ja" : "en"
                font.pixelSize: Theme.kiosk.bodyBase
                color: root.inks.quiet
            }
            ClockText {
                objectName: "idleClock"
                station: root.model
                topPadding: Theme.step * 6
                strong: true
                font.pixelSize: Math.round(Theme.kiosk.numberBase * (waiting.many ? 0.4 : 0.6))
                color: root.inks.ink
            }
            Words {
                objectName: "idleDate"
                width: parent.width
                text: root.model.idleScreen.date
                font.pixelSize: Theme.kiosk.headingBase
                color: root.inks.quiet
            }
        }

        Grid {
            id: waiting
            anchors.top: head.bottom
            anchors.topMargin: Theme.step * 9
            width: parent.width
            readonly property bool many: lines.count > 7
            readonly property int room: begin.y - head.height - Theme.step * 18
            readonly property int rowHeight: Math.min(96, Math.floor(room / Math.max(1, Math.ceil(lines.count / columns))))
            columns: many ? 2 : 1
            columnSpacing: Theme.step * 4

            Repeater {
                id: lines
                model: root.model.home.tiles
                delegate: Item {
                    id: line

                    required property string code
                    required property int colourIndex
                    required property string name
                    required property string nameLanguage
                    required property string waiting

                    width: waiting.many ? Math.floor((waiting.width - waiting.columnSpacing) / 2) : waiting.width
                    height: waiting.rowHeight

                    CategoryBadge {
                        id: badge
                        anchors.verticalCenter: parent.verticalCenter
                        size: Math.min(64, line.height - Theme.step * 2)
                        code: line.code
                        colourIndex: line.colourIndex
                    }
                    Words {
                        objectName: "idleName"
                        anchors.left: badge.right
                        anchors.leftMargin: Theme.step * 3
                        anchors.right: count.left
                        anchors.rightMargin: Theme.step * 2
                        height: parent.height
                        verticalAlignment: Text.AlignVCenter
                        fontSizeMode: Text.Fit
                        minimumPixelSize: 20
                        wrapMode: waiting.many ? Text.Wrap : Text.NoWrap
                        maximumLineCount: waiting.many ? 2 : 1
                        text: line.name
                        language: line.nameLanguage
                        font.pixelSize: waiting.many ? Theme.kiosk.smallBase : Theme.kiosk.bodyBase
                        color: root.inks.ink
                    }
                    Words {
                        id: count
                        objectName: "idleWaiting"
                        anchors.right: parent.right
                        anchors.verticalCenter: parent.verticalCenter
                        text: line.waiting
                        strong: true
                        font.features: ({ "tnum": 1 })
                        font.pixelSize: waiting.many ? Theme.panel.small : Theme.kiosk.bodyBase
                        color: root.inks.ink
                    }
                }
            }
        }

        Column {
            id: begin
            anchors.bottom: parent.bottom
            width: parent.width
            spacing: Theme.step * 2

            Rectangle {
                width: parent.width
                height: 2
                color: root.inks.line
            }
            Repeater {
                model: root.model.idleScreen.begin
                delegate: Words {
                    required property int index
                    required property string code
                    required property string said

                    objectName: "idleBegin-" + code
                    text: said
                    language: code
                    width: begin.width
                    topPadding: index === 0 ? Theme.step * 4 : 0
                    wrapMode: Text.Wrap
                    strong: index === 0
                    font.pixelSize: index === 0 ? Theme.kiosk.headingBase : Theme.kiosk.bodyBase
                    color: index === 0 ? root.inks.accent : root.inks.ink
                }
            }
        }
    }
}
