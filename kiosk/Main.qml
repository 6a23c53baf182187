pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import kiosk
import shared.ui

// The kiosk's window: the hall above, one page between, languages and large text always below.
StationWindow {
    id: root

    required property KioskModel model
    readonly property int margin: Theme.step * 5

    station: model
    designWidth: 1080
    designHeight: 1920

    Binding {
        target: Theme
        property: "zoom"
        value: root.model.large ? 1.4 : 1
    }

    Binding {
        target: Theme
        property: "highContrast"
        value: root.model.comfort.strong
    }

    // Next and previous of a tactile pad, which arrive as those of a keyboard; what may be a reader's goes to the wedge.
    Component.onCompleted: model.steps.watch(root)
    Shortcut {
        sequences: ["Tab", "Right", "Down"]
        onActivated: root.model.steps.go(true)
    }
    Shortcut {
        sequences: ["Shift+Tab", "Backtab", "Left", "Up"]
        onActivated: root.model.steps.go(false)
    }
    ColumnLayout {
        anchors.fill: parent
        spacing: 0
        // A button that has the focus leaves these keys to whom they are meant for.
        Keys.onPressed: event => {
            if (!event.isAutoRepeat)
                root.model.wedge.key(event.text, event.key);
        }

        HeaderBar {
            model: root.model
            Layout.fillWidth: true
        }

        LinkBar {
            station: root.model
            Layout.fillWidth: true
        }

        Item {
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.margins: root.margin

            HomePage {
                anchors.fill: parent
                model: root.model
                visible: root.model.page === "home"
            }
            Later {
                anchors.fill: parent
                drawn: root.drawn
                visible: root.model.page === "find"
                sourceComponent: FindPage {
                    model: root.model
                }
            }
            Later {
                anchors.fill: parent
                drawn: root.drawn
                visible: root.model.page === "wish"
                sourceComponent: WishPage {
                    model: root.model
                }
            }
            Later {
                anchors.fill: parent
                drawn: root.drawn
                visible: root.model.page === "code"
                sourceComponent: CodePage {
                    model: root.model
                }
            }
            Later {
                anchors.fill: parent
                drawn: root.drawn
                visible: root.model.page === "item"
                sourceComponent: ItemPage {
                    model: root.model
                }
            }
            Later {
                anchors.fill: parent
                drawn: root.drawn
                visible: root.model.page === "working"
                sourceComponent: WorkingPage {
                    model: root.model
                }
            }
            Later {
                anchors.fill: parent
                drawn: root.drawn
                visible: root.model.page === "ticket"
                sourceComponent: TicketPage {
                    model: root.model
                }
            }
            Later {
                anchors.fill: parent
                drawn: root.drawn
                visible: root.model.page === "refused"
                sourceComponent: RefusedPage {
                    model: root.model
                }
            }
            Later {
                anchors.fill: parent
                drawn: root.drawn
                visible: root.model.page === "doubt"
                sourceComponent: DoubtPage {
                    model: root.model
                }
            }
            Later {
                anchors.fill: parent
                drawn: root.drawn
                visible: root.model.page === "corner"
                sourceComponent: CornerPage {
                    model: root.model
                }
            }
            Later {
                anchors.fill: parent
                drawn: root.drawn
                visible: root.model.page === "paper"
                sourceComponent: PaperPage {
                    model: root.model
                }
            }
        }

        FooterBar {
            model: root.model
            Layout.fillWidth: true
        }
    }

    Later {
        anchors.fill: parent
        drawn: root.drawn
        visible: root.model.pages.asking
        sourceComponent: StillThere {
            model: root.model
        }
    }

    Later {
        anchors.fill: parent
        drawn: root.drawn
        visible: root.model.idleScreen.shown
        sourceComponent: IdlePage {
            model: root.model
        }
    }

    // Sees every finger and takes none: a passive grab on top of everything. Hears every key too: a button that was
    // pressed does not keep the focus, or the reader's Enter would press it again.
    Item {
        id: senses
        anchors.fill: parent
        focus: true
        Keys.onPressed: event => {
            if (!event.isAutoRepeat)
                root.model.wedge.key(event.text, event.key);
        }
        PointHandler {
            onActiveChanged: {
                if (active)
                    root.model.touched();
                else
                    senses.forceActiveFocus();
            }
        }
    }
}
