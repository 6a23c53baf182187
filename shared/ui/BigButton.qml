import QtQuick
import QtQuick.Templates as T
import shared.ui

// A button that says a verb. `kind` is "accent" (the one thing to do), "plain", or "act" (red: act now).
T.Button {
    id: root

    property string kind: "accent"
    property Inks inks: Theme.light
    property Sizes sizes: Theme.kiosk
    property string language: Theme.language
    property bool chosen: false
    property bool greyed: !enabled // false where a button waits for a moment only and nothing is wrong
    readonly property bool filled: kind !== "plain" || chosen
    readonly property color fill: kind === "act" ? inks.act : inks.accent
    readonly property color fillInk: kind === "act" ? inks.actInk : inks.accentInk

    implicitHeight: Math.max(Theme.touch, label.implicitHeight + Theme.step * 4)
    implicitWidth: Math.max(Theme.touch * 2, label.implicitWidth + Theme.step * 8)
    padding: Theme.step * 2
    leftPadding: Theme.step * 3
    rightPadding: Theme.step * 3
    focusPolicy: Qt.StrongFocus
    hoverEnabled: false
    Accessible.name: text

    contentItem: Words {
        id: label
        text: root.text
        language: root.language
        font.pixelSize: root.sizes.body
        strong: true
        color: root.greyed ? root.inks.quiet : root.filled ? root.fillInk : root.inks.accent
        horizontalAlignment: Text.AlignHCenter
        verticalAlignment: Text.AlignVCenter
        wrapMode: Text.Wrap
        fontSizeMode: Text.Fit
        minimumPixelSize: Math.round(root.sizes.smallBase * 0.8)
    }

    background: Rectangle {
        radius: Theme.radius
        color: root.greyed ? root.inks.raised : root.filled ? root.fill : root.down ? root.inks.raised : root.inks.surface
        border.width: root.visualFocus ? 6 : root.filled ? 0 : 2
        border.color: root.visualFocus ? root.inks.ink : root.greyed ? root.inks.line : root.inks.accent
        opacity: root.down ? 0.8 : 1

        // Around a filled button too the focus stands against the ground.
        Rectangle {
            visible: root.visualFocus && root.sizes === Theme.kiosk
            anchors.fill: parent
            anchors.margins: -Theme.step
            radius: Theme.radius + Theme.step
            color: "transparent"
            border.width: 5
            border.color: root.inks.ink
        }
    }
}
