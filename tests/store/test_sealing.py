"""The seal on what visitors write: opened under its own key, hall and id only; one key however many services make it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import Refusal
from shared.sealing import Sealed, Vault


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Vault:
    return Vault("district", tmp_path_factory.mktemp("vault") / "hall.db.key")


@given(st.text(max_size=300))
def test_what_was_sealed_is_opened_and_never_lies_open(vault: Vault, words: str) -> None:
    sealed = vault.seal("text-1", words)
    assert vault.open(sealed) == words
    assert sealed.sealed != vault.seal("text-1", words).sealed, "the same words do not look the same"
    if len(words.encode()) > 4:
        assert words.encode() not in sealed.sealed


def test_a_seal_is_bound_to_its_place(vault: Vault) -> None:
    sealed = vault.seal("text-1", "意见")
    altered = sealed.sealed[:-1] + bytes([sealed.sealed[-1] ^ 1])
    elsewhere = Vault("another", vault.key_file)
    for opener, wrong in ((vault, Sealed("text-2", sealed.key, sealed.sealed)), (elsewhere, sealed)):
        with pytest.raises(Refusal, match="altered"):
            opener.open(wrong)
    with pytest.raises(Refusal, match="altered"):
        vault.open(Sealed(sealed.id, sealed.key, altered))


def test_another_key_is_told_from_an_altered_text(vault: Vault, tmp_path: Path) -> None:
    other = Vault("district", tmp_path / "other.key")
    other.seal("text-0", "makes its key")
    with pytest.raises(Refusal, match="another key"):
        other.open(vault.seal("text-1", "意见"))


def test_a_key_that_is_missing_is_made_for_sealing_and_never_for_opening(vault: Vault, tmp_path: Path) -> None:
    file = tmp_path / "deep" / "hall.key"
    with pytest.raises(Refusal) as refused:
        Vault("district", file).open(vault.seal("text-1", "意见"))
    assert refused.value.code == "key_unusable"
    assert not file.exists(), "a new key would hide that the old one is lost"
    sealed = Vault("district", file).seal("text-1", "意见")
    assert Vault("district", file).open(sealed) == "意见"
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["hall.key"], "no draft of the key is left"


@pytest.mark.parametrize("content", ["", "not a key", "c2hvcnQ=", "密"])
def test_a_file_that_is_no_key_is_said_to_be_none(tmp_path: Path, content: str) -> None:
    file = tmp_path / "hall.key"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(Refusal, match="not a key"):
        Vault("district", file).seal("text-1", "意见")
    assert file.read_text(encoding="utf-8") == content, "nor is it replaced"


def test_services_that_begin_at_once_share_one_key(tmp_path: Path) -> None:
    file = tmp_path / "hall.key"
    vaults = [Vault("district", file) for _ in range(16)]
    with ThreadPoolExecutor(16) as services:
        seals = list(services.map(lambda vault: vault.seal("text-1", "意见"), vaults))
    assert len({sealed.key for sealed in seals}) == 1
    assert all(vaults[0].open(sealed) == "意见" for sealed in seals)
