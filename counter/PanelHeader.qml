import QtQuick
import counter
import shared.ui

// Whom the question is about: the window, its clerk, the visitor's number.
Item {
    id: root

    required property TouchPanel model

    height: 112

    WindowPlate {
        id: plate
        x: Theme.step * 3
        anchors.verticalCenter: parent.verticalCenter
        width: 96
        height: 80
        number: root.model.window
        pixelSize: Theme.panel.title
    }
    PanelStaff {
        anchors.left: plate.right
        anchors.leftMargin: Theme.step * 3
        anchors.verticalCenter: parent.verticalCenter
        model: root.model
        compact: true
    }
    Words {
        objectName: "number"
        anchors.right: parent.right
        anchors.rightMargin: Theme.step * 3
        anchors.verticalCenter: parent.verticalCenter
        language: root.model.languages[0]
        text: root.model.number
        strong: true
        font.pixelSize: Theme.panel.title
        font.features: ({ "tnum": 1 })
    }
}
