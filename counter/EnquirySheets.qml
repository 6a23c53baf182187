pragma ComponentBehavior: Bound
import QtQuick
import counter
import shared.ui

// A4 sheets: what on the left, how it will look on the right.
FocusScope {
    id: root

    required property EnquiryModel desk
    required property SheetsPage page
    readonly property Inks inks: Theme.light
    readonly property Sizes sizes: Theme.counterFull
    readonly property int gap: Theme.step * 2
    readonly property int half: Math.floor((width - Theme.step) / 2)

    Shortcut {
        sequence: "F7"
        context: Qt.ApplicationShortcut
        autoRepeat: false
        onActivated: root.page.print()
    }
    Shortcut {
        sequence: "Ctrl+S"
        context: Qt.ApplicationShortcut
        autoRepeat: false
        onActivated: root.page.save()
    }

    Rectangle {
        width: root.half
        height: parent.height
        radius: Theme.step
        color: root.inks.surface
        border.width: 1
        border.color: root.inks.line
        clip: true

        Column {
            x: root.gap
            y: root.gap
            width: parent.width - root.gap * 2
            spacing: root.gap
            EnquiryPick {
                objectName: "sheetKind"
                width: parent.width
                labelWidth: 0
                focus: true
                options: root.page.kinds
                label: root.desk.words.page_sheets
                onPicked: index => root.page.pick("kind", index)
                onStepped: by => root.page.step("kind", by)
            }
            EnquiryField {
                visible: root.page.kind === "papers"
                width: parent.width
                longest: 40
                value: root.page.query
                label: root.desk.words.issue_item
                hint: root.desk.words.issue_item_hint
                fieldName: "sheetQuery"
                onEdited: text => root.page.type(text)
                onEntered: root.page.step("target", 1)
            }
            EnquiryPick {
                objectName: "sheetTarget"
                width: parent.width
                labelWidth: 0
                options: root.page.targets
                label: root.desk.words.page_sheets
                onPicked: index => root.page.pick("target", index)
                onStepped: by => root.page.step("target", by)
            }
            EnquiryPick {
                objectName: "sheetWay"
                visible: root.page.kind === "kiosk_out"
                width: parent.width
                options: root.page.ways
                label: root.desk.words.sheet_way
                onPicked: index => root.page.pick("way", index)
                onStepped: by => root.page.step("way", by)
            }
            EnquiryPick {
                objectName: "sheetLanguage"
                visible: root.page.kind === "papers"
                width: parent.width
                options: root.page.languages
                label: root.desk.words.issue_language
                onPicked: index => root.page.pick("language", index)
                onStepped: by => root.page.step("language", by)
            }
        }
        Row {
            x: root.gap
            y: parent.height - height - root.gap
            width: parent.width - root.gap * 2
            spacing: Theme.step
            KeyButton {
                objectName: "sheetPrint"
                width: (parent.width - Theme.step) / 2
                height: 64
                main: true
                stacked: true
                sizes: root.sizes
                text: root.desk.words.action_print_sheet
                key: "F7"
                onClicked: root.page.print()
            }
            KeyButton {
                objectName: "sheetSave"
                width: (parent.width - Theme.step) / 2
                height: 64
                stacked: true
                sizes: root.sizes
                text: root.desk.words.action_save_sheet
                key: "Ctrl+S"
                onClicked: root.page.save()
            }
        }
    }
    Item {
        x: root.half + Theme.step
        width: root.half
        height: parent.height

        Image {
            id: sheet
            objectName: "sheetPicture"
            anchors.fill: parent
            fillMode: Image.PreserveAspectFit
            cache: false
            source: root.page.picture
        }
        Rectangle {
            visible: sheet.status === Image.Ready
            anchors.centerIn: parent
            width: sheet.paintedWidth + 2
            height: sheet.paintedHeight + 2
            color: "transparent"
            border.width: 1
            border.color: root.inks.line
        }
        Words {
            objectName: "noSheet"
            visible: sheet.status !== Image.Ready
            anchors.centerIn: parent
            width: parent.width - root.gap * 2
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.Wrap
            text: root.desk.words.sheet_none
            font.pixelSize: root.sizes.body
            color: root.inks.quiet
        }
    }
}
