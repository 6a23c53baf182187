import QtQuick
import QtQuick.Controls.Basic
import counter
import shared.ui

// A field for a staff number or a number to call, with the button that Enter stands for.
FocusScope {
    id: root

    required property CounterModel model
    required property string action // "signin" or "number"
    property string fieldName: ""
    property string buttonName: ""
    property string hint: ""
    property string verb: ""
    property bool stacked: false
    property Sizes sizes: Theme.counter

    onVisibleChanged: if (visible)
        field.forceActiveFocus()
    Component.onCompleted: if (visible)
        field.forceActiveFocus()

    Connections {
        target: root.model
        function onEntryWanted(name: string): void {
            if (name === root.action && root.visible) {
                field.forceActiveFocus();
                field.selectAll();
            }
        }
        function onEntryDone(name: string): void {
            if (name === root.action)
                field.clear();
        }
    }

    TextField {
        id: field
        objectName: root.fieldName
        width: parent.width - button.width - Theme.step
        height: parent.height
        leftPadding: Theme.step
        verticalAlignment: Text.AlignVCenter
        maximumLength: 16
        focus: true
        selectByMouse: true
        inputMethodHints: Qt.ImhNoPredictiveText | Qt.ImhNoAutoUppercase
        placeholderText: root.hint
        placeholderTextColor: Theme.light.quiet
        color: Theme.light.ink
        font.family: Theme.family(Theme.language)
        font.pixelSize: root.sizes.body
        onAccepted: {
            root.model.submit(root.action, text);
            selectAll();
        }
        background: Rectangle {
            radius: Theme.step / 2
            color: Theme.light.surface
            border.width: field.activeFocus ? 2 : 1
            border.color: field.activeFocus ? Theme.light.accent : Theme.light.line
        }
    }
    KeyButton {
        id: button
        objectName: root.buttonName
        anchors.right: parent.right
        width: root.stacked ? Theme.step * 10 : Theme.step * 22
        height: parent.height
        stacked: root.stacked
        sizes: root.sizes
        main: true
        text: root.verb
        key: "Enter"
        onClicked: root.model.submit(root.action, field.text)
    }
}
