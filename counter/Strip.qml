pragma ComponentBehavior: Bound
import QtQuick
import counter
import shared.ui

// 480 × 140: link and rating device, the window and its number, who waits, the keys that do something now.
Rectangle {
    id: root

    required property CounterModel model
    readonly property Inks inks: Theme.light
    readonly property Sizes sizes: Theme.counter
    // Which key works: in another program only those that are held there.
    readonly property var keys: Window.active ? model.keys : model.anywhere.keys
    readonly property bool typing: model.entry === "number"
    readonly property bool signedOut: model.ready && model.clerk === ""
    readonly property bool someone: model.phase !== "empty"
    readonly property bool resting: model.rest.active && !someone
    // With somebody at the window, what ends the shift is in the list of more.
    readonly property list<string> firsts: model.actions.filter(name => !model.more.includes(name) && !(someone && ["close", "signout"].includes(name)))
    signal moved

    color: inks.surface
    border.width: 1
    border.color: inks.line

    // Line 1: what it stands on.
    Rectangle {
        id: top
        x: 1
        y: 1
        width: parent.width - 2
        height: 25
        color: root.inks.ground
        DragHandler {
            target: null
            onActiveChanged: if (active)
                root.moved()
        }
        Row {
            anchors.verticalCenter: parent.verticalCenter
            x: Theme.step
            spacing: Theme.step * 2
            MarkedWord {
                objectName: "link"
                kind: root.model.current ? "go" : "off"
                text: root.model.words["link_is_" + root.model.linkState]
            }
            MarkedWord {
                objectName: "pad"
                visible: root.model.pad.health !== "absent"
                kind: root.model.pad.shortMark
                room: root.model.sign.troubled ? 150 : 320
                text: root.model.pad.shortText
            }
            MarkedWord {
                objectName: "board"
                visible: root.model.sign.troubled
                kind: root.model.sign.mark
                room: 170
                text: root.model.sign.healthText
            }
        }
        LinkBar {
            station: root.model
            sizes: root.sizes
            width: parent.width - toggle.width
            height: parent.height
        }
        MuteBar {
            visible: text !== "" && root.model.current
            text: root.model.muteText
            sizes: root.sizes
            width: parent.width - toggle.width
            height: parent.height
        }
        KeyButton {
            id: toggle
            objectName: "view"
            anchors.right: parent.right
            anchors.margins: 1
            y: 1
            width: 44
            height: parent.height - 2
            text: ""
            key: root.model.keys.view
            stacked: false
            Accessible.name: root.model.words.action_view
            onClicked: root.model.toggleView()
        }
    }

    // Line 2: the window, its state, the number, its time.
    WindowPlate {
        id: plate
        x: Theme.step
        y: 30
        width: 56
        height: 42
        number: root.model.window
    }
    Column {
        anchors.left: plate.right
        anchors.leftMargin: Theme.step
        anchors.verticalCenter: plate.verticalCenter
        width: 116
        MarkedWord {
            objectName: "state"
            height: 24
            kind: root.model.windowState === "open" ? "go" : root.model.windowState === "paused" ? "pause" : "stop"
            text: root.model.windowStateText
            strong: true
            room: parent.width
            pixelSize: root.sizes.body
        }
        MarkedWord {
            objectName: "rest"
            visible: root.model.rest.active && root.someone
            height: 18
            kind: root.model.rest.mark
            text: root.model.rest.shortText
            room: parent.width
        }
        Words {
            objectName: "clerk"
            visible: !(root.model.rest.active && root.someone)
            height: 18
            verticalAlignment: Text.AlignVCenter
            width: parent.width
            elide: Text.ElideRight
            text: root.model.clerkText
            font.pixelSize: root.sizes.small
            color: root.inks.quiet
        }
    }
    Words {
        id: number
        objectName: "current"
        x: 192
        width: 148
        height: 50
        y: 26
        horizontalAlignment: Text.AlignHCenter
        verticalAlignment: Text.AlignVCenter
        fontSizeMode: Text.HorizontalFit
        minimumPixelSize: root.sizes.heading
        text: root.model.number || root.model.rest.clock || "–"
        strong: true
        font.pixelSize: 48
        font.features: ({ "tnum": 1 })
        color: root.model.rest.over && !root.someone ? root.inks.act : root.model.number || root.resting ? root.inks.ink : root.inks.quiet
    }
    Column {
        x: 348
        width: root.width - x - Theme.step
        anchors.verticalCenter: plate.verticalCenter
        Words {
            objectName: "phase"
            height: 22
            verticalAlignment: Text.AlignVCenter
            width: parent.width
            elide: Text.ElideRight
            text: root.resting ? root.model.rest.reason : root.model.words["phase_" + root.model.phase]
            strong: root.someone || root.resting
            font.pixelSize: root.sizes.body
            color: root.someone || root.resting ? root.inks.ink : root.inks.quiet
        }
        MarkedWord {
            objectName: "restUntil"
            visible: root.resting && text !== ""
            height: 24
            kind: root.model.rest.mark
            text: root.model.rest.untilText
            room: parent.width
            pixelSize: root.sizes.small
        }
        Row {
            visible: root.model.phase !== "empty"
            spacing: Theme.step
            Words {
                objectName: "elapsed"
                height: 24
                verticalAlignment: Text.AlignVCenter
                text: root.model.elapsed
                font.pixelSize: root.sizes.body
                font.features: ({ "tnum": 1 })
            }
            MarkedWord {
                objectName: "limit"
                visible: text !== ""
                height: 24
                kind: root.model.beside.limitMark || "pause"
                text: root.model.beside.limitText
                pixelSize: root.sizes.small
            }
            Words {
                objectName: "recalls"
                visible: text !== ""
                height: 24
                verticalAlignment: Text.AlignVCenter
                text: root.model.recallsText
                font.pixelSize: root.sizes.small
                color: root.inks.quiet
            }
        }
    }

    // Line 3: who is here, who waits, or the message.
    ListView {
        objectName: "facts"
        visible: root.someone
        x: Theme.step
        y: 79
        width: root.width - x * 2
        height: 24
        orientation: ListView.Horizontal
        spacing: Theme.step + 4
        clip: true
        model: root.model.beside.facts
        delegate: MarkedWord {
            required property string name
            required property string mark
            required text
            objectName: "fact_" + name
            // What does not fit whole is left to the full view.
            visible: x + width <= ListView.view.width
            height: 24
            kind: mark
        }
    }
    ListView {
        visible: !root.someone && root.model.waiting > 0
        x: Theme.step
        y: 79
        width: root.width - x * 2 - (heldWords.visible ? heldWords.width + Theme.step : 0)
        height: 24
        orientation: ListView.Horizontal
        spacing: Theme.step
        clip: true
        model: root.model.queues
        delegate: Row {
            id: chip
            required property string code
            required property int colour
            required property int waiting
            required property int minutes
            spacing: Theme.step / 2
            CategoryBadge {
                anchors.verticalCenter: parent.verticalCenter
                code: chip.code
                colourIndex: chip.colour
                size: 22
            }
            Words {
                height: 24
                verticalAlignment: Text.AlignVCenter
                text: chip.waiting
                strong: chip.waiting > 0
                font.pixelSize: root.sizes.body
                font.features: ({ "tnum": 1 })
                color: chip.waiting > 0 ? root.inks.ink : root.inks.quiet
            }
            Words {
                visible: chip.waiting > 0
                height: 24
                verticalAlignment: Text.AlignVCenter
                text: chip.minutes + "′"
                font.pixelSize: root.sizes.small
                color: root.inks.quiet
            }
        }
    }
    Words {
        objectName: "nobodyWaiting"
        visible: root.model.ready && root.model.waiting === 0 && !root.someone
        x: Theme.step
        y: 79
        height: 24
        verticalAlignment: Text.AlignVCenter
        text: root.model.words.nobody_waiting
        font.pixelSize: root.sizes.small
        color: root.inks.quiet
    }
    MarkedWord {
        id: heldWords
        objectName: "held"
        visible: !root.someone && root.model.beside.heldCount > 0
        anchors.right: parent.right
        anchors.rightMargin: Theme.step
        y: 79
        height: 24
        kind: "pause"
        text: root.model.beside.heldText
        strong: true
    }
    NoteLine {
        x: 1
        y: 75
        width: root.width - 2
        height: 32
        kind: root.model.noteKind
        said: root.model.noteText
        remedy: root.model.noteRemedy
        stacked: false
        sizes: root.sizes
    }

    // Line 4: the keys.
    Row {
        visible: !root.signedOut && !root.typing && root.model.ready
        x: 4
        y: 108
        spacing: 4
        Repeater {
            id: buttons
            readonly property int shown: root.firsts.filter(name => root.model.possible[name]).length + 1
            model: root.firsts
            delegate: KeyButton {
                required property string modelData
                objectName: modelData
                visible: root.model.possible[modelData]
                width: Math.min(112, (root.width - 4 - 4 * buttons.shown) / Math.max(1, buttons.shown))
                height: 30
                stacked: true
                main: modelData === root.model.mainAction
                text: root.model.names[modelData]
                key: root.keys[modelData]
                onClicked: root.model.press(modelData)
            }
        }
        KeyButton {
            objectName: "more"
            width: Math.min(112, (root.width - 4 - 4 * buttons.shown) / Math.max(1, buttons.shown))
            height: 30
            stacked: true
            text: root.model.words.action_more
            key: root.model.keys.more
            onClicked: root.model.pressMore()
        }
    }
    ChoiceList {
        x: 1
        y: 74
        width: root.width - 2
        height: root.height - y - 1
        chooser: root.model.chooser
        hint: root.model.words.choose_hint
    }
    TypedField {
        visible: root.signedOut
        x: 4
        y: 108
        width: root.width - 8
        height: 30
        model: root.model
        action: "signin"
        fieldName: "staff"
        buttonName: "signin"
        hint: root.model.words.staff_hint
        verb: root.model.words.action_signin
        stacked: true
        sizes: root.sizes
    }
    TypedField {
        visible: root.typing
        x: 4
        y: 108
        width: root.width - 8
        height: 30
        model: root.model
        action: "number"
        fieldName: "numberField"
        buttonName: "callnumber"
        hint: root.model.words.number_hint
        verb: root.model.words.call
        stacked: true
        sizes: root.sizes
    }

    // Before the hall is there, or where no window is set.
    Rectangle {
        visible: !root.model.ready
        x: 1
        y: 26
        width: root.width - 2
        height: root.height - 27
        color: root.inks.surface
        Column {
            x: Theme.step * 2
            anchors.verticalCenter: parent.verticalCenter
            width: parent.width - x * 2
            spacing: Theme.step
            Words {
                objectName: "problem"
                width: parent.width
                wrapMode: Text.Wrap
                text: root.model.problemText || root.model.words.waiting_for_hall
                strong: true
                font.pixelSize: root.sizes.body
            }
            Words {
                objectName: "problemRemedy"
                width: parent.width
                wrapMode: Text.Wrap
                text: root.model.problemRemedy || root.model.words.waiting_for_hall_remedy
                font.pixelSize: root.sizes.small
            }
        }
    }
}
