"""The one catalogue of translations: it feeds the screens, the slip, the voice and the refusals.

A key is ``<domain>.<name>``; each domain is one PO file for each language under ``shared/locale``, so the room that
speaks the words owns the file. PO files are read as they are: a translator edits them with any gettext editor and
nothing has to be compiled.
"""

from __future__ import annotations

import gettext
import io
from functools import cache
from pathlib import Path
from typing import Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

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
    with _po(domain, language).open("rb") as file:
        return frozenset(_msgid(message.id) for message in read_po(file) if message.id)


def text(key: str, language: str, *, n: int | None = None, **params: object) -> str:
    """The text of ``key`` in ``language`` with ``{name}`` places filled from ``params``.

    ``n`` chooses the plural form and fills ``{n}``. Raises :class:`MissingTranslation` for an unknown key or language.
    """
    translations = _translations(key.split(".", 1)[0], language)
    if n is None:
        found = _plain(translations, key)
    else:
        found = translations.ngettext(key, key, n)
        params["n"] = n
    if found == key:
        raise MissingTranslation(f"{key} has no text in {language}")
    return found.format(**params) if params else found


def has(key: str, language: str) -> bool:
    """Whether the key has a text in the language, with plural forms or without."""
    try:
        translations = _translations(key.split(".", 1)[0], language)
    except MissingTranslation:
        return False
    return _plain(translations, key) != key


def _plain(translations: gettext.GNUTranslations, key: str) -> str:
    """The text as it stands, for one of them where there are plural forms; the key itself when there is none."""
    found = translations.gettext(key)
    # Python 3.11.2 (Debian 12) finds a text with plural forms by ngettext alone; later ones by both.
    return found if found != key else translations.ngettext(key, key, 1)


@cache
def _translations(domain: str, language: str) -> gettext.GNUTranslations:
    path = _po(domain, language)
    if language not in LANGUAGES or not path.is_file():
        raise MissingTranslation(f"no texts of {domain} in {language}")
    compiled = io.BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language.replace("-", "_")))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def _folder(language: str) -> Path:
    return LOCALE_DIR / language.replace("-", "_") / "LC_MESSAGES"


def _po(domain: str, language: str) -> Path:
    return _folder(language) / f"{domain}.po"


def _msgid(message_id: str | tuple[str, ...] | list[str]) -> str:
    return message_id if isinstance(message_id, str) else message_id[0]
