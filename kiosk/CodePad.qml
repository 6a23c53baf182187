pragma ComponentBehavior: Bound
import QtQuick
import kiosk
import shared.ui

// The signs a code is made of, and what is done with it: four rows of ten places.
Item {
    id: root

    required property KioskModel model
    readonly property int gap: Theme.step * 2
    readonly property int keyWidth: Math.floor((width - gap * 9) / 10)
    readonly property int keyHeight: Math.floor((height - gap * 3) / 4)

    function place(column: int): int {
        return column * (keyWidth + gap);
    }

    component PadKey: BigButton {
        property int column: 0
        property int places: 1

        x: root.place(column)
        y: 3 * (root.keyHeight + root.gap)
        width: places * (root.keyWidth + root.gap) - root.gap
        height: root.keyHeight
        kind: "plain"
        padding: 0
        leftPadding: 0
        rightPadding: 0
        greyed: false
        enabled: root.model.settled
    }

    Repeater {
        model: root.model.codes.signs.length
        delegate: PadKey {
            required property int index

            objectName: "code-" + text
            column: index % 10
            y: Math.floor(index / 10) * (root.keyHeight + root.gap)
            text: root.model.codes.signs.charAt(index)
            language: "en"
            onClicked: root.model.codes.type(text)
        }
    }

    PadKey {
        objectName: "codeErase"
        column: 1
        places: 2
        text: root.model.words.erase
        onClicked: root.model.codes.erase()
    }
    PadKey {
        objectName: "codeBack"
        column: 3
        places: 3
        text: root.model.words.back_one
        onClicked: root.model.back()
    }
    PadKey {
        objectName: "codeEnter"
        column: 6
        places: 4
        kind: "accent"
        text: root.model.words.code_enter
        onClicked: root.model.enterCode()
    }
}
