"""The one catalogue of translations: complete in every language, with the same places, and holding what code asks for."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from shared import i18n, po

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("shared", "drivers", "hall", "kiosk", "counter", "display", "tinghao")
STATIONS = ("kiosk", "counter", "display")
ERRORS = {
    "Refusal": "refusal",
    "RecordedRefusal": "refusal",
    "DeviceFault": "device",
    "EnquiryFault": "enquiry",
    "CounterFault": "counter",
}


def messages(domain: str, language: str) -> dict[str, Message]:
    path = i18n.LOCALE_DIR / language.replace("-", "_") / "LC_MESSAGES" / f"{domain}.po"
    with path.open("rb") as file:
        found = [m for m in read_po(file, abort_invalid=True) if m.id]
    return {m.id if isinstance(m.id, str) else m.id[0]: m for m in found}


def strings(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def places(texts: list[str]) -> set[str]:
    """Names in braces; over all plural forms, for "one person" needs no number."""
    return {
        name.split(".")[0].split("[")[0] for t in texts for _, name, _, _ in Formatter().parse(t) if name is not None
    }


@pytest.mark.parametrize("domain", i18n.domains())
def test_what_is_read_is_what_a_gettext_library_reads(domain: str) -> None:
    for language in i18n.LANGUAGES:
        catalogue = po.read_po(i18n.LOCALE_DIR / language.replace("-", "_") / "LC_MESSAGES" / f"{domain}.po")
        found = {key: [entry.texts[form] for form in sorted(entry.texts)] for key, entry in catalogue.entries.items()}
        assert found == {key: strings(message) for key, message in messages(domain, language).items()}
        assert all(catalogue.counted(key, 1) == catalogue.text(key) for key in found)


PO = """
msgid ""
msgstr ""
"Plural-Forms: nplurals=3; plural=n==1 ? 0 : n<5 ? 1 : 2;\\n"

# A remark.
msgid "a.lines"
msgstr "one\\n"
"two \\"quoted\\" \\\\"

msgid "a.n"
msgid_plural "a.n"
msgstr[0] "one"
msgstr[1] "few"
msgstr[2] "many"

#, fuzzy
msgid "a.unsure"
msgstr "perhaps"

msgid "a.empty"
msgstr ""
"""


def test_a_po_file_is_read_as_translators_write_it(tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    path.write_text(PO, encoding="utf-8")
    read = po.read_po(path)
    assert read.text("a.lines") == 'one\ntwo "quoted" \\'
    assert [read.counted("a.n", n) for n in (1, 3, 9)] == ["one", "few", "many"]
    assert read.text("a.unsure") is read.text("a.empty") is read.text("a.nothing") is None
    assert set(read.entries) == {"a.lines", "a.n", "a.unsure", "a.empty"}
    for wrong in ('msgctxt "b"', 'msgid "a.n"\nmsgstr "again"', "words"):
        path.write_text(PO + wrong, encoding="utf-8")
        with pytest.raises(po.BadPo):
            po.read_po(path)


def test_every_language_has_every_domain() -> None:
    folders = {
        language: {p.stem for p in (i18n.LOCALE_DIR / language.replace("-", "_")).rglob("*.po")}
        for language in i18n.LANGUAGES
    }
    assert folders == {language: set(i18n.domains()) for language in i18n.LANGUAGES}


@pytest.mark.parametrize("domain", i18n.domains())
def test_the_languages_agree(domain: str) -> None:
    first, *others = i18n.LANGUAGES
    expected = messages(domain, first)
    assert expected, f"{domain} is empty"
    wrong = [key for key in expected if not key.startswith(domain + ".")]
    assert not wrong, f"keys of {domain} begin with its name: {wrong}"
    for language in (first, *others):
        found = messages(domain, language)
        assert found.keys() == expected.keys(), f"{domain}: {language} and {first} hold other keys"
        for key, message in found.items():
            assert all(strings(message)), f"{key} is empty in {language}"
            assert not message.fuzzy, f"{key} is marked as doubtful in {language}"
            assert places(strings(message)) == places(strings(expected[key])), f"{key}: other places in {language}"


def calls(names: set[str]) -> Iterator[tuple[str, ast.Call]]:
    """Calls whose first argument is a literal text: where, and the call."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not (isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)):
                    continue
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if name in names and isinstance(node.args[0].value, str):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def given(call: ast.Call) -> set[str] | None:
    """Names of the call's keyword arguments; None when some come from a mapping."""
    if any(keyword.arg is None for keyword in call.keywords):
        return None
    return {str(keyword.arg) for keyword in call.keywords}


def unfilled(key: str, names: set[str] | None) -> set[str]:
    if names is None:
        return set()
    message = messages(key.split(".", 1)[0], i18n.LANGUAGES[0])[key]
    return places(strings(message)) - names


def test_code_asks_only_for_texts_that_exist() -> None:
    wrong = []
    for where, call in calls({"text"}):
        key = call.args[0].value  # type: ignore[attr-defined]
        if key.split(".", 1)[0] not in i18n.domains():
            continue  # another function of that name
        if not i18n.has(key, i18n.LANGUAGES[0]):
            wrong.append(f"{where}: no text {key}")
        elif call.keywords and (lacking := unfilled(key, given(call))):
            wrong.append(f"{where}: {key} needs {sorted(lacking)}")
    assert not wrong, "\n".join(wrong)


def test_every_refusal_and_fault_says_what_happened_and_what_to_do() -> None:
    wrong = []
    for where, call in calls(set(ERRORS)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id  # type: ignore[attr-defined]
        for part in ("detail", "remedy"):
            key = f"{ERRORS[name]}.{call.args[0].value}.{part}"  # type: ignore[attr-defined]
            if not i18n.has(key, i18n.LANGUAGES[0]):
                wrong.append(f"{where}: no text {key}")
            elif lacking := unfilled(key, given(call)):
                wrong.append(f"{where}: {key} needs {sorted(lacking)}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("station", STATIONS)
def test_screens_show_only_texts_that_exist(station: str) -> None:
    """QML reads `words.<name>` out of a map, where the linter cannot see a misspelt name; a panel `texts.<name>`,
    a page of the enquiry desk `desk.words.<name>`."""
    wrong = [
        f"{path.relative_to(ROOT)}: {name}"
        for folder in (ROOT / station, ROOT / "shared" / "ui")
        for path in sorted(folder.rglob("*.qml"))
        for map_, domains in (
            (r"(?:model|station)\.words", (station, "common", "enquiry" if path.name == "Enquiry.qml" else "common")),
            (r"desk\.words", ("counter", "common", "enquiry")),
            (r"(?:model|station)\.texts", ("panel",)),
        )
        for name in re.findall(rf"{map_}\.(\w+)", path.read_text(encoding="utf-8"))
        if not any(domain in i18n.domains() and f"{domain}.{name}" in messages(domain, "en") for domain in domains)
    ]
    assert not wrong, "\n".join(wrong)
