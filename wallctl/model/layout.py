"""Windows, layouts and presets. A layout is what is shown; a preset is a saved one with places to fill."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer, model_validator

from wallctl.model.base import Value
from wallctl.model.content import Content
from wallctl.model.geometry import Rect
from wallctl.model.ids import PresetId, Slug, SourceId, WindowId


class Fit(StrEnum):
    """How a picture meets a window of another shape: whole with bars, filled and cropped, or stretched."""

    CONTAIN = "contain"
    COVER = "cover"
    STRETCH = "stretch"


class Role(StrEnum):
    """What a place in a preset is for. MAP, CONF, DASH, RADAR, DOC and TICK are filled by no camera."""

    MAIN = "MAIN"
    AUX = "AUX"
    SINGLE = "S"
    GROUP = "A"
    MAP = "MAP"
    CONF = "CONF"
    DASH = "DASH"
    RADAR = "RADAR"
    DOC = "DOC"
    TICK = "TICK"

    @property
    def may_stand_still(self) -> bool:
        """Whether equal pictures are no fault: a document or a map is shown, and no camera."""
        return self in (Role.MAP, Role.CONF, Role.DASH, Role.RADAR, Role.DOC, Role.TICK)


class Crop(Value):
    """The part of the source's picture to show, as fractions of its width and height."""

    x: Annotated[float, Field(ge=0, lt=1)] = 0.0
    y: Annotated[float, Field(ge=0, lt=1)] = 0.0
    w: Annotated[float, Field(gt=0, le=1)] = 1.0
    h: Annotated[float, Field(gt=0, le=1)] = 1.0

    @model_validator(mode="after")
    def _inside(self) -> Self:
        if self.x + self.w > 1 + 1e-9 or self.y + self.h > 1 + 1e-9:
            raise ValueError("crop reaches outside the picture")
        return self


class Tour(Value):
    """Sources that a window goes through, each for `dwell_s`, from the first again after the last."""

    sources: Annotated[tuple[SourceId, ...], Field(min_length=2, max_length=64)]
    dwell_s: Annotated[float, Field(ge=3, le=3600)]
    start_s: float = 0.0
    """When the first one's turn began (the server's CLOCK_BOOTTIME); the server sets it."""

    @model_validator(mode="after")
    def _goes_somewhere(self) -> Self:
        if len(set(self.sources)) < 2:
            raise ValueError("a tour needs at least two different sources")
        return self


class Home(Value):
    """Where a window goes back to, exactly, when what is enlarged is put back."""

    rect: Rect
    z: int


class Window(Value):
    """A rectangle on the wall that shows a source; without one it shows a card that says what to do.

    With a tour, `source` is the tour's first: what a new tour begins with.
    """

    id: WindowId
    rect: Rect
    source: SourceId | None = None
    tour: Tour | None = None
    role: Role | None = None
    fit: Fit = Fit.CONTAIN
    crop: Crop = Crop()
    z: int = 0
    important: bool = False
    until_utc_s: float | None = None
    """End of the right to this picture (Unix seconds); the renderer itself enforces it."""
    compensate_seams: bool = False
    """Hide behind each seam what would lie there; off for text, on for maps."""
    home: Home | None = None
    """Set while it is enlarged, or stands in the place of what is."""
    locked: bool = False
    """No hand moves it or takes it off, and nothing put up for a part of the wall replaces or hides it. What
    replaces the whole wall (a whole preset, clearing) does, and says so."""
    content: Content | None = None
    """What it shows instead of a source."""

    @model_validator(mode="after")
    def _shows_one_thing(self) -> Self:
        if self.content is not None and (self.source is not None or self.tour is not None):
            raise ValueError(f"window {self.id}: shows either a source or a {self.content.kind}")
        return self

    @model_validator(mode="after")
    def _tour_begins_with_the_source(self) -> Self:
        if self.tour is not None and self.source != self.tour.sources[0]:
            raise ValueError(f"window {self.id}: its source is not the first of its tour")
        return self

    @property
    def sources(self) -> tuple[SourceId, ...]:
        """Everything that it shows, now or later."""
        if self.tour is not None:
            return self.tour.sources
        return (self.source,) if self.source is not None else ()


class Layout(Value):
    """Windows on a background. Later windows of the same `z` lie over earlier ones."""

    windows: tuple[Window, ...] = ()
    background: Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")] = "#000000"

    @model_validator(mode="after")
    def _ids_differ(self) -> Self:
        twice = [name for name, count in Counter(w.id for w in self.windows).items() if count > 1]
        if twice:
            raise ValueError(f"window id used twice: {', '.join(twice)}")
        return self

    def window(self, name: WindowId) -> Window | None:
        """Return the window of that id, if there."""
        return next((window for window in self.windows if window.id == name), None)

    @property
    def sources(self) -> frozenset[SourceId]:
        return frozenset(source for window in self.windows for source in window.sources)


class Slot(Value):
    """A place in a preset. `tour` or `source` name it outright; else it is the first of `prefer` that is not
    yet used, else the first camera of `agencies` and `kinds` (empty: any) that is not yet used; roles without
    a camera stay empty."""

    id: WindowId
    rect: Rect
    role: Role = Role.SINGLE
    source: SourceId | None = None
    tour: Tour | None = None
    prefer: tuple[SourceId, ...] = ()
    agencies: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    fit: Fit = Fit.CONTAIN
    crop: Crop = Crop()
    z: int = 0
    important: bool = False
    compensate_seams: bool = False
    locked: bool = False
    content: Content | None = None
    """What it shows instead of a source."""
    fixed: bool = False
    """Saved as it was: no camera is chosen by rule; without the source it names it stays empty."""

    @model_serializer(mode="wrap")
    def _short(self, whole: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leave out what is as usual: all presets of a site travel in one message."""
        usual = {name: field.default for name, field in type(self).model_fields.items()}
        return {name: value for name, value in whole(self).items() if getattr(self, name) != usual[name]}


class Preset(Value):
    """A saved layout with the incident types it is for, drawn for one or more shapes of wall."""

    id: Slug
    name: str
    name_en: str = ""
    group: str = ""
    incidents: tuple[str, ...] = ()
    """Incident type codes, domain notes section 1 (`11A04`)."""
    key: str = ""
    """The key that calls it on desks (`F4`); empty: none. The server gives it when the preset is saved."""
    partial: bool = False
    """It touches only the cells of its places; what else is on the wall stays."""
    walls: dict[str, tuple[Slot, ...]]
    """Shape of wall (`4x6`) -> its places."""

    @property
    def ref(self) -> PresetId:
        return PresetId(self.id)

    @model_validator(mode="after")
    def _slots_differ(self) -> Self:
        for shape, slots in self.walls.items():
            twice = [name for name, count in Counter(s.id for s in slots).items() if count > 1]
            if twice:
                raise ValueError(f"preset {self.id} for {shape}: slot id used twice: {', '.join(twice)}")
        return self
