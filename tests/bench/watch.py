"""Watches the glass: looks at one tag of every cell, some hundred times a second, from the mapped screen.

Owns one thread and what it saw. It must be cheap, for it runs beside what it measures: one gather for all
cells, and only what changed is decoded. Must not know who paints.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from enum import IntEnum
from types import TracebackType
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from streams.strips import COLUMNS, FINDER, Tag, modules_of
from tests.bench.grid import MODULES, Spot
from tests.kit.screen import Pixels

MIN_CONTRAST = 24
BLACK_BELOW = 26
NICER = -5
_LIGHT = np.array([bit for row in FINDER for bit in row], bool)
_FINDER_AT = np.array([row * COLUMNS + col for row in range(3) for col in range(3)], np.intp)
_WEIGHTS = np.array([1 << (MODULES - 1 - place) for place in range(MODULES)], np.int64)


class Kind(IntEnum):
    """What a cell showed."""

    TAG = 0
    NO_TAG = 1
    """A card, another camera's size, or a picture half written."""
    BLACK = 2


class Look(NamedTuple):
    """A change on one cell, at the first look (CLOCK_MONOTONIC) that found it."""

    at_s: float
    cell: int
    kind: Kind
    camera: int
    frame: int


class Watch:
    """Looks while the context lasts. `seen` grows by one for each change; read it at any time."""

    def __init__(
        self, pixels: Pixels, spots: Sequence[Spot], cameras: Iterable[tuple[int, int]], looks_hz: float
    ) -> None:
        """`cameras`: number and clip length in frames of every camera that may appear."""
        self.spots = tuple(spots)
        self.seen: list[Look] = []
        self.now: dict[int, Look] = {}
        self.cpu_s = 0.0
        self.gaps_s: list[float] = []
        self._green = pixels[:, :, 1]
        self._y = np.stack([spot.tag_y for spot in spots])
        self._x = np.stack([spot.tag_x for spot in spots])
        self._middles = np.full((len(spots), 1), 128, np.uint8)
        self._unread = np.ones(len(spots), bool)
        self._words = _all_words(cameras)
        self._step_s = 1.0 / looks_hz
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end.set()
        self._thread.join()

    def since(self, at_s: float) -> list[Look]:
        """All changes from that time on."""
        return [look for look in tuple(self.seen) if look.at_s >= at_s]

    def _run(self) -> None:
        with suppress(OSError):
            # A late look counts frames as lost that were there; without the right to it the gaps tell.
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICER)
        last: NDArray[np.int64] = np.full(len(self.spots), -1, np.int64)
        due = before = time.monotonic()
        while not self._end.is_set():
            at_s = time.monotonic()
            self.gaps_s.append(at_s - before)
            before = at_s
            levels = self._green[self._y, self._x]
            words = (levels > self._middles) @ _WEIGHTS
            for place in np.flatnonzero((words != last) | self._unread):
                words[place] = self._decode(int(place), levels[place], at_s)
            last = words
            self.cpu_s = time.thread_time()
            due = max(due + self._step_s, time.monotonic())
            time.sleep(max(0.0, due - time.monotonic()))

    def _decode(self, place: int, levels: NDArray[np.uint8], at_s: float) -> int:
        """Read one cell again with a middle of its own, for it may be dimmed; write down what is new."""
        spot = self.spots[place]
        finder = levels[_FINDER_AT]
        light, shade = int(finder[_LIGHT].min()), int(finder[~_LIGHT].max())
        self._middles[place] = middle = max(0, light + shade) // 2
        word = int((levels > middle) @ _WEIGHTS)
        tag = self._words.get(word) if light - shade >= MIN_CONTRAST else None
        self._unread[place] = tag is None
        if tag is not None:
            look = Look(at_s, spot.cell, Kind.TAG, tag.camera, tag.frame)
        elif int(self._green[spot.dark_y, spot.dark_x].max()) < BLACK_BELOW:
            look = Look(at_s, spot.cell, Kind.BLACK, 0, 0)
        else:
            look = Look(at_s, spot.cell, Kind.NO_TAG, 0, 0)
        before = self.now.get(spot.cell)
        if before is None or before[2:] != look[2:]:
            self.seen.append(look)
            self.now[spot.cell] = look
        return word


def _all_words(cameras: Iterable[tuple[int, int]]) -> dict[int, Tag]:
    """Every tag that may appear, by its modules read as one number: looking up is cheaper than decoding."""
    words = {}
    for camera, frames in cameras:
        for frame in range(frames):
            tag = Tag(camera=camera, frame=frame)
            bits = [bit for row in modules_of(tag) for bit in row]
            words[int("".join(map(str, bits)), 2)] = tag
    return words


def wait_until(condition: Callable[[], bool], within_s: float) -> float | None:
    """After how many seconds the condition became true; None when it did not in time."""
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > within_s:
            return None
        time.sleep(0.02)
    return time.monotonic() - began
