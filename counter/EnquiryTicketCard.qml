pragma ComponentBehavior: Bound
import QtQuick
import counter
import shared.ui

// The chosen ticket: number, where it stands, what is known of it, what can be done.
Rectangle {
    id: root

    required property EnquiryModel desk
    required property EnquiryTicket ticket
    readonly property Inks inks: Theme.light
    readonly property Sizes sizes: Theme.counterFull
    readonly property int gap: Theme.step * 2

    color: inks.surface
    radius: Theme.step
    border.width: 1
    border.color: inks.line

    Words {
        objectName: "nothingChosen"
        visible: !root.ticket.chosen
        anchors.centerIn: parent
        width: parent.width - root.gap * 2
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
        text: root.desk.words.nothing_chosen_yet
        font.pixelSize: root.sizes.body
        color: root.inks.quiet
    }
    Item {
        visible: root.ticket.chosen
        anchors.fill: parent
        Words {
            id: number
            objectName: "ticketNumber"
            x: root.gap
            y: 0
            width: 176
            height: 76
            verticalAlignment: Text.AlignVCenter
            fontSizeMode: Text.HorizontalFit
            text: root.ticket.number
            strong: true
            font.pixelSize: root.sizes.title * 1.5
            font.features: ({ "tnum": 1 })
        }
        Column {
            anchors.left: number.right
            anchors.right: parent.right
            anchors.rightMargin: Theme.step
            y: Theme.step
            Words {
                objectName: "ticketCategory"
                width: parent.width
                elide: Text.ElideRight
                text: root.ticket.categoryName
                font.pixelSize: root.sizes.small
            }
            Words {
                objectName: "ticketTaken"
                width: parent.width
                elide: Text.ElideRight
                text: root.ticket.takenText
                font.pixelSize: root.sizes.small
                font.features: ({ "tnum": 1 })
                color: root.inks.quiet
            }
        }
        MarkedWord {
            objectName: "ticketState"
            x: root.gap
            y: 76
            kind: root.ticket.mark
            text: root.ticket.stateText
            strong: true
            room: parent.width - root.gap * 2
            pixelSize: root.sizes.small
        }
        MarkedWord {
            objectName: "ticketPaper"
            x: root.gap
            y: 102
            kind: root.ticket.paperMark
            text: root.ticket.paperText
            room: parent.width - root.gap * 2
            pixelSize: root.sizes.small
        }
        Flow {
            objectName: "ticketFacts"
            x: root.gap
            y: 132
            width: parent.width - root.gap * 2
            height: buttons.y - y - 4
            clip: true
            spacing: 4
            Repeater {
                model: root.ticket.facts
                delegate: MarkedWord {
                    required property string name
                    required property string mark
                    required text
                    objectName: "fact_" + name
                    width: implicitWidth + root.gap
                    height: 24
                    kind: mark
                    room: root.width - root.gap * 3
                    pixelSize: root.sizes.small
                }
            }
        }
        Grid {
            id: buttons
            visible: !root.ticket.chooser.asking
            x: root.gap
            y: parent.height - height - Theme.step
            columns: 3
            spacing: 6
            Repeater {
                model: root.ticket.actions
                delegate: KeyButton {
                    required property string modelData
                    objectName: modelData
                    width: (root.width - root.gap * 2 - 12) / 3
                    height: 56
                    stacked: true
                    sizes: root.sizes
                    enabled: root.ticket.possible[modelData]
                    text: root.desk.words["action_" + modelData]
                    key: root.ticket.keys[modelData]
                    onClicked: root.ticket.click(modelData)
                }
            }
        }
    }
    ChoiceList {
        // Six answers without scrolling; the question names the number.
        width: parent.width
        height: parent.height
        small: false
        sizes: root.sizes
        chooser: root.ticket.chooser
        hint: root.desk.words.choose_hint
    }
}
