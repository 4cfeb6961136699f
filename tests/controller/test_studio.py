"""Draft and take, driven as an officer does: kept in the server, counted while it arms, told how it ended."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.controller.conftest import Bench
from wallctl.controller.bridge import Bridge
from wallctl.controller.main import Desk
from wallctl.controller.notice import NoticeGrade
from wallctl.controller.session import LinkPhase, Session
from wallctl.controller.standing import Grade
from wallctl.errors import Unavailable
from wallctl.model.geometry import Rect
from wallctl.model.health import Reason
from wallctl.model.ids import ActorId, PresetId, SeatId, SourceId, WindowId
from wallctl.model.layout import Layout, Window
from wallctl.protocol.desk import ApplyPreset, ClearWall, Readiness, TakeLayout
from wallctl.protocol.drafting import Arming, ArmStage, SaveDraft, Waiting
from wallctl.rules.compare_layouts import Change

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
SEAT = SeatId("seat")


def window(source: str, x: float, y: float) -> Window:
    return Window(id=WindowId(source), rect=Rect(x=x, y=y, w=1, h=1), source=SourceId(source))


def put(bench: Bench, *windows: Window) -> None:
    bench.server.put(Layout(windows=windows))
    bench.settle()


def prepare(bench: Bench, *sources: str) -> None:
    """Open a draft and drop these in its last row."""
    QTest.mouseClick(bench.desk.window.presets.draft, Qt.MouseButton.LeftButton)
    for number, source in enumerate(sources):
        assert bench.drop(bench.draft, bench.mime_of(source), bench.cell_px(bench.draft, number + 0.5, 3.5))


def line(bench: Bench) -> str:
    return bench.desk.window.presets.bar.line.line.text


def kept(bench: Bench) -> Layout | None:
    """What the server has as the draft of this seat."""
    draft = bench.server.prepared.drafts.get(SEAT)
    return draft.layout if draft is not None else None


@contextmanager
def second_desk(bench: Bench, qapp: QApplication, seat: SeatId = SEAT) -> Iterator[Desk]:
    """Another desk before the same server."""
    import time

    session = Session(time.monotonic, time.time)
    desk = Desk(qapp, session, "值班员02")
    bridge = Bridge(session, bench.server.address, bench.server.desk_keys, seat)
    bridge.start()
    desk.window.show()
    try:
        bench.until(lambda: session.phase is LinkPhase.UP and session.catalogue_known)
        yield desk
    finally:
        bridge.stop()
        desk.stop()
        bench.qtbot.addWidget(desk.window)  # goes with the test, in this thread


# the take bar


def test_arming_counts_and_names_who_is_waited_for(bench: Bench) -> None:
    waiting = Waiting(window=WindowId("w"), source=SourceId("wat-08"), reason=Reason.NO_ANSWER)
    bench.server.arming = Arming(revision=1, stage=ArmStage.ARMING, windows=7, ready=6, waiting=(waiting,))
    bench.until(lambda: "预加载 6/7" in line(bench))
    assert "民主垸" in line(bench) and "(" in line(bench)
    shown = bench.desk.window.presets.bar.line.line
    assert shown.done == pytest.approx(6 / 7)
    bench.server.arming = None
    bench.until(lambda: "预加载" not in line(bench))


def test_the_draft_s_readiness_stands_where_the_take_will_count(bench: Bench) -> None:
    put(bench, window("psb-01", 0, 0))
    prepare(bench, "wat-08")
    bench.until(lambda: line(bench).startswith("待上墙：") and "1/2" in line(bench))


def test_how_a_take_ended_is_said_in_words(bench: Bench) -> None:
    bench.server.measured = {
        "windows": 2,
        "ready": 1,
        "held": ["wat-08"],
        "why": {"wat-08": "no_answer"},
        "took_ms": 214.3,
        "spread_ms": 16.1,
    }
    prepare(bench, "psb-01", "wat-08")
    bench.key(Qt.Key.Key_Return, CTRL)
    bench.until(lambda: line(bench).startswith("已上墙 1/2"))
    assert "民主垸" in line(bench)
    assert "214" in bench.desk.window.presets.bar.line.line.more
    assert "16" in bench.desk.window.presets.bar.line.line.more
    bench.server.measured = {"windows": 1, "ready": 1, "held": [], "took_ms": 80.0, "spread_ms": 12.0}
    bench.key(Qt.Key.Key_F4)
    bench.until(lambda: line(bench) == "已上墙 1/1 · 用时 80 毫秒 · 同步差 12 毫秒")


def test_all_or_nothing_is_chosen_by_key_and_a_refused_take_keeps_the_draft(bench: Bench) -> None:
    prepare(bench, "psb-01", "wat-08")
    button = bench.desk.window.presets.bar.readiness
    assert button.text() == "有未就绪：照上 Ctrl+R"
    bench.key(Qt.Key.Key_R, CTRL)
    assert button.text() == "有未就绪：不上 Ctrl+R"
    bench.until(lambda: kept(bench) is not None)
    bench.server.refuse = Unavailable("all or nothing", "1 of 2 windows were ready")
    bench.key(Qt.Key.Key_Return, CTRL)
    bench.until(lambda: line(bench) == "未上墙，大屏没有改变")
    take = next(ask for ask in bench.server.asks if isinstance(ask, TakeLayout))
    assert take.readiness is Readiness.ALL_OR_NOTHING
    assert bench.desk.presenter.draft is not None and bench.draft.isVisible()
    bench.server.refuse = None
    bench.key(Qt.Key.Key_D, CTRL)
    bench.key(Qt.Key.Key_F4)
    asked = ApplyPreset(preset=PresetId("dyke"), readiness=Readiness.ALL_OR_NOTHING)
    bench.until(lambda: asked in bench.server.asks)


def test_enter_of_an_input_method_never_takes(bench: Bench) -> None:
    prepare(bench, "wat-08")
    search = bench.desk.window.sources.search
    search.setFocus()
    QApplication.sendEvent(search, QInputMethodEvent("minzhu", []))
    for modifiers in (Qt.KeyboardModifier.NoModifier, CTRL):
        QTest.keyClick(search, Qt.Key.Key_Return, modifiers)
    bench.until(lambda: kept(bench) is not None)
    assert not any(isinstance(ask, TakeLayout) for ask in bench.server.asks)
    QApplication.sendEvent(search, QInputMethodEvent())


def test_without_direct_mode_a_drop_on_the_wall_opens_a_draft(bench: Bench) -> None:
    put(bench, window("psb-01", 0, 0))
    switch = bench.desk.window.presets.bar.direct
    assert switch.text() == "直接上墙：开 Ctrl+M" and "直接上墙" in line(bench)
    QTest.mouseClick(switch, Qt.MouseButton.LeftButton)
    assert switch.text() == "直接上墙：关 Ctrl+M" and line(bench) == "拖放和场景先进入待上墙"
    assert bench.drop(bench.live, bench.mime_of("wat-08"), bench.cell_px(bench.live, 3.5, 2.5))
    bench.until(lambda: kept(bench) is not None and kept(bench).sources == {"psb-01", "wat-08"})  # type: ignore[union-attr]
    assert bench.wall.sources == {"psb-01"} and bench.draft.isVisible()
    bench.live.setFocus()
    bench.key(Qt.Key.Key_M, CTRL)
    assert switch.text() == "直接上墙：开 Ctrl+M"


def test_without_direct_mode_a_preset_key_a_card_and_clearing_go_into_the_draft(bench: Bench) -> None:
    put(bench, window("psb-01", 0, 0))
    bench.live.setFocus()
    bench.key(Qt.Key.Key_M, CTRL)
    bench.key(Qt.Key.Key_F4)
    draft = bench.desk.presenter.draft
    assert draft is not None and draft.preset == "dyke" and draft.layout.windows
    assert bench.draft.hasFocus(), "keys go where the board is that takes them"
    by_key = draft.layout
    bench.key(Qt.Key.Key_D, CTRL)
    card = next(card for card in bench.desk.window.presets.cards if card.ref != "dyke")
    QTest.mouseClick(card, Qt.MouseButton.LeftButton)
    draft = bench.desk.presenter.draft
    assert draft is not None and draft.preset == card.ref
    bench.key(Qt.Key.Key_Z, CTRL)
    draft = bench.desk.presenter.draft
    assert draft is not None and draft.layout == by_key, "what was in the closed draft is one undo away"
    bench.key(Qt.Key.Key_D, CTRL)
    QTest.mouseClick(bench.desk.window.presets.clear, Qt.MouseButton.LeftButton)
    bench.until(lambda: kept(bench) == Layout())
    assert bench.draft.isVisible() and bench.wall.sources == {"psb-01"}
    changed = [ask for ask in bench.server.asks if isinstance(ask, ApplyPreset | ClearWall | TakeLayout)]
    assert not changed, "nothing was asked of the live wall"


def test_without_direct_mode_a_partial_preset_leaves_the_rest_of_the_wall_in_the_draft(bench: Bench) -> None:
    put(bench, window("psb-01", 5, 3))
    dyke = bench.session.presets[PresetId("dyke")]
    slot = dyke.walls["4x6"][0].with_(rect=Rect(x=0, y=0, w=1, h=1))
    small = dyke.with_(id="small", key="", walls={"4x6": (slot,)}, partial=True)
    bench.server.prepared.known(small)
    bench.server.push_catalogue()
    bench.until(lambda: small.ref in bench.session.presets)
    bench.desk.presenter.studio.switch_direct()
    card = next(card for card in bench.desk.window.presets.cards if card.ref == small.ref)
    QTest.mouseClick(card, Qt.MouseButton.LeftButton)
    draft = bench.desk.presenter.draft
    assert draft is not None and len(draft.layout.windows) == 2 and "psb-01" in draft.layout.sources


def test_what_the_take_changes_is_marked_on_both_boards(bench: Bench) -> None:
    put(bench, window("psb-01", 0, 0), window("psb-02", 1, 0), window("psb-03", 2, 0))
    prepare(bench, "wat-08")
    draft = bench.draft
    bench.drop(draft, bench.mime_of("wat-01"), bench.cell_px(draft, 0.5, 0.5))
    bench.drag(draft, bench.cell_px(draft, 1.5, 0.5), bench.cell_px(draft, 4.5, 2.5))
    draft.setFocus()
    QTest.mouseClick(draft, Qt.MouseButton.LeftButton, pos=bench.cell_px(draft, 2.5, 0.5))
    bench.key(Qt.Key.Key_Delete)
    live, scene = bench.live.scene, draft.scene
    assert live is not None and scene is not None
    assert {str(name): change for name, change in live.changes.items()} == {
        "psb-01": Change.REPLACED,
        "psb-02": Change.MOVED,
        "psb-03": Change.GONE,
    }
    sources = {w.id: w.source for w in scene.layout.windows}
    assert {sources[name]: change for name, change in scene.changes.items()} == {
        "wat-08": Change.NEW,
        "wat-01": Change.REPLACED,
        "psb-02": Change.MOVED,
    }


# the draft in the server


def test_each_step_of_the_draft_is_in_the_server(bench: Bench) -> None:
    prepare(bench, "wat-08")
    bench.until(lambda: kept(bench) is not None and kept(bench).sources == {"wat-08"})  # type: ignore[union-attr]
    bench.key(Qt.Key.Key_Z, CTRL)
    bench.until(lambda: kept(bench) == Layout())
    assert not bench.server.desired.revision, "a draft is no revision of the wall"
    bench.key(Qt.Key.Key_D, CTRL)
    bench.until(lambda: kept(bench) is None)


def test_a_taken_draft_is_gone_from_the_server(bench: Bench) -> None:
    prepare(bench, "wat-08")
    bench.until(lambda: kept(bench) is not None)
    bench.key(Qt.Key.Key_Return, CTRL)
    bench.until(lambda: bench.wall.sources == {"wat-08"} and kept(bench) is None)
    assert bench.desk.presenter.draft is None


def test_closing_the_board_keeps_the_work_and_opening_goes_on(bench: Bench) -> None:
    prepare(bench, "wat-08")
    bench.key(Qt.Key.Key_D, CTRL)
    assert not bench.draft.isVisible()
    assert bench.desk.window.presets.draft.text() == "继续准备 Ctrl+D"
    bench.key(Qt.Key.Key_D, CTRL)
    assert bench.draft.isVisible()
    assert bench.desk.presenter.draft is not None
    assert bench.desk.presenter.draft.layout.sources == {"wat-08"}


def test_where_the_draft_would_be_it_is_said_that_one_waits(bench: Bench) -> None:
    hint = bench.desk.window.centre.hint
    assert "把信号源拖到这里" in hint.accessibleName()
    prepare(bench, "psb-01")
    bench.key(Qt.Key.Key_D, CTRL)
    assert hint.isVisible() and "有一份没有上墙的准备" in hint.accessibleName()
    QTest.mouseClick(hint, Qt.MouseButton.LeftButton)
    assert bench.desk.presenter.draft is not None and bench.draft.scene is not None
    assert bench.draft.scene.layout.sources == {"psb-01"}


def test_while_drops_go_up_at_once_the_live_board_says_so_whatever_else_is_told(bench: Bench) -> None:
    direct = bench.desk.window.centre.live._direct
    assert direct.isVisible() and direct.text() == "直接上墙"
    prepare(bench, "psb-01")
    assert not direct.isVisible(), "drops go into the draft"
    bench.key(Qt.Key.Key_D, CTRL)
    assert direct.isVisible() and line(bench).startswith("直接上墙"), "not only that a draft waits"
    assert "没有上墙的准备" in bench.desk.window.presets.bar.line.line.more
    bench.key(Qt.Key.Key_M, CTRL)
    assert not direct.isVisible() and line(bench).startswith("有一份没有上墙的准备")
    bench.desk.window.resize(1_366, 768)
    bench.key(Qt.Key.Key_M, CTRL)
    bench.until(direct.isVisible)
    bench.desk.window.centre.live.setFixedWidth(260)
    bench.until(lambda: not direct.isVisible())


def test_a_draft_without_any_camera_is_not_called_well(bench: Bench) -> None:
    prepare(bench)
    assert bench.desk.window.presets.bar.line.line.grade is Grade.UNKNOWN


def test_a_draft_thrown_away_comes_back(bench: Bench) -> None:
    prepare(bench, "wat-08")
    bench.until(lambda: kept(bench) is not None)
    bench.key(Qt.Key.Key_D, CTRL | SHIFT)
    bench.until(lambda: kept(bench) is None)
    assert "Ctrl+Shift+D" in bench.desk.window.centre.notice.text
    bench.key(Qt.Key.Key_D, CTRL | SHIFT)
    bench.until(lambda: kept(bench) is not None and kept(bench).sources == {"wat-08"})  # type: ignore[union-attr]


def test_a_desk_that_begins_opens_the_draft_of_its_seat(bench: Bench, qapp: QApplication) -> None:
    bench.server.elsewhere(SaveDraft(layout=Layout(windows=(window("wat-08", 1, 1),))), SEAT, ActorId("李"))
    bench.until(lambda: bench.desk.presenter.draft is not None)
    with second_desk(bench, qapp) as desk:
        bench.until(lambda: desk.presenter.draft is not None)
        assert desk.presenter.draft is not None and desk.presenter.draft.layout.sources == {"wat-08"}
        assert "李" in desk.window.centre.notice.text and "还没有上墙" in desk.window.centre.notice.text
    with second_desk(bench, qapp, SeatId("2号席")) as desk:
        assert desk.presenter.draft is None and not desk.window.centre.notice.text


def test_two_desks_of_a_seat_see_the_same_draft(bench: Bench, qapp: QApplication) -> None:
    with second_desk(bench, qapp) as desk:
        prepare(bench, "wat-08")
        bench.until(
            lambda: desk.presenter.draft is not None and desk.presenter.draft.layout.sources == {"wat-08"}
        )
        desk.presenter.studio.edit(Layout(windows=(window("psb-01", 0, 0),)))

        def mine() -> set[str]:
            draft = bench.desk.presenter.draft
            return {str(source) for source in draft.layout.sources} if draft is not None else set()

        bench.until(lambda: mine() == {"psb-01"})
        assert "值班员01" in bench.desk.window.centre.notice.text
        bench.desk.presenter.undo()
        until_same: Callable[[], bool] = lambda: (  # noqa: E731
            mine() == {"wat-08"}
            and desk.presenter.draft is not None
            and desk.presenter.draft.layout.sources == {"wat-08"}
        )
        bench.until(until_same)
        bench.desk.presenter.take()
        bench.until(lambda: desk.presenter.draft is None)


def test_a_draft_edited_while_the_server_is_away_is_kept_when_it_comes_back(bench: Bench) -> None:
    prepare(bench, "wat-08")
    bench.until(lambda: kept(bench) is not None)
    bench.server.mute = True
    bench.until(lambda: bench.session.phase is LinkPhase.LOST)
    bench.desk.presenter.studio.edit(Layout(windows=(window("psb-01", 0, 0),)))
    bench.server.stop()
    bench.server.mute = False
    bench.server.start()
    bench.until(lambda: kept(bench) is not None and kept(bench).sources == {"psb-01"}, 15_000)  # type: ignore[union-attr]


def test_a_draft_is_kept_by_a_server_that_said_nothing_for_a_while_on_a_living_link(bench: Bench) -> None:
    prepare(bench, "wat-08")
    bench.until(lambda: kept(bench) is not None)
    bench.server.mute = True
    bench.desk.presenter.studio.edit(Layout(windows=(window("psb-01", 0, 0),)))
    bench.until(lambda: bench.session.phase is LinkPhase.LOST)
    bench.desk.presenter.studio.edit(Layout(windows=(window("psb-02", 0, 0),)))
    bench.server.mute = False
    bench.until(lambda: kept(bench) is not None and kept(bench).sources == {"psb-02"})  # type: ignore[union-attr]
    draft = bench.desk.presenter.draft
    assert draft is not None and draft.layout.sources == {"psb-02"}


def test_many_steps_of_another_desk_of_the_seat_are_one_thing_to_read(bench: Bench) -> None:
    prepare(bench, "wat-08")
    notice = bench.desk.window.centre.notice
    for number, who in enumerate(("李", "王", "赵")):
        bench.until(lambda: bench.desk.presenter.studio.saved)
        over = bench.server.prepared.drafts[SEAT].number
        ask = SaveDraft(layout=Layout(windows=(window("psb-01", number, 0),)), over=over)
        bench.server.elsewhere(ask, SEAT, ActorId(who))
        bench.until(partial(_names, bench, who))
    assert notice.waiting == 0 and notice.grade is NoticeGrade.INFO


def _names(bench: Bench, who: str) -> bool:
    return who in bench.desk.window.centre.notice.text
