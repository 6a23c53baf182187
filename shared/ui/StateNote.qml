import QtQuick
import shared.ui

// One state of a screen, drawn once for all: empty, closed, not current, error. A heading, what it means, what to do.
Item {
    id: root

    property string kind: "empty" // "empty", "wait", "warn", "act", "good"
    property string heading: ""
    property string detail: ""
    property string remedy: ""
    property Inks inks: Theme.light
    property Sizes sizes: Theme.kiosk
    readonly property color tint: kind === "act" ? inks.act : kind === "warn" ? inks.warn : kind === "good" ? inks.good : inks.raised
    readonly property color tintInk: kind === "act" ? inks.actInk : kind === "warn" ? inks.warnInk : kind === "good" ? inks.goodInk : inks.ink
    readonly property string sign: kind === "act" ? "!" : kind === "warn" ? "!" : kind === "good" ? "✓" : kind === "wait" ? "…" : "–"

    implicitWidth: 800
    implicitHeight: column.implicitHeight

    Column {
        id: column
        width: parent.width
        spacing: Theme.step * 3

        Rectangle {
            anchors.horizontalCenter: parent.horizontalCenter
            width: root.sizes.title * 1.6
            height: width
            // The shape differs with the kind, so that colour is never alone: square acts, circle informs.
            radius: root.kind === "act" || root.kind === "warn" ? Theme.radius : width / 2
            color: root.tint
            Words {
                anchors.centerIn: parent
                text: root.sign
                language: "zh-CN"
                strong: true
                font.pixelSize: root.sizes.title
                color: root.tintInk
            }
        }

        Words {
            objectName: "noteHeading"
            visible: text !== ""
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.Wrap
            text: root.heading
            font.pixelSize: root.sizes.heading
            strong: true
            color: root.inks.ink
        }

        Words {
            objectName: "noteDetail"
            visible: text !== ""
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.Wrap
            text: root.detail
            font.pixelSize: root.sizes.body
            color: root.inks.ink
        }

        Words {
            objectName: "noteRemedy"
            visible: text !== ""
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.Wrap
            text: root.remedy
            font.pixelSize: root.sizes.body
            strong: true
            color: root.inks.ink
        }
    }
}
