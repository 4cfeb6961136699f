"""`python -m tests.soak`: a real wall; a new layout each second, a renderer killed every ten, streams flap.

How much is open changes with every layout: every 75 s all is healed, one and the same layout is shown until
nothing else is open, and only what is held then is compared; the run is longer by these rests. Prints what
grew after the first two minutes, how long windows and cells were in each state, and what the glass showed of
windows that were said to be live; JSON with `--json FILE`. The exit code is 0 only when every deed was done
as often as asked, everything was judged and nothing grew, nothing was said that the glass did not show, the
wall was whole again at each rest and at the end, and nothing was left behind.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.kit.site import SiteUnderTest
from tests.soak.growth import WARM_UP_S, Growth, judge, table
from tests.soak.probe import Sample
from tests.soak.soaking import REST_EVERY_S, Soak
from tests.soak.verdict import grown, mistold, undone


def main(argv: Sequence[str] | None = None) -> int:
    """Run, print, judge; return the exit code."""
    parser = argparse.ArgumentParser(prog="tests.soak", description="a wall under load, looked at for growth")
    parser.add_argument("--seconds", type=float, default=0.0)
    parser.add_argument("--minutes", type=float, default=20.0, help="beside the rests (default 20)")
    parser.add_argument("--wall", default="4x6", help="rows x columns (default 4x6)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--warm-up", type=float, default=WARM_UP_S, metavar="S")
    parser.add_argument("--rest-every", type=float, default=REST_EVERY_S, metavar="S")
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args(argv)
    seconds = options.seconds or options.minutes * 60
    rows, cols = map(int, options.wall.split("x"))
    folder = Path(tempfile.mkdtemp(prefix="soak-"))
    try:
        cell = (640, 480) if rows * cols <= 4 else (320, 240)
        with SiteUnderTest(folder, rows=rows, cols=cols, cell=cell) as site:
            site.run()
            soak = Soak(site, rows, cols, options.seed, options.rest_every, options.warm_up)
            soak.run(seconds)
            whole_s = soak.whole_again()
            lived = soak.untouched_lives
            site.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    growths = judge(soak.rests, options.warm_up)
    wrong = _wrong(soak, growths, whole_s, lived)
    report = _report(soak, growths, whole_s, wrong)
    report |= {"wall": options.wall, "seconds": seconds, "seed": options.seed}
    sys.stdout.write(_words(report, growths))
    if options.json is not None:
        options.json.write_text(json.dumps(report, ensure_ascii=False, indent=1))
    return 0 if report["good"] else 1


def _wrong(soak: Soak, growths: Sequence[Growth], whole_s: float | None, lived: bool) -> list[str]:
    findings = soak.witness.findings
    wrong = undone(soak.asked, soak.counts) + grown(growths)
    wrong += [f"said of one who is well: {text}" for _, text in soak.false_alarms]
    wrong += mistold(findings.counts, [*findings.lies, *findings.strangers], soak.witness.states)
    if soak.witness.trouble:
        wrong.append(soak.witness.trouble)
    if soak.counts["rests not whole"]:
        wrong.append(f"not whole at {soak.counts['rests not whole']} rests")
    if whole_s is None:
        wrong.append("not whole again at the end")
    if not lived:
        wrong.append("the renderer that nobody killed is not there any more")
    return wrong


def _report(
    soak: Soak, growths: Sequence[Growth], whole_s: float | None, wrong: Sequence[str]
) -> dict[str, Any]:
    states = {name: round(spent, 1) for name, spent in soak.witness.states.items()}
    cells = {name: spent for name, spent in states.items() if name.startswith("cell ")}
    return {
        "rested_s": round(soak.rested_s, 1),
        "done": dict(soak.counts),
        "asked": soak.asked,
        "growth": [one._asdict() | {"ok": one.ok} for one in growths],
        "window_seconds": {name: spent for name, spent in states.items() if name not in cells},
        "cell_seconds": {name.removeprefix("cell "): spent for name, spent in cells.items()},
        "glass": dict(soak.witness.findings.counts),
        "whole_again_s": whole_s,
        "whole_again_each_s": [round(one, 2) for one in soak.whole_s],
        "samples": _plain(soak.samples),
        "rests": _plain(soak.rests),
        "wrong": [*wrong],
        "good": not wrong,
    }


def _plain(samples: Sequence[Sample]) -> list[dict[str, Any]]:
    return [{"at_s": round(one.at_s, 1), "roles": one.roles} for one in samples]


def _words(report: Mapping[str, Any], growths: Sequence[Growth]) -> str:
    times = f"{report['seconds']:.0f} s and {report['rested_s']:.0f} s of rests"
    lines = [
        f"soak: {report['wall']} for {times}, seed {report['seed']}",
        "   ".join(f"{count} {name}" for name, count in report["done"].items()),
        table(growths) if growths else "growth: not judged, too few rests",
    ]
    for title, key in (("windows", "window_seconds"), ("cells", "cell_seconds"), ("glass", "glass")):
        total = sum(report[key].values()) or 1
        shares = sorted(report[key].items(), key=lambda item: -item[1])
        lines.append(f"{title}: " + ", ".join(f"{name} {count / total:.1%}" for name, count in shares))
    whole_s, each_s = report["whole_again_s"], report["whole_again_each_s"]
    if each_s:
        lines.append(f"at rest whole after {statistics.median(each_s):.1f} s, at most {max(each_s):.1f} s")
    lines.append("not whole again" if whole_s is None else f"whole again after {whole_s:.1f} s")
    lines += [*(f"wrong: {one}" for one in report["wrong"]), "good" if report["good"] else "NOT GOOD"]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
