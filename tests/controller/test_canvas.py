"""The canvas in an officer's hands, by mouse and by key, on the live board and on the draft alike."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from tests.controller.conftest import Bench
from tests.controller.test_presenter import put, window
from wallctl.controller.canvas.content_dialog import ContentDialog
from wallctl.controller.canvas.menu import WindowMenu, window_menu
from wallctl.controller.canvas.telling import window_name
from wallctl.controller.canvas.view import WallCanvas
from wallctl.model.content import ClockContent, ImageContent, TickerContent
from wallctl.model.geometry import Rect
from wallctl.model.ids import PresetId, SourceId, WindowId
from wallctl.model.layout import Crop, Fit, Layout, Role
from wallctl.protocol.desk import ApplyPreset, ShowNumbers
from wallctl.rules.enlarge import central_area

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
NONE, LEFT = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
A, B, C = WindowId("wat-08"), WindowId("psb-01"), WindowId("psb-02")


def click(bench: Bench, canvas: WallCanvas, x: float, y: float, keys: Qt.KeyboardModifier = NONE) -> None:
    QTest.mouseClick(canvas, LEFT, keys, bench.cell_px(canvas, x, y))


def three(bench: Bench) -> Layout:
    """Three windows in the first row, one cell each; returns what the server holds."""
    put(bench, window(A, 0, 0), window(B, 1, 0), window(C, 3, 2))
    bench.live.setFocus()
    return bench.wall


def test_one_key_enlarges_and_puts_back_exactly_on_the_live_wall(bench: Bench) -> None:
    before = three(bench)
    click(bench, bench.live, 0.5, 0.5)
    bench.key(Qt.Key.Key_Space)
    wall = bench.session.view.wall  # type: ignore[union-attr]
    bench.until(lambda: bench.rect(A) == central_area(wall))
    bench.settle()
    assert bench.live.chosen == (A,)
    bench.key(Qt.Key.Key_Space)
    bench.until(lambda: bench.wall == before)


def test_a_key_that_is_held_enlarges_once(bench: Bench) -> None:
    three(bench)
    bench.key(Qt.Key.Key_Space)
    assert "Ctrl+N" in bench.desk.window.centre.notice.text, "nothing is chosen"
    click(bench, bench.live, 0.5, 0.5)
    for repeated in (False, True, True):
        press = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Space, NONE, " ", repeated)
        QApplication.sendEvent(bench.live, press)
    bench.until(lambda: bench.rect(A).w > 1)
    bench.settle()
    assert bench.rect(A).w > 1


def test_one_key_enlarges_in_the_draft_and_the_wall_stays(bench: Bench) -> None:
    main = window(B, 1, 0, 2, 2).with_(role=Role.MAIN)
    put(bench, window(A, 0, 0), main)
    before = bench.wall
    bench.live.setFocus()
    bench.key(Qt.Key.Key_D, CTRL)
    click(bench, bench.draft, 0.5, 0.5)
    bench.key(Qt.Key.Key_Space)
    draft = bench.desk.presenter.draft
    assert draft is not None
    assert draft.layout.window(A).rect == main.rect and bench.wall == before  # type: ignore[union-attr]
    bench.key(Qt.Key.Key_Space)
    assert bench.desk.presenter.draft.layout == before  # type: ignore[union-attr]


def test_numbers_stand_on_glass_and_desk_and_typing_one_chooses(bench: Bench) -> None:
    windows = [window(f"s{n}", n % 6, n // 6) for n in range(12)]
    put(bench, *windows)
    bench.desk.window.sources.setFocus()
    bench.key(Qt.Key.Key_N, CTRL)
    assert bench.live.numbers_shown
    bench.until(lambda: ShowNumbers(shown=True) in bench.server.asks)
    bench.key(Qt.Key.Key_1)
    assert (bench.live.selected, bench.live.numbers_shown) == ("s0", True), "12 may still be meant"
    bench.key(Qt.Key.Key_2)
    assert (bench.live.selected, bench.live.numbers_shown) == ("s11", False)
    bench.until(lambda: ShowNumbers(shown=False) in bench.server.asks)
    bench.key(Qt.Key.Key_N, CTRL)
    bench.key(Qt.Key.Key_7)
    assert bench.live.selected == "s6", "no second digit can follow"
    bench.key(Qt.Key.Key_N, CTRL)
    assert (bench.live.numbers_shown, bench.live.selected) == (True, "s6")
    bench.key(Qt.Key.Key_Escape)
    assert (bench.live.numbers_shown, bench.live.selected) == (False, "s6")


def test_each_digit_of_a_number_gets_the_whole_time(bench: Bench) -> None:
    put(bench, *(window(f"s{n}", n % 6, n // 6) for n in range(12)))
    bench.key(Qt.Key.Key_N, CTRL)
    bench.until(lambda: ShowNumbers(shown=True) in bench.server.asks)
    ends = bench.desk.presenter.on_canvas.ends
    whole_ms = ends.interval()
    bench.until(lambda: ends.remainingTime() < whole_ms * 0.85)
    bench.key(Qt.Key.Key_1)
    assert ends.remainingTime() > whole_ms * 0.9, "coarse timers are 5 % early or late"
    bench.until(lambda: bench.server.asks.count(ShowNumbers(shown=True)) == 2)


def test_a_number_typed_late_puts_no_preset_up(bench: Bench) -> None:
    put(bench, *(window(f"s{n}", n % 6, n // 6) for n in range(12)))
    on_canvas, preset = bench.desk.presenter.on_canvas, _preset_of_digit(bench, "1")
    on_canvas.ends.setInterval(50)
    bench.live.setFocus()
    bench.key(Qt.Key.Key_N, CTRL)
    bench.until(lambda: not bench.live.numbers_shown)
    bench.key(Qt.Key.Key_1)
    assert "编号已收起" in bench.desk.window.centre.notice.text
    on_canvas.late.setInterval(50)
    bench.until(lambda: not on_canvas.late.isActive())
    assert not any(isinstance(ask, ApplyPreset) for ask in bench.server.asks)
    bench.key(Qt.Key.Key_1)
    bench.until(lambda: ApplyPreset(preset=preset) in bench.server.asks)


def test_a_digit_too_many_after_a_number_puts_no_preset_up(bench: Bench) -> None:
    three(bench)
    _preset_of_digit(bench, "2")
    bench.key(Qt.Key.Key_N, CTRL)
    bench.key(Qt.Key.Key_1)
    assert not bench.live.numbers_shown, "there is no tenth window"
    bench.key(Qt.Key.Key_2)
    assert "编号已收起" in bench.desk.window.centre.notice.text
    bench.key(Qt.Key.Key_N, CTRL)
    bench.key(Qt.Key.Key_3)
    assert bench.live.selected == C, "numbers shown anew are typed as ever"
    assert not any(isinstance(ask, ApplyPreset) for ask in bench.server.asks)


def _preset_of_digit(bench: Bench, digit: str) -> PresetId:
    """Let a preset have that digit as its key."""
    first = bench.session.presets[bench.desk.window.presets.cards[0].ref]
    wanted = first.with_(id="of-digit", key=digit)
    bench.server.prepared.known(wanted)
    bench.server.push_catalogue()
    bench.until(lambda: any(card.key == digit for card in bench.desk.window.presets.cards))
    return wanted.ref


def test_numbers_of_a_draft_stay_on_the_desk(bench: Bench) -> None:
    three(bench)
    bench.key(Qt.Key.Key_D, CTRL)
    bench.key(Qt.Key.Key_N, CTRL)
    assert bench.draft.numbers_shown and not bench.live.numbers_shown
    bench.key(Qt.Key.Key_3)
    assert bench.draft.selected == C
    assert not any(isinstance(ask, ShowNumbers) for ask in bench.server.asks)


def test_several_are_chosen_and_moved_and_taken_off_together(bench: Bench) -> None:
    three(bench)
    click(bench, bench.live, 0.5, 0.5)
    click(bench, bench.live, 1.5, 0.5, CTRL)
    assert list(bench.live.chosen) == [A, B]
    bench.drag(bench.live, bench.cell_px(bench.live, 0.5, 0.5), bench.cell_px(bench.live, 0.5, 1.5))
    bench.until(lambda: bench.rect(A).y == 1 and bench.rect(B).y == 1)
    bench.settle()
    bench.key(Qt.Key.Key_Right, CTRL)
    bench.until(lambda: bench.rect(A).x == 1 and bench.rect(B).x == 2)
    bench.settle()
    click(bench, bench.live, 1.5, 1.5, CTRL)
    assert list(bench.live.chosen) == [B]
    bench.key(Qt.Key.Key_A, CTRL)
    assert set(bench.live.chosen) == {A, B, C}
    bench.key(Qt.Key.Key_Delete)
    bench.until(lambda: not bench.wall.windows)


def test_a_rubber_band_chooses_what_it_touches(bench: Bench) -> None:
    three(bench)
    bench.drag(bench.live, bench.cell_px(bench.live, 0.2, 1.5), bench.cell_px(bench.live, 1.2, 0.5))
    assert set(bench.live.chosen) == {A, B}
    assert bench.live.marks.band is None
    QTest.mousePress(bench.live, LEFT, NONE, bench.cell_px(bench.live, 5.5, 0.5))
    QTest.mouseRelease(bench.live, LEFT, NONE, bench.cell_px(bench.live, 5.5, 0.5))
    assert not bench.live.chosen and bench.live.marks.cursor == Rect(x=5, y=0, w=1, h=1)


def test_windows_are_brought_in_line(bench: Bench) -> None:
    three(bench)
    click(bench, bench.live, 0.5, 0.5)
    click(bench, bench.live, 3.5, 2.5, SHIFT)
    bench.key(Qt.Key.Key_Up, CTRL | ALT)
    bench.until(lambda: bench.rect(C) == Rect(x=3, y=0, w=1, h=1))


def test_two_change_places_by_key_and_by_dragging_with_shift(bench: Bench) -> None:
    put(bench, window(A, 0, 0, 2, 2), window(B, 4, 3))
    bench.live.setFocus()
    click(bench, bench.live, 0.5, 0.5)
    bench.key(Qt.Key.Key_X)
    bench.until(lambda: "Ctrl" in bench.desk.window.centre.notice.text)
    click(bench, bench.live, 4.5, 3.5, CTRL)
    bench.key(Qt.Key.Key_X)
    bench.until(lambda: bench.rect(A) == Rect(x=4, y=3, w=1, h=1))
    bench.settle()
    live, start, end = bench.live, bench.cell_px(bench.live, 4.5, 3.5), bench.cell_px(bench.live, 1.5, 1.5)
    click(bench, live, 5.5, 0.5)
    QTest.mousePress(live, LEFT, NONE, start)
    for step in range(1, 6):
        at = QPointF(start) + (QPointF(end) - QPointF(start)) * step / 5
        _move(live, at, SHIFT)
    assert len(live.marks.ghosts) == 2
    QTest.mouseRelease(live, LEFT, SHIFT, end)
    bench.until(lambda: bench.rect(A) == Rect(x=0, y=0, w=2, h=2))


def _move(canvas: WallCanvas, at: QPointF, keys: Qt.KeyboardModifier) -> None:
    from PySide6.QtGui import QMouseEvent

    event = QMouseEvent(
        QEvent.Type.MouseMove, at, canvas.mapToGlobal(at), Qt.MouseButton.NoButton, LEFT, keys
    )
    QApplication.sendEvent(canvas, event)


def test_copied_windows_are_pasted_on_the_other_board(bench: Bench) -> None:
    three(bench)
    click(bench, bench.live, 1.5, 0.5)
    bench.key(Qt.Key.Key_C, CTRL)
    bench.key(Qt.Key.Key_D, CTRL)
    click(bench, bench.draft, 5.5, 3.5)
    bench.key(Qt.Key.Key_V, CTRL)
    draft = bench.desk.presenter.draft
    assert draft is not None and len(draft.layout.windows) == 4
    pasted = draft.layout.window(bench.draft.chosen[0])
    assert pasted is not None and (pasted.source, pasted.rect.x, pasted.rect.y) == (SourceId(B), 5, 3)


def test_what_the_clipboard_holds_from_elsewhere_is_not_pasted(bench: Bench) -> None:
    before = three(bench)
    from PySide6.QtCore import QMimeData

    alien = QMimeData()
    alien.setData("application/x-wallctl-windows", b'[{"id": 1}]')
    QGuiApplication.clipboard().setMimeData(alien)
    bench.key(Qt.Key.Key_V, CTRL)
    assert bench.wall == before and bench.session.asked is None
    QGuiApplication.clipboard().clear()


def test_edges_snap_to_what_is_chosen_and_to_nothing_with_alt(bench: Bench) -> None:
    put(bench, window(A, 0, 0))
    bench.live.setFocus()
    bench.key(Qt.Key.Key_G)
    assert bench.desk.window.centre.live.snap.text() == bench.desk.window.centre.draft.snap.text() != ""
    bench.drag(bench.live, bench.cell_px(bench.live, 0.5, 0.5), bench.cell_px(bench.live, 2.1, 0.5))
    bench.until(lambda: bench.rect(A).x == 1.5)
    bench.settle()
    bench.key(Qt.Key.Key_G)
    bench.drag(bench.live, bench.cell_px(bench.live, 2.0, 0.5), bench.cell_px(bench.live, 1.8, 0.5))
    bench.until(lambda: abs(bench.rect(A).x - 4 / 3) < 1e-9)
    bench.settle()
    live = bench.live
    QTest.mousePress(live, LEFT, NONE, bench.cell_px(live, 2.0, 0.5))
    _move(live, QPointF(bench.cell_px(live, 3.0, 0.7)), ALT)
    _move(live, QPointF(bench.cell_px(live, 3.1, 0.7)), ALT)
    QTest.mouseRelease(live, LEFT, ALT, bench.cell_px(live, 3.1, 0.7))
    bench.until(lambda: bench.rect(A).y > 0 and bench.rect(A).y < 1 / 3)


@pytest.mark.parametrize(("keys", "parts"), [(NONE, 4), (SHIFT, 9)])
def test_a_window_is_split_and_its_picture_stays_in_the_first_place(
    bench: Bench, keys: Qt.KeyboardModifier, parts: int
) -> None:
    put(bench, window(A, 0, 0, 3, 3))
    bench.live.setFocus()
    click(bench, bench.live, 0.5, 0.5)
    bench.key(Qt.Key.Key_Q, keys)
    bench.until(lambda: len(bench.wall.windows) == parts)
    assert [w.source for w in bench.wall.windows if w.source is not None] == ["wat-08"]


def test_order_and_overlay(bench: Bench) -> None:
    put(bench, window(A, 0, 0, 2, 2))
    live = bench.live
    live.setFocus()
    from PySide6.QtGui import QDragEnterEvent, QDropEvent

    at, copy = bench.cell_px(live, 1.0, 1.0), Qt.DropAction.CopyAction
    mime = bench.mime_of("psb-01")
    QApplication.sendEvent(live, QDragEnterEvent(at, copy, mime, LEFT, SHIFT))
    QApplication.sendEvent(live, QDropEvent(QPointF(at), copy, mime, LEFT, SHIFT))
    bench.until(lambda: len(bench.wall.windows) == 2)
    bench.settle()
    over = bench.wall.windows[1]
    assert over.source == "psb-01" and over.z > bench.wall.windows[0].z
    assert bench.rect(A).covers(over.rect)
    live.select(over.id)
    bench.key(Qt.Key.Key_PageDown)
    bench.until(lambda: bench.wall.window(over.id).z < bench.wall.window(A).z)  # type: ignore[union-attr]
    bench.settle()
    bench.key(Qt.Key.Key_PageUp)
    bench.until(lambda: bench.wall.window(over.id).z > bench.wall.window(A).z)  # type: ignore[union-attr]


def crop_of(bench: Bench) -> Crop:
    found = bench.wall.window(A)
    assert found is not None
    return found.crop


def test_a_picture_is_zoomed_by_wheel_panned_by_drag_and_whole_again_by_double_click(bench: Bench) -> None:
    put(bench, window(A, 0, 0, 2, 2))
    live = bench.live
    live.setFocus()
    click(bench, live, 1.0, 1.0)
    at = QPointF(bench.cell_px(live, 1.0, 1.0))
    wheel = QWheelEvent(
        at, live.mapToGlobal(at), QPoint(), QPoint(0, 240), Qt.MouseButton.NoButton, CTRL,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(live, wheel)
    bench.until(lambda: crop_of(bench).w < 0.7)
    bench.settle()
    before = crop_of(bench)
    QTest.mousePress(live, LEFT, CTRL, bench.cell_px(live, 1.0, 1.0))
    for x in (1.2, 1.4):
        _move(live, QPointF(bench.cell_px(live, x, 1.0)), CTRL)
    QTest.mouseRelease(live, LEFT, CTRL, bench.cell_px(live, 1.4, 1.0))
    bench.until(lambda: crop_of(bench).x < before.x)
    bench.settle()
    assert crop_of(bench).w == before.w and live.chosen == (A,)
    bench.key(Qt.Key.Key_Right, ALT)
    bench.until(lambda: crop_of(bench).x > 0)
    bench.settle()
    QTest.mouseDClick(live, LEFT, NONE, bench.cell_px(live, 1.0, 1.0))
    bench.until(lambda: crop_of(bench) == Crop())
    bench.settle()
    bench.key(Qt.Key.Key_Plus)
    bench.until(lambda: crop_of(bench).w < 1)
    bench.settle()
    bench.key(Qt.Key.Key_Home)
    bench.until(lambda: crop_of(bench) == Crop())


def test_the_menu_of_several_windows_counts_them(bench: Bench) -> None:
    three(bench)
    assert bench.live.scene is not None
    names = [window.id for window in bench.wall.windows[:2]]
    first = window_menu(bench.live, bench.live.scene, names).actions()[0]
    assert first.text() == "2 个画面" and not first.isEnabled()


def test_the_way_to_fit_is_chosen_by_key_and_menu_and_every_line_names_its_key(bench: Bench) -> None:
    three(bench)
    click(bench, bench.live, 0.5, 0.5)
    bench.key(Qt.Key.Key_F)
    bench.until(lambda: bench.wall.window(A).fit is Fit.COVER)  # type: ignore[union-attr]
    bench.settle()
    from PySide6.QtGui import QContextMenuEvent

    at = bench.cell_px(bench.live, 0.5, 0.5)
    asked = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, bench.live.mapToGlobal(at))
    QApplication.sendEvent(bench.live, asked)
    menu = bench.live.findChild(WindowMenu)
    assert menu is not None
    named, *lines = [act for act in menu.actions() if not act.isSeparator() and act.menu() is None]
    assert bench.live.scene is not None
    chosen = bench.wall.window(A)
    assert chosen is not None and named.text() == window_name(bench.live.scene, chosen)
    assert not named.isEnabled(), "it says what the menu lies over"
    assert len(lines) >= 18 and all(not action.shortcut().isEmpty() for action in lines)
    free = [
        action for part in menu.findChildren(QMenu) for action in part.actions() if not action.isSeparator()
    ]
    assert len(free) == 12 and all(not action.shortcut().isEmpty() for action in free)
    next(action for action in free if action.text() == "右边缘向左").trigger()
    bench.until(lambda: bench.rect(A).w < 1)
    bench.settle()
    stretch = next(action for action in lines if action.text() == "拉伸铺满")
    stretch.trigger()
    menu.close()
    bench.until(lambda: bench.wall.window(A).fit is Fit.STRETCH)  # type: ignore[union-attr]


def dialog_of(bench: Bench) -> ContentDialog:
    found = [one for one in bench.desk.window.findChildren(ContentDialog) if one.isVisible()]
    assert len(found) == 1
    return found[0]


def test_a_ticker_is_put_on_and_changed_by_keys(bench: Bench) -> None:
    three(bench)
    bench.key(Qt.Key.Key_Insert)
    dialog = dialog_of(bench)
    QTest.mouseClick(dialog.kind.button(2), LEFT)
    dialog.put.click()
    assert dialog.isVisible() and dialog.problem.text(), "without text there is nothing to show"
    dialog.text.setFocus()
    QTest.keyClicks(dialog.text, "typhoon")
    QTest.keyClick(dialog.text, Qt.Key.Key_Return)
    bench.until(lambda: len(bench.wall.windows) == 4)
    bench.settle()
    ticker = bench.wall.windows[3]
    assert ticker.content == TickerContent(text="typhoon") and ticker.rect.w == 6
    assert bench.live.chosen == (ticker.id,)
    bench.until(bench.live.hasFocus)
    bench.key(Qt.Key.Key_E)
    again = dialog_of(bench)
    assert again.text.text() == "typhoon" and again.kind.index == 2
    again.speed.button(2).click()
    again.put.click()
    bench.until(lambda: bench.wall.window(ticker.id).content.cells_s == 0.3)  # type: ignore[union-attr]


def test_the_content_dialog_says_which_board_and_window_its_content_goes_to(bench: Bench) -> None:
    three(bench)
    bench.key(Qt.Key.Key_Insert)
    dialog = dialog_of(bench)
    assert dialog.where.text() == "当前大屏 LIVE · 放进一个新窗口"
    assert dialog.put.text() == "立即上墙 Enter"
    QTest.mouseClick(dialog.kind.button(2), LEFT)
    long = "evacuate at once to the primary school " * 3
    QTest.keyClicks(dialog.text, long)
    assert dialog.whole.text() == long and dialog.whole.wordWrap(), "all of it is read before it goes up"
    dialog.close()
    bench.key(Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    bench.live.setFocus()
    bench.key(Qt.Key.Key_Insert)
    dialog = dialog_of(bench)
    assert dialog.where.text().startswith("待上墙 DRAFT"), "it opens a draft"
    assert dialog.put.text() == "放入待上墙 Enter"


def test_a_picture_file_is_chosen_from_the_sites_own_and_a_clock_stands_at_the_cursor(bench: Bench) -> None:
    put(bench)
    bench.live.setFocus()
    click(bench, bench.live, 4.5, 2.5)
    bench.key(Qt.Key.Key_Insert)
    dialog = dialog_of(bench)
    bench.until(lambda: dialog.file.count() == 2)
    dialog.file.setCurrentIndex(1)
    dialog.put.click()
    bench.until(lambda: len(bench.wall.windows) == 1)
    bench.settle()
    assert bench.wall.windows[0].content == ImageContent(file="map.png")
    assert bench.wall.windows[0].rect == Rect(x=4, y=2, w=1, h=1)
    bench.until(bench.live.hasFocus)
    bench.key(Qt.Key.Key_D, CTRL)
    click(bench, bench.draft, 0.5, 0.5)
    bench.key(Qt.Key.Key_Insert)
    draft_dialog = dialog_of(bench)
    draft_dialog.kind.button(1).click()
    draft_dialog.seconds.setChecked(False)
    draft_dialog.put.click()
    draft = bench.desk.presenter.draft
    assert draft is not None
    assert draft.layout.windows[1].content == ClockContent(seconds=False, date=True)
    assert draft.layout.windows[1].rect == Rect(x=0, y=0, w=1, h=1)
    bench.until(bench.draft.hasFocus)
    click(bench, bench.draft, 3.5, 3.5)
    bench.key(Qt.Key.Key_E)
    assert "Insert" in bench.desk.window.centre.notice.text


def test_nothing_of_a_hidden_window_is_drawn_over_the_one_that_hides_it(bench: Bench) -> None:
    big = window(A, 0, 0, 4, 4).with_(z=2)
    bench.live.setFocus()
    bench.key(Qt.Key.Key_D, CTRL)
    bench.draft.request(Layout(windows=(big,)))
    alone = bench.draft.grab().toImage()
    bench.draft.request(Layout(windows=(window(B, 1, 1), window(C, 2, 2).with_(locked=True), big)))
    both = bench.draft.grab().toImage()
    inside = bench.draft.scale.rect_px(big.rect).adjusted(4, 30, -4, -4)
    assert alone.copy(inside) == both.copy(inside)
