"""Whose line of FFmpeg's log it is: decoders are told apart by the address that opens each of their lines.

Must not know pipes or captures. A stream's first words are its introduction; those whose decoders print
nothing then (all but H.264, H.265 and MJPEG) share what no one else has said.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_SPEAKER = re.compile(rb"\[\w+ @ (0x[0-9a-f]+)\]")
_NEW_SHAPE = re.compile(
    rb"Reinit context to \d+x\d+|\[(?:hevc|mjpeg) @ 0x[0-9a-f]+\] Format \w+ chosen by get_format"
)
_DAMAGE = re.compile(
    rb"error while decoding|concealing|corrupt|missed \d+ packets|non-existing PPS|decode_slice_header error"
    rb"|Invalid NAL|no frame!|Could not find ref|cabac decode|overread|ac-tex damaged|RTP: missed",
    re.IGNORECASE,
)
INTRODUCTION_S = 0.3
"""Nobody's first picture waits longer for another stream's introduction."""


class Voice:
    """What was said of one open stream. Written by the log's thread."""

    def __init__(self) -> None:
        self.damaged_s: float | None = None
        """When its decoder last reported damage (CLOCK_BOOTTIME seconds)."""
        self.reshaped = False
        """Its pictures have another size or format than at its start: OpenCV squeezes them unseen."""


class Voices:
    """All open streams of this process. Any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._turn = threading.Lock()
        self._named: dict[bytes, Voice] = {}
        self._nameless: list[Voice] = []
        self._newcomer: Voice | None = None

    @contextmanager
    def introduce(self, voice: Voice, catch_up: Callable[[], None]) -> Iterator[None]:
        """Take a decoder that first speaks in this block for this stream's; `catch_up` reads up to here."""
        alone = self._turn.acquire(timeout=INTRODUCTION_S)
        with self._lock:
            self._nameless.append(voice)
            if alone:
                self._newcomer = voice
        try:
            yield
        finally:
            if alone:
                catch_up()
                with self._lock:
                    self._newcomer = None
                self._turn.release()

    def forget(self, voice: Voice) -> None:
        """The stream is closed: its address may be another's next."""
        with self._lock:
            self._named = {name: one for name, one in self._named.items() if one is not voice}
            self._nameless = [one for one in self._nameless if one is not voice]

    def hear(self, line: bytes, now_s: float) -> None:
        """Note what a line says of a stream."""
        speaker = _SPEAKER.match(line)
        if speaker is None:
            return
        if _NEW_SHAPE.search(line):
            self._hear_shape(speaker[1])
        elif _DAMAGE.search(line):
            with self._lock:
                known = self._named.get(speaker[1])
                for voice in [known] if known is not None else self._nameless:
                    voice.damaged_s = now_s

    def _hear_shape(self, name: bytes) -> None:
        with self._lock:
            known, newcomer = self._named.get(name), self._newcomer
            # An address that a decoder had while its stream was only probed may be handed out again.
            if newcomer is not None and (known is None or newcomer in self._nameless):
                self._named[name] = newcomer
                self._nameless = [one for one in self._nameless if one is not newcomer]
            elif known is not None:
                known.reshaped = True
