import QtQuick
import QtQuick.Templates as T
import shared.ui

// One category: letter in its colour, name, how many wait and how long, how many windows are open. One tap takes a ticket.
// `narrow` is the form for halls with so many categories that they stand in two columns.
T.AbstractButton {
    id: root

    required property string code
    required property int colourIndex
    required property string name
    required property string nameLanguage
    required property string beneath
    required property string beneathLanguage
    required property string waiting
    required property string wait
    required property string open
    required property int place
    property bool narrow: false
    property bool numbered: false // by keys: the tile says which one chooses it

    readonly property int pad: narrow ? Theme.step * 2 : Theme.step * 3
    readonly property int badgeSize: Math.min(height - pad * 2, narrow ? 80 : 128)
    readonly property int factsWidth: Math.round(280 * (Theme.zoom > 1 ? 1.2 : 1))
    readonly property bool roomBeneath: beneath !== "" && height >= (narrow ? 180 : 136) * Theme.zoom

    objectName: "tile-" + code
    focusPolicy: Qt.StrongFocus
    hoverEnabled: false
    Accessible.name: name + " " + waiting + " " + wait

    background: Rectangle {
        radius: Theme.radius
        color: root.down ? Theme.light.raised : Theme.light.surface
        border.width: root.visualFocus ? 6 : 2
        border.color: root.visualFocus || root.down ? Theme.light.accent : Theme.light.line
    }

    Rectangle {
        objectName: "tileKey"
        visible: root.numbered
        // Over the corner of the badge, clear of its letter and of every word.
        x: 2
        y: 2
        z: 1
        width: root.narrow ? 32 : 40
        height: width
        radius: width / 2
        color: Theme.light.ink
        Words {
            anchors.centerIn: parent
            text: root.place
            language: "en"
            strong: true
            font.pixelSize: root.narrow ? 20 : Theme.panel.small
            color: Theme.light.surface
        }
    }

    contentItem: Item {
        CategoryBadge {
            id: badge
            x: root.pad
            anchors.verticalCenter: parent.verticalCenter
            size: root.badgeSize
            code: root.code
            colourIndex: root.colourIndex
        }

        Item {
            id: names
            anchors.left: badge.right
            anchors.leftMargin: root.pad
            anchors.right: root.narrow ? parent.right : facts.left
            anchors.rightMargin: root.pad
            anchors.verticalCenter: parent.verticalCenter
            // What is drawn, not what was allowed: a name made smaller to stay on one line leaves no gap.
            height: nameText.contentHeight + (beneathText.visible ? beneathText.height : 0) + (narrowFact.visible ? narrowFact.height : 0)

            Words {
                id: nameText
                objectName: "tileName"
                readonly property int below: (beneathText.visible ? beneathText.height : 0) + (narrowFact.visible ? narrowFact.height : 0)
                width: parent.width
                height: Math.min(needed.implicitHeight, root.height - root.pad - below)
                text: root.name
                language: root.nameLanguage
                strong: true
                wrapMode: Text.Wrap
                maximumLineCount: 2
                fontSizeMode: Text.Fit
                minimumPixelSize: Theme.kiosk.smallBase * 0.75
                font.pixelSize: root.narrow ? Theme.kiosk.body : Theme.kiosk.heading
            }
            // How high the name would like to be at its full size, on as many lines as it takes.
            Words {
                id: needed
                visible: false
                width: parent.width
                text: root.name
                language: root.nameLanguage
                strong: true
                wrapMode: Text.Wrap
                maximumLineCount: 2
                font.pixelSize: nameText.font.pixelSize
            }
            Words {
                id: beneathText
                objectName: "tileBeneath"
                visible: root.roomBeneath
                y: nameText.contentHeight
                width: parent.width
                elide: Text.ElideRight
                text: root.beneath
                language: root.beneathLanguage
                font.pixelSize: root.narrow ? Theme.panel.small : Theme.kiosk.smallBase
                color: Theme.light.quiet
            }
            Words {
                id: narrowFact
                objectName: "tileNarrowFact"
                // Large text in two columns, and a name in two lines on a low tile, have room for the name alone.
                visible: root.narrow && Theme.zoom === 1 && (needed.lineCount === 1 || root.height >= 112)
                anchors.bottom: parent.bottom
                width: parent.width
                elide: Text.ElideRight
                text: root.wait === "" ? root.waiting : both.implicitWidth <= width ? both.text : root.wait
                font.pixelSize: Theme.panel.small
                color: Theme.light.ink
            }
            Words {
                id: both
                visible: false
                text: root.waiting + " · " + root.wait
                font.pixelSize: narrowFact.font.pixelSize
            }
        }

        Column {
            id: facts
            visible: !root.narrow
            anchors.right: parent.right
            anchors.rightMargin: root.pad
            anchors.verticalCenter: parent.verticalCenter
            width: root.factsWidth
            spacing: Theme.step / 2

            Words {
                id: people
                objectName: "tileWaiting"
                width: parent.width
                horizontalAlignment: Text.AlignRight
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: Theme.kiosk.smallBase
                text: root.waiting
                strong: true
                font.pixelSize: Theme.kiosk.body
            }
            Words {
                id: time
                objectName: "tileWait"
                visible: text !== ""
                width: parent.width
                horizontalAlignment: Text.AlignRight
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: Theme.panel.small
                text: root.wait
                font.pixelSize: Math.round(Theme.kiosk.smallBase * (Theme.zoom > 1 ? 1.15 : 1))
            }
            Words {
                objectName: "tileOpen"
                // The time matters more, and says by itself that a window is open.
                visible: root.wait === "" || people.implicitHeight + time.implicitHeight + implicitHeight + Theme.step * 3 <= root.height
                width: parent.width
                horizontalAlignment: Text.AlignRight
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: Theme.panel.small
                text: root.open
                font.pixelSize: Math.round(Theme.kiosk.smallBase * (Theme.zoom > 1 ? 1.15 : 1))
                color: Theme.light.quiet
            }
        }
    }
}
