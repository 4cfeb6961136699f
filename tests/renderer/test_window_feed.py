"""Rule: a window shows the stream it wants, else the other one; between the two its glass is never black."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QGuiApplication

from tests.fakes.pictures import H, W, pane, picture, rect, view
from tests.kit.clips import solid
from tests.kit.looks import Look, look_of
from tests.renderer.scripted import Camera, ScriptedCapture
from tests.renderer.stand import Stand
from wallctl.model.budget import Ceiling, CeilingKind
from wallctl.model.health import Reason
from wallctl.model.source import StreamKind
from wallctl.protocol.cell import OtherStream, SourceView
from wallctl.renderer.reading import boot_s
from wallctl.rules.freshness import DOUBT_AFTER_S
from wallctl.rules.streams import SAID_AFTER_S, STAND_IN_AFTER_S
from wallctl.rules.take import READY_DEADLINE_S

SUB, MAIN = 60, 160
HALF = rect(0, 0, W // 2)


@pytest.fixture
def stand(qapp: QGuiApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stand]:
    """A stand whose opener has a camera for each stream: `a` is a's sub stream, `a-main` its main stream."""
    with Stand(qapp) as stand:
        plain = stand.opener.open

        def open_stream(view: SourceView) -> ScriptedCapture:
            return plain(view.with_(id=camera_name(view)))

        monkeypatch.setattr(stand.opener, "open", open_stream)
        yield stand


def camera_name(source: SourceView) -> str:
    return source.id if source.stream is StreamKind.SUB else f"{source.id}-main"


def both(kind: StreamKind) -> SourceView:
    """Source `a`, wanted in that encoding, with the other one to fall back on."""
    sub = view("a", "rtsp://127.0.0.1/sub").with_(
        other=OtherStream(stream=StreamKind.MAIN, url="rtsp://127.0.0.1/main")
    )
    main = sub.other_view
    assert main is not None
    return sub if kind is StreamKind.SUB else main


def level(stand: Stand, x: int = W // 4) -> int:
    return int(stand.canvas()[H // 2, x, 0])


def play(stand: Stand, camera: Camera, grey: int) -> None:
    """The camera's picture, on the glass."""

    def shown() -> bool:
        camera.push(solid(grey))
        stand.run(0.03)
        return level(stand) == grey

    stand.until(shown, 20.0, f"{grey} is shown")


def test_a_resize_over_the_border_keeps_the_old_stream_until_the_new_one_comes(stand: Stand) -> None:
    sub, main = stand.camera("a"), stand.camera("a-main")
    stand.order(1, picture(pane("a", HALF, source=both(StreamKind.SUB))))
    play(stand, sub, SUB)
    stand.order(2, picture(pane("a", source=both(StreamKind.MAIN))))
    if stand.stage.next is not None:
        stand.stage.next.due_s = boot_s() + 60.0  # However slow the machine is: it would wait for ever.
    levels = []

    def taken() -> bool:
        sub.push(solid(SUB))
        stand.run(0.03)
        levels.append(level(stand))
        return 2 in stand.shown()

    stand.until(taken, 20.0, "the take waits for no new stream: the old one's picture is good")
    assert set(levels) == {SUB}
    assert level(stand, W * 3 // 4) == SUB, "at the new size at once"
    report = stand.report("w-a")
    assert (report.stream, report.wanted_stream) == (StreamKind.SUB, StreamKind.MAIN)
    stand.until(lambda: main.opens == 1, 20.0, "opened behind")
    play(stand, main, MAIN)
    assert stand.report("w-a").stream is StreamKind.MAIN
    sub.push(solid(SUB))
    main.push(solid(MAIN))
    stand.run(0.3)
    assert level(stand) == MAIN, "there is no way back to the smaller one"
    assert sub.opens == 1 and stand.states() == {"w-a": "live"}


def test_a_stream_that_is_on_another_cell_stands_in_at_once(stand: Stand) -> None:
    wanted = both(StreamKind.MAIN)
    assert wanted.other is not None
    wanted = wanted.with_(other=wanted.other.with_(open=True))
    sub, main = stand.camera("a"), stand.camera("a-main")
    stand.order(1, picture(pane("a", source=wanted)))
    stand.until(lambda: sub.opens == 1 and main.opens == 1, 20.0, "both are opened")
    assert abs(sub.open_times_s[0] - main.open_times_s[0]) < 1.0, "at once"
    play(stand, sub, SUB)
    assert 1 in stand.shown(), "the take waits for no key frame of the larger one"
    play(stand, main, MAIN)
    assert stand.report("w-a").stream is StreamKind.MAIN
    scarce = stand.camera("b")
    stand.order(2, picture(pane("b", source=view("b").with_(scarce=True, other=wanted.other))))
    stand.run(0.2)
    assert scarce.opens == 1 and stand.camera("b-main").opens == 0, "no room for two"


@pytest.mark.parametrize("reason", [Reason.NOT_FOUND, Reason.REFUSED, Reason.UNSUPPORTED_CODEC])
@pytest.mark.parametrize("wanted", list(StreamKind))
def test_the_other_stream_stands_in_for_one_that_fails(
    stand: Stand, wanted: StreamKind, reason: Reason
) -> None:
    good, bad = (stand.camera(name) for name in ("a", "a-main"))
    grey, kind = SUB, StreamKind.SUB
    if wanted is StreamKind.SUB:
        good, bad, grey, kind = bad, good, MAIN, StreamKind.MAIN
    bad.fail(reason)
    stand.order(1, picture(pane("a", source=both(wanted))))
    stand.until(lambda: good.opens == 1, 20.0, "the other one is opened")
    assert stand.states().get("w-a", "connecting") == "connecting", "nothing has failed for good"
    play(stand, good, grey)
    report = stand.report("w-a")
    assert (report.stream, report.wanted_stream, report.state) == (kind, wanted, "live")


def test_a_stream_that_is_open_and_gives_no_picture_is_replaced_too(stand: Stand) -> None:
    stand.order(1, picture(pane("a", source=both(StreamKind.MAIN))))
    sub = stand.camera("a")
    stand.until(lambda: sub.opens == 1, STAND_IN_AFTER_S + 2.0, "the other one is opened")
    play(stand, sub, SUB)


def test_the_wanted_stream_is_taken_back_without_black(stand: Stand) -> None:
    sub, main = stand.camera("a"), stand.camera("a-main")
    main.fail(Reason.NOT_FOUND)
    stand.order(1, picture(pane("a", source=both(StreamKind.MAIN))))
    stand.until(lambda: sub.opens == 1, 20.0, "the other one is opened")
    play(stand, sub, SUB)
    main.heal()
    levels = set()

    def back() -> bool:
        sub.push(solid(SUB))
        if main.opens > 1 and not main.broken:
            main.push(solid(MAIN))
        stand.run(0.02)
        levels.add(level(stand))
        return stand.report("w-a").stream is StreamKind.MAIN

    stand.until(back, 10.0, "the wanted one is back")
    assert levels <= {SUB, MAIN}
    sub.push(solid(SUB))
    stand.run(0.3)
    assert level(stand) == MAIN


def test_a_login_that_is_refused_is_not_tried_on_the_other_stream(stand: Stand) -> None:
    stand.camera("a-main").fail(Reason.WRONG_PASSWORD)
    stand.order(1, picture(pane("a", source=both(StreamKind.MAIN))))
    stand.until(lambda: stand.states() == {"w-a": "no_signal"}, 20.0, "said at once")
    stand.run(STAND_IN_AFTER_S + 0.5)
    assert stand.camera("a").opens == 0
    assert stand.report("w-a").reason is Reason.WRONG_PASSWORD


def test_when_both_fail_the_wanted_ones_reason_is_said(stand: Stand) -> None:
    stand.camera("a-main").fail(Reason.UNSUPPORTED_CODEC)
    stand.camera("a").fail(Reason.NOT_FOUND)
    stand.order(1, picture(pane("a", source=both(StreamKind.MAIN))), None)
    stand.until(lambda: any(ready.done for ready in stand.ready()), 20.0, "a take does not wait for it")
    stand.order(1, picture(pane("a", source=both(StreamKind.MAIN))))
    stand.until(lambda: stand.states() == {"w-a": "unsupported"}, 20.0, "a card")


def test_another_order_elsewhere_keeps_what_stands_in(stand: Stand) -> None:
    sub = stand.camera("a")
    stand.camera("a-main").fail(Reason.NOT_FOUND)
    one = pane("a", HALF, source=both(StreamKind.MAIN))
    stand.order(1, picture(one))
    stand.until(lambda: sub.opens == 1, 20.0, "the other one is opened")
    play(stand, sub, SUB)
    stand.order(2, picture(one, pane("b", rect(W // 2, 0, W // 2))))
    stand.camera("b").push(solid(90))
    stand.until(lambda: 2 in stand.shown(), 20.0, "taken")
    assert level(stand) == SUB and sub.opens == 1
    assert stand.report("w-a").stream is StreamKind.SUB


def test_the_badge_waits_until_it_is_not_for_a_moment_only() -> None:
    assert SAID_AFTER_S > STAND_IN_AFTER_S


def test_a_window_says_in_small_letters_that_it_shows_another_stream(stand: Stand) -> None:
    sub = stand.camera("a")
    stand.camera("a-main").fail(Reason.NOT_FOUND)
    stand.order(1, picture(pane("a", source=both(StreamKind.MAIN))))
    stand.until(lambda: sub.opens == 1, 20.0, "the other one is opened")
    play(stand, sub, SUB)

    def said() -> bool:
        sub.push(solid(SUB))
        stand.run(0.03)
        return bool((stand.canvas()[: H // 8, W // 2 :] != SUB).any())

    stand.until(said, 20.0, "a note in the corner")
    assert look_of(stand.canvas()) is Look.PLAIN, "which is no warning: the picture is live"


def test_what_a_ceiling_or_a_busy_node_took_is_said_at_once(stand: Stand) -> None:
    small = pane("a", source=both(StreamKind.SUB)).with_(lesser=True, most_fps=8.0)
    stand.order(1, picture(small))
    play(stand, stand.camera("a"), SUB)
    assert (stand.canvas()[: H // 8, W // 2 :] != SUB).any()
    assert look_of(stand.canvas()) is Look.PLAIN


def test_a_card_names_the_ceiling_that_keeps_the_picture_out(stand: Stand) -> None:
    full = Ceiling(kind=CeilingKind.PLATFORM_STREAMS, name="psb", limit=16.0)
    refused = pane("a", source=both(StreamKind.SUB), verdict=Reason.OVER_CEILING, label=True)
    stand.order(1, picture(refused.with_(ceiling=full)))
    stand.until(lambda: 1 in stand.shown(), 20.0, "a card")
    named = stand.canvas()
    stand.order(2, picture(refused.with_(ceiling=full.with_(limit=4.0))))
    stand.until(lambda: 2 in stand.shown(), 20.0, "another card")
    assert (named != stand.canvas()).any(), "the number is on the card"
    assert stand.camera("a").opens == 0
    assert stand.report("w-a").reason is Reason.OVER_CEILING


def test_giving_up_frames_paints_fewer_reads_all_and_loses_no_picture(stand: Stand) -> None:
    camera, one = stand.camera("a"), pane("a", source=both(StreamKind.SUB))
    stand.order(1, picture(one))
    play(stand, camera, SUB)
    stand.order(1, picture(one.with_(most_fps=8.0)), amendment=1)
    stand.until(lambda: stand.stage.shown is not None and stand.stage.next is None, 20.0, "amended")
    assert level(stand) == SUB, "the picture stays"
    painted, grabbed, began_s = stand.stage.painted, camera.grabbed, boot_s()
    for number in range(50):
        camera.push(solid(SUB + number % 2))
        stand.run(0.02)
    took_s = boot_s() - began_s
    stand.until(lambda: camera.grabbed - grabbed == 50, 20.0, "all are read")
    assert 4 * took_s <= stand.stage.painted - painted <= 9 * took_s + 1


def test_what_is_scarce_is_closed_as_soon_as_nothing_shows_it(stand: Stand) -> None:
    main = stand.camera("a-main")
    stand.order(1, picture(pane("a", source=both(StreamKind.MAIN))))
    play(stand, main, MAIN)
    stand.order(2, picture(pane("a", source=both(StreamKind.SUB).with_(scarce=True))))
    play(stand, stand.camera("a"), SUB)

    def closed() -> bool:
        stand.camera("a").push(solid(SUB))
        main.push(solid(MAIN))
        stand.run(0.05)
        return main.closes == 1

    stand.until(closed, 20.0, "the main stream is closed at once")


def test_a_device_that_says_nothing_is_not_waited_for_because_of_its_other_stream(stand: Stand) -> None:
    main, sub = stand.camera("a-main"), stand.camera("a")
    main.mute = sub.mute = True
    began_s = looked_s = boot_s()
    stand.order(1, picture(pane("a", source=both(StreamKind.MAIN))), None)
    while not any(r.done for r in stand.ready()):
        looked_s = boot_s()
        assert looked_s - began_s < READY_DEADLINE_S, "it is in doubt"
        stand.turn()
    assert boot_s() - began_s >= DOUBT_AFTER_S
    sub.heal()

    def stands_in() -> bool:
        sub.push(solid(SUB))  # as a camera does, again and again: one frame alone may come when none is taken
        stand.run(0.05)
        return stand.ready()[-1].panes[0].ready

    stand.until(stands_in, 20.0, "what stands in is ready")


def test_while_the_wanted_stream_fails_the_other_one_is_waited_for(stand: Stand) -> None:
    main, sub = stand.camera("a-main"), stand.camera("a")
    main.fail(Reason.NOT_FOUND)
    sub.mute = True
    began_s = boot_s()
    stand.order(1, picture(pane("a", source=both(StreamKind.MAIN))), None)
    while True:
        stand.turn()
        done = any(r.done for r in stand.ready())
        if boot_s() - began_s >= DOUBT_AFTER_S * 0.6:
            break
        assert not done
    stand.until(lambda: any(r.done for r in stand.ready()), 30.0, "both are in doubt")
