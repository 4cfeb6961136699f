"""Looks off the wall of the server as a desk sees it: tests and small pictures, as a test wants them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from wallctl.bus.lane import Link
from wallctl.errors import WallError
from wallctl.model.base import Value
from wallctl.model.health import CellHealth, Reason
from wallctl.model.ids import SourceId
from wallctl.model.sighting import LookStep, Sighting
from wallctl.protocol.desk import Problem, Reply, Request
from wallctl.protocol.looks import (
    CancelLook,
    LookProgress,
    PreviewPicture,
    Standings,
    TestSource,
    WatchPreviews,
)
from wallctl.rules.readiness import on_wall

SEEN = Sighting(first_frame_ms=320, codec="H.264", width=640, height=360, fps=25.0)
Said = tuple[Value, tuple[bytes, ...]]


@dataclass
class Looking:
    """What every look sees. `picture` draws a source."""

    picture: Callable[[SourceId | None], bytes]
    sighting: Sighting | None = SEEN
    """What every test sees; None: a test goes on until it is cancelled."""
    watched: dict[Link, WatchPreviews] = field(default_factory=dict)
    dark: dict[SourceId, Reason] = field(default_factory=dict)
    """Sources of which no preview comes, and why."""

    def answer(self, link: Link, request: Request, refuse: WallError | None) -> Iterator[Said]:
        """Yield what is said to a request on the picture lane."""
        match request.ask:
            case WatchPreviews() as wanted:
                self.watched[link] = wanted
                yield Reply(id=request.id), ()
                yield from self.previews(link)
            case TestSource() if refuse is not None:
                name = type(refuse).__name__
                problem = Problem(error=name, thing=refuse.thing, reason=refuse.reason, remedy=refuse.remedy)
                yield Reply(id=request.id, problem=problem), ()
            case TestSource():
                yield LookProgress(request=request.id, step=LookStep.OPENING), ()
                if self.sighting is not None:
                    pictures = (self.picture(None),) if self.sighting.ready else ()
                    names = ("picture",) * len(pictures)
                    result = self.sighting.model_dump(mode="json")
                    yield Reply(id=request.id, result=result, attachments=names), pictures
            case CancelLook():
                yield Reply(id=request.id), ()
            case _:
                raise AssertionError(request.ask)

    def previews(self, link: Link) -> Iterator[Said]:
        """Yield a new picture of everything that is watched."""
        for source in self.watched.get(link, WatchPreviews()).sources:
            reason = self.dark.get(source, Reason.NONE)
            seen = Sighting(reason=reason, first_frame_ms=None if reason else 100)
            said = PreviewPicture(source=source, sighting=seen, taken_utc_s=time.time())
            yield said, (() if reason else (self.picture(source),))


def seen_on_wall(cells: Iterable[CellHealth]) -> Standings:
    """Return how sources stand that windows show; nothing is looked at off the wall."""
    found = on_wall(cells)
    return Standings(standings=tuple(found[name] for name in sorted(found)))
