"""The catalogue of items as settings: what it must say, where a mistake stands, and who is sent it."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared.events import SettingsChanged
from shared.items import Item, Material
from shared.settings import Settings, load_settings, parse_settings
from shared.tickets import Role
from shared.toml_parts import Names, SettingsError
from shared.views import blanked

SITES = Path(__file__).resolve().parent.parent.parent / "shared" / "sites"
HALL = """[hall]
code = "h"
name = { zh = "大厅" }

[[zones]]
code = "z"
name = { zh = "区" }

[[categories]]
code = "A"
name = { zh = "甲" }

[[windows]]
number = 1
zone = "z"
categories = ["A"]
"""


def with_items(items: str) -> Settings:
    return parse_settings(HALL + items, "hall.toml")


@pytest.mark.parametrize(
    ("items", "code", "line"),
    [
        ('\n[[items]]\ncode = "1"\ncategory = "Q"\nname = { zh = "事" }\n', "dangling", 20),
        (
            '\n[[items]]\ncode = "1"\ncategory = "A"\nname = { zh = "事" }\n'
            '[[items]]\ncode = "1"\ncategory = "A"\nname = { zh = "情" }\n',
            "duplicate",
            23,
        ),
        ('\n[[items]]\ncode = "1"\ncategory = "A"\nname = { zh = "事" }\nvisits = 0\n', "bad_value", 18),
        ('\n[[items]]\ncode = "1"\ncategory = "A"\nname = { zh = "事" }\npaper = 1\n', "unknown_key", 22),
        (
            '\n[[items]]\ncode = "1"\ncategory = "A"\nname = { zh = "事" }\n'
            'materials = [{ name = { zh = "照" }, party = "enterprise" }]\n',
            "bad_value",
            18,
        ),
    ],
    ids=["category", "twice", "reason", "key", "party"],
)
def test_a_mistake_in_the_catalogue_is_named_with_its_line(items: str, code: str, line: int) -> None:
    with pytest.raises(SettingsError) as found:
        with_items(items)
    assert (found.value.code, found.value.params["line"]) == (code, line)


def test_papers_are_those_of_who_comes() -> None:
    every, person, firm = (
        Material(name=Names(zh="表")),
        Material(name=Names(zh="身份证"), party="person"),
        Material(name=Names(zh="执照"), party="enterprise", later=True),
    )
    item = Item(
        code="1", category="A", name=Names(zh="事"), parties=("person", "enterprise"), materials=(every, person, firm)
    )
    assert item.papers("person") == (every, person)
    assert item.papers("enterprise") == (every, firm)


def test_the_sample_hall_has_items_of_every_category_and_kind() -> None:
    settings = load_settings(SITES / "district.toml")
    assert len(settings.items) >= 30
    assert {item.category for item in settings.items} == {category.code for category in settings.categories}
    assert {item.visits for item in settings.items} == {0, 1, 2}
    assert any(len(item.parties) == 2 for item in settings.items)
    assert any(material.later for item in settings.items for material in item.materials)
    for item in settings.items:
        for name in (item.name, *(material.name for material in item.materials)):
            assert name.en, f"{item.code}: {name.zh} has no English name"
            assert name.ja, f"{item.code}: {name.zh} has no Japanese name"
        assert item.materials


def test_a_catalogue_of_403_items_is_within_what_an_import_takes() -> None:
    text = (SITES / "district.toml").read_text(encoding="utf-8")
    head, items = text.split("\n[[items]]", 1)
    one = items.split("\n[[items]]")
    many = [one[place % len(one)].replace('code = "', f'code = "{place}-', 1) for place in range(403)]
    toml = head + "".join("\n[[items]]" + item for item in many)
    assert len(toml) < 1_000_000
    assert len(parse_settings(toml, "hall.toml").items) == 403


def test_boards_are_not_sent_the_catalogue() -> None:
    settings = with_items('\n[[items]]\ncode = "1"\ncategory = "A"\nname = { zh = "事" }\n')
    for role in Role:
        seen = blanked(role, SettingsChanged(version=1, settings=settings))
        assert isinstance(seen, SettingsChanged)
        assert bool(seen.settings.items) == (role not in (Role.DISPLAY, Role.VISITOR))
