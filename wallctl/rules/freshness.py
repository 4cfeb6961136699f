"""What a picture is worth, from when frames were painted. Must not know where frames come from.

All times are CLOCK_BOOTTIME seconds: the age of a picture also counts suspend.
"""

from __future__ import annotations

from enum import StrEnum
from typing import assert_never

from wallctl.model.base import Value
from wallctl.model.health import Reason, WindowState

LATE_AFTER_S, STALE_AFTER_S, LOST_AFTER_S = 0.5, 2.0, 5.0
LATE_INTERVALS, STALE_INTERVALS, LOST_INTERVALS = 2.5, 5.0, 10.0
MAX_INTERVAL_S = 2.0
FROZEN_AFTER_S, FROZEN_KEY_INTERVALS, MAX_KEY_INTERVAL_S = 10.0, 2.0, 60.0
"""A still night at a low bit rate repeats the very same picture from one key frame to the next."""
MIN_FROZEN_FRAMES = 4
"""A camera of one frame in two seconds is not frozen after two equal pictures."""
DEGRADED_FOR_S = 5.0
DOUBT_AFTER_S = 2.0
"""A camera that did not even answer by then is not waited for: healthy ones open within a second."""
FAILED_LATELY_S = 60.0
"""A camera that failed so lately is not waited for either, until it has a picture."""


class Limits(Value):
    """After which age a picture is late, stale, and no signal."""

    late_s: float
    stale_s: float
    lost_s: float


def limits(interval_s: float | None) -> Limits:
    """Return the limits for a camera with that measured frame interval (None: not measured yet)."""
    interval = min(interval_s or 0.0, MAX_INTERVAL_S)
    return Limits(
        late_s=max(LATE_AFTER_S, LATE_INTERVALS * interval),
        stale_s=max(STALE_AFTER_S, STALE_INTERVALS * interval),
        lost_s=max(LOST_AFTER_S, LOST_INTERVALS * interval),
    )


def frozen_after_s(key_interval_s: float) -> float:
    """Return for how long a camera with that interval of key frames may send one picture."""
    return max(FROZEN_AFTER_S, FROZEN_KEY_INTERVALS * min(key_interval_s, MAX_KEY_INTERVAL_S))


class Link(StrEnum):
    """How the capture of a source is doing."""

    OPENING = "opening"
    RUNNING = "running"
    FAILED = "failed"
    """The last try to open or read failed; it will be tried again."""


def doubt(link: Link, opened: bool, waited_s: float, failed_lately: Reason) -> Reason:
    """Return why nobody should wait for a stream's next picture; NONE: it will come.

    `opened`: it answered, and only its first key frame is missing. `waited_s` is since its last frame; where
    there was none, since it was asked for.
    """
    match link:
        case Link.OPENING if failed_lately is not Reason.NONE:
            return failed_lately
        case Link.OPENING:
            return Reason.NO_ANSWER if not opened and waited_s > DOUBT_AFTER_S else Reason.NONE
        case Link.RUNNING:
            return Reason.STOPPED if waited_s > DOUBT_AFTER_S else Reason.NONE
        case Link.FAILED:
            return Reason.NONE
        case _:
            assert_never(link)


class Sighting(Value):
    """What a renderer knows of one window's picture."""

    link: Link
    reason: Reason = Reason.NONE
    wanted_since_s: float
    """When the window first asked for this source."""
    painted_s: float | None = None
    """When its newest frame was painted; None: never."""
    interval_s: float | None = None
    changed_s: float | None = None
    """When a painted frame last differed from the one before."""
    same_frames: int = 0
    """How many painted frames in a row were equal."""
    dark: bool = False
    """The newest picture has no light in it at all."""
    black: bool = False
    """Dark for a while, and not usually so at this hour."""
    key_interval_s: float = 0.0
    """How long a picture may last without a new key frame; 0: not known."""
    may_stand_still: bool = False
    """No camera: equal pictures are no fault."""
    damaged_s: float | None = None
    """When the decoder last reported damage."""


class Worth(Value):
    """The state of a window, why, and the age that its badge shows."""

    state: WindowState
    reason: Reason = Reason.NONE
    age_s: float | None = None


def judge(sight: Sighting, now_s: float) -> Worth:
    """Return the state of a window at `now_s`. Only a painted frame can make it live."""
    if sight.painted_s is None:
        return _never_painted(sight, now_s)
    age = max(0.0, now_s - sight.painted_s)
    bound = limits(sight.interval_s)
    if age > bound.lost_s:
        state = _unsupported_or(sight, WindowState.NO_SIGNAL)
        return Worth(state=state, reason=_why(sight, Reason.STOPPED), age_s=age)
    if age > bound.stale_s:
        return Worth(state=WindowState.STALE, reason=sight.reason, age_s=age)
    if age > bound.late_s:
        return Worth(state=WindowState.LATE, reason=sight.reason, age_s=age)
    if sight.black and not sight.may_stand_still:
        return Worth(state=WindowState.BLACK, age_s=age)
    if _frozen(sight, now_s):
        # A dark night has noise; a picture that is black and never changes is no picture.
        state = WindowState.BLACK if sight.dark else WindowState.FROZEN
        return Worth(state=state, age_s=now_s - (sight.changed_s or now_s))
    if sight.damaged_s is not None and now_s - sight.damaged_s < DEGRADED_FOR_S:
        return Worth(state=WindowState.DEGRADED, age_s=age)
    return Worth(state=WindowState.LIVE, age_s=age)


def _never_painted(sight: Sighting, now_s: float) -> Worth:
    waited = now_s - sight.wanted_since_s
    if sight.link is Link.FAILED or waited > LOST_AFTER_S:
        state = _unsupported_or(sight, WindowState.NO_SIGNAL)
        return Worth(state=state, reason=_why(sight, Reason.NO_PICTURE))
    return Worth(state=WindowState.CONNECTING)


def _unsupported_or(sight: Sighting, state: WindowState) -> WindowState:
    match sight.reason:
        case Reason.UNSUPPORTED_CODEC:
            return WindowState.UNSUPPORTED
        case Reason.NOT_ALLOWED | Reason.RIGHT_ENDED:
            return WindowState.UNAUTHORISED
        case Reason.QUARANTINED:
            return WindowState.QUARANTINED
        case _:
            return state


def _why(sight: Sighting, otherwise: Reason) -> Reason:
    return sight.reason if sight.reason is not Reason.NONE else otherwise


def _frozen(sight: Sighting, now_s: float) -> bool:
    if sight.may_stand_still or sight.changed_s is None or sight.same_frames < MIN_FROZEN_FRAMES:
        return False
    return now_s - sight.changed_s > frozen_after_s(sight.key_interval_s)
