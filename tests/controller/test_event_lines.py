"""Rules: resting on a line of an event tells more than the line, or nothing."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from wallctl.controller.event_lines import EventLines
from wallctl.controller.event_rows import Now
from wallctl.model.people import OfficerName
from wallctl.protocol.desk import Happened
from wallctl.protocol.node import Severity


def event(seq: int, what: str = "window_eased", officer: str = "") -> Happened:
    return Happened(
        seq=seq,
        at_utc_s=float(seq),
        what=what,
        text=f"{what} {seq}",
        severity=Severity.WARNING,
        actor="li" if officer else "",
        officer=OfficerName(officer),
    )


def told(lines: EventLines, monkeypatch: pytest.MonkeyPatch) -> str:
    """What is told where the mouse rests on the first line."""
    said: list[str] = []

    def show(at: QPoint, text: str, of: QWidget, place: QRect | None = None) -> None:
        said.append(text)

    monkeypatch.setattr(QToolTip, "showText", show)
    at = QPoint(lines.width() // 2, 12)
    QApplication.sendEvent(lines, QHelpEvent(QEvent.Type.ToolTip, at, lines.mapToGlobal(at)))
    return "".join(said)


@pytest.fixture
def lines(qtbot: QtBot) -> EventLines:
    found = EventLines()
    qtbot.addWidget(found)
    found.resize(280, 400)
    found.show()
    return found


def test_a_line_that_is_read_whole_has_no_tip_over_the_next_ones(
    lines: EventLines, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines.show_events([event(2), event(1, "disk_full")], Now(), 60.0)
    assert told(lines, monkeypatch) == ""
    lines.show_events([event(2, "take_done", "值班员01"), event(1)], Now(), 60.0)
    assert told(lines, monkeypatch) == ""


def test_a_flood_and_a_name_that_is_cut_are_told_where_the_mouse_rests(
    lines: EventLines, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines.show_events([event(number) for number in (4, 3, 2, 1)], Now(), 60.0)
    assert all(f"window_eased {number}" in told(lines, monkeypatch) for number in (1, 2, 3, 4))
    long = "值班长" * 12
    lines.show_events([event(9, "take_done", long)], Now(), 60.0)
    assert long in told(lines, monkeypatch)
