import QtQml
import shared.ui

// Where the overview's columns stand, the same in its heads and its rows.
QtObject {
    required property real width
    property bool narrow: false // in portrait
    property bool tight: false // two tables side by side
    readonly property int inset: Theme.step * 2
    readonly property int figure: Theme.step * (tight ? 15 : narrow ? 16 : 26)
    readonly property int interval: Theme.step * (tight ? 18 : narrow ? 23 : 32)
    readonly property int between: Theme.step * (tight ? 1 : 3)
    readonly property real open: width - inset - figure
    readonly property real expected: open - between - interval
    readonly property real longest: expected - between - figure
    readonly property real count: longest - between - figure
}
