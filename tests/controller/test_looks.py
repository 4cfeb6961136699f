"""The desk remembers what is said of sources off the wall, and asks again after a lost link."""

from __future__ import annotations

from wallctl.controller.looks import Looks, Verdict
from wallctl.model.health import Reason
from wallctl.model.ids import RequestId, SourceId
from wallctl.model.sighting import LookStep, Sighting, SourceStanding, Standing
from wallctl.protocol.desk import Ask, Problem, Reply
from wallctl.protocol.looks import (
    CancelLook,
    LookProgress,
    PreviewPicture,
    Standings,
    TestSource,
    WatchPreviews,
)

A = SourceId("a")


class Line:
    def __init__(self) -> None:
        self.asked: list[Ask] = []
        self.up = True

    def ask_for_picture(self, ask: Ask) -> RequestId | None:
        if not self.up:
            return None
        self.asked.append(ask)
        return RequestId(f"r{len(self.asked)}")


def looks() -> tuple[Looks, Line]:
    made, line = Looks(), Line()
    made.connect_line(line)
    return made, line


def told(made: Looks) -> list[Verdict]:
    heard: list[Verdict] = []
    made.tested.connect(heard.append)
    return heard


def test_test_ends_with_what_was_seen() -> None:
    made, _ = looks()
    heard = told(made)
    steps: list[LookProgress] = []
    made.progressed.connect(steps.append)
    number = made.test(TestSource(url="rtsp://10.0.0.1/x"))
    assert number is not None
    made.take_in(LookProgress(request=number, step=LookStep.OPENING), None)
    seen = Sighting(first_frame_ms=80, codec="H.264", width=640, height=360, fps=25.0)
    made.take_in(Reply(id=number, result=seen.model_dump(mode="json")), b"jpeg")
    made.take_in(Reply(id=number, result=seen.model_dump(mode="json")), b"jpeg")
    assert [step.step for step in steps] == [LookStep.OPENING]
    assert heard == [Verdict(number, seen, None, b"jpeg")]


def test_refused_lost_and_cancelled_tests_end_too() -> None:
    made, line = looks()
    heard = told(made)
    refused, lost, cancelled = (made.test(TestSource(source=A)) for _ in range(3))
    assert refused and lost and cancelled
    problem = Problem(error="BadInput", thing="url", reason="no scheme")
    made.take_in(Reply(id=refused, problem=problem), None)
    made.cancel(cancelled)
    made.lane_down()
    assert [(one.request, one.problem and one.problem.reason) for one in heard] == [
        (refused, "no scheme"),
        (lost, "no_link"),
    ]
    assert line.asked[-1] == CancelLook(request=cancelled)


def test_previews_are_asked_once_and_again_on_a_new_link() -> None:
    made, line = looks()
    made.watch((A,))
    made.watch((A,))
    made.lane_up()
    assert line.asked == [WatchPreviews(sources=(A,))] * 2


def test_old_picture_keeps_its_own_age_when_no_newer_one_comes() -> None:
    made, _ = looks()
    first = PreviewPicture(source=A, sighting=Sighting(first_frame_ms=5), taken_utc_s=10.0)
    made.take_in(first, b"jpeg")
    made.take_in(first.with_(sighting=Sighting(reason=Reason.REFUSED), taken_utc_s=20.0), None)
    kept = made.previews[A]
    assert (kept.jpeg, kept.taken_utc_s, kept.said.sighting.reason) == (b"jpeg", 10.0, Reason.REFUSED)
    made.forget_pictures()
    assert not made.previews


def test_standings_are_whole() -> None:
    made, _ = looks()
    made.take_in(Standings(standings=(SourceStanding(source=A, standing=Standing.READY),)), None)
    assert made.standings[A].counts
    made.take_in(Standings(), None)
    assert made.standings == {}


def test_without_a_link_nothing_is_asked() -> None:
    made, line = looks()
    line.up = False
    assert made.test(TestSource(source=A)) is None
