import QtQuick
import shared.ui

// Says since when a screen is not current: by word, by shape (a barred ring) and by colour. Gone when it is current.
Rectangle {
    id: root

    required property StationModel station
    property Inks inks: Theme.light
    property Sizes sizes: Theme.kiosk
    readonly property bool shown: station.notCurrentText !== ""

    objectName: "linkBar"
    visible: shown
    color: inks.warn
    implicitHeight: shown ? Math.max(words.implicitHeight, shape.height) + Theme.step * 2 : 0

    Row {
        anchors.centerIn: parent
        spacing: Theme.step * 2

        Rectangle {
            id: shape
            anchors.verticalCenter: parent.verticalCenter
            width: root.sizes.body
            height: width
            radius: width / 2
            color: "transparent"
            border.width: Math.max(2, width / 8)
            border.color: root.inks.warnInk
            Rectangle {
                anchors.centerIn: parent
                width: parent.width - parent.border.width
                height: parent.border.width
                rotation: -45
                color: root.inks.warnInk
            }
        }

        Words {
            id: words
            objectName: "linkBarText"
            anchors.verticalCenter: parent.verticalCenter
            width: Math.min(implicitWidth, root.width - shape.width - Theme.step * 6)
            wrapMode: Text.Wrap
            text: root.station.notCurrentText
            font.pixelSize: root.sizes.small
            strong: true
            color: root.inks.warnInk
        }
    }
}
