"""The slip's layout as data: what stands on it, in which order; mistakes with file and line; the preview."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner

from drivers.printers.blocks import Code, Fact, Gap, Line, Logo, Role
from drivers.printers.slip import Mode, encode, layout, standard_layout
from drivers.simulators.printer import on_paper
from shared.errors import DeviceFault
from shared.settings import load_settings
from shared.slips import SlipLayout, load_layout
from shared.toml_parts import SettingsError, parse
from tests.drivers.slips import ROOT, slip
from tinghao.commands.everything import app


def words(text: str, **changes: object) -> list[str]:
    """What stands on a slip laid out so."""
    blocks = layout(slip(layout=parse(text, "here.toml", SlipLayout), **changes))
    return [block.text if isinstance(block, Line) else type(block).__name__ for block in blocks]


def lines(*shows: str) -> str:
    return "\n".join(f"[[lines]]\n{show}" for show in shows)


def test_lines_stand_in_the_order_of_the_layout() -> None:
    text = lines(
        'show = "issued"',
        'show = "number"',
        'show = "rule"',
        'show = "text"\ntext = { zh = "今日休息", en = "Closed today" }',
        'show = "hall"\nsize = "large"',
    )
    assert words(text) == [slip().issued_at, "B012", "Rule", "今日休息", "区政务服务中心"]
    assert words(text, language="en")[3] == "Closed today"
    assert words(text, language="ja")[3] == "今日休息", "the hall's own language where there is no other"


def test_what_is_known_is_on_the_standard_slip() -> None:
    blocks = layout(
        slip(item_name="企业设立", zone_hint="左侧，服务台后面", papers=("身份证", "营业执照"), reprint=3),
    )
    said = [block.text for block in blocks if isinstance(block, Line)]
    assert "企业设立" in said
    assert said.index("请备好") + 1 == said.index("身份证、营业执照")
    assert "左侧，服务台后面" in said
    assert said.index("重打 第3次") < said.index("B012")
    assert [block.label for block in blocks if isinstance(block, Fact)] == ["前面等候", "预计等候", "请到"]
    assert [block.data for block in blocks if isinstance(block, Code)] == [slip().qr]


def test_a_reprint_is_marked_by_every_layout() -> None:
    assert words(lines('show = "number"'), reprint=1) == ["Gap", "重打 第1次", "Gap", "B012"]


def test_the_hall_has_the_last_word() -> None:
    text = lines('show = "number"', 'show = "notice"\ntext = { zh = "周五下午不办理" }\nsize = "strong"')
    (notice,) = [
        block
        for block in layout(slip(layout=parse(text, "here.toml", SlipLayout)))
        if isinstance(block, Line) and block.role is Role.STRONG
    ]
    assert notice.text == "周五下午不办理"


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        (lines('show = "hall"'), "slip_without_number", 1),
        (lines('show = "number"', 'show = "number"'), "duplicate", 4),
        (lines('show = "number"', 'show = "gap"'), "bad_value", 3),
        (lines('show = "number"', 'show = "hall"\ndots = 4'), "bad_value", 3),
        (lines('show = "number"', 'show = "hal"'), "bad_value", 4),
        (lines('show = "number"', 'show = "hall"\ncolour = "red"'), "unknown_key", 5),
        ("[[lines]\n", "not_toml", 1),
    ],
)
def test_a_mistake_is_named_with_file_and_line(tmp_path: Path, text: str, code: str, line: int) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_layout(path)
    assert (caught.value.code, caught.value.params["line"]) == (code, line)
    assert str(path) in caught.value.detail("en")


def test_the_hall_s_settings_may_hold_the_layout(tmp_path: Path) -> None:
    sample = (ROOT / "shared" / "sites" / "community.toml").read_text(encoding="utf-8")
    path = tmp_path / "hall.toml"
    path.write_text(sample + '\n[[slip.lines]]\nshow = "number"\n', encoding="utf-8")
    found = load_settings(path).slip
    assert found is not None
    assert [each.show for each in found.lines] == ["number"]
    path.write_text(sample + '\n[[slip.lines]]\nshow = "numbr"\n', encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_settings(path)
    assert caught.value.params["line"] == len(sample.splitlines()) + 3


def test_the_standard_layout_is_the_file_that_one_copies() -> None:
    assert standard_layout() == load_layout(ROOT / "drivers" / "printers" / "layouts" / "standard.toml")


def logo_layout(tmp_path: Path) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(lines('show = "logo"\nfile = "logo.png"', 'show = "number"'), encoding="utf-8")
    return path


def test_a_logo_lies_beside_its_layout_and_is_printed(tmp_path: Path) -> None:
    path = logo_layout(tmp_path)
    picture = Image.new("RGBA", (900, 300), (0, 0, 0, 0))
    picture.paste((0, 0, 0, 255), (100, 100, 800, 200))
    picture.save(tmp_path / "logo.png")
    with_logo = slip(layout=load_layout(path))
    received = on_paper(encode(with_logo, mode=Mode.NATIVE), 58)
    assert received.raster_rows == 128, "as wide as the paper, its proportions kept"
    assert received.lines[0] == "B012"


def test_without_its_logo_a_slip_is_printed_all_the_same(tmp_path: Path) -> None:
    unreadable = slip(layout=load_layout(logo_layout(tmp_path)))
    assert [block for block in layout(unreadable) if isinstance(block, Logo)]
    assert on_paper(encode(unreadable), 58).lines == ["B012"]


def test_the_preview_draws_and_counts(tmp_path: Path) -> None:
    out = tmp_path / "slip.png"
    asked = ["slip", "preview", "--width", "58", "--mode", "native", "--language", "ja", "--json", "--png", str(out)]
    told = json.loads(CliRunner().invoke(app, asked, catch_exceptions=False).stdout)
    assert told["bytes"] <= 400
    assert told["seconds_at_9600_baud"] == round(told["bytes"] / 960, 2)
    assert "区行政サービスセンター" in told["lines"]
    with Image.open(out) as picture:
        assert picture.width == 464
    own = tmp_path / "own.toml"
    own.write_text(lines('show = "number"', 'show = "gap"\ndots = 8'), encoding="utf-8")
    told = json.loads(CliRunner().invoke(app, [*asked, "--layout", str(own)], catch_exceptions=False).stdout)
    assert len(told["lines"]) == 1
    tested = json.loads(CliRunner().invoke(app, [*asked, "--test"], catch_exceptions=False).stdout)
    assert "テスト印字" in tested["lines"]
    counted = CliRunner().invoke(app, ["slip", "preview", "--bytes"], catch_exceptions=False).stdout
    assert "9600 baud" in counted


def test_the_preview_names_what_is_wrong(tmp_path: Path) -> None:
    broken = logo_layout(tmp_path)
    with pytest.raises(DeviceFault, match="logo"):
        CliRunner().invoke(app, ["slip", "preview", "--layout", str(broken)], catch_exceptions=False)


def test_white_space_before_the_cut_costs_nothing() -> None:
    tail = parse(lines('show = "number"', 'show = "gap"\ndots = 40'), "here.toml", SlipLayout)
    bare = parse(lines('show = "number"'), "here.toml", SlipLayout)
    assert encode(slip(layout=tail)) == encode(slip(layout=bare))
    assert [block for block in layout(slip(layout=tail)) if isinstance(block, Gap)]
