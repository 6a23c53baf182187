pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic
import counter
import shared.ui

// The question: five faces of one size with their words, none chosen, none marked.
Item {
    id: root

    required property TouchPanel model
    readonly property Inks inks: Theme.light
    readonly property int gap: Theme.step * 2

    PanelHeader {
        id: header
        width: parent.width
        model: root.model
    }
    ThreeWords {
        objectName: "ask"
        x: Theme.step * 6
        y: header.height + Theme.step * 2
        width: parent.width - x * 2
        texts: root.model.texts.ask
        languages: root.model.languages
        size: Theme.panel.heading
        lines: 1
    }

    Row {
        x: Theme.step * 3
        y: 248
        spacing: root.gap
        Repeater {
            model: root.model.order
            delegate: AbstractButton {
                id: card
                required property int modelData
                objectName: "grade-" + modelData
                width: (root.width - Theme.step * 6 - root.gap * 4) / 5
                height: 408
                focusPolicy: Qt.NoFocus
                hoverEnabled: false
                Accessible.name: root.model.texts["grade_" + modelData][root.model.languages[0]]
                onClicked: root.model.press(modelData)
                background: Rectangle {
                    radius: Theme.radius
                    color: card.down ? root.inks.raised : root.inks.surface
                    border.width: 2
                    border.color: card.down ? root.inks.ink : root.inks.line
                }
                contentItem: Item {
                    Face {
                        id: face
                        anchors.horizontalCenter: parent.horizontalCenter
                        y: Theme.step * 2
                        grade: card.modelData
                        size: 184
                    }
                    ThreeWords {
                        objectName: card.objectName
                        y: 224
                        x: Theme.step
                        width: parent.width - Theme.step * 2
                        texts: root.model.texts["grade_" + card.modelData]
                        languages: root.model.languages
                        stacked: true
                    }
                }
            }
        }
    }

    ThreeWords {
        objectName: "voluntary"
        x: Theme.step * 3
        anchors.verticalCenter: decline.verticalCenter
        width: decline.x - Theme.step * 6
        texts: root.model.texts.voluntary
        languages: root.model.languages
        alignment: Text.AlignLeft
        strong: false
        lines: 1
    }
    PanelButton {
        id: decline
        objectName: "noRating"
        anchors.right: parent.right
        anchors.rightMargin: Theme.step * 3
        y: 680
        width: 320
        height: 96
        texts: root.model.texts.no_rating
        languages: root.model.languages
        onClicked: root.model.skip()
    }
}
