"""The Chinese and Japanese typeface of this machine, for whatever draws text as dots: slips, previews, boards.

Source of truth is fontconfig (``fc-match``), asked for one family by name, because the first family of the Noto
collection is Japanese and would give Chinese readers foreign shapes. Without fontconfig a short list of usual places
is tried. A machine without any such font is told so; boxes instead of words are never printed.
"""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from PIL import ImageFont

from shared.errors import DeviceFault

_REGION: Final = {"zh-CN": "SC", "en": "SC", "ja": "JP"}
_FOLDERS: Final = (
    "/usr/share/fonts/opentype/noto",
    "/usr/share/fonts/noto-cjk",
    "/usr/share/fonts/google-noto-sans-cjk-fonts",
    "/usr/local/share/fonts",
    "/Library/Fonts",
)
_PROBE: Final = "汉厅号あ"
_ABSENT: Final = "\U0010ffff"
_FC_MATCH_S: Final = 10.0


@dataclass(frozen=True, slots=True)
class Face:
    """One face inside a font file: a TTC collection holds many, told apart by ``index``."""

    path: str
    index: int


@cache
def face(language: str = "zh-CN", *, bold: bool = False, mono: bool = False) -> Face:
    """The Noto Sans CJK face with the character shapes that readers of ``language`` expect.

    ``mono`` asks for the sibling whose Latin letters are exactly half as wide as a Chinese character. Raises
    ``DeviceFault("no_cjk_font")`` when this machine has no font for Chinese.
    """
    region = _REGION.get(language, "SC")
    family = f"Noto Sans {'Mono ' if mono else ''}CJK {region}"
    weight = "Bold" if bold else "Regular"
    for candidate in (*_fontconfig(family, weight), *_usual_places(family, weight)):
        if _speaks_chinese(candidate):
            return candidate
    raise DeviceFault("no_cjk_font", family=family)


@lru_cache(maxsize=64)
def sized(chosen: Face, pixels: int) -> ImageFont.FreeTypeFont:
    """The face at ``pixels`` to the em, ready to draw. Without complex layout, which our languages do not need and which
    takes ten times as long."""
    return ImageFont.truetype(chosen.path, pixels, index=chosen.index, layout_engine=ImageFont.Layout.BASIC)


def _fontconfig(family: str, weight: str) -> tuple[Face, ...]:
    program = shutil.which("fc-match")
    if program is None:
        return ()
    asked = [program, "-f", "%{file}\t%{index}", f"{family}:{weight.lower()}:lang=zh-cn"]
    try:
        answer = subprocess.run(asked, capture_output=True, text=True, timeout=_FC_MATCH_S, check=True).stdout
    except (subprocess.SubprocessError, OSError):
        return ()  # a broken fontconfig is no worse than none: the usual places come next
    path, _, index = answer.partition("\t")
    return (Face(path, int(index)),) if path and index.isdigit() else ()


def _usual_places(family: str, weight: str) -> tuple[Face, ...]:
    found: list[Face] = []
    for folder in map(Path, _FOLDERS):
        path = folder / f"NotoSansCJK-{weight}.ttc"
        for index in range(10) if path.is_file() else ():
            try:
                name = ImageFont.truetype(str(path), 12, index=index).getname()[0]
            except OSError:
                break  # fewer faces than the usual ten
            if name == family:
                found.append(Face(str(path), index))
    return tuple(found)


def _speaks_chinese(candidate: Face) -> bool:
    """Whether the face draws Chinese as more than the box that stands for a missing character."""
    try:
        font = ImageFont.truetype(candidate.path, 24, index=candidate.index)
    except OSError:
        return False
    missing = bytes(font.getmask(_ABSENT))
    return all(bytes(font.getmask(character)) != missing for character in _PROBE)
