"""One look at one stream without a window: opens it as a cell would, reports what it sees. A forked child.

Reads in its only thread of its own, so that a camera or a decoder can hold up nobody else; whoever waits too
long for it kills it, and an alarm of its own ends it when nobody does. Privacy masks, once there are any, are
to be drawn in `_picture`.
"""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from pathlib import Path

import cv2
import numpy as np

from wallctl.errors import StreamLost
from wallctl.model.desired import Version
from wallctl.model.health import Reason
from wallctl.model.sighting import LookStep, Sighting
from wallctl.protocol.cell import CellHello, Sighted, Stop
from wallctl.protocol.nursery import ScoutSpec
from wallctl.renderer.bus_link import NodeLink, WakeUp
from wallctl.renderer.bystander import Bystander
from wallctl.renderer.capture import Opener, Places
from wallctl.renderer.counting import Counting
from wallctl.renderer.ffmpeg_log import FfmpegLog
from wallctl.renderer.reading import boot_s, grabbed
from wallctl.renderer.trust import Trust
from wallctl.rules.retry import pause_s
from wallctl.rules.urls import UrlRules

NICE = 15
"""Below every cell, below every decoder of the wall."""
FIRST_PICTURE_S = 5.0
QUALITY = 75
WITHOUT_NODE_S = 3.0
ALARM_S = 5.0
"""So long after its time an unkilled scout ends by itself."""
LINK_S = 2.0
FOLLOW_PATIENCE_S = 3.0
"""A leader that gives no frame for so long is none."""
EXIT_REFUSED = 76


class Over(Exception):
    """The look is done, or nobody wants it any more."""


class Scout:
    """One look. One thread, besides those of the bus and of FFmpeg's log."""

    def __init__(self, spec: ScoutSpec, log: FfmpegLog) -> None:
        self._spec = spec
        self._log = log
        self._link = NodeLink(spec.bus, spec.token, self._hello, WakeUp(), log.say)
        secrets = Path(spec.secrets_file) if spec.secrets_file else None
        rules = UrlRules(networks=spec.networks, ports_refused=spec.ports_refused)
        trust = Trust(spec.ca_file, spec.machine_ca_file)
        places = Places(Path(spec.media_dir), secrets, spec.devices, rules, trust)
        self._opener = Opener(places, log)
        self._began_s = boot_s()
        self._up_s = boot_s()
        self._counting = Counting()
        self._seen = Sighting(stream=spec.view.stream)
        self._first_s: float | None = None
        self._shown_s = 0.0
        self._size = (0, 0)
        self._jpeg: bytes | None = None
        self._taken_s = 0.0
        self._sent_s = 0.0

    def run(self) -> int:
        """Look until done, then wait to be killed; return the exit code."""
        self._link.start()
        self._wait_for_link()
        try:
            self._began_s = boot_s()
            self._say(LookStep.OPENING)
            if self._spec.every_s is None:
                self._guarded()
                self._say(LookStep.DONE)
                self._stay(ALARM_S)
            else:
                self._go_on()
        except Over:
            pass
        finally:
            self._link.stop()
        return EXIT_REFUSED if self._link.refused else 0

    # One look, or one after the other

    def _guarded(self) -> None:
        """Read until there is nothing more to see; what went wrong is part of what was seen."""
        try:
            if self._spec.follow:
                self._follow()
            else:
                self._read()
        except StreamLost as lost:
            # A stream that broke off after a picture is one that can be seen.
            if self._jpeg is None or self._spec.every_s is not None:
                self._seen = self._seen.with_(reason=Reason(lost.reason))

    def _go_on(self) -> None:
        failures, failing_since_s = 0, boot_s()
        while True:
            shown_s = self._shown_s
            self._guarded()
            if self._shown_s > shown_s or failures == 0:
                failures, failing_since_s = 0, boot_s()
            failures += 1
            self._jpeg = None
            self._say(LookStep.DONE)
            jitter = random.random()  # noqa: S311 - spreads many cameras of one gateway, guards nothing
            self._stay(pause_s(failures, boot_s() - failing_since_s, jitter))
            self._counting = Counting()

    def _read(self) -> None:
        capture = self._opener.open(self._spec.view)
        opened_s = boot_s()
        self._seen = self._seen.with_(codec=capture.codec(), reason=Reason.NONE)
        try:
            for at_s in grabbed(capture, self._opener, self._spec.view.id, threading.Event()):
                self._counting.note(at_s, capture.position_s(), capture.is_key())
                if self._is_due(at_s):
                    try:
                        self._picture(capture.retrieve(), at_s)
                    except StreamLost:
                        if self._first_s is None and at_s - opened_s > FIRST_PICTURE_S:
                            raise
                if self._is_over(at_s):
                    return
        finally:
            capture.close()

    def _follow(self) -> None:
        """Look at the frames that a renderer decodes; never decode in its place."""
        folder = Path(self._spec.bus.removeprefix("ipc://")).parent
        with Bystander(folder, self._spec.view, f"f-{self._spec.scout}") as place:
            for glimpse in place.glimpses(FOLLOW_PATIENCE_S):
                now_s = boot_s()
                if glimpse is not None:
                    self._counting.note(glimpse.at_s)
                    self._counting.key_interval_s = glimpse.key_interval_s
                    frame = glimpse.frame() if self._is_due(glimpse.at_s) else None
                    if frame is not None:
                        self._picture(frame, now_s)
                if self._is_over(now_s):
                    return

    # Pictures

    def _is_due(self, at_s: float) -> bool:
        every_s = self._spec.every_s
        return self._first_s is None or (every_s is not None and at_s - self._shown_s >= every_s)

    def _picture(self, frame: np.ndarray, at_s: float) -> None:
        """Make the small picture of a frame, uint8 (height, width, 3) BGR, and report it."""
        self._jpeg, *size = small_jpeg(frame, self._spec.width)
        self._size = (size[0], size[1])
        if self._first_s is None:
            self._first_s = at_s
            self._seen = self._seen.with_(first_frame_ms=max(0, round((at_s - self._began_s) * 1000)))
        self._seen = self._seen.with_(width=frame.shape[1], height=frame.shape[0], reason=Reason.NONE)
        self._shown_s = self._taken_s = at_s
        self._say(LookStep.MEASURING if self._spec.every_s is None else LookStep.DONE)

    def _is_over(self, now_s: float) -> bool:
        """Tell whether there is nothing more to see; raise `Over` when nobody wants it."""
        self._obey(now_s)
        spec = self._spec
        if spec.every_s is not None:
            return False
        if now_s - self._began_s >= spec.within_s:
            return True
        return self._first_s is not None and now_s - self._first_s >= spec.watch_s

    # The node

    def _hello(self) -> CellHello:
        return CellHello(cell=self._spec.scout, incarnation=1, pid=os.getpid(), version=Version())

    def _say(self, step: LookStep) -> None:
        counted = self._counting
        self._seen = self._seen.with_(fps=counted.fps, key_interval_s=round(counted.key_interval_s, 2))
        taken_s = self._taken_s if self._jpeg is not None else boot_s()
        width, height = self._size if self._jpeg is not None else (0, 0)
        said = Sighted(step=step, sighting=self._seen, taken_s=taken_s, width=width, height=height)
        self._link.send(said, (self._jpeg,) if self._jpeg is not None else (), whole="sighted")

    def _obey(self, now_s: float) -> None:
        if self._link.up:
            self._up_s = now_s
        told_to_stop = any(isinstance(message, Stop) for message in self._link.messages())
        if told_to_stop or self._link.refused or now_s - self._up_s > WITHOUT_NODE_S:
            raise Over
        if self._spec.every_s is not None:
            set_alarm(self._spec.within_s + ALARM_S)

    def _stay(self, seconds: float) -> None:
        until_s = boot_s() + seconds
        while (now_s := boot_s()) < until_s:
            self._obey(now_s)
            time.sleep(0.05)

    def _wait_for_link(self) -> None:
        until_s = boot_s() + LINK_S
        while not self._link.up and not self._link.refused and boot_s() < until_s:
            time.sleep(0.005)


def small_jpeg(frame: np.ndarray, width: int) -> tuple[bytes, int, int]:
    """Return a frame, uint8 (h, w, 3 or 4) BGR or BGRA, as a JPEG no wider nor higher than `width`."""
    scale = min(1.0, width / max(frame.shape[0], frame.shape[1]))
    size = max(1, round(frame.shape[1] * scale)), max(1, round(frame.shape[0] * scale))
    small = cv2.resize(frame, size, interpolation=cv2.INTER_AREA) if scale < 1 else frame
    _, data = cv2.imencode(".jpg", small[:, :, :3], [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    return data.tobytes(), size[0], size[1]


def set_alarm(seconds: float) -> None:
    """End this process, whatever it does, when that time is over."""
    signal.setitimer(signal.ITIMER_REAL, seconds)


def run(spec: ScoutSpec) -> int:
    """Do one look; return the exit code. Call in a fresh process."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    set_alarm(spec.within_s + ALARM_S)
    os.nice(NICE)
    cv2.setNumThreads(1)
    log = FfmpegLog()
    log.start()
    return Scout(spec, log).run()
