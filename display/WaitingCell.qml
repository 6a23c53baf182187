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
    property bool dense: false
    property int inset: dense ? Theme.step : Theme.step * 2
    readonly property int badgeSize: dense ? Theme.board.body : Theme.board.heading
    readonly property int countSize: dense ? Theme.board.body : Theme.board.title

    objectName: "waiting" + code
    radius: Theme.radius / 2
    color: Theme.dark.surface

    CategoryBadge {
        id: badge
        x: root.inset
        y: root.inset + (countWords.height - height) / 2
        code: root.code
        colourIndex: root.colourIndex
        size: root.badgeSize
        border.width: 2
        border.color: Theme.dark.line
    }

    Words {
        id: countWords
        objectName: "waitingCount" + root.code
        anchors.right: parent.right
        anchors.rightMargin: root.inset
        y: root.inset
        height: root.countSize
        text: root.count
        language: "en"
        strong: true
        color: Theme.dark.ink
        font.pixelSize: root.countSize
        font.features: ({ "tnum": 1 })
        verticalAlignment: Text.AlignVCenter
    }

    Pair {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.margins: root.inset
        first: root.name
        second: root.dense ? "" : root.nameBeneath
        secondLanguage: root.model.second
        size: root.dense ? Theme.panel.small : Theme.board.small
    }
}
