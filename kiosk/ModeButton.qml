import QtQuick.Layouts
import shared.ui

// One of the row at the foot: a language, or a way in which the screen helps. All alike, however long the word.
BigButton {
    kind: "plain"
    leftPadding: Theme.step
    rightPadding: Theme.step
    Layout.fillWidth: true
    Layout.preferredWidth: 10
    Layout.preferredHeight: Theme.touch + Theme.step * 2
}
