"""The wall's pictures kept within what platforms, links and nodes can carry. Must not know orders or clocks.

What a stream costs is taken from the catalogue where that says it, else from what streams of its kind cost.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from wallctl.model.budget import Budgets, Ceiling, Platform
from wallctl.model.health import Reason
from wallctl.model.ids import CellId, NodeId, SourceId, WindowId
from wallctl.model.layout import Layout, Role
from wallctl.model.source import Source, Stream, StreamKind
from wallctl.model.wall import Surface
from wallctl.protocol.cell import Pane, PaneTour, Picture, SourceView
from wallctl.rules.budget import Admission, Demand, Pull, Stop, admit, ceilings_of
from wallctl.rules.streams import Streams

TYPICAL = {StreamKind.MAIN: (1920, 1080), StreamKind.SUB: (640, 360)}
TYPICAL_FPS = 25.0
BITS_PER_PX = 0.08
"""Of a camera's H.264: 1080p at 25 frames is 4.1 Mbit/s, 640x360 is 0.5."""


@dataclass(frozen=True, slots=True)
class Carried:
    """Pictures that break no ceiling; windows that were refused for it, and those with a lesser stream."""

    pictures: dict[CellId, Picture]
    refused: Mapping[WindowId, Ceiling] = field(default_factory=dict)
    lowered: Mapping[WindowId, Ceiling] = field(default_factory=dict)
    left_out: Mapping[WindowId, Mapping[SourceId, Ceiling]] = field(default_factory=dict)
    """Sources that tours do not go through for it."""


def carried(
    pictures: dict[CellId, Picture],
    layout: Layout,
    surfaces: Iterable[Surface],
    sources: Mapping[SourceId, Source],
    budgets: Budgets,
    before: Streams,
) -> Carried:
    """Return the pictures within the budgets. `before`: what was shown until now stays where it can."""
    if not budgets.any:
        return Carried(pictures)
    nodes = {surface.id: surface.node for surface in surfaces}
    shown: dict[WindowId, tuple[Pane, set[NodeId]]] = {}
    for cell, picture in pictures.items():
        for pane in picture.panes:
            if pane.source is not None and pane.verdict is Reason.NONE:
                shown.setdefault(pane.window, (pane, set()))[1].add(nodes[cell])
    demands = [
        _demand(layout, sources, pane, on, budgets, before)
        for pane, on in shown.values()
        if pane.source is not None
    ]
    given = admit(demands, ceilings_of(budgets, nodes.values()))
    panes = {cell: tuple(_with(pane, given) for pane in one.panes) for cell, one in pictures.items()}
    kept = {name: (one.stream is None, one.ceiling) for name, one in given.items()}
    return Carried(
        {cell: picture.with_(panes=panes[cell]) for cell, picture in pictures.items()},
        refused={WindowId(name): why for name, (out, why) in kept.items() if out and why is not None},
        lowered={WindowId(name): why for name, (out, why) in kept.items() if not out and why is not None},
        left_out={WindowId(name): one.left_out for name, one in given.items() if one.left_out and one.stops},
    )


def platform_of(url: str, agency: str, platforms: Iterable[Platform]) -> Platform | None:
    """Return the platform that hands over this stream: by its host, else by its agency."""
    place = urlsplit(url).netloc.rpartition("@")[2].lower()
    host = place.rpartition(":")[0] if place.rpartition(":")[2].isdigit() else place
    known = tuple(platforms)
    by_host = (one for one in known if {place, host} & {name.lower() for name in one.hosts})
    return next(by_host, None) or next((one for one in known if agency in one.agencies), None)


def _demand(
    layout: Layout,
    sources: Mapping[SourceId, Source],
    pane: Pane,
    nodes: set[NodeId],
    budgets: Budgets,
    before: Streams,
) -> Demand:
    window = layout.window(pane.window)
    assert window is not None and pane.source is not None

    def stop(view: SourceView) -> Stop:
        source = sources[view.id]
        return Stop(
            source=view.id,
            wanted=pulls_of(source, view.stream, nodes, budgets),
            other=pulls_of(source, _rest(view.stream), nodes, budgets),
        )

    shown = stop(pane.source)
    return Demand(
        key=pane.window,
        important=window.important or window.role is Role.MAIN,
        held=(pane.window, shown.source) in before,
        size=window.rect.w * window.rect.h,
        wanted=shown.wanted,
        other=shown.other,
        stops=tuple(map(stop, pane.tour.sources)) if pane.tour is not None else (),
    )


def _rest(kind: StreamKind) -> StreamKind:
    return StreamKind.SUB if kind is StreamKind.MAIN else StreamKind.MAIN


def pulls_of_tour(
    tour: PaneTour, sources: Mapping[SourceId, Source], nodes: set[NodeId], budgets: Budgets
) -> tuple[Pull, ...]:
    """Return what a tour may take at once: of each platform its two dearest, by rate and by pixels.

    Any two of its sources may be open; what this names is never less than that.
    """
    by_platform: dict[str, dict[SourceId, tuple[Pull, ...]]] = {}
    for view in tour.sources:
        if view.id in sources:
            pulls = pulls_of(sources[view.id], view.stream, nodes, budgets)
            by_platform.setdefault(pulls[0].platform, {})[view.id] = pulls
    dearest: list[Pull] = []
    for forms in by_platform.values():
        for cost in (lambda form: form[0].mbit_s, lambda form: form[0].mpx_s):
            dearest += itertools.chain(*sorted(forms.values(), key=cost)[-2:])
    return tuple(dearest)


def pulls_of(source: Source, kind: StreamKind, nodes: set[NodeId], budgets: Budgets) -> tuple[Pull, ...]:
    """Return what that stream takes of platforms, links and these nodes; nothing where there is none."""
    stream = source.main if kind is StreamKind.MAIN else source.sub
    if stream is None:
        return ()
    platform = platform_of(stream.url, source.agency, budgets.platforms)
    mpx_s = _mpx_s(stream, kind)
    mbit_s = stream.mbit_s if stream.mbit_s is not None else mpx_s * BITS_PER_PX
    return tuple(
        Pull(
            node=node,
            source=source.ref,
            stream=kind,
            platform=platform.name if platform is not None else "",
            link=platform.link if platform is not None else "",
            mbit_s=mbit_s,
            mpx_s=mpx_s,
        )
        for node in sorted(nodes)
    )


def _mpx_s(stream: Stream, kind: StreamKind) -> float:
    width, height = TYPICAL[kind]
    return (stream.width or width) * (stream.height or height) * (stream.fps or TYPICAL_FPS) / 1e6


def _with(pane: Pane, given: Mapping[str, Admission]) -> Pane:
    """The pane as it was admitted."""
    admission = given.get(pane.window)
    if admission is None or pane.source is None or pane.verdict is not Reason.NONE:
        return pane
    if admission.stream is None:
        return pane.with_(verdict=Reason.OVER_CEILING, ceiling=admission.ceiling)
    if pane.tour is not None:
        return _touring(pane, pane.tour, admission)
    source = _in(pane.source, admission.stream, spare=admission.spare)
    lesser = source.stream is not pane.source.stream
    return pane.with_(source=source, ceiling=admission.ceiling, lesser=lesser)


def _touring(pane: Pane, tour: PaneTour, admission: Admission) -> Pane:
    """A tour of those that were let in; with one left, that one alone."""
    stops = admission.stops
    views = tuple(_in(view, stops[view.id], spare=False) for view in tour.sources if view.id in stops)
    left = tuple(name for name in tour.course.sources if name in stops)
    return pane.with_(
        source=views[0],
        tour=PaneTour(sources=views, course=tour.course.with_(sources=left)) if len(stops) > 1 else None,
        ceiling=admission.ceiling,
        lesser=admission.ceiling is not None,
    )


def _in(view: SourceView, stream: StreamKind, *, spare: bool) -> SourceView:
    """The source in that encoding, with the other beside it where there is room for both."""
    if stream is not view.stream:
        other = view.other_view
        assert other is not None
        view = other
    return view.with_(scarce=True, other=view.other if spare else None)
