"""What stays of a known camera when a table names it anew. Must not know files, nor who may import.

What a table does not speak of stays. Three things stay even where it does: a password and a sensitivity whose
cell is empty, for leaving something out must neither blind a camera nor open it to others; and the names by
which a camera was once found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from typing import Any

from wallctl.model.camera_table import Column, TableSays
from wallctl.model.ids import SourceId
from wallctl.model.source import Source, Stream

_APART = frozenset(
    {
        *(Column.ID, Column.FORMER_NAMES, Column.SECRET),
        *(Column.MAIN, Column.SUB, Column.MAIN_SIZE, Column.SUB_SIZE),
    }
)
"""Columns with a rule of their own."""
_SIZES = {Column.MAIN: Column.MAIN_SIZE, Column.SUB: Column.SUB_SIZE}


def over_known(
    known: Mapping[SourceId, Source], given: Iterable[Source], says: TableSays
) -> tuple[Source, ...]:
    """Return the cameras of a table as they would be kept; new ones as they are, but that none was
    formerly called what it is called now.

    A temporary camera that a table names is there for good.
    """
    return tuple(_over(known.get(source.ref), source, says) for source in given)


def _over(before: Source | None, given: Source, says: TableSays) -> Source:
    if before is None:
        return given.with_(former_names=_all_but(given.name, given.former_names))
    silent = set(Column) - set(says.columns)
    if given.ref in says.no_sensitivity:
        silent.add(Column.SENSITIVITY)
    kept: dict[str, Any] = {column.value: getattr(before, column.value) for column in silent - _APART}
    name = kept.get(Column.NAME, given.name)
    main = _stream(before, given, Column.MAIN, silent)
    sub = _stream(before, given, Column.SUB, silent)
    if main is None and sub is None:
        main, sub = given.main, given.sub  # nothing can be shown of a camera without any
    return given.with_(
        **kept,
        secret=given.secret or before.secret,
        untested=before.untested,
        former_names=_all_but(name, (*given.former_names, *before.former_names, before.name)),
        main=main,
        sub=sub,
    )


def _all_but(name: str, had: Iterable[str]) -> tuple[str, ...]:
    """Return former names, each once; what it is called now is none."""
    return tuple(former for former in dict.fromkeys(had) if former != name)


def _stream(before: Source, given: Source, which: Column, silent: Set[Column]) -> Stream | None:
    was: Stream | None = getattr(before, which.value)
    now: Stream | None = getattr(given, which.value)
    if which in silent:
        return was
    return was.with_(url=now.url) if was and now and _SIZES[which] in silent else now
