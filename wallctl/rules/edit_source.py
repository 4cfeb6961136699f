"""What an officer changes of a camera that is in the catalogue, and what becomes of it. PURE."""

from __future__ import annotations

import re
from collections.abc import Mapping

from wallctl.model.base import Value
from wallctl.model.camera_table import Column, TableSays
from wallctl.model.sighting import Sighting
from wallctl.model.source import Source, SourceKind, StreamKind
from wallctl.protocol.desk import AddSource
from wallctl.protocol.sourcing import EditSource
from wallctl.rules.catalogue_changes import cell_of
from wallctl.rules.importing import over_known
from wallctl.rules.new_source import Form, request

ADDRESSES = frozenset({Column.MAIN, Column.SUB})
_SIZES = {Column.MAIN: Column.MAIN_SIZE, Column.SUB: Column.SUB_SIZE}
_EDITED = (
    *(Column.NAME, Column.NAME_EN, Column.AGENCY, Column.KIND, Column.DISTRICT, Column.ALIASES, Column.TAGS),
    *ADDRESSES,
)
_PART = re.compile(r"[;；、]")


class Details(Value):
    """What is typed besides the form of a new source."""

    name_en: str = ""
    aliases: str = ""
    """Several are parted by `;`, `；` or `、`."""
    tags: str = ""
    district: str = ""
    kind: SourceKind = SourceKind.OTHER


def several(text: str) -> tuple[str, ...]:
    """Return the words of a field that holds several, each once."""
    return tuple(dict.fromkeys(part.strip() for part in _PART.split(text) if part.strip()))


def edit(
    before: Source, form: Form, details: Details, seen: Mapping[StreamKind, Sighting]
) -> EditSource | None:
    """Return what is asked of the server: the columns that are other than before. None: nothing is.

    Call it for a form without faults; `seen` holds what looks saw of these very streams. An address that was
    changed and not looked at makes the camera an untested one.
    """
    asked = request(form, dict(seen))
    assert isinstance(asked, AddSource)
    wanted = asked.source.with_(
        name_en=details.name_en.strip(),
        aliases=several(details.aliases),
        tags=several(details.tags),
        district=details.district.strip(),
        kind=details.kind,
    )
    columns = [column for column in _EDITED if cell_of(wanted, column) != cell_of(before, column)]
    # A size that nobody saw says nothing.
    columns += [_SIZES[column] for column in ADDRESSES & set(columns) if cell_of(wanted, _SIZES[column])]
    if not columns and form.credential is None:
        return None
    order = tuple(column for column in Column if column in columns)
    return EditSource(source=wanted, columns=order, credential=form.credential)


def edited(before: Source, wanted: EditSource) -> Source:
    """Return the camera as it is kept: what others changed meanwhile, in other columns, stays."""
    (laid,) = over_known({before.ref: before}, (wanted.source,), TableSays(columns=wanted.columns))
    readdressed = bool(ADDRESSES & set(wanted.columns))
    return laid.with_(
        until_utc_s=before.until_utc_s, untested=wanted.source.untested if readdressed else before.untested
    )
