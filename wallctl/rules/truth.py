"""Does the glass show what was ordered? Compares orders with what renderers report. Knows no links or clocks.

A cell is true when its renderer lives and is heard, painted the revision that was ordered, with the windows,
sources and rectangles that were ordered (it reports what it painted, not its order), and read its own picture
back from the display unchanged, with the frames that it painted in it. An honest card is true: "not live" is
counted apart. What the cubes behind the cables show is not known here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from wallctl.model.geometry import PxRect
from wallctl.model.health import CellHealth, CellPhase, CellReport, WindowState
from wallctl.model.ids import CellId, SourceId, WindowId, cell_label
from wallctl.model.layout import Layout
from wallctl.model.truth import ENDED, Lie, LieKind, Truth
from wallctl.protocol.cell import Picture
from wallctl.rules.words import LIES

_LIVE = (WindowState.LIVE, WindowState.DEGRADED)
Shape = tuple[SourceId | None, PxRect]


def judge(
    revision: int,
    layout: Layout,
    pictures: Mapping[CellId, Picture],
    health: Mapping[CellId, CellHealth],
    unheard: Collection[CellId] = (),
) -> Truth:
    """Return how many cells show what was ordered, and for each other one why not.

    `pictures` is the order for every cell; `unheard` are cells whose node is not connected: what they show is
    not known, whatever they said last.
    """
    lies = []
    for cell, picture in pictures.items():
        lie = (
            _lie(cell, LieKind.NO_NODE)
            if cell in unheard
            else lie_of(cell, revision, picture, health.get(cell))
        )
        if lie is not None:
            lies.append(lie)
    heard = {cell: one.report for cell, one in health.items() if one.report and cell not in unheard}
    wanted = [window.id for window in layout.windows if window.source is not None]
    live = _live_windows(pictures, heard)
    return Truth(
        true=len(pictures) - len(lies),
        of=len(pictures),
        lies=tuple(lies),
        live=sum(name in live for name in wanted),
        windows=len(wanted),
    )


def lie_of(cell: CellId, revision: int, picture: Picture, health: CellHealth | None) -> Lie | None:
    """Return why this cell does not show what was ordered; None when it does."""
    if health is None:
        return _lie(cell, LieKind.NO_NODE)
    if health.phase is not CellPhase.UP:
        return _lie(cell, LieKind(health.phase.value), detail=health.reason)
    report = health.report
    if report is None:
        return _lie(cell, LieKind.NO_REPORT)
    if report.no_output:
        return _lie(cell, LieKind.NO_OUTPUT, detail=report.no_output)
    if report.version.revision != revision:
        return _lie(cell, LieKind.REVISION, revision=report.version.revision, due=revision)
    wrong = _wrong_panes(cell, picture, report)
    if wrong is not None:
        return wrong
    return None if report.glass_ok else _lie(cell, LieKind.PIXELS, detail=report.glass_note)


def _lie(
    cell: CellId,
    kind: LieKind,
    window: WindowId | None = None,
    shown: SourceId | None = None,
    ordered: SourceId | None = None,
    *,
    revision: int = 0,
    due: int = 0,
    detail: str = "",
) -> Lie:
    why = LIES[kind].zh.format(
        window=window, shown=shown or "空", ordered=ordered or "空", revision=revision, due=due, detail=detail
    )
    if kind is LieKind.SWAPPED:
        why = f"窗口 {window} {why}"
    if detail and kind in ENDED:
        why = f"{why} ({detail})"
    elif detail and kind is LieKind.PIXELS:
        why = f"{why} {detail}"
    return Lie(
        cell=cell,
        why=f"{cell_label(cell)}: {why}",
        kind=kind,
        window=window,
        shown=shown,
        ordered=ordered,
        revision=revision,
        due=due,
        detail=detail,
    )


def _wrong_panes(cell: CellId, picture: Picture, report: CellReport) -> Lie | None:
    ordered: dict[WindowId, Shape] = {
        pane.window: (pane.source.id if pane.source is not None else None, pane.dst) for pane in picture.panes
    }
    painted: dict[WindowId, Shape] = {pane.window: (pane.source, pane.dst) for pane in report.panes}
    toured = {pane.window: pane.tour.course.sources for pane in picture.panes if pane.tour is not None}
    for window, (source, dst) in ordered.items():
        if window not in painted:
            return _lie(cell, LieKind.MISSING, window, ordered=source)
        shown = painted[window][0]
        if shown != source and shown not in toured.get(window, ()):
            return _lie(cell, LieKind.SWAPPED, window, shown, source)
        if painted[window][1] != dst:
            return _lie(cell, LieKind.MOVED, window, shown, source)
    extra = next((window for window in painted if window not in ordered), None)
    return None if extra is None else _lie(cell, LieKind.EXTRA, extra, painted[extra][0])


def _live_windows(
    pictures: Mapping[CellId, Picture], heard: Mapping[CellId, CellReport]
) -> frozenset[WindowId]:
    """A window is live when it is so on every cell where it can be seen."""
    live: set[WindowId] = set()
    not_live: set[WindowId] = set()
    for cell, picture in pictures.items():
        report = heard.get(cell)
        states = {pane.window: pane.state for pane in report.panes} if report is not None else {}
        for pane in picture.panes:
            (live if states.get(pane.window) in _LIVE else not_live).add(pane.window)
    return frozenset(live - not_live)
