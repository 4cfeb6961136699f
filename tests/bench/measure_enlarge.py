"""Row of enlarging: from the desk's key to the picture in the wall's main area, and back; on the glass."""

from __future__ import annotations

from collections.abc import Mapping

from tests.bench.room import PATROL_KEY, Room, Took, open_room
from tests.bench.rows import Figure, Row, spread_of
from tests.bench.sights import Place
from tests.bench.stage import Stage

ROUNDS = 2
SHOWN_S = 1.5
PATROLLED = 24
"""So many cells the shipped preset fills."""
EACH = 12
"""So many of the pictures are enlarged: every second one, those with a main stream, which the main area asks
for and nobody has open, among them."""


def measure(stage: Stage) -> list[Row]:
    """One key on a chosen picture of a full wall, and once more, each to the glass."""
    away, back, large = Took(), Took(), Took()
    with open_room(stage.grid) as room:
        room.to_board(0.5, 0.5)
        patrol = _filled(room)
        for _ in range(min(ROUNDS, stage.takes)):
            for place in list(patrol)[:: max(1, len(patrol) // EACH)]:
                _press_twice(room, patrol, place, large if patrol[place] in room.with_main else away, back)
    both = Took([*away.seen_s, *large.seen_s], [*away.moving_s, *large.moving_s])
    figures = (*_figures("", both), *_figures("back ", back))
    wide, high = room.main[2:]
    notes = (
        f"until all of it moved: {both.moved}; back {back.moved}",
        f"with a main stream to open: {_both(large)}; without: {_both(away)}",
        "from before the key is sent to the first look that finds the camera on every cell of the area",
    )
    what = (
        f"Space on a chosen picture, {len(both.seen_s)} times: to {wide}x{high} cells of {len(patrol)}, "
        "all live, and back"
    )
    return [Row("enlarge", what, figures, notes=notes)]


def _filled(room: Room) -> Mapping[Place, str]:
    """Have a camera on every cell: by the shipped preset, on a wall that it does not fit by other hands."""
    if len(room.cells) == PATROLLED:
        with room.watched() as watch:
            return room.timed(watch, lambda: room.desk.do("key", PATROL_KEY), room.ordered, Took())
    room.put(dict(zip(room.cells, room.cameras, strict=False)))
    return room.ordered()


def _press_twice(room: Room, patrol: Mapping[Place, str], place: Place, away: Took, back: Took) -> None:
    """Choose the picture with the mouse; the key, the picture; the key, all pictures."""
    room.to_board(place[0] + 0.5, place[1] + 0.5)
    with room.watched() as watch:
        room.timed(watch, lambda: room.desk.do("key", "space"), {room.main: patrol[place]}, away)
        room.timed(watch, lambda: room.desk.do("key", "space"), patrol, back)


def _figures(which: str, took: Took) -> tuple[Figure, ...]:
    p50, p95 = spread_of(took.seen_s)
    return (
        Figure(f"{which}p50", p50, " s"),
        Figure(f"{which}p95", p95, " s", at_most=SHOWN_S),
        Figure(f"{which}worst", max(took.seen_s, default=None), " s"),
    )


def _both(took: Took) -> str:
    p50, _ = spread_of(took.seen_s)
    return f"p50 {p50 or 0:.2f}, worst {max(took.seen_s, default=0):.2f} s"
