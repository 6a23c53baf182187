pragma ComponentBehavior: Bound
import QtQuick
import counter
import shared.ui

// The rating panel, on the screen that faces the visitor. It never takes the keyboard from the clerk.
StationWindow {
    id: root

    required property TouchPanel model
    readonly property var pages: ({
            asking: ask,
            reasons: reasons,
            thanks: thanks
        })

    station: model.station
    language: model.languages[0]
    designWidth: 1280
    designHeight: 800
    flags: model.screen > 0 ? Qt.Window | Qt.FramelessWindowHint | Qt.WindowDoesNotAcceptFocus : Qt.Window

    Loader {
        anchors.fill: parent
        sourceComponent: root.pages[root.model.stage] || rest
    }
    Component {
        id: rest
        PanelRest {
            model: root.model
        }
    }
    Component {
        id: ask
        PanelAsk {
            model: root.model
        }
    }
    Component {
        id: reasons
        PanelReasons {
            model: root.model
        }
    }
    Component {
        id: thanks
        PanelThanks {
            model: root.model
        }
    }
}
