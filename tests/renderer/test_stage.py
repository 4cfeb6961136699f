"""Rule: the old picture stays until the new is due, older orders change nothing, ended rights are gone."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication

from tests.fakes.pictures import H, W, pane, picture, rect
from tests.kit.clips import solid
from tests.renderer.scripted import wait_for
from tests.renderer.stand import Stand
from wallctl.model.desired import Version
from wallctl.model.health import Reason
from wallctl.protocol.cell import Go, Picture, Ready, Shown
from wallctl.renderer.last_picture import Kept
from wallctl.renderer.reading import ARMING_S, boot_s
from wallctl.rules.freshness import DOUBT_AFTER_S
from wallctl.rules.take import READY_DEADLINE_S

LEFT, RIGHT = rect(0, 0, W // 2), rect(W // 2, 0, W // 2)


@pytest.fixture
def stand(qapp: QGuiApplication) -> Iterator[Stand]:
    with Stand(qapp) as stand:
        yield stand


def level(stand: Stand, x: int = W // 2, y: int = H // 2) -> int:
    return int(stand.canvas()[y, x, 0])


def live(stand: Stand, name: str, grey: int, revision: int = 1) -> None:
    """Show one camera over the whole cell."""
    stand.order(revision, picture(pane(name)))
    stand.camera(name).push(solid(grey))
    stand.until(lambda: revision in stand.shown() and level(stand) == grey, 20.0, f"{name} is shown")


def stays_until(stand: Stand, end_s: float, grey: int) -> None:
    """Turn till then (CLOCK_BOOTTIME): what is seen before is this."""
    while True:
        stand.turn()
        seen = level(stand)
        if boot_s() >= end_s:
            return
        assert seen == grey
        time.sleep(0.005)


# ---- orders ------------------------------------------------------------------------------------------------
def test_before_any_order_the_glass_is_black(stand: Stand) -> None:
    stand.run(0.1)
    assert not stand.canvas().any()
    assert stand.stage.version == Version()


def test_an_order_is_shown_as_soon_as_its_picture_is_there(stand: Stand) -> None:
    live(stand, "a", 70)
    assert stand.shown() == [1]
    assert stand.states() == {"w-a": "live"}


def test_what_is_prepared_does_not_touch_the_glass(stand: Stand) -> None:
    live(stand, "a", 70)
    stand.order(2, picture(pane("b")), None)
    stand.camera("b").push(solid(140))
    stand.until(lambda: any(r.done for r in stand.ready()), 20.0, "ready")
    stand.run(0.3)
    assert level(stand) == 70 and stand.shown() == [1]
    assert stand.stage.version.revision == 1


def test_what_is_only_prepared_is_let_go_with_the_node_and_what_has_an_instant_is_not(stand: Stand) -> None:
    live(stand, "a", 70)
    stand.order(2, picture(pane("b")), None)
    stand.camera("b").push(solid(140))
    stand.until(lambda: any(r.done for r in stand.ready()), 20.0, "ready")
    stand.stage.node_gone()
    assert stand.stage.next is None and level(stand) == 70
    order = picture(pane("b"))
    stand.order(2, order, None)
    stand.camera("b").push(solid(140))
    stand.until(lambda: sum(r.done for r in stand.ready()) == 2, 20.0, "ready again")
    stand.order(2, order, boot_s() + 0.2)
    stand.stage.node_gone()
    stand.until(lambda: 2 in stand.shown(), 20.0, "shown at its instant")
    assert level(stand) == 140


def test_a_take_comes_at_its_instant_and_not_before(stand: Stand) -> None:
    live(stand, "a", 70)
    order = picture(pane("b"))
    stand.order(2, order, None)
    stand.camera("b").push(solid(140))
    stand.until(lambda: any(r.done for r in stand.ready()), 20.0, "ready")
    at_s = boot_s() + 0.4
    stand.order(2, order, at_s)
    stays_until(stand, at_s, 70)
    stand.until(lambda: 2 in stand.shown(), 20.0, "shown")
    told = next(m for m in stand.sent if isinstance(m, Shown) and m.version.revision == 2)
    assert at_s <= told.at_s
    assert level(stand) == 140


def test_a_take_shows_the_newest_picture_and_not_the_one_it_was_prepared_with(stand: Stand) -> None:
    stand.order(1, picture(pane("a", LEFT)))
    stand.camera("a").push(solid(70))
    stand.until(lambda: level(stand, W // 4) == 70, 20.0, "shown")
    moved = picture(pane("a", RIGHT))
    stand.order(2, moved, None)
    stand.camera("a").push(solid(90))
    stand.until(lambda: any(r.done and r.version.revision == 2 for r in stand.ready()), 20.0, "ready")
    stand.until(lambda: level(stand, W // 4) == 90, 20.0, "the next is painted")
    stand.camera("a").push(solid(140))
    stand.until(lambda: level(stand, W // 4) == 140, 20.0, "the newest is on the glass")
    seen: list[int] = []
    tell = stand.stage._send

    def told(message: Ready | Shown) -> None:
        if isinstance(message, Shown):
            seen.append(level(stand, 3 * W // 4))
        tell(message)

    stand.stage._send = told
    stand.order(2, moved, boot_s() + 0.05)
    stand.until(lambda: seen, 20.0, "taken")
    assert seen == [140], "at the instant itself, before anything newer is painted"


def test_there_is_no_black_between_two_pictures(stand: Stand) -> None:
    live(stand, "a", 70)
    seen = set()
    for revision, name, grey in ((2, "b", 140), (3, "c", 210), (4, "a", 90)):
        stand.order(revision, picture(pane(name)))
        stand.camera(name).push(solid(grey))

        def look(revision: int = revision) -> bool:
            seen.add(level(stand))
            return revision in stand.shown()

        stand.until(look, 20.0, "shown")
    assert 0 not in seen


@pytest.mark.parametrize(("epoch", "revision"), [(1, 4), (1, 1), (0, 9)])
def test_an_older_order_changes_nothing_and_is_not_answered(stand: Stand, epoch: int, revision: int) -> None:
    live(stand, "a", 70, revision=5)
    sent = len(stand.sent)
    stand.order(revision, picture(pane("b")), epoch=epoch)
    stand.order(revision, picture(pane("b")), None, epoch=epoch)
    stand.camera("b").push(solid(140))
    stand.run(0.3)
    assert level(stand) == 70 and len(stand.sent) == sent


def test_a_new_epoch_goes_before_any_revision(stand: Stand) -> None:
    live(stand, "a", 70, revision=5)
    stand.order(1, picture(pane("b")), epoch=2)
    stand.camera("b").push(solid(140))
    stand.until(lambda: level(stand) == 140, 20.0, "shown")


def test_the_same_order_again_is_answered_and_not_painted_anew(stand: Stand) -> None:
    live(stand, "a", 70)
    opens = stand.camera("a").opens
    stand.order(1, picture(pane("a")))
    assert stand.shown() == [1, 1]
    stand.run(0.2)
    assert stand.camera("a").opens == opens and level(stand) == 70


def test_the_same_order_prepared_again_keeps_what_is_ready(stand: Stand) -> None:
    live(stand, "a", 70)
    stand.order(2, picture(pane("b")), None)
    stand.camera("b").push(solid(140))
    stand.until(lambda: any(r.done for r in stand.ready()), 20.0, "ready")
    stand.order(2, picture(pane("b")), None)
    stand.order(2, picture(pane("b")), boot_s() + 0.1)
    stand.until(lambda: 2 in stand.shown(), 20.0, "from what was ready")
    assert level(stand) == 140 and stand.camera("b").opens == 1


def test_a_newer_preparation_takes_the_place_of_an_older_one(stand: Stand) -> None:
    live(stand, "a", 70)
    stand.order(2, picture(pane("b")), None)
    stand.order(3, picture(pane("c")), None)
    stand.camera("c").push(solid(200))
    stand.until(lambda: any(r.done for r in stand.ready()), 20.0, "ready")
    stand.order(3, picture(pane("c")), boot_s() + 0.1)
    stand.until(lambda: 3 in stand.shown(), 20.0, "shown")
    stand.run(0.2)
    assert level(stand) == 200 and 2 not in stand.shown()


def test_a_preparation_that_is_withdrawn_is_forgotten(stand: Stand) -> None:
    live(stand, "a", 70)
    stand.order(2, picture(pane("b")), boot_s() + 0.3)
    stand.stage.withdraw(Version(epoch=1, revision=2))
    stand.camera("b").push(solid(140))
    stand.run(0.5)
    assert level(stand) == 70 and stand.shown() == [1]


def test_a_withdrawal_of_something_else_changes_nothing(stand: Stand) -> None:
    live(stand, "a", 70)
    stand.order(3, picture(pane("b")), boot_s() + 0.2)
    stand.camera("b").push(solid(140))
    stand.stage.withdraw(Version(epoch=1, revision=2))
    stand.stage.withdraw(Version(epoch=1, revision=1))
    stand.until(lambda: level(stand) == 140, 20.0, "shown all the same")


def test_an_order_that_was_never_prepared_waits_for_its_picture_but_not_for_ever(stand: Stand) -> None:
    live(stand, "a", 70)
    began_s = boot_s()
    stand.order(2, picture(pane("late")))
    stays_until(stand, began_s + 0.8, 70)
    stand.until(lambda: 2 in stand.shown(), 20.0, "its card is shown")
    assert stand.states() == {"w-late": "connecting"}


def test_an_order_whose_camera_is_known_to_be_dead_does_not_wait(stand: Stand) -> None:
    live(stand, "a", 70)
    stand.camera("dead").fail(Reason.REFUSED)
    stand.order(2, picture(pane("dead")))
    scene = stand.stage.next
    assert scene is not None and scene.unarmed
    scene.due_s = boot_s() + 60.0  # However slow the machine is: it would wait for ever.
    stand.until(lambda: 2 in stand.shown(), 20.0, "shown")
    stand.until(lambda: stand.report("w-dead").reason is Reason.REFUSED, 20.0, "with its reason")


def test_at_the_instant_what_is_not_ready_becomes_a_card_and_the_rest_a_picture(stand: Stand) -> None:
    live(stand, "a", 70)
    order = picture(pane("b", LEFT), pane("never", RIGHT))
    stand.order(2, order, None)
    stand.camera("b").push(solid(140))
    stand.until(lambda: stand.ready() and stand.ready()[-1].panes[0].ready, 20.0, "one of two")
    assert [p.ready for p in stand.ready()[-1].panes] == [True, False] and not stand.ready()[-1].done
    stand.order(2, order, boot_s() + 0.1)
    stand.until(lambda: 2 in stand.shown(), 20.0, "shown in time")
    assert level(stand, x=W // 4) == 140
    assert stand.states()["w-never"] == "connecting"


def test_readiness_is_told_at_each_change_and_only_then(stand: Stand) -> None:
    stand.camera("c").fail(Reason.WRONG_PASSWORD)
    stand.order(1, picture(pane("a", LEFT), pane("c", RIGHT)), None)
    stand.until(lambda: stand.ready() and stand.ready()[-1].panes[1].reason, 20.0, "the bad one")
    stand.run(0.3)
    count = len(stand.ready())
    stand.camera("a").push(solid(9))
    stand.until(lambda: stand.ready()[-1].done, 20.0, "done: nothing more is to be waited for")
    assert len(stand.ready()) == count + 1
    assert [(p.ready, p.reason) for p in stand.ready()[-1].panes] == [
        (True, Reason.NONE), (False, Reason.WRONG_PASSWORD),
    ]  # fmt: skip


def test_an_empty_picture_is_the_background(stand: Stand) -> None:
    live(stand, "a", 70)
    stand.order(2, Picture(background="#102030"))
    stand.until(lambda: 2 in stand.shown(), 20.0, "shown")
    assert (stand.canvas() == (0x30, 0x20, 0x10)).all()


def test_an_order_elsewhere_does_not_disturb_a_window_that_stays(stand: Stand) -> None:
    stand.order(1, picture(pane("a", LEFT)))
    stand.camera("a").push(solid(70))
    stand.until(lambda: level(stand, x=10) == 70, 20.0, "shown")
    opens = stand.camera("a").opens
    stand.order(2, picture(pane("a", LEFT), pane("b", RIGHT)), None)
    stand.camera("b").push(solid(140))
    stand.until(lambda: stand.ready() and stand.ready()[-1].done, 20.0, "ready")
    stand.order(2, picture(pane("a", LEFT), pane("b", RIGHT)), boot_s() + 0.05)
    stand.until(lambda: 2 in stand.shown(), 20.0, "shown")
    assert level(stand, x=10) == 70 and level(stand, x=W - 10) == 140
    assert stand.camera("a").opens == opens


def test_a_window_that_waits_for_a_dead_camera_does_not_begin_anew_with_each_order(stand: Stand) -> None:
    stand.order(1, picture(pane("dead", LEFT)))
    stand.until(lambda: stand.states() == {"w-dead": "no_signal"}, 20.0, "called lost")
    stand.order(2, picture(pane("dead", LEFT), pane("b", RIGHT)))
    stand.camera("b").push(solid(140))
    stand.until(lambda: 2 in stand.shown(), 20.0, "shown")
    assert stand.states()["w-dead"] == "no_signal"


def test_a_covered_picture_is_not_kept_for_a_successor(stand: Stand) -> None:
    stand.order(1, picture(pane("a", LEFT), pane("b", RIGHT)))
    stand.camera("a").push(solid(70))
    stand.until(lambda: level(stand, x=10) == 70, 20.0, "shown")
    assert {kept.window for kept in stand.stage.kept().panes} == {"w-a"}
    stand.until(lambda: stand.states()["w-a"] == "no_signal", 20.0, "covered by a card")
    assert stand.stage.kept() == Kept(panes=())


# ---- rights ------------------------------------------------------------------------------------------------
def test_when_a_right_ends_the_picture_goes_and_the_memory_is_to_be_wiped(stand: Stand) -> None:
    live(stand, "a", 70)
    stand.order(2, picture(pane("a", until_utc_s=time.time() + 0.6)))
    stand.camera("a").push(solid(70))
    stand.until(lambda: stand.rights_ended or (2 in stand.shown() and level(stand) == 70), 20.0, "shown")
    stand.until(lambda: stand.rights_ended, 20.0, "ended")
    assert not (stand.canvas() == 70).all(axis=2).any(), "no pixel of it is left"
    assert stand.states() == {"w-a": "unauthorised"}
    assert stand.report("w-a").reason is Reason.RIGHT_ENDED
    assert stand.stage.kept() == Kept(panes=())
    stand.camera("a").push(solid(70))
    stand.run(0.3)
    assert not (stand.canvas() == 70).all(axis=2).any(), "and none comes back"


def test_a_right_that_ended_before_the_take_shows_no_picture_at_all(stand: Stand) -> None:
    order = picture(pane("a", until_utc_s=time.time() - 1))
    stand.order(1, order, None)
    stand.camera("a").push(solid(70))
    stand.run(0.3)
    stand.order(1, order, boot_s())
    seen = False
    until = time.monotonic() + 1.0
    while time.monotonic() < until:
        stand.turn()
        seen = seen or bool((stand.canvas() == 70).all(axis=2).any())
        time.sleep(0.005)
    assert not seen
    assert stand.states() == {"w-a": "unauthorised"}


@pytest.mark.parametrize(
    ("verdict", "state"),
    [
        (Reason.NOT_ALLOWED, "unauthorised"), (Reason.RIGHT_ENDED, "unauthorised"),
        (Reason.QUARANTINED, "quarantined"), (Reason.NOT_FOUND, "no_signal"), (Reason.NO_SOURCE, "slate"),
    ],
)  # fmt: skip
def test_a_source_that_may_not_be_shown_is_not_even_opened(stand: Stand, verdict: Reason, state: str) -> None:
    stand.order(1, picture(pane("a", verdict=verdict)))
    stand.until(lambda: 1 in stand.shown(), 20.0, "shown")
    stand.run(0.2)
    assert stand.states() == {"w-a": state}
    assert stand.camera("a").opens == 0


# ---- the display -------------------------------------------------------------------------------------------
def test_a_display_that_lost_its_pixels_gets_all_of_them_again(stand: Stand) -> None:
    stand.order(1, picture(pane("a", LEFT), background="#0000ff"))
    stand.camera("a").push(solid(70))
    stand.until(lambda: level(stand, x=10) == 70, 20.0, "shown")
    before = stand.canvas()
    stand.glass.canvas()[:] = 123
    stand.stage.repaint()
    assert np.array_equal(stand.canvas(), before)


def test_names_come_and_go_without_a_new_order(stand: Stand) -> None:
    stand.order(1, picture(pane("a", label=True)))
    stand.camera("a").push(solid(70))
    stand.until(lambda: level(stand) == 70, 20.0, "shown")
    foot = (slice(H - 8, H), slice(0, 40))
    assert not (stand.canvas()[foot] == 70).all()
    stand.stage.show_labels(False)
    stand.until(lambda: bool((stand.canvas()[foot] == 70).all()), 20.0, "hidden")
    stand.stage.show_labels(True)
    stand.until(lambda: not (stand.canvas()[foot] == 70).all(), 20.0, "shown again")


def test_hidden_names_stay_hidden_in_the_next_picture(stand: Stand) -> None:
    stand.stage.show_labels(False)
    stand.order(1, picture(pane("a", label=True)))
    stand.camera("a").push(solid(70))
    stand.until(lambda: level(stand) == 70, 20.0, "shown")
    assert (stand.canvas()[H - 8 :, :40] == 70).all()


# ---- another size ------------------------------------------------------------------------------------------
def test_on_an_output_of_another_size_it_shows_the_same_with_the_next_frame(stand: Stand) -> None:
    live(stand, "a", 70)
    stand.order(2, picture(pane("b")), None)
    stand.glass.go_to(stand.glass.screen(), rect(0, 0, W // 2, H * 2))
    stand.stage.resized()
    stand.stage.repaint()
    assert stand.canvas().shape == (H * 2, W // 2, 3)
    stand.camera("a").push(solid(71))
    stand.until(lambda: bool((stand.canvas()[H:] == 71).all()), 20.0, "all of it")
    assert stand.states() == {"w-a": "live"} and stand.camera("a").opens == 1
    assert stand.report("w-a").dst == rect(), "told in the pixels of the order"
    stand.camera("b").push(solid(140))
    stand.order(2, picture(pane("b")))
    stand.until(lambda: bool((stand.canvas()[H:] == 140).all()), 20.0, "what was prepared comes, too")


# ---- warm streams ------------------------------------------------------------------------------------------
def test_a_stream_that_was_just_taken_off_is_warm_when_it_comes_back(stand: Stand) -> None:
    live(stand, "a", 70)
    live(stand, "b", 140, revision=2)
    stand.camera("a").push(solid(71))
    stand.order(3, picture(pane("a")))
    stand.camera("a").push(solid(72))
    stand.until(lambda: 3 in stand.shown(), 20.0, "shown")
    assert stand.camera("a").opens == 1
    wait_for(lambda: stand.camera("b").opens == 1, 20.0, "b too")


def test_a_new_state_is_news_and_a_new_frame_is_none(stand: Stand) -> None:
    live(stand, "a", 70)
    before = stand.stage.states()
    stand.camera("a").push(solid(90))
    stand.until(lambda: level(stand) == 90, 20.0, "the next frame is shown")
    assert stand.stage.states() == before
    stand.until(lambda: stand.states() == {"w-a": "late"}, 20.0, "no frame comes any more")
    assert stand.stage.states() != before


def test_a_camera_that_says_nothing_is_decided_before_a_take_would_have_waited_its_whole_time(
    stand: Stand,
) -> None:
    stand.camera("b").mute = True
    live(stand, "a", 70)
    began_s = looked_s = boot_s()
    stand.order(2, picture(pane("b")), None)
    while not any(r.done for r in stand.ready()):
        looked_s = boot_s()
        assert looked_s - began_s < READY_DEADLINE_S, "it is decided"
        stand.turn()
    assert boot_s() - began_s >= DOUBT_AFTER_S
    (told,) = stand.ready()[-1].panes
    assert not told.ready and told.reason is Reason.NO_ANSWER


def test_it_is_taken_in_when_it_comes_all_the_same(stand: Stand) -> None:
    stand.camera("b").mute = True
    stand.order(2, picture(pane("b")), None)
    stand.until(lambda: any(r.done for r in stand.ready()), 20.0, "it is decided")
    stand.camera("b").heal()
    stand.camera("b").push(solid(140))
    stand.until(lambda: stand.ready()[-1].panes[0].ready, 20.0, "it is ready")


def test_in_a_storm_of_orders_what_is_shown_goes_on(stand: Stand) -> None:
    stand.camera("b").mute = True
    live(stand, "a", 70)
    stand.camera("a").push(solid(90))
    until_s, revision = boot_s() + 10.0, 2
    while level(stand) != 90:
        assert boot_s() < until_s, "it stands as long as orders come"
        stand.order(revision, picture(pane("b")), None)
        stand.run(ARMING_S / 2)
        revision += 1


def test_what_can_wait_waits_while_a_take_is_prepared_but_not_for_one_that_is_held(stand: Stand) -> None:
    live(stand, "a", 70)
    stand.until(lambda: not stand.stage.prepares(), 20.0, "the first take is over")
    stand.camera("b").mute = True
    stand.order(2, picture(pane("b")), None)
    assert stand.stage.prepares()
    stand.until(lambda: boot_s() >= stand.stage._rest.until_s, 20.0, "what is shown goes on")
    assert stand.stage.prepares()
    stand.until(lambda: not stand.stage.prepares(), 20.0, "it is only held")
    assert stand.stage.next is not None


def test_a_short_word_takes_what_is_prepared_and_nothing_else(stand: Stand) -> None:
    live(stand, "a", 70)
    stand.order(2, picture(pane("b")), None)
    stand.camera("b").push(solid(140))
    stand.until(lambda: any(r.done for r in stand.ready()), 20.0, "ready")
    version = Version(epoch=1, revision=2)
    for other in (Version(epoch=1, revision=3), Version(epoch=2, revision=2)):
        stand.stage.go(Go(version=other, at_s=boot_s()))
    stand.stage.go(Go(version=version, at_s=boot_s(), amendment=1))
    stand.run(0.2)
    assert level(stand) == 70 and stand.shown() == [1]
    stand.stage.go(Go(version=version, at_s=boot_s() + 0.05))
    stand.until(lambda: 2 in stand.shown(), 20.0, "shown")
    assert level(stand) == 140
