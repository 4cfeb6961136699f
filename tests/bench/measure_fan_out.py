"""Row of the bus: how long a command takes to 24, 96 and 384 simulated cells."""

from __future__ import annotations

from itertools import pairwise

from tests.bench.bus_fan_out import measure as fan_out
from tests.bench.rows import Figure, Row
from tests.bench.stage import Stage

CELLS = (24, 96, 384)
ROUNDS = 100


def measure(stage: Stage) -> list[Row]:
    """One order to every simulated cell over CURVE, until the last one has it."""
    found = {cells: fan_out(cells, ROUNDS) for cells in CELLS}
    last = {cells: found[cells]["last_p99_ms"] for cells in CELLS}
    # Growth is judged where there are thousands of values: p99 of a hundred orders is the worst of them.
    single = {cells: found[cells]["one_p99_ms"] for cells in CELLS}
    growth = max(single[more] / single[less] / (more / less) for less, more in pairwise(CELLS))
    figures = (
        Figure("24", last[24], " ms"),
        Figure("96", last[96], " ms", at_most=20),
        Figure("384", last[384], " ms"),
        Figure("growth against linear", growth, " x", at_most=1),
    )
    notes = (
        f"{ROUNDS} orders of 2 kB, each until the last cell has it; growth: of the p99 of single cells",
        "single cells p50/p99, ms: " + _pairs(found, "one_p50_ms", "one_p99_ms"),
        "until the last cell p50/p99, ms: " + _pairs(found, "last_p50_ms", "last_p99_ms"),
        "from the bus's server end to cells that only note the time; a node's composing is not in it",
    )
    return [Row("fan-out", "command fan-out with 24/96/384 simulated cells, p99", figures, notes=notes)]


def _pairs(found: dict[int, dict[str, float]], low: str, high: str) -> str:
    return ", ".join(f"{cells}: {figures[low]:.1f}/{figures[high]:.1f}" for cells, figures in found.items())
