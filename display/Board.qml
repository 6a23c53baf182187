pragma ComponentBehavior: Bound
import QtQuick
import display
import shared.ui

// The hall board: the newest call, the calls before it, who waits, whom it sees. Columns stand still; words change.
Item {
    id: root

    required property DisplayModel model
    readonly property int margin: Theme.step * 4
    readonly property int gap: Theme.step * 3

    Item {
        id: header
        x: root.margin
        width: parent.width - root.margin * 2
        height: Theme.step * 15

        Pair {
            objectName: "hallName"
            anchors.left: parent.left
            anchors.right: voiceNote.left
            anchors.rightMargin: root.gap
            anchors.verticalCenter: parent.verticalCenter
            first: root.model.hallName
            second: root.model.hallNameBeneath
            secondLanguage: root.model.language === "ja" ? "ja" : "en"
            firstLanguage: "zh-CN"
            size: Theme.board.heading
            strong: true
        }

        // For staff, where they look when a call was not heard.
        Words {
            id: voiceNote
            objectName: "voiceNote"
            anchors.right: clock.left
            anchors.rightMargin: root.gap * 2
            anchors.verticalCenter: parent.verticalCenter
            width: text === "" ? 0 : parent.width * 0.4
            text: root.model.voiceNote
            font.pixelSize: Theme.panel.small
            color: Theme.dark.warn
            wrapMode: Text.Wrap
            maximumLineCount: 3
            elide: Text.ElideRight
        }

        ClockText {
            id: clock
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            station: root.model
            strong: true
            color: Theme.dark.ink
            font.pixelSize: Theme.board.title
        }
    }

    LinkBar {
        id: bar
        x: root.margin
        width: parent.width - root.margin * 2
        anchors.top: header.bottom
        visible: shown && !root.model.noted
        height: visible ? implicitHeight : 0
        radius: Theme.radius / 2
        station: root.model
        inks: Theme.dark
        sizes: Sizes {
            smallBase: Theme.board.body
            bodyBase: Theme.board.body
            headingBase: Theme.board.heading
            titleBase: Theme.board.title
            numberBase: Theme.board.number
        }
    }

    StateNote {
        objectName: "note"
        anchors.centerIn: parent
        width: parent.width - root.margin * 8
        visible: root.model.noted
        kind: root.model.noteKind
        heading: root.model.noteHeading
        detail: root.model.noteDetail
        remedy: root.model.noteRemedy
        inks: Theme.dark
        sizes: Theme.board
    }

    Item {
        id: main
        x: root.margin
        width: parent.width - root.margin * 2
        anchors.top: bar.bottom
        anchors.topMargin: bar.visible ? Theme.step : 0
        anchors.bottom: band.top
        anchors.bottomMargin: root.gap
        visible: !root.model.noted
        readonly property int columnGap: root.gap
        readonly property int leftWidth: Math.round((width - columnGap) * 0.58)

        Repeater {
            model: root.model.newest

            CallPlate {
                required property bool shown
                objectName: "newest"
                width: main.leftWidth
                height: main.height
                visible: shown
                model: root.model
            }
        }

        Rectangle {
            objectName: "nobodyCalled"
            width: main.leftWidth
            height: main.height
            visible: root.model.empty
            radius: Theme.radius
            color: Theme.dark.surface

            Column {
                anchors.verticalCenter: parent.verticalCenter
                x: root.margin * 2
                width: parent.width - x * 2
                spacing: root.gap * 2

                Pair {
                    width: parent.width
                    first: root.model.words.nobody_called
                    second: root.model.wordsBeneath.nobody_called
                    secondLanguage: root.model.second
                    size: Theme.board.title
                    strong: true
                }
                Pair {
                    width: parent.width
                    first: root.model.words.nobody_called_detail
                    second: root.model.wordsBeneath.nobody_called_detail
                    secondLanguage: root.model.second
                    size: Theme.board.body
                }
            }
        }

        Item {
            id: list
            x: main.leftWidth + main.columnGap
            width: main.width - x
            height: main.height
            readonly property int headHeight: Theme.board.body + Theme.step
            readonly property int windowColumn: Math.round(width * 0.62)
            readonly property real pitch: (height - headHeight + Theme.step) / 6

            Words {
                x: Theme.step * 6
                height: list.headHeight
                text: root.model.words.number + "  " + root.model.wordsBeneath.number
                font.pixelSize: Theme.board.small
                color: Theme.dark.quiet
                verticalAlignment: Text.AlignVCenter
            }
            Words {
                anchors.right: parent.right
                anchors.rightMargin: Theme.step * 4
                height: list.headHeight
                text: root.model.words.window + "  " + root.model.wordsBeneath.window
                font.pixelSize: Theme.board.small
                color: Theme.dark.quiet
                verticalAlignment: Text.AlignVCenter
            }

            Repeater {
                model: root.model.earlier

                CallRow {
                    objectName: "row" + index
                    y: list.headHeight + Math.round(index * list.pitch)
                    width: list.width
                    height: Math.round(list.pitch) - Theme.step
                    windowColumn: list.windowColumn
                }
            }
        }
    }

    Item {
        id: band
        objectName: "waitingBand"
        x: root.margin
        width: parent.width - root.margin * 2
        height: root.model.waitingDense ? Theme.step * 28 : Theme.step * 22
        anchors.bottom: foot.top
        anchors.bottomMargin: Theme.step
        visible: !root.model.noted

        Pair {
            id: bandCaption
            objectName: "bandCaption"
            anchors.verticalCenter: parent.verticalCenter
            width: Theme.step * 22
            first: root.model.words.waiting
            second: root.model.wordsBeneath.waiting
            secondLanguage: root.model.second
            size: Theme.board.small
            firstColour: Theme.dark.quiet
        }

        Grid {
            id: grid
            anchors.left: bandCaption.right
            anchors.right: parent.right
            height: parent.height
            columns: root.model.waitingColumns
            spacing: Theme.step
            // A few categories do not stretch over the whole hall.
            readonly property int across: Math.max(4, columns)
            readonly property int lines: root.model.waitingDense ? 2 : 1
            readonly property real cellWidth: (width - spacing * (across - 1)) / across
            readonly property real cellHeight: (height - spacing * (lines - 1)) / lines

            Repeater {
                model: root.model.waiting

                WaitingCell {
                    width: grid.cellWidth
                    height: grid.cellHeight
                    model: root.model
                    dense: root.model.waitingDense
                    narrow: grid.columns > 6
                }
            }
        }
    }

    Item {
        id: foot
        x: root.margin
        width: parent.width - root.margin * 2
        height: Theme.step * 6
        anchors.bottom: parent.bottom

        SeenCorner {
            anchors.fill: parent
            verticalAlignment: Text.AlignVCenter
            model: root.model
        }
    }
}
