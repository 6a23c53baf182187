pragma ComponentBehavior: Bound
import QtQuick
import display
import shared.ui

// How many wait in each category: beside their caption, or in portrait beneath it.
Item {
    id: root

    required property DisplayModel model
    readonly property bool portrait: model.portrait
    readonly property int lines: Math.ceil(cells.count / Math.max(1, model.waitingColumns))

    readonly property bool narrow: model.waitingColumns > (portrait ? 3 : 6)
    readonly property int portraitCell: Theme.step * (narrow ? 11 : 15)

    objectName: "waitingBand"
    height: portrait ? grid.y + lines * (portraitCell + grid.spacing) - grid.spacing
                     : Theme.step * (model.waitingDense ? 28 : 22)

    Pair {
        id: caption
        objectName: "bandCaption"
        y: root.portrait ? 0 : (parent.height - height) / 2
        width: root.portrait ? parent.width : Theme.step * 22
        first: root.model.words.waiting
        second: root.model.wordsBeneath.waiting
        secondLanguage: root.model.second
        size: Theme.board.small
        firstColour: Theme.wall.quiet
    }

    Grid {
        id: grid
        x: root.portrait ? 0 : caption.width
        y: root.portrait ? caption.height + Theme.step : 0
        width: parent.width - x
        columns: root.model.waitingColumns
        spacing: Theme.step
        // A few categories do not stretch over the whole hall.
        readonly property int across: root.portrait ? columns : Math.max(4, columns)
        readonly property real cellWidth: (width - spacing * (across - 1)) / across
        readonly property real cellHeight: root.portrait ? root.portraitCell
                                                         : (root.height - spacing * (root.lines - 1)) / root.lines

        Repeater {
            id: cells
            model: root.model.waiting

            WaitingCell {
                width: grid.cellWidth
                height: grid.cellHeight
                model: root.model
                dense: root.model.waitingDense
                narrow: root.narrow
            }
        }
    }
}
