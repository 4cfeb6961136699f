"""Looks off the wall, between desk and server: a test of an address, small pictures, how ready sources are.

No desk decodes video: scouts, processes of the nodes, open the streams and send small JPEGs. All of it is
asked on the **picture lane** (the server refuses it elsewhere) and answered there; only `Standings` comes on
the command lane, to whoever asked `Watch`.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from wallctl.model.base import Value
from wallctl.model.ids import RequestId, SourceId
from wallctl.model.sighting import LookStep, Sighting, SourceStanding
from wallctl.model.source import StreamKind

MOST_PREVIEWS = 12
"""Sources that one desk may watch small pictures of at once."""
PREVIEW_EVERY_S = 2.0
"""A preview's picture is renewed so often."""
MOST_PREVIEW_PX = 320
TEST_DEADLINE_S = 10.0
"""A test is answered within this time, whatever the camera does."""


class TestSource(Value):
    """One look at a stream: of a source that is there (`source`), or of an address that is not saved (`url`).

    The `Reply` comes within `TEST_DEADLINE_S`. Its `result` is a `Sighting` (`model_dump(mode="json")`; read
    it with `Sighting.model_validate_json`), with `attachments == ("picture",)` and one JPEG of at most
    `MOST_PREVIEW_PX` when a picture came, none otherwise. A camera that does not answer is no refusal: the
    reply's `problem` is empty and `result["reason"]` is a `Reason` (words: `rules.words.REASONS`,
    `REMEDIES`). An address that this site may not open is refused with `problem` before anything is opened.
    Meanwhile `LookProgress` tells how far it is. `CancelLook` ends it; so does the loss of the link.
    """

    __test__ = False
    kind: Literal["source_test"] = "source_test"
    source: SourceId | None = None
    url: Annotated[str, Field(max_length=2000)] | None = None
    """Without user and password: `rules.urls.split_url` takes them out."""
    credential: str | None = Field(default=None, repr=False)
    """`user:password` for `url`; kept for the time of the look only, and never sent on over the bus."""
    stream: StreamKind = StreamKind.MAIN
    """Of a source that is there; one that has only the other is looked at in that one."""

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if (self.source is None) == (self.url is None):
            raise ValueError("name a source or an url, not both")
        if self.credential is not None and self.url is None:
            raise ValueError("a credential goes with an url; a source has its own")
        return self


class CancelLook(Value):
    """End the `TestSource` of that request id: it is answered with a problem at once. Unknown: no harm."""

    kind: Literal["look_cancel"] = "look_cancel"
    request: RequestId


class WatchPreviews(Value):
    """Send small pictures of these sources, the first as soon as it is there, then every `PREVIEW_EVERY_S`.

    Whole: replaces what this link asked before; empty ends it, as does the loss of the link. Ask for what is
    visible and nothing else; ask again after a reconnect. A source that stays in the list goes on without a
    gap. The `Reply` comes at once, with `result == {"watching": [ids], "refused": {id: reason}}`; pictures
    come as `PreviewPicture`.
    """

    kind: Literal["watch_previews"] = "watch_previews"
    sources: Annotated[tuple[SourceId, ...], Field(max_length=MOST_PREVIEWS)] = ()
    width: Annotated[int, Field(ge=16, le=MOST_PREVIEW_PX)] = 240


class LookProgress(Value):
    """How far the `TestSource` of that request is."""

    kind: Literal["look_progress"] = "look_progress"
    request: RequestId
    step: LookStep


class PreviewPicture(Value):
    """A small picture of a source, its JPEG as the only attachment; or, without one, why there is none.

    Show its age from `taken_utc_s` once that is more than two `PREVIEW_EVERY_S` ago: a preview is a still
    picture, and must not look live when it is not. After a picture, one without attachment says that no newer
    one comes for now (`sighting.reason`); keep the old one only with its age.
    """

    kind: Literal["preview"] = "preview"
    source: SourceId
    step: LookStep = LookStep.DONE
    """WAITING: it has no room yet, `sighting` says nothing."""
    sighting: Sighting
    taken_utc_s: float
    width: int = 0
    height: int = 0


class Standings(Value):
    """How ready sources are; those that are not named are UNKNOWN. Whole.

    Sent after `Watch`, and when one changed, at most every two seconds. For `ready now 22/24` see
    `rules.readiness.ready_of`.
    """

    kind: Literal["standings"] = "standings"
    standings: tuple[SourceStanding, ...] = ()
