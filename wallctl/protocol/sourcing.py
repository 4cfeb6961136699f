"""Sources beside adding one for good: imports looked at first, sources for a day, edits, taking them out."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from wallctl.model.base import Value
from wallctl.model.camera_table import Column, TableSays
from wallctl.model.ids import SourceId
from wallctl.model.source import Agency, Source

KEPT_S = 24 * 3600.0
"""A temporary source goes by itself after so long."""


class PreviewImport(Value):
    """What `ImportSources` would do, checked by the same rules; nothing is changed.

    `result["changes"]` is a `rules.catalogue_changes.CatalogueChanges`. What the site may not open is refused
    with `problem`, as the import would be.
    """

    kind: Literal["import_preview"] = "import_preview"
    sources: tuple[Source, ...]
    says: TableSays = TableSays()
    agencies: tuple[Agency, ...] = ()


class AddTemporary(Value):
    """A source for `KEPT_S`, by its address. `result` names it: `source` (its id) and `until_utc_s`.

    The same rules as for any other source hold: it lies in the site's networks, or it is refused.
    """

    kind: Literal["source_temporary"] = "source_temporary"
    url: Annotated[str, Field(max_length=2000)]
    name: Annotated[str, Field(max_length=80)] = ""
    """Empty: named after its host."""
    credential: str | None = Field(default=None, repr=False)
    """`user:password`, taken out of the URL by the client."""
    tested: bool = False
    """Its picture was seen before."""


class KeepSource(Value):
    """Make a temporary source an ordinary one."""

    kind: Literal["source_keep"] = "source_keep"
    source: SourceId


class RemoveSource(Value):
    """Take a source out of the catalogue; windows that show it show a card that says so."""

    kind: Literal["source_remove"] = "source_remove"
    source: SourceId


class EditSource(Value):
    """Change some of what is said of a source. What `columns` does not name stays as it is by then.

    The name that it had is found further on. `result` has `source` and `changes`, as an import has.
    """

    kind: Literal["source_edit"] = "source_edit"
    source: Source
    columns: tuple[Column, ...]
    credential: str | None = Field(default=None, repr=False)
    """`user:password` in place of the one that is kept; None: that one stays."""
