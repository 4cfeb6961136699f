"""The draft in real hands, before real server, renderers, cameras: the wall changes at the take, only so.

Mouse and keys go through an X server to the desk's process; the wall is read by the strips in its pictures.
"""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

import pytest

from tests.kit.driver import Driver
from tests.kit.on_glass import GlassEyes, Place
from tests.kit.real_desk import RealDesk
from tests.kit.site import SiteUnderTest

pytestmark = [pytest.mark.xcb, pytest.mark.city, pytest.mark.timeout(240)]

A: Place = (0, 0, 1, 1)
B: Place = (1, 0, 1, 1)
C: Place = (0, 1, 1, 1)
D: Place = (1, 1, 1, 1)
DEAD = "psb-04"
BEFORE = (("psb-02", A), ("psb-03", B), ("psb-06", C))
AFTER = (("psb-07", A), ("psb-03", B), ("psb-06", C), ("psb-05", D))


def test_a_draft_is_marked_armed_taken_taken_back_refused_and_outlives_its_desk(short_path: Path) -> None:
    with SiteUnderTest(short_path) as site:
        with RealDesk(site.path, "one") as desk:
            site.run()
            site.fault(DEAD, "silent")
            with Driver(site.path) as drive:
                drive.show({at: source for source, at in BEFORE})
            eyes = GlassEyes(site, desk.words)
            eyes.await_all(*BEFORE)
            prepare(desk, eyes)
            take_what_is_ready(desk, eyes)
            take_all_or_nothing(desk, eyes)
            survive(desk, eyes)
        site.stop()


def prepare(desk: RealDesk, eyes: GlassEyes) -> None:
    """Both boards mark what the take will do, and the wall stays as it is."""
    desk.await_live(*(source for source, _ in BEFORE))
    desk.click(1.5, 1.5)
    desk.key("ctrl+d")
    desk.until(lambda: desk.see("drafting"), "a draft")
    desk.click(0.5, 1.5)
    desk.key("Delete")
    desk.drag((0.5, 0.5), (1.5, 1.5))
    desk.drop(("psb-05",), (1.5, 0.5))
    desk.drop((DEAD,), (0.5, 0.5))
    live = {"psb-02": "↔ 将移动", "psb-03": "⇄ 将换画面", "psb-06": "× 将下墙"}
    draft = {"psb-02": "↔ 移动", "psb-05": "⇄ 换画面", DEAD: "＋ 新增"}
    desk.until(lambda: desk.see("tags") == [live, draft], "both boards mark what changes")
    assert "新增 1 · 移动 1 · 换画面 1 · 下墙 1" in desk.see("facts")[1]
    desk.until(lambda: desk.see("saved"), "the server has the draft")
    assert eyes.show_all(*BEFORE) and eyes.empty(D), "nothing of a draft is seen on the wall"


def take_what_is_ready(desk: RealDesk, eyes: GlassEyes) -> None:
    """Arming counts while the old pictures stay; what does not come is a card; one key brings all back."""
    desk.key("ctrl+Return")
    desk.until(partial(arms_behind_the_wall, desk, eyes), "arming counts")
    eyes.await_all(("psb-05", B), ("psb-02", D))
    eyes.await_glass(lambda: eyes.card("r0c0"), "a card for what did not come")
    eyes.await_empty(C)
    desk.until(lambda: desk.see("line").startswith("已上墙 2/3"), "how it ended")
    assert DEAD in desk.see("notice"), "who did not come is named"
    desk.key("ctrl+z")
    eyes.await_all(*BEFORE)
    eyes.await_empty(D)
    desk.until(lambda: desk.see("live") == ["psb-02", "psb-03", "psb-06"], "that all is back")


def arms_behind_the_wall(desk: RealDesk, eyes: GlassEyes) -> bool:
    """Whether it is arming; until the take the old pictures stay.

    The glass is read first: what was seen before the desk still says that it waits was before the take.
    """
    stays = eyes.show_all(*BEFORE) and eyes.empty(D)
    if not re.match("预加载 [12]/3", desk.see("line")):
        return False
    assert stays, "the old pictures stay until the take"
    return True


def take_all_or_nothing(desk: RealDesk, eyes: GlassEyes) -> None:
    """With one camera dead nothing changes, and nothing is lost: the draft goes up once that is replaced."""
    desk.key("ctrl+r", "ctrl+d")
    desk.until(lambda: desk.see("drafting"), "a draft")
    desk.drop((DEAD,), (1.5, 1.5))
    desk.drop(("psb-07",), (0.5, 0.5))
    desk.key("ctrl+Return")
    desk.until(lambda: "大屏没有改变" in desk.see("line"), "that nothing was done")
    assert eyes.show_all(*BEFORE) and eyes.empty(D)
    assert desk.see("drafting"), "the work is still there"
    desk.drop(("psb-05",), (1.5, 1.5))
    desk.key("ctrl+Return")
    eyes.await_all(*AFTER)
    desk.until(lambda: not desk.see("drafting"), "its work is done")
    desk.key("ctrl+r")


def survive(desk: RealDesk, eyes: GlassEyes) -> None:
    """With direct mode off a drop goes into a draft, which the server keeps when its desk is killed."""
    desk.key("ctrl+m")
    desk.drop(("psb-08",), (1.5, 0.5))
    desk.until(lambda: desk.see("drafting") and desk.see("saved"), "the server has the draft")
    assert eyes.show_all(*AFTER)
    desk.kill()
    desk.start()
    desk.until(lambda: desk.see("drafting"), "the draft is open again")
    assert "还没有上墙" in desk.see("notice")
    assert eyes.show_all(*AFTER)
    desk.click(0.5, 0.5)
    desk.key("ctrl+Return")
    eyes.await_all(("psb-08", B), ("psb-07", A), ("psb-06", C), ("psb-05", D))

    # Direct mode was off before the desk was killed, and still is; on, a drop is on the wall at once.
    desk.key("ctrl+m")
    desk.drop(("psb-02",), (0.5, 1.5))
    eyes.await_all(("psb-02", C))
    assert not desk.see("drafting")
