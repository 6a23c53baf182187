pragma ComponentBehavior: Bound
import QtQuick
import display
import shared.ui

// The board of one zone: its newest call, and every window of it in its own fixed place.
Frame {
    id: root

    readonly property bool portrait: model.portrait

    title: model.zoneName
    titleBeneath: model.zoneNameBeneath
    titleLanguage: model.language
    titleBeneathLanguage: model.second
    pictogram: model.zonePictogram

    Item {
        id: main
        width: parent.width
        anchors.top: parent.top
        anchors.bottom: band.top
        anchors.bottomMargin: root.gap
        readonly property int columns: root.portrait ? (windows.count > 16 ? 3 : windows.count > 8 ? 2 : 1)
                                                     : Math.max(1, Math.min(4, Math.ceil(windows.count / 6)))
        readonly property int lines: Math.max(root.portrait ? 5 : 4, Math.ceil(windows.count / columns))
        readonly property real share: [0.58, 0.46, 0.37, 0.26][columns - 1]
        readonly property int plateWidth: root.portrait ? width : Math.round((width - root.gap) * share)
        readonly property int plateHeight: root.portrait ? Math.round(Math.max(Theme.step * 42, Math.min(height * 0.35, Theme.step * 60)))
                                                       : height

        NewestCall {
            width: main.plateWidth
            height: main.plateHeight
            model: root.model
        }

        Item {
            id: grid
            x: root.portrait ? 0 : main.plateWidth + root.gap
            y: root.portrait ? main.plateHeight + root.gap : 0
            width: main.width - x
            height: main.height - y
            readonly property real columnPitch: (width + Theme.step) / main.columns
            readonly property real linePitch: (height + Theme.step) / main.lines

            Repeater {
                id: windows
                model: root.model.windows

                // Down, then to the right: the way the windows are numbered along a wall.
                WindowCell {
                    x: Math.round(Math.floor(index / main.lines) * grid.columnPitch)
                    y: Math.round((index % main.lines) * grid.linePitch)
                    width: Math.round(grid.columnPitch) - Theme.step
                    height: Math.round(grid.linePitch) - Theme.step
                    model: root.model
                }
            }
        }
    }

    WaitingBand {
        id: band
        width: parent.width
        anchors.bottom: parent.bottom
        model: root.model
    }
}
