pragma ComponentBehavior: Bound
import QtQuick
import shared.ui

// A row of choices of which one holds, or with `many` each for itself: clicked, or walked through with left and right and
// pressed with Space.
FocusScope {
    id: root

    required property RowList options // name text lit
    property string label: ""
    property int labelWidth: 72
    property bool many: false
    property int place: 0 // where Space presses
    property int least: 44 // width of a choice
    readonly property int tall: 40
    property Sizes sizes: Theme.counterFull
    readonly property Inks inks: Theme.light
    signal picked(int index)
    signal stepped(int by)

    activeFocusOnTab: true
    implicitHeight: Math.max(root.tall, flow.height)
    Keys.onLeftPressed: many ? place = Math.max(0, place - 1) : stepped(-1)
    Keys.onRightPressed: many ? place = Math.min(choices.count - 1, place + 1) : stepped(1)
    Keys.onSpacePressed: event => {
        if (many)
            picked(place);
        event.accepted = many;
    }
    Accessible.role: Accessible.RadioButton
    Accessible.name: label

    Words {
        visible: root.labelWidth > 0
        width: root.labelWidth - Theme.step
        height: root.tall
        verticalAlignment: Text.AlignVCenter
        fontSizeMode: Text.HorizontalFit
        minimumPixelSize: 13
        elide: Text.ElideRight
        text: root.label
        font.pixelSize: root.sizes.small
        color: root.inks.quiet
    }
    Rectangle {
        // Where the keyboard is, also while nothing is picked.
        visible: root.activeFocus
        x: flow.x - 4
        y: -4
        width: flow.width + 4
        height: root.height + 8
        radius: Theme.step
        color: root.inks.ground
        border.width: 1
        border.color: root.inks.accent
    }
    Flow {
        id: flow
        x: root.labelWidth
        width: parent.width - x
        spacing: 5
        Repeater {
            id: choices
            model: root.options
            delegate: Rectangle {
                id: option
                required property int index
                required property string name
                required property string text
                required property bool lit
                objectName: root.objectName + "_" + name
                width: Math.min(flow.width, Math.max(root.least, words.implicitWidth + Theme.step * 2))
                height: root.tall
                radius: Theme.step
                color: lit ? root.inks.accent : root.inks.surface
                readonly property bool here: root.activeFocus && (root.many ? index === root.place : lit)
                border.width: here ? 3 : 1
                border.color: here ? root.inks.ink : root.inks.accent
                Accessible.role: Accessible.RadioButton
                Accessible.name: root.label + ", " + text
                Accessible.checked: lit
                Words {
                    id: words
                    anchors.centerIn: parent
                    width: Math.min(implicitWidth, parent.width - Theme.step)
                    elide: Text.ElideRight
                    text: option.text
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
