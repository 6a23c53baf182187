pragma ComponentBehavior: Bound
import QtQuick
import counter
import shared.ui

// What an action still needs to know: a short question and its answers, each with the key that takes it.
FocusScope {
    id: root

    required property Chooser chooser
    property string hint: ""
    property Sizes sizes: Theme.counter
    property bool small: true // as in the strip: no more than two rows at once
    readonly property Inks inks: Theme.light
    readonly property int titleHeight: small ? 20 : 40
    readonly property int inset: small ? 2 : Theme.step
    readonly property int rowHeight: small ? 22 : 46
    readonly property int badge: small ? 20 : 32
    readonly property int many: chooser.texts.length
    readonly property int columns: {
        if (!small)
            return many > 6 ? 2 : 1;
        const widest = chooser.texts.reduce((most, text) => Math.max(most, metrics.advanceWidth(text)), 0);
        const fits = Math.floor(list.width / (widest + keyWidth + Theme.step * 4 + 4));
        return Math.max(1, Math.min(4, many, fits));
    }
    readonly property int keyWidth: chooser.keys.reduce((most, text) => Math.max(most, metrics.advanceWidth(text)), 0) + (small ? 8 : 16)

    visible: chooser.asking
    onVisibleChanged: if (visible)
        forceActiveFocus()
    Component.onCompleted: if (visible)
        forceActiveFocus()

    Keys.onPressed: event => {
        event.accepted = true;
        switch (event.key) {
        case Qt.Key_Left:
            root.chooser.move(-1);
            break;
        case Qt.Key_Right:
            root.chooser.move(1);
            break;
        case Qt.Key_Up:
            root.chooser.move(-root.columns);
            break;
        case Qt.Key_Down:
            root.chooser.move(root.columns);
            break;
        case Qt.Key_Return:
        case Qt.Key_Enter:
            if (!event.isAutoRepeat)
                root.chooser.accept();
            break;
        case Qt.Key_Backspace:
            if (!event.isAutoRepeat)
                root.chooser.back();
            break;
        default:
            if (event.isAutoRepeat || event.text === "")
                event.accepted = false;
            else
                root.chooser.type(event.text);
        }
    }

    FontMetrics {
        id: metrics
        font.family: Theme.family(Theme.language)
        font.pixelSize: root.sizes.small
        font.bold: true
    }
    Rectangle {
        anchors.fill: parent
        color: root.inks.surface
        radius: root.small ? 0 : Theme.step
        border.width: root.small ? 0 : 2
        border.color: root.inks.accent
    }
    Words {
        id: title
        objectName: "choiceTitle"
        x: root.small ? Theme.step : Theme.step * 2
        width: parent.width - x * 2 - (hintWords.visible ? hintWords.width + Theme.step : 0)
        height: root.titleHeight
        verticalAlignment: Text.AlignVCenter
        elide: Text.ElideRight
        // A long question takes two smaller lines where there is room for them.
        wrapMode: root.small ? Text.NoWrap : Text.Wrap
        maximumLineCount: root.small ? 1 : 2
        fontSizeMode: root.small ? Text.FixedSize : Text.Fit
        minimumPixelSize: 14
        lineHeight: root.small ? 1 : 0.9
        text: root.chooser.title
        strong: true
        font.pixelSize: root.small ? root.sizes.small : root.sizes.body
    }
    Words {
        id: hintWords
        objectName: "choiceHint"
        visible: root.hint !== "" && title.implicitWidth + implicitWidth + Theme.step * 6 < parent.width
        anchors.right: parent.right
        anchors.rightMargin: root.small ? Theme.step : Theme.step * 2
        height: root.titleHeight
        verticalAlignment: Text.AlignVCenter
        text: root.hint
        font.pixelSize: root.sizes.small
        color: root.inks.quiet
    }
    GridView {
        id: list
        objectName: "choices"
        x: root.inset
        y: root.titleHeight
        width: parent.width - root.inset * 2
        height: parent.height - y - root.inset
        cellWidth: Math.floor(width / root.columns)
        cellHeight: root.rowHeight
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        keyNavigationEnabled: false
        model: root.chooser.options
        currentIndex: root.chooser.index
        highlightFollowsCurrentItem: false
        onCurrentIndexChanged: positionViewAtIndex(currentIndex, GridView.Contain)
        delegate: Item {
            id: option
            required property int index
            required property string key
            required property string text
            required property string mark
            required property string detail
            required property bool lit
            objectName: "choice" + key
            width: list.cellWidth
            height: list.cellHeight
            Accessible.role: Accessible.Button
            Accessible.name: text + ", " + key

            Rectangle {
                anchors.fill: parent
                anchors.margins: root.small ? 1 : 2
                radius: Theme.step / 2
                color: option.lit ? root.inks.raised : root.inks.surface
                border.width: option.lit ? 2 : 1
                border.color: option.lit ? root.inks.accent : root.inks.line
            }
            Rectangle {
                id: cap
                x: root.small ? 3 : Theme.step
                anchors.verticalCenter: parent.verticalCenter
                width: Math.max(root.badge, root.keyWidth)
                height: root.small ? root.badge - 4 : root.badge
                radius: Theme.step / 2
                color: root.inks.accent
                Words {
                    anchors.centerIn: parent
                    text: option.key
                    strong: true
                    font.pixelSize: root.sizes.small
                    color: root.inks.accentInk
                }
            }
            Mark {
                id: shape
                visible: option.mark !== ""
                anchors.left: cap.right
                anchors.leftMargin: root.small ? 4 : Theme.step
                anchors.verticalCenter: parent.verticalCenter
                kind: option.mark || "plain"
                size: Math.round(root.sizes.small * 0.9)
            }
            Words {
                anchors.left: shape.visible ? shape.right : cap.right
                anchors.leftMargin: root.small ? 4 : Theme.step
                anchors.right: detail.visible ? detail.left : parent.right
                anchors.rightMargin: Theme.step / 2
                anchors.verticalCenter: parent.verticalCenter
                text: option.text
                wrapMode: root.small ? Text.NoWrap : Text.Wrap
                maximumLineCount: root.small ? 1 : 2
                lineHeightMode: Text.FixedHeight
                lineHeight: root.sizes.small * 1.25
                elide: Text.ElideRight
                strong: true
                font.pixelSize: root.sizes.small
            }
            Words {
                id: detail
                visible: !root.small && root.columns === 1 && option.detail !== ""
                anchors.right: parent.right
                anchors.rightMargin: Theme.step * 2
                anchors.verticalCenter: parent.verticalCenter
                text: option.detail
                font.pixelSize: root.sizes.small
                font.features: ({ "tnum": 1 })
                color: root.inks.quiet
            }
            TapHandler {
                onTapped: root.chooser.choose(option.index)
            }
        }
    }
    Rectangle {
        // That more stands below, or above.
        visible: list.contentHeight > list.height + 1
        anchors.right: parent.right
        y: list.y + list.visibleArea.yPosition * list.height
        width: 3
        height: list.visibleArea.heightRatio * list.height
        color: root.inks.accent
    }
}
