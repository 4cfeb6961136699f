"""Arming and calling off in real hands: nothing of it is seen on the wall, and cameras are let go after it.

Mouse and keys go through an X server to the desk's process; the wall is read by the strips in its pictures,
and the cameras tell how many connections they have.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fakes.fake_desk import FakeDesk, Refusal
from tests.kit.driver import Driver, layout_of
from tests.kit.on_glass import GlassEyes, Place
from tests.kit.real_desk import RealDesk
from tests.kit.site import SiteUnderTest, until
from wallctl.protocol.desk import Status, TakeLayout
from wallctl.protocol.drafting import CallTakeOff
from wallctl.store.site import Site

pytestmark = [pytest.mark.xcb, pytest.mark.city, pytest.mark.timeout(600)]

A: Place = (0, 0, 1, 1)
B: Place = (1, 0, 1, 1)
C: Place = (0, 1, 1, 1)
D: Place = (1, 1, 1, 1)
LATE = "psb-04"
"""Says nothing until the test lets it."""
BEFORE = (("psb-02", A), ("psb-03", B))
AFTER = (*BEFORE, ("psb-05", C), (LATE, D))
GONE_S = 60.0
"""Streams that nobody shows stay warm for ten seconds; the rest is for a busy machine."""


def test_what_is_armed_or_called_off_is_never_seen_and_the_take_of_what_is_armed_shows_all(
    short_path: Path,
) -> None:
    with SiteUnderTest(short_path) as site:
        with RealDesk(site.path, "one") as desk:
            site.run()
            site.fault(LATE, "silent")
            with Driver(site.path) as drive:
                drive.show({at: source for source, at in BEFORE})
            eyes = GlassEyes(site, desk.words)
            eyes.await_all(*BEFORE)
            prepare(desk)
            call_off_what_is_armed(site, desk, eyes)
            call_off_a_take(site, eyes)
            take_what_is_armed(site, desk, eyes)
            with Driver(site.path) as drive:
                told = drive.happened("called_off")
            assert [event["seat"] for event in told] == ["one", "desk-1"]
        site.stop()


def as_before(eyes: GlassEyes) -> bool:
    return eyes.show_all(*BEFORE) and eyes.empty(C) and eyes.empty(D)


def prepare(desk: RealDesk) -> None:
    desk.await_live(*(source for source, _ in BEFORE))
    desk.click(1.5, 1.5)
    desk.key("ctrl+d")
    desk.until(lambda: desk.see("drafting"), "a draft")
    desk.drop(("psb-05",), (0.5, 1.5))
    desk.drop((LATE,), (1.5, 1.5))


def call_off_what_is_armed(site: SiteUnderTest, desk: RealDesk, eyes: GlassEyes) -> None:
    """It counts without an end, opens what is new, and lets it go again."""
    desk.key("ctrl+b")
    desk.until(lambda: desk.see("line").startswith("预加载 3/4"), "arming counts to what comes")
    assert LATE in desk.see("line") or "等待" in desk.see("line")
    assert site.viewers("psb-05") >= 1, "it is open behind the wall"
    assert as_before(eyes)
    desk.key("alt+b")
    desk.until(lambda: "已取消预加载" in desk.see("notice"), "it is called off")
    assert as_before(eyes) and desk.see("drafting")
    until(lambda: site.viewers("psb-05") == 0, GONE_S, "what was opened for it is closed")


def call_off_a_take(site: SiteUnderTest, eyes: GlassEyes) -> None:
    """A take that waits for the camera that says nothing is ended: nothing of it comes to the wall."""
    wanted = layout_of({at: source for source, at in AFTER})
    with FakeDesk(Site.open(site.path)) as line:
        before = line.ask(Status())["revision"]
        taking, called = line.send(TakeLayout(layout=wanted)), line.send(CallTakeOff())
        assert line.reply_to(called)[0].result["what"] == "take"
        with pytest.raises(Refusal, match="CalledOff"):
            line.reply_to(taking)
        assert as_before(eyes)
        line.wait(lambda: True if _settled(line, before + 2) else None, what="that is the newest revision")
    assert as_before(eyes), "also once what was there before is the newest revision"


def _settled(line: FakeDesk, revision: int) -> bool:
    told = line.ask(Status())
    return told["revision"] == revision and told["truth"]["true"] == 4 and not told["taking"]


def take_what_is_armed(site: SiteUnderTest, desk: RealDesk, eyes: GlassEyes) -> None:
    """What came only long after it was armed is on the wall with all others, at once, and no card."""
    # Who has not seen yet what another did meanwhile is asked to look first.
    desk.until(lambda: "版本 3 " in desk.see("facts")[0], "the desk knows the newest revision")
    desk.key("ctrl+b")
    desk.until(lambda: desk.see("line").startswith("预加载 3/4"), "arming counts to what comes")
    site.fault(LATE, "none")
    desk.until(lambda: desk.see("line").startswith("已预加载 4/4"), "arming counts to all")
    assert site.viewers("psb-05") == site.viewers(LATE) == 1
    assert as_before(eyes), "and nothing of it is seen"
    desk.key("ctrl+Return")
    eyes.await_all(*AFTER)
    desk.until(lambda: desk.see("line").startswith("已上墙 4/4"), "that all came")
    print(f"the take of what was armed: {desk.see('line')}")
    assert site.viewers("psb-05") == site.viewers(LATE) == 1, "nothing was opened anew"
    desk.key("ctrl+z")
    eyes.await_all(*BEFORE)
    eyes.await_empty(C, D)
