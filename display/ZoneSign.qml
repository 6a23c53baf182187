import QtQuick
import display
import shared.ui

// The sign of a zone: where it lies, and its pictogram. Nothing, and no room, where neither is known.
Row {
    id: root

    property string pictogram: ""
    property string arrow: ""
    property int size: Theme.board.title
    property color ink: Theme.wall.ink
    readonly property bool shown: pictogram !== "" || arrow !== ""

    objectName: "zoneSign"
    spacing: Theme.step * 2
    visible: shown

    Pictogram {
        visible: root.arrow !== ""
        kind: root.arrow === "" ? "" : "arrow"
        turn: ["up", "up_right", "right", "down_right", "down", "down_left", "left", "up_left"].indexOf(root.arrow) * 45
        width: root.size
        height: root.size
        ink: root.ink
    }
    Pictogram {
        visible: root.pictogram !== ""
        kind: root.pictogram
        width: root.size
        height: root.size
        ink: root.ink
    }
}
