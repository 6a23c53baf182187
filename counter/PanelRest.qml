import QtQuick
import counter
import shared.ui

// While nothing is asked: the hall, the window, who serves here, and one message.
Item {
    id: root

    required property TouchPanel model
    readonly property Inks inks: Theme.light
    readonly property string stage: model.stage
    readonly property bool greets: stage === "welcome"
    readonly property bool warns: stage === "paused" || stage === "offline"
    readonly property var more: stage === "offline" ? model.offline : model.texts[stage + "_more"]
    readonly property color fore: greets ? inks.accentInk : warns ? inks.warnInk : inks.ink

    ThreeWords {
        objectName: "hallName"
        x: Theme.step * 6
        y: Theme.step * 5
        width: parent.width - x * 2
        texts: root.model.hallName
        languages: root.model.languages
        size: Theme.panel.heading
    }

    Row {
        anchors.horizontalCenter: parent.horizontalCenter
        y: 160
        height: 304
        spacing: Theme.step * 10
        Column {
            anchors.verticalCenter: parent.verticalCenter
            spacing: Theme.step * 2
            WindowPlate {
                anchors.horizontalCenter: parent.horizontalCenter
                width: 240
                height: 200
                number: root.model.window
                pixelSize: 160
            }
            ThreeWords {
                objectName: "windowTitle"
                width: 320
                texts: root.model.texts.window
                languages: root.model.languages
            }
        }
        PanelStaff {
            anchors.verticalCenter: parent.verticalCenter
            model: root.model
        }
    }

    Rectangle {
        objectName: "band"
        y: 488
        width: parent.width
        height: parent.height - y
        color: root.greets ? root.inks.accent : root.warns ? root.inks.warn : root.stage === "closed" ? root.inks.raised : root.inks.surface

        Row {
            id: number
            visible: root.greets && root.model.number !== ""
            anchors.horizontalCenter: parent.horizontalCenter
            y: Theme.step * 3
            Words {
                objectName: "number"
                language: root.model.languages[0]
                text: root.model.number
                strong: true
                font.pixelSize: Theme.panel.number
                font.features: ({ "tnum": 1 })
                color: root.fore
            }
        }
        Column {
            y: number.visible ? 160 : (parent.height - height) / 2
            x: Theme.step * 6
            width: parent.width - x * 2
            spacing: Theme.step * 3
            ThreeWords {
                objectName: "message"
                width: parent.width
                texts: root.model.texts[root.stage] || ({})
                languages: root.model.languages
                size: root.stage === "paused" || root.stage === "closed" ? Theme.panel.title : Theme.panel.heading
                lines: 1
                color: root.fore
                quiet: root.fore
            }
            ThreeWords {
                objectName: "more"
                visible: root.more !== undefined
                width: parent.width
                texts: root.more || ({})
                languages: root.model.languages
                strong: false
                color: root.fore
                quiet: root.fore
            }
        }
    }
}
