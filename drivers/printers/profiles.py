"""What a printer model can do, from the database that comes with python-escpos.

The library is imported inside a function, here and nowhere else, for three reasons. Importing it reads a large file of
printer models and took 0.6 s where it was tried, which belongs into a printer's worker thread and not into a kiosk's
start. It leaves a temporary folder behind at each import unless ``ESCPOS_CAPABILITIES_PICKLE_DIR`` names one. And it
calls ``logging.basicConfig()``, which would take the log of the whole process away from whoever set it up. Its own
transports are not used: they have no write deadline.
"""

from __future__ import annotations

import importlib
import logging
import os
import tempfile
import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from shared.errors import DeviceFault

DOTS_PER_MM: Final = 8
"""203 dpi, as nearly all slip printers have."""
PAPER_DOTS: Final = {58: 384, 80: 576}
"""Printable dots across, for each width of paper in mm, at 8 dots to the mm."""
CELL_DOTS: Final = 12
"""Width of one Latin letter of font A; a Chinese character is two cells wide."""

_PICKLE_DIR: Final = "ESCPOS_CAPABILITIES_PICKLE_DIR"
_import_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Paper:
    """The paper in one printer model: ``dots`` across, and which commands the model knows."""

    profile: str
    dots: int
    native_qr: bool
    cutter: bool

    @property
    def columns(self) -> int:
        """Letters of font A that stand in one line."""
        return self.dots // CELL_DOTS


@cache
def paper_for(profile: str = "default", width_mm: int = 58) -> Paper:
    """The paper of ``width_mm`` in the model ``profile`` (a name of the escpos-printer-db, such as ``TM-T20II``).

    Raises ``DeviceFault`` with ``printer_profile_unknown`` or ``printer_width_unknown``.
    """
    if width_mm not in PAPER_DOTS:
        known = ", ".join(map(str, PAPER_DOTS))
        raise DeviceFault("printer_width_unknown", width_mm=width_mm, known=known)
    profiles: dict[str, Any] = _escpos("escpos.capabilities").CAPABILITIES["profiles"]
    if profile not in profiles:
        raise DeviceFault("printer_profile_unknown", profile=profile)
    model = profiles[profile]
    features = model.get("features", {})
    # The database does not know the width of every model, and names the widest paper of the others.
    known_dots = model.get("media", {}).get("width", {}).get("pixels")
    dots = min(PAPER_DOTS[width_mm], known_dots) if isinstance(known_dots, int) else PAPER_DOTS[width_mm]
    return Paper(
        profile=profile,
        dots=dots // 8 * 8,
        native_qr=bool(features.get("qrCode")),
        cutter=bool(features.get("paperFullCut") or features.get("paperPartCut")),
    )


def native_qr(data: str, module_dots: int) -> bytes:
    """``GS ( k``: the printer itself draws ``data`` as a QR code, level L, each module ``module_dots`` wide.

    Model 2 and level L are left unsaid: they hold after each reset, and seventeen bytes count on a serial line.
    """
    words = data.encode("utf-8")
    length = (len(words) + 3).to_bytes(2, "little")
    return (
        b"\x1d\x28\x6b\x03\x001C"
        + bytes([module_dots])
        + b"\x1d\x28\x6b"
        + length
        + b"1P0"
        + words
        + b"\x1d\x28\x6b\x03\x001Q0"
    )


@cache
def cut(paper: Paper) -> bytes:
    """Feed past the blade and cut; a model without a blade feeds far enough to tear the slip off."""
    dummy = _escpos("escpos.printer").Dummy()
    if paper.cutter:
        dummy.cut(feed=False)
    else:
        dummy.print_and_feed(5)
    return bytes(dummy.output)


def _escpos(module: str) -> ModuleType:
    with _import_lock:
        _give_it_a_folder()
        # basicConfig() leaves a root logger alone that has a handler; this one writes nothing and goes again.
        root, shield = logging.getLogger(), logging.NullHandler()
        root.addHandler(shield)
        try:
            return importlib.import_module(module)
        finally:
            root.removeHandler(shield)


def _give_it_a_folder() -> None:
    """A folder of this user alone: the library unpickles what it finds there, so a shared /tmp would not do."""
    if _PICKLE_DIR in os.environ:
        return
    root = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = root / "tinghao" / "escpos"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        writable = os.access(folder, os.W_OK)
    except OSError:
        writable = False  # a kiosk's user may have no home it can write to
    os.environ[_PICKLE_DIR] = str(folder) if writable else tempfile.mkdtemp(prefix="tinghao-escpos-")
