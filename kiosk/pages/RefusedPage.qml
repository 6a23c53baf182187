import QtQuick
import QtQuick.Layouts
import kiosk
import shared.ui

// The hall said no: what, why, and what to do.
Item {
    id: root

    required property KioskModel model

    objectName: "refusedPage"

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
                heading: root.model.words.refused
                detail: root.model.flow.errorDetail
                remedy: root.model.flow.errorRemedy
            }
        }

        ReturnBar {
            model: root.model
            Layout.fillWidth: true
            label: root.model.words.back
        }
    }
}
