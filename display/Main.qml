import QtQuick
import display
import shared.ui

// One display: the hall board or the strip above a window, by the settings.
StationWindow {
    id: root

    required property DisplayModel model

    station: model
    inks: Theme.dark

    // The settings, which come with the first picture, may make a strip of what started as a board.
    Binding {
        target: root
        property: "designWidth"
        value: root.model.designWidth
    }
    Binding {
        target: root
        property: "designHeight"
        value: root.model.designHeight
    }

    Board {
        anchors.fill: parent
        visible: root.model.layout === "board"
        model: root.model
    }

    Strip {
        anchors.fill: parent
        visible: root.model.layout === "strip"
        model: root.model
    }
}
