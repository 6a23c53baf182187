pragma ComponentBehavior: Bound
import QtQuick
import counter
import shared.ui

// The enquiry desk: a row of pages, the open one beneath it, and beside all of them the devices in trouble and the
// numbers without paper.
StationWindow {
    id: root

    required property EnquiryModel model
    readonly property Sizes sizes: Theme.counterFull
    readonly property int gap: Theme.step * 2
    readonly property int columnWidth: 352

    station: model
    designWidth: 1280
    designHeight: 800
    title: model.words.desk_title

    Repeater {
        model: root.model.tabs
        delegate: Item {
            id: tabKey
            required property string name
            required property string key
            Shortcut {
                sequence: tabKey.key
                context: Qt.ApplicationShortcut
                autoRepeat: false
                onActivated: root.model.open(tabKey.name)
            }
        }
    }
    Shortcut {
        sequence: "Esc"
        context: Qt.ApplicationShortcut
        onActivated: root.model.dismiss()
    }
    Shortcut {
        sequence: "F9"
        context: Qt.ApplicationShortcut
        autoRepeat: false
        onActivated: root.model.faults.printAll()
    }

    Rectangle {
        id: header
        width: parent.width
        height: 56
        color: root.inks.surface
        Words {
            id: deskTitle
            objectName: "deskTitle"
            x: root.gap
            anchors.verticalCenter: parent.verticalCenter
            text: root.model.words.desk_title
            strong: true
            font.pixelSize: root.sizes.heading
        }
        Words {
            objectName: "hallName"
            anchors.left: deskTitle.right
            anchors.leftMargin: root.gap
            anchors.baseline: deskTitle.baseline
            text: root.model.hallName
            font.pixelSize: root.sizes.body
            color: root.inks.quiet
        }
        MarkedWord {
            objectName: "link"
            anchors.right: time.left
            anchors.rightMargin: root.gap * 2
            anchors.verticalCenter: parent.verticalCenter
            kind: root.model.current ? "go" : "off"
            text: root.model.linkText
            pixelSize: root.sizes.small
        }
        ClockText {
            id: time
            anchors.right: parent.right
            anchors.rightMargin: root.gap
            anchors.verticalCenter: parent.verticalCenter
            station: root.model
            font.pixelSize: root.sizes.title
        }
    }
    Row {
        id: tabs
        x: root.gap
        y: header.height + Theme.step
        spacing: Theme.step
        Repeater {
            model: root.model.tabs
            delegate: KeyButton {
                required property string name
                required property bool lit
                required text
                required key
                objectName: "tab_" + name
                // Room for eight pages.
                width: 149
                height: 52
                stacked: true
                main: lit
                sizes: root.sizes
                onClicked: root.model.open(name)
            }
        }
    }
    LinkBar {
        id: bar
        y: tabs.y + tabs.height + Theme.step
        width: parent.width
        station: root.model
        sizes: root.sizes
    }
    MuteBar {
        id: muted
        y: bar.y + bar.height
        width: parent.width
        text: root.model.muteText
        sizes: root.sizes
    }

    Item {
        id: body
        visible: root.model.hasPicture
        // The desk was started before its hall was known: the keyboard belongs to the page as soon as there is one.
        onVisibleChanged: if (visible)
            page.forceActiveFocus()
        x: root.gap
        y: tabs.y + tabs.height + Theme.step * 2 + (bar.shown ? bar.height : 0) + muted.height
        width: parent.width - root.gap * 2
        height: parent.height - y - root.gap

        Loader {
            id: page
            objectName: "page"
            width: body.width - root.columnWidth - root.gap
            height: body.height - note.height - Theme.step
            focus: true
            Component.onCompleted: put()
            onLoaded: (item as Item).focus = true
            function put(): void {
                setSource(Qt.resolvedUrl(root.model.pageSource), {
                    "desk": root.model,
                    "page": root.model.page
                });
                forceActiveFocus();
            }
            Connections {
                target: root.model
                function onPageChanged(): void {
                    page.put();
                }
            }
        }
        NoteLine {
            id: note
            y: body.height - height
            width: page.width
            height: 72
            kind: root.model.noteKind
            said: root.model.noteText
            remedy: root.model.noteRemedy
            sizes: root.sizes
        }
        EnquiryColumn {
            x: page.width + root.gap
            width: root.columnWidth
            height: body.height
            desk: root.model
        }
    }
    StateNote {
        visible: !root.model.hasPicture
        anchors.centerIn: parent
        width: parent.width - Theme.step * 20
        kind: root.model.linkState === "refused" ? "warn" : "wait"
        heading: root.model.waitText
        remedy: root.model.waitRemedy
        sizes: root.sizes
    }

    // A number for the visitor's eyes, across the desk.
    Rectangle {
        objectName: "large"
        visible: root.model.largeNumber !== ""
        anchors.fill: parent
        color: root.inks.surface
        Column {
            anchors.centerIn: parent
            width: parent.width - Theme.step * 8
            spacing: Theme.step * 2
            Words {
                objectName: "largeNumber"
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                fontSizeMode: Text.HorizontalFit
                text: root.model.largeNumber
                strong: true
                font.pixelSize: root.sizes.number * 3
                font.features: ({ "tnum": 1 })
            }
            Words {
                objectName: "largeText"
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                wrapMode: Text.Wrap
                text: root.model.largeText
                font.pixelSize: root.sizes.title
                color: root.inks.quiet
            }
        }
        KeyButton {
            objectName: "largeClose"
            anchors.horizontalCenter: parent.horizontalCenter
            y: parent.height - height - root.gap * 2
            width: 240
            height: 64
            main: true
            sizes: root.sizes
            text: root.model.words.large_close
            key: "Esc"
            onClicked: root.model.dismiss()
        }
        // Nothing beneath is pressed by mistake.
        MouseArea {
            anchors.fill: parent
            z: -1
        }
    }
}
