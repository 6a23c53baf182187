pragma ComponentBehavior: Bound
import QtQuick
import shared.ui

// A state's shape, so that colour never says it alone: disc, two bars, square, ring, diamond, barred ring, ring with a
// core (a claim nobody checked), cross (care is needed), dot (a plain fact).
Item {
    id: root

    property string kind: "doubt" // "go", "pause", "stop", "doubt", "fault", "off", "claim", "tag", "plain"
    property Inks inks: Theme.light
    property int size: Theme.step * 2
    readonly property color tint: ({
            "go": inks.good,
            "pause": inks.warnInk,
            "stop": inks.quiet,
            "doubt": inks.quiet,
            "fault": inks.act,
            "off": inks.warnInk,
            "claim": inks.warnInk,
            "tag": inks.accent,
            "plain": inks.quiet
        })[kind]
    readonly property bool hollow: kind === "doubt" || kind === "off" || kind === "claim"
    readonly property int stroke: Math.max(2, Math.round(size / 7))

    width: size
    height: size

    Rectangle {
        visible: root.kind !== "pause" && root.kind !== "tag"
        anchors.centerIn: parent
        width: root.kind === "fault" ? Math.round(root.size * 0.72) : root.kind === "plain" ? Math.round(root.size * 0.4) : root.size
        height: width
        radius: root.kind === "fault" ? 2 : root.kind === "stop" ? 0 : width / 2
        rotation: root.kind === "fault" ? 45 : 0
        antialiasing: true
        color: root.hollow ? "transparent" : root.tint
        border.width: root.hollow ? root.stroke : 0
        border.color: root.tint
    }
    Rectangle {
        visible: root.kind === "off"
        anchors.centerIn: parent
        width: root.size - root.stroke
        height: root.stroke
        rotation: -45
        antialiasing: true
        color: root.tint
    }
    Rectangle {
        visible: root.kind === "claim"
        anchors.centerIn: parent
        width: Math.round(root.size * 0.4)
        height: width
        radius: width / 2
        antialiasing: true
        color: root.tint
    }
    Repeater {
        model: root.kind === "tag" ? [0, 90] : []
        delegate: Rectangle {
            required property int modelData
            anchors.centerIn: parent
            width: root.size
            height: Math.max(3, Math.round(root.size * 0.32))
            rotation: modelData
            color: root.tint
        }
    }
    Row {
        visible: root.kind === "pause"
        anchors.centerIn: parent
        spacing: Math.round(root.size / 5)
        Rectangle {
            width: Math.round(root.size * 0.3)
            height: root.size
            color: root.tint
        }
        Rectangle {
            width: Math.round(root.size * 0.3)
            height: root.size
            color: root.tint
        }
    }
}
