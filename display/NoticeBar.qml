pragma ComponentBehavior: Bound
import QtQuick
import display
import shared.ui

// A line for everybody, with the sign of the zone it speaks of. Several take turns in the same place.
Item {
    id: root

    required property DisplayModel model

    implicitHeight: Theme.step * (model.portrait ? 22 : 14)

    Repeater {
        model: root.model.notices

        Item {
            id: notice
            required property int index
            required property string text
            required property string beneath
            required property string pictogram
            required property string arrow
            required property bool shown

            anchors.fill: root
            visible: shown

            ZoneSign {
                id: sign
                anchors.left: parent.left
                anchors.verticalCenter: parent.verticalCenter
                size: Theme.board.title
                pictogram: notice.pictogram
                arrow: notice.arrow
                ink: Theme.wall.accent
            }

            Column {
                anchors.left: sign.right
                anchors.leftMargin: sign.shown ? Theme.step * 3 : 0
                anchors.right: parent.right
                anchors.verticalCenter: parent.verticalCenter

                Words {
                    objectName: "notice" + notice.index
                    width: parent.width
                    height: Math.min(implicitHeight, root.height * 0.7)
                    text: notice.text
                    color: Theme.wall.ink
                    font.pixelSize: Theme.board.body
                    fontSizeMode: Text.Fit
                    minimumPixelSize: Theme.board.small
                    wrapMode: root.model.portrait ? Text.Wrap : Text.NoWrap
                    verticalAlignment: Text.AlignVCenter
                }
                Words {
                    visible: text !== ""
                    width: parent.width
                    text: notice.beneath
                    language: root.model.second
                    color: Theme.wall.quiet
                    font.pixelSize: Math.round(Theme.board.body * Theme.beneath)
                    fontSizeMode: Text.HorizontalFit
                    minimumPixelSize: Theme.counterFull.body
                }
            }
        }
    }
}
