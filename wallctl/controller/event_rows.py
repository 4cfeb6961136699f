"""What is happening as rows: of a flood one row with a count, beside a fault its remedy. No widgets."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from wallctl.controller.standing import Grade
from wallctl.controller.words import (
    cell_word,
    clock_word,
    english,
    sentence,
    source_name,
    translate,
    who_word,
)
from wallctl.model.ids import CellId, SourceId
from wallctl.model.source import Source
from wallctl.protocol.desk import Happened
from wallctl.protocol.node import Severity

TOGETHER_S = 60.0
"""Events of one kind so near to each other are one row."""
FLOOD = 3
"""So many of them; two are read as easily as one row with a count."""
_GRADES: dict[str, Grade] = dict.fromkeys(("source_lost", "source_quarantined", "picture_lost"), Grade.LOST)
"""What events say of a picture, by their words for programs."""
_CELL = re.compile(r"\br\d{1,2}c\d{1,2}\b", re.ASCII)
_UNIT = re.compile(r"(?<=\d) (?=(?:ms|s)\b|毫秒|秒)")


class Remedy(Enum):
    """What the desk can do about a fault."""

    RESEAT = "reseat"
    """Windows that matter go to living cells."""
    BACK = "back"
    """They go back to where they were."""
    CHOOSE = "choose"
    """The window of the source is chosen on the canvas, to be given another source."""


@dataclass(frozen=True, slots=True)
class Now:
    """What is so at this moment: a remedy is offered only while it helps."""

    lost: bool = False
    """Cells are lost, and windows may be put elsewhere."""
    reseated: bool = False
    """Windows are on other cells than they were."""
    failing: Collection[SourceId] = frozenset()
    """Sources on the wall whose pictures are not live."""
    sources: Mapping[SourceId, Source] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the column: an event, or several of one kind, the newest first."""

    events: tuple[Happened, ...]
    remedy: Remedy | None = None
    opened: bool = False
    """The newest of a flood that is shown one by one below it."""

    @property
    def newest(self) -> Happened:
        return self.events[0]

    @property
    def flood(self) -> int | None:
        """What names the flood while it grows: its oldest event; None: it is none."""
        return self.events[-1].seq if len(self.events) > 1 else None


def rows(events: Iterable[Happened], now: Now, opened: Collection[int] = ()) -> list[Row]:
    """Return the rows, newest on top. `opened`: floods that are shown one by one."""
    found: list[Row] = []
    offered: set[object] = set()
    for group in _groups(events):
        row = Row(group, _remedy(group[0], now, offered))
        if row.flood is not None and row.flood in opened:
            found.append(Row(group, row.remedy, opened=True))
            found += [Row((event,)) for event in group[1:]]
        else:
            found.append(row)
    return found


def _groups(events: Iterable[Happened]) -> list[tuple[Happened, ...]]:
    """Floods together where the newest of them stands; what somebody did, and alarms, each alone."""
    groups: list[list[Happened]] = []
    open_groups: dict[tuple[str, Severity], list[Happened]] = {}
    for event in events:
        if event.actor or event.severity is Severity.ALARM:
            groups.append([event])
            continue
        key = (event.what, event.severity)
        group = open_groups.get(key)
        if group is not None and group[0].at_utc_s - event.at_utc_s <= TOGETHER_S:
            group.append(event)
            continue
        open_groups[key] = [event]
        groups.append(open_groups[key])
    split: list[tuple[Happened, ...]] = []
    for group in groups:
        split += [tuple(group)] if len(group) >= FLOOD else [(event,) for event in group]
    return sorted(split, key=lambda group: -group[0].at_utc_s)


def _remedy(event: Happened, now: Now, offered: set[object]) -> Remedy | None:
    """Only the newest event of a fault has it."""
    remedy: Remedy | None = None
    about: object = event.what
    if event.what == "cells_lost" and now.lost:
        remedy = Remedy.RESEAT
    elif event.what == "cells_back" and now.reseated and not now.lost:
        remedy = Remedy.BACK
    elif event.source in now.failing and event.severity is not Severity.INFO:
        remedy, about = Remedy.CHOOSE, event.source
    if remedy is None or about in offered:
        return None
    offered.add(about)
    return remedy


def event_text(event: Happened) -> str:
    """Return the event's sentence in the desk's language; no line breaks between a figure and its unit.

    Cells are called as everywhere on the desk: in English, the server writes them as programs do, from 0.
    """
    text = (event.text_en or event.text) if english() else event.text
    begins = _CELL.match(text) is not None
    text = _CELL.sub(lambda found: cell_word(CellId(found[0])), text)
    text = sentence(text) if begins else text
    return _UNIT.sub("\N{NO-BREAK SPACE}", text)


def event_grade(event: Happened) -> Grade | None:
    """Return how a picture is by that event, whose shape it has everywhere; None: it is about no picture."""
    return _GRADES.get(event.what)


def remedy_word(remedy: Remedy) -> str:
    """Return what the button of a remedy says."""
    match remedy:
        case Remedy.RESEAT:
            return translate("Events", "移到其他显示单元")
        case Remedy.BACK:
            return translate("Events", "移回原位")
        case Remedy.CHOOSE:
            return translate("Events", "选中画面")


def foot_forms(row: Row, now: Now, now_utc_s: float) -> list[str]:
    """Return the small line below the text, the fullest form first; empty: there is none."""
    event = row.newest
    if row.flood is not None:
        since = clock_word(row.events[-1].at_utc_s, now_utc_s)
        count = translate("Events", "同类 {count} 条，{since} 起").format(count=len(row.events), since=since)
        how = translate("Events", "Enter 收起") if row.opened else translate("Events", "Enter 展开")
        return [f"{count} · {how}", count]
    if event.actor:
        who = event.officer or event.actor
        return [who_word(who, event.seat), who]
    return [_names(event, now)] if len(event.sources) > 1 else []


def tip(row: Row, now: Now, now_utc_s: float) -> str:
    """Return all of the row: every event of it, and every source by its name."""
    lines = []
    for event in row.events:
        when = clock_word(event.at_utc_s, now_utc_s, seconds=True)
        lines.append(f"{when} {event_text(event)}")
        if len(event.sources) > 1:
            lines.append("  " + _names(event, now))
        if event.actor:
            lines.append("  " + who_word(event.officer or event.actor, event.seat))
    return "\n".join(lines)


def _names(event: Happened, now: Now) -> str:
    found = [now.sources.get(source) for source in event.sources]
    return translate("Notice", "、").join(
        source_name(known) if known is not None else str(source)
        for source, known in zip(event.sources, found, strict=True)
    )
