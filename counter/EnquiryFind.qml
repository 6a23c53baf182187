pragma ComponentBehavior: Bound
import QtQuick
import counter
import shared.ui

// A number that somebody says, a ticket that somebody lost; beneath, what fits and the chosen one.
FocusScope {
    id: root

    required property EnquiryModel desk
    required property FindPage page
    readonly property Inks inks: Theme.light
    readonly property Sizes sizes: Theme.counterFull
    readonly property int gap: Theme.step * 2

    Keys.onUpPressed: page.move(-1)
    Keys.onDownPressed: page.move(1)

    Repeater {
        model: root.page.ticket.actions
        delegate: Item {
            id: key
            required property string modelData
            Shortcut {
                sequence: root.page.ticket.keys[key.modelData]
                context: Qt.ApplicationShortcut
                autoRepeat: false
                onActivated: root.page.ticket.press(key.modelData)
            }
        }
    }
    Shortcut {
        sequence: "Ctrl+Backspace"
        context: Qt.ApplicationShortcut
        autoRepeat: false
        onActivated: {
            root.page.clear();
            number.forceActiveFocus();
        }
    }

    Connections {
        target: root.page.ticket.chooser
        function onChanged(): void {
            // Answered or taken back: the next thing typed is a number again.
            if (!root.page.ticket.chooser.asking)
                number.forceActiveFocus();
        }
    }

    Rectangle {
        id: search
        width: parent.width
        height: 192
        radius: Theme.step
        color: root.inks.surface
        border.width: 1
        border.color: root.inks.line

        EnquiryField {
            id: number
            x: root.gap
            y: Theme.step
            width: 232
            focus: true
            value: root.page.number
            label: root.desk.words.find_number
            hint: root.desk.words.find_number_hint
            fieldName: "number"
            onEdited: text => root.page.type("number", text)
            onEntered: root.page.findNumber()
        }
        KeyButton {
            objectName: "findNumber"
            x: root.gap
            y: number.y + number.height + Theme.step
            width: number.width
            height: 44
            sizes: root.sizes
            main: true
            text: root.desk.words.find
            key: "Enter"
            onClicked: root.page.findNumber()
        }
        KeyButton {
            objectName: "clear"
            x: root.gap
            y: parent.height - height - Theme.step
            width: number.width
            height: 40
            sizes: root.sizes
            text: root.desk.words.clear
            key: "Ctrl+⌫"
            onClicked: {
                root.page.clear();
                number.forceActiveFocus();
            }
        }
        Rectangle {
            x: number.x + number.width + root.gap
            y: Theme.step
            width: 1
            height: parent.height - Theme.step * 2
            color: root.inks.line
        }
        Column {
            id: lost
            x: number.x + number.width + root.gap * 2
            y: Theme.step
            width: parent.width - x - Theme.step
            spacing: 4
            EnquiryPick {
                objectName: "station"
                width: parent.width
                options: root.page.stations
                label: root.desk.words.find_station
                onPicked: index => root.page.pick("station", index)
                onStepped: by => root.page.step("station", by)
            }
            EnquiryPick {
                objectName: "category"
                width: parent.width
                options: root.page.categories
                label: root.desk.words.find_category
                onPicked: index => root.page.pick("category", index)
                onStepped: by => root.page.step("category", by)
            }
            Row {
                width: parent.width
                spacing: Theme.step
                EnquiryPick {
                    objectName: "day"
                    anchors.bottom: parent.bottom
                    width: 320
                    options: root.page.days
                    label: root.desk.words.find_day
                    onPicked: index => root.page.pick("day", index)
                    onStepped: by => root.page.step("day", by)
                }
                EnquiryField {
                    width: 84
                    longest: 5
                    value: root.page.begins
                    label: root.desk.words.find_begins
                    hint: "9:00"
                    fieldName: "begins"
                    onEdited: text => root.page.type("begins", text)
                    onEntered: root.page.findLost()
                }
                EnquiryField {
                    width: 84
                    longest: 5
                    value: root.page.ends
                    label: root.desk.words.find_ends
                    hint: "9:30"
                    fieldName: "ends"
                    onEdited: text => root.page.type("ends", text)
                    onEntered: root.page.findLost()
                }
                KeyButton {
                    objectName: "findLost"
                    anchors.bottom: parent.bottom
                    width: lost.width - 320 - 84 * 2 - Theme.step * 3
                    height: 48
                    sizes: root.sizes
                    main: true
                    stacked: true
                    text: root.desk.words.find
                    key: "Enter"
                    onClicked: root.page.findLost()
                }
            }
        }
    }

    Rectangle {
        y: search.height + Theme.step
        width: 408
        height: parent.height - y
        radius: Theme.step
        color: root.inks.surface
        border.width: 1
        border.color: root.inks.line

        Words {
            id: count
            objectName: "count"
            x: root.gap
            width: parent.width - root.gap * 2
            height: 40
            verticalAlignment: Text.AlignVCenter
            elide: Text.ElideRight
            text: root.page.countText || root.desk.words.find_nothing_yet
            font.pixelSize: root.sizes.small
            color: root.inks.quiet
        }
        ListView {
            id: list
            objectName: "found"
            x: 1
            y: count.height
            width: parent.width - 2
            height: parent.height - y - Theme.step
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            model: root.page.rows
            currentIndex: root.page.index
            highlightFollowsCurrentItem: false
            keyNavigationEnabled: false
            onCurrentIndexChanged: positionViewAtIndex(currentIndex, ListView.Contain)
            delegate: Rectangle {
                id: row
                required property int index
                required property string number
                required property string code
                required property int colour
                required property string mark
                required property string stands
                required property string taken
                required property string station
                required property bool lit
                objectName: "row_" + row.number
                width: list.width
                height: 56
                color: lit ? root.inks.raised : root.inks.surface
                Rectangle {
                    visible: row.lit
                    width: 4
                    height: parent.height
                    color: root.inks.accent
                }
                CategoryBadge {
                    id: badge
                    x: root.gap
                    anchors.verticalCenter: parent.verticalCenter
                    code: row.code
                    colourIndex: row.colour
                    size: 36
                }
                Words {
                    anchors.left: badge.right
                    anchors.leftMargin: Theme.step
                    anchors.verticalCenter: parent.verticalCenter
                    width: 84
                    text: row.number
                    strong: true
                    fontSizeMode: Text.HorizontalFit
                    font.pixelSize: root.sizes.heading
                    font.features: ({ "tnum": 1 })
                }
                Column {
                    x: 152
                    anchors.verticalCenter: parent.verticalCenter
                    MarkedWord {
                        objectName: "rowState"
                        kind: row.mark
                        text: row.stands
                        room: list.width - 152 - Theme.step
                        pixelSize: root.sizes.small
                    }
                    Words {
                        objectName: "rowTaken"
                        width: list.width - 152 - Theme.step
                        elide: Text.ElideRight
                        text: row.taken + "  " + row.station
                        font.pixelSize: root.sizes.small
                        font.features: ({ "tnum": 1 })
                        color: root.inks.quiet
                    }
                }
                TapHandler {
                    onTapped: root.page.choose(row.index)
                }
            }
        }
    }
    EnquiryTicketCard {
        x: 408 + Theme.step
        y: search.height + Theme.step
        width: parent.width - x
        height: parent.height - y
        desk: root.desk
        ticket: root.page.ticket
    }
}
