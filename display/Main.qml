pragma ComponentBehavior: Bound
import QtQuick
import display
import shared.ui

// One display, by the settings: hall board, zone board, category overview, or the strip above a window.
StationWindow {
    id: root

    required property DisplayModel model

    station: model
    inks: Theme.wall

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
    Binding {
        target: Theme
        property: "highContrast"
        value: root.model.highContrast
    }

    Loader {
        anchors.fill: parent
        active: root.model.layout === "board"
        sourceComponent: Board {
            model: root.model
        }
    }
    Loader {
        anchors.fill: parent
        active: root.model.layout === "zone"
        sourceComponent: ZoneBoard {
            model: root.model
        }
    }
    Loader {
        anchors.fill: parent
        active: root.model.layout === "overview"
        sourceComponent: Overview {
            model: root.model
        }
    }
    Loader {
        anchors.fill: parent
        active: root.model.layout === "strip"
        sourceComponent: Strip {
            model: root.model
        }
    }
}
