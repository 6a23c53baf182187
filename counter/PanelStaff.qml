import QtQuick
import counter
import shared.ui

// Who serves at the window: the photograph where there is one, the staff number, the stars where they are shown.
Row {
    id: root

    required property TouchPanel model
    property bool compact: false // beside the question
    readonly property int photoHeight: compact ? 96 : 288
    readonly property Inks inks: Theme.light

    visible: model.staff !== ""
    spacing: compact ? Theme.step * 2 : Theme.step * 4

    Rectangle {
        visible: photo.status === Image.Ready
        width: root.photoHeight * 3 / 4
        height: root.photoHeight
        color: root.inks.raised
        clip: true
        Image {
            id: photo
            objectName: "photo"
            anchors.fill: parent
            source: root.model.photo
            fillMode: Image.PreserveAspectCrop
            sourceSize.height: root.photoHeight
            asynchronous: true
        }
    }
    Grid {
        anchors.verticalCenter: parent.verticalCenter
        columns: root.compact ? 2 : 1
        spacing: Theme.step
        verticalItemAlignment: Grid.AlignVCenter
        ThreeWords {
            objectName: "staffTitle"
            width: root.compact ? 200 : 360
            texts: root.model.texts.staff
            languages: root.model.languages
            alignment: Text.AlignLeft
            strong: false
        }
        Words {
            objectName: "staffNumber"
            language: root.model.languages[0]
            text: root.model.staff
            strong: true
            font.pixelSize: root.compact ? Theme.panel.heading : Theme.panel.title
            font.features: ({ "tnum": 1 })
        }
        Words {
            objectName: "stars"
            visible: root.model.stars > 0 && !root.compact
            language: "zh-CN"
            text: "★".repeat(root.model.stars) + "☆".repeat(5 - root.model.stars)
            font.pixelSize: Theme.panel.heading
        }
    }
}
