import QtQml
import QtQuick

// The colours of one kind of surface. Names say what a colour is for, never how it looks.
QtObject {
    required property color ground // behind everything
    required property color surface // cards, tiles, plates
    required property color raised // a plate on a surface; pressed
    required property color ink // words and numbers, at least 7:1 on ground and surface
    required property color quiet // second lines, at least 4.5:1
    required property color line // rules and borders
    required property color accent // what can be pressed, what is chosen
    required property color accentInk // words on accent (a name like "onAccent" would be a signal handler to QML)
    required property color act // red: act now, nothing else
    required property color actInk
    required property color warn // not current, running low: the word and the shape say it too
    required property color warnInk
    required property color good
    required property color goodInk
}
