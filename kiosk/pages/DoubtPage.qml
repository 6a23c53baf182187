import QtQuick
import QtQuick.Layouts
import kiosk
import shared.ui

// The hall did not answer: nobody knows yet whether a number was issued, and the page says so.
Item {
    id: root

    required property KioskModel model

    objectName: "doubtPage"

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.step * 3

        Item {
            Layout.fillWidth: true
            Layout.fillHeight: true
            StateNote {
                width: parent.width
                anchors.verticalCenter: parent.verticalCenter
                kind: "warn"
                heading: root.model.words.doubt
                detail: root.model.words.doubt_detail
                remedy: root.model.words.doubt_do
            }
        }

        ReturnBar {
            model: root.model
            Layout.fillWidth: true
            label: root.model.words.back
        }
    }
}
