import QtQuick
import shared.ui

// The hall's time of day.
Words {
    required property StationModel station

    objectName: "clock"
    text: station.clock
    font.features: ({ "tnum": 1 })
}
