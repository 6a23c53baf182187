pragma ComponentBehavior: Bound
import QtQuick
import counter
import shared.ui

// Booked times: a new one on the left, those there are on the right. Beneath, stamps for the line at the door.
FocusScope {
    id: root

    required property EnquiryModel desk
    required property ArrivalsPage page
    readonly property Inks inks: Theme.light
    readonly property Sizes sizes: Theme.counterFull
    readonly property int gap: Theme.step * 2
    readonly property int half: Math.floor((width - Theme.step) / 2)

    Keys.onUpPressed: page.move(-1)
    Keys.onDownPressed: page.move(1)

    Shortcut {
        sequence: "F6"
        context: Qt.ApplicationShortcut
        autoRepeat: false
        onActivated: root.page.stamp()
    }
    Shortcut {
        sequence: "F7"
        context: Qt.ApplicationShortcut
        autoRepeat: false
        onActivated: root.page.checkIn()
    }
    Shortcut {
        sequence: "Ctrl+Delete"
        context: Qt.ApplicationShortcut
        autoRepeat: false
        onActivated: root.page.cancel()
    }
    Shortcut {
        sequence: "Shift+F7"
        context: Qt.ApplicationShortcut
        autoRepeat: false
        onActivated: root.page.showLarge()
    }

    component Pane: Rectangle {
        radius: Theme.step
        color: root.inks.surface
        border.width: 1
        border.color: root.inks.line
        clip: true
    }

    Pane {
        width: root.half
        height: bottom.y - Theme.step

        Column {
            x: root.gap
            y: Theme.step
            width: parent.width - root.gap * 2
            spacing: 6
            Words {
                objectName: "bookTitle"
                height: 28
                verticalAlignment: Text.AlignVCenter
                text: root.desk.words.book_title
                strong: true
                font.pixelSize: root.sizes.body
            }
            EnquiryPick {
                objectName: "bookCategory"
                width: parent.width
                labelWidth: 0
                options: root.page.categories
                label: root.desk.words.issue_category
                onPicked: index => root.page.pick("category", index)
                onStepped: by => root.page.step("category", by)
            }
            EnquiryPick {
                objectName: "bookDay"
                width: parent.width
                labelWidth: 0
                options: root.page.days
                label: root.desk.words.find_day
                onPicked: index => root.page.pick("day", index)
                onStepped: by => root.page.step("day", by)
            }
            EnquiryPick {
                objectName: "bookLanguage"
                width: parent.width
                labelWidth: 0
                options: root.page.languages
                label: root.desk.words.issue_language
                onPicked: index => root.page.pick("language", index)
                onStepped: by => root.page.step("language", by)
            }
        }
        EnquiryField {
            x: root.gap
            y: parent.height - height - Theme.step
            width: 144
            focus: true
            value: root.page.time
            label: root.desk.words.book_time
            hint: "9:30"
            fieldName: "bookTime"
            onEdited: text => root.page.type("time", text)
            onEntered: root.page.book()
        }
        KeyButton {
            objectName: "book"
            x: root.gap + 160
            y: parent.height - height - Theme.step
            width: parent.width - x - root.gap
            height: 48
            main: true
            sizes: root.sizes
            text: root.desk.words.action_book
            key: "Enter"
            onClicked: root.page.book()
        }
    }
    Pane {
        x: root.half + Theme.step
        width: root.half
        height: bottom.y - Theme.step

        EnquiryField {
            id: sought
            x: root.gap
            y: Theme.step
            width: parent.width - root.gap * 2
            value: root.page.sought
            label: root.desk.words.bookings_title
            hint: root.desk.words.bookings_hint
            fieldName: "sought"
            onEdited: text => root.page.type("sought", text)
            onEntered: root.page.move(1)
        }
        Words {
            objectName: "noBookings"
            visible: list.count === 0
            x: root.gap
            y: list.y + Theme.step
            width: list.width
            wrapMode: Text.Wrap
            text: root.desk.words.bookings_none
            font.pixelSize: root.sizes.small
            color: root.inks.quiet
        }
        ListView {
            id: list
            objectName: "bookings"
            x: root.gap
            y: sought.y + sought.height + Theme.step
            width: parent.width - root.gap * 2
            height: keys.y - y - Theme.step
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            keyNavigationEnabled: false
            model: root.page.rows
            currentIndex: root.page.index
            delegate: Rectangle {
                id: row
                required property int index
                required property string booking
                required property string at
                required property string code
                required property int colour
                required property bool lit
                objectName: "booking_" + booking
                width: list.width
                height: 48
                radius: Theme.step / 2
                color: lit ? root.inks.raised : root.inks.surface
                border.width: lit ? 2 : 0
                border.color: root.inks.accent
                Words {
                    x: Theme.step
                    width: 140
                    height: parent.height
                    verticalAlignment: Text.AlignVCenter
                    text: row.at
                    strong: true
                    font.pixelSize: root.sizes.body
                    font.features: ({ "tnum": 1 })
                }
                CategoryBadge {
                    x: 152
                    anchors.verticalCenter: parent.verticalCenter
                    code: row.code
                    colourIndex: row.colour
                    size: 36
                }
                Words {
                    x: 204
                    width: parent.width - x
                    height: parent.height
                    verticalAlignment: Text.AlignVCenter
                    text: row.booking
                    font.pixelSize: root.sizes.body
                    font.features: ({ "tnum": 1 })
                }
                TapHandler {
                    onTapped: root.page.choose(row.index)
                }
            }
        }
        Row {
            id: keys
            x: root.gap
            y: parent.height - height - Theme.step
            width: parent.width - root.gap * 2
            spacing: Theme.step
            KeyButton {
                objectName: "checkIn"
                width: (parent.width - Theme.step) / 2
                height: 56
                main: true
                enabled: root.page.chosen
                stacked: true
                sizes: root.sizes
                text: root.desk.words.action_check_in
                key: "F7"
                onClicked: root.page.checkIn()
            }
            KeyButton {
                objectName: "cancelBooking"
                width: (parent.width - Theme.step) / 2
                height: 56
                enabled: root.page.chosen
                stacked: true
                sizes: root.sizes
                text: root.page.cancelling ? root.desk.words.cancel_booking_sure : root.desk.words.action_cancel_booking
                key: "Ctrl+Del"
                onClicked: root.page.cancel()
            }
        }
    }

    Pane {
        id: bottom
        y: parent.height - height
        width: parent.width
        height: 80
        KeyButton {
            id: stamp
            objectName: "stamp"
            x: Theme.step
            anchors.verticalCenter: parent.verticalCenter
            width: 240
            height: 64
            main: true
            sizes: root.sizes
            text: root.desk.words.action_stamp
            key: "F6"
            onClicked: root.page.stamp()
        }
        Words {
            id: made
            objectName: "made"
            anchors.left: stamp.right
            anchors.leftMargin: root.gap
            anchors.verticalCenter: parent.verticalCenter
            width: 176
            fontSizeMode: Text.HorizontalFit
            text: root.page.made
            strong: true
            font.pixelSize: root.sizes.title * 1.4
            font.features: ({ "tnum": 1 })
        }
        Words {
            objectName: "stampHint"
            anchors.left: made.right
            anchors.leftMargin: Theme.step
            anchors.right: large.left
            anchors.rightMargin: Theme.step
            anchors.verticalCenter: parent.verticalCenter
            wrapMode: Text.Wrap
            text: root.desk.words.stamp_hint
            font.pixelSize: root.sizes.small
            color: root.inks.quiet
        }
        KeyButton {
            id: large
            objectName: "madeLarge"
            anchors.right: parent.right
            anchors.rightMargin: Theme.step
            anchors.verticalCenter: parent.verticalCenter
            width: 128
            height: 56
            stacked: true
            enabled: root.page.made !== ""
            sizes: root.sizes
            text: root.desk.words.action_large
            key: "Shift+F7"
            onClicked: root.page.showLarge()
        }
    }
}
