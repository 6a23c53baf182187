import QtQuick
import QtQuick.Layouts
import shared.ui

// News of the paper: a shape, a heading, what to do. "good": take it below; "ready": all is
// well; "warn": there is none; "wait": it is coming.
Rectangle {
    id: root

    property string kind: "wait"
    property string heading: ""
    property string detail: ""
    property int detailSize: Theme.kiosk.body
    property int headingSize: Math.round((Theme.kiosk.body + Theme.kiosk.heading) / 2)
    readonly property color tint: kind === "good" || kind === "ready" ? Theme.light.good : kind === "warn" ? Theme.light.warn : Theme.light.raised
    readonly property color tintInk: kind === "good" || kind === "ready" ? Theme.light.goodInk : kind === "warn" ? Theme.light.warnInk : Theme.light.ink
    readonly property string sign: kind === "good" ? "↓" : kind === "ready" ? "✓" : kind === "warn" ? "!" : "…"

    radius: Theme.radius
    color: tint
    implicitHeight: row.implicitHeight + Theme.step * 6
    implicitWidth: 800

    RowLayout {
        id: row
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        anchors.margins: Theme.step * 4
        spacing: Theme.step * 4

        Words {
            Layout.alignment: Qt.AlignVCenter
            text: root.sign
            language: "zh-CN"
            strong: true
            font.pixelSize: Theme.kiosk.titleBase
            color: root.tintInk
        }

        Column {
            Layout.fillWidth: true
            Layout.alignment: Qt.AlignVCenter
            spacing: Theme.step

            Words {
                objectName: "bannerHeading"
                width: parent.width
                wrapMode: Text.Wrap
                text: root.heading
                strong: true
                font.pixelSize: root.headingSize
                color: root.tintInk
            }
            Words {
                objectName: "bannerDetail"
                visible: text !== ""
                width: parent.width
                wrapMode: Text.Wrap
                text: root.detail
                font.pixelSize: root.detailSize
                color: root.tintInk
            }
        }
    }
}
