"""What the command line and the desks are told, as JSON and as `WallView`. Reads only; knows no links."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from pydantic import JsonValue

from wallctl.bus.clock import now_s
from wallctl.errors import Conflict, WallError
from wallctl.model.alarm import Alarm
from wallctl.model.draft import PresetMark
from wallctl.model.health import CellHealth, PaneReport
from wallctl.model.ids import CellId, RequestId, SeatId
from wallctl.model.layout import Layout, Tour
from wallctl.model.people import OfficerName
from wallctl.model.truth import Truth
from wallctl.protocol.desk import Catalogue, Problem, Reply, WallView
from wallctl.protocol.drafting import DraftMark, DraftNews
from wallctl.rules.edit import locked_off
from wallctl.rules.take import Ending, Outcome
from wallctl.rules.truth import judge
from wallctl.server.nodes import Nodes
from wallctl.server.obedience import REPORT_LAG_S
from wallctl.server.reseating import Reseating, in_order, told
from wallctl.server.standings import StandingBook
from wallctl.server.takes import Takes
from wallctl.server.wall_state import WallState
from wallctl.store.media_files import picture_files

SETTLE_LOOK_S = 0.02
SETTLE_LOOKS = round(REPORT_LAG_S / SETTLE_LOOK_S)
FRESH_S = 1.5
"""A node's report that is older says how things were: the ages in it are counted on."""


def refused(request: RequestId, wrong: WallError) -> Reply:
    """Return the answer to a request that was refused."""
    problem = Problem(error=type(wrong).__name__, thing=wrong.thing, reason=wrong.reason, remedy=wrong.remedy)
    if isinstance(wrong, Conflict):
        problem = problem.with_(
            actor=wrong.actor,
            officer=OfficerName(wrong.officer),
            seat=wrong.seat,
            at_utc_s=wrong.at_utc_s,
            version=wrong.version,
            changed=wrong.changed,
        )
    return Reply(id=request, problem=problem)


def accepted(request: RequestId, revision: int, **more: JsonValue) -> Reply:
    """Return the answer to a change."""
    return Reply(id=request, result={"revision": revision, **more})


def locked_gone(before: Layout, after: Layout) -> dict[str, JsonValue]:
    """Return what is told of locked pictures that go with the whole wall; nothing where none do."""
    off: list[JsonValue] = [str(window.source or window.id) for window in locked_off(before, after)]
    return {"locked_off": off} if off else {}


def taken(revision: int, outcome: Outcome) -> dict[str, JsonValue]:
    """Return what is told of a take."""
    told: dict[str, JsonValue] = {
        "revision": revision,
        "windows": outcome.windows,
        "ready": outcome.ready,
        "held": [held.name for held in outcome.held],
        "why": {held.name: held.reason.value for held in outcome.held},
        "took_ms": outcome.took_ms,
        "spread_ms": outcome.spread_ms,
        "cells_shown": outcome.shown,
        "cells_late": [str(cell) for cell in outcome.late],
    }
    match outcome.ending:
        case Ending.NOBODY:
            told["note"] = "no renderer could be reached: the wall shows it as soon as one can"
        case Ending.SUPERSEDED:
            told["note"] = "a newer change came before this one was shown"
        case Ending.SHOWN | Ending.CALLED_OFF | Ending.WITHDRAWN | Ending.LAPSED:
            pass
    return told


class Reader:
    """Puts together what is known now."""

    def __init__(
        self,
        site: str,
        state: WallState,
        nodes: Nodes,
        takes: Takes,
        reseating: Reseating,
        book: StandingBook,
    ) -> None:
        self._site = site
        self._book = book
        self._state = state
        self._nodes = nodes
        self._takes = takes
        self._reseating = reseating
        self.media_folder: Path | None = None
        """Where picture files lie; set once, by the session."""
        self.alarms: Callable[[], tuple[Alarm, ...]] = tuple
        """Asked for what is to be heard now."""

    def truth(self) -> Truth:
        """Return which cells show what was ordered."""
        desired = self._state.desired
        return judge(
            desired.revision, desired.layout, self._state.pictures, self._nodes.health, self._nodes.unheard
        )

    async def status(self) -> dict[str, JsonValue]:
        """Return the answer to `status`; just after a take, wait for the reports of what was shown."""
        for _ in range(SETTLE_LOOKS):
            if not self._nodes.settling(now_s()):
                break
            await asyncio.sleep(SETTLE_LOOK_S)
        health = self._nodes.health
        return {
            "revision": self._state.desired.revision,
            "epoch": self._state.epoch,
            "site": self._site,
            "wall": self._state.wall.shape,
            "truth": self.truth().model_dump(mode="json"),
            "lost": in_order(self._reseating.lost),
            "cubes": "unknown",
            "labels": self._state.labels_shown,
            "taking": self._takes.under_way,
            "spread_ms": self._takes.spread_ms,
            "nodes": [one.model_dump(mode="json") for one in self._nodes.standing],
            "cells": [self._cell(surface.id, health) for surface in self._state.surfaces],
        }

    def _cell(self, cell: CellId, health: Mapping[CellId, CellHealth]) -> JsonValue:
        one = health.get(cell)
        told: dict[str, JsonValue] = {
            "cell": cell,
            "pid": one.pid if one else None,
            "phase": one.phase.value if one else "down",
            "restarts": one.restarts if one else 0,
            "reason": one.reason if one else "",
            "connected": cell not in self._nodes.unheard,
            "revision": None,
            "windows": [],
        }
        if one is not None and one.report is not None:
            silent_s = now_s() - self._nodes.heard_s(cell)
            late_ms = round(silent_s * 1000) if silent_s > FRESH_S else 0
            told["revision"] = one.report.version.revision
            told["painted"] = one.report.painted
            told["glass_ok"] = one.report.glass_ok
            tours = {window.id: window.tour for window in self._state.desired.layout.windows}
            told["windows"] = [
                _window(pane, late_ms) | _toured(tours.get(pane.window)) for pane in one.report.panes
            ]
        return told

    async def proposal(self, named: Collection[CellId]) -> dict[str, JsonValue]:
        """Return the answer to `reseat --propose`."""
        seating, base = await self._reseating.proposal(named)
        layout = seating.layout.model_dump(mode="json")
        return {"revision": self._state.desired.revision, "from": base, **told(seating), "layout": layout}

    async def media(self) -> dict[str, JsonValue]:
        """Return the answer to `media`."""
        files = await asyncio.to_thread(picture_files, self.media_folder) if self.media_folder else []
        return {"files": [*files]}

    def sources(self) -> dict[str, JsonValue]:
        """Return the answer to `sources`; credentials are not in it, nor their names."""
        rows: list[JsonValue] = [
            source.model_dump(mode="json", exclude={"secret"}) | self._book.of_source(source.ref)
            for source in self._state.sources.values()
        ]
        return {"sources": rows, "agencies": [*self._state.agencies]}

    def presets(self) -> dict[str, JsonValue]:
        """Return the answer to `presets`."""
        shape = self._state.wall.shape
        rows: list[JsonValue] = [
            {
                "id": preset.id,
                "name": preset.name,
                "name_en": preset.name_en,
                "group": preset.group,
                "key": preset.key,
                "version": version,
                "incidents": [*preset.incidents],
                "walls": [*sorted(preset.walls)],
                "windows": len(preset.walls.get(shape, ())),
                **self._book.of_preset(preset),
            }
            for version, preset in self._state.presets.values()
        ]
        return {"presets": rows}

    def view(self) -> WallView:
        """Return what a desk shows."""
        state, health = self._state, self._nodes.health
        origin = state.desired.origin
        named = state.presets.get(origin.preset) if origin is not None and origin.preset else None
        return WallView(
            site=self._site,
            wall=state.wall,
            version=state.version,
            desired=state.desired,
            preset_name=named[1].name if named is not None else "",
            truth=self.truth(),
            cells=tuple(health[surface.id] for surface in state.surfaces if surface.id in health),
            taking=self._takes.under_way,
            spread_ms=self._takes.spread_ms,
            arming=self._takes.arming,
            lost=tuple(sorted(self._reseating.lost)),
            drafts=tuple(
                DraftMark(
                    seat=draft.seat,
                    actor=draft.actor,
                    officer=draft.officer,
                    at_utc_s=draft.at_utc_s,
                    preset=draft.preset,
                    windows=len(draft.layout.windows),
                )
                for draft in state.drafts.values()
            ),
            alarms=self.alarms(),
            labels_shown=state.labels_shown,
            nodes=self._nodes.standing,
        )

    def draft(self, seat: SeatId) -> DraftNews:
        """Return the draft of a seat."""
        return DraftNews(seat=seat, draft=self._state.drafts.get(seat))

    def catalogue(self) -> Catalogue:
        """Return everything that a desk can put on the wall."""
        return Catalogue(
            agencies=tuple(self._state.agencies.values()),
            sources=tuple(source.with_(secret=None) for source in self._state.sources.values()),
            presets=tuple(preset for _, preset in self._state.presets.values()),
            marks=tuple(
                self._state.marks.get(name, PresetMark(preset=name, version=version))
                for name, (version, _) in self._state.presets.items()
            ),
        )


def _toured(tour: Tour | None) -> dict[str, JsonValue]:
    """What a window goes through; its `source` is the one that has its turn."""
    return {} if tour is None else {"tour": [*tour.sources], "dwell_s": tour.dwell_s}


def _window(pane: PaneReport, late_ms: int) -> dict[str, JsonValue]:
    age = pane.frame_age_ms
    return {
        "window": pane.window,
        "source": pane.source,
        "state": pane.state.value,
        "reason": pane.reason.value,
        "frame_age_ms": None if age is None else age + late_ms,
        "fps": pane.fps,
        "dropped": pane.dropped,
        "stream": pane.stream.value if pane.stream is not None else None,
        "width": pane.width,
        "height": pane.height,
    }
