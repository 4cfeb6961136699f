"""Rule: what a cell reports is what it painted; a canvas that has other pixels than the frame is a lie."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication

from tests.fakes.pictures import H, W, pane, picture, rect, view
from tests.kit.clips import solid
from tests.renderer.stand import Stand
from wallctl.model.desired import Version
from wallctl.model.geometry import PxRect
from wallctl.model.health import CellHealth, CellPhase, CellReport
from wallctl.model.ids import CellId
from wallctl.model.layout import Fit
from wallctl.protocol.cell import Picture, SourceView
from wallctl.renderer.delivery import Shot
from wallctl.renderer.evidence import row_differs
from wallctl.renderer.scaling import Patch
from wallctl.renderer.window_feed import WindowFeed
from wallctl.rules.scale import Scale
from wallctl.rules.truth import lie_of

LEFT, RIGHT = rect(0, 0, W // 2), rect(W // 2, 0, W // 2)
CELL = CellId("r0c0")


@pytest.fixture
def stand(qapp: QGuiApplication) -> Iterator[Stand]:
    with Stand(qapp) as stand:
        yield stand


def lie(stand: Stand, ordered: Picture, glass_note: str = "") -> str:
    """What the truth line says of this cell."""
    report = CellReport(
        cell=CELL,
        incarnation=1,
        pid=1,
        version=Version(epoch=1, revision=1),
        panes=stand.stage.reports(),
        glass_ok=not glass_note,
        glass_note=glass_note,
    )
    found = lie_of(CELL, 1, ordered, CellHealth(cell=CELL, phase=CellPhase.UP, report=report))
    return found.why if found is not None else ""


def rows(stand: Stand) -> set[str]:
    """The windows that are wrong on any row of the canvas."""
    return {stand.stage.wrong_on_canvas(row) for row in range(H)} - {""}


def test_a_window_that_got_another_sources_feed_is_a_lie(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = stand.pool.for_window

    def wrong(wanted: SourceView) -> WindowFeed:
        return right(view("other") if wanted.id == "a" else wanted)

    monkeypatch.setattr(stand.pool, "for_window", wrong)
    ordered = picture(pane("a", LEFT), pane("b", RIGHT))
    stand.order(1, ordered)
    stand.alive({"other": solid(70), "b": solid(70)})
    assert stand.report("w-a").source == "other" and stand.report("w-b").source == "b"
    assert "应为 a" in lie(stand, ordered)


def test_a_picture_at_another_place_than_planned_is_a_lie(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    ordered = picture(pane("a", LEFT))
    stand.order(1, ordered)
    stand.alive({"a": solid(70)})
    assert lie(stand, ordered) == "" and stand.report("w-a").dst == LEFT
    feed = stand.stage.shown.panes[0].feed  # type: ignore[union-attr]
    take = feed.take  # type: ignore[union-attr]
    askew = PxRect(x=8, y=8, w=LEFT.w - 16, h=LEFT.h - 16)

    def shifted(key: object) -> Shot | None:
        shot = take(key)
        pixels = np.full((askew.h, askew.w, 4), 99, np.uint8)
        return None if shot is None else shot._replace(patch=Patch.at(pixels, askew))

    monkeypatch.setattr(feed, "take", shifted)
    stand.until(lambda: stand.comes("a", 99) and stand.level(x=10, y=10) == 99, 20.0, "painted askew")
    assert stand.report("w-a").dst == askew
    assert "位置不对" in lie(stand, ordered)


def test_a_card_reports_whom_it_names_and_where_it_is(stand: Stand) -> None:
    ordered = picture(pane("a", LEFT), pane("b", RIGHT))
    stand.order(1, ordered)
    stand.alive({"b": solid(70)})
    assert stand.states()["w-a"] == "connecting"
    assert lie(stand, ordered) == ""


@pytest.mark.parametrize("fit", list(Fit))
def test_a_canvas_that_nobody_touched_holds_its_pictures(stand: Stand, fit: Fit) -> None:
    over = rect(40, 30, 100, 80)
    under = pane("a", visible=rect().minus(over), label=True, fit=fit)
    stand.order(1, picture(under, pane("b", over, label=True, fit=fit)))
    noise = np.random.default_rng(7).integers(0, 255, (90, 160, 3), np.uint8)
    stand.alive(dict.fromkeys("ab", noise))
    assert not rows(stand), "after the take"
    for _ in range(3):
        noise = np.roll(noise, 5, axis=1)
        for name in "ab":
            stand.play(name, noise)
        assert not rows(stand), "after a frame"
    stand.until(lambda: set(stand.states().values()) == {"late"}, 20.0, "late")
    assert not rows(stand), "nor do badges count"
    stand.glass.stamp = np.full((60, 90, 4), 255, np.uint8)
    stand.stage.repaint()
    assert not rows(stand), "nor does a name over everything"
    stand.until(lambda: set(stand.states().values()) == {"stale"}, 20.0, "stale")
    assert not rows(stand), "what is dimmed claims nothing"


def test_a_canvas_with_other_pixels_than_the_frame_is_found_and_the_window_named(stand: Stand) -> None:
    ordered = picture(pane("a", LEFT), pane("b", RIGHT))
    stand.order(1, ordered)
    stand.alive(dict.fromkeys("ab", solid(70)))
    assert not rows(stand)
    stand.glass.canvas()[:, W // 2 :] = 33
    assert rows(stand) == {"w-b"}
    assert "w-b" in lie(stand, ordered, "window w-b has other pixels than its frame")
    stand.stage.repaint()
    assert not rows(stand)


def test_a_row_counts_only_where_the_picture_is_seen(qapp: QGuiApplication) -> None:
    canvas = np.zeros((8, 8, 4), np.uint8)
    canvas[2:6, 2:6] = 50
    patch = Patch.at(np.full((4, 4, 4), 50, np.uint8), PxRect(x=2, y=2, w=4, h=4))
    whole = (PxRect(x=0, y=0, w=8, h=8),)
    assert not any(row_differs(canvas, row, patch, whole, ()) for row in range(8))
    canvas[3, 4] = 90
    assert [row for row in range(8) if row_differs(canvas, row, patch, whole, ())] == [3]
    assert not row_differs(canvas, 3, patch, whole, [PxRect(x=4, y=0, w=9, h=9)])
    assert not row_differs(canvas, 3, patch, (PxRect(x=0, y=0, w=4, h=8),), ())


def test_a_rectangle_that_was_scaled_is_known_again() -> None:
    scale = Scale(1024, 768, 341, 256)
    for at in range(0, 1024, 7):
        wanted = PxRect(x=at, y=at // 2, w=1024 - at, h=300)
        back = scale.back(scale.there(wanted))
        assert abs(back.x - wanted.x) <= 2 and abs(back.right - wanted.right) <= 2
