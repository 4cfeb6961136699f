"""Rule: a secret is readable by its owner only, and shown nowhere."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from tests.bus.ends import DESK, NODE
from wallctl.bus.keys import KeyPair, KeyRing, load_key_pair, new_key_pair, save_key_pair
from wallctl.errors import BadInput, Unavailable


@pytest.fixture
def saved(tmp_path: Path) -> tuple[Path, KeyPair]:
    pair = new_key_pair()
    save_key_pair(tmp_path / "node.key", pair)
    return tmp_path / "node.key", pair


def test_a_saved_pair_comes_back(saved: tuple[Path, KeyPair]) -> None:
    path, pair = saved
    assert load_key_pair(path) == pair
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_full_disk_leaves_no_half_a_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(fd: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Unavailable, match=r"node\.key.*No space left"):
        save_key_pair(tmp_path / "node.key", new_key_pair())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o666, 0o610])
def test_a_key_that_others_can_read_is_refused(saved: tuple[Path, KeyPair], mode: int) -> None:
    path, _ = saved
    path.chmod(mode)
    with pytest.raises(BadInput, match=f"chmod 600 {path}"):
        load_key_pair(path)


def test_a_key_file_is_never_overwritten(saved: tuple[Path, KeyPair]) -> None:
    path, pair = saved
    with pytest.raises(BadInput, match="there already"):
        save_key_pair(path, new_key_pair())
    assert load_key_pair(path) == pair


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff" * 90, b'{"public":"a","secret":"b"}', b"null"])
def test_what_is_no_key_file_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "odd.key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(BadInput, match=r"odd\.key"):
        load_key_pair(path)


def test_halves_of_different_pairs_are_refused(tmp_path: Path) -> None:
    mixed = KeyPair(public=new_key_pair().public, secret=new_key_pair().secret)
    save_key_pair(tmp_path / "mixed.key", mixed)
    with pytest.raises(BadInput, match="not a wallctl key file"):
        load_key_pair(tmp_path / "mixed.key")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"gone\.key"):
        load_key_pair(tmp_path / "gone.key")


def test_no_text_of_a_pair_shows_the_secret() -> None:
    pair = new_key_pair()
    secret = pair.secret.get_secret_value()
    assert all(secret not in text for text in (repr(pair), str(pair), pair.model_dump_json()))


def test_enrolling_and_revoking_make_a_new_ring() -> None:
    desk, node = new_key_pair().public, new_key_pair().public
    ring = KeyRing({desk: DESK})
    larger = ring.with_peer(node, NODE)
    assert dict(ring) == {desk: DESK}
    assert dict(larger) == {desk: DESK, node: NODE}
    assert dict(larger.without(desk)) == {node: NODE}
    assert larger.get("nobody") is None


@pytest.mark.parametrize("public", ["", "short", "é" * 40, "~" * 40, "#" * 40])
def test_a_ring_takes_public_keys_only(public: str) -> None:
    with pytest.raises(BadInput, match="desk desk-1"):
        KeyRing({public: DESK})
