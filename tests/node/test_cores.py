"""Rule: the load is what all cores together did over the last seconds, whoever had them do it."""

from __future__ import annotations

from pathlib import Path

import pytest

from wallctl.node.cores import OVER_S, CoreGauge


def ticks(file: Path, used: int, idle: int) -> None:
    """Write the kernel's count: what was used, in all the ways it can be, and what was not."""
    parts = [used - 5, 1, 1, idle - 1, 1, 1, 1, 1]
    file.write_text(f"cpu  {' '.join(map(str, parts))} 900 900\ncpu0 1 2 3 4 5 6 7 8 0 0\nintr 1\n")


@pytest.fixture
def stat(tmp_path: Path) -> Path:
    return tmp_path / "stat"


def test_one_look_tells_nothing_yet(stat: Path) -> None:
    ticks(stat, 1000, 1000)
    assert CoreGauge(stat).cpu_percent(10.0) is None


@pytest.mark.parametrize(
    ("used", "idle", "percent"), [(0, 100, 0.0), (50, 50, 50.0), (100, 0, 100.0), (1, 2, 33.3)]
)
def test_what_was_used_is_told_of_all_that_there_was(
    stat: Path, used: int, idle: int, percent: float
) -> None:
    gauge = CoreGauge(stat)
    ticks(stat, 1000, 1000)
    gauge.cpu_percent(10.0)
    ticks(stat, 1000 + used, 1000 + idle)
    assert gauge.cpu_percent(10.5) == percent


def test_only_the_last_seconds_count(stat: Path) -> None:
    gauge, now_s, used = CoreGauge(stat), 10.0, 1000
    for _ in range(20):
        used += 50
        now_s += 0.5
        ticks(stat, used, 1000)
        gauge.cpu_percent(now_s)
    told = []
    for step in range(1, 9):
        ticks(stat, used, 1000 + step * 50)
        told.append(gauge.cpu_percent(now_s + step * 0.5))
    assert told[0] is not None and told[0] > 50
    assert told[round(OVER_S / 0.5) - 1] == 0.0


def test_looks_of_one_instant_are_no_division_by_nothing(stat: Path) -> None:
    gauge = CoreGauge(stat)
    ticks(stat, 1000, 1000)
    assert gauge.cpu_percent(10.0) is None and gauge.cpu_percent(10.0) is None


@pytest.mark.parametrize("text", ["", "cpu 1 2", "cpu a b c d e f g h\n", "intr 1 2 3 4 5 6 7 8\n"])
def test_where_the_kernel_does_not_say_nothing_is_claimed(stat: Path, text: str) -> None:
    gauge = CoreGauge(stat)
    stat.write_text(text)
    assert gauge.cpu_percent(10.0) is None and gauge.cpu_percent(11.0) is None
    assert CoreGauge(stat.with_name("none")).cpu_percent(10.0) is None


def test_this_machine_says() -> None:
    gauge = CoreGauge()
    gauge.cpu_percent(10.0)
    spent = sum(number * number for number in range(2_000_000))
    percent = gauge.cpu_percent(12.0)
    assert spent and percent is not None and 0 < percent <= 100
