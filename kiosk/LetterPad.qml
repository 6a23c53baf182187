pragma ComponentBehavior: Bound
import QtQuick
import kiosk
import shared.ui

// Our own letters and digits, in the order of the alphabet: four rows of ten places. `low` leaves two places to
// whoever shows the results elsewhere.
Item {
    id: root

    required property KioskModel model
    property bool low: false
    readonly property int gap: Theme.step * 2
    readonly property int keyWidth: Math.floor((width - gap * 9) / 10)
    readonly property int keyHeight: Math.floor((height - gap * 3) / 4)
    readonly property string letters: "ABCDEFGHIJKLMNOPQRSTUVWXYZ1234567890"

    signal done
    signal away

    implicitHeight: Theme.touch * 4 + gap * 3

    function place(column: int): int {
        return column * (keyWidth + gap);
    }

    component PadKey: BigButton {
        height: root.keyHeight
        y: 3 * (root.keyHeight + root.gap)
        kind: "plain"
        padding: 0
        leftPadding: 0
        rightPadding: 0
        greyed: false
        enabled: root.model.settled
    }

    Repeater {
        model: root.letters.length
        delegate: PadKey {
            required property int index

            objectName: "key-" + text
            x: root.place(index % 10)
            y: Math.floor(index / 10) * (root.keyHeight + root.gap)
            width: root.keyWidth
            text: root.letters.charAt(index)
            language: "en"
            onClicked: root.model.catalogue.type(text)
        }
    }

    PadKey {
        objectName: "erase"
        x: root.place(6)
        width: root.low ? root.keyWidth : root.keyWidth * 2 + root.gap
        text: root.low ? "←" : root.model.words.erase
        Accessible.name: root.model.words.erase
        onClicked: root.model.catalogue.erase()
    }
    PadKey {
        objectName: root.low ? "results" : "clear"
        x: root.place(root.low ? 7 : 8)
        width: root.keyWidth * 2 + root.gap
        kind: root.low ? "accent" : "plain"
        text: root.low ? root.model.words.results : root.model.words.clear
        onClicked: root.low ? root.done() : root.model.catalogue.clear()
    }
    PadKey {
        objectName: "padBack"
        visible: root.low
        x: root.place(9)
        width: root.keyWidth
        text: root.model.words.back_one
        onClicked: root.away()
    }
}
