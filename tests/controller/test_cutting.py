"""Rules: any part of a picture is shown by a frame that is drawn or moved by keys; one key shows all."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from tests.controller.conftest import Bench
from tests.controller.test_canvas import CTRL, NONE, SHIFT, A, B, crop_of
from tests.controller.test_presenter import put, window
from wallctl.controller.theme import Tone, colour
from wallctl.model.geometry import Rect
from wallctl.model.layout import Crop, Fit


def test_a_part_of_a_picture_is_cut_out_by_a_drag_and_home_shows_all_of_it(bench: Bench) -> None:
    put(bench, window(A, 0, 0, 2, 2).with_(fit=Fit.STRETCH), window(B, 3, 0))
    bench.live.setFocus()
    bench.live.select(A)
    bench.key(Qt.Key.Key_C)
    cutting = bench.live.marks.cut
    assert cutting is not None
    bench.drag(bench.live, bench.cell_px(bench.live, 0.5, 0.25), bench.cell_px(bench.live, 0.75, 1.75))
    bench.until(lambda: crop_of(bench) != Crop())
    crop = crop_of(bench)
    assert [round(side, 1) for side in (crop.x, crop.y, crop.w, crop.h)] == [0.2, 0.1, 0.1, 0.8], crop
    assert bench.rect(A) == Rect(x=0, y=0, w=2, h=2) and bench.live.marks.cut is None
    bench.settle()
    bench.key(Qt.Key.Key_Home)
    bench.until(lambda: crop_of(bench) == Crop())


def test_a_part_of_a_picture_is_cut_out_by_keys_and_escape_leaves_it_whole(bench: Bench) -> None:
    put(bench, window(A, 0, 0, 2, 2).with_(fit=Fit.STRETCH, locked=True), window(B, 3, 0))
    bench.live.setFocus()
    bench.live.select(A)
    bench.key(Qt.Key.Key_C)
    bench.key(Qt.Key.Key_Right)
    bench.key(Qt.Key.Key_Escape)
    assert bench.live.marks.cut is None and bench.live.selected == A
    bench.key(Qt.Key.Key_C)
    for key, held in ((Qt.Key.Key_Left, NONE), (Qt.Key.Key_Up, NONE), (Qt.Key.Key_Down, SHIFT)):
        for _ in range(4):
            bench.key(key, held)
    bench.key(Qt.Key.Key_Return)
    bench.until(lambda: crop_of(bench) == Crop(x=0, y=0, w=0.5, h=0.75))
    bench.settle()
    bench.key(Qt.Key.Key_C)
    bench.key(Qt.Key.Key_K)
    assert bench.live.marks.cut is None, "another key means what it always means"
    bench.until(lambda: not bench.held(A).locked)


def test_a_part_stands_on_a_draft_in_its_own_proportions(bench: Bench) -> None:
    put(bench, window(A, 0, 0, 2, 2))
    bench.until(lambda: bench.session.echoes.rate_fps(bench.session.now_s) > 0)
    bench.live.setFocus()
    bench.key(Qt.Key.Key_D, CTRL)
    draft = bench.draft
    draft.setFocus()
    draft.select(A)
    bench.key(Qt.Key.Key_C)
    bench.drag(draft, bench.cell_px(draft, 0.9, 0.3), bench.cell_px(draft, 1.1, 1.6))

    def at(x: float, y: float) -> QColor:
        return draft.grab().toImage().pixelColor(bench.cell_px(draft, x, y))

    bench.until(lambda: at(0.93, 0.75) != colour(Tone.CARD))
    assert [at(x, 0.75) for x in (0.5, 1.5)] == [colour(Tone.CARD)] * 2, "bars, as the glass will have"
