"""Rule: a cell lies on its own output, at its own place, and on no other while that one is gone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject, QRect, Signal
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QApplication

from wallctl.model.geometry import PxRect
from wallctl.model.ids import CellId, NodeId
from wallctl.model.wall import Size
from wallctl.protocol.nursery import RendererSpec
from wallctl.renderer.outputs import WALL_SHARE, Outputs, place_on_screen

WHOLE = PxRect(x=0, y=0, w=301, h=203)


def _spec(place: PxRect, **fields: object) -> RendererSpec:
    spec = RendererSpec(
        cell=CellId("r0c0"),
        node=NodeId("local"),
        incarnation=1,
        token="t",
        bus="ipc:///x",
        px=Size(w=place.w, h=place.h),
        place_px=place,
    )
    return spec.with_(**fields)


class Output(QObject):
    """An output by name, with what hangs on it."""

    geometryChanged = Signal(QRect)

    def __init__(self, label: str, at: QRect, serial: str = "") -> None:
        super().__init__()
        self.label, self.at, self.serial = label, at, serial

    def name(self) -> str:
        return self.label

    def geometry(self) -> QRect:
        return self.at

    def virtualGeometry(self) -> QRect:
        return self.at

    def serialNumber(self) -> str:
        return self.serial


class Screens:
    """A display of one screen, or of two outputs where these are asked for by name."""

    def __init__(self, app: QApplication, name: str = "xcb") -> None:
        self._app = app
        self._name = name

    def platformName(self) -> str:
        return self._name

    def primaryScreen(self) -> QScreen:
        return self._app.primaryScreen()

    def screens(self) -> list[Output]:
        return [Output("DP-1", QRect(0, 0, 1024, 768)), Output("DP-2", QRect(1024, 0, 1400, 1050))]


def _placed(app: QApplication, spec: RendererSpec, platform: str = "xcb") -> PxRect | None:
    found = place_on_screen(spec, Screens(app, platform))  # type: ignore[arg-type]
    return found[1] if found is not None else None


def test_where_the_screen_holds_the_wall_a_cell_is_at_its_own_place_and_size(qapp: QApplication) -> None:
    screen = qapp.primaryScreen().geometry()
    wall = Size(w=screen.width(), h=screen.height())
    place = PxRect(x=wall.w // 2, y=0, w=wall.w // 2, h=wall.h // 2)
    assert _placed(qapp, _spec(place, wall_px=wall)) == place


def test_where_it_does_not_the_whole_wall_is_drawn_small_into_the_top_and_cells_tile_it(
    qapp: QApplication,
) -> None:
    screen = qapp.primaryScreen().geometry()
    wall = Size(w=6 * 1024, h=4 * 768)
    found = {}
    for row in range(4):
        for col in range(6):
            place = PxRect(x=col * 1024, y=row * 768, w=1024, h=768)
            at = _placed(qapp, _spec(place, wall_px=wall))
            assert at is not None
            found[row, col] = at
    assert min(at.x for at in found.values()) >= screen.x()
    assert max(at.right for at in found.values()) <= screen.right() + 1
    assert max(at.bottom for at in found.values()) <= screen.y() + screen.height() * WALL_SHARE + 1
    for (row, col), at in found.items():
        if col:
            assert at.x == found[row, col - 1].right, "no gap, no overlap"
        if row:
            assert at.y == found[row - 1, col].bottom
    assert found[0, 0].w / found[0, 0].h == pytest.approx(4 / 3, rel=0.1)


def test_a_part_of_the_screen_that_was_agreed_on_is_used(qapp: QApplication) -> None:
    room = PxRect(x=100, y=50, w=200, h=100)
    wall = Size(w=2000, h=1000)
    assert _placed(qapp, _spec(PxRect(x=1000, y=500, w=1000, h=500), wall_px=wall, screen_px=room)) == PxRect(
        x=200, y=100, w=100, h=50
    )


def test_off_screen_a_cell_is_native(qapp: QApplication) -> None:
    place = PxRect(x=5120, y=2304, w=1024, h=768)
    assert _placed(qapp, _spec(place, wall_px=Size(w=6144, h=3072)), "offscreen") == place


def test_an_output_by_name_is_filled_and_a_missing_one_is_told(qapp: QApplication) -> None:
    assert _placed(qapp, _spec(WHOLE, output="DP-2")) == PxRect(x=1024, y=0, w=1400, h=1050)
    assert _placed(qapp, _spec(WHOLE, output="DP-99")) is None


# ---- while outputs come and go -----------------------------------------------------------------------------
class Display(QObject):
    """A display whose outputs a test plugs and unplugs."""

    screenAdded = Signal(object)
    screenRemoved = Signal(object)
    primaryScreenChanged = Signal(object)

    def __init__(self, *outputs: Output) -> None:
        super().__init__()
        self.outputs = list(outputs)

    def platformName(self) -> str:
        return "xcb"

    def primaryScreen(self) -> Output:
        return self.outputs[0]

    def screens(self) -> list[Output]:
        return self.outputs

    def plug(self, output: Output) -> None:
        self.outputs.append(output)
        self.screenAdded.emit(output)

    def unplug(self, name: str) -> None:
        (gone,) = (output for output in self.outputs if output.label == name)
        self.outputs.remove(gone)
        self.screenRemoved.emit(gone)


def _outputs(display: Display, spec: RendererSpec) -> tuple[Outputs, list[PxRect | None]]:
    """What it finds, at first and at each change."""
    outputs = Outputs(spec, display)  # type: ignore[arg-type]
    found: list[PxRect | None] = []

    def look() -> None:
        seat = outputs.find()
        found.append(seat.place if seat is not None else None)

    outputs.changed = look
    look()
    return outputs, found


LEFT, RIGHT = QRect(0, 0, 640, 480), QRect(640, 0, 640, 480)


def _px(at: QRect) -> PxRect:
    return PxRect(x=at.x(), y=at.y(), w=at.width(), h=at.height())


def test_it_is_told_at_once_when_its_output_goes_and_comes_also_elsewhere(qapp: QApplication) -> None:
    display = Display(Output("DP-1", LEFT), Output("DP-2", RIGHT))
    outputs, found = _outputs(display, _spec(WHOLE, output="DP-2"))
    display.unplug("DP-2")
    away = QRect(1280, 0, 800, 600)
    back = Output("DP-2", away)
    display.plug(back)
    assert found == [_px(RIGHT), None, _px(away)]
    back.at = RIGHT
    back.geometryChanged.emit(RIGHT)
    assert found[-1] == _px(RIGHT), "an output that came later is watched, too"
    assert outputs.name == "DP-2"


def test_an_output_may_be_known_by_what_hangs_on_it(qapp: QApplication) -> None:
    display = Display(Output("DP-1", LEFT, "A7"), Output("DP-2", RIGHT, "B9"))
    assert _outputs(display, _spec(WHOLE, output="serial:B9"))[1] == [_px(RIGHT)]
    assert _outputs(display, _spec(WHOLE, output="serial:C1"))[1] == [None]


def test_a_cell_at_its_own_place_stays_there_when_the_wall_shrinks(qapp: QApplication) -> None:
    """Two outputs make one big screen; the cells of the one that stays must not be drawn small."""
    whole = QRect(0, 0, 1280, 480)
    near, far = Output("DP-1", whole), Output("DP-2", RIGHT)
    display = Display(near, far)
    wall = Size(w=1280, h=480)
    _, left = _outputs(display, _spec(_px(LEFT), wall_px=wall))
    _, right = _outputs(display, _spec(_px(RIGHT), wall_px=wall))
    near.at = LEFT
    display.unplug("DP-2")
    assert left == [_px(LEFT), _px(LEFT)]
    assert right == [_px(RIGHT), None]
    display.plug(Output("DP-2", RIGHT))
    assert right[-1] == _px(RIGHT)


def test_a_wall_drawn_small_follows_the_size_of_its_screen(qapp: QApplication) -> None:
    screen = Output("DP-1", QRect(0, 0, 900, 600))
    display = Display(screen)
    _, found = _outputs(display, _spec(PxRect(x=0, y=0, w=3000, h=1000), wall_px=Size(w=3000, h=1000)))
    screen.at = QRect(0, 0, 450, 300)
    screen.geometryChanged.emit(screen.at)
    first, second = found
    assert first is not None and second is not None
    assert second.h < first.h <= 600 * WALL_SHARE
