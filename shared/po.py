"""Reads a gettext PO file as a translator leaves it: no compiling, and no library that is slow to load.

What the house's files use is understood: comments, texts over several lines, plural forms, ``fuzzy``. Contexts
(``msgctxt``) are not used, for a key is unique by itself; one is refused rather than overlooked.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

_LINE: Final = re.compile(r'(?:(msgid_plural|msgid|msgstr)(?:\[(\d)\])?\s+)?"(.*)"$')
_ESCAPE: Final = re.compile(r"\\(.)")
_ESCAPED: Final = {"n": "\n", "t": "\t", "r": "\r"}


class BadPo(ValueError):
    """A PO file that cannot be read; the message names file and line."""


class Entry:
    """One message: its id, and its text or its plural forms by number. ``fuzzy``: the translator is not sure, so the id
    is known and its text is not used."""

    def __init__(self, msgid: str, *, fuzzy: bool = False) -> None:
        self.id, self.fuzzy = msgid, fuzzy
        self.plural = False
        self.texts: dict[int, str] = {}


class Catalogue:
    """The messages of one file. ``plural_of`` says which plural form a number takes."""

    def __init__(self, entries: dict[str, Entry], plural_of: Callable[[int], int]) -> None:
        self.entries, self.plural_of = entries, plural_of

    def text(self, key: str) -> str | None:
        """The text, or the first form of one with plural forms; None where there is none."""
        return self._form(key, 0)

    def counted(self, key: str, n: int) -> str | None:
        """The text in the form that the number takes."""
        entry = self.entries.get(key)
        return self._form(key, self.plural_of(n) if entry is not None and entry.plural else 0)

    def _form(self, key: str, form: int) -> str | None:
        entry = self.entries.get(key)
        return None if entry is None or entry.fuzzy else entry.texts.get(form) or None


def read_po(path: Path) -> Catalogue:
    """The file's messages. Raises :class:`BadPo` for a line that is none of PO's, OSError where there is no file."""
    entries: dict[str, Entry] = {}
    for entry in _entries(path):
        if entry.id in entries:
            raise BadPo(f"{path}: {entry.id!r} is there twice")
        entries[entry.id] = entry
    header = entries.pop("", Entry(""))
    return Catalogue(entries, _plural_rule(header.texts.get(0, "")))


def _entries(path: Path) -> list[Entry]:
    found: list[Entry] = []
    entry, part, form, fuzzy = Entry(""), "", 0, False
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            fuzzy = fuzzy or (line.startswith("#,") and "fuzzy" in line)
            continue
        match = _LINE.match(line)
        if match is None or (match[1] is None and not part):
            raise BadPo(f"{path}, line {number}: not understood: {line}")
        if match[1] is not None:
            part, form = match[1], int(match[2] or 0)
        text = _unescaped(match[3])
        if match[1] == "msgid":
            entry, fuzzy = Entry(text, fuzzy=fuzzy), False
            found.append(entry)
        elif part == "msgid":
            entry.id += text
        elif part == "msgid_plural":
            entry.plural = True
        else:
            entry.texts[form] = entry.texts.get(form, "") + text
    return found


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda match: _ESCAPED.get(match[1], match[1]), text) if "\\" in text else text


def _plural_rule(header: str) -> Callable[[int], int]:
    """The header's ``plural=`` expression as a function; the Germanic rule where it names none."""
    match = re.search(r"^Plural-Forms:.*?plural=([^;\n]+)", header, re.MULTILINE)
    rule = match[1].strip() if match else "n != 1"
    if rule == "0":
        return lambda n: 0
    if rule.strip("()") == "n != 1":
        return lambda n: int(n != 1)
    from gettext import c2py  # only for a language whose plural needs it

    return c2py(rule)
