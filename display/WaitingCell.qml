import QtQuick
import display
import shared.ui

// How many wait in one category: its letter, the count, the name.
Rectangle {
    id: root

    required property DisplayModel model
    required property string code
    required property int colourIndex
    required property string name
    required property string nameBeneath
    required property int count
    property bool dense: false // two lines of cells
    property bool narrow: false // no room for the second language
    readonly property int inset: dense ? Theme.step : Theme.step * 2
    readonly property int badgeSize: dense ? Theme.board.body : Theme.board.heading
    readonly property int countSize: dense ? Theme.board.body : Theme.board.title

    objectName: "waiting" + code
    radius: Theme.radius / 2
    color: Theme.wall.surface
    border.width: Theme.edge
    border.color: Theme.wall.line

    CategoryBadge {
        id: badge
        x: root.inset
        y: root.inset + (countWords.height - height) / 2
        code: root.code
        colourIndex: root.colourIndex
        size: root.badgeSize
        border.width: 2
        border.color: Theme.wall.line
    }

    Figure {
        id: countWords
        objectName: "waitingCount" + root.code
        anchors.left: badge.right
        anchors.leftMargin: Theme.step
        anchors.right: parent.right
        anchors.rightMargin: root.inset
        y: root.inset
        height: root.countSize
        text: root.count
        font.pixelSize: root.countSize
        horizontalAlignment: Text.AlignRight
        fontSizeMode: text.length > 2 ? Text.HorizontalFit : Text.FixedSize
    }

    Pair {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.leftMargin: root.inset
        anchors.rightMargin: root.inset
        anchors.bottomMargin: root.dense ? 0 : Theme.step
        first: root.name
        second: root.narrow ? "" : root.nameBeneath
        secondLanguage: root.model.second
        size: root.dense && (root.narrow || !root.model.portrait) ? Theme.panel.small : Theme.board.small
    }
}
