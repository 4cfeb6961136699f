"""What a table of cameras says of them, and where it is silent. Must not know files, nor what is kept."""

from __future__ import annotations

from enum import StrEnum

from wallctl.model.base import Value
from wallctl.model.ids import SourceId


class Column(StrEnum):
    """A column of a table of cameras, in the order in which one is written."""

    ID = "id"
    NAME = "name"
    NAME_EN = "name_en"
    AGENCY = "agency"
    KIND = "kind"
    DISTRICT = "district"
    LON = "lon"
    LAT = "lat"
    SENSITIVITY = "sensitivity"
    ALIASES = "aliases"
    FORMER_NAMES = "former_names"
    TAGS = "tags"
    OSD = "osd"
    MAIN = "main"
    SUB = "sub"
    SECRET = "secret"  # noqa: S105 - the name of one
    MAIN_SIZE = "main_size"
    SUB_SIZE = "sub_size"


class TableSays(Value):
    """Of what a table speaks. What it does not speak of stays as it is known.

    By itself: of everything, as one whole camera does.
    """

    columns: tuple[Column, ...] = tuple(Column)
    """Those in its header. An empty cell below one of them says that there is none."""
    no_sensitivity: tuple[SourceId, ...] = ()
    """Cameras with an empty cell for it: a level is never lost by leaving something out."""
