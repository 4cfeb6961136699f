"""The benchmark: `make bench`, or `python -m tests.bench`, ours beside mpv, GStreamer and ffmpeg's limit.

Everything in one run on one machine: for each contestant a fresh virtual X screen of 6144x3072 (24 cells of
1024x768), the same cameras from the same RTSP replay, and the same watch, which reads the frame strips off
the screen's memory some 120 times a second. No contestant's own counters are believed.

    python -m tests.bench                      all rows, some twenty-five minutes
    python -m tests.bench --rows frames,kill   only the measurements that give these rows (see --list)
    python -m tests.bench --seconds 10         how long each contestant plays (default 20)
    python -m tests.bench --wall 2x2           a smaller wall, for trying the benchmark itself
    python -m tests.bench --peers none         ours alone
    python -m tests.bench --json               JSON on stdout instead of the table

The table goes to stdout, JSON to `out/bench.json`, progress to stderr. Each row has target, ours, peers and a
verdict: `reached`, `NOT REACHED`, or `not yet` with the reason. The exit code is 0 whatever the verdicts are:
a benchmark is a measurement, never a test. A machine that does other work disturbs it: each measurement waits
for quiet (--wait), all of it may be put before others (--nice -10, as root), rows measured beside other work
are marked `(disturbed)`, and the notes say how busy the cores were and with what.

How things are counted: `watch` (looks), `frames` (frames, delay), `rtsp_tap` (when a frame was sent),
`gauges` (CPU, PSS), `limit` (ffmpeg), `players` (mpv, GStreamer), `site` (ours), `room` and `sights` (the
stop-watch, which needs a wall of 4x6 or 3x8); one `measure_*` module for each family of rows.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from tests.bench import (
    measure_desk,
    measure_enlarge,
    measure_fan_out,
    measure_jobs,
    measure_playing,
    measure_recovery,
    measure_span,
    measure_takes,
)
from tests.bench.grid import Grid
from tests.bench.neighbours import Neighbours, await_quiet, mark_own_processes
from tests.bench.players import PEERS, missing
from tests.bench.rows import Row, failed, table
from tests.bench.site import ROOT, OurSite
from tests.bench.stage import Stage
from tests.kit.city import ReplayCity

LOOKS_HZ = 120.0
DEFAULT_PEERS = ("mpv", "gst")
MEASURES: dict[str, Callable[[Stage], list[Row]]] = {
    "frames,cpu-360p,memory,delay-all": measure_playing.measure,
    "watched": measure_playing.measure_watched,
    "delay-one": measure_playing.measure_alone,
    "cpu-1080p": measure_playing.measure_large,
    "shared-1080p": measure_playing.measure_shared,
    "span": measure_span.measure,
    "take-warm": measure_takes.measure_warm,
    "take-cold": measure_takes.measure_cold,
    "start": measure_recovery.measure_start,
    "kill,kill-busy": measure_recovery.measure_kill,
    "fan-out": measure_fan_out.measure,
    "desk": measure_desk.measure,
    "job-camera,job-window,job-save,job-preset": measure_jobs.measure,
    "enlarge": measure_enlarge.measure,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, write; 0 unless nothing could be started."""
    options = _parsed(arguments)
    if options.list:
        print("\n".join(MEASURES))
        return 0
    _use_memory_for_screens()
    mark_own_processes()
    os.nice(options.nice)
    began_s = time.monotonic()
    rows = _measure(options)
    document = {
        "machine": {
            "cores": os.cpu_count(),
            "kernel": platform.release(),
            "python": platform.python_version(),
        },
        "wall": options.wall,
        "seconds": options.seconds,
        "took_s": round(time.monotonic() - began_s, 1),
        "rows": [row.as_json() for row in rows],
    }
    text = json.dumps(document, indent=1, ensure_ascii=False)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(text + "\n", "utf-8")
    print(text if options.json else table(rows))
    return 0


def _measure(options: argparse.Namespace) -> list[Row]:
    height, width = (int(part) for part in options.wall.split("x"))
    grid = Grid(height, width)
    peers = [] if options.peers == "none" else options.peers.split(",")
    for peer in peers:
        if reason := missing(peer):
            _tell(f"without {peer}: {reason}")
    rows: list[Row] = []
    with OurSite(grid) as site, ReplayCity(site.port) as city:
        there = tuple(peer for peer in peers if not missing(peer))
        stage = Stage(grid, options.seconds, options.takes, LOOKS_HZ, there, city, site)
        for ids, measure in MEASURES.items():
            if options.rows and not set(options.rows.split(",")) & set(ids.split(",")):
                continue
            await_quiet(options.wait, _tell)
            rows += _measure_one(stage, ids, measure)
    return rows


def _measure_one(stage: Stage, ids: str, measure: Callable[[Stage], list[Row]]) -> list[Row]:
    began_s = time.monotonic()
    with Neighbours() as neighbours:
        try:
            found = measure(stage)
        except Exception as why:  # noqa: BLE001 - one broken measurement must not hide the others
            found = [failed(id_, measure.__doc__ or "", why) for id_ in ids.split(",")]
    cores = neighbours.cores
    verdicts = ", ".join(f"{row.id} {row.verdict.value}" for row in found)
    _tell(f"{time.monotonic() - began_s:5.1f} s  {verdicts}; others used {cores:.2f} cores")
    return [replace(row, others_cores=round(cores, 2)) for row in found]


def _use_memory_for_screens() -> None:
    """A screen's 75 MB are written all the time: on a disk's file system that would be a disk benchmark."""
    memory = Path("/dev/shm")
    if memory.is_dir() and os.access(memory, os.W_OK):
        tempfile.tempdir = str(memory)


def _tell(words: str) -> None:
    sys.stderr.write(f"bench: {words}\n")
    sys.stderr.flush()


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.bench", description="ours beside mpv, GStreamer and ffmpeg")
    parser.add_argument("--rows", default="", metavar="A,B", help="only what gives these rows")
    parser.add_argument("--list", action="store_true", help="the names of the rows")
    parser.add_argument("--seconds", type=float, default=20.0, help="how long each contestant plays")
    parser.add_argument(
        "--takes",
        type=int,
        default=20,
        help="how many warm takes, and at most how many rounds of the stop-watch",
    )
    parser.add_argument("--wall", default="4x6", metavar="ROWSxCOLS")
    parser.add_argument("--peers", default=",".join(DEFAULT_PEERS), help=f"of {', '.join(PEERS)}, or none")
    parser.add_argument("--wait", type=float, default=30.0, help="seconds to wait for a quiet machine")
    parser.add_argument("--nice", type=int, default=0, help="priority of all of it, against others' work")
    parser.add_argument("--json", action="store_true", help="JSON on stdout instead of the table")
    parser.add_argument("--out", type=Path, default=ROOT / "out" / "bench.json", help="the JSON file")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
