"""Layout -> layout, for commands: show, clear, undo, and what a whole layout must be to be accepted.

Must not know who asks, nor any revision but those it is shown. Nothing here changes its arguments.
"""

from __future__ import annotations

from collections.abc import Container, Iterable

from wallctl.errors import BadInput, Conflict, NotFound
from wallctl.model.desired import Maker, Past
from wallctl.model.geometry import Rect
from wallctl.model.ids import SourceId, WindowId
from wallctl.model.layout import Fit, Layout, Tour, Window
from wallctl.model.wall import Wall
from wallctl.rules.edit_layout import locked_seen

MIN_SIDE = 1 / 20
"""Cells; a smaller window is a slip of the hand."""
MAX_WINDOWS = 400


def show(
    wall: Wall,
    layout: Layout,
    source: SourceId,
    at: Rect,
    fit: Fit,
    known: Container[SourceId],
    important: bool = False,
) -> Layout:
    """Return the layout with the source in a new window over all it meets; what it hides wholly goes.

    Locked windows stay, and stay seen: it comes under them.

    Raises `NotFound` for an unknown source and `BadInput` for a rectangle that is not on the wall.
    """
    return _put(wall, layout, at, fit, known, important, source, None)


def tour(
    wall: Wall, layout: Layout, course: Tour, at: Rect, fit: Fit, known: Container[SourceId], important: bool
) -> Layout:
    """Return the layout with a new window that goes through the sources; else as `show`."""
    return _put(wall, layout, at, fit, known, important, course.sources[0], course)


def _put(
    wall: Wall,
    layout: Layout,
    at: Rect,
    fit: Fit,
    known: Container[SourceId],
    important: bool,
    source: SourceId,
    course: Tour | None,
) -> Layout:
    for shown in course.sources if course is not None else (source,):
        _check_source(shown, known)
    _check_place(wall, f"--at {_text(at)}", at)
    kept = tuple(window for window in layout.windows if window.locked or not at.covers(window.rect))
    above = max((window.z for window in kept if window.rect.meets(at)), default=-1) + 1
    name = _free_id(source, kept)
    new = Window(id=name, rect=at, source=source, tour=course, fit=fit, z=above, important=important)
    return accepted(wall, locked_seen(layout.with_(windows=(*kept, new)), [name]), known)


def clear(layout: Layout) -> Layout:
    """Return the layout without windows, on the same background; locked ones go, too (`locked_off`)."""
    return layout.with_(windows=())


def locked_off(before: Layout, after: Layout) -> tuple[Window, ...]:
    """Return the locked windows that do not stay as they were: gone, elsewhere, or with another picture.

    No hand does this; what replaces the whole wall does, and has to say so.
    """
    return tuple(old for old in before.windows if old.locked and not _stays(old, after.window(old.id)))


def _stays(old: Window, new: Window | None) -> bool:
    return new is not None and (old.rect, old.sources, old.content) == (new.rect, new.sources, new.content)


def accepted(wall: Wall, layout: Layout, known: Container[SourceId]) -> Layout:
    """Return the layout if the wall can show it; raise `NotFound` or `BadInput` naming the window."""
    if len(layout.windows) > MAX_WINDOWS:
        raise BadInput(
            "layout", f"{len(layout.windows)} windows, the limit is {MAX_WINDOWS}", "take some away"
        )
    for window in layout.windows:
        _check_place(wall, f"window {window.id}", window.rect)
        if window.home is not None:
            _check_place(wall, f"the home of window {window.id}", window.home.rect)
        for shown in window.sources:
            _check_source(shown, known)
    return layout


def met_by_undo(history: Iterable[Past], maker: Maker, over: int | None = None) -> Past:
    """Return the change that this maker's undo takes back, or somebody else's that is in its way.

    `history` is newest first. Undoing twice steps back twice: a change that was taken back, and the undo that
    did it, count as if they had never been. Nobody takes back what another seat did, nor anything after
    another seat changed the wall since revision `over`, which the officer saw (None: whatever is there).
    Raises `Conflict` when there is nothing to take back.
    """
    taken_back: set[int] = set()
    for past in history:
        if over is not None and past.revision > over and past.maker != maker:
            return past
        if past.undoes is not None:
            taken_back.add(past.undoes)
        elif past.revision not in taken_back:
            return past
    raise Conflict("undo", "there is nothing to take back", "put up what you want to see")


def _check_source(source: SourceId, known: Container[SourceId]) -> None:
    if source not in known:
        raise NotFound(f"source {source}", "no source of that name", "`wallctl sources` lists them")


def _check_place(wall: Wall, thing: str, at: Rect) -> None:
    if not wall.bounds.covers(at):
        raise BadInput(
            thing,
            f"reaches outside the wall of {wall.rows} rows and {wall.cols} columns",
            f"keep x + w within 0..{wall.cols} and y + h within 0..{wall.rows} (cells)",
        )
    if at.w < MIN_SIDE or at.h < MIN_SIDE:
        raise BadInput(thing, "is too small to see", f"make it at least {MIN_SIDE} cells wide and high")


def _free_id(source: SourceId, taken: Iterable[Window]) -> WindowId:
    names = {window.id for window in taken}
    number, name = 1, WindowId(source)
    while name in names:
        number += 1
        name = WindowId(f"{source}~{number}")
    return name


def _text(rect: Rect) -> str:
    return ",".join(f"{side:g}" for side in (rect.x, rect.y, rect.w, rect.h))
