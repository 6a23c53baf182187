pragma ComponentBehavior: Bound
import QtQuick
import counter
import shared.ui

// A ticket for whoever stands before the desk: what they come for on the left, who they are on the right.
FocusScope {
    id: root

    required property EnquiryModel desk
    required property IssuePage page
    readonly property Inks inks: Theme.light
    readonly property Sizes sizes: Theme.counterFull
    readonly property int gap: Theme.step * 2
    readonly property int comesWidth: 420

    Keys.onReturnPressed: event => {
        if (!event.isAutoRepeat)
            page.issue();
    }
    Keys.onEnterPressed: event => {
        if (!event.isAutoRepeat)
            page.issue();
    }
    Shortcut {
        sequence: "Shift+F7"
        context: Qt.ApplicationShortcut
        autoRepeat: false
        onActivated: root.page.showLarge()
    }
    Shortcut {
        sequence: "Ctrl+Backspace"
        context: Qt.ApplicationShortcut
        autoRepeat: false
        onActivated: {
            root.page.clear();
            category.forceActiveFocus();
        }
    }

    Rectangle {
        width: root.comesWidth
        height: bottom.y - Theme.step
        radius: Theme.step
        color: root.inks.surface
        border.width: 1
        border.color: root.inks.line

        Flickable {
            anchors.fill: parent
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            contentHeight: comes.height + Theme.step * 2
            interactive: contentHeight > height
            Column {
                id: comes
                x: root.gap
                y: Theme.step
                width: parent.width - root.gap * 2
                spacing: 6
                Words {
                    height: 28
                    verticalAlignment: Text.AlignVCenter
                    text: root.desk.words.issue_category
                    font.pixelSize: root.sizes.small
                    color: root.inks.quiet
                }
                EnquiryPick {
                    id: category
                    objectName: "category"
                    width: parent.width
                    labelWidth: 0
                    focus: true
                    options: root.page.categories
                    label: root.desk.words.issue_category
                    onPicked: index => root.page.pick("category", index)
                    onStepped: by => root.page.step("category", by)
                    Keys.onPressed: event => root.page.letter(event.text)
                }
                EnquiryField {
                    width: parent.width
                    longest: 40
                    value: root.page.query
                    label: root.desk.words.issue_item
                    hint: root.desk.words.issue_item_hint
                    fieldName: "itemQuery"
                    onEdited: text => root.page.type(text)
                    onEntered: root.page.issue()
                }
                EnquiryPick {
                    objectName: "item"
                    width: parent.width
                    // The same room for one match as for three, so that nothing beneath moves.
                    height: Math.max(implicitHeight, tall * 3 + 10)
                    labelWidth: 0
                    options: root.page.items
                    label: root.desk.words.issue_item
                    onPicked: index => root.page.pick("item", index)
                    onStepped: by => root.page.step("item", by)
                }
                Row {
                    width: parent.width
                    spacing: Theme.step
                    EnquiryStepper {
                        objectName: "persons"
                        width: parent.width * 0.48
                        value: root.page.persons
                        label: root.desk.words.issue_persons
                        onStepped: by => root.page.count("persons", by)
                    }
                    EnquiryStepper {
                        objectName: "mandates"
                        width: parent.width * 0.52 - Theme.step
                        value: root.page.mandates
                        label: root.desk.words.issue_mandates
                        onStepped: by => root.page.count("mandates", by)
                    }
                }
            }
        }
    }
    Rectangle {
        x: root.comesWidth + Theme.step
        width: parent.width - x
        height: bottom.y - Theme.step
        radius: Theme.step
        color: root.inks.surface
        border.width: 1
        border.color: root.inks.line

        Flickable {
            anchors.fill: parent
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            contentHeight: is.height + Theme.step * 2
            interactive: contentHeight > height
            Column {
                id: is
                x: root.gap
                y: Theme.step
                width: parent.width - root.gap - Theme.step
                spacing: 6
                EnquiryPick {
                    objectName: "language"
                    width: parent.width
                    options: root.page.languages
                    label: root.desk.words.issue_language
                    onPicked: index => root.page.pick("language", index)
                    onStepped: by => root.page.step("language", by)
                }
                EnquiryPick {
                    objectName: "purpose"
                    width: parent.width
                    options: root.page.purposes
                    label: root.desk.words.issue_purpose
                    onPicked: index => root.page.pick("purpose", index)
                    onStepped: by => root.page.step("purpose", by)
                }
                EnquiryPick {
                    objectName: "party"
                    width: parent.width
                    options: root.page.parties
                    label: root.desk.words.issue_party
                    onPicked: index => root.page.pick("party", index)
                    onStepped: by => root.page.step("party", by)
                }
                EnquiryPick {
                    objectName: "priority"
                    width: parent.width
                    options: root.page.priorities
                    label: root.desk.words.issue_priority
                    onPicked: index => root.page.pick("priority", index)
                    onStepped: by => root.page.step("priority", by)
                }
                EnquiryPick {
                    id: tags
                    objectName: "tags"
                    width: parent.width
                    many: true
                    options: root.page.tags
                    label: root.desk.words.issue_tags
                    onPicked: index => root.page.toggle(index)
                }
            }
        }
    }

    Rectangle {
        id: bottom
        y: parent.height - height
        width: parent.width
        height: 80
        radius: Theme.step
        color: root.inks.surface
        border.width: 1
        border.color: root.inks.line
        KeyButton {
            id: issue
            objectName: "issue"
            x: Theme.step
            anchors.verticalCenter: parent.verticalCenter
            width: 240
            height: 64
            main: true
            sizes: root.sizes
            text: root.desk.words.action_issue
            key: "Enter"
            onClicked: root.page.issue()
        }
        Words {
            id: issued
            objectName: "issued"
            anchors.left: issue.right
            anchors.leftMargin: root.gap
            anchors.verticalCenter: parent.verticalCenter
            width: 160
            fontSizeMode: Text.HorizontalFit
            text: root.page.number
            strong: true
            font.pixelSize: root.sizes.title * 1.4
            font.features: ({ "tnum": 1 })
        }
        Column {
            visible: root.page.number !== ""
            anchors.left: issued.right
            anchors.leftMargin: Theme.step
            anchors.right: large.left
            anchors.rightMargin: Theme.step
            anchors.verticalCenter: parent.verticalCenter
            Words {
                objectName: "issuedAhead"
                width: parent.width
                elide: Text.ElideRight
                text: root.page.aheadText
                font.pixelSize: root.sizes.small
            }
            MarkedWord {
                objectName: "issuedPaper"
                kind: root.page.paperMark
                text: root.page.paperText
                room: parent.width
                pixelSize: root.sizes.small
            }
        }
        KeyButton {
            id: large
            objectName: "issuedLarge"
            anchors.right: parent.right
            anchors.rightMargin: Theme.step
            anchors.verticalCenter: parent.verticalCenter
            width: 128
            height: 56
            stacked: true
            enabled: root.page.number !== ""
            sizes: root.sizes
            text: root.desk.words.action_large
            key: "Shift+F7"
            onClicked: root.page.showLarge()
        }
    }
}
