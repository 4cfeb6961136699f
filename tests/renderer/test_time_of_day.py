"""Rule: ages and states go by a clock that counts suspend and never steps; the time of day is for people."""

from __future__ import annotations

import ast
import time
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QGuiApplication

from tests.fakes.pictures import pane, picture
from tests.house import ROOT, tree
from tests.kit.clips import solid
from tests.renderer.stand import Stand
from wallctl.model.health import WindowState
from wallctl.renderer.reading import boot_s

MAY_ASK = {
    "node/program.py": "a desk says since when a cell is silent",
    "renderer/content.py": "clocks and tickers show it",
    "renderer/kept_picture.py": "a right ends at a time of day; a card says since when",
    "renderer/pane_view.py": "a card says since when",
    "renderer/sharing.py": "times of files are times of day",
    "renderer/stage.py": "a right ends at a time of day",
}
HOUR_S = 3600.0


@pytest.fixture
def stand(qapp: QGuiApplication) -> Iterator[Stand]:
    with Stand(qapp) as stand:
        yield stand


def test_who_asks_for_the_time_of_day_is_known() -> None:
    asking = {
        str(path.relative_to(ROOT / "wallctl"))
        for part in ("renderer", "node", "rules")
        for path in (ROOT / "wallctl" / part).rglob("*.py")
        if any(
            isinstance(node, ast.Attribute)
            and node.attr in ("time", "time_ns", "now", "utcnow")
            and isinstance(node.value, ast.Name)
            and node.value.id in ("time", "datetime")
            for node in ast.walk(tree(path))
        )
    }
    assert asking == set(MAY_ASK), "an age goes by CLOCK_BOOTTIME; what is for people is named above"


@pytest.mark.parametrize("step_s", [-HOUR_S, HOUR_S])
def test_a_step_of_the_time_of_day_changes_no_age_and_no_state(
    stand: Stand, monkeypatch: pytest.MonkeyPatch, step_s: float
) -> None:
    stand.order(1, picture(pane("a")))
    stand.alive({"a": solid(150)})
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + step_s)
    stand.alive({"a": solid(160)})
    began_s = boot_s()
    stand.until(lambda: stand.states() == {"w-a": "late"}, 20.0, "late")
    age_ms = stand.report("w-a").frame_age_ms
    assert age_ms is not None and 500 <= age_ms <= (boot_s() - began_s + 1.0) * 1000


def test_a_machine_that_slept_shows_no_old_picture_as_live(stand: Stand) -> None:
    stand.order(1, picture(pane("a")))
    stand.alive({"a": solid(150)})
    (shown,) = stand._panes_of("a")
    asleep_s = 60.0
    shown.judge(boot_s() + asleep_s)
    assert shown.worth.state is WindowState.NO_SIGNAL
    assert shown.worth.age_s is not None and shown.worth.age_s >= asleep_s


def test_the_clock_of_ages_counts_sleep(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def seven_s(number: int) -> float:
        asked.append(number)
        return 7.0

    monkeypatch.setattr(time, "clock_gettime", seven_s)
    assert boot_s() == 7.0 and asked == [time.CLOCK_BOOTTIME]
