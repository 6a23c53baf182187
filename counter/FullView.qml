pragma ComponentBehavior: Bound
import QtQuick
import counter
import shared.ui

// 1280 × 800: who waits on the left, the number and the work in the middle, today's own log on the right.
FocusScope {
    id: root

    required property CounterModel model
    readonly property Inks inks: Theme.light
    readonly property Sizes sizes: Theme.counterFull
    // Which key works: in another program only those that are held there.
    readonly property var keys: Window.active ? model.keys : model.anywhere.keys
    readonly property bool typing: model.entry === "number"
    readonly property bool signedOut: model.ready && model.clerk === ""
    readonly property int gap: Theme.step * 2
    readonly property bool someone: model.phase !== "empty"
    readonly property bool resting: model.rest.active && !someone
    readonly property int below: card.height + 96 + Theme.step * 2 // where the keys begin
    readonly property int rows: Math.ceil(model.actions.length / 3)
    readonly property int buttonHeight: Math.min(56, (body.height - below - 6 * (rows - 1)) / rows)

    Rectangle {
        id: header
        width: parent.width
        height: 80
        color: root.inks.surface

        WindowPlate {
            id: plate
            x: root.gap
            y: Theme.step
            width: 88
            height: 64
            number: root.model.window
            pixelSize: root.sizes.title
        }
        Column {
            anchors.left: plate.right
            anchors.leftMargin: root.gap
            anchors.verticalCenter: parent.verticalCenter
            MarkedWord {
                objectName: "state"
                height: 34
                kind: root.model.windowState === "open" ? "go" : root.model.windowState === "paused" ? "pause" : "stop"
                text: root.model.windowStateText
                strong: true
                pixelSize: root.sizes.heading
            }
            Words {
                objectName: "clerk"
                height: 26
                verticalAlignment: Text.AlignVCenter
                width: 260
                elide: Text.ElideRight
                text: root.model.clerkText + (root.model.rest.active && root.someone ? "  ·  " + root.model.rest.shortText : "")
                font.pixelSize: root.sizes.small
                color: root.inks.quiet
            }
        }
        Words {
            objectName: "hallName"
            anchors.horizontalCenter: parent.horizontalCenter
            anchors.verticalCenter: parent.verticalCenter
            text: root.model.hallName
            font.pixelSize: root.sizes.body
            color: root.inks.quiet
        }
        Row {
            anchors.right: parent.right
            anchors.rightMargin: root.gap
            anchors.verticalCenter: parent.verticalCenter
            spacing: Theme.step * 3
            Column {
                anchors.verticalCenter: parent.verticalCenter
                MarkedWord {
                    objectName: "link"
                    height: 26
                    kind: root.model.current ? "go" : "off"
                    text: root.model.words.link_title + " " + root.model.words["link_is_" + root.model.linkState]
                    pixelSize: root.sizes.small
                }
                MarkedWord {
                    objectName: "pad"
                    height: 26
                    kind: root.model.pad.mark
                    text: root.model.words.pad_title + " " + root.model.pad.healthText
                    pixelSize: root.sizes.small
                }
                MarkedWord {
                    objectName: "board"
                    visible: root.model.sign.health !== "absent"
                    height: 26
                    kind: root.model.sign.mark
                    text: root.model.sign.healthText
                    pixelSize: root.sizes.small
                }
            }
            ClockText {
                anchors.verticalCenter: parent.verticalCenter
                station: root.model
                font.pixelSize: root.sizes.title
            }
            KeyButton {
                objectName: "view"
                anchors.verticalCenter: parent.verticalCenter
                width: 72
                height: 48
                text: ""
                key: root.model.keys.view
                sizes: root.sizes
                Accessible.name: root.model.words.action_view
                onClicked: root.model.toggleView()
            }
        }
    }
    Rectangle {
        y: header.height
        width: parent.width
        height: 1
        color: root.inks.line
    }
    LinkBar {
        id: bar
        z: 1
        y: header.height
        width: parent.width
        station: root.model
        sizes: root.sizes
    }

    MuteBar {
        id: muted
        y: header.height + (bar.shown ? bar.height : 0)
        width: parent.width
        text: root.model.muteText
        sizes: root.sizes
    }

    Item {
        id: body
        readonly property int above: header.height + root.gap + (bar.shown ? bar.height : 0) + muted.height
        visible: root.model.ready
        x: root.gap
        y: above
        width: parent.width - root.gap * 2
        height: parent.height - above - root.gap

        QueueTable {
            width: 384
            height: parent.height
            model: root.model
        }

        Rectangle {
            id: card
            x: 400
            width: 488
            height: 248
            color: root.inks.surface
            radius: Theme.step
            border.width: 1
            border.color: root.inks.line

            Words {
                objectName: "current"
                width: root.someone ? 216 : parent.width - root.gap * 2
                x: root.gap
                y: 4
                height: 152
                horizontalAlignment: Text.AlignHCenter
                verticalAlignment: Text.AlignVCenter
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: root.sizes.title
                text: root.model.number || root.model.rest.clock || "–"
                strong: true
                font.pixelSize: root.sizes.number
                font.features: ({ "tnum": 1 })
                color: root.model.rest.over && !root.someone ? root.inks.act : root.model.number || root.resting ? root.inks.ink : root.inks.quiet
            }
            ListView {
                objectName: "facts"
                visible: root.someone && !root.typing
                x: 256
                y: 12
                width: parent.width - x - Theme.step
                height: 144
                clip: true
                interactive: false
                model: root.model.beside.facts
                delegate: MarkedWord {
                    required property string name
                    required property string mark
                    required text
                    objectName: "fact_" + name
                    height: 24
                    kind: mark
                    room: ListView.view.width
                    pixelSize: root.sizes.small
                }
            }
            Row {
                visible: !root.signedOut && !root.typing
                anchors.horizontalCenter: parent.horizontalCenter
                y: 156
                height: 48
                spacing: root.gap
                Words {
                    objectName: "phase"
                    anchors.verticalCenter: parent.verticalCenter
                    text: root.resting ? root.model.rest.reason : root.model.words["phase_" + root.model.phase]
                    strong: root.someone || root.resting
                    font.pixelSize: root.sizes.heading
                    color: root.someone || root.resting ? root.inks.ink : root.inks.quiet
                }
                MarkedWord {
                    objectName: "restUntil"
                    visible: root.resting && text !== ""
                    anchors.verticalCenter: parent.verticalCenter
                    kind: root.model.rest.mark
                    text: root.model.rest.untilText
                    strong: root.model.rest.over
                    pixelSize: root.sizes.body
                }
                Words {
                    objectName: "elapsed"
                    visible: root.model.phase !== "empty"
                    anchors.verticalCenter: parent.verticalCenter
                    text: root.model.elapsed
                    font.pixelSize: root.sizes.heading
                    font.features: ({ "tnum": 1 })
                }
                MarkedWord {
                    objectName: "limit"
                    visible: text !== ""
                    anchors.verticalCenter: parent.verticalCenter
                    kind: root.model.beside.limitMark || "pause"
                    text: root.model.beside.limitText
                    strong: true
                    pixelSize: root.sizes.body
                }
                Words {
                    objectName: "recalls"
                    visible: text !== ""
                    anchors.verticalCenter: parent.verticalCenter
                    text: root.model.recallsText
                    font.pixelSize: root.sizes.body
                    color: root.inks.quiet
                }
            }
            MarkedWord {
                objectName: "question"
                visible: root.model.pad.questionText !== "" && !root.signedOut && !root.typing
                anchors.horizontalCenter: parent.horizontalCenter
                y: 208
                kind: root.model.pad.questionMark
                text: root.model.pad.questionText
                room: parent.width - root.gap * 2
                pixelSize: root.sizes.small
            }
            Column {
                visible: root.signedOut || root.typing
                x: root.gap
                y: 144
                width: parent.width - root.gap * 2
                spacing: Theme.step
                Words {
                    objectName: "fieldTitle"
                    text: root.signedOut ? root.model.words.staff_number : root.model.words.number_to_call
                    font.pixelSize: root.sizes.small
                    color: root.inks.quiet
                }
                TypedField {
                    visible: root.signedOut
                    width: parent.width
                    height: 56
                    model: root.model
                    action: "signin"
                    fieldName: "staff"
                    buttonName: "signin"
                    hint: root.model.words.staff_hint
                    verb: root.model.words.action_signin
                    sizes: root.sizes
                }
                TypedField {
                    visible: root.typing
                    width: parent.width
                    height: 56
                    model: root.model
                    action: "number"
                    fieldName: "numberField"
                    buttonName: "callnumber"
                    hint: root.model.words.number_hint
                    verb: root.model.words.call
                    sizes: root.sizes
                }
            }
        }

        NoteLine {
            x: 400
            y: card.height + Theme.step
            width: card.width
            height: 96
            kind: root.model.noteKind
            said: root.model.noteText
            remedy: root.model.noteRemedy
            sizes: root.sizes
        }
        Words {
            id: padFault
            objectName: "padFault"
            // One trouble is told in full, several with a line each.
            readonly property string fault: root.model.devices.inTrouble > 1 ? root.model.devices.faultText : root.model.pad.faultText || root.model.sign.faultText || root.model.devices.faultText || root.model.anywhere.faultText
            visible: root.model.noteKind === "" && fault !== "" && visit.text === ""
            x: 400
            y: card.height + Theme.step
            width: card.width
            height: 96
            verticalAlignment: Text.AlignVCenter
            wrapMode: Text.Wrap
            text: fault
            maximumLineCount: 4
            elide: Text.ElideRight
            font.pixelSize: root.sizes.small
            color: root.inks.quiet
        }

        Words {
            id: visit
            objectName: "visit"
            visible: root.model.noteKind === "" && text !== ""
            x: 400
            y: card.height + Theme.step
            width: card.width
            height: 96
            verticalAlignment: Text.AlignVCenter
            wrapMode: Text.Wrap
            text: root.model.beside.moreText
            maximumLineCount: 4
            elide: Text.ElideRight
            font.pixelSize: root.sizes.small
            color: root.inks.ink
        }
        Words {
            objectName: "hotkeys"
            visible: root.model.noteKind === "" && text !== "" && padFault.fault === "" && visit.text === ""
            x: 400
            y: card.height + Theme.step
            width: card.width
            height: 96
            horizontalAlignment: Text.AlignHCenter
            verticalAlignment: Text.AlignVCenter
            wrapMode: Text.Wrap
            text: root.model.anywhere.hintText
            font.pixelSize: root.sizes.small
            color: root.inks.quiet
        }

        Grid {
            visible: !root.model.chooser.asking
            x: 400
            y: root.below
            columns: 3
            spacing: 6
            Repeater {
                model: root.model.actions
                delegate: KeyButton {
                    required property string modelData
                    objectName: modelData
                    width: (card.width - 12) / 3
                    height: root.buttonHeight
                    stacked: true
                    sizes: root.sizes
                    enabled: root.model.possible[modelData]
                    main: modelData === root.model.mainAction
                    text: root.model.names[modelData]
                    key: root.keys[modelData]
                    onClicked: root.model.press(modelData)
                }
            }
        }
        ChoiceList {
            x: 400
            y: root.below
            width: card.width
            height: parent.height - y
            small: false
            sizes: root.sizes
            chooser: root.model.chooser
            hint: root.model.words.choose_hint
        }

        HeldList {
            id: held
            visible: root.model.beside.heldCount > 0
            x: 904
            width: parent.width - x
            height: implicitHeight
            model: root.model
        }
        TodayLog {
            x: 904
            y: held.visible ? held.height + root.gap : 0
            width: parent.width - x
            height: parent.height - y
            model: root.model
        }
    }

    StateNote {
        visible: !root.model.ready
        anchors.centerIn: parent
        width: parent.width - Theme.step * 20
        kind: root.model.problemText ? "warn" : "wait"
        heading: root.model.problemText || root.model.words.waiting_for_hall
        remedy: root.model.problemRemedy || root.model.words.waiting_for_hall_remedy
        sizes: root.sizes
    }
}
