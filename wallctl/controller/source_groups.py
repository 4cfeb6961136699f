"""How the list of sources is parted: by agency, district, kind, tag or state. Must not know rows or views."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import assert_never

from wallctl.controller.standing import Grade, Standing, Standings
from wallctl.controller.words import QT_TRANSLATE_NOOP, Places, agency_name, kind_word, translate
from wallctl.model.health import WindowState
from wallctl.model.ids import SourceId
from wallctl.model.sighting import SourceStanding
from wallctl.model.sighting import Standing as Seen
from wallctl.model.source import Agency, Source, SourceKind

PLAIN_COLOUR = "#6B7A8F"
"""The stripe of a source whose agency is not known."""


class Grouping(Enum):
    """What the groups of the list are."""

    AGENCY = "agency"
    DISTRICT = "district"
    KIND = "kind"
    TAG = "tag"
    STATE = "state"

    @property
    def next(self) -> Grouping:
        """The one that the key leads to."""
        every = list(Grouping)
        return every[(every.index(self) + 1) % len(every)]


_WORDS = {
    Grouping.AGENCY: QT_TRANSLATE_NOOP("Sources", "按单位"),
    Grouping.DISTRICT: QT_TRANSLATE_NOOP("Sources", "按区县"),
    Grouping.KIND: QT_TRANSLATE_NOOP("Sources", "按类型"),
    Grouping.TAG: QT_TRANSLATE_NOOP("Sources", "按标签"),
    Grouping.STATE: QT_TRANSLATE_NOOP("Sources", "按状态"),
}

_STATES = (
    (Grade.LOST, QT_TRANSLATE_NOOP("Sources", "无画面")),
    (Grade.STALE, QT_TRANSLATE_NOOP("Sources", "画面不可信")),
    (Grade.LATE, QT_TRANSLATE_NOOP("Sources", "滞后")),
    (Grade.WAITING, QT_TRANSLATE_NOOP("Sources", "连接中")),
    (Grade.OK, QT_TRANSLATE_NOOP("Sources", "实时")),
    (Grade.UNKNOWN, QT_TRANSLATE_NOOP("Sources", "未上墙")),
)
"""The worst first: it is what somebody has to see to."""
_READY = "ready"


def with_looks(known: Standings, looks: Mapping[SourceId, SourceStanding]) -> Standings:
    """Return what the wall knows, and of sources that it does not show what looks off the wall saw."""
    sources = dict(known.sources)
    ready = set()
    for ref, seen in looks.items():
        if ref in sources:
            continue
        match seen.standing:
            case Seen.FAILING:
                sources[ref] = Standing(WindowState.NO_SIGNAL, seen.reason, seen.at_utc_s)
            case Seen.READY | Seen.LIVE:
                ready.add(ref)
            case Seen.UNKNOWN:
                pass
            case _:
                assert_never(seen.standing)
    return Standings(known.windows, sources, known.restarts, known.cells_up, frozenset(ready))


def grouping_word(grouping: Grouping) -> str:
    """Return how the list is parted, in words: `按单位`."""
    return translate("Sources", _WORDS[grouping])


@dataclass(frozen=True, slots=True)
class Group:
    """Sources under one heading; `key` tells it from all other groups of all groupings."""

    key: str
    text: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class OwnGroups:
    """What the officer at this desk has gathered: marked with a star, and put up last (the newest first)."""

    starred: Sequence[SourceId] = ()
    recent: Sequence[SourceId] = ()


@dataclass(frozen=True, slots=True)
class Catalogued:
    """What is known of the sources beside themselves."""

    agencies: Mapping[str, Agency]
    places: Places
    known: Standings

    def colour(self, source: Source) -> str:
        """Return the colour of the source's agency."""
        agency = self.agencies.get(source.agency)
        return agency.colour if agency is not None else PLAIN_COLOUR


def own_groups(sources: Iterable[Source], own: OwnGroups) -> list[Group]:
    """Return temporary ones, favourites and recent ones, as far as they are there; no empty group."""
    by_ref = {source.ref: source for source in sources}
    passing = [source for source in by_ref.values() if source.until_utc_s is not None]
    named = (
        (
            "own:temporary",
            translate("Sources", "临时信号源"),
            [source.ref for source in sorted(passing, key=lambda one: one.until_utc_s or 0.0)],
        ),
        ("own:starred", translate("Sources", "收藏"), own.starred),
        ("own:recent", translate("Sources", "最近上墙"), own.recent),
    )
    groups = (
        Group(key, text, tuple(by_ref[ref] for ref in refs if ref in by_ref)) for key, text, refs in named
    )
    return [group for group in groups if group.sources]


def grouped(sources: Iterable[Source], grouping: Grouping, of: Catalogued) -> list[Group]:
    """Return the groups in their order, none of them empty; a source with several tags is in several."""
    names = dict(_first_names(grouping, of))
    members: dict[str, list[Source]] = {name: [] for name in names}
    for source in sources:
        for name in _names(source, grouping, of):
            members.setdefault(name, []).append(source)
    order = list(members)
    if grouping is Grouping.TAG:
        order.sort()
    # Those without a name of their own come last, whenever they came up.
    order.sort(key=lambda name: name == "")
    words = {name: names.get(name) or name or _nameless(grouping) for name in order if members[name]}
    return [Group(f"{grouping.value}:{name}", word, tuple(members[name])) for name, word in words.items()]


def _first_names(grouping: Grouping, of: Catalogued) -> Iterator[tuple[str, str]]:
    """Yield the groups whose order is settled, with their words."""
    match grouping:
        case Grouping.AGENCY:
            for agency in of.agencies.values():
                yield agency.id, agency_name(agency)
        case Grouping.DISTRICT:
            for district in of.places.districts.values():
                yield district.id, of.places.name(district)
        case Grouping.KIND:
            for kind in SourceKind:
                yield kind.value, kind_word(kind)
        case Grouping.TAG:
            return
        case Grouping.STATE:
            for grade, word in _STATES:
                if grade is Grade.UNKNOWN:
                    yield _READY, translate("Sources", "可用，未上墙")
                yield grade.value, translate("Sources", word)
        case _:
            assert_never(grouping)


def _names(source: Source, grouping: Grouping, of: Catalogued) -> tuple[str, ...]:
    match grouping:
        case Grouping.AGENCY:
            return (source.agency,)
        case Grouping.DISTRICT:
            return (source.district,)
        case Grouping.KIND:
            return (source.kind.value,)
        case Grouping.TAG:
            return tuple(dict.fromkeys(source.tags)) or ("",)
        case Grouping.STATE:
            grade = of.known.of_source(source.ref).grade
            ready = grade is Grade.UNKNOWN and source.ref in of.known.ready
            return (_READY if ready else grade.value,)
        case _:
            assert_never(grouping)


def _nameless(grouping: Grouping) -> str:
    match grouping:
        case Grouping.AGENCY:
            return translate("Sources", "无所属单位")
        case Grouping.DISTRICT:
            return translate("Sources", "未标区县")
        case Grouping.TAG:
            return translate("Sources", "无标签")
        case Grouping.KIND | Grouping.STATE:
            raise AssertionError("every source has one")
        case _:
            assert_never(grouping)
