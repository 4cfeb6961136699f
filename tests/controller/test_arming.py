"""Arming by itself and calling off, driven as an officer does: by key, by mouse, and by Esc."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from tests.controller.conftest import Bench
from tests.controller.test_studio import SEAT, line, prepare, put, second_desk, window
from tests.fakes.desk_drafts import armed
from tests.fakes.desk_server import ACTOR, OTHER_SEAT
from wallctl.controller.language import Language
from wallctl.controller.standing import Grade
from wallctl.controller.take_bar import TakeBar
from wallctl.errors import CalledOff
from wallctl.model.health import Reason
from wallctl.model.ids import SourceId, WindowId
from wallctl.model.layout import Layout
from wallctl.protocol.desk import TakeLayout
from wallctl.protocol.drafting import ArmDraft, ArmStage, CallTakeOff, Waiting

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def bar(bench: Bench) -> TakeBar:
    return bench.desk.window.presets.bar


def click(button: QPushButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def notice(bench: Bench) -> str:
    return bench.desk.window.centre.notice.text


def asked(bench: Bench, kind: type) -> int:
    return sum(isinstance(ask, kind) for ask in bench.server.asks)


def arm(bench: Bench, *sources: str) -> None:
    """Prepare these and have them armed."""
    prepare(bench, *sources)
    bench.key(Qt.Key.Key_B, CTRL)
    bench.until(lambda: bench.desk.presenter.studio.arming.armed)


def waits(bench: Bench, layout: Layout) -> None:
    """A take of this seat waits for pictures."""
    bench.server.arming = armed(layout, SEAT, ACTOR, ArmStage.ARMING)
    bench.server.push_view()
    bench.until(lambda: bench.desk.presenter.studio.arming.taking)


# arming


def test_a_key_arms_the_draft_counts_it_and_changes_nothing_on_the_wall(bench: Bench) -> None:
    put(bench, window("psb-01", 0, 0))
    before = bench.server.desired
    arm(bench, "wat-08")
    (ask,) = (ask for ask in bench.server.asks if isinstance(ask, ArmDraft))
    assert ask.layout.sources == {"psb-01", "wat-08"} and ask.over == before.revision
    bench.until(lambda: line(bench) == "已预加载 2/2 · Ctrl+Enter 立即上墙")
    assert bar(bench).line.line.grade is Grade.OK and bar(bench).line.line.done == 1.0
    assert "保留到" in bar(bench).line.toolTip()
    assert bench.server.desired == before and bench.draft.isVisible()


def test_the_button_arms_too_and_shows_its_key(bench: Bench) -> None:
    assert not bar(bench).arm.isEnabled() and bar(bench).arm.text() == "预加载 Ctrl+B"
    prepare(bench, "wat-08")
    click(bar(bench).arm)
    bench.until(lambda: bench.desk.presenter.studio.arming.armed)
    assert asked(bench, ArmDraft) == 1


def test_what_is_not_ready_yet_is_counted_and_named(bench: Bench) -> None:
    arm(bench, "psb-01", "wat-08")
    assert bench.server.arming is not None
    waiting = Waiting(window=WindowId("w"), source=SourceId("wat-08"), reason=Reason.NO_ANSWER)
    bench.server.arming = bench.server.arming.with_(ready=1, waiting=(waiting,))
    bench.until(lambda: line(bench).startswith("预加载 1/2 · 等待") and "民主垸" in line(bench))
    assert bar(bench).line.line.grade is Grade.WAITING


def test_the_take_follows_as_ever(bench: Bench) -> None:
    arm(bench, "wat-08")
    bench.key(Qt.Key.Key_Return, CTRL)
    bench.until(lambda: bench.wall.sources == {"wat-08"} and bench.desk.presenter.draft is None)
    assert asked(bench, TakeLayout) == 1
    bench.until(lambda: not bench.desk.presenter.studio.arming.armed)
    assert "放开" not in notice(bench), "this desk took it: nothing was let go"


def test_without_an_open_draft_the_key_says_that_there_is_nothing_to_arm(bench: Bench) -> None:
    bench.live.setFocus()
    bench.key(Qt.Key.Key_B, CTRL)
    assert "先按 Ctrl+D 准备" in notice(bench) and asked(bench, ArmDraft) == 0


def test_what_is_let_go_by_the_server_is_said_with_its_limit(bench: Bench) -> None:
    arm(bench, "wat-08")
    bench.server.arming = None
    bench.until(lambda: "预加载已放开" in notice(bench))
    assert "60 秒" in notice(bench) and "Ctrl+B" in notice(bench)
    bench.until(lambda: line(bench).startswith("待上墙"))
    bench.key(Qt.Key.Key_B, CTRL)
    bench.until(lambda: bench.desk.presenter.studio.arming.armed)
    assert notice(bench) == "", "what was armed again is not called let go"


def test_what_another_seat_has_armed_is_named_where_nothing_of_ours_goes_on(bench: Bench) -> None:
    bench.server.arming = armed(Layout(windows=(window("wat-08", 0, 0),)), OTHER_SEAT, ACTOR)
    bench.until(lambda: f"{OTHER_SEAT} 已预加载 1/1，没有上墙" in line(bench))
    assert not bar(bench).call_off.isEnabled()
    prepare(bench, "psb-01")
    bench.until(lambda: line(bench).startswith("待上墙"))


# calling off


def test_one_key_calls_off_what_is_armed_and_the_draft_stays(bench: Bench) -> None:
    arm(bench, "wat-08")
    bench.until(lambda: bar(bench).call_off.isEnabled())
    assert bar(bench).call_off.text() == "取消预加载 Alt+B"
    bench.key(Qt.Key.Key_B, ALT)
    bench.until(lambda: "已取消预加载" in notice(bench) and not bench.desk.presenter.studio.arming.armed)
    assert asked(bench, CallTakeOff) == 1 and bench.draft.isVisible()
    bench.until(lambda: not bar(bench).call_off.isEnabled())


def test_escape_calls_off_the_take_that_waits_before_it_ends_anything_else(bench: Bench) -> None:
    put(bench, window("psb-01", 0, 0))
    bench.live.setFocus()
    bench.live.select(WindowId("psb-01"))
    bench.desk.window.centre.notice.tell("读一下")
    waits(bench, bench.wall)
    assert bar(bench).call_off.isEnabled() and bar(bench).call_off.text() == "取消上墙 Esc"
    bench.key(Qt.Key.Key_Escape)
    bench.until(lambda: asked(bench, CallTakeOff) == 1 and not bench.desk.presenter.studio.arming.taking)
    assert notice(bench) == "读一下" and bench.live.selected == "psb-01"


def test_a_key_that_is_pressed_twice_asks_once(bench: Bench) -> None:
    waits(bench, Layout(windows=(window("psb-01", 0, 0),)))
    bench.live.setFocus()
    with bench.server.held():
        for _ in range(3):
            bench.key(Qt.Key.Key_B, ALT)
        assert not bar(bench).call_off.isEnabled()
    bench.until(lambda: bench.server.arming is None and not bench.desk.presenter.studio.arming.taking)
    assert asked(bench, CallTakeOff) == 1 and notice(bench) == ""


def test_escape_ends_notice_and_choice_before_it_calls_off_what_is_armed(bench: Bench) -> None:
    arm(bench, "wat-08")
    draft = bench.desk.presenter.draft
    assert draft is not None
    name = draft.layout.windows[0].id
    bench.draft.setFocus()
    bench.draft.select(name)
    bench.desk.window.centre.notice.tell("读一下")
    bench.key(Qt.Key.Key_Escape)
    assert (notice(bench), bench.draft.selected) == ("", name)
    bench.key(Qt.Key.Key_Escape)
    assert (bench.draft.selected, asked(bench, CallTakeOff)) == (None, 0)
    bench.key(Qt.Key.Key_Escape)
    bench.until(lambda: asked(bench, CallTakeOff) == 1)


def test_escape_in_the_take_bar_calls_off_at_once(bench: Bench) -> None:
    arm(bench, "wat-08")
    bench.desk.window.centre.notice.tell("读一下")
    bar(bench).arm.setFocus()
    bench.key(Qt.Key.Key_Escape)
    bench.until(lambda: asked(bench, CallTakeOff) == 1)
    assert "读一下" in notice(bench) or "已取消" in notice(bench)


def test_the_button_calls_off_and_the_refused_take_leaves_the_draft_on_its_board(bench: Bench) -> None:
    prepare(bench, "wat-08")
    bench.server.refuse = CalledOff("take", "was called off, nothing was changed")
    bench.key(Qt.Key.Key_Return, CTRL)
    bench.until(lambda: "已取消上墙，大屏没有改变" in notice(bench))
    assert bench.desk.window.centre.notice.waiting == 0, "as asked: it is no warning"
    bench.until(lambda: line(bench) == "已取消上墙，大屏没有改变")
    assert bench.draft.isVisible() and bench.desk.presenter.draft is not None
    bench.server.refuse = None
    waits(bench, bench.desk.presenter.draft.layout)
    click(bar(bench).call_off)
    bench.until(lambda: asked(bench, CallTakeOff) == 1)


def test_with_nothing_to_call_off_the_key_says_so_and_asks_nothing(bench: Bench) -> None:
    bench.live.setFocus()
    bench.key(Qt.Key.Key_B, ALT)
    assert "没有正在等待的上墙" in notice(bench) and asked(bench, CallTakeOff) == 0


def test_another_desk_of_the_seat_may_call_off_too(bench: Bench, qapp: QApplication) -> None:
    arm(bench, "wat-08")
    with second_desk(bench, qapp) as desk:
        bench.until(lambda: desk.presenter.studio.arming.armed)
        click(desk.window.presets.bar.call_off)
        bench.until(lambda: bench.server.arming is None)
        bench.until(lambda: "预加载已放开" in notice(bench))


@pytest.mark.parametrize("language", list(Language))
def test_all_buttons_of_the_take_bar_have_room_for_their_words(bench: Bench, language: Language) -> None:
    bench.desk.acts.speak(language)
    bench.desk.window.resize(1280, 720)
    for many in (False, True):
        bar(bench).show_armed(taking=not many, armed=many)
        QApplication.processEvents()
        for button in (bar(bench).arm, bar(bench).call_off, bar(bench).take, bar(bench).clear):
            room = button.width() - button.fontMetrics().horizontalAdvance(button.text())
            assert room > 0, button.text()
