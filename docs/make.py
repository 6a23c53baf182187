"""Writes the pages that are made from the code's own tables: `python docs/make.py`, or `--check` to only look.

A table lies between two marks in its page; the text around it is written by people and stays.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from pydantic import BaseModel, TypeAdapter
from pydantic.fields import FieldInfo
from pydantic_core import to_json

from hall.finding import FINDS
from hall.rules.lifecycle import mermaid
from shared import items, policy, screens, settings, slips, toml_parts, voice
from shared.commands import MAY_SEND
from shared.picture import KEEPS, ROWS
from shared.tickets import Role
from shared.views import PUBLIC, SEES_CLERKS, SEES_DEVICES, SEES_GRADES, SEES_PINS

HERE: Final = Path(__file__).resolve().parent


def drawing() -> str:
    """The lifecycle of a ticket."""
    return f"```mermaid\n{mermaid()}```"


def commands() -> str:
    """Role × command."""
    rows = {f"`{command}`": [role in may for role in Role] for command, may in MAY_SEND.items()}
    return _table("command", rows)


def reads() -> str:
    """Role × table of the picture, and what is blanked."""
    rows = {f"`{table}`": [table in KEEPS[role] for role in Role] for table in ROWS}
    rows["grade of a rating, and its reasons"] = [role in SEES_GRADES for role in Role]
    rows["devices other than speakers"] = [role in SEES_DEVICES for role in Role]
    rows["clerks in the settings"] = [role in SEES_CLERKS for role in Role]
    rows["hash of the technicians' PIN"] = [role in SEES_PINS for role in Role]
    rows["tickets that ended, by `/api/v1/tickets`"] = [role in FINDS for role in Role]
    return _table("what is read", rows)


def public() -> str:
    """Whose view needs no token."""
    return "Without a token one sees the view of: " + ", ".join(f"`{role}`" for role in sorted(PUBLIC)) + "."


def keys() -> str:
    """Every key of the settings, table by table."""
    parts = []
    for name, table in TABLES.items():
        rows = [
            f"| `{key}` | {_kind(field)} | {_default(field)} | {_line(field.description)} |"
            for key, field in _fields(table)
        ]
        head = f"### `{name}`\n\n{_line(table.__doc__)}\n\n| key | value | default | meaning |\n|---|---|---|---|"
        parts.append("\n".join([head, *rows]))
    return "\n\n".join(parts)


TABLES: Final[Mapping[str, type[BaseModel]]] = MappingProxyType(
    {
        "[hall]": settings.Hall,
        "[[zones]]": settings.Zone,
        "[[categories]]": settings.Category,
        "[[windows]]": settings.WindowPlace,
        "[[clerks]]": settings.Clerk,
        "[[interpreters]]": settings.Interpreter,
        "[[stations]]": settings.Station,
        "[stations.screen]": screens.Screen,
        "[[devices]]": settings.Device,
        "[devices.texts]": settings.BoardTexts,
        "[policies]": policy.Policies,
        "[policies.no_show]": policy.NoShowPolicy,
        "[policies.phone]": policy.PhonePolicy,
        "[policies.hold]": policy.HoldPolicy,
        "[policies.priority]": policy.PriorityPolicy,
        "[[policies.priority.classes]]": policy.PriorityClass,
        "[policies.language]": policy.LanguagePolicy,
        "[policies.interpreters]": policy.InterpreterPolicy,
        "[policies.short_lane]": policy.ShortLane,
        "[policies.skills]": policy.SkillPolicy,
        "[policies.visit]": policy.VisitPolicy,
        "[policies.appointments]": policy.AppointmentPolicy,
        "[policies.hours]": policy.HoursPolicy,
        "[[policies.hours.issuing]]": policy.Hours,
        "[policies.end_of_day]": policy.EndOfDayPolicy,
        "[policies.breaks]": policy.BreakPolicy,
        "[[policies.breaks.rota]]": policy.Turn,
        "[policies.service]": policy.ServicePolicy,
        "[[policies.overflow]]": policy.Overflow,
        "[voice]": voice.Voice,
        "[[voice.hours]]": voice.VoiceHours,
        "[[notices]]": screens.Notice,
        "[slip]": slips.SlipLayout,
        "[[slip.lines]]": slips.SlipLine,
        "[[items]]": items.Item,
        "[[items.materials]]": items.Material,
        "a name": toml_parts.Names,
    }
)
"""Tables of the settings file, in its order."""


def _fields(table: type[BaseModel]) -> list[tuple[str, FieldInfo]]:
    return list(table.model_fields.items())


def _kind(field: FieldInfo) -> str:
    schema = TypeAdapter(field.annotation or Any).json_schema()
    return _kind_of(schema, schema.get("$defs", {}))


def _kind_of(schema: dict[str, Any], defs: dict[str, Any]) -> str:
    if "anyOf" in schema:
        return " or ".join(_kind_of(part, defs) for part in schema["anyOf"] if part.get("type") != "null")
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return _kind_of(defs[name], defs) if "enum" in defs[name] else {"Names": "a name"}.get(name, "a table")
    if schema.get("title") == "Names":
        return "a name"
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if schema.get("type") == "array":
        return "list of " + _kind_of(schema["items"], defs)
    return {"string": "text", "integer": "whole number", "boolean": "true, false"}.get(schema.get("type", ""), "table")


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    if isinstance(field.default, BaseModel):
        return "as below"
    value = field.get_default(call_default_factory=True)
    if value is None or value in ("", {}, ()):
        return "none"
    return f"`{to_json(value).decode()}`"


def _line(text: str | None) -> str:
    return " ".join((text or "").split()).replace("|", "\\|").replace("``", "`")


def _table(first: str, rows: Mapping[str, list[bool]]) -> str:
    head = f"| {first} | " + " | ".join(role.value for role in Role) + " |"
    line = "|---|" + ":-:|" * len(Role)
    body = [f"| {name} | " + " | ".join("●" if yes else " " for yes in marks) + " |" for name, marks in rows.items()]
    return "\n".join([head, line, *body])


MADE: Final[Mapping[str, Mapping[str, Callable[[], str]]]] = MappingProxyType(
    {
        "lifecycle.md": {"lifecycle": drawing},
        "settings.md": {"keys": keys},
        "roles.md": {"commands": commands, "reads": reads, "public": public},
    }
)
"""Page → mark → what stands there."""


def renewed(page: str) -> str:
    """The page's text with its made parts as the code now has them. Raises ValueError where a mark is missing."""
    text = (HERE / page).read_text(encoding="utf-8")
    for mark, make in MADE[page].items():
        begins, ends = f"<!-- made: {mark} -->\n", f"<!-- end: {mark} -->"
        if begins not in text or ends not in text:
            raise ValueError(f"docs/{page}: the marks of {mark} are missing")
        before, _, rest = text.partition(begins)
        text = before + begins + make() + "\n" + ends + rest.partition(ends)[2]
    return text


def stale() -> list[str]:
    """Pages that do not say what the code says."""
    return [page for page in MADE if (HERE / page).read_text(encoding="utf-8") != renewed(page)]


def main(arguments: list[str]) -> int:
    """Exit code 1 where ``--check`` finds a stale page."""
    old = stale()
    for page in old:
        print(f"docs/{page} {'is stale' if '--check' in arguments else 'written'}")
        if "--check" not in arguments:
            (HERE / page).write_text(renewed(page), encoding="utf-8")
    return 1 if old and "--check" in arguments else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
