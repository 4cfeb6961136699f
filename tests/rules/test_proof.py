"""Rule: a beat proves that somebody paints, unless it claims a frame younger than the last paint of all."""

from __future__ import annotations

import pytest

from tests.node.reports import pane, reports
from wallctl.model.health import CellReport, WindowState
from wallctl.rules.proof import MARGIN_S, Painting, heard, proves


def report(painted: int, *ages_ms: int | None) -> CellReport:
    panes = tuple(pane(WindowState.LIVE).with_(frame_age_ms=age_ms) for age_ms in ages_ms)
    return reports(pane(WindowState.LIVE))[0].with_(painted=painted, panes=panes)


def test_the_counter_is_known_from_the_first_report_that_has_it() -> None:
    known = heard(Painting(), report(7), 10.0)
    assert known == Painting(painted=7, moved_s=10.0)
    assert heard(known, report(7), 11.0) == known
    assert heard(known, report(8), 11.0).moved_s == 11.0
    assert heard(known, report(2), 11.0).moved_s == 11.0, "another process counts anew"


@pytest.mark.parametrize(
    ("still_s", "ages_ms", "proof"),
    [
        (0.0, (40,), True),
        (0.5, (40,), True),
        (MARGIN_S + 0.1, (40,), False),
        (MARGIN_S + 0.1, (40, 9000), False),
        (9.0, (9000, None), True),
        (9.0, (8500,), True),
        (60.0, (None,), True),
        (60.0, (), True),
        (60.0, (58_000,), False),
    ],
)
def test_no_frame_is_younger_than_the_last_paint(
    still_s: float, ages_ms: tuple[int | None, ...], proof: bool
) -> None:
    """A camera that stalls, cards and maps paint nothing for long, and claim nothing either."""
    known = Painting(painted=7, moved_s=100.0)
    assert proves(known, report(7, *ages_ms), 100.0 + still_s) is proof
