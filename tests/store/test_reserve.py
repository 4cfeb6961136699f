"""Held space is real, and given up at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from wallctl.store.reserve import Reserve


def test_reserve_takes_real_blocks_and_gives_them_up(tmp_path: Path) -> None:
    reserve = Reserve(tmp_path / "reserve", 1 << 20)
    assert reserve.hold()
    assert reserve.held
    assert (tmp_path / "reserve").stat().st_blocks * 512 >= 1 << 20
    assert reserve.spend()
    assert not reserve.spend()


def test_reserve_is_not_taken_when_little_else_is_free(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Reserve, "free_bytes", property(lambda self: 1 << 20))
    reserve = Reserve(tmp_path / "reserve", 1 << 20)
    assert not reserve.hold()
    assert not (tmp_path / "reserve").exists()
