import QtQuick
import QtQuick.Templates as T
import shared.ui

// One item that was found: its category's letter, its name, and whether anybody has to come at all.
T.AbstractButton {
    id: root

    required property string code
    required property string category
    required property int colourIndex
    required property string name
    required property string nameLanguage
    required property string beneath
    required property string beneathLanguage
    required property string note

    objectName: "item-" + code
    focusPolicy: Qt.StrongFocus
    hoverEnabled: false
    Accessible.name: name + " " + note

    background: Rectangle {
        radius: Theme.radius
        color: root.down ? Theme.light.raised : Theme.light.surface
        border.width: root.visualFocus ? 6 : 2
        border.color: root.visualFocus || root.down ? Theme.light.accent : Theme.light.line
    }

    contentItem: Item {
        CategoryBadge {
            id: badge
            x: Theme.step * 2
            anchors.verticalCenter: parent.verticalCenter
            size: Math.min(root.height - Theme.step * 3, 80)
            code: root.category
            colourIndex: root.colourIndex
        }
        Column {
            anchors.left: badge.right
            anchors.leftMargin: Theme.step * 3
            anchors.right: note.visible ? note.left : parent.right
            anchors.rightMargin: Theme.step * 2
            anchors.verticalCenter: parent.verticalCenter

            Words {
                objectName: "itemName"
                width: parent.width
                height: Math.min(implicitHeight, root.height - Theme.step * 2 - (beneath.visible ? beneath.height : 0))
                wrapMode: Text.Wrap
                maximumLineCount: 2
                fontSizeMode: Text.Fit
                minimumPixelSize: Theme.panel.small
                verticalAlignment: Text.AlignVCenter
                text: root.name
                language: root.nameLanguage
                strong: true
                font.pixelSize: Theme.kiosk.body
            }
            Words {
                id: beneath
                objectName: "itemBeneath"
                visible: text !== "" && root.height >= 100 && Theme.zoom === 1
                width: parent.width
                elide: Text.ElideNone
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: 16
                text: root.beneath
                language: root.beneathLanguage
                font.pixelSize: Theme.panel.small
                color: Theme.light.quiet
            }
        }
        Rectangle {
            id: note
            visible: root.note !== ""
            anchors.right: parent.right
            anchors.rightMargin: Theme.step * 2
            anchors.verticalCenter: parent.verticalCenter
            width: noteText.width + Theme.step * 3
            height: noteText.height + Theme.step * 2
            radius: Theme.step
            color: Theme.light.good
            Words {
                id: noteText
                objectName: "itemNote"
                anchors.centerIn: parent
                text: root.note
                strong: true
                font.pixelSize: Theme.panel.small
                color: Theme.light.goodInk
            }
        }
    }
}
