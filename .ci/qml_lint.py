"""Lint every QML file of the house with the Python models' types known.

`pyside6-qmllint` reads QML only. Without the types of our Python models it either fails ("KioskModel was not found")
or, with `property var`, checks nothing: a misspelt property name would reach the hall. So types are written first.

What is needed (tried with PySide6 6.11 on Debian 12):

* `pyside6-metaobjectdump FILE` reads a Python file as text and writes JSON: class names, decorators, QML_IMPORT_NAME.
  It says `RowModel` for what Qt knows as `RowModel*`, `list` for `QVariantList`, and forgets `constant=True`, base
  classes out of other files and the names of signal arguments. Hence the second step: the members are taken from the
  imported class itself (`staticMetaObject`), which is what the engine will see.
* `pyside6-qmltyperegistrar --generate-qmltypes` turns that JSON into `types.qmltypes`; the metatypes of Qt and of the
  other modules of the house are named as foreign types, or base classes stay unknown.
* The module's own `qmldir` is copied beside it with `typeinfo types.qmltypes`, and `depends MODULE` for each module of
  the house whose types appear in its models; without `depends` these types are "not found".
* qmllint puts its current directory before every `-I`. It is therefore started inside the build folder, with absolute
  paths of the sources: messages name the true file, and the qmldir found first is the one with the types.

Exit code 0 when there is no warning, 1 when there are some, and an exception's 1 when a model cannot be imported.
"""

from __future__ import annotations

import importlib
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import PySide6
from PySide6.QtCore import QMetaMethod, QMetaObject

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "qml"
ROOMS = ("shared/ui", "kiosk", "counter", "display")
QT_FOREIGN = ("core", "gui", "network", "qml", "qmlmodels", "quick")


@dataclass
class Module:
    """One QML module of the house: a folder with a `qmldir`, its QML files and its Python models."""

    folder: Path
    name: str
    qml: list[Path]
    models: list[Path]
    depends: set[str] = field(default_factory=set)

    @property
    def build(self) -> Path:
        return BUILD.joinpath(*self.name.split("."))

    @property
    def metatypes(self) -> Path:
        return self.build / "metatypes.json"


def find_modules(root: Path, rooms: tuple[str, ...]) -> list[Module]:
    """Every room that has QML files; one without a `qmldir`, or with a name that is not its path, is an error."""
    modules = []
    for room in rooms:
        folder = root / room
        qml = sorted(folder.rglob("*.qml"))
        if not qml:
            continue
        expected = room.replace("/", ".")
        qmldir = folder / "qmldir"
        if not qmldir.is_file():
            raise SystemExit(f"{room}: has QML files but no qmldir; write one whose first line is 'module {expected}'")
        first = qmldir.read_text(encoding="utf-8").splitlines()[0].split()
        if first != ["module", expected]:
            raise SystemExit(f"{qmldir.relative_to(root)}:1: must be 'module {expected}' (the folder's path with dots)")
        models = [p for p in sorted(folder.rglob("*.py")) if "QML_IMPORT_NAME = " in p.read_text(encoding="utf-8")]
        modules.append(Module(folder, expected, qml, models))
    return modules


def run(*command: str | Path) -> str:
    """Run one of Qt's tools; its own message is shown when it fails."""
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{Path(command[0]).name} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def tool(name: str) -> Path:
    return Path(sys.executable).parent / name


def text_of(raw: Any) -> str:
    return bytes(raw.data()).decode() if hasattr(raw, "data") else str(raw)


def live_members(meta: QMetaObject) -> dict[str, Any]:
    """The class's own properties, signals and slots in moc's JSON form, as the engine sees them."""
    properties: list[dict[str, Any]] = []
    signals: list[dict[str, Any]] = []
    slots: list[dict[str, Any]] = []
    for i in range(meta.propertyOffset(), meta.propertyCount()):
        prop = meta.property(i)
        entry: dict[str, Any] = {"name": prop.name(), "type": prop.typeName(), "index": i - meta.propertyOffset()}
        entry["read"] = prop.name()
        if prop.isConstant():
            entry["constant"] = True
        if prop.isWritable():
            entry["write"] = prop.name()
        if prop.hasNotifySignal():
            entry["notify"] = text_of(prop.notifySignal().name())
        properties.append(entry)
    for i in range(meta.methodOffset(), meta.methodCount()):
        method = meta.method(i)
        names = [text_of(n) for n in method.parameterNames()]
        types = [text_of(t) for t in method.parameterTypes()]
        arguments = [{"name": n or f"a{k + 1}", "type": t} for k, (n, t) in enumerate(zip(names, types, strict=True))]
        entry = {"access": "public", "name": text_of(method.name()), "arguments": arguments}
        entry["returnType"] = method.typeName() or "void"
        is_signal = method.methodType() == QMetaMethod.MethodType.Signal
        (signals if is_signal else slots).append(entry)
    bases = [{"access": "public", "name": meta.superClass().className()}]
    return {"superClasses": bases, "properties": properties, "signals": signals, "slots": slots, "object": True}


def dump(module: Module, root: Path) -> list[dict[str, Any]]:
    """Metatypes of a module: decorators from the text, members from the living class."""
    dumped: list[dict[str, Any]] = []
    for path in module.models:
        imported: Any = importlib.import_module(".".join(path.relative_to(root).with_suffix("").parts))
        if module.name != imported.QML_IMPORT_NAME:
            raise SystemExit(f"{path.relative_to(root)}: QML_IMPORT_NAME must be {module.name!r}, the folder's module")
        for unit in json.loads(run(tool("pyside6-metaobjectdump"), "--quiet", path) or "[]"):
            classes = []
            for described in unit["classes"]:
                meta = getattr(getattr(imported, described["className"], None), "staticMetaObject", None)
                if not isinstance(meta, QMetaObject):
                    continue  # a dataclass or an enum beside the model: no business of QML
                described.update(live_members(meta))
                classes.append(described)
            unit["classes"] = classes
            unit["inputFile"] = str(path.relative_to(root))
            dumped.append(unit)
    return dumped


def write_types(modules: list[Module], root: Path) -> None:
    """Write metatypes, qmltypes and the completed qmldir of every module into the build folder."""
    owner: dict[str, str] = {}
    units: dict[str, list[dict[str, Any]]] = {}
    for module in modules:
        units[module.name] = dump(module, root)
        owner |= {c["className"]: module.name for u in units[module.name] for c in u["classes"]}
        module.build.mkdir(parents=True)
        module.metatypes.write_text(json.dumps(units[module.name], indent=1), encoding="utf-8")
    qt = Path(PySide6.__file__).parent / "Qt" / "metatypes"
    qt_foreign = [p for name in QT_FOREIGN if (p := qt / f"qt6{name}_metatypes.json").is_file()]
    for module in modules:
        classes = [c for u in units[module.name] for c in u["classes"]]
        used = {p["type"].rstrip("*") for c in classes for p in c["properties"]}
        used |= {b["name"] for c in classes for b in c["superClasses"]}
        module.depends = {owner[name] for name in used if name in owner} - {module.name}
        lines = [(module.folder / "qmldir").read_text(encoding="utf-8").rstrip()]
        if classes:
            foreign = [*qt_foreign, *(m.metatypes for m in modules if m is not module)]
            run(
                tool("pyside6-qmltyperegistrar"),
                *("--generate-qmltypes", module.build / "types.qmltypes"),
                *("--import-name", module.name, "--major-version", "1"),
                *("--foreign-types", ",".join(map(str, foreign))),
                *("-o", module.build / "registration.cpp", module.metatypes),
            )
            lines.append("typeinfo types.qmltypes")
        lines += [f"depends {name} 1.0" for name in sorted(module.depends)]
        (module.build / "qmldir").write_text("\n".join(lines) + "\n", encoding="utf-8")
        # Types named in the qmldir are looked for beside it, so the copies stand there too; sources are what is linted.
        for path in module.qml:
            target = module.build / path.relative_to(module.folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)


def main(root: Path = ROOT) -> int:
    sys.path.insert(0, str(root))
    modules = find_modules(root, ROOMS)
    if not modules:
        print("qml: no room has QML files")
        return 0
    shutil.rmtree(BUILD, ignore_errors=True)
    write_types(modules, root)
    files = [str(path) for module in modules for path in module.qml]
    command = [str(tool("pyside6-qmllint")), "-W", "0", "-I", str(BUILD), *files]
    failed = subprocess.run(command, cwd=BUILD, check=False).returncode != 0
    print(f"qml: {len(files)} files in {len(modules)} modules: {'warnings above' if failed else 'clean'}")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
