pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import kiosk
import shared.ui

// To collect, to bring missing papers, priority, or an interpreter: one tap says it and leads back to the categories.
Item {
    id: root

    required property KioskModel model
    readonly property int gap: Theme.step * 2
    // The lower third has room for three rows.
    readonly property int columns: model.comfort.low && options.count > 6 ? 3 : 2
    readonly property int rows: Math.ceil(options.count / columns)
    readonly property int rowHeight: Math.min(model.comfort.low ? 96 : 160, Math.floor(((model.comfort.low ? 384 : 1000) - gap * rows) / (rows + 1)))

    objectName: "wishPage"

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.step * 3

        Words {
            objectName: "wishHeading"
            Layout.fillWidth: true
            wrapMode: Text.Wrap
            text: root.model.words.wish_heading
            strong: true
            font.pixelSize: Theme.kiosk.heading
        }
        Words {
            objectName: "wishHint"
            Layout.fillWidth: true
            wrapMode: Text.Wrap
            text: root.model.words.wish_hint
            font.pixelSize: Theme.kiosk.body
        }
        Item {
            Layout.fillWidth: true
            Layout.fillHeight: true
        }
        Grid {
            id: grid
            Layout.fillWidth: true
            columns: root.columns
            spacing: root.gap

            Repeater {
                id: options
                model: root.model.wish.rows
                delegate: BigButton {
                    required property string code
                    required property string name
                    required property bool isChosen

                    objectName: "wish-" + code
                    width: Math.floor((root.width - root.gap * (root.columns - 1)) / root.columns) // not the grid's, whose width follows from this
                    height: root.rowHeight
                    // Three in a row are narrow: the words get the room of the edges.
                    padding: root.columns > 2 ? Theme.step / 2 : Theme.step * 2
                    leftPadding: root.columns > 2 ? Theme.step : Theme.step * 3
                    rightPadding: leftPadding
                    kind: "plain"
                    chosen: isChosen
                    greyed: false
                    enabled: root.model.settled
                    text: name
                    onClicked: root.model.wishFor(code)
                }
            }
        }
        RowLayout {
            Layout.fillWidth: true
            spacing: root.gap

            // Beside the heading of the first page it would be too high.
            BigButton {
                objectName: "openCode"
                visible: root.model.comfort.low
                Layout.fillWidth: true
                Layout.preferredWidth: 1
                Layout.preferredHeight: root.rowHeight
                kind: "plain"
                greyed: false
                enabled: root.model.settled
                text: root.model.words.code_open
                onClicked: root.model.openCode()
            }
            BigButton {
                objectName: "back"
                Layout.fillWidth: true
                Layout.preferredWidth: 1
                Layout.preferredHeight: root.rowHeight
                greyed: false
                enabled: root.model.settled
                text: root.model.words.back_one
                onClicked: root.model.back()
            }
        }
    }
}
