import QtQuick
import shared.ui

// What happened and what to do, in its own place: never a dialog over the clerk's work.
Rectangle {
    id: root

    required property string kind // "info", "ask", "work", "refused", "error"; empty where nothing is said
    required property string said
    required property string remedy
    property Sizes sizes: Theme.counter
    property bool stacked: true // detail and remedy on lines of their own
    readonly property Inks inks: Theme.light
    readonly property color ink: kind === "ask" ? inks.warnInk : inks.ink

    objectName: "note"
    visible: kind !== ""
    color: kind === "ask" ? inks.warn : kind === "work" || kind === "info" ? inks.raised : inks.surface
    border.width: kind === "error" || kind === "refused" ? 2 : 0
    border.color: kind === "error" ? inks.act : inks.ink
    radius: stacked ? Theme.step : 0

    Rectangle {
        id: sign
        width: root.sizes.small * 1.6
        height: width
        x: Theme.step
        anchors.verticalCenter: parent.verticalCenter
        radius: root.kind === "error" || root.kind === "refused" ? 2 : width / 2
        color: root.kind === "error" ? root.inks.act : root.ink
        Words {
            anchors.centerIn: parent
            text: ({ "error": "!", "refused": "!", "ask": "?", "work": "…", "info": "i" })[root.kind] ?? ""
            language: "en"
            strong: true
            font.pixelSize: root.sizes.small
            color: root.kind === "error" ? root.inks.actInk : root.inks.surface
        }
    }
    Words {
        id: one
        objectName: "noteText"
        visible: !root.stacked
        anchors.left: sign.right
        anchors.right: parent.right
        anchors.margins: Theme.step
        anchors.verticalCenter: parent.verticalCenter
        text: root.said + (Theme.language === "en" ? " " : "") + root.remedy
        font.pixelSize: root.sizes.small
        lineHeightMode: Text.FixedHeight
        lineHeight: root.sizes.small + 2
        wrapMode: Text.Wrap
        maximumLineCount: 2
        elide: Text.ElideRight
        color: root.ink
    }
    Column {
        visible: root.stacked
        anchors.left: sign.right
        anchors.right: parent.right
        anchors.margins: Theme.step * 2
        anchors.verticalCenter: parent.verticalCenter
        Words {
            objectName: "noteDetail"
            width: parent.width
            text: root.said
            strong: true
            font.pixelSize: root.sizes.small
            wrapMode: Text.Wrap
            maximumLineCount: 2
            elide: Text.ElideRight
            color: root.ink
        }
        Words {
            objectName: "noteRemedy"
            width: parent.width
            visible: text !== ""
            text: root.remedy
            font.pixelSize: root.sizes.small
            wrapMode: Text.Wrap
            maximumLineCount: 2
            elide: Text.ElideRight
            color: root.ink
        }
    }
}
