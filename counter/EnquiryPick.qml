pragma ComponentBehavior: Bound
import QtQuick
import shared.ui

// A row of choices of which one holds: clicked, or walked through with left and right.
FocusScope {
    id: root

    required property RowList options // name text lit
    property string label: ""
    property int labelWidth: 72
    property int least: 44 // width of a choice
    property Sizes sizes: Theme.counterFull
    readonly property Inks inks: Theme.light
    signal picked(int index)
    signal stepped(int by)

    activeFocusOnTab: true
    implicitHeight: Math.max(44, flow.height)
    Keys.onLeftPressed: stepped(-1)
    Keys.onRightPressed: stepped(1)
    Accessible.role: Accessible.RadioButton
    Accessible.name: label

    Words {
        width: root.labelWidth - Theme.step
        height: 44
        verticalAlignment: Text.AlignVCenter
        fontSizeMode: Text.HorizontalFit
        minimumPixelSize: 13
        elide: Text.ElideRight
        text: root.label
        font.pixelSize: root.sizes.small
        color: root.inks.quiet
    }
    Flow {
        id: flow
        x: root.labelWidth
        width: parent.width - x
        spacing: 6
        Repeater {
            model: root.options
            delegate: Rectangle {
                id: option
                required property int index
                required property string name
                required property string text
                required property bool lit
                objectName: root.objectName + "_" + name
                width: Math.min(flow.width, Math.max(root.least, words.implicitWidth + Theme.step * 3))
                height: 44
                radius: Theme.step
                color: lit ? root.inks.accent : root.inks.surface
                border.width: lit && root.activeFocus ? 3 : 1
                border.color: lit && root.activeFocus ? root.inks.ink : root.inks.accent
                Accessible.role: Accessible.RadioButton
                Accessible.name: root.label + ", " + text
                Accessible.checked: lit
                Words {
                    id: words
                    anchors.centerIn: parent
                    width: Math.min(implicitWidth, parent.width - Theme.step)
                    elide: Text.ElideRight
                    text: option.text
                    strong: option.lit
                    font.pixelSize: root.sizes.small
                    color: option.lit ? root.inks.accentInk : root.inks.accent
                }
                TapHandler {
                    onTapped: {
                        root.forceActiveFocus();
                        root.picked(option.index);
                    }
                }
            }
        }
    }
}
