import QtQuick
import counter
import shared.ui

// The rating is in: thanks, whatever it was.
Item {
    id: root

    required property TouchPanel model

    PanelHeader {
        width: parent.width
        model: root.model
    }
    Column {
        anchors.centerIn: parent
        width: parent.width - Theme.step * 12
        spacing: Theme.step * 5
        ThreeWords {
            objectName: "thanks"
            width: parent.width
            texts: root.model.texts.thanks
            languages: root.model.languages
            size: Theme.panel.title
        }
        ThreeWords {
            objectName: "thanksMore"
            width: parent.width
            texts: root.model.texts.thanks_more
            languages: root.model.languages
            strong: false
        }
    }
}
