pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import kiosk
import shared.ui

// What an item takes, before a ticket: its papers, what may follow later, or that nobody has to come. Everything that is
// pressed stands low, in every mode.
Item {
    id: root

    required property KioskModel model
    readonly property Guide guide: model.guide
    readonly property string step: guide.step
    readonly property int gap: Theme.step * 2
    readonly property int buttonHeight: model.comfort.low ? 112 : 128

    objectName: "itemPage"

    component Answer: BigButton {
        Layout.fillWidth: true
        Layout.preferredWidth: 10
        Layout.preferredHeight: root.buttonHeight
        kind: "plain"
        greyed: false
        enabled: root.model.settled
    }

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.step * 3

        // Which item.
        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.step * 3

            CategoryBadge {
                Layout.alignment: Qt.AlignTop
                size: 112
                code: root.guide.category
                colourIndex: root.guide.colourIndex
            }
            Column {
                Layout.fillWidth: true
                Words {
                    objectName: "guideName"
                    width: parent.width
                    wrapMode: Text.Wrap
                    text: root.guide.name
                    language: root.guide.nameLanguage
                    strong: true
                    font.pixelSize: root.model.large ? Math.round(Theme.kiosk.headingBase * 1.15) : Theme.kiosk.heading
                }
                Words {
                    objectName: "guideBeneath"
                    visible: text !== "" && !root.model.large
                    width: parent.width
                    wrapMode: Text.Wrap
                    text: root.guide.beneath
                    language: root.guide.beneathLanguage
                    font.pixelSize: Theme.kiosk.smallBase
                    color: Theme.light.quiet
                }
                Words {
                    objectName: "guideFacts"
                    visible: text !== ""
                    width: parent.width
                    topPadding: Theme.step
                    wrapMode: Text.Wrap
                    text: root.guide.facts
                    font.pixelSize: Theme.kiosk.smallBase
                }
            }
        }

        // What this step says.
        Words {
            objectName: "guideHeading"
            Layout.fillWidth: true
            Layout.topMargin: Theme.step
            visible: root.step !== "novisit"
            wrapMode: Text.Wrap
            text: root.step === "none" ? root.model.words.none_heading : root.step === "partly" ? (root.guide.someLater ? root.model.words.later_heading : root.model.words.later_none_heading) : root.model.words.papers_heading
            strong: true
            font.pixelSize: Math.round((Theme.kiosk.body + Theme.kiosk.heading) / 2)
        }
        Words {
            objectName: "guideDetail"
            Layout.fillWidth: true
            visible: root.step === "none" || root.step === "partly"
            wrapMode: Text.Wrap
            text: root.step === "none" ? root.model.words.none_do : root.guide.someLater ? root.model.words.later_do : root.model.words.later_none_do
            font.pixelSize: Theme.kiosk.body
        }

        Item {
            id: field
            readonly property int rowHeight: Math.min(root.model.large ? 112 : 96, Math.floor((height - Theme.step * (papers.count - 1)) / Math.max(1, papers.count)))

            Layout.fillWidth: true
            Layout.fillHeight: true

            Column {
                visible: root.step !== "novisit"
                width: parent.width
                spacing: Theme.step
                Repeater {
                    id: papers
                    model: root.guide.papers
                    delegate: PaperRow {
                        width: field.width
                        height: field.rowHeight
                    }
                }
            }
            Words {
                objectName: "guideNoPapers"
                visible: papers.count === 0 && root.step === "papers"
                width: parent.width
                text: root.model.words.papers_none
                font.pixelSize: Theme.kiosk.body
            }
            StateNote {
                objectName: "guideNoVisit"
                visible: root.step === "novisit"
                width: parent.width
                anchors.verticalCenter: parent.verticalCenter
                kind: "good"
                heading: root.model.words.novisit_heading
                detail: root.guide.reason
            }
        }

        PaperBanner {
            objectName: "listBanner"
            Layout.fillWidth: true
            visible: root.guide.printing !== ""
            kind: root.guide.printing === "printed" ? "good" : root.guide.printing === "failed" ? "warn" : "wait"
            heading: root.guide.printing === "printed" ? root.model.words.list_printed : root.guide.printing === "failed" ? root.model.words.list_failed : root.model.words.list_printing
            headingSize: Theme.kiosk.body
        }

        // What can be pressed.
        Words {
            objectName: "guideAsk"
            Layout.fillWidth: true
            visible: root.step === "papers" && papers.count > 0
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.Wrap
            text: root.model.words.papers_ask
            strong: true
            font.pixelSize: Theme.kiosk.body
        }

        RowLayout {
            Layout.fillWidth: true
            visible: root.guide.asksParty && (root.step === "papers" || root.step === "novisit")
            spacing: root.gap

            Answer {
                objectName: "asPerson"
                Layout.preferredHeight: 96
                chosen: root.guide.party === "person"
                text: root.model.words.as_person
                onClicked: root.guide.comeAs("person")
            }
            Answer {
                objectName: "asEnterprise"
                Layout.preferredHeight: 96
                chosen: root.guide.party === "enterprise"
                text: root.model.words.as_enterprise
                onClicked: root.guide.comeAs("enterprise")
            }
        }

        Answer {
            objectName: "yes"
            kind: "accent"
            enabled: root.model.settled && !root.model.taking
            text: root.step === "papers" ? (papers.count > 0 ? root.model.words.have_all : root.model.words.take_number) : root.step === "partly" && root.guide.someLater ? root.model.words.later_take : root.step === "novisit" ? root.model.words.novisit_ok : root.model.words.print_list
            onClicked: {
                if (root.step === "novisit")
                    root.model.done();
                else if (root.step === "papers" || (root.step === "partly" && root.guide.someLater))
                    root.guide.takeTicket();
                else
                    root.guide.printList();
            }
        }

        RowLayout {
            Layout.fillWidth: true
            spacing: root.gap

            Answer {
                objectName: "partly"
                visible: root.step === "papers" && papers.count > 0
                text: root.model.words.have_part
                onClicked: root.guide.havePart()
            }
            Answer {
                objectName: "none"
                visible: (root.step === "papers" && papers.count > 0) || (root.step === "partly" && root.guide.someLater)
                text: root.step === "papers" ? root.model.words.have_none : root.model.words.later_missing
                onClicked: root.guide.haveNone()
            }
            Answer {
                objectName: "anyway"
                visible: root.step === "none" || root.step === "novisit" || (root.step === "partly" && !root.guide.someLater)
                enabled: root.model.settled && !root.model.taking
                text: root.model.words.take_anyway
                onClicked: root.guide.takeTicket()
            }
            Answer {
                objectName: "back"
                text: root.model.words.back_one
                onClicked: root.model.back()
            }
        }
    }
}
