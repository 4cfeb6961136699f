"""Whatever an officer put up and the wall did not get is kept, and what is said of it is what was done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.controller.conftest import Bench
from tests.controller.test_studio import SEAT, kept, line, prepare, put, second_desk, window
from wallctl.controller.draft import Draft
from wallctl.controller.keymap import Act
from wallctl.controller.language import Language
from wallctl.controller.main import Desk
from wallctl.controller.preset_actions import PresetAction
from wallctl.controller.session import LinkPhase
from wallctl.errors import Conflict, Denied, Unavailable
from wallctl.model.ids import ActorId, PresetId, SeatId, SourceId
from wallctl.model.layout import Layout
from wallctl.protocol.desk import SavePreset, TakeLayout

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LI, OTHER = ActorId("李明"), SeatId("2号席")
DYKE = PresetId("dyke")


def notice(bench: Bench) -> str:
    return bench.desk.window.centre.notice.text


def said(bench: Bench) -> list[str]:
    """All that is unread, each brought up once by its key."""
    bar = bench.desk.window.centre.notice
    found = []
    for _ in range(bar.waiting + 1):
        found.append(bar.text)
        bench.desk.window.asked.emit(Act.NEXT_NOTICE)
    return found


def drop(bench: Bench, source: str, x: float, y: float) -> None:
    """Drop a picture on the live wall."""
    assert bench.drop(bench.live, bench.mime_of(source), bench.cell_px(bench.live, x + 0.5, y + 0.5))


@contextmanager
def second(bench: Bench) -> Iterator[None]:
    """What is done here reaches the server after the other desk's change."""
    with bench.server.held():
        yield
        bench.server.put(Layout(windows=(window("exp-01", 0, 0),)), seat=OTHER, actor=LI)


def sources(draft: Draft | None) -> set[str]:
    return {str(source) for source in draft.layout.sources} if draft is not None else set()


def on_board(bench: Bench) -> set[str]:
    return sources(bench.desk.presenter.draft)


# who came second


def test_a_direct_edit_that_came_second_is_refused_by_name_and_waits_as_the_draft(bench: Bench) -> None:
    put(bench, window("psb-01", 0, 0))
    with second(bench):
        drop(bench, "wat-08", 1, 1)
    bench.until(lambda: "李明 · 2号席" in notice(bench))
    assert "别人刚改过大屏" in notice(bench) and "exp-01" in notice(bench)
    assert "你的画面留在待上墙里（Ctrl+D）" in notice(bench) and "Ctrl+Z" not in notice(bench)
    assert bench.wall.sources == {"exp-01"}
    bench.live.setFocus()
    bench.key(Qt.Key.Key_D, CTRL)
    assert on_board(bench) == {"psb-01", "wat-08"}


def windows_kept(bench: Bench) -> int:
    """How many windows the server has in this seat's draft."""
    layout = kept(bench)
    return 0 if layout is None else len(layout.windows)


def sources_kept(bench: Bench) -> frozenset[SourceId]:
    """What the server has in this seat's draft."""
    layout = kept(bench)
    return frozenset() if layout is None else layout.sources


def steps_below(bench: Bench, count: int) -> bool:
    """Whether the server has the draft, and the notice speaks of so many steps below it."""
    return kept(bench) is not None and notice(bench).count("Ctrl+Z") == count


def refused_beside_a_closed_draft(bench: Bench) -> None:
    """wat-03 is prepared and put by; wat-08 comes second on a wall of psb-01."""
    put(bench, window("psb-01", 0, 0))
    prepare(bench, "wat-03")
    bench.key(Qt.Key.Key_D, CTRL)
    bench.until(lambda: kept(bench) is not None)
    with second(bench):
        drop(bench, "wat-08", 1, 1)
    bench.until(lambda: "李明 · 2号席" in notice(bench))


def test_edits_that_waited_behind_a_refused_one_are_kept_with_it(bench: Bench) -> None:
    put(bench, window("psb-01", 0, 0))
    with second(bench):
        drop(bench, "wat-08", 1, 1)
        drop(bench, "wat-01", 2, 1)
        drop(bench, "psb-02", 3, 1)
    bench.until(lambda: "李明 · 2号席" in notice(bench))
    assert len([ask for ask in bench.server.asks if isinstance(ask, TakeLayout)]) == 1
    bench.key(Qt.Key.Key_D, CTRL)
    assert on_board(bench) == {"psb-01", "wat-08", "wat-01", "psb-02"}
    bench.until(lambda: windows_kept(bench) == 4)


def test_a_closed_draft_is_one_undo_below_what_was_refused_and_the_notice_says_so(bench: Bench) -> None:
    refused_beside_a_closed_draft(bench)
    assert "待上墙里（Ctrl+D）" in notice(bench) and "前一步（Ctrl+Z）" in notice(bench)
    bench.live.setFocus()
    bench.key(Qt.Key.Key_D, CTRL)
    assert on_board(bench) == {"psb-01", "wat-08"}, "Ctrl+D opens what the notice speaks of"
    bench.key(Qt.Key.Key_Z, CTRL)
    assert on_board(bench) == {"psb-01", "wat-03"}
    bench.until(lambda: "wat-03" in sources_kept(bench))


def test_taking_what_was_refused_leaves_the_draft_that_was_there_before(bench: Bench) -> None:
    refused_beside_a_closed_draft(bench)
    bench.settle()
    bench.live.setFocus()
    bench.key(Qt.Key.Key_D, CTRL)
    bench.key(Qt.Key.Key_Return, CTRL)
    bench.until(lambda: bench.wall.sources == {"psb-01", "wat-08"})
    bench.until(lambda: bench.desk.presenter.draft is None)
    assert "原来的内容还在（Ctrl+D）" in notice(bench)
    bench.until(lambda: "wat-03" in sources_kept(bench))
    bench.key(Qt.Key.Key_D, CTRL)
    assert on_board(bench) == {"psb-01", "wat-03"}


def test_two_refused_edits_in_a_row_are_both_there(bench: Bench) -> None:
    for source, at in (("wat-08", 1), ("wat-01", 2)):
        bench.settle()
        with second(bench):
            drop(bench, source, at, 1)
        bench.until(partial(steps_below, bench, at - 1))
    bench.live.setFocus()
    bench.key(Qt.Key.Key_D, CTRL)
    assert on_board(bench) == {"exp-01", "wat-01"}
    bench.key(Qt.Key.Key_Z, CTRL)
    assert on_board(bench) == {"wat-08"}


def test_a_draft_that_was_opened_meanwhile_has_the_work_already(bench: Bench) -> None:
    put(bench, window("psb-01", 0, 0))
    bench.live.setFocus()
    with second(bench):
        drop(bench, "wat-08", 1, 1)
        bench.key(Qt.Key.Key_D, CTRL)
    bench.until(lambda: "李明 · 2号席" in notice(bench))
    assert "还在打开的待上墙里" in notice(bench)
    assert on_board(bench) == {"psb-01", "wat-08"}


def test_a_take_that_came_second_stays_on_its_board(bench: Bench) -> None:
    put(bench, window("psb-01", 0, 0))
    prepare(bench, "wat-08")
    with second(bench):
        bench.key(Qt.Key.Key_Return, CTRL)
    bench.until(lambda: "李明 · 2号席" in notice(bench))
    assert "还在打开的待上墙里" in notice(bench) and "Ctrl+D" not in notice(bench)
    assert on_board(bench) == {"psb-01", "wat-08"} and bench.draft.isVisible()


def test_a_take_whose_draft_was_thrown_away_meanwhile_says_how_it_comes_back(bench: Bench) -> None:
    put(bench, window("psb-01", 0, 0))
    prepare(bench, "wat-08")
    with second(bench):
        bench.key(Qt.Key.Key_Return, CTRL)
        bench.key(Qt.Key.Key_D, CTRL | SHIFT)
    bench.until(lambda: any("别人刚改过大屏" in text for text in said(bench)))
    assert any("已经丢弃，按 Ctrl+Shift+D" in text for text in said(bench))
    bench.key(Qt.Key.Key_D, CTRL | SHIFT)
    assert on_board(bench) == {"psb-01", "wat-08"}


def test_two_desks_at_once_end_with_both_pieces_of_work(bench: Bench, qapp: QApplication) -> None:
    """Both put a picture up in the same moment: one is on the wall, the other one in its desk's draft."""
    put(bench, window("psb-01", 0, 0))
    with second_desk(bench, qapp, OTHER) as two:
        bench.until(lambda: _shows(two, {"psb-01"}))
        with bench.server.held():
            drop(bench, "wat-08", 1, 1)
            live = two.window.centre.live.canvas
            assert bench.drop(live, bench.mime_of("wat-01"), bench.cell_px(live, 2.5, 1.5))
        desks = (bench.desk, two)
        bench.until(lambda: any("别人刚改过大屏" in desk.window.centre.notice.text for desk in desks))
        bench.until(lambda: bench.wall.sources in ({"psb-01", "wat-08"}, {"psb-01", "wat-01"}))
        late, seat = (two, OTHER) if "wat-08" in bench.wall.sources else (bench.desk, SEAT)
        bench.until(lambda: seat in bench.server.prepared.drafts)
        late.window.presets.draft.click()
        both = bench.wall.sources | {str(source) for source in late.presenter.studio.layout.sources}
        assert both == {"psb-01", "wat-08", "wat-01"}


def _shows(desk: Desk, wanted: set[str]) -> bool:
    scene = desk.window.centre.live.canvas.scene
    return scene is not None and {str(source) for source in scene.layout.sources} == wanted


# other refusals


def test_what_the_server_cannot_do_now_is_kept_and_what_it_will_not_do_is_said(bench: Bench) -> None:
    bench.server.refuse = Unavailable(
        "disk of server", "is full: nothing was changed, and the wall goes on as it is"
    )
    drop(bench, "wat-08", 1, 1)
    bench.until(lambda: "你的画面留在待上墙里（Ctrl+D）" in notice(bench))
    assert "磁盘已满" in notice(bench)
    bench.desk.presenter.studio.drop()
    bench.server.refuse = Denied("show wat-01", "no right", "ask for one")
    drop(bench, "wat-01", 1, 1)
    bench.until(lambda: any("没有这项权限" in text for text in said(bench)))
    assert bench.desk.presenter.studio.kept is None, "it would be refused again"


def test_what_waited_behind_an_edit_that_nobody_may_do_is_kept(bench: Bench) -> None:
    bench.server.refuse = Denied("show wat-01", "no right", "ask for one")
    with bench.server.held():
        drop(bench, "wat-01", 1, 1)
        drop(bench, "wat-08", 2, 1)
    bench.until(lambda: "没有这项权限" in notice(bench))
    assert "你的画面留在待上墙里（Ctrl+D）" in notice(bench)
    bench.key(Qt.Key.Key_D, CTRL)
    assert on_board(bench) == {"wat-01", "wat-08"}


# the link


def test_edits_under_way_when_the_server_dies_are_kept_through_its_restart(bench: Bench) -> None:
    put(bench, window("psb-01", 0, 0))
    epoch = bench.server.epoch
    bench.server.mute = True
    drop(bench, "wat-08", 1, 1)
    drop(bench, "wat-01", 2, 1)
    bench.until(lambda: bench.session.phase is LinkPhase.LOST)
    assert "不知道是否已执行" in notice(bench) and "待上墙里（Ctrl+D）" in notice(bench)
    bench.server.stop()
    bench.server.mute = False
    bench.server.start()
    bench.until(lambda: bench.session.phase is LinkPhase.UP, 15_000)
    assert bench.session.view is not None and bench.session.view.version.epoch > epoch
    bench.until(lambda: windows_kept(bench) == 3)
    assert bench.wall.sources == {"psb-01"}
    bench.live.setFocus()
    bench.key(Qt.Key.Key_D, CTRL)
    assert on_board(bench) == {"psb-01", "wat-08", "wat-01"}


def test_an_edit_that_came_to_the_wall_although_its_answer_was_lost_leaves_no_draft(bench: Bench) -> None:
    put(bench, window("psb-01", 0, 0))
    prepare(bench, "wat-03")
    bench.key(Qt.Key.Key_D, CTRL)
    bench.until(lambda: kept(bench) is not None)
    bench.server.mute = True
    drop(bench, "wat-08", 1, 1)
    bench.until(lambda: bench.session.phase is LinkPhase.LOST)
    assert "不知道是否已执行" in notice(bench)
    asked = bench.session.view
    assert asked is not None and bench.desk.presenter.studio.kept is not None
    bench.server.put(bench.desk.presenter.studio.kept.layout, "take", seat=SEAT)
    bench.server.mute = False
    bench.until(lambda: "已经在大屏上" in notice(bench))
    bench.live.setFocus()
    bench.key(Qt.Key.Key_D, CTRL)
    assert on_board(bench) == {"psb-01", "wat-03"}, "the draft is what it was"


def test_what_is_put_up_without_a_link_is_kept_too(bench: Bench) -> None:
    put(bench, window("psb-01", 0, 0))
    bench.server.mute = True
    bench.until(lambda: bench.session.phase is LinkPhase.LOST)
    bench.desk.window.sources.place_requested.emit("wat-08")
    assert "没有联系，未执行" in notice(bench) and "待上墙里（Ctrl+D）" in notice(bench)
    bench.server.mute = False
    bench.until(lambda: "wat-08" in sources_kept(bench))


def test_a_take_without_an_answer_is_not_called_undone(bench: Bench) -> None:
    prepare(bench, "wat-08")
    bench.until(lambda: kept(bench) is not None)
    bench.server.mute = True
    bench.key(Qt.Key.Key_Return, CTRL)
    bench.until(lambda: bench.session.phase is LinkPhase.LOST)
    assert "不知道是否已执行" in notice(bench) and "还在打开的待上墙里" in notice(bench)
    bench.server.mute = False
    bench.until(lambda: bench.session.phase is LinkPhase.UP)
    bench.until(lambda: line(bench).startswith("断线前"))
    assert on_board(bench) == {"wat-08"}


# presets


def test_a_preset_saved_second_is_spoken_of_by_name_with_where_the_work_is(bench: Bench) -> None:
    put(bench, window("wat-08", 0, 0))
    bench.desk.presenter.preset_desk.save()
    panel = bench.desk.presenter.preset_desk.panel
    assert panel is not None
    panel.name.setText("堤防险情")
    panel.save.click()
    bench.server.prepared.save_preset(SavePreset(preset=bench.session.presets[DYKE], over=1), OTHER, LI)
    panel.replace.click()
    bench.until(lambda: "场景「堤防险情」没有保存" in panel.problem.text())
    told = panel.problem.text()
    assert "李明 · 2号席" in told and "第 2 版" in told and "还在大屏上" in told
    assert "改过大屏" not in told and not notice(bench)


def test_a_preset_saved_second_from_the_draft_says_that_the_draft_has_it(bench: Bench) -> None:
    bench.desk.window.presets.action_requested.emit(PresetAction.EDIT, "dyke")
    presets = bench.desk.presenter.preset_desk
    presets.save()
    panel = presets.panel
    assert panel is not None
    bench.server.prepared.save_preset(SavePreset(preset=bench.session.presets[DYKE], over=1), OTHER, LI)
    with bench.server.held():
        panel.replace.click()
        panel.close()
        bench.desk.window.activateWindow()
        bench.desk.presenter.toggle_draft()
    bench.until(lambda: "场景「堤防险情」没有保存" in notice(bench))
    assert "还在待上墙里（Ctrl+D）" in notice(bench) and "改过大屏" not in notice(bench)


def test_a_version_that_nobody_knows_who_saved_is_no_change_of_the_wall(bench: Bench) -> None:
    bench.server.refuse = Conflict("preset dyke", "is there in version 2", version=2)
    bench.desk.window.presets.action_requested.emit(PresetAction.DELETE, "dyke")
    bench.until(lambda: "场景「堤防险情」没有删除" in notice(bench))
    assert "第 2 版" in notice(bench) and "改过大屏" not in notice(bench)


# the language


@pytest.fixture
def spoken(bench: Bench) -> Iterator[Bench]:
    yield bench
    bench.desk.speak(Language.CHINESE)


def test_what_stands_to_be_read_is_said_in_the_language_that_is_switched_to(spoken: Bench) -> None:
    put(spoken, window("psb-01", 0, 0))
    with second(spoken):
        drop(spoken, "wat-08", 1, 1)
    spoken.until(lambda: "李明 · 2号席" in notice(spoken))
    chinese = notice(spoken)
    spoken.live.setFocus()
    spoken.key(Qt.Key.Key_L, CTRL)
    bar = spoken.desk.window.centre.notice
    spoken.until(lambda: "somebody else has just changed the wall" in bar.text)
    assert "李明 · 2号席" in bar.text and "Ctrl+D" in bar.text and "你的" not in bar.text
    spoken.key(Qt.Key.Key_L, CTRL)
    spoken.until(lambda: bar.text == chinese)
    QTest.mouseClick(bar._close, Qt.MouseButton.LeftButton)
    assert bar.text == ""
