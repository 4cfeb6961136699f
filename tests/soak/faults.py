"""`python -m tests.soak.faults`: random faults on a real wall, one after the other and several at once.

Each must be named rightly by status and events, in time: a cell is back within 2 s, a source is told within
6 s (`strikes` has what takes longer to be known); nobody who is well is spoken of, and the pictures of those
move on the glass. Prints each as it goes and a table; the exit code is 0 only when all that were asked for
were struck and went as promised. The same seed does the same things again.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.kit.driver import Driver
from tests.kit.site import SiteUnderTest
from tests.soak.nemesis import Nemesis
from tests.soak.strikes import CAMERAS, Blow, Outcome, Strike

SEVERAL = 0.2
TOGETHER: Sequence[Strike] = (*CAMERAS, Blow.KILL_RENDERER)
"""What can be struck beside others: a part that stands still would hide what else is said."""


EVERY: Sequence[Strike] = (*CAMERAS, *Blow, Blow.KILL_RENDERER)


def drawn(chance: random.Random, count: int, every: Sequence[Strike] = EVERY) -> Iterator[list[Strike]]:
    """Yield so many strikes, now and then several at once; every kind comes before any comes again."""
    together = [one for one in TOGETHER if one in every]
    deck: list[Strike] = []
    while count > 0:
        if not deck:
            deck = [*every]
            chance.shuffle(deck)
        first = deck.pop()
        strikes = [first]
        if first in together and count > 2 and chance.random() < SEVERAL:
            strikes += chance.sample(together, min(len(together), chance.choice((1, 2))))
        count -= len(strikes)
        yield strikes


def main(argv: Sequence[str] | None = None) -> int:
    """Strike, print, judge; return the exit code."""
    parser = argparse.ArgumentParser(prog="tests.soak.faults", description="random faults, each to be named")
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=60.0, help="stop after so long (default 60)")
    parser.add_argument(
        "--only", nargs="+", metavar="KIND", help="strike with these alone, such as `redirect`"
    )
    parser.add_argument("--wall", default="2x2", help="rows x columns (default 2x2)")
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args(argv)
    chance = random.Random(options.seed)
    every = [one for one in EVERY if options.only is None or one.value in options.only]
    if not every:
        parser.error(f"--only takes {', '.join(one.value for one in EVERY)}")
    rows, cols = map(int, options.wall.split("x"))
    folder = Path(tempfile.mkdtemp(prefix="nem-"))
    found: list[Outcome] = []
    try:
        cell = (640, 480) if rows * cols <= 4 else (320, 240)
        with (
            SiteUnderTest(folder, rows=rows, cols=cols, cell=cell) as site,
            Driver(site.path) as drive,
        ):
            site.run()
            nemesis = Nemesis(site, drive, chance)
            nemesis.begin()
            until_s = time.monotonic() + options.minutes * 60
            for strikes in drawn(chance, options.count, every):
                for outcome in nemesis.strike(strikes):
                    found.append(outcome)
                    _tell(f"{len(found):3} {_line(outcome)}\n")
                if time.monotonic() > until_s:
                    break
            drive.hang_up()
            site.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    _tell(_table(found, options.count))
    if options.json is not None:
        options.json.write_text(json.dumps([one._asdict() for one in found], ensure_ascii=False, indent=1))
    return 0 if good(found, options.count) else 1


def good(found: Sequence[Outcome], count: int) -> bool:
    """Whether all that were asked for were struck and judged, and all went as promised."""
    return len(found) >= count > 0 and not any(one.wrong for one in found)


def _tell(words: str) -> None:
    sys.stdout.write(words)
    sys.stdout.flush()


def _line(one: Outcome) -> str:
    told = "-" if one.told_s is None else f"{one.told_s:.1f} s"
    mark = f"   WRONG: {one.wrong}" if one.wrong else ""
    return f"{one.strike:<17} {one.victim:<8} {told:>7}  {one.told}{mark}"


def _table(every: Sequence[Outcome], count: int) -> str:
    kinds: dict[str, list[Outcome]] = {}
    for one in every:
        kinds.setdefault(one.strike, []).append(one)
    lines = [f"{'fault':<17} {'times':>5} {'told, middle':>13} {'at most':>8} {'wrong':>6}"]
    for kind, ones in sorted(kinds.items()):
        times = [one.told_s for one in ones if one.told_s is not None] or [float("nan")]
        wrong = sum(bool(one.wrong) for one in ones)
        lines.append(f"{kind:<17} {len(ones):5} {statistics.median(times):13.2f} {max(times):8.2f} {wrong:6}")
    right = sum(not one.wrong for one in every)
    left = f"; {count - len(every)} were not struck any more" if len(every) < count else ""
    return "\n".join([*lines, f"{right} of {len(every)} as promised{left}"]) + "\n"


if __name__ == "__main__":
    sys.exit(main())
