"""Words on paper: made harmless, measured, and broken into lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final

_WIDE_SPACE: Final = "\u3000"
_NOT_FIRST: Final = "，。、；：！？）》」』】”’・ーっゃゅょッャュョ,.;:!?)"
"""Characters that may not begin a line."""
_BALANCING_STEPS: Final = 8
_SENTENCES: Final = re.compile(r"[^。！？]+[。！？）」』”]*|[。！？]+")


def clean(words: str) -> str:
    """``words`` without control characters: a hall's name must not be able to send the printer commands."""
    return "".join(character if character.isprintable() or character == _WIDE_SPACE else " " for character in words)


def columns(words: str) -> int:
    """Columns of font A that ``words`` take: one for ASCII, two for everything else."""
    return sum(1 if character.isascii() else 2 for character in words)


def wrap(words: str, width: float, measure: Callable[[str], float] = columns) -> list[str]:
    """``words`` in lines that ``measure`` at most ``width``: broken at a space, else between Chinese characters.

    A line ends where a sentence ends if that takes no more lines; else they come out about equally long, for one syllable alone on the last line looks like a mistake. A Latin word longer
    than a line is broken where the line ends. Words without any letter make no line.
    """
    pieces = list(_pieces(clean(words)))
    lines = _filled(pieces, width, measure)
    if len(lines) < 2:
        return lines
    sentences = _SENTENCES.findall(clean(words))
    by_sentence = [line for sentence in sentences for line in _filled(_pieces(sentence), width, measure)]
    if len(sentences) > 1 and len(by_sentence) == len(lines):
        return by_sentence
    longest = max(measure(piece.rstrip()) for piece in pieces)
    too_narrow, enough = min(longest, width), width
    for _ in range(_BALANCING_STEPS):
        trial = (too_narrow + enough) / 2
        if len(_filled(pieces, trial, measure)) > len(lines):
            too_narrow = trial
        else:
            enough = trial
    return _filled(pieces, enough, measure)


def _filled(pieces: Iterable[str], width: float, measure: Callable[[str], float]) -> list[str]:
    """Each line filled as far as it goes."""
    lines: list[str] = []
    line = ""
    for piece in pieces:
        if measure((line + piece).rstrip()) <= width:
            line += piece
            continue
        if line.strip():
            lines.append(line.strip())
        line = piece.lstrip()
        while len(line.rstrip()) > 1 and measure(line.rstrip()) > width:
            head = _head(line, width, measure)
            lines.append(head)
            line = line[len(head) :]
    return [*lines, line.strip()] if line.strip() else lines


def _pieces(words: str) -> Iterable[str]:
    """Unbreakable pieces: a Latin word with the space after it, or one Chinese character with its closing mark."""
    piece = ""
    for character in words:
        closing = character in _NOT_FIRST
        if piece and not closing and (piece[-1].isspace() or not (piece[-1].isascii() and character.isascii())):
            yield piece
            piece = ""
        piece += character
    if piece:
        yield piece


def _head(words: str, width: float, measure: Callable[[str], float]) -> str:
    """As many characters of ``words`` as fit, at least one."""
    for end in range(2, len(words) + 1):
        if measure(words[:end]) > width:
            return words[: end - 1]
    return words
