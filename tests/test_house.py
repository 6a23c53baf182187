"""The plan of the house, held true: what each room may import, what it says of itself, what the documents promise."""

from __future__ import annotations

import ast
import itertools
import re
import subprocess
import sys
import tomllib
import warnings
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest
import typer.main
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tinghao.commands.everything import app

ROOT = Path(__file__).resolve().parent.parent

# A line in the log and the folder a file belongs in have no better door than these two.
EVERYWHERE = {"structlog", "platformdirs"}
QT = {"PySide6", "shiboken6"}
# pydantic's own errors live in its second package.
PYDANTIC = {"pydantic", "pydantic_core"}
GROUND = PYDANTIC | {"httpx", "httpx_sse", "zeroconf", "cryptography", "sortedcontainers", "chinese_calendar"}
STATION = {"shared", "drivers"} | QT

MAY_IMPORT: dict[str, set[str]] = {
    "shared": {"shared"} | GROUND,
    "shared/ui": {"shared"} | QT,
    "drivers": {"drivers", "shared", "serial", "escpos", "pymodbus", "PIL", "segno", "miniaudio"},
    "hall": {"hall", "shared", "fastapi", "starlette", "uvicorn", "uvloop", "sqlalchemy", "alembic", "psycopg"}
    | PYDANTIC
    | {"orjson", "prometheus_client", "sortedcontainers"},
    "kiosk": {"kiosk", "pypinyin"} | STATION,
    "counter": {"counter"} | STATION,
    "counter/hotkeys": {"counter", "shared", "Xlib"},
    "display": {"display"} | STATION,
}
"""The "may import" column, beside the standard library. `tinghao` may see every room and is held by its own list."""

FRONT_DOOR = set().union(*MAY_IMPORT.values()) | {"tinghao", "typer", "click", "rich", "tomli_w"}

ROOMS = [*MAY_IMPORT, "hall/rules", "tinghao", "benchmarks", "tests"]

CEILING = 400


def python_files(room: str) -> list[Path]:
    """The room's own files: those of a room within it (`shared/ui`) are that room's."""
    inner = [ROOT / other for other in MAY_IMPORT if other.startswith(room + "/")]
    return [p for p in sorted((ROOT / room).rglob("*.py")) if not any(p.is_relative_to(i) for i in inner)]


def top_level_imports(source: str) -> Iterator[tuple[int, str]]:
    """Line and top-level package of each import, lazy ones inside functions too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.split(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.lineno, node.module.split(".")[0]


def strangers(source: str, allowed: set[str]) -> list[tuple[int, str]]:
    known = allowed | EVERYWHERE | sys.stdlib_module_names
    return [(line, package) for line, package in top_level_imports(source) if package not in known]


def tracked_files() -> list[Path]:
    """What git holds or would hold: neither the environment nor what was built."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def text_of(path: Path) -> str | None:
    """The file's text, None for pictures and sounds."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


def documents() -> list[Path]:
    return [p for p in tracked_files() if p.suffix == ".md"]


# --- Rooms ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("room", [*MAY_IMPORT, "tinghao"])
def test_a_room_imports_only_what_its_row_allows(room: str) -> None:
    allowed = MAY_IMPORT.get(room, FRONT_DOOR)
    found = [
        f"{path.relative_to(ROOT)}:{line}: {package}"
        for path in python_files(room)
        for line, package in strangers(path.read_text(encoding="utf-8"), allowed)
    ]
    assert not found, f"{room} may not import:\n" + "\n".join(found)


def test_a_stranger_is_seen_even_when_imported_late() -> None:
    source = "import json\nfrom shared import wire\ndef f():\n    import sqlalchemy.orm\n"
    assert strangers(source, MAY_IMPORT["kiosk"]) == [(4, "sqlalchemy")]


@pytest.mark.parametrize("room", ROOMS)
def test_each_room_says_what_may_lie_in_it_and_why(room: str) -> None:
    said = ast.get_docstring(ast.parse((ROOT / room / "__init__.py").read_text(encoding="utf-8"))) or ""
    assert len(said) > 150, f"{room}/__init__.py must say what may lie here, what may not, and why it is so"
    assert re.search(r"\bimport", said), f"{room}/__init__.py does not say what may be imported"


def test_nothing_happens_on_import() -> None:
    """Every module of the rooms imports silently: no output, no thread, no handler on the root logger."""
    rooms = [room for room in ("shared", *MAY_IMPORT, "tinghao") if "/" not in room]
    # Migrations are run by Alembic, inside its own context.
    files = sorted({p for room in rooms for p in (ROOT / room).rglob("*.py") if "migrations" not in p.parts})
    names = [".".join(p.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for p in files]
    probe = f"""
import importlib, logging, threading
for name in {names!r}:
    if not name.endswith("__main__"):
        importlib.import_module(name)
    assert threading.active_count() == 1, f"{{name}} starts a thread when imported"
    assert not logging.getLogger().handlers, f"{{name}} sets up logging when imported"
"""
    done = subprocess.run(
        [sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, timeout=100, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout + done.stderr == "", "something is printed when a module is imported"


def test_long_files_are_named() -> None:
    """A file is about one thing and rarely over the ceiling: a warning, for a person to judge."""
    for path in tracked_files():
        if path.suffix in {".py", ".qml"} and (text := text_of(path)) and (lines := text.count("\n")) > CEILING:
            warnings.warn(f"{path.relative_to(ROOT)}: {lines} lines, is it about one thing?", stacklevel=1)


def test_an_installed_house_has_every_file_of_its_rooms() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    patterns = ["*.py", *declared["package-data"]["*"]]
    packaged = {pattern.rstrip("*") for pattern in declared["packages"]["find"]["include"]}
    assert packaged == {room for room in ROOMS if "/" not in room} - {"benchmarks", "tests"}
    for path in tracked_files():
        if path.relative_to(ROOT).parts[0] in packaged:
            fits = any(fnmatch(path.name, pattern) for pattern in patterns)
            assert fits, f"{path.relative_to(ROOT)} would be left out: see package-data in pyproject.toml"


# --- What must not be written anywhere --------------------------------------------------------------------------------

# Written in pieces, so that this file does not accuse itself.
REGISTRIES = re.compile(
    r"https?://[\w.-]*(?:py" r"pi\.|python" r"hosted\.|npm" r"js\.|deb" r"ian\.org/deb" r"ian)|index-" r"url\s*="
)
MACHINE_PATHS = re.compile(r"""(?:^|[\s"'`(=:])(/(?:work|root|home|Users|farm)/[\w.-]+)""", re.MULTILINE)


def test_no_file_names_a_registry_or_a_folder_of_one_machine() -> None:
    found = []
    for path in tracked_files():
        text = text_of(path)
        if text is None or path == Path(__file__):
            continue
        for pattern in (REGISTRIES, MACHINE_PATHS):
            found += [f"{path.relative_to(ROOT)}: {hit.group(0).strip()}" for hit in pattern.finditer(text)]
    assert not found, "\n".join(found)


def test_the_lock_holds_a_hash_for_each_library() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pins = re.findall(r"^([\w.-]+)==[^\n]*?(\\?)$", lock, re.MULTILINE)
    assert len(pins) > 50
    assert [name for name, more in pins if not more] == [], "a pin without a hash"
    locked = {
        canonicalize_name(name): version for name, version in re.findall(r"^([\w.-]+)==(\S+)", lock, re.MULTILINE)
    }
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = [*project["dependencies"], *itertools.chain(*project["optional-dependencies"].values())]
    for wanted in map(Requirement, declared):
        version = locked.get(canonicalize_name(wanted.name))
        assert version, f"{wanted} is declared, but not in the lock"
        assert wanted.specifier.contains(version), f"{wanted} is declared, the lock has {version}"


# --- Documents --------------------------------------------------------------------------------------------------------


# Where a command begins, not "apt install make git".
AT_START = r"(?:^|[`/$;&|]) *"


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def test_readmes_name_both_commands() -> None:
    readmes = sorted(ROOT.glob("README*.md"))
    assert readmes
    for readme in readmes:
        for command in ("make demo", "make test"):
            assert command in readme.read_text(encoding="utf-8"), f"{readme.name} does not say `{command}`"


def code_of(markdown: str) -> str:
    """Fenced blocks and code spans: what a reader would type."""
    fenced = re.findall(r"^```.*?^```", markdown, re.MULTILINE | re.DOTALL)
    return "\n".join([*fenced, *re.findall(r"`[^`\n]+`", markdown)])


def test_each_make_target_in_the_documents_exists() -> None:
    targets = make_targets()
    assert {"demo", "test", "lint", "bench"} <= targets
    for document in documents():
        for target in re.findall(AT_START + r"make ([a-z]+)\b", code_of(document.read_text(encoding="utf-8")), re.M):
            assert target in targets, f"{document.relative_to(ROOT)} says `make {target}`, which the Makefile has not"


def test_each_file_that_a_document_points_to_exists() -> None:
    for document in documents():
        for target in re.findall(r"\]\(([^)\s#]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8")):
            if "://" not in target and not target.startswith("mailto:"):
                assert (document.parent / target).exists(), (
                    f"{document.relative_to(ROOT)} points to {target}: not there"
                )


def test_each_command_in_the_documents_exists() -> None:
    said = {
        (document.relative_to(ROOT), command)
        for document in documents()
        for command in re.findall(AT_START + r"tinghao ([a-z]+)\b", code_of(document.read_text(encoding="utf-8")), re.M)
    }
    known = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    for document, command in sorted(said):
        assert command in known, f"{document} says `tinghao {command}`, which is no command"
