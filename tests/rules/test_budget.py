"""Rule: no ceiling is ever broken, nobody gives way to one that matters less, and who was let in stays."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from wallctl.model.budget import Ceiling, CeilingKind
from wallctl.model.ids import NodeId, SourceId
from wallctl.model.source import StreamKind
from wallctl.rules.budget import Admission, Demand, Ledger, Pull, Stop, Use, admit

SIXTEEN = Ceiling(kind=CeilingKind.PLATFORM_STREAMS, name="psb", limit=16.0)
KINDS = {
    CeilingKind.PLATFORM_STREAMS: ("p", "q"),
    CeilingKind.PLATFORM_MBIT: ("p", "q"),
    CeilingKind.LINK_MBIT: ("line",),
    CeilingKind.NODE_PIXELS: ("n1", "n2"),
}


def pull(source: str, stream: StreamKind = StreamKind.SUB, node: str = "n1", **more: object) -> Pull:
    return Pull(node=NodeId(node), source=SourceId(source), stream=stream, **more)  # type: ignore[arg-type]


def one(key: str, **more: object) -> Demand:
    return Demand(key=key, wanted=(pull(key, platform="psb"),), **more)  # type: ignore[arg-type]


# What is drawn from is made once: most of the time went into making it anew for each of many demands.
FLAGS, SIZES, USES = st.booleans(), st.integers(1, 6), st.sampled_from(Use)
SOURCES, NODES = st.sampled_from("abcdefgh"), st.sampled_from([("n1",), ("n2",), ("n1", "n2")])
OF_KIND = {
    kind: st.builds(
        Ceiling, kind=st.just(kind), name=st.sampled_from(names), limit=st.integers(1, 12).map(float)
    )
    for kind, names in KINDS.items()
}
ceilings = st.lists(
    st.sampled_from(list(KINDS)).flatmap(OF_KIND.__getitem__),
    max_size=5,
    unique_by=lambda ceiling: (ceiling.kind, ceiling.name),
)


@st.composite
def demand(draw: st.DrawFn, key: str) -> Demand:
    source = draw(SOURCES)
    nodes = draw(NODES)
    on = {
        "platform": "p" if source < "e" else "q",
        "link": "line" if source in "abgh" else "",
    }
    forms = [
        tuple(pull(source, kind, node, mbit_s=mbit, mpx_s=mpx, **on) for node in nodes)
        for kind, mbit, mpx in ((StreamKind.MAIN, 4.0, 5.0), (StreamKind.SUB, 0.5, 0.6))
    ]
    if draw(FLAGS):
        forms.reverse()
    return Demand(
        key=key,
        use=draw(USES),
        important=draw(FLAGS),
        held=draw(FLAGS),
        size=draw(SIZES),
        wanted=forms[0],
        other=forms[1] if draw(FLAGS) else (),
    )


def up_to(
    most: int, each: Callable[[int], st.SearchStrategy[Demand]]
) -> st.SearchStrategy[tuple[Demand, ...]]:
    """None, the first, the first two, and so on."""
    every = [each(number) for number in range(most)]
    so_many = [st.tuples(*every[:number]) for number in range(most + 1)]
    return st.integers(0, most).flatmap(so_many.__getitem__)


demands = up_to(12, lambda number: demand(f"d{number}"))


def given_to(wanting: tuple[Demand, ...], got: dict[str, Admission]) -> list[tuple[Pull, ...]]:
    forms = []
    for each in wanting:
        stream = got[each.key].stream
        if stream is not None:
            forms.append(each.wanted if each.wanted[0].stream is stream else each.other)
    return forms


def rank(each: Demand) -> tuple[object, ...]:
    return (each.use, not each.important, not each.held, -each.size, each.key)


@given(demands, ceilings)
def test_no_ceiling_is_ever_broken(wanting: tuple[Demand, ...], limits: list[Ceiling]) -> None:
    got = admit(wanting, limits)
    ledger = Ledger(limits)
    for form in given_to(wanting, got):
        ledger.add(form)
    for each in wanting:
        if got[each.key].spare:
            ledger.add(each.wanted)
            ledger.add(each.other)
    assert all(ledger.used(ceiling) <= ceiling.limit + 1e-6 for ceiling in limits)


@given(demands, ceilings)
def test_nobody_is_refused_for_one_that_matters_less(
    wanting: tuple[Demand, ...], limits: list[Ceiling]
) -> None:
    order = sorted(wanting, key=rank)
    got = admit(order, limits)
    for number in range(len(order)):
        without_the_rest = admit(order[: number + 1], limits)
        assert without_the_rest[order[number].key].stream is not None or (
            got[order[number].key].stream is None
        )
        assert (got[order[number].key].stream is None) <= (without_the_rest[order[number].key].stream is None)


@given(demands, ceilings)
def test_an_important_one_is_not_given_less_for_others(
    wanting: tuple[Demand, ...], limits: list[Ceiling]
) -> None:
    got = admit(wanting, limits)
    for each in wanting:
        if each.important:
            # Among those that matter as much, a picture of each goes before a better one of any.
            peers = [one for one in wanting if (one.use, not one.important) <= (each.use, False)]
            assert got[each.key].stream == admit(peers, limits)[each.key].stream


def test_the_better_stream_of_one_takes_no_picture_from_its_peer() -> None:
    limit = Ceiling(kind=CeilingKind.PLATFORM_MBIT, name="psb", limit=5.0)
    main, sub = (
        pull("new", kind, platform="psb", mbit_s=mbit)
        for kind, mbit in ((StreamKind.MAIN, 4.0), (StreamKind.SUB, 0.5))
    )
    old = Demand(key="old", important=True, held=True, wanted=(pull("old", platform="psb", mbit_s=4.0),))
    new = Demand(key="new", important=True, size=6, wanted=(main,), other=(sub,))
    first = admit([old, new], [limit])
    after = admit([old, new.with_(held=True)], [limit])
    assert first == after and after["old"].stream is StreamKind.SUB and after["new"].stream is StreamKind.SUB


@given(demands, demands, ceilings)
def test_who_was_let_in_stays_while_nothing_more_important_comes(
    wanting: tuple[Demand, ...], more: tuple[Demand, ...], limits: list[Ceiling]
) -> None:
    first = admit(wanting, limits)
    held = tuple(each.with_(held=first[each.key].stream is not None) for each in wanting)
    newcomers = tuple(
        each.with_(key=f"new-{each.key}", held=False, important=False, use=Use.SCOUT) for each in more
    )
    after = admit(held + newcomers, limits)
    for each in held:
        if each.held:
            assert after[each.key].stream is not None


@given(demands)
def test_without_ceilings_everyone_gets_what_is_wanted(wanting: tuple[Demand, ...]) -> None:
    got = admit(wanting, ())
    assert all(got[each.key].stream is each.wanted[0].stream for each in wanting)
    assert all(got[each.key].ceiling is None for each in wanting)


@given(demands, ceilings)
def test_whoever_gets_less_is_told_why(wanting: tuple[Demand, ...], limits: list[Ceiling]) -> None:
    got = admit(wanting, limits)
    for each in wanting:
        admission = got[each.key]
        assert (admission.ceiling is None) == (admission.stream is each.wanted[0].stream)


def test_the_seventeenth_stream_of_a_platform_is_refused_by_name() -> None:
    got = admit([one(f"c{number:02}") for number in range(17)], [SIXTEEN])
    refused = [key for key, admission in got.items() if admission.stream is None]
    assert refused == ["c16"] and got["c16"].ceiling == SIXTEEN
    zh, en = SIXTEEN.words
    assert (zh, en) == ("超出平台并发上限 16 路: psb", "platform ceiling of 16 streams reached: psb")


def test_a_picture_in_two_windows_is_pulled_once() -> None:
    same = [Demand(key=f"w{number}", wanted=(pull("a", platform="psb"),)) for number in range(20)]
    assert all(admission.stream for admission in admit(same, [SIXTEEN]).values())


def test_the_wall_goes_before_a_preview_however_long_that_has_run() -> None:
    full = [one(f"p{number:02}", use=Use.PREVIEW, held=True, important=True) for number in range(16)]
    got = admit([*full, one("wall")], [SIXTEEN])
    assert got["wall"].stream is StreamKind.SUB
    assert sum(admission.stream is None for admission in got.values()) == 1


def test_pictures_for_all_come_before_good_pictures_for_some() -> None:
    line = Ceiling(kind=CeilingKind.LINK_MBIT, name="line", limit=6.0)

    def want(key: str, **more: object) -> Demand:
        large = pull(key, StreamKind.MAIN, link="line", mbit_s=4.0)
        small = pull(key, StreamKind.SUB, link="line", mbit_s=0.5)
        return Demand(key=key, wanted=(large,), other=(small,), **more)  # type: ignore[arg-type]

    got = admit([want("main", important=True), want("a", size=4.0), want("b", size=1.0)], [line])
    assert [got[key].stream for key in ("main", "a", "b")] == [
        StreamKind.MAIN,
        StreamKind.SUB,
        StreamKind.SUB,
    ]
    assert got["a"].ceiling == line and not got["a"].spare


# Tours


PARTS = {
    key: st.lists(demand(key), min_size=1, max_size=6, unique_by=lambda one: one.wanted[0].source)
    for key in ("t0", "t1", "t2")
}


@st.composite
def tour(draw: st.DrawFn, key: str) -> Demand:
    parts = draw(PARTS[key])
    nodes = {pull.node for pull in parts[0].wanted}
    stops = tuple(
        Stop(source=part.wanted[0].source, wanted=_on(part.wanted, nodes), other=_on(part.other, nodes))
        for part in parts
    )
    return parts[0].with_(wanted=stops[0].wanted, other=stops[0].other, stops=stops)


def _on(form: tuple[Pull, ...], nodes: set[NodeId]) -> tuple[Pull, ...]:
    return tuple(form[0].with_(node=node) for node in sorted(nodes)) if form else ()


tours = up_to(3, lambda number: tour(f"t{number}"))


def form_of(stop: Stop, got: Admission) -> tuple[Pull, ...]:
    return stop.wanted if stop.wanted[0].stream is got.stops[stop.source] else stop.other


@given(demands, tours, ceilings, st.data())
def test_no_tour_breaks_a_ceiling_whichever_two_of_its_sources_are_open(
    wanting: tuple[Demand, ...], touring: tuple[Demand, ...], limits: list[Ceiling], data: st.DataObject
) -> None:
    got = admit([*wanting, *touring], limits)
    ledger = Ledger(limits)
    for form in given_to(wanting, got):
        ledger.add(form)
    for each in wanting:
        if got[each.key].spare:
            ledger.add(each.wanted)
            ledger.add(each.other)
    for each in touring:
        seated = [stop for stop in each.stops if stop.source in got[each.key].stops]
        assert bool(seated) == (got[each.key].stream is not None)
        if seated:
            ledger.add(form_of(data.draw(st.sampled_from(seated)), got[each.key]))
            ledger.add(form_of(data.draw(st.sampled_from(seated)), got[each.key]))
    assert all(ledger.used(ceiling) <= ceiling.limit + 1e-6 for ceiling in limits)


@given(demands, tours, ceilings)
def test_what_a_tour_goes_on_to_takes_no_picture_from_any_window(
    wanting: tuple[Demand, ...], touring: tuple[Demand, ...], limits: list[Ceiling]
) -> None:
    standing = [each.with_(stops=()) for each in touring]
    alone, got = admit([*wanting, *standing], limits), admit([*wanting, *touring], limits)
    for each in wanting:
        assert got[each.key].stream is alone[each.key].stream
    for each in touring:
        assert got[each.key].stream is not None or alone[each.key].stream is None


@given(demands, tours, ceilings)
def test_each_source_of_a_tour_is_in_or_told_why_not(
    wanting: tuple[Demand, ...], touring: tuple[Demand, ...], limits: list[Ceiling]
) -> None:
    got = admit([*wanting, *touring], limits)
    for each in touring:
        inside, outside = set(got[each.key].stops), set(got[each.key].left_out)
        assert not inside & outside and inside | outside == {stop.source for stop in each.stops}
    free = admit([*wanting, *touring], ())
    for each in touring:
        assert set(free[each.key].stops) == {stop.source for stop in each.stops}
        assert free[each.key].stream is each.wanted[0].stream and free[each.key].ceiling is None


def going(key: str, *names: str) -> Demand:
    stops = tuple(
        Stop(source=SourceId(name), wanted=(pull(name, platform="psb" if name[0] == "p" else "wat"),))
        for name in names
    )
    return Demand(key=key, wanted=stops[0].wanted, stops=stops)


def test_a_tour_is_counted_as_two_streams_and_leaves_out_what_has_no_room() -> None:
    two = Ceiling(kind=CeilingKind.PLATFORM_STREAMS, name="psb", limit=2.0)
    got = admit([going("t", "p1", "p2", "p3", "w1", "p4")], [two])
    assert list(got["t"].stops) == ["p1", "p2", "p3", "w1", "p4"] and not got["t"].left_out
    beside = admit([one("wall"), going("t", "p1", "p2", "w1", "w2")], [two])
    assert beside["wall"].stream is not None
    assert list(beside["t"].stops) == ["p1", "w1", "w2"] and beside["t"].left_out == {"p2": two}


def test_a_tour_whose_first_source_has_no_room_goes_through_the_others() -> None:
    none = Ceiling(kind=CeilingKind.PLATFORM_STREAMS, name="psb", limit=1.0)
    got = admit([one("wall", important=True), going("t", "p1", "w1", "w2")], [none])
    assert list(got["t"].stops) == ["w1", "w2"] and got["t"].left_out == {"p1": none}
    assert got["t"].stream is StreamKind.SUB


def test_a_tour_takes_its_lesser_streams_where_more_of_them_fit() -> None:
    line = Ceiling(kind=CeilingKind.LINK_MBIT, name="line", limit=4.5)

    def stop(name: str) -> Stop:
        large = pull(name, StreamKind.MAIN, link="line", mbit_s=4.0)
        small = pull(name, StreamKind.SUB, link="line", mbit_s=0.5)
        return Stop(source=SourceId(name), wanted=(large,), other=(small,))

    stops = tuple(map(stop, "abc"))
    got = admit([Demand(key="t", wanted=stops[0].wanted, other=stops[0].other, stops=stops)], [line])["t"]
    assert set(got.stops.values()) == {StreamKind.SUB} and len(got.stops) == 3
    assert got.stream is StreamKind.SUB and got.ceiling == line and not got.left_out
