"""Another program at the clerk's desk: a plain window that says on standard output what is typed into it."""

from __future__ import annotations

import json

from PySide6.QtGui import QGuiApplication, QKeyEvent, QRasterWindow


class Window(QRasterWindow):
    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's own name)
        if event.text():  # Ctrl and its like alone type nothing.
            print(json.dumps({"key": event.text()}), flush=True)


if __name__ == "__main__":
    app = QGuiApplication([])
    window = Window()
    window.setGeometry(20, 300, 300, 200)
    window.show()
    print(json.dumps({"window": int(window.winId())}), flush=True)
    app.exec()
