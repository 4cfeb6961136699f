"""Which streams the wall has open already, so that a look off it does not pull them again. Reads only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from wallctl.model.health import PaneReport, Reason, WindowState
from wallctl.model.ids import NodeId, SourceId
from wallctl.model.source import Source, StreamKind
from wallctl.protocol.cell import Picture, SourceView
from wallctl.rules.budget import Pull
from wallctl.rules.carrying import pulls_of, pulls_of_tour
from wallctl.server.nodes import Nodes
from wallctl.server.wall_state import WallState

_COMES = frozenset(
    (WindowState.LIVE, WindowState.LATE, WindowState.DEGRADED, WindowState.BLACK, WindowState.FROZEN)
)


class OnGlass(NamedTuple):
    """A stream that a window shows, or tries to."""

    view: SourceView
    node: NodeId
    live: bool
    """Frames of it come: they can be looked at."""
    reason: Reason


def glass_streams(state: WallState, nodes: Nodes) -> dict[SourceId, OnGlass]:
    """Return what windows of connected nodes show now; where several do, one whose frames come."""
    found: dict[SourceId, OnGlass] = {}
    health, unheard = nodes.health, nodes.unheard
    for surface in state.surfaces:
        one = health.get(surface.id)
        if one is None or one.report is None or surface.id in unheard:
            continue
        views = {view.id: view for view in _views(state.pictures[surface.id])}
        for pane in one.report.panes:
            view = views.get(pane.source) if pane.source is not None else None
            if view is None or pane.reason in (Reason.OVER_CEILING, Reason.QUARANTINED):
                continue
            shown = _shown(view, surface.node, pane)
            if shown.live or view.id not in found:
                found[view.id] = shown
    return found


def view_of(source: Source, wanted: StreamKind) -> SourceView:
    """Return what a scout must know of the source, in the wanted stream where it has that."""
    kind, stream = source.stream(wanted)
    return SourceView(
        id=source.ref,
        name=source.name,
        stream=kind,
        url=stream.url,
        secret=source.secret,
        fps_hint=stream.fps,
        may_stand_still=True,
    )


def wall_pulls(state: WallState) -> Iterator[Pull]:
    """Yield what the wall pulls, and what it may pull in place of a stream that fails."""
    for surface in state.surfaces:
        for pane in state.pictures[surface.id].panes:
            if pane.source is None or pane.verdict is not Reason.NONE or pane.source.id not in state.sources:
                continue
            if pane.tour is not None:
                yield from pulls_of_tour(pane.tour, state.sources, {surface.node}, state.budgets)
            source, streams = state.sources[pane.source.id], [pane.source.stream]
            if pane.source.other is not None:
                streams.append(pane.source.other.stream)
            for stream in streams:
                yield from pulls_of(source, stream, {surface.node}, state.budgets)


def _views(picture: Picture) -> Iterator[SourceView]:
    for pane in picture.panes:
        if pane.source is not None:
            yield pane.source
        if pane.tour is not None:
            yield from pane.tour.sources


def _shown(view: SourceView, node: NodeId, pane: PaneReport) -> OnGlass:
    other = view.other_view
    if pane.stream is not None and pane.stream is not view.stream and other is not None:
        view = other
    return OnGlass(view, node, pane.state in _COMES and pane.stream is not None, pane.reason)
