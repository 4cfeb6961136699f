"""Rules: a flood is one row with a count, what people did and alarms never; a remedy where it helps."""

from __future__ import annotations

from wallctl.controller.event_rows import Now, Remedy, event_grade, foot_forms, rows, tip
from wallctl.controller.standing import Grade
from wallctl.model.ids import SourceId
from wallctl.model.people import OfficerName
from wallctl.protocol.desk import Happened
from wallctl.protocol.node import Severity

CAM, OTHER = SourceId("wat-06"), SourceId("trf-05")


def event(seq: int, what: str = "window_eased", at_s: float = 0.0, **more: object) -> Happened:
    return Happened.model_validate(
        {"seq": seq, "at_utc_s": at_s, "what": what, "text": f"{what} {seq}", "severity": "warning"} | more,
        strict=False,
    )


def newest_first(*events: Happened) -> list[Happened]:
    return sorted(events, key=lambda one: -one.at_utc_s)


def test_eighteen_warnings_of_a_minute_are_one_row_and_the_take_stays_in_sight() -> None:
    take = event(0, "take_done", 0.0, actor="li", severity="info")
    flood = [event(n, at_s=float(n)) for n in range(1, 19)]
    found = rows(newest_first(take, *flood), Now())
    assert [(row.newest.seq, len(row.events)) for row in found] == [(18, 18), (0, 1)]
    assert foot_forms(found[0], Now(), 20.0)[0].startswith("同类 18 条，")
    assert all(f"window_eased {n}" in tip(found[0], Now(), 20.0) for n in range(1, 19))


def test_two_of_a_kind_and_those_of_another_minute_stand_alone() -> None:
    found = rows(newest_first(event(1), event(2, at_s=5.0), event(3, at_s=90.0)), Now())
    assert [len(row.events) for row in found] == [1, 1, 1]


def test_two_kinds_that_alternate_are_two_rows() -> None:
    kinds = ("source_lost", "stream_stands_in")
    found = rows(newest_first(*(event(n, kinds[n % 2], float(n)) for n in range(12))), Now())
    assert [len(row.events) for row in found] == [6, 6]


def test_alarms_and_acts_of_people_are_never_hidden_in_a_count() -> None:
    acts = [event(n, "take_done", float(n), actor="li") for n in range(4)]
    alarms = [event(n, "picture_lost", float(n), severity="alarm") for n in range(4, 8)]
    assert len(rows(newest_first(*acts, *alarms), Now())) == 8


def test_an_opened_flood_shows_each_event_and_stays_open_while_it_grows() -> None:
    flood = [event(n, at_s=float(n)) for n in range(1, 4)]
    name = rows(newest_first(*flood), Now())[0].flood
    assert name is not None
    found = rows(newest_first(*flood, event(4, at_s=4.0)), Now(), {name})
    assert [row.newest.seq for row in found] == [4, 3, 2, 1] and found[0].opened


def test_lost_cells_offer_the_move_while_they_are_lost_and_only_once() -> None:
    events = newest_first(
        event(1, "cells_lost", 0.0, severity="alarm"), event(2, "cells_lost", 9.0, severity="alarm")
    )
    assert [row.remedy for row in rows(events, Now(lost=True))] == [Remedy.RESEAT, None]
    assert [row.remedy for row in rows(events, Now())] == [None, None]


def test_cells_that_are_back_offer_the_way_back_while_windows_are_elsewhere() -> None:
    events = [event(1, "cells_back", severity="info")]
    assert rows(events, Now(reseated=True))[0].remedy is Remedy.BACK
    assert rows(events, Now(reseated=True, lost=True))[0].remedy is None
    assert rows(events, Now())[0].remedy is None


def test_a_source_that_fails_on_the_wall_offers_its_window() -> None:
    events = newest_first(
        event(1, "source_lost", 0.0, source=CAM),
        event(2, "source_lost", 100.0, source=CAM),
        event(3, "source_lost", 200.0, source=OTHER),
    )
    assert [row.remedy for row in rows(events, Now(failing={CAM}))] == [None, Remedy.CHOOSE, None]


def test_an_event_about_several_sources_names_them_in_small_letters() -> None:
    several = event(1, sources=(CAM, OTHER))
    (row,) = rows([several], Now())
    assert foot_forms(row, Now(), 0.0) == ["wat-06、trf-05"]
    assert row.newest.severity is Severity.WARNING


def test_an_act_names_the_officer_and_the_seat_and_else_the_owner_of_the_key() -> None:
    key = event(0, "take_done", 0.0, actor="duty", seat="主控席")
    assert foot_forms(rows([key], Now())[0], Now(), 1.0) == ["duty · 主控席", "duty"]
    officer = key.with_(officer=OfficerName("李明"))
    row = rows([officer], Now())[0]
    assert foot_forms(row, Now(), 1.0) == ["李明 · 主控席", "李明"]
    assert "李明 · 主控席" in tip(row, Now(), 1.0) and "duty" not in tip(row, Now(), 1.0)


def test_a_lost_picture_has_the_shape_it_has_on_its_window_and_no_other_event_borrows_one() -> None:
    for what in ("source_lost", "picture_lost", "source_quarantined"):
        assert event_grade(event(1, what)) is Grade.LOST
    for what in ("window_eased", "renderer_died", "disk_full", "source_live"):
        assert event_grade(event(1, what)) is None
