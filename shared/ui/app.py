"""Puts a station on the screen: the application, its fonts, the engine with the model, and a clean end.

The engine is made after the model and destroyed before it. Whatever QML complains about is collected, logged and in
tests a failure.
"""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any, Final

import structlog
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication, QScreen
from PySide6.QtQml import QQmlApplicationEngine, QQmlError
from PySide6.QtQuick import QQuickWindow

from shared.ui.garbage import Garbage
from shared.ui.remote import Remote, Windows, no_others
from shared.ui.station import StationModel

ROOT: Final = Path(__file__).resolve().parent.parent.parent
"""Repository root (or site-packages): the rooms' folders are QML modules under it."""
FONT: Final = "Noto Sans CJK SC"
_NO_SCREEN: Final = frozenset({"offscreen", "minimal"})

log = structlog.get_logger(__name__)


def application() -> QGuiApplication:
    """The process's application, made when there is none. A model with timers needs it before it is made."""
    existing = QGuiApplication.instance()
    if isinstance(existing, QGuiApplication):
        return existing
    app = QGuiApplication(sys.argv[:1])
    app.setApplicationName("tinghao")
    app.setApplicationDisplayName("厅号 Tinghao")
    return app


def use_font(app: QGuiApplication) -> bool:
    """Set the house's font; False when this machine lacks it, which the screen then says."""
    present = FONT in QFontDatabase.families()
    if present:
        app.setFont(QFont(FONT))
    else:
        log.warning("font_missing", font=FONT, remedy="apt install fonts-noto-cjk")
    return present


class Stage:
    """A room's ``Main.qml``, or another ``page`` of it on a screen of its own, with its model in a window.

    ``size`` is the design size in pixels; None leaves it to the QML. Without a real screen the window has exactly that
    size; on one it is ``scale`` times as large, by default as large as fits. Raises RuntimeError where QML does not
    load.
    """

    def __init__(
        self,
        module: str,
        model: QObject,
        size: tuple[int, int] | None,
        *,
        fullscreen: bool = False,
        scale: float | None = None,
        page: str = "Main",
        screen: QScreen | None = None,
    ) -> None:
        app = application()
        self.warnings: list[str] = []
        has_font = use_font(app)
        self._engine = QQmlApplicationEngine()
        self._engine.warnings.connect(self._warned)
        self._engine.addImportPath(str(ROOT))
        initial: dict[str, Any] = {"model": model, "fontMissing": not has_font}
        if size is not None:
            initial |= {"designWidth": size[0], "designHeight": size[1]}
            initial["fit"] = scale or _fit(app, size)
        self._engine.setInitialProperties(initial)
        self._engine.loadFromModule(module, page)
        roots = self._engine.rootObjects()
        if not roots or not isinstance(roots[0], QQuickWindow):
            raise RuntimeError(f"{module}/{page}.qml does not load: {'; '.join(self.warnings)}")
        self.window: QQuickWindow = roots[0]
        if screen is not None:
            self.window.setScreen(screen)
            self.window.setGeometry(screen.geometry())
        if fullscreen:
            self.window.showFullScreen()
        else:
            self.window.show()
        if page == "Main":
            self.window.requestActivate()

    def close(self) -> None:
        """Take the window away; the model may be destroyed afterwards."""
        self.window.close()
        self._engine.deleteLater()
        QCoreApplication.sendPostedEvents(self._engine, QEvent.Type.DeferredDelete.value)

    def _warned(self, warnings: list[QQmlError]) -> None:
        for warning in warnings:
            self.warnings.append(warning.toString())
            log.warning("qml", what=warning.toString())


def run(
    module: str,
    model: StationModel,
    size: tuple[int, int] | None,
    *,
    fullscreen: bool = False,
    scale: float | None = None,
    remote: bool = False,
    others: Windows = no_others,
) -> int:
    """Show the station until it is quit (window closed, SIGINT, SIGTERM); the process's exit code.

    With ``remote`` the remote hand (:mod:`shared.ui.remote`) reads commands on standard input; ``others`` are the
    windows besides the station's own that it can reach. The station ends with its own window, whatever else is open.
    """
    app = application()
    stage = Stage(module, model, size, fullscreen=fullscreen, scale=scale)
    stage.window.visibleChanged.connect(lambda shown: None if shown else QTimer.singleShot(0, QCoreApplication.quit))
    hand = Remote(stage.window, model, sys.stdin, sys.stdout, others) if remote else None
    before = {number: signal.signal(number, _quit) for number in (signal.SIGINT, signal.SIGTERM)}
    # Python sees a signal only when it runs: give it a turn several times a second.
    turn = QTimer()
    turn.timeout.connect(lambda: None)
    turn.start(200)
    garbage = Garbage()
    garbage.start()
    try:
        if hand is not None:
            hand.start()
        return app.exec()
    finally:
        garbage.stop()
        turn.stop()
        for number, handler in before.items():
            signal.signal(number, handler)
        if hand is not None:
            hand.stop()
        stage.close()


def _quit(_number: int, _frame: FrameType | None) -> None:
    # By a timer: a quit before the loop runs would be forgotten, and the station would stay for ever.
    QTimer.singleShot(0, QCoreApplication.quit)


def _fit(app: QGuiApplication, size: tuple[int, int]) -> float:
    if app.platformName() in _NO_SCREEN:
        return 1.0
    room = app.primaryScreen().availableGeometry()
    return min(1.0, room.width() / size[0], room.height() / size[1])
