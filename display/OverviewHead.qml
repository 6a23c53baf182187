pragma ComponentBehavior: Bound
import QtQuick
import display
import shared.ui

// The heads of the overview's columns.
Item {
    id: root

    required property DisplayModel model
    property bool narrow: false
    property bool tight: false
    readonly property OverviewColumns columns: OverviewColumns {
        width: root.width
        narrow: root.narrow
        tight: root.tight
    }

    component Head: Pair {
        y: root.height - height
        alignment: Text.AlignRight
        secondLanguage: root.model.second
        size: root.narrow || root.tight ? Theme.panel.small : Theme.board.small
        wrapped: root.tight
        firstColour: Theme.wall.quiet
    }

    Head {
        objectName: "headCount"
        x: root.columns.count
        width: root.columns.figure
        first: root.model.words.waiting_short
        second: root.tight ? "" : root.model.wordsBeneath.waiting_short
    }
    Head {
        objectName: "headLongest"
        x: root.columns.longest
        width: root.columns.figure
        first: root.model.words.longest_wait
        second: root.tight ? "" : root.model.wordsBeneath.longest_wait
    }
    Head {
        objectName: "headExpected"
        x: root.columns.expected
        width: root.columns.interval
        first: root.model.words.expected_wait
        second: root.tight ? "" : root.model.wordsBeneath.expected_wait
    }
    Head {
        objectName: "headOpen"
        x: root.columns.open
        width: root.columns.figure
        first: root.model.words.open_windows
        second: root.tight ? "" : root.model.wordsBeneath.open_windows
    }
}
