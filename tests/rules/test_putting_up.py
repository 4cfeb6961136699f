"""Rules: an important picture is whose seat put it up, or marked it last; nobody else's edit changes that."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from wallctl.errors import Conflict
from wallctl.model.desired import Desired, Origin, Past
from wallctl.model.geometry import Rect
from wallctl.model.ids import ActorId, RequestId, SeatId, SourceId, WindowId
from wallctl.model.layout import Layout, Tour, Window
from wallctl.rules.edit import met_by_undo
from wallctl.rules.putting_up import LOOK_BACK, Picture, PutUp, important_pictures, put_up_by

LI, A, B = ActorId("li"), SeatId("a"), SeatId("b")


def window(name: str, source: str = "cam", *, important: bool = True, x: float = 0) -> Window:
    shown = SourceId(source)
    return Window(id=WindowId(name), rect=Rect(x=x, y=0, w=1, h=1), source=shown, important=important)


class Story:
    """Revisions as a server makes them."""

    def __init__(self) -> None:
        self.revisions: list[Desired] = [Desired()]

    @property
    def newest(self) -> Desired:
        return self.revisions[-1]

    def at(self, revision: int) -> Desired | None:
        return self.revisions[revision]

    def put(self, seat: SeatId, *windows: Window, undoes: int | None = None) -> None:
        number = len(self.revisions)
        origin = Origin(
            actor=LI, seat=seat, request=RequestId(f"r{number}"), at_utc_s=1.0, what="", undoes=undoes
        )
        self.revisions.append(Desired(revision=number, layout=Layout(windows=windows), origin=origin))

    def undo(self, seat: SeatId) -> int | None:
        """Take back the seat's newest change; return its number, None where that is refused."""
        past = [
            Past(d.revision, d.origin.actor, d.origin.seat, d.origin.undoes)
            for d in reversed(self.revisions)
            if d.origin is not None
        ]
        try:
            met = met_by_undo(past, (LI, seat))
        except Conflict:
            return None
        if met.seat != seat:
            return None
        self.put(seat, *self.revisions[met.revision - 1].layout.windows, undoes=met.revision)
        return met.revision

    def of(self, name: str, source: str = "cam") -> SeatId | None:
        return put_up_by(self.newest, self.at).seats[WindowId(name), (SourceId(source),)]


def test_what_another_seat_does_elsewhere_changes_nothing() -> None:
    story = Story()
    story.put(A, window("w"))
    story.put(B, window("w"), window("v", "other"))
    story.put(B, window("w", x=3), window("v", "other"))
    assert story.of("w") == A and story.of("v", "other") == B


def test_who_marks_it_important_last_hears_it() -> None:
    story = Story()
    story.put(A, window("w", important=False))
    story.put(B, window("w"))
    assert story.of("w") == B
    story.put(A, window("w", important=False))
    story.put(A, window("w"))
    assert story.of("w") == A


def test_another_picture_in_the_same_window_is_whose_seat_put_it_there() -> None:
    story = Story()
    story.put(A, window("w"))
    story.put(B, window("w", "other"))
    assert story.of("w", "other") == B


def test_what_an_undo_brings_back_is_whose_it_was() -> None:
    story = Story()
    story.put(A, window("w"))
    story.put(B)
    story.put(B, window("w"))
    assert story.of("w") == B, "B put up another one"
    assert story.undo(B) == 3 and story.undo(B) == 2
    assert story.of("w") == A


def test_the_next_turn_of_a_tour_is_no_other_picture() -> None:
    course = Tour(sources=(SourceId("cam"), SourceId("other")), dwell_s=10)
    story = Story()
    story.put(A, window("w").with_(tour=course))
    story.put(B, window("w").with_(tour=course.with_(start_s=40.0)))
    assert put_up_by(story.newest, story.at).seats == {(WindowId("w"), course.sources): A}


def test_what_has_stood_for_longer_than_is_looked_at_is_nobodys() -> None:
    story = Story()
    for _ in range(LOOK_BACK + 1):
        story.put(A, window("w"))
    assert story.of("w") is None
    known = PutUp(1, {(WindowId("w"), (SourceId("cam"),)): A})
    assert list(put_up_by(story.newest, story.at, known).seats.values()) == [None]
    known = PutUp(5, known.seats)
    assert list(put_up_by(story.newest, story.at, known).seats.values()) == [A], "it was known"


steps = st.lists(
    st.tuples(
        st.sampled_from([A, B]),
        st.sampled_from(["show", "mark", "unmark", "remove", "undo"]),
        st.sampled_from(["w", "v"]),
        st.sampled_from(["cam", "other"]),
    ),
    max_size=30,
)


def edited(windows: Sequence[Window], act: str, name: str, source: str) -> list[Window]:
    others = [one for one in windows if one.id != name]
    match act:
        case "show":
            return [*others, window(name, source)]
        case "remove":
            return others
        case _:
            return [one if one.id != name else one.with_(important=act == "mark") for one in windows]


@given(steps)
def test_it_is_found_as_if_it_had_been_written_down_with_each_change(
    story_steps: list[tuple[SeatId, str, str, str]],
) -> None:
    story, known = Story(), put_up_by(Desired(), Story().at)
    written: list[dict[Picture, SeatId]] = [{}]
    for seat, act, name, source in story_steps:
        undone = None
        if act == "undo":
            undone = story.undo(seat)
            if undone is None:
                continue
        else:
            story.put(seat, *edited(story.newest.layout.windows, act, name, source))
        before = written[-1]
        earlier = written[undone - 1] if undone is not None else {}
        pictures = important_pictures(story.newest.layout).items()
        written.append({one: before.get(one) or earlier.get(one) or seat for one in pictures})
        assert put_up_by(story.newest, story.at).seats == written[-1], "with nothing known, as after a start"
        known = put_up_by(story.newest, story.at, known)
        assert known == PutUp(story.newest.revision, written[-1])
    for revision, seats in enumerate(written):
        from_there = put_up_by(story.newest, story.at, PutUp(revision, seats))
        assert from_there.seats == written[-1], f"from revision {revision} on"
