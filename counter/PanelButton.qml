import QtQuick
import QtQuick.Controls.Basic
import counter
import shared.ui

// A button of the rating panel, in the hall's languages. What is chosen is filled and ticked.
AbstractButton {
    id: root

    required property var texts
    required property list<string> languages
    property bool chosen: false
    property bool main: false
    readonly property Inks inks: Theme.light
    readonly property bool filled: chosen || (main && enabled)
    readonly property color fore: filled ? inks.accentInk : enabled ? inks.ink : inks.quiet

    focusPolicy: Qt.NoFocus
    hoverEnabled: false
    Accessible.name: texts[languages[0]] || ""

    background: Rectangle {
        radius: Theme.radius
        color: root.filled ? root.inks.accent : root.down || !root.enabled ? root.inks.raised : root.inks.surface
        border.width: root.filled ? 0 : 2
        border.color: root.enabled ? root.inks.accent : root.inks.line
        opacity: root.down ? 0.8 : 1
    }
    contentItem: Item {
        ThreeWords {
            objectName: root.objectName
            anchors.centerIn: parent
            width: parent.width - Theme.step * 4
            texts: root.texts
            languages: root.languages
            lines: 1
            color: root.fore
            quiet: root.filled ? root.inks.accentInk : root.inks.quiet
        }
        Words {
            visible: root.chosen
            x: Theme.step * 2
            y: Theme.step
            language: "zh-CN"
            text: "✓"
            strong: true
            font.pixelSize: Theme.panel.body
            color: root.fore
        }
    }
}
