pragma ComponentBehavior: Bound
import QtQuick
import display
import shared.ui

// The overview: for each category who waits, how long, and at how many windows; beneath, the latest calls.
Frame {
    id: root

    readonly property bool portrait: model.portrait

    Item {
        id: table
        width: parent.width
        anchors.top: parent.top
        anchors.bottom: latest.visible ? latest.top : parent.bottom
        anchors.bottomMargin: latest.visible ? root.gap : 0
        readonly property int groups: root.portrait || categories.count <= 9 ? 1 : 2
        readonly property int lines: Math.max(root.portrait ? 6 : 5, Math.ceil(categories.count / groups))
        readonly property real groupWidth: (width - root.gap * (groups - 1)) / groups
        readonly property int headHeight: Theme.step * 8
        readonly property real pitch: (height - headHeight) / lines

        Repeater {
            model: table.groups

            OverviewHead {
                required property int index
                x: index * (table.groupWidth + root.gap)
                width: table.groupWidth
                height: table.headHeight
                narrow: root.portrait
                tight: table.groups > 1
                model: root.model
            }
        }

        Repeater {
            id: categories
            model: root.model.waiting

            OverviewRow {
                x: Math.floor(index / table.lines) * (table.groupWidth + root.gap)
                y: table.headHeight + (index % table.lines) * table.pitch
                width: table.groupWidth
                height: Math.round(table.pitch) - Theme.step
                narrow: root.portrait
                tight: table.groups > 1
                model: root.model
            }
        }
    }

    Item {
        id: latest
        objectName: "latestCalls"
        // Where there are many categories they need the room: calls are on the other displays.
        visible: root.portrait ? categories.count <= 14 : categories.count <= 6
        width: parent.width
        height: Theme.step * 18
        anchors.bottom: parent.bottom

        Repeater {
            model: root.model.newest

            LatestCall {
                width: (latest.width - Theme.step * (latest.across - 1)) / latest.across
                height: latest.height
                words: root.model.words.window
            }
        }
        Repeater {
            model: root.model.earlier

            LatestCall {
                x: (index + 1) * (width + Theme.step)
                width: (latest.width - Theme.step * (latest.across - 1)) / latest.across
                height: latest.height
                words: root.model.words.window
                visible: index + 1 < latest.across
            }
        }
        readonly property int across: root.portrait ? 3 : 5
    }
}
