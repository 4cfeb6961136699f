"""What the looks say: frames shown, how old they were, how far apart the cells. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median

import numpy as np

from tests.bench.rtsp_tap import CameraClock
from tests.bench.watch import Kind, Look

STEP_S = 0.005


@dataclass(frozen=True, slots=True)
class Shown:
    """One stretch of playing, counted on the glass."""

    share: float
    """Of the frames that the cameras sent, all cells together."""
    worst_share: float
    frames: int
    delays_ms: tuple[float, ...]
    """From a frame's sending to the first look that found it on the glass."""
    growth_ms: float | None
    """Median delay of the last quarter less that of the first, of the cell where it is greatest."""
    backward: int
    """Changes to an older frame: a picture that jumps back."""
    unreadable: int


def shown(
    looks: Sequence[Look],
    cells: int,
    began_s: float,
    ended_s: float,
    clocks: Mapping[int, CameraClock],
    fps: float,
) -> Shown:
    """Count what came on `cells` cells between two times. A frame counts once, when a look finds it."""
    by_cell: dict[int, list[Look]] = defaultdict(list)
    for look in looks:
        if look.kind is Kind.TAG and began_s <= look.at_s < ended_s:
            by_cell[look.cell].append(look)
    expected = fps * (ended_s - began_s)
    forward = {cell: list(_forward(seen)) for cell, seen in by_cell.items()}
    counts = [len(forward.get(cell, ())) for cell in range(cells)]
    ages = {cell: _ages_ms(seen, clocks) for cell, seen in forward.items()}
    growths = [grown for seen in ages.values() if (grown := _growth_ms(seen, began_s, ended_s)) is not None]
    return Shown(
        share=sum(counts) / (expected * cells),
        worst_share=min(counts) / expected,
        frames=sum(counts),
        delays_ms=tuple(age for seen in ages.values() for _, age in seen),
        growth_ms=max(growths) if growths else None,
        backward=sum(map(len, by_cell.values())) - sum(counts),
        unreadable=sum(1 for look in looks if look.kind is not Kind.TAG and began_s <= look.at_s < ended_s),
    )


def _forward(looks: Iterable[Look]) -> Iterable[Look]:
    """Those that show a newer frame than the one before; clips begin anew: newer is less than half round."""
    before: Look | None = None
    for look in looks:
        if before is None or look.camera != before.camera:
            yield look
        else:
            step = look.frame - before.frame
            # Clips have 250 frames; a jump of more than half of that forward is one backward.
            if 0 < step <= 125 or step < -125:
                yield look
            else:
                continue
        before = look


def _ages_ms(looks: Iterable[Look], clocks: Mapping[int, CameraClock]) -> list[tuple[float, float]]:
    """(time, age) of each; ages go on beyond one round of the clip where they grow that far."""
    found: list[tuple[float, float]] = []
    for look in looks:
        clock = clocks.get(look.camera)
        if clock is None:
            continue
        age = clock.age_s(look.frame, look.at_s)
        # Only a frame that seems to come before it was sent is so old: the clock is right to a few ms.
        if age > clock.period_s - 0.02:
            age -= clock.period_s
        if found:
            last = found[-1][1] / 1000
            age += round((last - age) / clock.period_s) * clock.period_s
        found.append((look.at_s, age * 1000))
    return found


def _growth_ms(ages: Sequence[tuple[float, float]], began_s: float, ended_s: float) -> float | None:
    quarter = (ended_s - began_s) / 4
    first = [age for at, age in ages if at < began_s + quarter]
    last = [age for at, age in ages if at >= ended_s - quarter]
    return median(last) - median(first) if first and last else None


def apart_frames(
    looks: Sequence[Look], cells: Iterable[int], began_s: float, ended_s: float, frames: int
) -> list[float]:
    """How many frames the cells of one picture were apart, at each step between two times."""
    wanted = set(cells)
    newest: dict[int, int] = {}
    changes = [
        look for look in looks if look.kind is Kind.TAG and look.cell in wanted and look.at_s < ended_s
    ]
    together = [(at_s, list(looks)) for at_s, looks in groupby(changes, key=lambda look: look.at_s)]
    found: list[float] = []
    at_s = began_s
    for time_s, changed in [*together, (ended_s, [])]:
        while at_s < time_s:
            if len(newest) == len(wanted):
                found.append(_range(list(newest.values()), frames))
            at_s += STEP_S
        newest.update({look.cell: look.frame for look in changed})
    return found


def _range(numbers: Sequence[int], frames: int) -> float:
    """The greatest distance on a ring of so many frames."""
    base = numbers[0]
    steps = (np.array(numbers) - base + frames // 2) % frames
    return float(steps.max() - steps.min())


def camera_changes(looks: Sequence[Look], since_s: float, cameras: Mapping[int, int]) -> dict[int, float]:
    """Cell -> when it first showed the camera wanted there, of the looks since that time."""
    found: dict[int, float] = {}
    for look in looks:
        if look.at_s >= since_s and look.kind is Kind.TAG and cameras.get(look.cell) == look.camera:
            found.setdefault(look.cell, look.at_s)
    return found


def black_s(looks: Sequence[Look], since_s: float, until_s: float) -> dict[int, float]:
    """Cell -> seconds it was black between two times, as far as looks began in them."""
    dark: dict[int, float] = {}
    since: dict[int, float] = {}
    for look in looks:
        if look.at_s < since_s or look.at_s > until_s:
            continue
        if look.kind is Kind.BLACK:
            since.setdefault(look.cell, look.at_s)
        elif look.cell in since:
            dark[look.cell] = dark.get(look.cell, 0.0) + look.at_s - since.pop(look.cell)
    for cell, began_s in since.items():
        dark[cell] = dark.get(cell, 0.0) + until_s - began_s
    return dark
