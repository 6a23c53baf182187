pragma Singleton
import QtQuick

// Every colour, size and space of the house. Pages name what they mean and hold no number of their own.
QtObject {
    id: theme

    // Kept by StationWindow: the language of the screen, and the large-text factor of a kiosk.
    property string language: "zh-CN"
    property real zoom: 1
    property bool highContrast: false // what a kiosk's visitor or a display's settings want

    // Space comes in steps of eight.
    readonly property int step: 8
    readonly property int radius: 16
    readonly property int touch: 80 // the smallest thing a finger is asked to hit, 20 mm on the kiosk
    readonly property int quick: 120 // ms; nothing moves longer than 200

    // Dark on light: kiosk, counter, phone.
    readonly property Inks light: highContrast ? stark : plain
    readonly property Inks plain: Inks {
        ground: "#F3F5F7"
        surface: "#FFFFFF"
        raised: "#E3EAF0"
        ink: "#12181F"
        quiet: "#47535F"
        line: "#C5CFD8"
        accent: "#0A4A7A"
        accentInk: "#FFFFFF"
        act: "#A61B1B"
        actInk: "#FFFFFF"
        warn: "#FFE3A3"
        warnInk: "#3D2A00"
        good: "#0B5D3B"
        goodInk: "#FFFFFF"
    }

    // Light on dark: boards and strips, less glare.
    readonly property Inks dark: Inks {
        ground: "#0C1217"
        surface: "#16202A"
        raised: "#22303D"
        ink: "#F6F8FA"
        quiet: "#B3C0CB"
        line: "#33434F"
        accent: "#8CCBF5"
        accentInk: "#0C1217"
        act: "#FF8A80"
        actInk: "#1B0000"
        warn: "#FFD27A"
        warnInk: "#2A1C00"
        good: "#7FD6AC"
        goodInk: "#00210F"
    }

    // Black, white and yellow: for glare, and for who sees little. Every ink at least 11:1.
    readonly property Inks stark: Inks {
        ground: "#000000"
        surface: "#000000"
        raised: "#2A2A2A"
        ink: "#FFFFFF"
        quiet: "#E6E6E6"
        line: "#FFFFFF"
        accent: "#FFE500"
        accentInk: "#000000"
        act: "#FF9C94"
        actInk: "#000000"
        warn: "#FFE500"
        warnInk: "#000000"
        good: "#8CFFC5"
        goodInk: "#000000"
    }

    // Boards and strips: light on dark, or in high contrast.
    readonly property Inks wall: highContrast ? stark : dark
    readonly property int edge: highContrast ? 3 : 0 // what stands apart by its ground elsewhere needs a line here

    // Five sizes of type per surface.
    readonly property Sizes kiosk: Sizes {
        zoom: theme.zoom
        smallBase: 32
        bodyBase: 36
        headingBase: 56
        titleBase: 72
        numberBase: 400
    }
    readonly property Sizes board: Sizes {
        smallBase: 32
        bodyBase: 44
        headingBase: 56
        titleBase: 80
        numberBase: 140
    }
    readonly property Sizes strip: Sizes {
        smallBase: 28
        bodyBase: 40
        headingBase: 64
        titleBase: 120
        numberBase: 220
    }
    readonly property Sizes counter: Sizes {
        smallBase: 13
        bodyBase: 16
        headingBase: 20
        titleBase: 32
        numberBase: 56
    }
    readonly property Sizes counterFull: Sizes {
        smallBase: 16
        bodyBase: 20
        headingBase: 24
        titleBase: 40
        numberBase: 128
    }
    readonly property Sizes panel: Sizes {
        smallBase: 24
        bodyBase: 32
        headingBase: 44
        titleBase: 64
        numberBase: 96
    }

    // English or Chinese beneath the first language.
    readonly property real beneath: 0.6

    function family(language: string): string {
        return language === "ja" ? "Noto Sans CJK JP" : "Noto Sans CJK SC";
    }

    // Okabe and Ito's colours, told apart by every kind of eye; always shown with the category's letter. Their vermilion
    // is a little lighter here: to whom red is dark, a black letter on it would be faint.
    readonly property list<color> categoryColours: ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#DC650C", "#F0E442", "#000000"]

    function categoryColour(index: int): color {
        return categoryColours[((index % categoryColours.length) + categoryColours.length) % categoryColours.length];
    }

    // Worst to best, from orange to blue: told apart by every kind of eye, and light enough for ink.
    readonly property list<color> gradeTints: ["#F4A582", "#FBD9C6", "#EEF1F4", "#C9E1F2", "#92C5DE"]

    function gradeTint(grade: int): color {
        return gradeTints[grade - 1];
    }

    function luminance(colour: color): real {
        const part = c => c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
        return 0.2126 * part(colour.r) + 0.7152 * part(colour.g) + 0.0722 * part(colour.b);
    }

    // Contrast of two colours as WCAG counts it, 1 to 21.
    function contrast(one: color, other: color): real {
        const a = luminance(one);
        const b = luminance(other);
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }

    // The ink, black or white, that reads best on a colour.
    function inkOn(colour: color): color {
        return contrast(colour, "#FFFFFF") >= contrast(colour, "#000000") ? "#FFFFFF" : "#000000";
    }
}
