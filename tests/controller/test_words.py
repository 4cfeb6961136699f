"""Rules: every state has a word, the words say how long, and cells are counted from 1."""

from __future__ import annotations

import time

import pytest

from wallctl.controller.standing import Readiness, Standing
from wallctl.controller.words import (
    Places,
    age_word,
    cell_word,
    clock_word,
    kind_word,
    lie_reason,
    readiness_word,
    reason_word,
    role_word,
    standing_line,
    state_word,
)
from wallctl.model.city import District
from wallctl.model.health import Reason, WindowState
from wallctl.model.ids import CellId
from wallctl.model.layout import Role
from wallctl.model.source import Source, SourceKind, Stream
from wallctl.model.truth import Lie, LieKind
from wallctl.rules.words import REASONS, STATES

NOON = time.mktime((2026, 7, 1, 12, 0, 0, 0, 0, -1))


def test_every_state_reason_kind_and_role_has_a_word() -> None:
    assert all(state_word(state) for state in (None, *WindowState))
    assert all(reason_word(reason) for reason in Reason if reason is not Reason.NONE)
    assert all(kind_word(kind) for kind in SourceKind)
    assert all(role_word(role) for role in (None, *Role))


def test_states_and_reasons_are_called_as_on_the_glass() -> None:
    assert all(state_word(state) == STATES[state].zh for state in WindowState)
    assert all(reason_word(reason) == REASONS[reason].zh for reason in Reason)


def test_cells_are_counted_from_one_and_monitors_keep_their_names() -> None:
    assert (cell_word(CellId("r1c4")), cell_word(CellId("desk-monitor"))) == ("2排5列", "desk-monitor")


def test_a_lie_does_not_name_its_cell_twice() -> None:
    why = "2排5列: 版本 3, 应为 4"
    lie = Lie(cell=CellId("r1c4"), why=why, kind=LieKind.REVISION, revision=3, due=4)
    assert lie_reason(lie, {}) == "版本 3, 应为 4"


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        (Standing(WindowState.LIVE, age_ms=40), "实时"),
        (Standing(WindowState.LATE, age_ms=1_240), "滞后 1.2 s"),
        (Standing(WindowState.STALE, age_ms=48_000), "画面停滞 48 s"),
        (Standing(WindowState.NO_SIGNAL, since_utc_s=NOON - 3_600, age_ms=9_000), "无信号 11:00 起"),
        (Standing(WindowState.NO_SIGNAL, since_utc_s=NOON - 86_400), "无信号 06-30 12:00 起"),
        (Standing(), "未上墙"),
    ],
)
def test_a_state_is_told_with_its_age(standing: Standing, words: str) -> None:
    assert standing_line(standing, NOON) == words


def test_ages_and_times_are_short() -> None:
    assert [age_word(s) for s in (0.5, 9.9, 10, 119, 120, 7_300)] == [
        "0.5 s",
        "9.9 s",
        "10 s",
        "119 s",
        "2 min",
        "2 h",
    ]
    assert clock_word(NOON + 5, NOON, seconds=True) == "12:00:05"


def test_readiness_tells_what_nobody_has_looked_at() -> None:
    assert readiness_word(Readiness(7, 7, 0)) == "就绪 全部 7"
    assert readiness_word(Readiness(4, 7, 2)) == "就绪 4/7 · 未检 2"
    assert readiness_word(Readiness(0, 7, 7)) == "7 路未检查"
    assert readiness_word(Readiness(0, 0, 0)) == "无摄像机画面"


def test_what_was_ready_before_the_server_was_lost_is_not_called_ready() -> None:
    assert readiness_word(Readiness(7, 7, 0, last_known=True)) == "失联前就绪 7/7"
    assert readiness_word(Readiness(4, 7, 2, last_known=True)) == "失联前就绪 4/7"


def test_districts_are_short_and_unknown_ones_stand_for_themselves() -> None:
    places = Places({"ziyang": District(id="ziyang", name="资阳区", lon=112.0, lat=28.0, aliases=("资阳",))})
    stream = Stream(url="rtsp://10.0.0.1/1")
    assert places.of(Source(id="a", name="a", district="ziyang", sub=stream)) == "资阳"
    assert places.of(Source(id="a", name="a", district="长沙县", sub=stream)) == "长沙县"
