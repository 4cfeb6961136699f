"""Rule: everything is counted, one line a second is told, and telling may fail."""

from __future__ import annotations

import logging

import pytest

from wallctl.bus.lane import Counts, Trouble, TroubleReport
from wallctl.bus.trouble import MAX_PARTIES, Complaints, log_trouble


def test_a_flood_is_told_once_a_second_with_its_number() -> None:
    told: list[TroubleReport] = []
    counts = Counts()
    complaints = Complaints(told.append, counts)
    for step in range(100):
        complaints.note(Trouble.FLOOD, "desk-1", "too much", step / 100)
    complaints.tick(0.99)
    assert [report.count for report in told] == [1]
    complaints.tick(1.0)
    assert [report.count for report in told] == [1, 99]
    assert counts.flooded == 100


def test_parties_and_kinds_are_told_apart() -> None:
    told: list[TroubleReport] = []
    complaints = Complaints(told.append, Counts())
    complaints.note(Trouble.FLOOD, "desk-1", "", 0.0)
    complaints.note(Trouble.FLOOD, "desk-2", "", 0.0)
    complaints.note(Trouble.BAD_FRAME, "desk-1", "", 0.0)
    assert [(report.kind, report.who) for report in told] == [
        (Trouble.FLOOD, "desk-1"),
        (Trouble.FLOOD, "desk-2"),
        (Trouble.BAD_FRAME, "desk-1"),
    ]


def test_strangers_without_number_do_not_fill_the_memory() -> None:
    told: list[TroubleReport] = []
    complaints = Complaints(told.append, Counts())
    for number in range(5 * MAX_PARTIES):
        complaints.note(Trouble.STRANGER, f"10.0.0.{number}", "", 0.0)
    assert len({report.who for report in told}) == MAX_PARTIES + 1
    assert "others" in {report.who for report in told}
    told.clear()
    complaints.tick(100.0)
    complaints.tick(200.0)
    complaints.note(Trouble.STRANGER, "10.9.9.9", "", 200.0)
    assert told[-1].who == "10.9.9.9"


def test_each_kind_has_its_count() -> None:
    counts = Counts()
    complaints = Complaints(lambda _: None, counts)
    for kind in Trouble:
        complaints.note(kind, "x", "", 0.0)
    assert counts.bad_frames == 3
    assert (counts.flooded, counts.strangers, counts.failed_handshakes) == (1, 1, 1)
    assert (counts.false_identities, counts.failed_callbacks) == (1, 1)


def test_a_callback_that_fails_is_noted_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    told: list[TroubleReport] = []
    complaints = Complaints(told.append, Counts())

    def fail() -> None:
        raise ValueError("inside")

    with caplog.at_level(logging.ERROR):
        complaints.call("desk-1", 0.0, fail)
    assert [(report.kind, report.detail) for report in told] == [(Trouble.CALLBACK, "ValueError")]
    assert "desk-1" in caplog.text


def test_a_teller_that_fails_does_no_harm(caplog: pytest.LogCaptureFixture) -> None:
    def fail(report: TroubleReport) -> None:
        raise ValueError(report)

    counts = Counts()
    with caplog.at_level(logging.ERROR):
        Complaints(fail, counts).note(Trouble.FLOOD, "desk-1", "", 0.0)
    assert counts.flooded == 1


def test_without_a_teller_it_goes_to_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        log_trouble(TroubleReport(Trouble.STRANGER, "10.0.0.9", "its key is not enrolled", 3))
    assert "10.0.0.9: stranger refused (its key is not enrolled, 3 times)" in caplog.text
