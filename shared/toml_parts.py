"""What every TOML file of the house is made of: strict tables, names in three languages, errors with file and line."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.errors import TinghaoError
from shared.toml_lines import line_of, line_of_syntax_error

Code = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")]
CategoryCode = Annotated[str, Field(pattern=r"^[A-Z]{1,3}$")]
_Tree = TypeVar("_Tree", bound=BaseModel)


class SettingsError(TinghaoError):
    """Settings that cannot be used: ``file``, ``line`` (0 when unknown), ``where`` and ``why`` are in ``params``."""

    domain = "settings"


class Part(BaseModel):
    """A table: it never changes, and a key it does not know is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Names(Part):
    """A name in the languages of the house; Chinese is the hall's own and must be there."""

    zh: Annotated[str, Field(min_length=1)]
    """In Chinese."""
    en: str = ""
    """In English; the Chinese name where empty."""
    ja: str = ""
    """In Japanese; the Chinese name where empty."""

    def get(self, language: str) -> str:
        """The name in the language, or the hall's own where there is none."""
        return {"en": self.en, "ja": self.ja}.get(language) or self.zh


def load(path: Path, kind: type[_Tree]) -> _Tree:
    """A TOML file as ``kind``. Raises :class:`SettingsError` with file, line and remedy."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError("unreadable", file=str(path), line=0, where="", why=str(error)) from error
    return parse(text, str(path), kind)


def parse(text: str, file: str, kind: type[_Tree]) -> _Tree:
    """A TOML text as ``kind``; ``file`` is what an error names."""
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = line_of_syntax_error(text, error)
        raise SettingsError("not_toml", file=file, line=line, where="", why=str(error)) from error
    try:
        return kind.model_validate(tree)
    except ValidationError as error:
        raise _named(error, text, file) from error


def _named(error: ValidationError, text: str, file: str) -> SettingsError:
    first = error.errors(include_url=False)[0]
    loc: tuple[Any, ...] = first["loc"]
    raised = first.get("ctx", {}).get("error")
    if isinstance(raised, BadReference):
        there = (*loc, *raised.loc)
        return SettingsError(
            raised.code,
            file=file,
            line=line_of(text, there) or 1,
            where=_dotted(there),
            why=raised.value,
            known=", ".join(map(str, raised.known)) or "—",
        )
    code = {"extra_forbidden": "unknown_key", "missing": "missing_key"}.get(first["type"], "bad_value")
    line = line_of(text, loc[:-1] if code == "missing_key" else loc) or 1
    return SettingsError(code, file=file, line=line, where=_dotted(loc), why=first["msg"])


def _dotted(loc: Sequence[object]) -> str:
    return ".".join(f"[{part + 1}]" if isinstance(part, int) else str(part) for part in loc).replace(".[", "[")


class BadReference(ValueError):
    """A value that points nowhere or stands twice: the ``code`` of a :class:`SettingsError`, and where in its table."""

    def __init__(self, code: str, loc: tuple[str | int, ...], value: object, known: Sequence[object] = ()) -> None:
        super().__init__(f"{code}: {value}")
        self.code, self.loc, self.value, self.known = code, loc, value, known
