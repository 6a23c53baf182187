pragma ComponentBehavior: Bound
import QtQuick
import display
import shared.ui

// One category: how many wait, how long the first has waited, what to expect, and at how many windows.
Rectangle {
    id: root

    required property DisplayModel model
    required property int index
    required property string code
    required property int colourIndex
    required property string name
    required property string nameBeneath
    required property int count
    required property string longest
    required property string expected
    required property int open
    property bool narrow: false
    property bool tight: false
    readonly property int size: tight ? Theme.board.body : narrow ? Theme.board.heading : Theme.board.title
    readonly property OverviewColumns columns: OverviewColumns {
        width: root.width
        narrow: root.narrow
        tight: root.tight
    }

    component Cell: Figure {
        height: root.height
        width: root.columns.figure
        font.pixelSize: root.size
        fontSizeMode: Text.HorizontalFit
        horizontalAlignment: Text.AlignRight
    }

    objectName: "overview" + code
    radius: Theme.radius / 2
    color: Theme.wall.surface
    border.width: Theme.edge
    border.color: Theme.wall.line

    CategoryBadge {
        id: badge
        x: root.columns.inset
        anchors.verticalCenter: parent.verticalCenter
        code: root.code
        colourIndex: root.colourIndex
        size: Math.min(root.height - Theme.step * 2, root.size)
        border.width: 2
        border.color: Theme.wall.line
    }

    Pair {
        objectName: "overviewName" + root.code
        anchors.left: badge.right
        anchors.leftMargin: Theme.step * 2
        y: (parent.height - height) / 2
        width: root.columns.count - x
        first: root.name
        second: root.nameBeneath
        secondLanguage: root.model.second
        size: root.narrow || root.tight ? Theme.board.small : Math.min(Theme.board.body, Math.round(root.height * 0.45))
        least: 0.5
        strong: true
    }

    Cell {
        objectName: "overviewCount" + root.code
        x: root.columns.count
        text: root.count
    }
    Cell {
        objectName: "overviewLongest" + root.code
        x: root.columns.longest
        text: root.longest
    }
    Cell {
        objectName: "overviewExpected" + root.code
        x: root.columns.expected
        width: root.columns.interval
        text: root.expected
    }
    Cell {
        objectName: "overviewOpen" + root.code
        x: root.columns.open
        text: root.open
        color: root.open === 0 ? Theme.wall.warn : Theme.wall.ink
    }
}
