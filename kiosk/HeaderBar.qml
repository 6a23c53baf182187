import QtQuick
import QtQuick.Layouts
import kiosk
import shared.ui

// The hall's name, Chinese first, and the time of day.
Rectangle {
    id: root

    required property KioskModel model

    color: Theme.light.accent
    implicitHeight: row.implicitHeight + Theme.step * 8

    RowLayout {
        id: row
        anchors.fill: parent
        anchors.leftMargin: Theme.step * 5
        anchors.rightMargin: Theme.step * 5
        spacing: Theme.step * 4

        Column {
            Layout.fillWidth: true
            spacing: Theme.step / 2

            Words {
                objectName: "hallName"
                width: parent.width
                wrapMode: Text.Wrap
                text: root.model.hallName
                language: "zh-CN"
                strong: true
                font.pixelSize: Theme.kiosk.headingBase
                color: Theme.light.accentInk
            }
            Words {
                objectName: "hallBeneath"
                visible: text !== ""
                width: parent.width
                wrapMode: Text.Wrap
                text: root.model.home.beneath
                language: root.model.language === "ja" ? "ja" : "en"
                font.pixelSize: Theme.kiosk.smallBase
                color: Theme.light.accentInk
            }
        }

        ClockText {
            station: root.model
            Layout.alignment: Qt.AlignVCenter
            font.pixelSize: Theme.kiosk.titleBase
            color: Theme.light.accentInk
        }
    }
}
