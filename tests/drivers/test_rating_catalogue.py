"""The catalogue of rating devices: every entry does what its examples show, and a mistake names file, line and remedy."""

from __future__ import annotations

import pytest

from drivers.frames import FrameParser
from drivers.rating import catalogue
from drivers.rating.catalogue import CATALOGUE, Entry
from shared.errors import DeviceFault
from shared.i18n import LANGUAGES

PAD = (CATALOGUE / "ff68-pad.toml").read_text(encoding="utf-8")

# The conversations as the vendors' tables have them, written here a second time and by hand.
SAID = [
    ("ff68-pad", "ask", {"address": 1}, "FF 68 03 03 68 01 01 0B 0D 16"),
    ("ff68-pad", "ask", {"address": 0x20}, "FF 68 03 03 68 20 01 0B 2C 16"),
    ("ff68-pad", "stars", {"address": 1, "stars": 5}, "FF 68 03 03 68 01 02 05 08 16"),
    ("ff68-pad", "ack_value", {"address": 1, "raw": 3}, "FF 68 03 03 68 01 01 03 05 16"),
    ("ff68-pad", "ack_short", {"address": 1}, "68 02 02 68 01 01 02 16"),
    ("pj06", "welcome", {}, "55 AA 02 1F 00 1A"),
    ("pj06", "ask", {}, "55 AA 02 20 00 1A"),
    ("pj06", "timeout", {"timeout_s": 60}, "55 AA 03 13 3C 00 1A"),
    ("pj06", "stars", {"stars": 5}, "55 AA 02 15 05 1A"),
]
HEARD = [
    ("ff68-pad", "FF 68 03 03 68 01 11 00 12 16", [0]),
    ("ff68-pad", "FF 68 03 03 68 01 11 04 16 16", [4]),
    ("ff68-pad", "FF 68 03 03 68 02 11 03 16 16", []),  # another pad on the line
    ("ff68-pad", "FF 68 03 03 68 01 11 03 16 16", []),  # wrong sum
    ("ff68-pad", "FF 68 03 03 68 01 01 0B 0D 16", []),  # our own question
    ("pj06", "01", [1]),
    ("pj06", "06", [6]),
    ("pj06", "07", []),
]


@pytest.mark.parametrize(("name", "word", "values", "wire"), SAID)
def test_said(name: str, word: str, values: dict[str, int], wire: str) -> None:
    assert catalogue.load(name).say[word].frame(**values) == bytes.fromhex(wire)


@pytest.mark.parametrize(("name", "wire", "keys"), HEARD)
def test_heard(name: str, wire: str, keys: list[int]) -> None:
    entry = catalogue.load(name)
    parser = FrameParser(entry.framing)
    found = parser.feed(bytes.fromhex(wire)) + parser.idle()
    assert [raw for item in found for raw in entry.press.of(item, 1)] == keys


@pytest.mark.parametrize("name", catalogue.names())
def test_every_entry_of_the_catalogue_loads_with_sourced_examples(name: str) -> None:
    entry = catalogue.load(name)
    assert isinstance(entry, Entry)
    assert {example.say for example in entry.examples} >= {"ask"}
    assert any(example.press is not None for example in entry.examples)
    assert all(example.source for example in entry.examples)


@pytest.mark.parametrize(
    ("old", "new", "code", "at"),
    [
        ("echo = true ", "echo = 3 ", "catalogue_bad_value", "echo ="),
        ("gap_ms = 50 ", "gap_ms = true ", "catalogue_bad_value", "gap_ms ="),
        ("gap_ms = 50 ", "# ", "catalogue_bad_value", "[serial]"),
        ("body_max = 16", "body_max = 16\nbody_min = 2", "catalogue_unknown_key", "body_min"),
        ("[say.stars]", "[say.starz]", "catalogue_unknown_key", "[say.starz]"),
        ("[say.ask]", "[say.welcome]", "catalogue_bad_value", ""),
        ('layout = "FF 68', 'layout = "FG 68', "catalogue_bad_value", "layout ="),
        ("{body} {sum} 16", "{body} 16", "catalogue_bad_value", "[frame]"),
        ('checksum = "sum8"', 'checksum = "sum9"', "catalogue_bad_value", "[frame]"),
        ("03 = 5", "03 = 6", "catalogue_bad_value", "[press.grades]"),
        ("03 = 5", "xyz = 5", "catalogue_bad_value", "[press.grades]"),
        ('acknowledge = "ack_value"', 'acknowledge = "ask"', "catalogue_bad_value", "acknowledge"),
        ("0B 0D 16", "0B 0E 16", "catalogue_example", "0B 0E 16"),
        ("press = 3", "press = 2", "catalogue_example", "01 11 03 15 16"),
        ('say = "stars"', 'say = "tea"', "catalogue_example", '"tea"'),
        ("[frame]", "[frame", "catalogue_bad_value", "[frame"),
    ],
)
def test_a_mistake_names_file_line_and_remedy(old: str, new: str, code: str, at: str) -> None:
    text = PAD.replace(old, new, 1)
    assert text != PAD
    with pytest.raises(DeviceFault) as caught:
        catalogue.parse(text, "pad", "pad.toml")
    fault = caught.value
    assert fault.code == code
    assert fault.params["file"] == "pad.toml"
    line = fault.params["line"]
    assert isinstance(line, int)
    assert at in text.splitlines()[line - 1]
    for language in LANGUAGES:
        assert "pad.toml" in fault.detail(language)
        assert fault.remedy(language)


def test_an_entry_without_examples_is_none() -> None:
    with pytest.raises(DeviceFault) as caught:
        catalogue.parse(PAD.split("[[example]]", 1)[0], "pad", "pad.toml")
    assert "source" in str(caught.value.params["why"])


def test_an_unknown_name_offers_the_known_ones() -> None:
    with pytest.raises(DeviceFault) as caught:
        catalogue.load("no-such-pad")
    assert caught.value.code == "catalogue_missing"
    assert "ff68-pad" in caught.value.remedy("en")
