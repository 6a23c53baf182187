import QtQuick
import shared.ui

// A number to be read from afar: figures of one width, their ink (not their line) in the middle of the height.
Words {
    readonly property real capHeight: 0.73 // of the type size, in Noto Sans CJK: what of a figure is ink

    language: "en"
    strong: true
    color: Theme.wall.ink
    font.features: ({ "tnum": 1 })
    // A number of ours has four signs and stands at full size; a longer one is set smaller, never cut.
    fontSizeMode: text.length > 4 ? Text.HorizontalFit : Text.FixedSize
    minimumPixelSize: Theme.panel.small
    verticalAlignment: Text.AlignVCenter
    // The line reaches farther above the figures than below.
    bottomPadding: Math.round(font.pixelSize * 0.14)
}
