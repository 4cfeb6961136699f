"""The desk's one sound: made here, played by a program of the machine, in a thread. Knows not when or why.

Where no program plays it, the machine's own bell is asked, and `voice` says so.
"""

from __future__ import annotations

import contextlib
import io
import math
import os
import shutil
import struct
import subprocess
import threading
import wave
from collections.abc import Sequence
from enum import Enum

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication

PLAYERS: tuple[tuple[str, ...], ...] = (
    ("paplay",),
    ("pw-play",),
    ("aplay", "-q"),
    ("canberra-gtk-play", "-f"),
)
"""Programs that play a file named last, and fail where there is no sound device."""
PAUSE_S = 1.0
_PLAY_S, _STOP_S, _LOOK_S = 6.0, 2.0, 0.05
_RATE_HZ, _TONES_HZ, _TONE_S, _LOUD = 22_050, (880.0, 660.0, 880.0, 660.0), 0.22, 0.6


class Voice(Enum):
    """What is known of this desk's sound."""

    UNTRIED = "untried"
    PLAYS = "plays"
    """A program played the sound to its end: there is a device. Whether it is loud, only ears know."""
    NONE = "none"
    """No program, or no device: nothing but the machine's own bell."""


def alarm_wave() -> bytes:
    """Return the sound as a WAV file: two tones in turn, soft at their edges."""
    count, edge = int(_RATE_HZ * _TONE_S), int(_RATE_HZ * 0.01)
    samples = bytearray()
    for tone_hz in _TONES_HZ:
        for number in range(count):
            soft = min(1.0, number / edge, (count - number) / edge)
            value = math.sin(2 * math.pi * tone_hz * number / _RATE_HZ) * soft * _LOUD
            samples += struct.pack("<h", int(value * 32_767))
    held = io.BytesIO()
    with wave.open(held, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_RATE_HZ)
        file.writeframes(bytes(samples))
    return held.getvalue()


class Bell(QObject):
    """Rings while told to, or once. Every method returns at once."""

    voice_known = Signal(object)
    """A sound was tried: a `Voice`."""
    _tried = Signal(object)

    def __init__(self, players: Sequence[Sequence[str]] = PLAYERS) -> None:
        super().__init__()
        self.voice = Voice.UNTRIED
        self._players = [tuple(player) for player in players]
        self._news = threading.Condition()
        self._ringing = self._once = self._ended = False
        self._thread: threading.Thread | None = None
        self._tried.connect(self._hear, Qt.ConnectionType.QueuedConnection)

    @property
    def ringing(self) -> bool:
        return self._ringing

    def ring(self, on: bool) -> None:
        """Sound again and again from now on, or be silent at once."""
        with self._news:
            self._ringing = on
            self._begin()

    def once(self) -> None:
        """Sound once, for a check."""
        with self._news:
            self._once = True
            self._begin()

    def stop(self) -> None:
        """Be silent for ever; waits for the thread, at most 2 s."""
        with self._news:
            self._ended, self._ringing, thread = True, False, self._thread
            self._news.notify()
        if thread is not None:
            thread.join(_STOP_S)

    def _begin(self) -> None:
        self._news.notify()
        if self._thread is None and not self._ended and (self._ringing or self._once):
            self._thread = threading.Thread(target=self._work, name="bell", daemon=True)
            self._thread.start()

    def _work(self) -> None:
        number = os.memfd_create("alarm", 0)
        with os.fdopen(number, "wb", buffering=0) as file:
            file.write(alarm_wave())
            while True:
                with self._news:
                    while not (self._ringing or self._once or self._ended):
                        self._news.wait()
                    if self._ended:
                        return
                    checking, self._once = self._once, False
                played = self._play(file.fileno(), to_its_end=checking)
                self._tried.emit(Voice.PLAYS if played else Voice.NONE)
                with self._news:
                    if self._ringing:
                        self._news.wait(PAUSE_S)

    def _play(self, number: int, *, to_its_end: bool) -> bool:
        """Play the sound with the first program that can; that one stays."""
        for player in list(self._players):
            path = shutil.which(player[0])
            if path is None:
                continue
            if self._run([path, *player[1:], f"/dev/fd/{number}"], number, to_its_end=to_its_end):
                self._players = [player]
                return True
        return False

    def _run(self, argv: list[str], number: int, *, to_its_end: bool) -> bool:
        """Tell whether it played; what is called off counts as played, a check is played `to_its_end`."""
        null = subprocess.DEVNULL
        try:
            child = subprocess.Popen(argv, stdin=null, stdout=null, stderr=null, pass_fds=(number,))
        except OSError:
            return False
        waited_s = 0.0
        while child.poll() is None:
            with self._news:
                self._news.wait(_LOOK_S)
                called_off = self._ended or (not self._ringing and not to_its_end)
            waited_s += _LOOK_S
            if called_off or waited_s > _PLAY_S:
                child.kill()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.wait(_STOP_S)
                return called_off
        return child.returncode == 0

    @Slot(object)
    def _hear(self, voice: Voice) -> None:
        self.voice = voice
        if voice is Voice.NONE and not self._ended:
            QApplication.beep()
        self.voice_known.emit(voice)
