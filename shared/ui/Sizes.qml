import QtQml

// The five sizes of type of one surface, in design pixels; `zoom` is its large-text mode.
QtObject {
    property real zoom: 1
    required property int smallBase
    required property int bodyBase
    required property int headingBase
    required property int titleBase
    required property int numberBase
    readonly property int small: Math.round(smallBase * zoom)
    readonly property int body: Math.round(bodyBase * zoom)
    readonly property int heading: Math.round(headingBase * zoom)
    readonly property int title: Math.round(titleBase * zoom)
    readonly property int number: Math.round(numberBase * zoom)
}
