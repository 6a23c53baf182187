pragma ComponentBehavior: Bound
import QtQuick
import counter
import shared.ui

// Who waits for this window: category, how many, the longest wait, the next numbers.
Rectangle {
    id: root

    required property CounterModel model
    readonly property Sizes sizes: Theme.counterFull
    readonly property Inks inks: Theme.light
    readonly property int rowHeight: Math.max(85, Math.min(92, list.height / 6))
    readonly property int countX: 204

    color: inks.surface
    radius: Theme.step
    border.width: 1
    border.color: inks.line

    Words {
        id: title
        x: Theme.step * 2
        y: Theme.step * 2
        text: root.model.words.waiting_title
        strong: true
        font.pixelSize: root.sizes.heading
    }
    Words {
        objectName: "waitingTotal"
        visible: root.model.waiting > 0
        anchors.right: parent.right
        anchors.rightMargin: Theme.step * 2
        anchors.baseline: title.baseline
        text: root.model.waiting
        strong: true
        font.pixelSize: root.sizes.heading
        font.features: ({ "tnum": 1 })
    }
    Words {
        objectName: "nobodyWaiting"
        visible: root.model.waiting === 0
        anchors.right: parent.right
        anchors.rightMargin: Theme.step * 2
        anchors.baseline: title.baseline
        text: root.model.words.nobody_waiting
        font.pixelSize: root.sizes.small
        color: root.inks.quiet
    }
    Item {
        id: head
        y: 64
        width: parent.width
        height: 28
        Words {
            x: Theme.step * 2
            text: root.model.words.category
            font.pixelSize: root.sizes.small
            color: root.inks.quiet
        }
        Words {
            objectName: "headPeople"
            x: root.countX
            width: 56
            horizontalAlignment: Text.AlignRight
            text: root.model.words.people
            font.pixelSize: root.sizes.small
            color: root.inks.quiet
        }
        Words {
            objectName: "headLongest"
            anchors.right: parent.right
            anchors.rightMargin: Theme.step * 2
            text: root.model.words.longest
            font.pixelSize: root.sizes.small
            color: root.inks.quiet
        }
    }
    Rectangle {
        y: 96
        width: parent.width
        height: 1
        color: root.inks.line
    }

    ListView {
        id: list
        objectName: "queues"
        y: 97
        width: parent.width
        height: parent.height - y - Theme.step
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        model: root.model.queues
        delegate: Item {
            id: row
            required property string code
            required property string name
            required property int colour
            required property int waiting
            required property string wait
            required property string heads
            width: list.width
            height: root.rowHeight

            CategoryBadge {
                x: Theme.step * 2
                y: 14
                code: row.code
                colourIndex: row.colour
                size: 44
            }
            Words {
                objectName: "queueName"
                x: 72
                y: 12
                width: root.countX - x + 8
                height: 48
                verticalAlignment: Text.AlignVCenter
                text: row.name
                font.pixelSize: root.sizes.small
                lineHeightMode: Text.FixedHeight
                lineHeight: root.sizes.small * 1.3
                wrapMode: Text.Wrap
                maximumLineCount: 2
                elide: Text.ElideRight
            }
            Words {
                x: root.countX
                width: 56
                y: 12
                height: 48
                verticalAlignment: Text.AlignVCenter
                horizontalAlignment: Text.AlignRight
                text: row.waiting
                strong: true
                font.pixelSize: root.sizes.heading
                font.features: ({ "tnum": 1 })
                color: row.waiting > 0 ? root.inks.ink : root.inks.quiet
            }
            Words {
                anchors.right: parent.right
                anchors.rightMargin: Theme.step * 2
                y: 12
                height: 48
                verticalAlignment: Text.AlignVCenter
                text: row.waiting > 0 ? row.wait : "–"
                font.pixelSize: root.sizes.heading
                font.features: ({ "tnum": 1 })
                color: row.waiting > 0 ? root.inks.ink : root.inks.quiet
            }
            Words {
                objectName: "queueHeads"
                x: 72
                y: 60
                width: parent.width - x - Theme.step * 2
                height: 24
                verticalAlignment: Text.AlignVCenter
                elide: Text.ElideRight
                text: row.waiting > 0 ? row.heads : root.model.words.none_here
                font.pixelSize: root.sizes.small
                font.features: ({ "tnum": 1 })
                color: root.inks.quiet
            }
            Rectangle {
                anchors.bottom: parent.bottom
                x: Theme.step * 2
                width: parent.width - x * 2
                height: 1
                color: root.inks.line
            }
        }
    }
}
