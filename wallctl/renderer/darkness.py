"""Whether a stream is black: dark for some seconds, and not usually so at this hour, or at one stroke.

What is usual is kept in a file.

One file for each stream, written by the renderer that decodes it. Must not know panes.
"""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path

from pydantic import ValidationError

from wallctl.protocol.cell import SourceView
from wallctl.rules.darkness import LIT_SHARE, UsualDark, fell_black, is_unusual, is_usual, learnt

FOLDER = "dark"
BLACK_AFTER_S = 4.0
LEARN_EVERY_S = 10.0
SAVE_EVERY_S = 600.0


class Darkness:
    """Judges one stream's pictures and learns what is usual. One thread."""

    def __init__(self, path: Path | None) -> None:
        """Start from that file; a damaged or missing one, or None, is an empty beginning."""
        self._path = path
        self._usual = _read(path)
        self._dark_since_s: float | None = None
        self._lit_s: float | None = None
        self._learnt_s: float | None = None
        self._saved_s: float | None = None
        self.black = False

    def note(
        self, light: float, dark: bool, now_s: float, changed_s: float | None = None, hour: int | None = None
    ) -> None:
        """Look at the newest picture (CLOCK_BOOTTIME): the share of it that is lit, when it last changed.

        `hour` is that of the wall clock unless given.
        """
        if not dark:
            self._dark_since_s, self.black = None, False
            self._lit_s = now_s if light >= LIT_SHARE else self._lit_s
        elif self._dark_since_s is None:
            self._dark_since_s = now_s
        if self._learnt_s is None:
            self._learnt_s = self._saved_s = now_s
        passed_s = now_s - self._learnt_s
        fell = fell_black(self._lit_s, self._dark_since_s, changed_s, now_s)
        if passed_s < LEARN_EVERY_S and not (fell or self._has_been_dark(now_s) or self.black):
            return
        hour = time.localtime().tm_hour if hour is None else hour
        if fell:
            self.black = not is_usual(self._usual, hour)
        else:
            self.black = self._has_been_dark(now_s) and is_unusual(self._usual, hour)
        if passed_s >= LEARN_EVERY_S:
            # A stream that was away was not seen meanwhile.
            self._usual = learnt(self._usual, hour, dark, min(passed_s, 2 * LEARN_EVERY_S))
            self._learnt_s = now_s
            self._save_sometimes(now_s)

    def save(self) -> None:
        """Write the file; a disk that takes nothing only costs what was learnt."""
        if self._path is None or self._usual == UsualDark():
            return
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft = self._path.with_suffix(f".{os.getpid()}.new")
            draft.write_text(self._usual.model_dump_json(), "utf-8")
            draft.replace(self._path)

    def _has_been_dark(self, now_s: float) -> bool:
        return self._dark_since_s is not None and now_s - self._dark_since_s >= BLACK_AFTER_S

    def _save_sometimes(self, now_s: float) -> None:
        if self._saved_s is None or now_s - self._saved_s >= SAVE_EVERY_S:
            self._saved_s = now_s
            self.save()


def place_of(folder: Path, view: SourceView) -> Path:
    """Return where the record of that stream is."""
    return folder / FOLDER / f"{view.id}.{view.stream}.json"


def _read(path: Path | None) -> UsualDark:
    with contextlib.suppress(OSError, ValidationError):
        if path is not None:
            return UsualDark.model_validate_json(path.read_bytes())
    return UsualDark()
