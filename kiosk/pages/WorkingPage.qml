import QtQuick
import kiosk
import shared.ui

// The hall is asked; shown only when it does not answer at once.
Item {
    id: root

    required property KioskModel model

    objectName: "workingPage"

    StateNote {
        width: parent.width
        anchors.verticalCenter: parent.verticalCenter
        kind: "wait"
        heading: root.model.words.working
        detail: root.model.flow.slow ? root.model.words.working_slow : ""
    }
}
