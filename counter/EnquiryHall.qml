pragma ComponentBehavior: Bound
import QtQuick
import counter
import shared.ui

// Who waits, and where somebody is served.
FocusScope {
    id: root

    required property EnquiryModel desk
    required property HallPage page
    readonly property Inks inks: Theme.light
    readonly property Sizes sizes: Theme.counterFull
    readonly property int gap: Theme.step * 2

    Keys.onUpPressed: queues.flick(0, 800)
    Keys.onDownPressed: queues.flick(0, -800)

    Rectangle {
        id: waits
        width: parent.width
        height: Math.min(48 + 48 * queues.count, parent.height * 0.66)
        radius: Theme.step
        color: root.inks.surface
        border.width: 1
        border.color: root.inks.line
        readonly property list<int> columns: [72, 320, 400, 512, 712]

        Repeater {
            model: [root.desk.words.category, root.desk.words.people, root.desk.words.longest, root.desk.words.hall_expected, root.desk.words.hall_windows]
            delegate: Words {
                required property int index
                required property string modelData
                objectName: "head" + index
                x: index === 0 ? root.gap : waits.columns[index]
                height: 44
                width: index === 1 ? 64 : implicitWidth
                horizontalAlignment: index === 1 ? Text.AlignRight : Text.AlignLeft
                verticalAlignment: Text.AlignVCenter
                text: modelData
                font.pixelSize: root.sizes.small
                color: root.inks.quiet
            }
        }
        ListView {
            id: queues
            objectName: "hallQueues"
            y: 44
            width: parent.width
            height: parent.height - y - 4
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            model: root.page.queues
            delegate: Item {
                id: row
                required property string code
                required property string name
                required property int colour
                required property int waiting
                required property string wait
                required property string expected
                required property string windows
                objectName: "queue_" + code
                width: queues.width
                height: 48
                Rectangle {
                    x: root.gap
                    width: parent.width - root.gap * 2
                    height: 1
                    color: root.inks.line
                }
                CategoryBadge {
                    x: root.gap
                    anchors.verticalCenter: parent.verticalCenter
                    code: row.code
                    colourIndex: row.colour
                    size: 36
                }
                Words {
                    objectName: "hallName"
                    x: waits.columns[0]
                    width: waits.columns[1] - x
                    height: parent.height
                    verticalAlignment: Text.AlignVCenter
                    elide: Text.ElideRight
                    text: row.name
                    font.pixelSize: root.sizes.body
                }
                Words {
                    x: waits.columns[1]
                    width: 64
                    height: parent.height
                    horizontalAlignment: Text.AlignRight
                    verticalAlignment: Text.AlignVCenter
                    text: row.waiting
                    strong: true
                    font.pixelSize: root.sizes.heading
                    font.features: ({ "tnum": 1 })
                    color: row.waiting > 0 ? root.inks.ink : root.inks.quiet
                }
                Words {
                    objectName: "hallWait"
                    x: waits.columns[2]
                    width: waits.columns[3] - x - Theme.step
                    height: parent.height
                    verticalAlignment: Text.AlignVCenter
                    text: row.wait
                    font.pixelSize: root.sizes.heading
                    font.features: ({ "tnum": 1 })
                }
                Words {
                    objectName: "hallExpected"
                    x: waits.columns[3]
                    width: waits.columns[4] - x - Theme.step
                    height: parent.height
                    verticalAlignment: Text.AlignVCenter
                    text: row.expected
                    font.pixelSize: root.sizes.body
                    font.features: ({ "tnum": 1 })
                }
                Words {
                    objectName: "hallServed"
                    x: waits.columns[4]
                    width: parent.width - x - root.gap
                    height: parent.height
                    verticalAlignment: Text.AlignVCenter
                    wrapMode: Text.Wrap
                    maximumLineCount: 2
                    elide: Text.ElideRight
                    text: row.windows
                    font.pixelSize: root.sizes.small
                    font.features: ({ "tnum": 1 })
                }
            }
        }
    }
    GridView {
        id: windows
        objectName: "hallWindows"
        y: waits.height + Theme.step
        width: parent.width
        height: parent.height - y
        cellWidth: Math.floor(width / 5)
        cellHeight: 52
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        keyNavigationEnabled: false
        model: root.page.windows
        delegate: Item {
            id: place
            required property int window
            required property string mark
            required property string stands
            required property string number
            required property string beneath
            objectName: "window_" + window
            width: windows.cellWidth
            height: windows.cellHeight
            Rectangle {
                anchors.fill: parent
                anchors.rightMargin: 4
                anchors.bottomMargin: 4
                radius: Theme.step / 2
                color: root.inks.surface
                border.width: 1
                border.color: root.inks.line
                Words {
                    id: windowNumber
                    x: Theme.step
                    width: 36
                    height: parent.height
                    verticalAlignment: Text.AlignVCenter
                    fontSizeMode: Text.HorizontalFit
                    text: place.window
                    strong: true
                    font.pixelSize: root.sizes.heading
                    font.features: ({ "tnum": 1 })
                }
                Column {
                    x: 48
                    anchors.verticalCenter: parent.verticalCenter
                    MarkedWord {
                        objectName: "windowState"
                        kind: place.mark
                        text: place.number || place.stands
                        strong: place.number !== ""
                        room: windows.cellWidth - 56
                        pixelSize: root.sizes.small
                    }
                    Words {
                        objectName: "windowServes"
                        width: windows.cellWidth - 56
                        elide: Text.ElideRight
                        text: place.beneath
                        font.pixelSize: root.sizes.small
                        color: root.inks.quiet
                    }
                }
            }
        }
    }
}
