pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import kiosk
import shared.ui

// The first page: what for? One tile a category, the tiles as low as they fit.
Item {
    id: root

    required property KioskModel model
    readonly property bool ready: model.home.state === "ready"

    objectName: "homePage"

    component CodeButton: BigButton {
        objectName: "openCode"
        kind: "plain"
        padding: 0
        leftPadding: Theme.step
        rightPadding: Theme.step
        chosen: root.model.codes.said !== ""
        greyed: false
        enabled: root.model.settled && !root.model.taking
        onClicked: root.model.openCode()
    }

    ColumnLayout {
        anchors.fill: parent
        visible: root.ready
        spacing: Theme.step * 3

        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.step * 2

            Words {
                objectName: "homeHeading"
                Layout.fillWidth: true
                text: root.model.words.choose_category
                strong: true
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: Theme.kiosk.smallBase
                font.pixelSize: Theme.kiosk.heading
            }
            CodeButton {
                visible: !field.low
                Layout.preferredWidth: 320
                Layout.preferredHeight: Theme.touch + Theme.step
                text: root.model.codes.said !== "" ? root.model.codes.said : root.model.words.code_open
            }
        }
        Words {
            objectName: "homeHint"
            visible: !root.model.large
            Layout.fillWidth: true
            text: root.model.wish.claims ? root.model.words.wish_checked : root.model.words.choose_hint
            wrapMode: Text.Wrap
            font.pixelSize: Theme.kiosk.body
            color: Theme.light.quiet
        }

        PaperBanner {
            objectName: "noPaper"
            visible: !root.model.canPrint
            Layout.fillWidth: true
            kind: "warn"
            heading: root.model.words.no_paper
            headingSize: root.model.large ? Theme.kiosk.small : Theme.kiosk.body
        }

        Item {
            id: field
            readonly property bool low: root.model.comfort.low
            readonly property int places: repeater.count + (root.model.home.paged ? 1 : 0)
            readonly property int columns: low ? (places > 6 ? 3 : 2) : places > 8 ? 2 : 1
            readonly property int rows: Math.max(1, Math.ceil(places / columns))
            readonly property int gap: Theme.step * 2
            readonly property int room: (low ? 400 : height) - (find.visible || low ? find.height + gap : 0)
            readonly property int tileHeight: Math.max(Theme.touch, Math.min(low ? 128 : repeater.count > 3 ? 216 : 320, Math.floor((room - gap * (rows - 1)) / rows)))
            readonly property int tileWidth: Math.floor((width - gap * (columns - 1)) / columns)

            Layout.fillWidth: true
            Layout.fillHeight: true

            Grid {
                id: grid
                // Low, where a hand in a wheelchair reaches; a few tiles alone stand in the middle.
                y: repeater.count > 3 || field.low ? find.y - (find.visible || field.low ? field.gap : 0) - height : (field.room - height) / 2
                columns: field.columns
                spacing: field.gap

                Repeater {
                    id: repeater
                    model: root.model.home.tiles
                    delegate: CategoryTile {
                        width: field.tileWidth
                        height: field.tileHeight
                        narrow: field.columns > 1
                        numbered: root.model.steps.on
                        enabled: root.model.settled && !root.model.taking
                        onClicked: root.model.take(code)
                    }
                }

                BigButton {
                    objectName: "moreTiles"
                    visible: root.model.home.paged
                    width: field.tileWidth
                    height: field.tileHeight
                    kind: "plain"
                    greyed: false
                    enabled: root.model.settled && !root.model.taking
                    text: root.model.home.moreText
                    onClicked: root.model.home.more()
                }
            }

            BigButton {
                id: find
                objectName: "findItem"
                visible: root.model.catalogue.offered
                y: visible || field.low ? parent.height - height : parent.height
                width: Math.floor((parent.width - field.gap) / 2)
                height: field.low ? 88 : 104
                kind: "plain"
                greyed: false
                enabled: root.model.settled && !root.model.taking
                text: root.model.words.find_item
                onClicked: root.model.findItem()
            }
            BigButton {
                objectName: "openWish"
                visible: find.visible
                x: find.width + field.gap
                y: find.y
                width: find.width
                height: find.height
                topPadding: Theme.step / 2
                bottomPadding: Theme.step / 2
                kind: "plain"
                chosen: root.model.wish.saidText !== ""
                greyed: false
                enabled: root.model.settled && !root.model.taking
                text: root.model.wish.saidText !== "" ? root.model.wish.saidText : root.model.words.wish_open
                onClicked: root.model.openWish()
            }
            CodeButton {
                visible: field.low && !find.visible
                y: find.y
                width: parent.width
                height: find.height
                text: root.model.codes.said !== "" ? root.model.codes.said : root.model.words.code_open
            }
        }
    }

    // What stands here for hours moves a little each minute, so that it does not burn in.
    StateNote {
        objectName: "homeNote"
        visible: !root.ready
        x: Theme.step * 2 * root.model.idleScreen.across
        y: (parent.height - height) / 2 + Theme.step * 2 * root.model.idleScreen.down
        width: parent.width
        kind: root.model.home.state === "starting" ? "wait" : root.model.home.state === "offline" ? "warn" : "empty"
        heading: root.model.home.noteHeading
        detail: root.model.home.noteDetail
        remedy: root.model.home.noteRemedy
    }

    // Who has an appointment is served in any hours: the hall gave its word.
    CodeButton {
        visible: root.model.home.state === "shut" || root.model.home.state === "rest"
        anchors.horizontalCenter: parent.horizontalCenter
        anchors.bottom: parent.bottom
        width: 480
        height: 104
        text: root.model.words.code_open
    }
}
