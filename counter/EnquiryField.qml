import QtQuick
import QtQuick.Controls.Basic
import shared.ui

// A field of the enquiry desk with its name above it. `value` is what the page knows; typing tells the page.
FocusScope {
    id: root

    required property string value
    property string label: ""
    property string hint: ""
    property string fieldName: ""
    property int longest: 16
    property Sizes sizes: Theme.counterFull
    signal edited(string text)
    signal entered

    implicitHeight: title.height + 48
    onValueChanged: if (field.text !== value)
        field.text = value
    Component.onCompleted: field.text = value

    Words {
        id: title
        width: parent.width
        height: 24
        elide: Text.ElideRight
        text: root.label
        font.pixelSize: root.sizes.small
        color: Theme.light.quiet
    }
    TextField {
        id: field
        objectName: root.fieldName
        y: title.height
        width: parent.width
        height: 48
        leftPadding: Theme.step
        rightPadding: Theme.step
        verticalAlignment: Text.AlignVCenter
        maximumLength: root.longest
        focus: true
        activeFocusOnTab: true
        selectByMouse: true
        inputMethodHints: Qt.ImhNoPredictiveText | Qt.ImhNoAutoUppercase
        placeholderText: root.hint
        placeholderTextColor: Theme.light.quiet
        color: Theme.light.ink
        font.family: Theme.family(Theme.language)
        font.pixelSize: root.sizes.body
        onTextEdited: root.edited(text)
        onActiveFocusChanged: if (activeFocus)
            selectAll()
        onAccepted: {
            root.entered();
            selectAll();
        }
        background: Rectangle {
            radius: Theme.step / 2
            color: Theme.light.surface
            border.width: field.activeFocus ? 2 : 1
            border.color: field.activeFocus ? Theme.light.accent : Theme.light.line
        }
    }
}
