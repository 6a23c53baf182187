import QtQuick
import counter
import shared.ui

// A small count, one more or one less: by the two buttons, or by left and right.
FocusScope {
    id: root

    required property int value
    property string label: ""
    property Sizes sizes: Theme.counterFull
    signal stepped(int by)

    implicitHeight: 44
    activeFocusOnTab: true
    Keys.onLeftPressed: stepped(-1)
    Keys.onRightPressed: stepped(1)
    Accessible.role: Accessible.SpinBox
    Accessible.name: label + ", " + value

    Words {
        width: parent.width - 3 * 44 - 4
        height: parent.height
        verticalAlignment: Text.AlignVCenter
        fontSizeMode: Text.HorizontalFit
        minimumPixelSize: 12
        elide: Text.ElideRight
        text: root.label
        font.pixelSize: root.sizes.small
        color: Theme.light.quiet
    }
    Row {
        anchors.right: parent.right
        KeyButton {
            objectName: root.objectName + "Less"
            width: 44
            height: 44
            focusPolicy: Qt.NoFocus
            sizes: root.sizes
            text: ""
            key: "−"
            onClicked: root.stepped(-1)
        }
        Rectangle {
            width: 44
            height: 44
            radius: Theme.step
            color: "transparent"
            border.width: root.activeFocus ? 2 : 0
            border.color: Theme.light.ink
            Words {
                objectName: root.objectName + "Value"
                anchors.centerIn: parent
                text: root.value
                strong: true
                font.pixelSize: root.sizes.body
                font.features: ({ "tnum": 1 })
            }
        }
        KeyButton {
            objectName: root.objectName + "More"
            width: 44
            height: 44
            focusPolicy: Qt.NoFocus
            sizes: root.sizes
            text: ""
            key: "+"
            onClicked: root.stepped(1)
        }
    }
}
