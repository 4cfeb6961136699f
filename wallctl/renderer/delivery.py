"""Pictures for those who want one: a slot for each, the newest only. Must not know where frames come from."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import partial
from typing import NamedTuple, Protocol, TypeVar

import numpy as np

from wallctl.model.geometry import PxRect
from wallctl.renderer.reading import boot_s
from wallctl.renderer.scaling import Patch, Planner, Target, enlarges, reduced, with_alpha
from wallctl.rules.fitting import Blit

T = TypeVar("T")


class Cut(Protocol):
    """Lets something be made of a part of a frame that is not ours to keep; None: the frame is gone."""

    def __call__(
        self, left: int, top: int, right: int, bottom: int, make: Callable[[np.ndarray], T], /
    ) -> T | None: ...


class Recent(NamedTuple):
    """A frame in memory that others write to: what `Delivery.give_cut` needs."""

    size: tuple[int, int]
    cut: Cut
    grabbed_s: float


RENEWED_EVERY_S = 0.1
"""While the painter rests, a frame that it has not taken is replaced no more often."""
LAST_GOOD_S = 0.2
"""A target that is new gets the last frame at once while it is not older than this."""


class Shot(NamedTuple):
    """A frame for one target, and when it was grabbed (CLOCK_BOOTTIME seconds)."""

    patch: Patch
    grabbed_s: float
    frame_w: int
    frame_h: int


class Delivery:
    """Slots between a capture thread, which fills them, and the GUI thread, which empties them."""

    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = wake
        self._lock = threading.Lock()
        self._planners: dict[Hashable, Planner] = {}
        self._slots: dict[Hashable, Shot] = {}
        self._every_s: dict[Hashable, float] = {}
        self._due_s: dict[Hashable, float] = {}
        self._seeded: set[Hashable] = set()
        """Slots that hold a frame from before they were there: a newer one replaces it."""
        self._rests_until_s = 0.0
        self._last: tuple[np.ndarray, float] | None = None
        """The newest frame that was given whole, and when it was grabbed."""

    def want(
        self, targets: Mapping[Hashable, Target], most_fps: Mapping[Hashable, float] | None = None
    ) -> dict[Hashable, Planner]:
        """Deliver for these targets from now on, and for no others; for some not every frame.

        Return those that are new: `seed` may give them a frame from before.
        """
        with self._lock:
            self._every_s = {key: 1.0 / fps for key, fps in (most_fps or {}).items()}
            self._due_s = {key: due_s for key, due_s in self._due_s.items() if key in self._every_s}
            kept = {key: planner for key, planner in self._planners.items() if key in targets}
            self._planners = {key: kept.get(key) or Planner(target) for key, target in targets.items()}
            self._slots = {key: shot for key, shot in self._slots.items() if key in targets}
            self._seeded &= targets.keys()
            if not targets:
                self._last = None
            return {key: planner for key, planner in self._planners.items() if key not in kept}

    def seed(self, newcomers: Mapping[Hashable, Planner], recent: Recent | None) -> None:
        """Give new targets the newest frame there is, unless it is old; `recent` is one that can be cut."""
        oldest_s = boot_s() - LAST_GOOD_S
        if recent is not None and recent.grabbed_s > oldest_s:
            self.give_cut(newcomers, recent.size, recent.cut, recent.grabbed_s)
        elif self._last is not None and self._last[1] > oldest_s:
            self.give(newcomers, *self._last)
        with self._lock:
            self._seeded |= newcomers.keys() & self._slots.keys()

    def take(self, key: Hashable) -> Shot | None:
        """Return the newest picture for that target once; taking it asks for the next."""
        with self._lock:
            self._seeded.discard(key)
            return self._slots.pop(key, None)

    def rest(self, until_s: float) -> None:
        """The painter rests until then (CLOCK_BOOTTIME): what is not taken is replaced by newer frames.

        Not by each of them: converting what nobody paints takes the cores from who prepares.
        """
        self._rests_until_s = until_s

    def wanting(self) -> dict[Hashable, Planner]:
        """Return the targets whose slots are empty and that may have another frame already."""
        now_s = time.monotonic()
        with self._lock:
            full = self._full() - self._seeded
            return {
                key: planner
                for key, planner in self._planners.items()
                if key not in full and self._due_s.get(key, 0.0) <= now_s
            }

    def _full(self) -> set[Hashable]:
        """Return the slots whose frame is to stay."""
        now_s = boot_s()
        if now_s >= self._rests_until_s:
            return set(self._slots)
        return {key for key, shot in self._slots.items() if now_s - shot.grabbed_s < RENEWED_EVERY_S}

    def give(self, wanting: Mapping[Hashable, Planner], frame: np.ndarray, grabbed_s: float) -> None:
        """Fill the slots with a frame that nobody writes to any more."""
        height, width = frame.shape[:2]
        blits = _planned(wanting, width, height)
        if any(enlarges(blit) for blit in blits.values()):
            frame = with_alpha(frame)
        self._last = frame, grabbed_s
        patches = {key: reduced(frame, blit) or Patch(frame, blit) for key, blit in blits.items()}
        shots = {key: Shot(patch, grabbed_s, width, height) for key, patch in patches.items()}
        self._fill(shots | _bars(wanting, blits, grabbed_s, (width, height)))

    def give_cut(
        self, wanting: Mapping[Hashable, Planner], size: tuple[int, int], cut: Cut, grabbed_s: float
    ) -> None:
        """Fill the slots from a frame of that size that is somebody else's: what is used of it is copied."""
        width, height = size
        blits = _planned(wanting, width, height)
        shots = _bars(wanting, blits, grabbed_s, (width, height))
        if not blits:
            if shots:
                self._fill(shots)
            return
        # With a neighbour more on each side: at a seam they are part of the picture.
        left = max(0, min(math.floor(blit.src[0]) for blit in blits.values()) - 1)
        top = max(0, min(math.floor(blit.src[1]) for blit in blits.values()) - 1)
        right = min(width, max(math.ceil(blit.src[2]) for blit in blits.values()) + 1)
        bottom = min(height, max(math.ceil(blit.src[3]) for blit in blits.values()) + 1)
        moved = {key: _moved(blit, left, top) for key, blit in blits.items()}
        patches = cut(left, top, right, bottom, partial(_copied, moved))
        if patches is None:
            return
        shots |= {key: Shot(patch, grabbed_s, width, height) for key, patch in patches.items()}
        self._fill(shots)

    def _fill(self, shots: Mapping[Hashable, Shot]) -> None:
        with self._lock:
            self._slots.update({key: shot for key, shot in shots.items() if key in self._planners})
            self._seeded.difference_update(shots)
            self._put_off(shots)
        self._wake()

    def _put_off(self, filled: Iterable[Hashable]) -> None:
        """The next frame of those that are not to have every one is due so much later, on the average."""
        now_s = time.monotonic()
        for key in filled:
            every_s = self._every_s.get(key)
            if every_s is not None:
                due_s = self._due_s.get(key, 0.0)
                self._due_s[key] = (due_s if now_s - due_s < every_s else now_s) + every_s


def _planned(wanting: Mapping[Hashable, Planner], width: int, height: int) -> dict[Hashable, Blit]:
    plans = {key: planner.plan(width, height) for key, planner in wanting.items()}
    return {key: blit for key, blit in plans.items() if blit is not None}


def _bars(
    wanting: Mapping[Hashable, Planner],
    blits: Mapping[Hashable, Blit],
    grabbed_s: float,
    size: tuple[int, int],
) -> dict[Hashable, Shot]:
    """Targets with nothing but bars get that frame too: they are as live as the rest of their window."""
    bare = {key: planner for key, planner in wanting.items() if key not in blits}
    return {key: Shot(planner.bars(), grabbed_s, *size) for key, planner in bare.items()}


def _copied(blits: Mapping[Hashable, Blit], part: np.ndarray) -> dict[Hashable, Patch]:
    """Return patches that need nothing of that memory any more: each pixel of it is read once."""
    patches = {key: reduced(part, blit) for key, blit in blits.items()}
    if None not in patches.values():
        return {key: patch for key, patch in patches.items() if patch is not None}
    copy = with_alpha(part) if any(enlarges(blit) for blit in blits.values()) else part.copy()
    return {key: patch or Patch(copy, blits[key]) for key, patch in patches.items()}


def _moved(blit: Blit, left: int, top: int) -> Blit:
    src = blit.src
    at: PxRect = blit.dst
    return Blit((src[0] - left, src[1] - top, src[2] - left, src[3] - top), at)
