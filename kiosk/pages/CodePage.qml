import QtQuick
import QtQuick.Layouts
import kiosk
import shared.ui

// The code of an appointment or of an arrival stamp: typed here, or read by the reader beside the screen.
Item {
    id: root

    required property KioskModel model

    objectName: "codePage"

    ColumnLayout {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.bottom: pad.top
        anchors.bottomMargin: Theme.step * 3
        spacing: Theme.step * 3

        Words {
            objectName: "codeHeading"
            Layout.fillWidth: true
            wrapMode: Text.Wrap
            text: root.model.words.code_heading
            strong: true
            font.pixelSize: Theme.kiosk.heading
        }
        Words {
            objectName: "codeHint"
            Layout.fillWidth: true
            wrapMode: Text.Wrap
            text: root.model.words.code_hint
            font.pixelSize: Theme.kiosk.body
        }
        Rectangle {
            objectName: "codeField"
            Layout.fillWidth: true
            Layout.preferredHeight: 144
            radius: Theme.radius
            color: Theme.light.surface
            border.width: 4
            border.color: Theme.light.accent

            Words {
                objectName: "codeTyped"
                anchors.fill: parent
                horizontalAlignment: Text.AlignHCenter
                verticalAlignment: Text.AlignVCenter
                text: root.model.codes.typed
                language: "en"
                strong: true
                font.pixelSize: Theme.kiosk.titleBase
                font.letterSpacing: Theme.step * 2
            }
        }
        PaperBanner {
            objectName: "codeWrong"
            visible: root.model.codes.wrong
            Layout.fillWidth: true
            kind: "warn"
            heading: root.model.words.code_wrong
        }
        Item {
            Layout.fillWidth: true
            Layout.fillHeight: true
        }
    }

    CodePad {
        id: pad
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        height: root.model.comfort.low ? 376 : 416
        model: root.model
    }
}
