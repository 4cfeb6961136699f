"""Two desks in real hands before one real wall: each sees what the other does, by name; no work is lost.

Mouse and keys go through X servers to the desks' processes; the wall is read by the strips in its pictures.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.kit.on_glass import GlassEyes, Place
from tests.kit.real_desk import RealDesk
from tests.kit.site import SiteUnderTest, kill

pytestmark = [pytest.mark.xcb, pytest.mark.city, pytest.mark.timeout(240)]

A: Place = (0, 0, 1, 1)
B: Place = (1, 0, 1, 1)
LI, WANG = ("one", "李明"), ("two", "王芳")
"""Seat and officer."""


def knows(desk: RealDesk, preset: str) -> bool:
    return preset in desk.see("presets")


def tells(desk: RealDesk, who: str) -> bool:
    """Whether its draft's board says so."""
    return who in desk.see("facts")[1]


def has_closed(desk: RealDesk) -> bool:
    return not desk.see("drafting")


def has_one_chosen(desk: RealDesk) -> bool:
    return len(desk.see("chosen")) == 1


class Room(NamedTuple):
    """Two desks, their site and the wall."""

    site: SiteUnderTest
    one: RealDesk
    two: RealDesk
    eyes: GlassEyes


@pytest.fixture
def room(short_path: Path) -> Iterator[Room]:
    with SiteUnderTest(short_path) as site, ExitStack() as stack:
        # Two people, each at a desk of their own, and one key.
        one, two = (stack.enter_context(RealDesk(site.path, *who)) for who in (LI, WANG))
        site.run()
        one.others, two.others = (two,), (one,)
        yield Room(site, one, two, GlassEyes(site, one.words))
        stack.close()
        site.stop()


def test_two_desks_see_each_other_undo_their_own_and_lose_no_version_of_a_preset(room: Room) -> None:
    see_each_other(room)
    undo_their_own(room)
    change_one_preset(room)
    change_the_wall_at_once(room)


def see_each_other(room: Room) -> None:
    """What one does is on the glass, and on the other desk with its name, and with its picture."""
    _, one, two, eyes = room
    for acts, looks, source, at in ((one, two, "psb-02", A), (two, one, "psb-03", B)):
        acts.drop((source,), (at[0] + 0.5, at[1] + 0.5))
        looks.until(partial(noted, looks, acts), "who did it")
        eyes.await_all((source, at))
        looks.until(partial(eyes.echoed, looks, source, at), f"the echo of {source}")


def noted(desk: RealDesk, other: RealDesk) -> bool:
    """Whether a window of this desk says that the other one changed it, which ends after some seconds, and
    its board that it put up the wall."""
    told = other.who in desk.see("notes").values()
    return told and f"{other.who} 上墙" in desk.see("facts")[0]


def undo_their_own(room: Room) -> None:
    """One meets what the other did since, by name; the other takes back its own, and that alone."""
    _, one, two, eyes = room
    one.key("ctrl+z")
    one.until(lambda: "未撤销" in one.see("notice"), "that it is not taken back")
    assert two.who in one.see("notice") and "psb-03" in one.see("notice")
    assert eyes.show_all(("psb-02", A), ("psb-03", B))
    two.key("ctrl+z")
    eyes.await_empty(B)
    assert eyes.shows("psb-02", A)
    one.until(lambda: one.see("live") == ["psb-02"], "what the other took back")
    one.key("ctrl+z")
    eyes.await_empty(A)
    one.until(lambda: not one.see("live"), "an empty wall")


def change_one_preset(room: Room) -> None:
    """Two who change one preset are told of each other; who saves over the other's version knows whose."""
    _, one, two, eyes = room
    one.drop(("psb-02",), (0.5, 0.5))
    one.drop(("psb-03",), (1.5, 0.5))
    eyes.await_all(("psb-02", A), ("psb-03", B))
    one.key("ctrl+s")
    one.press("button", "name")
    one.do("key", "ctrl+a")
    one.type("Night")
    one.do("key", "Return")
    for desk, source, at in ((one, "psb-04", A), (two, "psb-05", B)):
        desk.until(partial(knows, desk, "Night"), "the preset")
        desk.click(0.5, 1.5)
        desk.key("ctrl+p")
        desk.type("Night")
        desk.key("Down", "e")
        desk.until(partial(desk.see, "drafting"), "a draft of the preset")
        desk.drop((source,), (at[0] + 0.5, at[1] + 0.5))
    for desk, other in ((one, two), (two, one)):
        told = f"{other.who} 也在改这个场景"
        desk.until(partial(tells, desk, told), f"who else changes it:{told}")
    save_over(one, "第 1 版", one)
    save_over(two, "第 2 版", one)
    eyes.await_all(("psb-02", A), ("psb-03", B))

    # Nothing is lost: what was saved over is still the other's draft; the preset is what was saved last.
    one.key("ctrl+Return")
    eyes.await_all(("psb-04", A), ("psb-03", B))
    two.key("ctrl+shift+d")
    two.until(lambda: not two.see("drafting"), "no draft")
    two.key("ctrl+p")
    two.type("Night")
    two.key("Down", "Return")
    eyes.await_all(("psb-02", A), ("psb-05", B))


def change_the_wall_at_once(room: Room) -> None:
    """Both take a picture off in the same moment: who comes second hears where it is, and loses no draft."""
    site, one, two, eyes = room
    for desk in (one, two):
        desk.await_live("psb-02", "psb-05")
        desk.key("ctrl+d")
        desk.until(partial(desk.see, "drafting"), "a draft")
        desk.drop(("psb-06",), (0.5, 1.5))
        desk.key("ctrl+d")
        desk.until(partial(has_closed, desk), "a draft that is closed")
    one.click(A[0] + 0.5, A[1] + 0.5)
    two.click(B[0] + 0.5, B[1] + 0.5)
    for desk in (one, two):
        desk.until(partial(has_one_chosen, desk), "a chosen picture")
    (server,) = site.processes("server")
    kill(server, signal.SIGSTOP)
    try:
        one.do("key", "Delete")
        two.do("key", "Delete")
    finally:
        kill(server, signal.SIGCONT)

    def second() -> list[RealDesk]:
        return [desk for desk in (one, two) if "你的画面留在待上墙里（Ctrl+D）" in desk.see("notice")]

    one.until(lambda: len(second()) == 1, "one of them came second")
    (late,) = second()
    other, gone = (("psb-02", A), B) if late is two else (("psb-05", B), A)
    eyes.await_empty(other[1])
    late.key("ctrl+d")
    late.until(partial(late.see, "drafting"), "what it did, as a draft")
    assert prepared(late) == {other[0]}, "not what was prepared before"
    late.key("ctrl+Return")
    eyes.await_all(other)
    eyes.await_empty(gone)
    late.key("ctrl+d")
    late.until(lambda: prepared(late) == {"psb-02", "psb-05", "psb-06"}, "what was prepared before")


def prepared(desk: RealDesk) -> set[str]:
    """What is on the board that is worked on."""
    return {source for _, source, *_ in desk.see("windows")}


def save_over(desk: RealDesk, version: str, whose: RealDesk) -> None:
    """Save over the preset; the button says which version goes, and whose that is."""
    desk.key("ctrl+s")
    desk.until(lambda: version in desk.see("offer"), f"offers to replace {version}")
    assert f"{whose.who} " in desk.see("offer"), desk.see("offer")
    desk.press("button", "replace")
    desk.until(lambda: "已保存" in desk.see("notice"), "that it is saved")
    desk.click(0.5, 1.5)
    desk.key("Escape")
    desk.until(lambda: "已保存" not in desk.see("notice"), "that it was read")
