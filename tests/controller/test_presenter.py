"""The desk driven as an officer drives it: every act reaches the server, and only then the wall."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from tests.controller.conftest import Bench
from tests.fakes.desk_health import Shown
from tests.kit.core_time import AllStarved
from wallctl.controller.canvas.scene import EchoPhase
from wallctl.controller.session import LinkPhase
from wallctl.errors import Conflict, Denied
from wallctl.model.geometry import Rect
from wallctl.model.health import WindowState
from wallctl.model.ids import PresetId, SourceId, WindowId
from wallctl.model.layout import Layout, Window
from wallctl.model.truth import Lie, LieKind
from wallctl.protocol.desk import ApplyPreset, ClearWall, TakeLayout, Undo

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def window(source: str, x: float, y: float, w: float = 1, h: float = 1) -> Window:
    return Window(id=WindowId(source), rect=Rect(x=x, y=y, w=w, h=h), source=SourceId(source))


def put(bench: Bench, *windows: Window) -> None:
    bench.server.put(Layout(windows=windows))
    bench.settle()


def test_a_camera_found_by_initials_is_put_up_by_keys_alone(bench: Bench) -> None:
    bench.live.setFocus()
    bench.key(Qt.Key.Key_Slash)
    bench.type("mzyxgd")
    first = bench.desk.window.sources.model.first_source()
    assert bench.desk.window.sources.model.source_at(first).id == "wat-08"  # type: ignore[union-attr]
    bench.key(Qt.Key.Key_Return)
    assert not bench.server.desired.layout.windows, "Enter in the search box must not put anything up"
    bench.key(Qt.Key.Key_Return)
    bench.until(lambda: bench.wall.sources == {"wat-08"})
    assert bench.wall.windows[0].rect == Rect(x=0, y=0, w=1, h=1)


def test_a_camera_dragged_from_the_list_lands_where_it_is_dropped(bench: Bench) -> None:
    taken = bench.drop(bench.live, bench.mime_of("wat-08"), bench.cell_px(bench.live, 3.5, 2.5))
    assert taken
    bench.until(lambda: bench.wall.sources == {"wat-08"})
    assert bench.wall.windows[0].rect == Rect(x=3, y=2, w=1, h=1)
    (take,) = (ask for ask in bench.server.asks if isinstance(ask, TakeLayout))
    assert take.over == 0


def test_a_camera_dropped_on_a_window_replaces_its_picture(bench: Bench) -> None:
    put(bench, window("psb-01", 0, 0, 2, 2))
    bench.drop(bench.live, bench.mime_of("wat-08"), bench.cell_px(bench.live, 1.5, 1.5))
    bench.until(lambda: bench.wall.sources == {"wat-08"})
    assert bench.wall.windows[0].rect == Rect(x=0, y=0, w=2, h=2)


def test_what_is_dropped_from_elsewhere_is_not_taken(bench: Bench) -> None:
    from PySide6.QtCore import QMimeData

    alien = QMimeData()
    alien.setText("rtsp://somewhere")
    assert not bench.drop(bench.live, alien, bench.cell_px(bench.live, 0.5, 0.5))


def test_a_window_is_moved_by_the_mouse_and_snaps_to_cells(bench: Bench) -> None:
    put(bench, window("wat-08", 0, 0))
    bench.drag(bench.live, bench.cell_px(bench.live, 0.5, 0.5), bench.cell_px(bench.live, 3.7, 2.6))
    bench.until(lambda: bench.rect("wat-08") == Rect(x=3, y=2, w=1, h=1))


def test_a_window_is_resized_by_its_handle(bench: Bench) -> None:
    put(bench, window("wat-08", 1, 1))
    QTest.mouseClick(bench.live, Qt.MouseButton.LeftButton, pos=bench.cell_px(bench.live, 1.5, 1.5))
    corner = bench.live.window_place(WindowId("wat-08")).bottomRight()
    bench.drag(bench.live, corner - _px(6), bench.cell_px(bench.live, 3.0, 3.0))
    bench.until(lambda: bench.rect("wat-08") == Rect(x=1, y=1, w=2, h=2))


def _px(both: int) -> QPoint:
    return QPoint(both, both)


def test_moving_onto_a_window_of_the_same_size_swaps_them(bench: Bench) -> None:
    put(bench, window("wat-08", 0, 0), window("psb-01", 1, 0))
    bench.drag(bench.live, bench.cell_px(bench.live, 0.5, 0.5), bench.cell_px(bench.live, 1.5, 0.5))
    bench.until(lambda: bench.rect("psb-01") == Rect(x=0, y=0, w=1, h=1))
    assert bench.rect("wat-08") == Rect(x=1, y=0, w=1, h=1)


def test_a_drag_is_called_off_with_escape(bench: Bench) -> None:
    put(bench, window("wat-08", 0, 0))
    live, start = bench.live, bench.cell_px(bench.live, 0.5, 0.5)
    live.setFocus()
    QTest.mousePress(live, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    QTest.mouseMove(live, bench.cell_px(live, 2.5, 2.5))
    bench.key(Qt.Key.Key_Escape)
    QTest.mouseRelease(
        live, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, bench.cell_px(live, 2.5, 2.5)
    )
    bench.qtbot.wait(100)
    assert bench.rect("wat-08") == Rect(x=0, y=0, w=1, h=1)


def test_keys_choose_move_resize_and_remove(bench: Bench) -> None:
    put(bench, window("wat-08", 0, 0), window("psb-01", 1, 0))
    bench.live.setFocus()
    bench.key(Qt.Key.Key_Right)
    bench.key(Qt.Key.Key_Right)
    assert bench.live.selected == "psb-01"
    bench.key(Qt.Key.Key_Down, CTRL)
    bench.until(lambda: bench.rect("psb-01") == Rect(x=1, y=1, w=1, h=1))
    bench.settle()
    bench.key(Qt.Key.Key_Right, SHIFT)
    bench.key(Qt.Key.Key_Down, SHIFT)
    bench.until(lambda: bench.rect("psb-01") == Rect(x=1, y=1, w=2, h=2))
    bench.settle()
    bench.key(Qt.Key.Key_Delete)
    bench.until(lambda: bench.wall.sources == {"wat-08"})


def test_edits_faster_than_the_server_end_as_the_last_one_said(bench: Bench) -> None:
    put(bench, window("wat-08", 0, 0))
    bench.live.setFocus()
    bench.live.select(WindowId("wat-08"))
    for _ in range(5):
        bench.key(Qt.Key.Key_Right, CTRL)
    bench.until(lambda: bench.rect("wat-08") == Rect(x=5, y=0, w=1, h=1))
    bench.settle()
    assert bench.desk.window.centre.notice.text == "", "own edits must not come into each other's way"


def test_a_function_key_applies_its_preset(bench: Bench) -> None:
    bench.live.setFocus()
    bench.key(Qt.Key.Key_F4)
    bench.until(lambda: ApplyPreset(preset=PresetId("dyke")) in bench.server.asks)
    bench.until(lambda: bench.session.view is not None and bench.session.view.preset_name == "堤防险情")


def test_undo_and_clear_are_asked_of_the_server(bench: Bench) -> None:
    put(bench, window("wat-08", 0, 0))
    QTest.mouseClick(bench.desk.window.presets.clear, Qt.MouseButton.LeftButton)
    bench.until(lambda: not bench.wall.windows)
    assert ClearWall() in bench.server.asks
    bench.settle()
    bench.live.setFocus()
    bench.key(Qt.Key.Key_Z, CTRL)
    bench.until(lambda: bench.wall.sources == {"wat-08"})
    assert Undo(over=2) in bench.server.asks, "it names the wall that the officer saw"


def test_a_refusal_is_told_and_stays_until_it_is_read(bench: Bench) -> None:
    bench.server.refuse = Denied("show wat-08", "no right", "ask for one")
    bench.drop(bench.live, bench.mime_of("wat-08"), bench.cell_px(bench.live, 0.5, 0.5))
    notice = bench.desk.window.centre.notice
    bench.until(lambda: "没有这项权限" in notice.text and "ask for one" in notice.text)
    bench.until(lambda: bench.session.asked is None)
    assert bench.live.scene is not None and not bench.live.scene.layout.windows
    bench.live.setFocus()
    bench.key(Qt.Key.Key_Escape)
    assert notice.text == ""


def test_a_change_that_somebody_else_made_first_is_a_conflict_not_a_loss(bench: Bench) -> None:
    bench.server.refuse = Conflict("take", "revision 1 is not the newest")
    bench.drop(bench.live, bench.mime_of("wat-08"), bench.cell_px(bench.live, 0.5, 0.5))
    bench.until(lambda: "别人刚改过大屏" in bench.desk.window.centre.notice.text)


# the draft


def test_a_draft_changes_nothing_on_the_wall_until_it_is_taken(bench: Bench) -> None:
    put(bench, window("psb-01", 0, 0))
    bench.live.setFocus()
    bench.key(Qt.Key.Key_D, CTRL)
    assert bench.draft.isVisible()
    bench.drop(bench.draft, bench.mime_of("wat-08"), bench.cell_px(bench.draft, 3.5, 2.5))
    bench.key(Qt.Key.Key_F4)
    bench.qtbot.wait(200)
    assert bench.wall.sources == {"psb-01"}
    assert not any(isinstance(ask, TakeLayout | ApplyPreset) for ask in bench.server.asks)
    bench.key(Qt.Key.Key_Z, CTRL)
    assert bench.draft.scene is not None and bench.draft.scene.layout.sources == {"psb-01", "wat-08"}
    bench.key(Qt.Key.Key_Return, CTRL)
    bench.until(lambda: bench.wall.sources == {"psb-01", "wat-08"})
    bench.until(lambda: bench.desk.presenter.draft is None)
    assert not bench.draft.isVisible()


def test_while_there_is_a_draft_the_live_board_takes_no_edits(bench: Bench) -> None:
    put(bench, window("psb-01", 0, 0))
    bench.live.setFocus()
    bench.key(Qt.Key.Key_D, CTRL)
    assert not bench.drop(bench.live, bench.mime_of("wat-08"), bench.cell_px(bench.live, 3.5, 2.5))
    bench.drag(bench.live, bench.cell_px(bench.live, 0.5, 0.5), bench.cell_px(bench.live, 3.5, 0.5))
    bench.live.setFocus()
    bench.key(Qt.Key.Key_Delete)
    bench.qtbot.wait(150)
    assert bench.rect("psb-01") == Rect(x=0, y=0, w=1, h=1)


def test_enter_alone_never_takes(bench: Bench) -> None:
    bench.live.setFocus()
    bench.key(Qt.Key.Key_D, CTRL)
    bench.drop(bench.draft, bench.mime_of("wat-08"), bench.cell_px(bench.draft, 0.5, 0.5))
    bench.draft.setFocus()
    bench.key(Qt.Key.Key_Return)
    bench.key(Qt.Key.Key_Enter)
    bench.qtbot.wait(150)
    assert not bench.wall.windows


def test_what_the_take_will_change_is_said_before_it(bench: Bench) -> None:
    put(bench, window("psb-01", 0, 0), window("psb-02", 1, 0))
    bench.live.setFocus()
    bench.key(Qt.Key.Key_D, CTRL)
    bench.drop(bench.draft, bench.mime_of("wat-08"), bench.cell_px(bench.draft, 0.5, 0.5))
    scene = bench.live.scene
    assert scene is not None and scene.going == {"psb-01"}


# the server goes and comes


def test_the_loss_of_the_server_shows_within_two_seconds_and_ends_by_itself(bench: Bench) -> None:
    put(bench, window("wat-08", 0, 0))
    bench.server.echoing = False
    began_s, starved = time.monotonic(), AllStarved()
    bench.server.mute = True
    bench.until(lambda: bench.desk.window.top.loss)
    assert time.monotonic() - began_s - starved.so_far_s() < 2.0
    assert "失去联系" in bench.desk.window.top.loss
    scene = bench.live.scene
    assert scene is not None and scene.echo is EchoPhase.SERVER_LOST and scene.layout.sources == {"wat-08"}
    panel = bench.desk.window.sources
    source = bench.session.sources[SourceId("wat-08")]
    assert "失联前实时" in panel.model.told_of(source)[0], "and not that it is live"
    bench.server.mute, bench.server.echoing = False, True
    bench.until(lambda: not bench.desk.window.top.loss)
    bench.until(lambda: bench.live.scene is not None and bench.live.scene.echo is EchoPhase.RUNNING)
    bench.until(lambda: "失联前" not in panel.model.told_of(source)[0])


def test_while_the_server_is_lost_no_preset_is_called_ready(bench: Bench) -> None:
    put(bench, window("wat-08", 0, 0))

    def said() -> str:
        return " ".join(card.accessibleName() for card in bench.desk.window.presets.cards)

    bench.until(lambda: "就绪" in said())
    bench.server.stop()
    bench.until(lambda: bench.desk.window.top.loss)
    assert "就绪" in said() and "就绪" not in said().replace("失联前就绪", "")
    assert "没有与服务器的联系" in bench.desk.window.centre.hint.accessibleName()
    assert not bench.desk.window.centre.live._direct.isVisible(), "nothing goes up now"
    bench.server.start()
    bench.until(lambda: "失联前" not in said(), timeout_ms=15_000)


def test_a_stopped_server_is_found_again_when_it_starts(bench: Bench) -> None:
    put(bench, window("wat-08", 0, 0))
    bench.server.stop()
    bench.until(lambda: bench.desk.window.top.loss)
    bench.desk.presenter.undo()
    assert "没有联系" in bench.desk.window.centre.notice.text
    bench.server.start()
    bench.until(lambda: bench.session.phase is LinkPhase.UP, timeout_ms=15_000)
    bench.until(lambda: bench.live.scene is not None and bench.live.scene.echo is EchoPhase.RUNNING)
    assert not any(isinstance(ask, Undo) for ask in bench.server.asks), (
        "what could not be sent is not sent later"
    )


def test_an_echo_that_stops_is_told_while_the_server_still_speaks(bench: Bench) -> None:
    put(bench, window("wat-08", 0, 0))
    bench.until(lambda: bench.live.scene is not None and bench.live.scene.echo is EchoPhase.RUNNING)
    bench.server.echoing = False
    bench.until(lambda: bench.live.scene is not None and bench.live.scene.echo is EchoPhase.CUT)
    bench.server.echoing = True
    bench.until(lambda: bench.live.scene is not None and bench.live.scene.echo is EchoPhase.RUNNING)


# what others do


def test_what_another_desk_does_shows_at_once(bench: Bench) -> None:
    bench.server.put(Layout(windows=(window("exp-01", 2, 2),)))
    bench.until(lambda: bench.live.scene is not None and bench.live.scene.layout.sources == {"exp-01"})


def test_a_cell_that_lies_is_named_in_the_pill_and_on_the_canvas(bench: Bench) -> None:
    cell = bench.server.city.wall.cell_ids[7]
    old = Lie(cell=cell, why="2排2列: 版本 3, 应为 4", kind=LieKind.REVISION, revision=3, due=4)
    bench.server.lies = {cell: old}
    pill = bench.desk.window.top.pill
    bench.until(lambda: pill.text == "输出不一致 23/24 · 实时 0/0 · 2排2列 版本 3, 应为 4")
    bench.server.lies = {}
    bench.until(lambda: pill.text.startswith("输出一致 24/24"))


def test_a_picture_that_is_not_live_is_counted_and_said(bench: Bench) -> None:
    put(bench, window("wat-08", 0, 0), window("psb-01", 1, 0))
    bench.server.show("wat-08", Shown(WindowState.LATE, 1_200))
    bench.until(lambda: bench.desk.window.top.pill.text == "输出一致 24/24 · 实时 1/2")
    model = bench.desk.window.sources.model
    bench.until(lambda: "滞后 1.2 s" in model.data(model.place_of(SourceId("wat-08"))))


@pytest.mark.parametrize("query", ["wat-08", "wat8", "民主垸", "minzhu", "mzy", "Minzhu polder"])
def test_a_camera_is_found_by_any_of_its_names(bench: Bench, query: str) -> None:
    panel = bench.desk.window.sources
    panel.search.setFocus()
    bench.type(query) if query.isascii() else panel.search.setText(query)
    found = panel.model.source_at(panel.model.first_source())
    assert found is not None and found.id == "wat-08"


def test_agency_chips_narrow_the_list(bench: Bench) -> None:
    panel = bench.desk.window.sources
    chip = next(chip for chip in panel.shelf.chips if chip.agency.id == "wat")
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    ids = {panel.model.source_at(panel.model.index(n)).id for n in range(1, len(panel.model.rows))}  # type: ignore[union-attr]
    assert ids and all(name.startswith("wat-") for name in ids)
