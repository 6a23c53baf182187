"""The words of announcements in three languages."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.voice.phrases import CHIME, announcement, cardinal, said, spoken_text, vocabulary, written
from shared import i18n


def words(number: str, window: int, languages: list[str], recall: bool = False) -> list[str]:
    return [clip.words for clip in announcement(number, window, languages, recall)]


def test_a_chinese_ticket_is_called_in_chinese_alone():
    clips = announcement("A012", 3, ["zh-CN"])
    assert clips[0] == CHIME
    assert [clip.words for clip in clips[1:]] == ["请", "A", "零", "一", "二", "号到", "三号窗口"]
    assert [clip.id for clip in clips] == [
        "chime",
        "zh-CN/lead",
        "zh-CN/letter-A",
        "zh-CN/digit-0",
        "zh-CN/digit-1",
        "zh-CN/digit-2",
        "zh-CN/link",
        "zh-CN/window-3",
    ]


def test_an_english_ticket_is_called_in_chinese_then_in_english():
    chinese = words("A012", 12, ["zh-CN"])
    both = words("A012", 12, ["en"])
    assert both[: len(chinese)] == chinese
    assert both[len(chinese) :] == ["Number", "A", "zero", "one", "two", "please go to", "window twelve"]


def test_a_japanese_ticket_is_spoken_in_kana():
    japanese = [c.words for c in announcement("A012", 3, ["ja"]) if c.language == "ja"]
    assert japanese[1:5] == ["エー", "ゼロ", "イチ", "ニ"]
    assert japanese[5:] == ["ばんのかた", "さんばん まどぐちえ おこしください"]


def test_captions_are_spelt_as_a_person_writes():
    assert spoken_text("A012", 12, "zh-CN") == "请 A 零 一 二 号到十二号窗口"
    assert spoken_text("A012", 3, "en") == "Number A zero one two, please go to window three"
    assert spoken_text("A012", 3, "ja") == "番号札 A ゼロ イチ ニ 番の方、三番窓口へお越しください"


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_a_recall_says_so_first(language: str):
    first, again = (
        [c.id for c in announcement("B7", 1, [language], recall) if c.language == language] for recall in (False, True)
    )
    assert again == [f"{language}/again", *first]
    assert spoken_text("B7", 1, language, True).endswith(spoken_text("B7", 1, language))
    assert spoken_text("B7", 1, language, True) != spoken_text("B7", 1, language)


@pytest.mark.parametrize(
    ("n", "zh", "en", "ja"),
    [
        (2, "二", "two", "に"),
        (10, "十", "ten", "じゅう"),
        (20, "二十", "twenty", "にじゅう"),
        (21, "二十一", "twenty-one", "にじゅういち"),
        (90, "九十", "ninety", "きゅうじゅう"),
        (100, "一百", "one hundred", "ひゃく"),
        (105, "一百零五", "one hundred and five", "ひゃくご"),
        (112, "一百一十二", "one hundred and twelve", "ひゃくじゅうに"),
        (345, "三百四十五", "three hundred and forty-five", "さんびゃくよんじゅうご"),
        (800, "八百", "eight hundred", "はっぴゃく"),
    ],
)
def test_windows_are_cardinals(n: int, zh: str, en: str, ja: str):
    assert said(cardinal(n, "zh-CN")) == zh
    assert said(cardinal(n, "en")) == en
    assert said(cardinal(n, "ja")) == ja


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_no_two_windows_sound_alike(language: str):
    assert len({said(cardinal(n, language)) for n in range(1, 1000)}) == 999


def test_what_cannot_be_said_is_refused():
    with pytest.raises(ValueError, match="window 0"):
        announcement("A001", 0, ["en"])
    with pytest.raises(ValueError, match="window 1000"):
        announcement("A001", 1000, ["en"])
    with pytest.raises(ValueError, match="no letter"):
        announcement("--", 1, ["en"])
    with pytest.raises(i18n.MissingTranslation):
        announcement("A001", 1, ["fr"])


@given(
    st.from_regex(r"[A-Za-z]{1,2}-?[0-9]{1,4}", fullmatch=True),
    st.integers(1, 999),
    st.lists(st.sampled_from(i18n.LANGUAGES)),
    st.booleans(),
)
def test_every_announcement_is_made_of_its_vocabulary(number: str, window: int, languages: list[str], recall: bool):
    letters = [c for c in number if c.isalpha()]
    known = vocabulary(languages, letters, [window])
    assert set(announcement(number, window, languages, recall)) <= set(known)
    assert len({clip.id for clip in known}) == len(known)
    for clip in known:
        assert re.fullmatch(r"chime|[A-Za-z-]+/[A-Za-z]+(-[A-Z0-9]+)?", clip.id)


def test_no_kanji_reaches_the_japanese_synthesiser():
    for clip in vocabulary(["ja"], "ABCDEFGHIJKLMNOPQRSTUVWXYZ", range(1, 1000)):
        if clip.language == "ja":
            assert re.fullmatch(r"[\u3040-\u30ff、。 ]+", clip.words), clip


def test_no_notation_is_left_in_words_or_captions():
    assert (written("[窓口|まどぐち]へ"), said("[窓口|まどぐち]へ")) == ("窓口へ", "まどぐちへ")
    for language in i18n.LANGUAGES:
        assert not set("[]|{}") & set(spoken_text("ABC012", 345, language, True))
        for clip in vocabulary([language], "ABC", range(1, 1000)):
            assert not set("[]|{}") & set(clip.words)
