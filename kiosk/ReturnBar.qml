import QtQuick
import kiosk
import shared.ui

// The way back: a button, and a bar with words that say how long the page stays.
Column {
    id: root

    required property KioskModel model
    property string label: ""
    property bool brief: false // where little room is left within reach

    spacing: Theme.step * 2

    BigButton {
        objectName: "done"
        width: parent.width
        height: root.brief ? 96 : Math.max(Theme.touch * 1.5, implicitHeight)
        text: root.label
        greyed: false
        // Not grey while it waits for a drumming finger to rest: nothing is wrong.
        enabled: root.model.settled
        onClicked: root.model.done()
    }

    Rectangle {
        width: parent.width
        height: Theme.step
        radius: height / 2
        color: Theme.light.line
        opacity: root.model.pages.returning.left > 0 ? 1 : 0
        Rectangle {
            width: parent.width * root.model.pages.returning.share
            height: parent.height
            radius: parent.radius
            color: Theme.light.accent
        }
    }

    Words {
        objectName: "returnText"
        width: parent.width
        height: implicitHeight
        horizontalAlignment: Text.AlignHCenter
        text: root.model.returnText === "" ? " " : root.model.returnText
        font.pixelSize: Theme.kiosk.smallBase
        color: Theme.light.quiet
    }
}
