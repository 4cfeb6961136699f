"""What a canvas shows, as one value: wall, layout, and what is known of each window. Paints nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from wallctl.controller.standing import NOT_SHOWN, Standing, Standings
from wallctl.controller.words import Places
from wallctl.model.geometry import Rect
from wallctl.model.ids import CellId, SourceId, WindowId
from wallctl.model.layout import Fit, Layout, Window
from wallctl.model.source import Agency, Source
from wallctl.model.wall import Wall
from wallctl.rules.compare_layouts import Change
from wallctl.rules.cropping import USUAL_RATIO
from wallctl.rules.substitute import Substitute, Why


class Board(Enum):
    """Which of the two boards a canvas is: never to be confused."""

    LIVE = "live"
    DRAFT = "draft"


class EchoPhase(Enum):
    """What the pictures on the canvas are worth."""

    RUNNING = "running"
    WAITING = "waiting"
    """None came yet."""
    CUT = "cut"
    """They stopped, while the server still speaks."""
    SERVER_LOST = "server_lost"


@dataclass(frozen=True, slots=True)
class Scene:
    """All that the canvas paints but the pictures themselves."""

    board: Board
    wall: Wall
    layout: Layout
    glass: Layout
    """What the glass shows now: the echo's pictures are cut out of it."""
    known: Standings = field(default_factory=lambda: Standings({}, {}))
    sources: Mapping[SourceId, Source] = field(default_factory=dict)
    agencies: Mapping[str, Agency] = field(default_factory=dict)
    places: Places = field(default_factory=Places)
    changes: Mapping[WindowId, Change] = field(default_factory=dict)
    """What the take of the draft does to each window of this board."""
    why: Mapping[WindowId, Why] = field(default_factory=dict)
    """On a draft: by which rule of its preset each source was chosen."""
    substitutes: Mapping[WindowId, Substitute] = field(default_factory=dict)
    """On a draft: what could stand where a picture is known not to come."""
    notes: Mapping[WindowId, str] = field(default_factory=dict)
    """Who at another desk has just changed a window; told for a few seconds."""
    lies: Mapping[CellId, str] = field(default_factory=dict)
    echo: EchoPhase = EchoPhase.WAITING
    echo_since: str = ""
    """Since when there are no pictures, as a time of day."""
    editable: bool = True
    drafting: bool = False
    """Of the live board: a draft is open, and edits go there."""
    now_utc_s: float = 0.0

    @property
    def going(self) -> frozenset[WindowId]:
        """Windows of the live wall whose picture the draft would take off."""
        off = (Change.GONE, Change.REPLACED)
        return frozenset(name for name, change in self.changes.items() if change in off)

    def source(self, window: Window) -> Source | None:
        """Return what the window shows; of a tour on the live board the source whose turn it is."""
        shown = window.source
        if window.tour is not None and self.board is Board.LIVE:
            shown = self.standing(window).source or shown
        return self.sources.get(shown) if shown is not None else None

    def picture_ratio(self, window: Window) -> float:
        """Return width by height of the whole picture that a window shows, as far as it is known."""
        source = self.source(window)
        for stream in (source.main, source.sub) if source is not None else ():
            if stream is not None and stream.width and stream.height:
                return stream.width / stream.height
        return USUAL_RATIO

    def agency(self, window: Window) -> Agency | None:
        found = self.source(window)
        return self.agencies.get(found.agency) if found is not None else None

    def standing(self, window: Window) -> Standing:
        """Return what the picture in that window is worth; on a draft, what it is worth on the wall."""
        if self.board is Board.LIVE:
            return self.known.windows.get(window.id, NOT_SHOWN)
        return self.known.of_source(window.source)

    def pending(self, window: Window) -> bool:
        """Tell whether the live wall does not show this window so yet."""
        twin = self.glass.window(window.id)
        return twin is None or (twin.rect, twin.source, twin.content) != (
            window.rect,
            window.source,
            window.content,
        )

    def picture_region(self, window: Window) -> Rect | None:
        """Return where on the glass what that window shows is seen whole, in cells; None: nowhere."""
        if window.source is None:
            return None
        whole = source_region(self.glass, window.source)
        crop = window.crop
        if whole is None or (crop.w >= 1 and crop.h >= 1):
            return whole
        shown = next((w.fit for w in self.glass.windows if w.rect == whole), Fit.CONTAIN)
        picture = without_bars(whole, shown, self.wall)
        return Rect(
            x=picture.x + crop.x * picture.w,
            y=picture.y + crop.y * picture.h,
            w=crop.w * picture.w,
            h=crop.h * picture.h,
        )


def source_region(glass: Layout, source: SourceId) -> Rect | None:
    """Return where on the glass a source's picture is to be seen whole, without the bars of its window."""
    for window in glass.windows:
        if window.source != source or window.crop.w < 1 or window.crop.h < 1:
            continue
        if not any(
            w.z >= window.z and w.id != window.id and w.rect.meets(window.rect) for w in glass.windows
        ):
            return window.rect
    return None


def without_bars(rect: Rect, fit: Fit, wall: Wall, picture_ratio: float = USUAL_RATIO) -> Rect:
    """Return the part of a window that a whole picture of that ratio fills."""
    ratio = (rect.w * wall.cell_px.w) / (rect.h * wall.cell_px.h)
    if fit is not Fit.CONTAIN:
        return rect
    if ratio < picture_ratio:
        high = rect.h * ratio / picture_ratio
        return Rect(x=rect.x, y=rect.y + (rect.h - high) / 2, w=rect.w, h=high)
    wide = rect.w * picture_ratio / ratio
    return Rect(x=rect.x + (rect.w - wide) / 2, y=rect.y, w=wide, h=rect.h)
