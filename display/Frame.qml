pragma ComponentBehavior: Bound
import QtQuick
import display
import shared.ui

// What every board has around its content: whose hall it is and the time, since when it is not current, a notice, and
// whom it sees. What cannot be shown yet is said in the middle.
Item {
    id: root

    required property DisplayModel model
    property string title: model.hallName
    property string titleBeneath: model.hallNameBeneath
    property string titleLanguage: "zh-CN"
    property string titleBeneathLanguage: model.language === "ja" ? "ja" : "en"
    property string pictogram: ""
    default property alias content: main.data
    readonly property int margin: Theme.step * 4
    readonly property int gap: Theme.step * 3

    Item {
        id: header
        x: root.margin
        width: parent.width - root.margin * 2
        height: Theme.step * 15

        ZoneSign {
            id: sign
            anchors.left: parent.left
            anchors.verticalCenter: parent.verticalCenter
            size: Theme.board.title
            pictogram: root.pictogram
            ink: Theme.wall.ink
        }

        Pair {
            objectName: "hallName"
            anchors.left: sign.right
            anchors.leftMargin: sign.shown ? Theme.step * 2 : 0
            anchors.right: voiceNote.left
            anchors.rightMargin: root.gap
            anchors.verticalCenter: parent.verticalCenter
            first: root.title
            second: root.titleBeneath
            secondLanguage: root.titleBeneathLanguage
            firstLanguage: root.titleLanguage
            size: Theme.board.heading
            strong: true
        }

        // For staff, where they look when a call was not heard.
        Words {
            id: voiceNote
            objectName: "voiceNote"
            anchors.right: clock.left
            anchors.rightMargin: root.gap * 2
            anchors.verticalCenter: parent.verticalCenter
            width: text === "" ? 0 : parent.width * 0.4
            text: root.model.voiceNote
            font.pixelSize: Theme.panel.small
            color: Theme.wall.warn
            wrapMode: Text.Wrap
            maximumLineCount: 4
            elide: Text.ElideRight
        }

        ClockText {
            id: clock
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            station: root.model
            strong: true
            color: Theme.wall.ink
            font.pixelSize: Theme.board.title
        }
    }

    // Either of the two: what is not current matters more than a notice.
    LinkBar {
        id: bar
        x: root.margin
        width: parent.width - root.margin * 2
        anchors.top: header.bottom
        visible: shown && !root.model.noted
        height: visible ? implicitHeight : 0
        radius: Theme.radius / 2
        station: root.model
        inks: Theme.wall
        sizes: Sizes {
            smallBase: Theme.board.body
            bodyBase: Theme.board.body
            headingBase: Theme.board.heading
            titleBase: Theme.board.title
            numberBase: Theme.board.number
        }
    }

    NoticeBar {
        id: notice
        objectName: "noticeBar"
        x: root.margin
        width: parent.width - root.margin * 2
        anchors.bottom: foot.top
        height: visible ? implicitHeight : 0
        visible: root.model.noticed && !root.model.noted && !bar.visible
        model: root.model
    }

    StateNote {
        objectName: "note"
        anchors.centerIn: parent
        width: parent.width - root.margin * 8
        visible: root.model.noted
        kind: root.model.noteKind
        heading: root.model.noteHeading
        detail: root.model.noteDetail
        remedy: root.model.noteRemedy
        inks: Theme.wall
        sizes: Theme.board
    }

    Item {
        id: main
        x: root.margin
        width: parent.width - root.margin * 2
        anchors.top: bar.bottom
        anchors.topMargin: bar.visible ? Theme.step : 0
        anchors.bottom: notice.top
        anchors.bottomMargin: Theme.step
        visible: !root.model.noted
    }

    Item {
        id: foot
        x: root.margin
        width: parent.width - root.margin * 2
        height: Theme.step * 6
        anchors.bottom: parent.bottom

        SeenCorner {
            anchors.fill: parent
            verticalAlignment: Text.AlignVCenter
            model: root.model
        }
    }
}
