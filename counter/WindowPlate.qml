import QtQuick
import shared.ui

// The window's number, as it hangs above the counter.
Rectangle {
    id: root

    property string number: ""
    property int pixelSize: Theme.counter.title

    color: Theme.light.accent
    radius: Theme.step

    Words {
        objectName: "windowNumber"
        anchors.fill: parent
        anchors.margins: Theme.step / 2
        horizontalAlignment: Text.AlignHCenter
        verticalAlignment: Text.AlignVCenter
        fontSizeMode: Text.HorizontalFit
        minimumPixelSize: Theme.counter.small
        font.pixelSize: root.pixelSize
        font.features: ({ "tnum": 1 })
        strong: true
        text: root.number
        color: Theme.light.accentInk
    }
}
