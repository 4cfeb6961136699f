"""Rules of the lines of events: a figure is never torn from its unit."""

from __future__ import annotations

import pytest

from wallctl.controller.event_rows import event_text
from wallctl.protocol.desk import Happened

NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("上墙: 版本 8, 时差 16.4 ms", f"上墙: 版本 8, 时差 16.4{NBSP}ms"),
        ("已恢复(中断 19 秒)", f"已恢复(中断 19{NBSP}秒)"),
        ("10 of 10 windows", "10 of 10 windows"),
        ("12 sources", "12 sources"),
    ],
)
def test_a_figure_and_its_unit_stay_on_one_line(said: str, shown: str) -> None:
    assert event_text(Happened(seq=1, at_utc_s=0.0, what="take_done", text=said)) == shown
