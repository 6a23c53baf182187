pragma ComponentBehavior: Bound
import QtQuick
import display
import shared.ui

// Small, for staff: whom this display sees on the LAN.
Row {
    id: root

    required property DisplayModel model

    objectName: "seen"
    spacing: Theme.step * 3

    Words {
        text: root.model.words.seen + (root.model.seen.length === 0 ? "  " + root.model.words.seen_none : "")
        font.pixelSize: Theme.panel.small
        color: Theme.dark.quiet
    }

    Repeater {
        model: root.model.seen

        Row {
            id: group
            required property var modelData
            required property int index
            spacing: Theme.step

            Words {
                text: group.modelData.role
                font.pixelSize: Theme.panel.small
                color: Theme.dark.quiet
            }
            Words {
                objectName: "seenNames" + group.index
                text: group.modelData.names
                font.pixelSize: Theme.panel.small
                strong: true
                color: Theme.dark.ink
            }
        }
    }
}
