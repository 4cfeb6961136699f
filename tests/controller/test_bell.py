"""Rules: the bell rings until it is told not to, is silent at once, and says when it cannot sound."""

from __future__ import annotations

import io
import shutil
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from wallctl.controller.bell import Bell, Voice, alarm_wave


class Player:
    """A program that notes each time it is called, and how much it was given."""

    def __init__(self, folder: Path, name: str, code: int = 0, seconds: float = 0.0) -> None:
        after = f"exec sleep {seconds}" if seconds else f"exit {code}"
        self.path, self._notes = folder / name, folder / f"{name}.notes"
        count = folder / f"{name}.count"
        count.symlink_to(shutil.which("wc") or "wc")
        self.path.write_text(f'#!/bin/sh\n{count} -c < "$1" >> {self._notes}\n{after}\n')
        self.path.chmod(0o700)

    @property
    def runs(self) -> bool:
        """Whether it runs, or what it called."""
        return any(str(self.path).encode() in _command(process) for process in Path("/proc").glob("[0-9]*"))

    @property
    def calls(self) -> list[int]:
        return [int(line) for line in self._notes.read_text().split()] if self._notes.exists() else []


def _command(process: Path) -> bytes:
    try:
        return (process / "cmdline").read_bytes()
    except OSError:
        return b""


@pytest.fixture
def bells() -> Iterator[list[Bell]]:
    made: list[Bell] = []
    yield made
    for bell in made:
        bell.stop()


def test_the_sound_is_a_wave_file_of_two_tones_that_never_clips() -> None:
    with wave.open(io.BytesIO(alarm_wave())) as file:
        frames = file.readframes(file.getnframes())
        assert 0.5 < file.getnframes() / file.getframerate() < 2
    assert max(frames[1::2]) > 0
    assert len(set(frames)) > 100


def test_it_rings_again_and_again_and_is_silent_at_once(
    qtbot: QtBot, tmp_path: Path, bells: list[Bell], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wallctl.controller.bell.PAUSE_S", 0.05)
    player = Player(tmp_path, "play")
    bell = Bell([(str(player.path),)])
    bells.append(bell)
    bell.ring(True)
    qtbot.waitUntil(lambda: len(player.calls) >= 3, timeout=30_000)
    assert set(player.calls) == {len(alarm_wave())}
    assert bell.voice is Voice.PLAYS
    bell.ring(False)
    qtbot.wait(200)
    # What the player had begun when it was ended may still write.
    qtbot.waitUntil(lambda: not player.runs, timeout=20_000)
    count = len(player.calls)
    qtbot.wait(300)
    assert len(player.calls) == count


def test_a_program_that_plays_long_is_ended_when_somebody_knows(
    qtbot: QtBot, tmp_path: Path, bells: list[Bell]
) -> None:
    player = Player(tmp_path, "play", seconds=30)
    bell = Bell([(str(player.path),)])
    bells.append(bell)
    bell.ring(True)
    qtbot.waitUntil(lambda: bool(player.calls), timeout=20_000)
    with qtbot.waitSignal(bell.voice_known, timeout=20_000):
        bell.ring(False)


def test_the_first_program_that_can_is_the_one_and_none_is_said(
    qtbot: QtBot, tmp_path: Path, bells: list[Bell]
) -> None:
    bad, good = Player(tmp_path, "bad", code=1), Player(tmp_path, "good")
    bell = Bell([("no-such-program",), (str(bad.path),), (str(good.path),)])
    bells.append(bell)
    with qtbot.waitSignal(bell.voice_known, timeout=20_000):
        bell.once()
    assert bell.voice is Voice.PLAYS and len(good.calls) == 1
    with qtbot.waitSignal(bell.voice_known, timeout=20_000):
        bell.once()
    assert len(bad.calls) == 1 and len(good.calls) == 2
    deaf = Bell([("no-such-program",), (str(bad.path),)])
    bells.append(deaf)
    with qtbot.waitSignal(deaf.voice_known, timeout=20_000):
        deaf.once()
    assert deaf.voice is Voice.NONE
