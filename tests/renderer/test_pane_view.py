"""Rule: a window looks what its picture is worth, and never writes a pixel that is not its own."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication

from tests.fakes.pictures import H, W, pane, picture, rect, view
from tests.kit.clips import solid
from tests.kit.looks import AMBER, CARD, ORANGE, Look, look_of, mark_of
from tests.renderer.scripted import wait_for
from tests.renderer.stand import Stand
from wallctl.model.geometry import PxRect
from wallctl.model.health import Reason, WindowState
from wallctl.model.layout import Crop, Fit, Role
from wallctl.model.source import Corner
from wallctl.renderer.lettering import Lettering
from wallctl.renderer.overlays import Overlays
from wallctl.renderer.reading import boot_s
from wallctl.renderer.scaling import Patch
from wallctl.rules import freshness
from wallctl.rules.captions import burnt_in
from wallctl.rules.freshness import Worth
from wallctl.rules.legible import letters_on

pytestmark = pytest.mark.timeout(60)


@pytest.fixture
def stand(qapp: QGuiApplication) -> Iterator[Stand]:
    with Stand(qapp) as stand:
        yield stand


def show(stand: Stand, *, label: bool = True, fit: Fit = Fit.STRETCH) -> None:
    """One live camera over the whole cell."""
    stand.order(1, picture(pane("a", label=label, fit=fit)))
    stand.alive({"a": solid(150)})


def middle(stand: Stand) -> int:
    return int(stand.canvas()[H // 4, W // 2, 0])


# ---- states ------------------------------------------------------------------------------------------------
def test_a_live_window_has_its_name_and_a_mark_and_no_badge(stand: Stand) -> None:
    show(stand)
    canvas = stand.canvas()
    assert look_of(canvas) is Look.PLAIN
    assert middle(stand) == 150
    assert not (canvas[H - 4 :, :20] == 150).all(), "its name"
    assert not (canvas[:4, :20] == 150).all(), "its mark"


def test_the_age_of_a_late_picture_is_painted_without_the_picture(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    show(stand, fit=Fit.CONTAIN)
    stand.until(lambda: stand.states() == {"w-a": "late"}, 20.0, "late")
    drawn, badges = [], set()
    draw = Patch.draw

    def counted(patch: Patch, canvas: np.ndarray, part: PxRect) -> None:
        drawn.append(part)
        draw(patch, canvas, part)

    monkeypatch.setattr(Patch, "draw", counted)
    painted = stand.stage.painted

    def has_told_another_age() -> bool:
        badges.add(stand.canvas().tobytes())
        return len(badges) > 1 or stand.states() != {"w-a": "late"}

    stand.until(has_told_another_age, 20.0, "another age")
    assert len(badges) > 1 and stand.stage.painted > painted
    assert drawn == []
    assert look_of(stand.canvas()) is Look.LATE and middle(stand) == 150


def last_look_before_s(stand: Stand, state: str) -> float:
    """Wait for that state; return when the last look began that still saw another (CLOCK_BOOTTIME).

    What was judged long after a limit, because nobody turned the crank, is no late judgement.
    """
    looks_s = [boot_s()]

    def is_there() -> bool:
        if stand.states() == {"w-a": state}:
            return True
        looks_s.append(boot_s())
        return False

    stand.until(is_there, 20.0, state)
    return looks_s[-1]


def shows(stand: Stand, revision: int) -> None:
    stand.until(lambda: revision in stand.shown(), 20.0, f"revision {revision} shown")


def test_without_frames_it_becomes_late_stale_and_no_signal_until_the_next_one(stand: Stand) -> None:
    show(stand)
    last_s = stand.stage.kept().panes[0].painted_s
    limits = {"late": (0.5, 0.75), "stale": (2.0, 2.3), "no_signal": (5.0, 5.4)}
    for state, (least_s, most_s) in limits.items():
        still_s = last_look_before_s(stand, state) - last_s
        assert still_s <= most_s and boot_s() - last_s >= least_s, state
        canvas = stand.canvas()
        match state:
            case "late":
                assert look_of(canvas) is Look.LATE and middle(stand) == 150
            case "stale":
                assert look_of(canvas) is Look.STALE and middle(stand) < 60, "dimmed"
                assert _has(canvas[H // 3 : -H // 3], ORANGE), "with its age over it"
            case _:
                assert look_of(canvas) is Look.CARD
                assert _has(canvas, AMBER), "with its reason"
                assert not (canvas == 150).all(axis=2).any()
    small = [
        (canvas[y, x] == canvas[y, x, 0]).all() and 60 < canvas[y, x, 0] < 90
        for y in range(H)
        for x in (W // 2,)
    ]
    assert sum(small) > H // 8, "the last picture, small, grey and dim"
    report = stand.report("w-a")
    assert report.reason is Reason.STOPPED and report.since_utc_s is not None
    assert abs(time.time() - report.since_utc_s - (boot_s() - last_s)) < 1.0
    assert (stand.canvas()[:8, :40] == CARD).all(), "and no mark"

    def painted() -> bool:
        # Not the first one: a read that took so long is not believed, and the stream is opened anew.
        stand.camera("a").push(solid(90))
        return middle(stand) == 90

    stand.until(painted, 20.0, "painted again")
    stand.alive({"a": solid(90)})
    assert look_of(stand.canvas()) is Look.PLAIN


def _has(pixels: np.ndarray, colour: tuple[int, int, int]) -> bool:
    return bool((np.abs(pixels[:, :, :3].astype(int) - colour).max(axis=2) <= 8).any())


def test_the_age_on_the_badge_grows(stand: Stand) -> None:
    show(stand)
    stand.until(lambda: stand.states() == {"w-a": "late"}, 20.0, "late")
    badge = (slice(0, 20), slice(W // 2, W))
    seen = {stand.canvas()[badge].tobytes()}

    def counts() -> bool:
        seen.add(stand.canvas()[badge].tobytes())
        return len(seen) >= 4

    stand.until(counts, 20.0, "it counts")


def test_a_camera_that_sends_one_picture_for_ever_is_frozen_and_says_since_when(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(freshness, "FROZEN_AFTER_S", 4.0)
    show(stand)
    began = looked = time.monotonic()
    while stand.states() != {"w-a": "frozen"}:
        looked = time.monotonic()
        assert looked - began < 30.0, stand.states()
        stand.camera("a").push(solid(150))
        stand.run(0.1)
    assert time.monotonic() - began > 3.5 and looked - began < 6.0
    canvas = stand.canvas()
    assert look_of(canvas) is Look.STALE and middle(stand) == 150, "a badge, and the picture as it is"
    stand.alive({"a": solid(151)})


def test_damage_is_shown_and_goes_by_itself(stand: Stand) -> None:
    show(stand)
    stand.camera("a").voice.damaged_s = boot_s()
    level = 150

    def degraded() -> bool:
        nonlocal level
        level = 151 if level == 150 else 150
        stand.camera("a").push(solid(level))
        stand.run(0.05)
        return stand.states() == {"w-a": "degraded"}

    stand.until(degraded, 20.0, "degraded")
    assert look_of(stand.canvas()) is Look.LATE, "an amber badge"
    stand.until(lambda: not degraded() and stand.states() == {"w-a": "live"}, 30.0, "and gone")


def test_damage_of_the_connection_before_is_not_this_ones(stand: Stand) -> None:
    show(stand)
    stand.camera("a").fail(Reason.STOPPED)
    stand.until(lambda: stand.camera("a").closes > 0, 20.0, "lost")
    stand.camera("a").voice.damaged_s = boot_s()
    stand.camera("a").heal()
    for level in (90, 91):
        stand.alive({"a": solid(level)})
        assert middle(stand) == level
    assert stand.states() == {"w-a": "live"}


def test_damage_of_one_camera_is_not_its_neighbours(stand: Stand) -> None:
    stand.order(1, picture(pane("a", rect(0, 0, W // 2)), pane("b", rect(W // 2, 0, W // 2))))
    stand.alive({name: solid(80) for name in "ab"})
    stand.camera("a").voice.damaged_s = boot_s()

    def states() -> dict[str, str]:
        for name in "ab":
            stand.camera(name).push(solid(80), solid(81))
        stand.run(0.05)
        return stand.states()

    stand.until(lambda: states() == {"w-a": "degraded", "w-b": "live"}, 20.0, "one degraded")


def test_before_its_first_picture_it_says_that_it_connects_and_then_why_not(stand: Stand) -> None:
    stand.order(1, picture(pane("a", label=True)))
    stand.until(lambda: stand.states() == {"w-a": "connecting"}, 20.0, "connecting")
    assert look_of(stand.canvas()) is Look.CARD
    before = stand.canvas()
    stand.camera("a").fail(Reason.WRONG_PASSWORD)
    failed_s = looked_s = boot_s()
    while stand.report("w-a").reason is not Reason.WRONG_PASSWORD:
        looked_s = boot_s()
        assert looked_s - failed_s < 4.0, "told before a picture that does not come would be given up"
        stand.turn()
    assert stand.states() == {"w-a": "no_signal"}
    assert (stand.canvas() != before).any()


def test_every_reason_makes_another_card(stand: Stand) -> None:
    cards = {}
    for number, reason in enumerate(r for r in Reason if r is not Reason.NONE):
        stand.order(number + 1, picture(pane("a", label=True, verdict=reason)))
        shows(stand, number + 1)
        cards[reason] = stand.canvas().tobytes()
    assert len(set(cards.values())) == len(cards)


def test_an_unknown_codec_is_called_so(stand: Stand) -> None:
    stand.camera("a").fail(Reason.UNSUPPORTED_CODEC)
    stand.order(1, picture(pane("a", label=True)))
    stand.until(lambda: stand.states() == {"w-a": "unsupported"}, 20.0, "unsupported")


def test_a_place_without_a_source_names_its_role(stand: Stand) -> None:
    slots = {}
    for number, role in enumerate((Role.MAP, Role.CONF, None)):
        slot = pane("slot", label=True, verdict=Reason.NO_SOURCE).with_(source=None, role=role)
        stand.order(number + 1, picture(slot))
        shows(stand, number + 1)
        assert stand.states() == {"w-slot": "slate"}
        slots[role] = stand.canvas().tobytes()
    assert len(set(slots.values())) == 3


def test_only_one_cell_of_a_spanning_window_writes_on_its_card(stand: Stand) -> None:
    stand.order(1, picture(pane("a", label=True, verdict=Reason.NOT_FOUND).with_(card=False)))
    stand.until(lambda: 1 in stand.shown(), 20.0, "shown")
    assert (stand.canvas() == CARD).all()


SETS = [corners for n in range(5) for corners in itertools.combinations(Corner, n)]


@pytest.mark.parametrize("osd", SETS, ids=lambda osd: "-".join(osd) or "none")
def test_what_is_said_keeps_off_the_cameras_own_text(qapp: QGuiApplication, osd: tuple[Corner, ...]) -> None:
    """Label, badge and mark never lie over each other, nor over burnt-in text while a corner is free."""
    source = view("a").with_(osd=osd)
    says = Overlays(pane("a", label=True, source=source), H, letters_on(H), Lettering())
    says.settle((64, 48))
    late = Worth(state=WindowState.LATE, age_s=1.2)
    places = [*(overlay.at for overlay in says.over_picture(late, True)), says.marks[0].at]
    assert len(places) == 3
    for one, other in itertools.combinations(places, 2):
        assert one.meet(other).empty, "over each other"
    burnt = burnt_in(rect(), (64, 48), Fit.STRETCH, Crop(), osd)
    if len(osd) <= 2:
        assert all(one.meet(box).empty for one in places for box in burnt)


def test_in_a_free_bar_the_name_stands_at_its_usual_place(stand: Stand) -> None:
    source = view("a").with_(osd=tuple(Corner))
    stand.order(1, picture(pane("a", label=True, source=source, fit=Fit.CONTAIN)))
    stand.alive({"a": solid(150, 64, 24)})
    assert (stand.canvas()[-4:, :20] != 0).any(), "below the picture"
    assert (stand.canvas()[:4, :20] != 0).any(), "and the mark above it"


def test_a_badge_does_not_move_the_name_or_the_mark(qapp: QGuiApplication) -> None:
    says = Overlays(pane("a", label=True), H, letters_on(H), Lettering())
    says.settle((64, 48))
    live, mark = says.over_picture(Worth(state=WindowState.LIVE), True), says.marks[0].at
    late = says.over_picture(Worth(state=WindowState.LATE, age_s=1.0), True)
    assert late[0].at == live[0].at and says.marks[0].at == mark
    assert says.over_picture(Worth(state=WindowState.LATE, age_s=1.0), False)[0].at == late[1].at


def test_a_badge_under_another_window_goes_where_it_is_seen(qapp: QGuiApplication) -> None:
    cover = rect(W // 2, 0, W // 2, H // 2)
    says = Overlays(pane("a", visible=rect().minus(cover)), H, letters_on(H), Lettering())
    says.settle((64, 48))
    (badge,) = says.over_picture(Worth(state=WindowState.BLACK), True)
    assert badge.at.meet(cover).empty


def test_labels_and_badges_keep_to_the_outer_eighth(stand: Stand) -> None:
    show(stand)
    stand.until(lambda: stand.states() == {"w-a": "late"}, 20.0, "late")
    assert (stand.canvas()[H // 8 : -H // 8] == 150).all()


# ---- the live mark -----------------------------------------------------------------------------------------
def test_the_mark_moves_with_painted_frames_and_with_nothing_else(stand: Stand) -> None:
    show(stand)
    marks = set()
    for level in range(20):
        stand.play("a", solid(100 + level))
        marks.add(mark_of(stand.canvas()))
    assert len(marks) == 4, "it walks"
    still = mark_of(stand.canvas())
    began = time.monotonic()
    while time.monotonic() - began < 1.6:
        stand.turn()
        assert mark_of(stand.canvas()) == still
        time.sleep(0.01)
    stand.stage.repaint()
    assert mark_of(stand.canvas()) == still, "not by a repaint"


def test_the_mark_does_not_move_for_frames_that_were_read_but_not_painted(stand: Stand) -> None:
    show(stand)
    still = mark_of(stand.canvas())
    camera = stand.camera("a")
    camera.push(*(solid(level) for level in range(30)))
    wait_for(lambda: not camera.frames, 20.0, "they were read")
    assert mark_of(stand.canvas()) == still


def test_a_window_that_covers_another_is_not_painted_over_by_it(stand: Stand) -> None:
    over = rect(40, 30, 100, 80)
    under = pane("a", visible=rect().minus(over), label=True)
    stand.order(1, picture(under, pane("b", over)))
    stand.alive({"a": solid(50), "b": solid(200)})
    for level in range(51, 60):
        stand.play("a", solid(level))
        inner = stand.canvas()[over.y + 10 : over.bottom, over.x : over.right]
        assert (inner == 200).all()
    stand.until(lambda: stand.states()["w-a"] == "late", 20.0, "late")
    assert (stand.canvas()[over.y + 40, over.x + 40] == 200).all()
