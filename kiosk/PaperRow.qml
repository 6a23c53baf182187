import QtQuick
import shared.ui

// One paper of an item: whether it must be there, what it is called, how many copies.
Rectangle {
    id: root

    required property int place
    required property string name
    required property string about
    required property string mark
    required property bool later
    readonly property int chipWidth: Math.round(152 * (Theme.zoom > 1 ? 1.3 : 1))

    radius: Theme.radius
    color: Theme.light.surface
    border.width: 2
    border.color: Theme.light.line

    Rectangle {
        id: chip
        x: Theme.step * 2
        anchors.verticalCenter: parent.verticalCenter
        width: root.chipWidth
        height: Math.min(root.height - Theme.step * 2, Theme.kiosk.smallBase * 1.8)
        radius: Theme.step
        color: root.later ? Theme.light.raised : Theme.light.accent
        Words {
            objectName: "paperMark"
            anchors.centerIn: parent
            width: Math.min(implicitWidth, parent.width - Theme.step)
            height: implicitHeight
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: 18
            horizontalAlignment: Text.AlignHCenter
            text: root.mark
            strong: true
            font.pixelSize: Theme.panel.small
            color: root.later ? Theme.light.ink : Theme.light.accentInk
        }
    }
    Words {
        objectName: "paperName"
        anchors.left: chip.right
        anchors.leftMargin: Theme.step * 3
        anchors.right: copies.visible ? copies.left : parent.right
        anchors.rightMargin: Theme.step * 2
        anchors.verticalCenter: parent.verticalCenter
        height: Math.min(implicitHeight, root.height - Theme.step)
        verticalAlignment: Text.AlignVCenter
        wrapMode: Text.Wrap
        maximumLineCount: 2
        fontSizeMode: Text.Fit
        minimumPixelSize: Theme.panel.small
        text: root.name
        strong: !root.later
        font.pixelSize: Theme.kiosk.body
    }
    Words {
        id: copies
        objectName: "paperCopies"
        visible: text !== ""
        anchors.right: parent.right
        anchors.rightMargin: Theme.step * 3
        anchors.verticalCenter: parent.verticalCenter
        text: root.about
        font.pixelSize: Math.round(Theme.panel.small * (Theme.zoom > 1 ? 1.15 : 1))
        color: Theme.light.quiet
    }
}
