pragma ComponentBehavior: Bound
import QtQuick
import counter
import shared.ui

// What somebody has to look after, whatever page is open: devices in trouble, numbers without paper.
Rectangle {
    id: root

    required property EnquiryModel desk
    readonly property EnquiryFaults faults: desk.faults
    readonly property Inks inks: Theme.light
    readonly property Sizes sizes: Theme.counterFull
    readonly property int gap: Theme.step * 2

    color: inks.surface
    radius: Theme.step
    border.width: 1
    border.color: inks.line

    Words {
        id: title
        x: root.gap
        y: Theme.step
        text: root.desk.words.faults_title
        strong: true
        font.pixelSize: root.sizes.body
    }
    Words {
        objectName: "faultCount"
        visible: root.faults.deviceCount > 0
        anchors.right: parent.right
        anchors.rightMargin: root.gap
        anchors.baseline: title.baseline
        text: root.faults.deviceCount
        strong: true
        font.pixelSize: root.sizes.body
        font.features: ({ "tnum": 1 })
    }
    Words {
        objectName: "noFaults"
        visible: root.faults.deviceCount === 0
        x: root.gap
        y: 44
        width: parent.width - root.gap * 2
        wrapMode: Text.Wrap
        text: root.desk.words.faults_none
        font.pixelSize: root.sizes.small
        color: root.inks.quiet
    }
    ListView {
        objectName: "faults"
        x: root.gap
        y: 44
        width: parent.width - root.gap * 2
        height: parent.height * 0.45 - y
        clip: true
        spacing: Theme.step
        boundsBehavior: Flickable.StopAtBounds
        model: root.faults.devices
        delegate: Item {
            id: device
            required property string name
            required property string text
            required property string mark
            objectName: "fault_" + name
            width: ListView.view.width
            height: Math.max(44, told.implicitHeight)
            Mark {
                id: shape
                y: 4
                kind: device.mark
                size: 14
            }
            Words {
                id: told
                objectName: "faultText"
                anchors.left: shape.right
                anchors.leftMargin: Theme.step
                anchors.right: parent.right
                wrapMode: Text.Wrap
                text: device.text
                font.pixelSize: root.sizes.small
            }
        }
    }
    Rectangle {
        x: root.gap
        y: paper.y - Theme.step
        width: parent.width - root.gap * 2
        height: 1
        color: root.inks.line
    }
    Words {
        id: paper
        x: root.gap
        y: parent.height * 0.45 + Theme.step
        text: root.desk.words.unprinted_title
        strong: true
        font.pixelSize: root.sizes.body
    }
    Words {
        objectName: "unprintedCount"
        visible: root.faults.unprintedCount > 0
        anchors.right: parent.right
        anchors.rightMargin: root.gap
        anchors.baseline: paper.baseline
        text: root.faults.unprintedCount
        strong: true
        font.pixelSize: root.sizes.body
        font.features: ({ "tnum": 1 })
    }
    Words {
        objectName: "noUnprinted"
        visible: root.faults.unprintedCount === 0
        x: root.gap
        y: paper.y + 36
        width: parent.width - root.gap * 2
        wrapMode: Text.Wrap
        text: root.desk.words.unprinted_none
        font.pixelSize: root.sizes.small
        color: root.inks.quiet
    }
    ListView {
        id: list
        objectName: "unprinted"
        x: root.gap
        y: paper.y + 36
        width: parent.width - root.gap * 2
        height: all.y - y - Theme.step
        clip: true
        spacing: 6
        boundsBehavior: Flickable.StopAtBounds
        model: root.faults.unprinted
        delegate: Item {
            id: row
            required property string ticket
            required property string number
            required property string text
            objectName: "unprinted_" + number
            width: list.width
            height: 48
            Words {
                id: numberWords
                width: 76
                height: parent.height
                verticalAlignment: Text.AlignVCenter
                fontSizeMode: Text.HorizontalFit
                text: row.number
                strong: true
                font.pixelSize: root.sizes.heading
                font.features: ({ "tnum": 1 })
            }
            Words {
                objectName: "unprintedText"
                anchors.left: numberWords.right
                anchors.right: again.left
                anchors.margins: 6
                height: parent.height
                verticalAlignment: Text.AlignVCenter
                wrapMode: Text.Wrap
                maximumLineCount: 2
                elide: Text.ElideRight
                text: row.text
                font.pixelSize: root.sizes.small
                font.features: ({ "tnum": 1 })
                color: root.inks.quiet
            }
            KeyButton {
                id: again
                objectName: "reprint_" + row.number
                anchors.right: parent.right
                width: 112
                height: parent.height
                stacked: false
                sizes: root.sizes
                text: root.desk.words.action_reprint
                key: ""
                onClicked: root.faults.printAgain(row.ticket)
            }
        }
    }
    KeyButton {
        id: all
        objectName: "reprintAll"
        visible: root.faults.unprintedCount > 0
        x: root.gap
        y: parent.height - height - Theme.step
        width: parent.width - root.gap * 2
        height: 52
        sizes: root.sizes
        text: root.desk.words.reprint_all
        key: "F9"
        onClicked: root.faults.printAll()
    }
}
