import QtQuick
import shared.ui

// The window of every station: its content is laid out at the design size and drawn as large as the window allows.
Window {
    id: root

    required property StationModel station
    property Inks inks: Theme.light
    property int designWidth: 1280
    property int designHeight: 800
    property real fit: 1 // window size to design size; 1 without a real screen
    property bool fontMissing: false
    property string language: station.language
    property bool drawn: false // the first frame is on the screen: what it does not show may be made now
    default property alias content: surface.data

    width: Math.round(designWidth * fit)
    height: Math.round(designHeight * fit)
    color: inks.ground
    title: "厅号 Tinghao"

    Binding {
        target: Theme
        property: "language"
        value: root.language
    }

    Connections {
        target: root
        enabled: !root.drawn
        function onFrameSwapped() {
            // Not within the frame, which would be finished by what follows it.
            Qt.callLater(() => {
                root.drawn = true;
            });
        }
    }

    Item {
        id: surface
        width: root.designWidth
        height: root.designHeight
        x: (root.width - width * scale) / 2
        y: (root.height - height * scale) / 2
        transformOrigin: Item.TopLeft
        scale: Math.min(root.width / width, root.height / height)
    }

    Rectangle {
        visible: root.fontMissing
        color: root.inks.warn
        width: parent.width
        height: fontNote.implicitHeight + Theme.step * 2
        Text {
            id: fontNote
            anchors.centerIn: parent
            width: parent.width - Theme.step * 4
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.Wrap
            font.pixelSize: Theme.panel.small
            color: root.inks.warnInk
            // English too: the Chinese may be boxes.
            text: root.station.words.font_missing + "\nChinese font missing: apt install fonts-noto-cjk"
        }
    }
}
