pragma ComponentBehavior: Bound
import QtQuick
import counter
import shared.ui

// The clerk's window: a strip that stays on top of the business system without covering it, or the full view.
StationWindow {
    id: root

    required property CounterModel model
    readonly property bool strip: model.view === "strip"
    readonly property int stripWidth: 480
    readonly property int stripHeight: 140
    readonly property int fullWidth: 1280
    readonly property int fullHeight: 800

    station: model
    designWidth: strip ? stripWidth : fullWidth
    designHeight: strip ? stripHeight : fullHeight
    flags: strip ? Qt.Window | Qt.FramelessWindowHint | Qt.WindowStaysOnTopHint : Qt.Window
    title: model.words.action_next + " · " + model.window

    // Where a business system has least: the upper right corner. The clerk moves it as they like, and the other view
    // keeps the right edge, as far as the screen allows.
    Component.onCompleted: {
        y = Screen.virtualY + Theme.step * 2;
        place(Screen.virtualX + Screen.desktopAvailableWidth - Theme.step * 2);
    }
    onStripChanged: place(x + (strip ? fullWidth : stripWidth))

    function place(rightEdge: real): void {
        const across = strip ? stripWidth : fullWidth;
        const down = strip ? stripHeight : fullHeight;
        const right = Screen.virtualX + Screen.desktopAvailableWidth;
        const bottom = Screen.virtualY + Screen.desktopAvailableHeight;
        x = Math.max(Screen.virtualX, Math.min(rightEdge, right) - across);
        y = Math.max(Screen.virtualY, Math.min(y, bottom - down));
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
    // The same key signs in, and lists what else can be done once somebody is.
    Shortcut {
        sequence: root.model.keys.more
        context: Qt.ApplicationShortcut
        autoRepeat: false
        onActivated: root.model.pressMore()
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
