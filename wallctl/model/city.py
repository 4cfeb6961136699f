"""The ground that sources stand on, and the types of incidents: what maps, lists and forms choose from."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from wallctl.model.base import Value
from wallctl.model.ids import Slug
from wallctl.model.source import Agency

Longitude = Annotated[float, Field(ge=-180, le=180)]
Latitude = Annotated[float, Field(ge=-90, le=90)]


class District(Value):
    """A district with the point of its seat (WGS-84)."""

    id: Slug
    name: str
    name_en: str = ""
    code: str = ""
    """National six-digit code; empty where there is none."""
    lon: Longitude
    lat: Latitude
    aliases: tuple[str, ...] = ()


class LineKind(StrEnum):
    """What a line on the map is. A lake is a closed line."""

    RIVER = "river"
    LAKE = "lake"
    EXPRESSWAY = "expressway"
    NATIONAL = "national"
    CITY = "city"


class Line(Value):
    """A river, lake or road: points (longitude, latitude, WGS-84) in the direction of flow or travel."""

    id: Slug
    name: str
    name_en: str = ""
    kind: LineKind
    points: Annotated[tuple[tuple[Longitude, Latitude], ...], Field(min_length=2)]


class Body(Value):
    """Somebody who takes part in incidents without handing over pictures."""

    id: Slug
    name: str
    name_en: str = ""


class IncidentType(Value):
    """A type of incident: who leads and supports (agencies or bodies), and the preset to begin with."""

    code: Annotated[str, Field(pattern=r"^[0-9A-Za-z]{1,16}$")]
    name: str
    name_en: str = ""
    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    preset: str = ""


class IncidentTypes(Value):
    """All types of one code system."""

    code_system: str
    bodies: tuple[Body, ...] = ()
    incidents: tuple[IncidentType, ...] = ()


class City(Value):
    """What a catalogue's words refer to."""

    agencies: tuple[Agency, ...] = ()
    districts: tuple[District, ...] = ()
    rivers: tuple[Line, ...] = ()
    roads: tuple[Line, ...] = ()
