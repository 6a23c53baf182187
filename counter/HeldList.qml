pragma ComponentBehavior: Bound
import QtQuick
import counter
import shared.ui

// The numbers this window holds: why each is away, and until when.
Rectangle {
    id: root

    required property CounterModel model
    readonly property Sizes sizes: Theme.counterFull
    readonly property Inks inks: Theme.light
    readonly property int rowHeight: 56

    color: inks.surface
    radius: Theme.step
    border.width: 1
    border.color: inks.line
    implicitHeight: 56 + Math.min(4, model.beside.heldCount) * rowHeight + Theme.step

    Words {
        id: title
        x: Theme.step * 2
        y: Theme.step
        height: 40
        verticalAlignment: Text.AlignVCenter
        text: root.model.words.held_title
        strong: true
        font.pixelSize: root.sizes.heading
    }
    Words {
        anchors.right: parent.right
        anchors.rightMargin: Theme.step * 2
        anchors.verticalCenter: title.verticalCenter
        text: root.model.keys.resume
        font.pixelSize: root.sizes.small
        color: root.inks.quiet
    }
    ListView {
        objectName: "held"
        y: 52
        width: parent.width
        height: parent.height - y - Theme.step
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        model: root.model.beside.held
        delegate: Item {
            id: row
            required property string number
            required property string reason
            required property string due
            required property string mark
            width: ListView.view.width
            height: root.rowHeight
            MarkedWord {
                x: Theme.step * 2
                anchors.verticalCenter: parent.verticalCenter
                kind: row.mark
                text: row.number
                strong: true
                pixelSize: root.sizes.body
            }
            Column {
                anchors.right: parent.right
                anchors.rightMargin: Theme.step * 2
                anchors.verticalCenter: parent.verticalCenter
                width: parent.width - 130
                Repeater {
                    model: [row.reason, row.due]
                    delegate: Words {
                        required property string modelData
                        width: parent?.width ?? 0
                        horizontalAlignment: Text.AlignRight
                        elide: Text.ElideRight
                        text: modelData
                        font.pixelSize: root.sizes.small
                        font.features: ({ "tnum": 1 })
                        color: root.inks.quiet
                    }
                }
            }
        }
    }
}
