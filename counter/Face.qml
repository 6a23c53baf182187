pragma ComponentBehavior: Bound
import QtQuick
import shared.ui

// A face for a grade, 1 to 5, drawn from rings and bars: told apart by mouth and brows, the tint only helps.
Item {
    id: root

    required property int grade
    property int size: 160
    readonly property color ink: Theme.light.ink
    readonly property int pen: Math.max(4, Math.round(size / 22))

    width: size
    height: size

    Rectangle {
        anchors.fill: parent
        radius: width / 2
        color: Theme.gradeTint(root.grade)
        border.width: root.pen
        border.color: root.ink
        antialiasing: true
    }

    component Eye: Rectangle {
        width: root.size * 0.11
        height: root.grade === 5 ? width * 0.5 : width * 1.2
        radius: Math.min(width, height) / 2
        y: root.size * 0.4 - height / 2
        color: root.ink
        antialiasing: true
    }
    Eye {
        x: root.size * 0.33 - width / 2
    }
    Eye {
        x: root.size * 0.67 - width / 2
    }

    component Brow: Rectangle {
        visible: root.grade === 1
        width: root.size * 0.2
        height: root.pen
        radius: height / 2
        y: root.size * 0.28
        color: root.ink
        antialiasing: true
    }
    Brow {
        x: root.size * 0.24
        rotation: 24
    }
    Brow {
        x: root.size * 0.56
        rotation: -24
    }

    // The mouth: a bar, or the lower or upper part of a ring.
    Rectangle {
        visible: root.grade === 3
        x: root.size * 0.31
        y: root.size * 0.66
        width: root.size * 0.38
        height: root.pen
        radius: height / 2
        color: root.ink
    }
    Item {
        id: mouth
        readonly property bool up: root.grade > 3
        readonly property real ring: root.size * (root.grade === 2 || root.grade === 4 ? 0.56 : 0.48)
        readonly property real part: root.grade === 5 ? 0.5 : root.grade === 1 ? 0.42 : 0.28
        visible: root.grade !== 3
        clip: true
        width: ring
        height: ring * part
        x: (root.size - width) / 2
        y: root.size * (up ? 0.84 : 0.6) - (up ? height : 0)
        Rectangle {
            width: mouth.ring
            height: mouth.ring
            y: mouth.up ? mouth.height - height : 0
            radius: width / 2
            color: root.grade === 5 ? root.ink : "transparent"
            border.width: root.pen
            border.color: root.ink
            antialiasing: true
        }
    }
}
