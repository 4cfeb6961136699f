"""Which encoding a window gets, by its size on the glass. Must not know cells, orders or how it is decoded.

A sub stream is enough until it would be drawn much larger than it is; then the main stream is worth its price
(a 1080p frame costs four times a 640x360 one). Between the two limits a window keeps what it has.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from wallctl.model.health import Reason
from wallctl.model.ids import SourceId, WindowId
from wallctl.model.layout import Fit, Layout, Window
from wallctl.model.source import Source, Stream, StreamKind
from wallctl.model.wall import Wall
from wallctl.protocol.cell import Picture
from wallctl.rules.freshness import Link

MAIN_FROM = 2.5
"""A sub stream that would be drawn so many times its own size gives way to the main stream."""
SUB_BELOW = 2.0
"""A main stream gives way again when the sub would be drawn smaller than that."""
SUB_W, SUB_H = 640, 360
"""What a sub stream of unknown size is taken for."""

Streams = Mapping[tuple[WindowId, SourceId], StreamKind]
"""Which encoding each window has of its source."""


def choose(
    wall: Wall,
    layout: Layout,
    sources: Mapping[SourceId, Source],
    before: Streams | None = None,
) -> dict[WindowId, StreamKind]:
    """Return the encoding that each window with a known source asks for.

    `before`: what the windows have; one that is resized a little keeps it.
    """
    asked = {}
    for window in layout.windows:
        source = sources.get(window.source) if window.source is not None else None
        if source is not None:
            had = (before or {}).get((window.id, source.ref))
            asked[window.id] = wanted_stream(source, enlargement(wall, layout, window, source.sub), had)
    return asked


def wanted_stream(source: Source, times: float, had: StreamKind | None = None) -> StreamKind:
    """Return the encoding for a window that would draw the sub stream so many times its own size."""
    if source.main is None or source.sub is None:
        return source.stream(StreamKind.SUB)[0]
    if not _larger(source.main, source.sub):
        return StreamKind.SUB
    limit = SUB_BELOW if had is StreamKind.MAIN else MAIN_FROM
    return StreamKind.MAIN if times >= limit else StreamKind.SUB


def enlargement(wall: Wall, layout: Layout, window: Window, sub: Stream | None) -> float:
    """Return how many times its own size the sub stream would be drawn, on the surface that shows it largest.

    A cropped window shows the source as if it were so much larger.
    """
    width = (sub.width if sub is not None else None) or SUB_W
    height = (sub.height if sub is not None else None) or SUB_H
    shown_w, shown_h = width * window.crop.w, height * window.crop.h
    times = []
    for on_w, on_h in _sizes_px(wall, layout, window):
        across, down = on_w / shown_w, on_h / shown_h
        times.append(min(across, down) if window.fit is Fit.CONTAIN else max(across, down))
    return max(times, default=0.0)


def streams_of(pictures: Iterable[Picture]) -> dict[tuple[WindowId, SourceId], StreamKind]:
    """Return which encoding each window has in these pictures."""
    return {
        (pane.window, pane.source.id): pane.source.stream
        for picture in pictures
        for pane in picture.panes
        if pane.source is not None and pane.verdict is Reason.NONE
    }


def _sizes_px(wall: Wall, layout: Layout, window: Window) -> list[tuple[float, float]]:
    """The whole window's size in the pixels of the cells, and of each monitor that shows it."""
    rect, cell = window.rect, wall.cell_px
    sizes = [(rect.w * cell.w, rect.h * cell.h)] if rect.meets(wall.bounds) else []
    for monitor in wall.monitors:
        if monitor.window is not None and monitor.window == window.id:
            sizes.append((float(monitor.px.w), float(monitor.px.h)))
        elif monitor.area is not None and rect.meets(monitor.area):
            area, px = monitor.area, monitor.px
            sizes.append((rect.w * px.w / area.w, rect.h * px.h / area.h))
    return sizes


def _larger(main: Stream, sub: Stream) -> bool:
    """Whether the main stream is worth taking; one of unknown size is."""
    if None in (main.width, main.height, sub.width, sub.height):
        return True
    assert main.width and main.height and sub.width and sub.height
    return main.width * main.height > sub.width * sub.height


# The other stream, while the wanted one does not come

STAND_IN_AFTER_S = 2.0
"""A stream that shows nothing for so long may have the other one opened beside it."""
SAID_AFTER_S = 2.5
"""An encoding that stands in only while the wanted one is being opened is not worth a badge."""
_NO_USE = frozenset((Reason.NOT_ALLOWED, Reason.RIGHT_ENDED, Reason.QUARANTINED, Reason.WRONG_PASSWORD))


def may_stand_in(reason: Reason) -> bool:
    """Tell whether the other stream may come where this one fails so.

    The same login is refused again, and cameras lock out who tries it often.
    """
    return reason not in _NO_USE


def needs_stand_in(link: Link, reason: Reason, waited_s: float) -> bool:
    """Tell whether to open the other stream beside one that has no picture for so long."""
    if not may_stand_in(reason):
        return False
    return link is Link.FAILED or waited_s > STAND_IN_AFTER_S


def says_so(link: Link, waited_s: float) -> bool:
    """Tell whether the window has to say that it shows another stream than the wanted one."""
    return link is Link.FAILED or waited_s > SAID_AFTER_S
