pragma ComponentBehavior: Bound
import QtQuick
import kiosk
import shared.ui

// Our own digits for the technicians' PIN: as on a telephone, or in two rows where hands reach no higher.
Item {
    id: root

    required property KioskModel model
    property bool low: false
    readonly property PinLock pin: model.corner.pin
    readonly property int columns: low ? 6 : 3
    readonly property int rows: low ? 2 : 4
    readonly property int gap: Theme.step * 2
    readonly property int keyHeight: low ? 88 : 112
    readonly property list<string> keys: low ? ["1", "2", "3", "4", "5", "erase", "6", "7", "8", "9", "0", "enter"] : ["1", "2", "3", "4", "5", "6", "7", "8", "9", "erase", "0", "enter"]

    implicitHeight: rows * keyHeight + (rows - 1) * gap

    Grid {
        anchors.fill: parent
        columns: root.columns
        spacing: root.gap

        Repeater {
            model: root.keys
            delegate: BigButton {
                required property string modelData
                readonly property bool ends: modelData === "enter"

                objectName: "pin-" + modelData
                width: Math.floor((root.width - root.gap * (root.columns - 1)) / root.columns)
                height: root.keyHeight
                padding: 0
                leftPadding: Theme.step
                rightPadding: Theme.step
                kind: ends ? "accent" : "plain"
                greyed: !enabled && ends
                enabled: root.model.settled && root.pin.state === "locked" && (!ends || root.pin.typed)
                text: ends ? root.model.words.pin_enter : modelData === "erase" ? root.model.words.erase : modelData
                onClicked: {
                    if (ends)
                        root.pin.enter();
                    else if (modelData === "erase")
                        root.pin.erase();
                    else
                        root.pin.digit(modelData);
                }
            }
        }
    }
}
