"""Who gets a stream when not all can have one. Pure arithmetic: knows no windows' pictures, nodes or clocks.

Order: wall before preview before scouts before what tours go on to; within each, important ones, then those
that had their picture already, then larger ones. Of those that matter alike, all get the cheaper stream
first; then what is left makes streams better, larger ones first. So nobody is refused for the sake of one
that matters less, or of a better stream of one that matters as much, an important one is not given less
either, and one that was let in stays as long as nothing more important comes.

A tour shows one of its sources while the next one is opened: it is counted as the dearest two. It begins with
the one that the wall's ranks let in, then takes in the others, in turn, as long as any two of them have room;
who has none is left out. Both come before streams that only might stand in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import IntEnum
from itertools import groupby

from pydantic import Field

from wallctl.model.base import Value
from wallctl.model.budget import Budgets, Ceiling, CeilingKind
from wallctl.model.ids import NodeId, SourceId
from wallctl.model.source import StreamKind


class Use(IntEnum):
    """What a stream is pulled for; the lower the more important."""

    WALL = 0
    PREVIEW = 1
    SCOUT = 2


class Pull(Value):
    """One stream of one source into one node: pulled once, however many windows show it there."""

    node: NodeId
    source: SourceId
    stream: StreamKind
    platform: str = ""
    link: str = ""
    mbit_s: float = 0.0
    mpx_s: float = 0.0


class Stop(Value):
    """One source of a tour: what it takes in the two streams."""

    source: SourceId
    wanted: tuple[Pull, ...]
    other: tuple[Pull, ...] = ()


class Demand(Value):
    """Somebody who wants a picture. `wanted` is what serves best, `other` what would do; one pull a node."""

    key: str
    use: Use = Use.WALL
    important: bool = False
    held: bool = False
    """It had this picture until now."""
    size: float = 0.0
    wanted: tuple[Pull, ...]
    other: tuple[Pull, ...] = ()
    stops: tuple[Stop, ...] = ()
    """Of a tour: its sources in turn; it begins with the first, whose streams the demand itself names."""


class Admission(Value):
    """What one gets: `stream` None is a refusal. `ceiling` is what kept it from what it wanted."""

    stream: StreamKind | None
    ceiling: Ceiling | None = None
    spare: bool = False
    """There is room for its other stream beside this one, should this one fail."""
    stops: Mapping[SourceId, StreamKind] = Field(default_factory=dict)
    """The sources that a tour may go through."""
    left_out: Mapping[SourceId, Ceiling] = Field(default_factory=dict)
    """Those that it may not."""


Cost = Mapping[tuple[CeilingKind, str], float]
"""What is taken of each ceiling, by its kind and name."""


class Ledger:
    """What is used of each ceiling."""

    def __init__(self, ceilings: Iterable[Ceiling]) -> None:
        self._ceilings = tuple(ceilings)
        self._pulls: dict[tuple[NodeId, SourceId, StreamKind], int] = {}
        self._used = {(ceiling.kind, ceiling.name): 0.0 for ceiling in self._ceilings}

    def reached(self, pulls: Iterable[Pull]) -> Ceiling | None:
        """Return the first ceiling that these would break, None if they fit."""
        return self.over(self.cost(pulls))

    def cost(self, pulls: Iterable[Pull]) -> Cost:
        """Return what these take of each ceiling, beside what is pulled already."""
        more = dict.fromkeys(self._used, 0.0)
        for pull in _once(pulls):
            if _name(pull) not in self._pulls:
                for ceiling in self._ceilings:
                    more[ceiling.kind, ceiling.name] += _amount(pull, ceiling)
        return more

    def over(self, cost: Cost) -> Ceiling | None:
        """Return the first ceiling that so much more would break, None if it fits."""
        for ceiling in self._ceilings:
            more = cost.get((ceiling.kind, ceiling.name), 0.0)
            if more > 0 and self.used(ceiling) + more > ceiling.limit + 1e-9:
                return ceiling
        return None

    def spend(self, cost: Cost) -> None:
        """So much more is used."""
        for key, more in cost.items():
            self._used[key] += more

    def has(self, pulls: Iterable[Pull]) -> bool:
        """Return whether all these are pulled already."""
        return all(_name(pull) in self._pulls for pull in pulls)

    def add(self, pulls: Iterable[Pull]) -> None:
        """These are pulled."""
        self._count(pulls, 1)

    def remove(self, pulls: Iterable[Pull]) -> None:
        """One of those that were added is not pulled any more."""
        self._count(pulls, -1)

    def used(self, ceiling: Ceiling) -> float:
        """Return how much of it is used."""
        return self._used[ceiling.kind, ceiling.name]

    def _count(self, pulls: Iterable[Pull], by: int) -> None:
        for pull in _once(pulls):
            name = _name(pull)
            before = self._pulls.get(name, 0)
            self._pulls[name] = before + by
            if not self._pulls[name]:
                del self._pulls[name]
            if before == 0 or name not in self._pulls:
                for ceiling in self._ceilings:
                    self._used[ceiling.kind, ceiling.name] += by * _amount(pull, ceiling)


def ceilings_of(budgets: Budgets, nodes: Iterable[NodeId]) -> tuple[Ceiling, ...]:
    """Return all ceilings; the site's one number for nodes holds for each of them."""
    found = []
    for platform in budgets.platforms:
        if platform.streams is not None:
            streams = float(platform.streams)
            found.append(Ceiling(kind=CeilingKind.PLATFORM_STREAMS, name=platform.name, limit=streams))
        if platform.mbit_s is not None:
            found.append(Ceiling(kind=CeilingKind.PLATFORM_MBIT, name=platform.name, limit=platform.mbit_s))
    for link in budgets.links:
        found.append(Ceiling(kind=CeilingKind.LINK_MBIT, name=link.name, limit=link.mbit_s))
    if budgets.node_mpx_s is not None:
        for node in sorted(set(nodes)):
            found.append(Ceiling(kind=CeilingKind.NODE_PIXELS, name=node, limit=budgets.node_mpx_s))
    return tuple(found)


def admit(demands: Iterable[Demand], ceilings: Iterable[Ceiling]) -> dict[str, Admission]:
    """Return what each demand gets; the sum of it breaks no ceiling."""
    order = sorted(demands, key=lambda d: (d.use, not d.important, not d.held, -d.size, d.key))
    ledger = Ledger(ceilings)
    given: dict[str, tuple[Pull, ...]] = {}
    why: dict[str, Ceiling] = {}
    for _, rank in groupby(order, key=lambda d: (d.use, d.important)):
        ours = list(rank)
        _let_in_all(ours, ledger, given, why)
        # By size alone: who is in already has no claim to the better stream of another.
        for demand in sorted(ours, key=lambda d: (-d.size, d.key)):
            _make_better(demand, ledger, given, why)
    tours = {demand.key: _seated(demand, ledger, given, why) for demand in order if demand.stops}
    # What is left over is kept for streams that fail and have another one to stand in.
    single = [demand for demand in order if demand.key in given and not demand.stops]
    spare = {demand.key for demand in single if _reserve(demand, ledger, given)}
    alone = {
        demand.key: Admission(
            stream=given[demand.key][0].stream if demand.key in given else None,
            ceiling=why.get(demand.key),
            spare=demand.key in spare,
        )
        for demand in order
        if not demand.stops
    }
    return alone | tours


class _Seats:
    """The streams of a tour's sources that fit, in turn, and what keeps the others out."""

    def __init__(self, stops: Iterable[Stop], ledger: Ledger, *, lesser: bool) -> None:
        self.forms: dict[SourceId, tuple[Pull, ...]] = {}
        self.left_out: dict[SourceId, Ceiling] = {}
        self._dearest: dict[tuple[CeilingKind, str], tuple[float, float]] = {}
        for stop in stops:
            if stop.source not in self.forms:
                self._try(stop.source, (stop.other or stop.wanted) if lesser else stop.wanted, ledger)

    @property
    def cost(self) -> Cost:
        """Of each ceiling, the dearest two together."""
        return {key: sum(two) for key, two in self._dearest.items()}

    def _try(self, source: SourceId, form: tuple[Pull, ...], ledger: Ledger) -> None:
        before = self._dearest
        self._dearest = {}
        for key, more in ledger.cost(form).items():
            first, second = before.get(key, (0.0, 0.0))
            self._dearest[key] = (max(first, more), max(second, min(first, more)))
        ceiling = ledger.over(self.cost)
        if ceiling is None:
            self.forms[source] = form
        else:
            self._dearest = before
            self.left_out[source] = ceiling


def _seated(
    demand: Demand, ledger: Ledger, given: Mapping[str, tuple[Pull, ...]], why: Mapping[str, Ceiling]
) -> Admission:
    """Return what a tour may go through, in one encoding: the wanted one unless the other keeps more in."""
    first = given.get(demand.key)
    if first is not None:
        ledger.remove(first)
    wanted, other = _Seats(demand.stops, ledger, lesser=False), _Seats(demand.stops, ledger, lesser=True)
    lesser = first not in (None, demand.wanted) or len(other.left_out) < len(wanted.left_out)
    seats = other if lesser else wanted
    ledger.spend(seats.cost)
    reached = why.get(demand.key) or next(iter(wanted.left_out.values()), None)
    return Admission(
        stream=next(iter(seats.forms.values()))[0].stream if seats.forms else None,
        ceiling=reached if lesser or not seats.forms else None,
        stops={source: form[0].stream for source, form in seats.forms.items()},
        left_out=seats.left_out,
    )


def _let_in_all(
    demands: list[Demand], ledger: Ledger, given: dict[str, tuple[Pull, ...]], why: dict[str, Ceiling]
) -> None:
    """All of a rank; those who had a picture keep it where any order of asking leaves it to them."""
    held = [demand for demand in demands if demand.held]
    if _let_in_each(held, ledger, given, why):
        for key in [demand.key for demand in held if demand.key in given]:
            ledger.remove(given.pop(key))
        # Who has no choice goes first: others may then share the stream that is pulled anyway.
        if _let_in_each(sorted(held, key=lambda d: bool(d.wanted and d.other)), ledger, given, why):
            for key in [demand.key for demand in held if demand.key in given]:
                ledger.remove(given.pop(key))
            _let_in_each(held, ledger, given, why)
    waiting = [demand for demand in demands if demand.key not in given]
    # A stream that one of them pulls costs the next one nothing: who was refused before it asks again.
    while len(again := _let_in_each(waiting, ledger, given, why)) < len(waiting):
        waiting = again


def _let_in_each(
    demands: Iterable[Demand], ledger: Ledger, given: dict[str, tuple[Pull, ...]], why: dict[str, Ceiling]
) -> list[Demand]:
    """Return those for whom there is no room."""
    return [demand for demand in demands if not _let_in(demand, ledger, given, why)]


def _let_in(
    demand: Demand, ledger: Ledger, given: dict[str, tuple[Pull, ...]], why: dict[str, Ceiling]
) -> bool:
    forms = (form for form in (demand.wanted, demand.other) if form)
    for form in sorted(forms, key=lambda form: (not ledger.has(form), _cost(form))):
        ceiling = ledger.reached(form)
        if ceiling is None:
            ledger.add(form)
            given[demand.key] = form
            return True
        why.setdefault(demand.key, ceiling)
    return False


def _make_better(
    demand: Demand, ledger: Ledger, given: dict[str, tuple[Pull, ...]], why: dict[str, Ceiling]
) -> None:
    has = given.get(demand.key)
    if has is None:
        return
    if has == demand.wanted:
        why.pop(demand.key, None)
        return
    ledger.remove(has)
    ceiling = ledger.reached(demand.wanted)
    if ceiling is None:
        ledger.add(demand.wanted)
        given[demand.key] = demand.wanted
        why.pop(demand.key, None)
    else:
        ledger.add(has)
        why[demand.key] = ceiling


def _reserve(demand: Demand, ledger: Ledger, given: Mapping[str, tuple[Pull, ...]]) -> bool:
    rest = demand.other if given[demand.key] == demand.wanted else demand.wanted
    if not rest or ledger.reached(rest) is not None:
        return False
    ledger.add(rest)
    return True


def _cost(form: tuple[Pull, ...]) -> tuple[float, float]:
    return sum(pull.mbit_s for pull in form), sum(pull.mpx_s for pull in form)


def _name(pull: Pull) -> tuple[NodeId, SourceId, StreamKind]:
    return pull.node, pull.source, pull.stream


def _once(pulls: Iterable[Pull]) -> Iterable[Pull]:
    return {_name(pull): pull for pull in pulls}.values()


def _amount(pull: Pull, ceiling: Ceiling) -> float:
    match ceiling.kind:
        case CeilingKind.PLATFORM_STREAMS:
            return 1.0 if pull.platform == ceiling.name else 0.0
        case CeilingKind.PLATFORM_MBIT:
            return pull.mbit_s if pull.platform == ceiling.name else 0.0
        case CeilingKind.LINK_MBIT:
            return pull.mbit_s if pull.link == ceiling.name else 0.0
        case CeilingKind.NODE_PIXELS:
            return pull.mpx_s if pull.node == ceiling.name else 0.0
