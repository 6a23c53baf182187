pragma ComponentBehavior: Bound
import QtQuick
import counter
import shared.ui

// The clerk's window: a strip that stays on top of the business system without covering it, or the full view.
StationWindow {
    id: root

    required property CounterModel model
    readonly property bool strip: model.view === "strip"

    station: model
    designWidth: strip ? 480 : 1280
    designHeight: strip ? 140 : 800
    flags: strip ? Qt.Window | Qt.FramelessWindowHint | Qt.WindowStaysOnTopHint : Qt.Window
    title: model.words.action_next + " · " + model.window

    Component.onCompleted: {
        // Where a business system has least: the upper right corner. The clerk moves it as they like.
        x = Screen.virtualX + Screen.desktopAvailableWidth - width - Theme.step * 2;
        y = Screen.virtualY + Theme.step * 2;
    }

    Repeater {
        model: root.model.actions
        delegate: Item {
            id: key
            required property string modelData
            Shortcut {
                sequence: root.model.keys[key.modelData]
                context: Qt.ApplicationShortcut
                autoRepeat: false
                onActivated: root.model.press(key.modelData)
            }
        }
    }
    Shortcut {
        sequence: root.model.keys.signin
        context: Qt.ApplicationShortcut
        autoRepeat: false
        onActivated: root.model.press("signin")
    }
    Shortcut {
        sequence: root.model.keys.view
        context: Qt.ApplicationShortcut
        autoRepeat: false
        onActivated: root.model.toggleView()
    }
    Shortcut {
        sequence: root.model.keys.dismiss
        context: Qt.ApplicationShortcut
        onActivated: root.model.dismiss()
    }

    Loader {
        anchors.fill: parent
        focus: true
        sourceComponent: root.strip ? stripView : fullView
    }
    Component {
        id: stripView
        Strip {
            model: root.model
            onMoved: root.startSystemMove()
        }
    }
    Component {
        id: fullView
        FullView {
            model: root.model
        }
    }
}
