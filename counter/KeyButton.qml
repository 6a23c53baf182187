import QtQuick
import QtQuick.Controls.Basic
import shared.ui

// An action with the key that does it. In the strip the key stands above the verb, in the full view beside it.
AbstractButton {
    id: root

    required property string key
    property bool stacked: false
    property bool main: false // the one thing to do now
    property Sizes sizes: Theme.counter
    readonly property Inks inks: Theme.light
    readonly property bool filled: main && enabled
    readonly property color fore: !enabled ? inks.quiet : filled ? inks.accentInk : inks.accent

    focusPolicy: Qt.TabFocus
    hoverEnabled: false
    Accessible.name: text + ", " + key

    background: Rectangle {
        radius: Theme.step
        color: !root.enabled ? root.inks.ground : root.filled ? root.inks.accent : root.down ? root.inks.raised : root.inks.surface
        border.width: root.visualFocus ? 3 : 1
        border.color: root.visualFocus ? root.inks.ink : root.enabled ? root.inks.accent : root.inks.line
        opacity: root.down ? 0.8 : 1
    }

    contentItem: Item {
        Words {
            visible: root.stacked
            objectName: root.objectName + "Key"
            width: parent.width
            y: 0
            height: parent.height / 2
            horizontalAlignment: Text.AlignHCenter
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: 8
            elide: Text.ElideRight
            verticalAlignment: Text.AlignVCenter
            text: root.key
            font.pixelSize: root.sizes.small
            color: root.fore
        }
        Words {
            objectName: root.objectName + "Words"
            x: root.stacked ? 0 : Theme.step * 2
            y: root.stacked ? parent.height / 2 - 2 : 0
            width: parent.width - (root.stacked ? 0 : root.key ? cap.width + Theme.step * 4 : Theme.step * 3)
            height: root.stacked ? parent.height / 2 : parent.height
            horizontalAlignment: root.stacked ? Text.AlignHCenter : Text.AlignLeft
            verticalAlignment: Text.AlignVCenter
            elide: Text.ElideRight
            text: root.text
            strong: true
            font.pixelSize: root.stacked ? root.sizes.small : root.sizes.body
            color: root.fore
        }
        Rectangle {
            id: cap
            visible: !root.stacked && root.key !== ""
            x: root.text ? parent.width - width - Theme.step : (parent.width - width) / 2
            anchors.verticalCenter: parent.verticalCenter
            width: Math.max(Theme.step * 5, capWords.implicitWidth + Theme.step * 2)
            height: Theme.step * 4
            radius: Theme.step / 2
            color: "transparent"
            border.width: root.text ? 1 : 0
            border.color: root.fore
            Words {
                id: capWords
                anchors.centerIn: parent
                text: root.key
                font.pixelSize: root.sizes.small
                color: root.fore
            }
        }
    }
}
