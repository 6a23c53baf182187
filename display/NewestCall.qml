pragma ComponentBehavior: Bound
import QtQuick
import display
import shared.ui

// The newest call on its plate; before the first one, what will stand here.
Item {
    id: root

    required property DisplayModel model

    Repeater {
        model: root.model.newest

        CallPlate {
            required property bool shown
            objectName: "newest"
            width: root.width
            height: root.height
            visible: shown
            model: root.model
        }
    }

    Rectangle {
        objectName: "nobodyCalled"
        anchors.fill: parent
        visible: root.model.empty
        radius: Theme.radius
        color: Theme.wall.surface
        border.width: Theme.edge
        border.color: Theme.wall.line

        Column {
            anchors.verticalCenter: parent.verticalCenter
            x: Theme.step * 6
            width: parent.width - x * 2
            spacing: Theme.step * 3

            Pair {
                width: parent.width
                first: root.model.words.nobody_called
                second: root.model.wordsBeneath.nobody_called
                secondLanguage: root.model.second
                size: root.width > Theme.step * 100 ? Theme.board.title : Theme.board.body
                strong: true
            }
            Pair {
                width: parent.width
                first: root.model.words.nobody_called_detail
                second: root.model.wordsBeneath.nobody_called_detail
                secondLanguage: root.model.second
                size: root.width > Theme.step * 100 ? Theme.board.body : Theme.board.small
            }
        }
    }
}
