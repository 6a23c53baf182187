import QtQuick
import counter
import shared.ui

// Says since when the hall is muted: by word, by shape (two bars) and by colour. Gone while the hall runs.
Rectangle {
    id: root

    required property string text
    property Sizes sizes: Theme.counter

    objectName: "muteBar"
    visible: text !== ""
    color: Theme.light.warn
    implicitHeight: visible ? said.implicitHeight + Theme.step * 2 : 0

    MarkedWord {
        id: said
        objectName: "muteText"
        anchors.centerIn: parent
        kind: "pause"
        text: root.text
        strong: true
        ink: Theme.light.warnInk
        room: root.width - Theme.step * 4
        pixelSize: root.sizes.small
    }
}
