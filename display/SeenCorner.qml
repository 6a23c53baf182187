import QtQuick
import display
import shared.ui

// Small, for staff: whom this display sees on the LAN.
Words {
    required property DisplayModel model

    objectName: "seen"
    text: model.seenLine
    font.pixelSize: Theme.panel.small
    color: Theme.wall.quiet
    elide: Text.ElideRight
}
