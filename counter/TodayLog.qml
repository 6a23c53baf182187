pragma ComponentBehavior: Bound
import QtQuick
import counter
import shared.ui

// What this window served today, and whether it was rated: never how.
Rectangle {
    id: root

    required property CounterModel model
    readonly property Sizes sizes: Theme.counterFull
    readonly property Inks inks: Theme.light

    color: inks.surface
    radius: Theme.step
    border.width: 1
    border.color: inks.line

    Words {
        id: title
        x: Theme.step * 2
        y: Theme.step * 2
        text: root.model.words.log_title
        strong: true
        font.pixelSize: root.sizes.heading
    }
    Words {
        objectName: "served"
        anchors.right: parent.right
        anchors.rightMargin: Theme.step * 2
        anchors.baseline: title.baseline
        visible: root.model.served > 0
        text: root.model.servedText
        font.pixelSize: root.sizes.small
        color: root.inks.quiet
    }
    Words {
        x: Theme.step * 2
        y: 64
        text: root.model.words.log_number
        font.pixelSize: root.sizes.small
        color: root.inks.quiet
    }
    Words {
        x: 116
        y: 64
        text: root.model.words.log_finished
        font.pixelSize: root.sizes.small
        color: root.inks.quiet
    }
    Words {
        anchors.right: parent.right
        anchors.rightMargin: Theme.step * 2
        y: 64
        text: root.model.words.log_rating
        font.pixelSize: root.sizes.small
        color: root.inks.quiet
    }
    Rectangle {
        y: 96
        width: parent.width
        height: 1
        color: root.inks.line
    }
    Words {
        objectName: "logEmpty"
        visible: root.model.served === 0
        x: Theme.step * 2
        y: 112
        width: parent.width - x * 2
        wrapMode: Text.Wrap
        text: root.model.words.log_empty
        font.pixelSize: root.sizes.small
        color: root.inks.quiet
    }
    ListView {
        id: list
        objectName: "log"
        y: 97
        width: parent.width
        height: parent.height - y - Theme.step
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        model: root.model.log
        delegate: Item {
            id: row
            required property string number
            required property string at
            required property int minutes
            required property string rated
            required property string ratedText
            width: list.width
            height: 44
            Words {
                x: Theme.step * 2
                height: parent.height
                verticalAlignment: Text.AlignVCenter
                text: row.number
                strong: true
                font.pixelSize: root.sizes.body
                font.features: ({ "tnum": 1 })
            }
            Words {
                x: 116
                height: parent.height
                verticalAlignment: Text.AlignVCenter
                text: row.at
                font.pixelSize: root.sizes.body
                font.features: ({ "tnum": 1 })
            }
            MarkedWord {
                objectName: "logRated"
                anchors.right: parent.right
                anchors.rightMargin: Theme.step * 2
                anchors.verticalCenter: parent.verticalCenter
                kind: row.rated === "rated" ? "go" : row.rated === "asking" ? "doubt" : "stop"
                text: row.ratedText
                pixelSize: root.sizes.small
                ink: row.rated === "not_rated" ? root.inks.quiet : root.inks.ink
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
