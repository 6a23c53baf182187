pragma ComponentBehavior: Bound
import QtQuick
import counter
import shared.ui

// After a bad grade: why, if the visitor likes to say.
Item {
    id: root

    required property TouchPanel model
    readonly property int gap: Theme.step * 2

    PanelHeader {
        id: header
        width: parent.width
        model: root.model
    }
    ThreeWords {
        objectName: "why"
        x: Theme.step * 6
        y: header.height + Theme.step * 2
        width: parent.width - x * 2
        texts: root.model.texts.why
        languages: root.model.languages
        size: Theme.panel.heading
        lines: 1
    }
    Grid {
        x: Theme.step * 3
        y: 256
        columns: 3
        spacing: root.gap
        Repeater {
            model: root.model.reasons
            delegate: PanelButton {
                required property string modelData
                objectName: "reason-" + modelData
                width: (root.width - Theme.step * 6 - root.gap * 2) / 3
                height: 184
                texts: root.model.texts["reason_" + modelData]
                languages: root.model.languages
                chosen: root.model.chosen.includes(modelData)
                onClicked: root.model.choose(modelData)
            }
        }
    }
    ThreeWords {
        objectName: "whyMore"
        x: Theme.step * 3
        anchors.verticalCenter: skip.verticalCenter
        width: skip.x - Theme.step * 6
        texts: root.model.texts.why_more
        languages: root.model.languages
        alignment: Text.AlignLeft
        strong: false
        lines: 1
        stacked: true
    }
    PanelButton {
        id: skip
        objectName: "skip"
        anchors.right: give.left
        anchors.rightMargin: root.gap
        y: give.y
        width: 240
        height: give.height
        texts: root.model.texts.skip
        languages: root.model.languages
        onClicked: root.model.skip()
    }
    PanelButton {
        id: give
        objectName: "give"
        anchors.right: parent.right
        anchors.rightMargin: Theme.step * 3
        y: 672
        width: 320
        height: 104
        main: true
        enabled: root.model.chosen.length > 0
        texts: root.model.texts.give
        languages: root.model.languages
        onClicked: root.model.give()
    }
}
