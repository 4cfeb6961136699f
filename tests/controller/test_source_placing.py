"""Rule: a source from the list lands where the officer chose, else where there is room, else it says why."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.controller.conftest import Bench
from tests.controller.test_by_keyboard import SHIFT, A, three
from tests.controller.test_presenter import put, window
from tests.controller.test_preset_desk import notice
from tests.controller.test_source_panel import choose
from wallctl.controller.drag import sources_in_mime
from wallctl.model.geometry import Rect
from wallctl.model.ids import SourceId, WindowId
from wallctl.model.layout import Layout
from wallctl.protocol.desk import TakeLayout
from wallctl.rules.edit_layout import window_at


def test_a_chosen_free_cell_receives_the_source(bench: Bench) -> None:
    QTest.mouseClick(bench.live, Qt.MouseButton.LeftButton, pos=bench.cell_px(bench.live, 4.5, 3.5))
    bench.desk.window.sources.place_requested.emit("wat-08")
    bench.until(lambda: bench.wall.sources == {"wat-08"})
    assert bench.wall.windows[0].rect == Rect(x=4, y=3, w=1, h=1)


def test_a_full_wall_says_what_to_do(bench: Bench) -> None:
    put(bench, *(window(s.id, n % 6, n // 6) for n, s in enumerate(bench.server.city.sources[:24])))
    bench.desk.window.sources.place_requested.emit("wat-08")
    assert "没有空位" in bench.desk.window.centre.notice.text
    assert not any(isinstance(ask, TakeLayout) for ask in bench.server.asks)


def test_several_go_up_at_once_in_reading_order_and_what_finds_no_room_is_said(bench: Bench) -> None:
    panel = bench.desk.window.sources
    choose(panel, "psb-03", "psb-01", "psb-02")
    load = panel.model.mimeData(panel.list.selectedIndexes())
    assert sources_in_mime(load) == ["psb-01", "psb-02", "psb-03"]
    assert bench.drop(bench.live, load, bench.cell_px(bench.live, 4.5, 0.5))
    bench.until(lambda: len(bench.wall.windows) == 3)
    places = {window.source: (window.rect.x, window.rect.y) for window in bench.wall.windows}
    assert places == {"psb-01": (4, 0), "psb-02": (5, 0), "psb-03": (0, 1)}
    bench.settle()
    choose(panel, "wat-01", "wat-02")
    bench.key(Qt.Key.Key_Return)
    bench.until(lambda: bench.wall.sources >= {"wat-01", "wat-02"})
    bench.settle()
    panel.list.selectAll()
    bench.key(Qt.Key.Key_Return)
    bench.until(lambda: len(bench.wall.windows) == 24)
    assert "空位只有 19 个" in bench.desk.window.centre.notice.text


def test_shift_enter_in_the_list_lays_a_source_over_the_chosen_picture(bench: Bench) -> None:
    three(bench)
    sources = bench.desk.window.sources
    sources.list.setFocus()
    sources.list.setCurrentIndex(sources.model.place_of(SourceId("exp-01")))
    bench.key(Qt.Key.Key_Return, SHIFT)
    bench.until(lambda: bench.wall.window(WindowId("exp-01")) is not None)
    over = window_at(bench.wall, 0.5, 0.5)
    assert over is not None and over.source == "exp-01" and over.rect.w < 1
    assert bench.rect(A).w == 1, "what is below stays"
    bench.settle()
    bench.live.select(None)
    bench.key(Qt.Key.Key_Return, SHIFT)
    assert "Ctrl+G" in notice(bench)


def test_several_chosen_are_not_laid_over_one_picture(bench: Bench) -> None:
    three(bench)
    panel = bench.desk.window.sources
    choose(panel, "exp-01", "exp-02")
    bench.key(Qt.Key.Key_Return, SHIFT)
    assert "一次只能放一路" in notice(bench)
    assert not any(isinstance(ask, TakeLayout) for ask in bench.server.asks)


def drop_on_hint(bench: Bench, *sources: str) -> Layout:
    """Drop these where the draft's board will be; return what is prepared then."""
    hint = bench.desk.window.centre.hint
    bench.until(hint.isVisible)
    assert bench.drop(hint, bench.mime_of(*sources), hint.rect().center())
    draft = bench.desk.presenter.draft
    assert draft is not None and bench.draft.isVisible()
    return draft.layout


def test_what_is_dropped_where_the_drafts_board_will_be_is_prepared_beside_what_the_wall_shows(
    bench: Bench,
) -> None:
    put(bench, window("psb-01", 0, 0), window("psb-02", 2, 0))
    layout = drop_on_hint(bench, "wat-08", "wat-01")
    assert {str(w.source): (w.rect.x, w.rect.y) for w in layout.windows} == {
        "psb-01": (0, 0),
        "psb-02": (2, 0),
        "wat-01": (1, 0),
        "wat-08": (3, 0),
    }
    assert bench.wall.sources == {"psb-01", "psb-02"}
    bench.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    bench.until(lambda: bench.wall.sources == {"psb-01", "psb-02", "wat-01", "wat-08"})


def test_a_drop_there_goes_on_with_the_draft_whose_board_was_closed(bench: Bench) -> None:
    put(bench, window("psb-01", 0, 0))
    drop_on_hint(bench, "wat-08")
    bench.desk.presenter.toggle_draft()
    layout = drop_on_hint(bench, "wat-01")
    assert layout.sources == {"psb-01", "wat-08", "wat-01"}
    bench.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    draft = bench.desk.presenter.draft
    assert draft is not None and draft.layout.sources == {"psb-01", "wat-08"}


def test_on_a_full_wall_a_drop_there_takes_the_place_of_what_matters_least_and_never_of_more(
    bench: Bench,
) -> None:
    full = [window(s.id, n % 6, n // 6) for n, s in enumerate(bench.server.city.sources[:24])]
    put(bench, *(w.with_(important=n != 5) for n, w in enumerate(full)))
    layout = drop_on_hint(bench, "wat-08", "wat-01")
    before, after = bench.wall.windows, layout.windows
    changed = [(old.rect, new.source) for old, new in zip(before, after, strict=True) if old != new]
    assert [rect for rect, _ in changed] == [Rect(x=5, y=0, w=1, h=1)]
    assert "还有 1 路没有放" in notice(bench) and "重要" in notice(bench)
