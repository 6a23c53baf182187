pragma ComponentBehavior: Bound
import QtQuick
import display
import shared.ui

// The hall board: the newest call, the calls before it, who waits. Columns stand still; words change. In portrait the
// calls stand beneath the newest.
Frame {
    id: root

    readonly property bool portrait: model.portrait

    Item {
        id: calls
        width: parent.width
        anchors.top: parent.top
        anchors.bottom: band.top
        anchors.bottomMargin: root.gap
        readonly property int plateWidth: root.portrait ? width : Math.round((width - root.gap) * 0.58)
        readonly property int plateHeight: root.portrait ? Math.round(Math.min(height * 0.4, Theme.step * 64)) : height

        NewestCall {
            width: calls.plateWidth
            height: calls.plateHeight
            model: root.model
        }

        Item {
            id: list
            x: root.portrait ? 0 : calls.plateWidth + root.gap
            y: root.portrait ? calls.plateHeight + Theme.step : 0
            width: calls.width - x
            height: calls.height - y
            readonly property int headHeight: Theme.board.body + Theme.step
            readonly property int windowColumn: Math.round(width * 0.62)
            readonly property real pitch: (height - headHeight + Theme.step) / 6

            Words {
                x: Theme.step * 6
                height: list.headHeight
                text: root.model.words.number + "  " + root.model.wordsBeneath.number
                font.pixelSize: Theme.board.small
                color: Theme.wall.quiet
                verticalAlignment: Text.AlignVCenter
            }
            Words {
                anchors.right: parent.right
                anchors.rightMargin: Theme.step * 4
                height: list.headHeight
                text: root.model.words.window + "  " + root.model.wordsBeneath.window
                font.pixelSize: Theme.board.small
                color: Theme.wall.quiet
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

    WaitingBand {
        id: band
        width: parent.width
        anchors.bottom: parent.bottom
        model: root.model
    }
}
