"""Rows of the stop-watch: what an officer does most, by a real desk's mouse and keys, to the glass."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.bench.room import PATROL_KEY, WITHIN_S, Hand, Room, Took, open_room
from tests.bench.rows import Figure, Row, spread_of
from tests.bench.sights import Place
from tests.bench.stage import Stage
from tests.bench.watch import Watch, wait_until

ROUNDS = 5
Wanted = dict[Place, str] | Callable[[], dict[Place, str]]
NAME_STEP_S = 62.0
"""The desk proposes the minute as a preset's name, and no two have the same."""
BUSY = ("psb-02", "psb-03", "psb-04", "psb-05", "trf-01", "trf-03", "trf-04", "saf-02", "saf-03", "urb-01",
        "urb-02", "lan-01")  # fmt: skip
"""What the upper half of the wall shows meanwhile."""
NAMED = (
    ("wat-08", "mzyxgd"),
    ("mar-02", "gxghdk"),
    ("mar-03", "wzhhd"),
    ("wat-09", "gscy"),
    ("exp-05", "magssdk"),
)
"""What is put on one cell, and what an officer types to find it: initials of its Chinese name."""
LARGE = ("psb-01", "saf-01", "trf-02", "wat-08", "wat-10")
"""What is put on four cells; all but the last have a main stream, which so large a window asks for."""
FEW = 3
"""So few rows left in the list, and an officer sees the camera's."""


@dataclass
class _Job:
    """One kind of job: what it is, how many actions it may take, how many it took, and how long."""

    what: str
    at_most: int
    actions: int = 0
    took: Took = field(default_factory=Took)

    def row(self, id_: str, *notes: str) -> Row:
        p50, _ = spread_of(self.took.seen_s)
        figures = (
            Figure("actions", float(self.actions), at_most=self.at_most),
            Figure("p50", p50, " s"),
            Figure("worst", max(self.took.seen_s, default=None), " s"),
        )
        times = ", ".join(f"{took_s:.2f}" for took_s in self.took.seen_s)
        return Row(id_, f"{self.what}, {len(self.took.seen_s)} times", figures, notes=(f"s: {times}", *notes))


def measure(stage: Stage) -> list[Row]:
    """What an officer does most, by a real desk's mouse and keys, to the picture on the glass."""
    camera = _Job("a camera, by initials of its name, on a chosen cell", 3)
    window = _Job("a camera on four cells", 2)
    save = _Job("what is on the wall saved as an own preset, until the desk says that it is kept", 2)
    preset = _Job("a preset with a camera on every cell", 1)
    own = _Job("that own preset put up again", 1)
    with open_room(stage.grid) as room:
        saved_s = -NAME_STEP_S
        for number in range(min(ROUNDS, stage.takes)):
            room.put(dict(zip(room.cells[: room.half * room.grid.cols], BUSY, strict=False)))
            with room.watched() as watch:
                cell = _named(room, watch, camera, *NAMED[number])
                _four(room, watch, window, LARGE[number])
                time.sleep(max(0.0, saved_s + NAME_STEP_S - time.monotonic()))
                saved_s = time.monotonic()
                key = _save(room, save)
                _by_key(room, watch, preset, PATROL_KEY, room.ordered)
                _by_key(room, watch, own, key, {cell: NAMED[number][0], room.four: LARGE[number]})
    cold = "the camera was not open; its stream is opened behind the wall before it is shown"
    hand = "typing 15 ms a letter, drags 0.3 s; a hand is slower"
    return [
        camera.row("job-camera", f"until it moved {camera.took.moved}; {cold}; {hand}"),
        window.row("job-window", f"until it moved {window.took.moved}; {cold}; {hand}"),
        save.row("job-save", f"by its own key it was back on the glass: {own.took.moved}"),
        preset.row("job-preset", f"until all moved {preset.took.moved}; half of its cameras were not open"),
    ]


def _named(room: Room, watch: Watch, job: _Job, camera: str, letters: str) -> Place:
    """Search key, initials, drag to the last cell; return that cell."""
    desk, cell = room.desk, room.cells[-1]
    room.to_board(0.5, room.grid.rows - 0.5)

    def acts(hand: Hand) -> None:
        hand.does(lambda: desk.do("key", "slash"))
        hand.does(lambda: desk.type(letters))
        desk.until(
            lambda: camera in desk.see("listed") and len(desk.see("listed")) <= FEW, f"{camera} is found"
        )
        hand.does(lambda: desk.carry(camera, (cell[0] + 0.5, cell[1] + 0.5)))

    _timed(room, watch, job, acts, {cell: camera})
    desk.key("slash")
    desk.do("key", "Escape")
    desk.until(lambda: len(desk.see("listed")) > FEW, "the whole list")
    return cell


def _four(room: Room, watch: Watch, job: _Job, camera: str) -> None:
    """Drag from the list to the first of the cells, then its corner over all of them."""
    desk, (x, y, w, h) = room.desk, room.four
    desk.see("row", camera)

    def acts(hand: Hand) -> None:
        hand.does(lambda: desk.carry(camera, (x + 0.5, y + 0.5)))
        hand.does(lambda: desk.drag_corner((x + 1, y + 1), (x + w, y + h)))

    _timed(room, watch, job, acts, {room.four: camera})


def _by_key(room: Room, watch: Watch, job: _Job, key: str, wanted: Wanted) -> None:
    """One key; the hand is at the board."""
    room.to_board(0.5, 0.5)
    _timed(room, watch, job, lambda hand: hand.does(lambda: room.desk.do("key", key)), wanted)


def _timed(room: Room, watch: Watch, job: _Job, acts: Callable[[Hand], None], wanted: Wanted) -> None:
    hand = Hand()
    room.timed(watch, lambda: acts(hand), wanted, job.took)
    job.actions = max(job.actions, hand.actions)


def _save(room: Room, job: _Job) -> str:
    """Save key, button; return the key that the new preset got, of the server."""
    desk, hand = room.desk, Hand()
    room.to_board(0.5, room.grid.rows - 0.5)
    known = set(desk.see("keys"))

    def kept() -> bool:
        return len(set(desk.see("keys")) - known) == 1 and "已保存" in desk.see("notice")

    began_s = time.monotonic()
    hand.does(lambda: desk.do("key", "ctrl+s"))
    hand.does(lambda: desk.press("button", "save"))
    if wait_until(kept, WITHIN_S) is None:
        raise TimeoutError(f"not saved after {WITHIN_S:.0f} s; {desk.words()}")
    job.took.seen_s.append(time.monotonic() - began_s)
    job.actions = max(job.actions, hand.actions)
    (new,) = set(desk.see("keys")) - known
    key: str = desk.see("keys")[new]
    return key
