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
    required property string pictogram
    required property string arrow
    readonly property color ink: lit ? Theme.wall.accentInk : Theme.wall.ink

    radius: Theme.radius
    color: lit ? Theme.wall.accent : Theme.wall.surface
    border.width: Theme.edge
    border.color: Theme.wall.line

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
        firstColour: root.lit ? root.ink : Theme.wall.quiet
        secondColour: root.lit ? root.ink : Theme.wall.quiet
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
        fontSizeMode: Text.HorizontalFit
    }

    ZoneSign {
        id: sign
        objectName: "newestSign"
        anchors.right: parent.right
        anchors.rightMargin: Theme.step * 4
        anchors.verticalCenter: where.verticalCenter
        size: Theme.board.title
        pictogram: root.pictogram
        arrow: root.arrow
        ink: root.ink
    }

    Pair {
        id: where
        objectName: "newestWindow"
        anchors.left: edge.right
        anchors.right: sign.shown ? sign.left : parent.right
        anchors.bottom: parent.bottom
        anchors.leftMargin: Theme.step * 3
        anchors.rightMargin: Theme.step * 3
        anchors.bottomMargin: Theme.step
        first: root.goText
        second: root.goBeneath
        secondLanguage: root.goBeneathLanguage
        // The longest that is said, in ems of each language, fits the plate.
        size: Math.round(Math.min(Theme.board.title * (root.model.language === "zh-CN" ? 1.3 : 1), root.height * 0.17,
                                  width / ({ "zh-CN": 7.2, "en": 12.5, "ja": 14 })[root.model.language]))
        strong: true
        firstColour: root.ink
        secondColour: root.ink
    }
}
