"""The yardstick of a station's start: a bare QML window of the same size, in a process of its own."""

from __future__ import annotations

import json
import sys
import time

from PySide6.QtGui import QGuiApplication
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickWindow

_QML = b"import QtQuick\nWindow { width: %d; height: %d; visible: true; Text { text: 'A001'; font.pixelSize: 200 } }"


def main() -> int:
    app = QGuiApplication(sys.argv[:1])
    engine = QQmlApplicationEngine()
    engine.loadData(_QML % (int(sys.argv[1]), int(sys.argv[2])))
    window = engine.rootObjects()[0]
    assert isinstance(window, QQuickWindow)
    told: list[int] = []

    def swapped() -> None:
        if not told:
            told.append(time.monotonic_ns())
            print(json.dumps({"frame": True, "t": told[0]}), flush=True)

    window.frameSwapped.connect(swapped)
    window.update()
    return app.exec()


if __name__ == "__main__":
    raise SystemExit(main())
