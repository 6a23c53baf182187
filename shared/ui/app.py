"""Puts a station on the screen: the application, its fonts, the engine with the model, and a clean end.

The engine is made after the model and destroyed before it. Whatever QML complains about is collected, logged and in
tests a failure.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QCoreApplication, QObject, QTimer
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickWindow

from shared.log import Log
from shared.ui.garbage import Garbage
from shared.ui.proof import Exchange, Proof
from shared.ui.remote import Remote, Windows, no_others
from shared.ui.station import StationModel

if TYPE_CHECKING:
    from PySide6.QtGui import QScreen
    from PySide6.QtQml import QQmlError

ROOT: Final = Path(__file__).resolve().parent.parent.parent
"""Repository root (or site-packages): the rooms' folders are QML modules under it."""
FONT: Final = "Noto Sans CJK SC"
UNSEEN_MS: Final = 2_000
"""A window that is not drawn within this (covered, or a screen that is off) keeps nothing waiting any longer."""
_NO_SCREEN: Final = frozenset({"offscreen", "minimal"})

log = Log(__name__)


def application() -> QGuiApplication:
    """The process's application, made when there is none. A model with timers needs it before it is made."""
    existing = QGuiApplication.instance()
    if isinstance(existing, QGuiApplication):
        return existing
    app = QGuiApplication(sys.argv[:1])
    app.setApplicationName("tinghao")
    app.setApplicationDisplayName("厅号 Tinghao")
    return app


class FirstFrame(QObject):
    """Calls ``then`` once, a turn of the loop after the window's first frame."""

    def __init__(self, window: QQuickWindow, then: Callable[[], None]) -> None:
        super().__init__()
        self._then: Callable[[], None] | None = then
        self._window = window
        self._unseen = QTimer(self)
        self._unseen.setSingleShot(True)
        self._unseen.timeout.connect(self._follow)
        self._unseen.start(UNSEEN_MS)
        window.frameSwapped.connect(self._drawn)

    def stop(self) -> None:
        """Call nothing any more."""
        self._unseen.stop()
        self._then = None

    def _drawn(self) -> None:
        self._window.frameSwapped.disconnect(self._drawn)
        # Not within the frame: it would be finished by what follows it.
        self._unseen.start(0)

    def _follow(self) -> None:
        then, self._then = self._then, None
        if then is not None:
            then()


class Stage:
    """A room's ``Main.qml``, or another ``page`` of it on a screen of its own, with its model in a window.

    A window without ``keyboard`` never takes it from the one that somebody types in.

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
        keyboard: bool = True,
    ) -> None:
        app = application()
        app.setFont(QFont(FONT))
        self.warnings: list[str] = []
        self._engine = QQmlApplicationEngine()
        self._engine.warnings.connect(self._warned)
        self._engine.addImportPath(str(ROOT))
        initial: dict[str, Any] = {"model": model}
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
        if keyboard:
            self.window.requestActivate()
        self._first = FirstFrame(self.window, self._check_font)

    def close(self) -> None:
        """Take the window away; the model may be destroyed afterwards."""
        from PySide6.QtCore import QEvent

        self._first.stop()
        self.window.close()
        self._engine.deleteLater()
        QCoreApplication.sendPostedEvents(self._engine, QEvent.Type.DeferredDelete.value)

    def _check_font(self) -> None:
        from PySide6.QtGui import QFontDatabase

        if FONT not in QFontDatabase.families():
            log.warning("font_missing", font=FONT, remedy="apt install fonts-noto-cjk")
            self.window.setProperty("fontMissing", True)

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
    shown: Callable[[], None] | None = None,
    line: Callable[[], Exchange | None] | None = None,
    page: str = "Main",
) -> int:
    """Show the station until it is quit (window closed, SIGINT, SIGTERM); the process's exit code.

    ``shown`` is called once, after the first frame: whatever takes time to load belongs there. With ``remote`` the
    remote hand (:mod:`shared.ui.remote`) reads commands on standard input; ``others`` are the windows besides the
    station's own that it can reach. Through ``line`` the window proves to the hall what it shows
    (:mod:`shared.ui.proof`). The station ends with its own window, whatever else is open. ``page`` is the QML file of a
    room with more than one kind of station.
    """
    app = application()
    stage = Stage(module, model, size, fullscreen=fullscreen, scale=scale, page=page)
    stage.window.visibleChanged.connect(lambda shown: None if shown else QTimer.singleShot(0, QCoreApplication.quit))
    hand = Remote(stage.window, model, sys.stdin, sys.stdout, others) if remote else None
    before = {number: signal.signal(number, _quit) for number in (signal.SIGINT, signal.SIGTERM)}
    # Python sees a signal only when it runs: give it a turn several times a second.
    turn = QTimer()
    turn.timeout.connect(lambda: None)
    turn.start(200)
    first = FirstFrame(stage.window, shown) if shown is not None else None
    proof = Proof(model, stage.window, line) if line is not None else None
    garbage = Garbage()
    garbage.start()
    try:
        if hand is not None:
            hand.start()
        if proof is not None:
            proof.start()
        return app.exec()
    finally:
        if first is not None:
            first.stop()
        garbage.stop()
        turn.stop()
        for number, handler in before.items():
            signal.signal(number, handler)
        if hand is not None:
            hand.stop()
        if proof is not None:
            proof.stop()
        stage.close()


def _quit(_number: int, _frame: FrameType | None) -> None:
    # By a timer: a quit before the loop runs would be forgotten, and the station would stay for ever.
    QTimer.singleShot(0, QCoreApplication.quit)


def _fit(app: QGuiApplication, size: tuple[int, int]) -> float:
    if app.platformName() in _NO_SCREEN:
        return 1.0
    room = app.primaryScreen().availableGeometry()
    return min(1.0, room.width() / size[0], room.height() / size[1])
