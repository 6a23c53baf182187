import QtQuick
import shared.ui

// A category's letter in its colour: never the colour without the letter.
Rectangle {
    id: root

    required property string code
    required property int colourIndex // the category's place in the settings
    property int size: Theme.touch

    width: size
    height: size
    radius: Math.round(size / 6)
    color: Theme.categoryColour(colourIndex)

    Words {
        anchors.centerIn: parent
        text: root.code
        language: "en"
        strong: true
        font.pixelSize: Math.round(root.size * (root.code.length > 1 ? 0.62 / root.code.length + 0.1 : 0.62))
        color: Theme.inkOn(root.color)
    }
}
