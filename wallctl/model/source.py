"""Sources: what can be shown, by whom it is owned, and the streams it comes in."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from wallctl.model.base import Value
from wallctl.model.ids import Slug, SourceId


class StreamKind(StrEnum):
    """Which encoding of a source: main (large) or sub (small)."""

    MAIN = "main"
    SUB = "sub"


class Corner(StrEnum):
    """A corner of a picture, such as those that the camera's own burnt-in text lies in."""

    TOP_LEFT = "tl"
    TOP_RIGHT = "tr"
    BOTTOM_LEFT = "bl"
    BOTTOM_RIGHT = "br"


def _several(value: object) -> object:
    """Files of before name one corner, or `none`."""
    if isinstance(value, str):
        return () if value == "none" else (value,)
    return tuple(value) if isinstance(value, list) else value


Corners = Annotated[tuple[Corner, ...], BeforeValidator(_several), Field(max_length=4)]


class SourceKind(StrEnum):
    """What makes the picture."""

    PTZ = "ptz"
    FIXED = "fixed"
    PANO = "pano"
    THERMAL = "thermal"
    GAUGE = "gauge"
    DRONE = "drone"
    VEHICLE = "vehicle"
    CAPTURE = "capture"
    """A capture card or another V4L2 device."""
    FILE = "file"
    OTHER = "other"

    @property
    def may_stand_still(self) -> bool:
        """Whether equal pictures are no fault: no sensor with its noise makes them."""
        return self in (SourceKind.CAPTURE, SourceKind.FILE)


class Agency(Value):
    """An agency that shares pictures. Names are data: reforms rename agencies."""

    id: Slug
    name: str
    name_en: str = ""
    aliases: tuple[str, ...] = ()
    colour: Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")] = "#6B7A8F"


class Stream(Value):
    """One encoding. `url` never holds a user or password: these are kept apart, by the source's `secret`."""

    url: str
    """rtsp, rtsps, http, https, rtmp; `file:NAME` under the media folder; `v4l2:NAME` from the site
    file. Checked by `rules.urls`."""
    width: int | None = None
    height: int | None = None
    fps: float | None = None
    mbit_s: Annotated[float, Field(gt=0)] | None = None
    """What it takes of a line; None: what streams of its kind take."""


class Source(Value):
    """Something to show."""

    id: Slug
    name: str
    name_en: str = ""
    agency: str = ""
    kind: SourceKind = SourceKind.OTHER
    district: str = ""
    aliases: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    lon: float | None = None
    lat: float | None = None
    sensitivity: Annotated[int, Field(ge=1, le=3)] = 1
    main: Stream | None = None
    sub: Stream | None = None
    secret: str | None = None
    """Name of the credential in the site's secrets file; never the credential."""
    osd: Corners = ()
    """Corners that hold the camera's own burnt-in text: its name, its clock."""
    untested: bool = False
    """It was saved without a look at its picture; said wherever it is listed until somebody has seen it."""
    until_utc_s: float | None = None
    """A temporary source goes by itself then; None: it stays."""

    @model_validator(mode="after")
    def _has_a_stream(self) -> Self:
        if self.main is None and self.sub is None:
            raise ValueError(f"source {self.id}: has neither a main nor a sub stream")
        return self

    @property
    def ref(self) -> SourceId:
        return SourceId(self.id)

    def stream(self, wanted: StreamKind) -> tuple[StreamKind, Stream]:
        """Return the wanted stream, or the other one where the source has only that."""
        first, second = (self.main, self.sub) if wanted is StreamKind.MAIN else (self.sub, self.main)
        other = StreamKind.SUB if wanted is StreamKind.MAIN else StreamKind.MAIN
        if first is not None:
            return wanted, first
        assert second is not None
        return other, second
