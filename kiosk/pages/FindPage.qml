pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import kiosk
import shared.ui

// Which item? What is typed above, what fits beneath it, letters low. With low controls letters and results take turns
// in the lower third.
Item {
    id: root

    required property KioskModel model
    readonly property Catalogue items: model.catalogue
    readonly property bool low: model.comfort.low
    readonly property int gap: Theme.step * 2
    property bool typing: true

    objectName: "findPage"
    onVisibleChanged: typing = true

    ColumnLayout {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.bottom: panel.top
        anchors.bottomMargin: Theme.step * 3
        spacing: Theme.step * 3

        RowLayout {
            Layout.fillWidth: true
            spacing: root.gap

            Words {
                objectName: "findHeading"
                Layout.fillWidth: true
                text: root.model.words.find_heading
                strong: true
                wrapMode: Text.Wrap
                font.pixelSize: Theme.kiosk.heading
            }
            BigButton {
                objectName: "back"
                visible: !root.low
                Layout.preferredWidth: 208
                Layout.preferredHeight: Theme.touch + Theme.step
                kind: "plain"
                greyed: false
                enabled: root.model.settled
                text: root.model.words.back_one
                onClicked: root.model.back()
            }
        }

        Rectangle {
            objectName: "findField"
            Layout.fillWidth: true
            Layout.preferredHeight: 104
            radius: Theme.radius
            color: Theme.light.surface
            border.width: 4
            border.color: Theme.light.accent

            Words {
                objectName: "findQuery"
                anchors.fill: parent
                anchors.leftMargin: Theme.step * 4
                anchors.rightMargin: Theme.step * 4
                verticalAlignment: Text.AlignVCenter
                fontSizeMode: Text.Fit
                minimumPixelSize: Theme.panel.small
                text: root.items.query === "" ? root.model.words.find_hint : root.items.query
                strong: root.items.query !== ""
                color: root.items.query === "" ? Theme.light.quiet : Theme.light.ink
                font.pixelSize: root.items.query === "" ? Theme.kiosk.body : Theme.kiosk.heading
            }
        }

        RowLayout {
            Layout.fillWidth: true
            Layout.preferredHeight: Theme.touch
            spacing: root.gap

            Words {
                objectName: "findCount"
                Layout.fillWidth: true
                text: root.items.heading
                strong: true
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: Theme.panel.small
                font.pixelSize: Theme.kiosk.body
            }
            Turn {
                visible: !root.low && root.items.less
                objectName: "previous"
                text: root.model.words.previous
                onClicked: root.items.back()
            }
            Turn {
                visible: !root.low && root.items.more
                objectName: "next"
                text: root.model.words.next
                onClicked: root.items.on()
            }
        }

        Item {
            id: above
            Layout.fillWidth: true
            Layout.fillHeight: true

            Words {
                objectName: "findNone"
                visible: root.items.nothing
                width: parent.width
                wrapMode: Text.Wrap
                text: root.model.words.find_none_do
                font.pixelSize: Theme.kiosk.body
            }
        }
    }

    component Turn: BigButton {
        Layout.preferredWidth: 232
        Layout.preferredHeight: Theme.touch
        kind: "plain"
        padding: 0
    }

    // The items: above the letters, or in their place.
    Column {
        id: results
        readonly property int rowHeight: root.low ? 88 : Math.min(root.model.large ? 144 : 112, Math.floor((above.height - root.gap * (root.items.shown - 1)) / root.items.shown))

        visible: !root.low || !root.typing
        x: 0
        y: root.low ? panel.y : above.y
        width: root.width
        spacing: root.gap

        Repeater {
            model: root.items.rows
            delegate: ItemRow {
                width: results.width
                height: results.rowHeight
                enabled: root.model.settled
                onClicked: root.model.openItem(code)
            }
        }
    }

    Item {
        id: panel
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        height: root.low ? 400 : 416

        LetterPad {
            anchors.fill: parent
            anchors.topMargin: root.low ? Theme.step * 4 : 0
            visible: !root.low || root.typing
            model: root.model
            low: root.low
            onDone: root.typing = false
            onAway: root.model.back()
        }

        RowLayout {
            visible: root.low && !root.typing
            anchors.left: parent.left
            anchors.right: parent.right
            anchors.bottom: parent.bottom
            height: Theme.touch
            spacing: root.gap

            Turn {
                objectName: "previousLow"
                Layout.fillWidth: true
                text: root.model.words.previous
                enabled: root.items.less
                onClicked: root.items.back()
            }
            Turn {
                objectName: "nextLow"
                Layout.fillWidth: true
                text: root.model.words.next
                enabled: root.items.more
                onClicked: root.items.on()
            }
            Turn {
                objectName: "lettersLow"
                Layout.fillWidth: true
                text: root.model.words.letters
                onClicked: root.typing = true
            }
            Turn {
                objectName: "backLow"
                Layout.fillWidth: true
                text: root.model.words.back_one
                onClicked: root.model.back()
            }
        }
    }
}
