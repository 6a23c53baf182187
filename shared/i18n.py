"""The one catalogue of translations: it feeds the screens, the slip, the voice and the refusals.

A key is ``<domain>.<name>``; each domain is one PO file for each language under ``shared/locale``, so the room that
speaks the words owns the file. PO files are read as they are: a translator edits them with any gettext editor and
nothing has to be compiled.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from shared.po import Catalogue, read_po

LOCALE_DIR: Final = Path(__file__).parent / "locale"
LANGUAGES: Final = ("zh-CN", "en", "ja")
"""BCP 47 tags of the languages the house speaks; the first is the hall's own."""


class MissingTranslation(KeyError):
    """A key without a text in the asked language: a mistake in the house, found by a test, never shown as blank."""


def domains() -> tuple[str, ...]:
    """Names of the PO files, taken from the first language."""
    return tuple(sorted(path.stem for path in _folder(LANGUAGES[0]).glob("*.po")))


def keys(domain: str, language: str) -> frozenset[str]:
    """Every key that the domain holds in the language."""
    return frozenset(_catalogue(domain, language).entries)


def text(key: str, language: str, *, n: int | None = None, **params: object) -> str:
    """The text of ``key`` in ``language`` with ``{name}`` places filled from ``params``.

    ``n`` chooses the plural form and fills ``{n}``. Raises :class:`MissingTranslation` for an unknown key or language.
    """
    catalogue = _catalogue(key.split(".", 1)[0], language)
    if n is None:
        found = catalogue.text(key)
    else:
        found = catalogue.counted(key, n)
        params["n"] = n
    if found is None:
        raise MissingTranslation(f"{key} has no text in {language}")
    return found.format(**params) if params else found


def has(key: str, language: str) -> bool:
    """Whether the key has a text in the language, with plural forms or without."""
    try:
        return _catalogue(key.split(".", 1)[0], language).text(key) is not None
    except MissingTranslation:
        return False


@cache
def _catalogue(domain: str, language: str) -> Catalogue:
    path = _po(domain, language)
    if language not in LANGUAGES or not path.is_file():
        raise MissingTranslation(f"no texts of {domain} in {language}")
    return read_po(path)


def _folder(language: str) -> Path:
    return LOCALE_DIR / language.replace("-", "_") / "LC_MESSAGES"


def _po(domain: str, language: str) -> Path:
    return _folder(language) / f"{domain}.po"
