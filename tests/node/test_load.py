"""Rule: a node is as busy as frames that were due are not painted; what cameras do not send is not due."""

from __future__ import annotations

from pathlib import Path

import pytest

from wallctl.model.desired import Version
from wallctl.model.geometry import PxRect
from wallctl.model.health import CellReport, PaneReport, WindowState
from wallctl.model.ids import CellId, SourceId, WindowId
from wallctl.model.source import StreamKind
from wallctl.node.load import LoadGauge


def report(
    fps: float, came_fps: float, state: WindowState = WindowState.LIVE, revision: int = 1
) -> CellReport:
    pane = PaneReport(
        window=WindowId("w"),
        source=SourceId("a"),
        dst=PxRect(x=0, y=0, w=1, h=1),
        state=state,
        fps=fps,
        came_fps=came_fps,
        stream=StreamKind.SUB,
    )
    version = Version(epoch=1, revision=revision)
    return CellReport(cell=CellId("r0c0"), incarnation=1, pid=1, version=version, panes=(pane,))


@pytest.fixture
def gauge(tmp_path: Path) -> LoadGauge:
    return LoadGauge(tmp_path / "none")


def after(
    gauge: LoadGauge, seconds: float, one: CellReport, begin_s: float, most: float | None = None
) -> float:
    most_fps = {WindowId("w"): most} if most is not None else {}
    shares = [gauge.load([one], most_fps, begin_s + step / 2).share for step in range(int(seconds * 2) + 1)]
    return shares[-1]


def test_a_node_that_paints_what_comes_is_not_busy(gauge: LoadGauge) -> None:
    assert after(gauge, 5, report(25, 25), 10.0) == pytest.approx(1.0, abs=0.01)


def test_frames_that_are_not_even_read_are_missed(gauge: LoadGauge) -> None:
    after(gauge, 5, report(25, 25), 10.0)
    assert after(gauge, 3, report(10, 10), 15.0) == pytest.approx(0.4, abs=0.02)


def test_a_burst_at_the_beginning_is_no_rate(gauge: LoadGauge) -> None:
    assert after(gauge, 3, report(25, 900), 10.0) > 0.8
    assert gauge.sent_fps(SourceId("a"), StreamKind.SUB) <= 30.0


def test_a_window_that_gave_up_frames_misses_none(gauge: LoadGauge) -> None:
    after(gauge, 5, report(25, 25), 10.0)
    assert after(gauge, 3, report(8, 25), 15.0, most=8.0) == 1.0


def test_what_is_not_shown_and_what_was_just_taken_does_not_count(gauge: LoadGauge) -> None:
    assert after(gauge, 5, report(0, 25, WindowState.NO_SIGNAL), 10.0) == 1.0
    for revision in range(2, 12):
        assert gauge.load([report(1, 25, revision=revision)], {}, 15.0 + revision).share == 1.0


def test_one_cell_that_has_not_told_of_the_take_yet_says_nothing_of_all(gauge: LoadGauge) -> None:
    """Seen on full cores: `0 % of frames shown`, which was the old layout's last word of one cell."""
    before = [report(25, 25).with_(cell=CellId(f"r0c{col}")) for col in range(4)]
    for step in range(8):
        assert gauge.load(before, {}, 10.0 + step / 2).known is (step >= 4)
    waits = before[0].with_(panes=(before[0].panes[0].with_(fps=0.0),))
    after_take = [one.with_(version=Version(epoch=1, revision=2)) for one in before[1:]]
    for step in range(4):
        load = gauge.load([waits, *after_take], {}, 14.0 + step / 2)
        assert not load.known and load.share == 1.0
    assert gauge.load([waits, *after_take], {}, 16.5).share < 1.0


def test_pressure_is_the_share_of_time_in_which_somebody_waited(tmp_path: Path) -> None:
    file = tmp_path / "cpu"
    gauge = LoadGauge(file)
    for step in range(10):
        file.write_text(
            f"some avg10=0.00 avg60=0.00 avg300=0.00 total={1000 + step * 250_000}\nfull total=0\n"
        )
        load = gauge.load([], {}, 10.0 + step / 2)
    assert load.pressed == pytest.approx(0.5)


def test_where_the_kernel_does_not_say_only_frames_count(gauge: LoadGauge) -> None:
    assert gauge.load([], {}, 10.0).pressed == 1.0
