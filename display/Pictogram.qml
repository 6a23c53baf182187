import QtQuick
import QtQuick.Shapes
import shared.ui

// A pictogram in one ink, drawn on a field of 48 by 48: no text, few shapes, to be known from afar.
Item {
    id: root

    property string kind: ""
    property real turn: 0 // degrees, for the arrow
    property color ink: Theme.wall.ink
    readonly property var paths: ({
            "arrow": "M24 3 L44 23 L38 29 L28 19 V45 H20 V19 L10 29 L4 23 Z",
            "windows": "M24 4 A8 8 0 1 1 23.9 4 Z M8 33 A16 13 0 0 1 40 33 Z M2 36 H46 V44 H2 Z",
            "enquiry": "M24 2 A22 22 0 1 1 23.9 2 Z M24 9 A4 4 0 1 0 24.1 9 Z M19 20 V24 H21 V34 H18 V38 H30 V34 H27 V20 Z",
            "waiting": "M20 3 A5 5 0 1 1 19.9 3 Z M14 15 H24 V26 H35 V44 H29 V32 H14 Z M8 18 H12 V35 H25 V44 H21 V39 H8 Z",
            "ticket": "M4 12 H44 V20 A4 4 0 0 0 44 28 V36 H4 V28 A4 4 0 0 0 4 20 Z M14 18 V22 H34 V18 Z M14 26 V30 H28 V26 Z",
            "exit": "M6 4 H30 V14 H25 V9 H11 V39 H25 V34 H30 V44 H6 Z M18 21 H33 V14 L45 24 L33 34 V27 H18 Z"
        })

    Shape {
        width: 48
        height: 48
        x: (root.width - width) / 2
        y: (root.height - height) / 2
        scale: Math.min(root.width, root.height) / 48
        rotation: root.turn
        visible: root.kind !== ""
        preferredRendererType: Shape.CurveRenderer

        ShapePath {
            strokeWidth: -1
            fillColor: root.ink
            fillRule: ShapePath.OddEvenFill
            PathSvg {
                path: root.paths[root.kind] ?? ""
            }
        }
    }
}
