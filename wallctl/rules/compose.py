"""Layout x wall x sources -> what each surface paints. Must not know how anything is painted.

Edges are rounded once, on the wall's own pixel grid, so that windows which share an edge in cell units share
it in pixels: no gap and no overlap, on any wall.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

from wallctl.model.geometry import PxRect, Rect
from wallctl.model.health import Reason
from wallctl.model.ids import CellId, SourceId, WindowId
from wallctl.model.layout import Layout, Role, Window
from wallctl.model.source import Agency, Source, Stream, StreamKind
from wallctl.model.wall import Surface, Wall
from wallctl.protocol.cell import OtherStream, Pane, PaneTour, Picture, SourceView
from wallctl.rules.carriers import card_cell, label_cell
from wallctl.rules.legible import letters_on
from wallctl.rules.scale import Scale, rounded
from wallctl.rules.streams import Streams, choose
from wallctl.rules.tours import without


class Known(NamedTuple):
    """What is known beside wall and layout."""

    sources: Mapping[SourceId, Source]
    agencies: Mapping[str, Agency]
    verdicts: Mapping[WindowId, Reason]
    streams: Mapping[WindowId, StreamKind]
    open: frozenset[tuple[SourceId, StreamKind]]
    """What the wall shows before this."""


def compose(
    wall: Wall,
    layout: Layout,
    sources: Mapping[SourceId, Source],
    agencies: Mapping[str, Agency],
    verdicts: Mapping[WindowId, Reason] | None = None,
    streams: Mapping[WindowId, StreamKind] | None = None,
    before: Streams | None = None,
) -> dict[CellId, Picture]:
    """Return the picture of every surface of the wall, empty ones included.

    `verdicts` names windows that may not show their source, and why. A source that is not in `sources` is
    shown as a card (`gone`). `streams` says which encoding each window gets; without it, the one that
    its size on the glass asks for. `before`: what the wall shows until then: an encoding that is on it
    stands in at once while another one is being opened.
    """
    shown = frozenset((source, kind) for (_, source), kind in (before or {}).items())
    known = Known(sources, agencies, verdicts or {}, streams or choose(wall, layout, sources), shown)
    order = sorted(range(len(layout.windows)), key=lambda index: (layout.windows[index].z, index))
    windows = [layout.windows[index] for index in order]
    surfaces = wall.surfaces
    touched = [_touched(wall, window.rect) for window in windows]
    labelled, carded = _carriers(windows, [[surfaces[number] for number in cells] for cells in touched])
    # How far from a monitor its reader sits is not known.
    on_cubes = letters_on(wall.cell_px.h, wall.cell_mm.h, wall.viewing_m)
    on_cell: dict[int, list[Window]] = {}
    for window, numbers in zip(windows, touched, strict=True):
        for number in numbers:
            on_cell.setdefault(number, []).append(window)
    pictures: dict[CellId, Picture] = {}
    for number, surface in enumerate(surfaces):
        panes = []
        cube = number < wall.rows * wall.cols
        near = on_cell.get(number, []) if cube else windows
        placed = [(window, _place(wall, surface, layout, window)) for window in near]
        for index, (window, win) in enumerate(placed):
            if win is None:
                continue
            dst = win.meet(_whole(surface))
            visible = _not_under(dst, [above for _, above in placed[index + 1 :] if above is not None])
            if visible:
                pane = _pane(window, win, dst, visible, known)
                label = not cube or labelled[window.id] in (surface.id, None)
                card = not cube or carded[window.id] in (surface.id, None)
                panes.append(pane.with_(label=label, card=card))
        letters = on_cubes if cube else letters_on(surface.px.h)
        pictures[surface.id] = Picture(
            panes=tuple(panes),
            background=layout.background,
            letter_px=letters.name_px,
            small_px=letters.small_px,
        )
    return pictures


def scaled(picture: Picture, from_w: int, from_h: int, to_w: int, to_h: int) -> Picture:
    """Return the same picture for a smaller or larger surface; edges that met still meet."""
    if (from_w, from_h) == (to_w, to_h):
        return picture

    scale = Scale(from_w, from_h, to_w, to_h).there
    return picture.with_(
        panes=tuple(
            pane.with_(
                win=scale(pane.win),
                dst=scale(pane.dst),
                visible=tuple(part for part in map(scale, pane.visible) if not part.empty),
                cell_w=rounded(pane.cell_w * to_w / from_w),
            )
            for pane in picture.panes
        ),
        letter_px=math.ceil(picture.letter_px * to_h / from_h),
        small_px=math.ceil(picture.small_px * to_h / from_h),
    )


def _whole(surface: Surface) -> PxRect:
    return PxRect(x=0, y=0, w=surface.px.w, h=surface.px.h)


def _area(surface: Surface, layout: Layout) -> Rect | None:
    if surface.area is not None:
        return surface.area
    followed = layout.window(surface.window) if surface.window is not None else None
    return followed.rect if followed is not None else None


def _place(wall: Wall, surface: Surface, layout: Layout, window: Window) -> PxRect | None:
    """Return the whole window in the surface's pixels, or None when it does not touch the surface."""
    area = _area(surface, layout)
    if area is None or (surface.area is None and window.id != surface.window):
        return None
    per_x, per_y = surface.px.w / area.w, surface.px.h / area.h
    rect = window.rect
    left = rounded(rect.x * per_x) - rounded(area.x * per_x)
    right = rounded(rect.right * per_x) - rounded(area.x * per_x)
    top = rounded(rect.y * per_y) - rounded(area.y * per_y)
    bottom = rounded(rect.bottom * per_y) - rounded(area.y * per_y)
    if right <= 0 or bottom <= 0 or left >= surface.px.w or top >= surface.px.h:
        return None
    if right <= left or bottom <= top:
        return None
    if window.compensate_seams and area.w == 1 and area.h == 1 and surface.area is not None:
        seam_x, seam_y = seam_px(wall)
        left += (math.floor(rect.x) - round(area.x)) * seam_x
        right += (math.ceil(rect.right) - 1 - round(area.x)) * seam_x
        top += (math.floor(rect.y) - round(area.y)) * seam_y
        bottom += (math.ceil(rect.bottom) - 1 - round(area.y)) * seam_y
    return PxRect(x=left, y=top, w=right - left, h=bottom - top)


def seam_px(wall: Wall) -> tuple[int, int]:
    """Return how many pixels of picture a seam would hold, across and down."""
    across = wall.seam_mm.w / wall.cell_mm.w * wall.cell_px.w if wall.cell_mm.w else 0
    down = wall.seam_mm.h / wall.cell_mm.h * wall.cell_px.h if wall.cell_mm.h else 0
    return rounded(across), rounded(down)


def _not_under(dst: PxRect, above: list[PxRect]) -> tuple[PxRect, ...]:
    parts: tuple[PxRect, ...] = () if dst.empty else (dst,)
    for cover in above:
        parts = tuple(left for part in parts for left in part.minus(cover))
    return parts


def _touched(wall: Wall, rect: Rect) -> list[int]:
    """Return the numbers of the cells that the rectangle meets: cells are the first surfaces, row by row."""
    rows = range(max(0, math.floor(rect.y)), min(wall.rows, math.ceil(rect.bottom)))
    cols = range(max(0, math.floor(rect.x)), min(wall.cols, math.ceil(rect.right)))
    return [row * wall.cols + col for row in rows for col in cols]


def _carriers(
    windows: list[Window], touched: list[list[Surface]]
) -> tuple[dict[WindowId, CellId | None], dict[WindowId, CellId | None]]:
    """Return which cell carries each window's name, and which the words of its card."""
    labelled: dict[WindowId, CellId | None] = {}
    carded: dict[WindowId, CellId | None] = {}
    rects = [window.rect for window in windows]
    for index, (window, cells) in enumerate(zip(windows, touched, strict=True)):
        above = [rect for rect in rects[index + 1 :] if rect.meets(window.rect)]
        labelled[window.id] = label_cell(window.rect, cells, above)
        carded[window.id] = card_cell(window.rect, cells, above)
    return labelled, carded


def _pane(
    window: Window,
    win: PxRect,
    dst: PxRect,
    visible: tuple[PxRect, ...],
    known: Known,
) -> Pane:
    source = known.sources.get(window.source) if window.source is not None else None
    verdict = known.verdicts.get(window.id, Reason.NONE)
    if source is None and window.content is None and verdict is Reason.NONE:
        verdict = Reason.NO_SOURCE if window.source is None else Reason.GONE
    return Pane(
        window=window.id,
        win=win,
        dst=dst,
        visible=visible,
        source=_view(source, window, known) if source is not None else None,
        tour=_tour(window, known),
        content=window.content,
        cell_w=round(win.w / window.rect.w) if window.content is not None else 0,
        role=window.role,
        fit=window.fit,
        crop=window.crop,
        until_utc_s=window.until_utc_s,
        verdict=verdict,
        important=window.important or window.role is Role.MAIN,
    )


def _view(source: Source, window: Window, known: Known) -> SourceView:
    kind, stream = source.stream(known.streams[window.id])
    agency = known.agencies.get(source.agency)
    return SourceView(
        id=source.ref,
        name=source.name,
        name_en=source.name_en,
        agency=source.agency,
        agency_name=agency.name if agency else source.agency,
        colour=agency.colour if agency else "#6B7A8F",
        osd=source.osd,
        stream=kind,
        url=stream.url,
        secret=source.secret,
        fps_hint=stream.fps,
        may_stand_still=_may_stand_still(source, stream, window),
        other=_other(source, kind, known),
    )


def _tour(window: Window, known: Known) -> PaneTour | None:
    """Return the window's tour with what renderers must know; None with fewer than two known sources."""
    course = without(window, frozenset(window.sources) - known.sources.keys()).tour
    if course is None:
        return None
    views = tuple(_view(known.sources[name], window, known) for name in course.sources)
    return PaneTour(sources=views, course=course)


def _may_stand_still(source: Source, stream: Stream, window: Window) -> bool:
    if source.kind.may_stand_still or stream.url.startswith(("file:", "v4l2:")):
        return True
    return window.role is not None and window.role.may_stand_still


def _other(source: Source, kind: StreamKind, known: Known) -> OtherStream | None:
    other = StreamKind.SUB if kind is StreamKind.MAIN else StreamKind.MAIN
    stream = source.sub if kind is StreamKind.MAIN else source.main
    if stream is None:
        return None
    is_open = (source.ref, other) in known.open and (source.ref, kind) not in known.open
    return OtherStream(stream=other, url=stream.url, fps_hint=stream.fps, open=is_open)
