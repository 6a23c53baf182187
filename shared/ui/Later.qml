import QtQuick

// Holds what a first frame does not show: made once that frame is on the screen, or at once where it is wanted sooner.
Loader {
    required property bool drawn

    active: drawn || visible
    asynchronous: !visible
}
