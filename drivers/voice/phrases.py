"""The words of an announcement, as clips to be played one after another.

Numbers are said digit by digit (A 零 一 二), windows as cardinals (十二号窗口), first in Chinese and then in the
language of the ticket. All words lie in ``voice.po``, where ``[written|said]`` gives a caption and the synthesiser each
its spelling (espeak-ng reads no kanji).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from string import Formatter
from typing import Any, Final

from shared import i18n

HALL_LANGUAGE: Final = i18n.LANGUAGES[0]
"""Every announcement is said in this language first."""
HIGHEST_WINDOW: Final = 999
_RUBY: Final = re.compile(r"\[([^\[\]|]*)\|([^\[\]|]*)\]")


@dataclass(frozen=True)
class Clip:
    """One sound: ``id`` is stable and a safe relative path (``zh-CN/digit-0``), ``words`` are what to speak."""

    id: str
    language: str
    words: str


CHIME: Final = Clip("chime", "", "")
"""The two tones before every announcement."""


def announcement(number: str, window: int, languages: Sequence[str], recall: bool = False) -> tuple[Clip, ...]:
    """The chime, then the call in Chinese, then in each other language of ``languages``, in their order.

    ``number`` is the printed label; anything in it but letters and digits is not said. Raises :class:`ValueError` for a
    number without letter or digit or a window outside 1 to 999, and ``MissingTranslation`` for an unknown language.
    """
    clips = [CHIME]
    for language in spoken_languages(languages):
        parts = _parts(number, window, language)
        clips += [clip for name in _order(language, recall) for clip in parts[name]]
    return tuple(clips)


def spoken_text(number: str, window: int, language: str, recall: bool = False) -> str:
    """What is said in one language, as a person would write it: for captions."""
    parts: dict[str, Any] = {
        "lead": written(i18n.text("voice.lead", language)),
        "number": " ".join(written(i18n.text(key, language)) for key in _number_keys(number)),
        "link": written(i18n.text("voice.link", language)),
        "window": written(_window(window, language)),
        "again": written(i18n.text("voice.again", language)),
    }
    wanted = set(_order(language, recall))
    return i18n.text(_order_key(recall), language, **{name: text for name, text in parts.items() if name in wanted})


def vocabulary(languages: Iterable[str], letters: Iterable[str], windows: Iterable[int]) -> tuple[Clip, ...]:
    """Every clip that announcements of these letters (ASCII) and windows can need, each once, the chime first."""
    characters = "0123456789" + "".join(sorted({letter.upper() for letter in letters}))
    numbers = sorted(set(windows))
    clips = [CHIME]
    for language in spoken_languages(languages):
        clips += [_word(name, language) for name in ("again", "lead", "link")]
        clips += [_character(character, language) for character in characters]
        clips += [_window_clip(window, language) for window in numbers]
    return tuple(clips)


def spoken_languages(languages: Iterable[str]) -> tuple[str, ...]:
    """The languages of an announcement in their order: the hall's own first, none twice."""
    return tuple(dict.fromkeys((HALL_LANGUAGE, *languages)))


def cardinal(n: int, language: str) -> str:
    """``n`` (1 to 999) as a cardinal in the catalogue's notation, written and said forms together."""
    if not 1 <= n <= HIGHEST_WINDOW:
        raise ValueError(f"window {n} is not between 1 and {HIGHEST_WINDOW}")
    if n <= 20 or (n < 100 and n % 10 == 0) or n % 100 == 0:
        return i18n.text(f"voice.cardinal.{n}", language)
    if n < 100:
        tens, rest = cardinal(n - n % 10, language), cardinal(n % 10, language)
        return i18n.text("voice.cardinal.tens_units", language, tens=tens, rest=rest)
    remainder = n % 100
    shape = "units" if remainder < 10 else "teens" if remainder < 20 else "tens"
    hundreds, rest = cardinal(n - remainder, language), cardinal(remainder, language)
    return i18n.text(f"voice.cardinal.hundreds_{shape}", language, hundreds=hundreds, rest=rest)


def written(text: str) -> str:
    """How a caption spells it."""
    return _RUBY.sub(r"\1", text)


def said(text: str) -> str:
    """How the synthesiser must be given it."""
    return _RUBY.sub(r"\2", text)


def _parts(number: str, window: int, language: str) -> dict[str, tuple[Clip, ...]]:
    return {
        "again": (_word("again", language),),
        "lead": (_word("lead", language),),
        "number": tuple(_character(character, language) for character in _characters(number)),
        "link": (_word("link", language),),
        "window": (_window_clip(window, language),),
    }


def _order_key(recall: bool) -> str:
    return "voice.recall" if recall else "voice.call"


def _order(language: str, recall: bool) -> Iterator[str]:
    """The names of the parts in the order in which this language says them."""
    return (name for _, name, _, _ in Formatter().parse(i18n.text(_order_key(recall), language)) if name)


def _characters(number: str) -> str:
    characters = "".join(c for c in number.upper() if c.isascii() and c.isalnum())
    if not characters:
        raise ValueError(f"the number {number!r} has no letter and no digit to say")
    return characters


def _number_keys(number: str) -> Iterator[str]:
    return (_character_key(character) for character in _characters(number))


def _character_key(character: str) -> str:
    return f"voice.{'digit' if character.isdigit() else 'letter'}.{character}"


def _character(character: str, language: str) -> Clip:
    key = _character_key(character)
    name = key.removeprefix("voice.").replace(".", "-")
    return Clip(f"{language}/{name}", language, said(i18n.text(key, language)))


def _word(name: str, language: str) -> Clip:
    return Clip(f"{language}/{name}", language, said(i18n.text(f"voice.{name}", language)))


def _window(window: int, language: str) -> str:
    return i18n.text("voice.window", language, window=cardinal(window, language))


def _window_clip(window: int, language: str) -> Clip:
    return Clip(f"{language}/window-{window}", language, said(_window(window, language)))
