"""Items are found as people type: characters, pinyin, initials, words and codes, in a catalogue of 403."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.spelling import spell
from shared.item_search import Index
from shared.items import Item
from shared.settings import load_settings
from shared.toml_parts import Names

SAMPLE = Path(__file__).resolve().parents[2] / "shared" / "sites" / "district.toml"


@pytest.fixture(scope="module")
def items() -> tuple[Item, ...]:
    """The sample's items among as many others as a district hall has."""
    own = load_settings(SAMPLE).items
    verbs, things = "办理查询变更注销补领备案年检延期", "许可证资质登记档案补贴合同证明用地公章车辆税费户籍"
    others = [
        Item(
            code=f"9{place:03}",
            category="C",
            name=Names(zh=f"{things[place % 23 : place % 23 + 3]}{verbs[place % 15 : place % 15 + 2]}第{place}类"),
        )
        for place in range(403 - len(own))
    ]
    return (*own, *others)


@pytest.fixture(scope="module")
def index(items: tuple[Item, ...]) -> Index:
    names = [item.name.zh for item in items]
    return Index(items, dict(zip(names, spell(names), strict=True)))


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("营业执照变更", "2003"),
        ("过户", "4001"),
        ("yyzzbg", "2003"),
        ("YINGYEZHIZHAOBIANGENG", "2003"),
        ("yingyezzbg", "2003"),
        ("yingyezhizhaob", "2003"),
        ("gtgsh", "2001"),
        ("ershoufang", "4001"),
        ("6001", "6001"),
        ("passport", "6001"),
        ("first ord", "6001"),
        ("旅券", "6001"),
        ("ybyd", "3003"),
        ("canbao", "3002"),
        ("yibao", "3003"),
        ("ｙｂｙｄ", "3003"),
    ],
)
def test_an_item_is_found_first_however_it_is_typed(index: Index, typed: str, code: str) -> None:
    assert index.find(typed)[0] == code


def test_a_code_grows_into_its_item(index: Index) -> None:
    assert index.find("40")[:4] == ["4001", "4002", "4003", "4004"]
    assert index.find("400")[0] == "4001"


def test_what_fits_nothing_finds_nothing_and_nothing_typed_finds_all(index: Index, items: tuple[Item, ...]) -> None:
    assert index.find("zzzzz") == []
    assert index.find(" ") == [item.code for item in items]
    assert len(index.find("")) == 403


def test_every_item_is_found_by_the_initials_of_its_name(index: Index, items: tuple[Item, ...]) -> None:
    for item, parts in zip(items, spell([item.name.zh for item in items]), strict=True):
        initials = "".join(part[0] for part in parts if part.isalnum())
        assert item.code in index.find(initials), f"{item.name.zh} is not found by {initials}"


def test_names_without_pinyin_are_found_by_characters_and_code(items: tuple[Item, ...]) -> None:
    bare = Index(items, {})
    assert bare.find("过户") == ["4001"]
    assert bare.find("2003") == ["2003"]
    assert bare.find("yyzz") == []
