"""Rule: an undisciplined clock and a full disk are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from wallctl.cli.checks import host
from wallctl.cli.checks.machine import Verdict


@pytest.mark.parametrize(
    ("reading", "verdict"), [((0, 4_000), "ok"), ((0x40, 16_000_000), "warn"), (None, "warn")]
)
def test_clock_must_be_disciplined(reading: tuple[int, int] | None, verdict: str) -> None:
    assert host.clock(reading).verdict == verdict


def test_disk_that_is_not_there_fails(tmp_path: Path) -> None:
    assert host.disk(tmp_path / "nowhere").verdict is Verdict.FAIL
    assert str(tmp_path) in host.disk(tmp_path).seen
