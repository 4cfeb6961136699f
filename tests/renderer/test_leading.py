"""Rule: who decodes a stream says why it gives no picture, and opens a file that is over again at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest

from tests.kit.clips import Pixels, solid
from tests.renderer.scripted import ScriptedCapture, ScriptedOpener, source, wait_for
from wallctl.errors import StreamLost
from wallctl.model.geometry import PxRect
from wallctl.model.health import Reason
from wallctl.model.layout import Crop, Fit
from wallctl.protocol.cell import SourceView
from wallctl.renderer import lagging, leading
from wallctl.renderer.feed_state import FeedState
from wallctl.renderer.leading import Leading
from wallctl.renderer.reading import boot_s
from wallctl.renderer.scaling import Target
from wallctl.renderer.voices import Voice
from wallctl.rules.freshness import Link

WIN = PxRect(x=0, y=0, w=8, h=6)


@contextmanager
def _leading(opener: ScriptedOpener) -> Iterator[FeedState]:
    state, stop = FeedState(lambda: None), threading.Event()
    state.delivery.want({"k": Target(WIN, WIN, Fit.STRETCH, Crop())})
    thread = threading.Thread(target=Leading(source(), opener, state, None, stop).run)
    thread.start()
    try:
        yield state
    finally:
        stop.set()
        opener.end()
        thread.join(30.0)
    assert not thread.is_alive()


def test_a_stream_whose_pictures_cannot_be_decoded_says_so_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    def undecodable(capture: ScriptedCapture, into: Pixels | None = None) -> Pixels:
        raise StreamLost("cam", Reason.NO_PICTURE.value)

    monkeypatch.setattr(ScriptedCapture, "retrieve", undecodable)
    monkeypatch.setattr(leading, "FIRST_PICTURE_S", 0.2)
    opener = ScriptedOpener()
    with _leading(opener) as state:
        until = time.monotonic() + 3.0
        while state.link is not Link.FAILED and time.monotonic() < until:
            opener.camera().push(solid(1))
            time.sleep(0.01)
        assert (state.link, state.reason) == (Link.FAILED, Reason.NO_PICTURE)


class ShortFile(ScriptedCapture):
    """Two frames, and no way back."""

    paced = True

    def __init__(self, number: int) -> None:
        self._left = 2
        self.voice = Voice()
        self._number = number

    def grab(self) -> None:
        if self._left == 0:
            raise StreamLost("cam", Reason.STOPPED.value)
        self._left -= 1

    def retrieve(self, into: Pixels | None = None) -> Pixels:
        return np.full((6, 8, 3), self._number % 250, np.uint8)

    def close(self) -> None:
        pass


def test_a_file_that_is_over_and_cannot_go_back_is_opened_again_and_never_called_lost() -> None:
    class Files(ScriptedOpener):
        def open(self, view: SourceView) -> ScriptedCapture:
            self.camera().opens += 1
            return ShortFile(self.camera().opens)

    opener, links = Files(), set()
    with _leading(opener) as state:
        wait_for(lambda: opener.camera().opens >= 8, 20.0, "opened again and again")
        links.add(state.link)
        assert state.delivery.take("k") is not None
    assert links == {Link.RUNNING}


def test_a_stream_that_changes_its_size_is_opened_anew_at_once_and_never_called_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(leading, "RESHAPED_S", 0.1)
    opener, links = ScriptedOpener(), set()
    camera = opener.camera()
    with _leading(opener) as state:
        camera.push(solid(1))
        wait_for(lambda: state.link is Link.RUNNING, 20.0, "runs")
        may_be_opened_anew_s = time.monotonic() + 0.12
        wait_for(lambda: time.monotonic() > may_be_opened_anew_s, 20.0, "it has been open for a while")
        camera.voice.reshaped = True
        camera.push(solid(2))
        began = time.monotonic()
        while camera.opens < 2:
            links.add(state.link)
            assert time.monotonic() - began < 20.0, "opened anew"
            time.sleep(0.002)
        camera.push(solid(3, 96, 72))
        shot = wait_for(lambda: state.delivery.take("k"), 20.0, "the new picture")
        while shot.frame_w != 96:
            camera.push(solid(3, 96, 72))
            shot = wait_for(lambda: state.delivery.take("k"), 20.0, "the new picture")
    assert links == {Link.RUNNING} and camera.closes >= 1


def test_a_stream_that_changes_its_size_all_the_time_is_not_opened_all_the_time() -> None:
    opener = ScriptedOpener()
    camera = opener.camera()
    with _leading(opener) as state:
        for _ in range(40):
            camera.voice.reshaped = True
            camera.push(solid(1))
            time.sleep(0.01)
        assert camera.opens == 1 and state.delivery.take("k") is not None


class Overwhelming(ShortFile):
    """A live stream that takes this thread longer to read than it lasts."""

    paced = False

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self._position_s = 0.0

    def grab(self) -> None:
        until_s = time.thread_time() + 0.01
        while time.thread_time() < until_s:
            pass
        self._position_s += 0.002

    def position_s(self) -> float:
        return self._position_s

    def is_key(self) -> bool:
        return False


def test_a_stream_that_cannot_be_decoded_in_time_says_its_age_and_is_opened_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Opener(ScriptedOpener):
        opened = 0

        def open(self, view: SourceView) -> ScriptedCapture:
            self.opened += 1
            return Overwhelming(self.opened)

    monkeypatch.setattr(lagging, "OPEN_ANEW_S", 0.5)
    monkeypatch.setattr(lagging, "OPEN_ANEW_EVERY_S", 0.3)
    opener = Opener()
    ages_s: list[float] = []

    def aged() -> bool:
        shot = state.delivery.take("k")
        if shot is not None:
            ages_s.append(boot_s() - shot.grabbed_s)
        return opener.opened >= 2

    with _leading(opener) as state:
        wait_for(aged, 10.0, "opened anew")
    assert max(ages_s) > 0.3
