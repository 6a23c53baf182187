import QtQuick
import display
import shared.ui

// The newest call: the number first, then where to go. Lit, it is the brightest thing in the hall.
Rectangle {
    id: root

    required property DisplayModel model
    required property string number
    required property string goText
    required property string goBeneath
    required property string goBeneathLanguage
    required property int colourIndex
    required property bool lit
    readonly property color ink: lit ? Theme.dark.accentInk : Theme.dark.ink

    radius: Theme.radius
    color: lit ? Theme.dark.accent : Theme.dark.surface

    Rectangle {
        id: edge
        x: Theme.step * 3
        y: Theme.step * 3
        width: Theme.step * 2
        height: parent.height - Theme.step * 6
        radius: width / 2
        color: Theme.categoryColour(root.colourIndex)
    }

    Pair {
        id: caption
        anchors.left: edge.right
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.leftMargin: Theme.step * 3
        anchors.rightMargin: Theme.step * 3
        anchors.topMargin: Theme.step
        first: root.model.words.now_calling
        second: root.model.wordsBeneath.now_calling
        secondLanguage: root.model.second
        size: Theme.board.body
        firstColour: root.lit ? root.ink : Theme.dark.quiet
        secondColour: root.lit ? root.ink : Theme.dark.quiet
    }

    Figure {
        id: number
        objectName: "newestNumber"
        anchors.left: edge.right
        anchors.right: parent.right
        anchors.leftMargin: Theme.step * 3
        anchors.rightMargin: Theme.step * 3
        anchors.top: caption.bottom
        anchors.bottom: where.top
        text: root.number
        color: root.ink
        // As large as the height allows: never under the words.
        font.pixelSize: Math.round(Math.min(Theme.board.number * 2.4, height * 1.2))
    }

    Pair {
        id: where
        objectName: "newestWindow"
        anchors.left: edge.right
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.leftMargin: Theme.step * 3
        anchors.rightMargin: Theme.step * 3
        anchors.bottomMargin: Theme.step
        first: root.goText
        second: root.goBeneath
        secondLanguage: root.goBeneathLanguage
        size: root.model.language === "zh-CN" ? Math.round(Theme.board.title * 1.3) : Theme.board.title
        strong: true
        firstColour: root.ink
        secondColour: root.ink
    }
}
