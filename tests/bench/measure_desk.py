"""Row of the desk: start, search and painting with 2,000 sources, 200 presets and 24 windows."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from tests.bench.rows import Figure, Row
from tests.bench.stage import Stage

_RUNS, _LONGEST_S = 3, 180.0


def measure(stage: Stage) -> list[Row]:
    """The desk in a process of its own, without a screen, several times; the median counts."""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    runs = []
    for _ in range(_RUNS):
        argv = [sys.executable, "-m", "tests.bench.desk_process"]
        done = subprocess.run(
            argv, env=environment, stdout=subprocess.PIPE, timeout=_LONGEST_S, check=True, text=True
        )
        runs.append(json.loads(done.stdout))
    found = {name: sorted(run[name] for run in runs)[_RUNS // 2] for name in runs[0]}
    figures = (
        Figure("start", found["start_s"], " s", at_most=3),
        Figure("key p95", found["key_ms_p95"], " ms", at_most=50),
        Figure("live canvas", found["live_per_s"], "/s", at_least=30),
        Figure("draft canvas", found["draft_per_s"], "/s", at_least=30),
    )
    keys = f"until the list is painted: p50 {found['key_ms_p50']:.1f}, worst {found['key_ms_worst']:.1f} ms"
    notes = (
        f"2,000 sources, 200 presets, 24 windows at 1920x1080, {_RUNS} runs, medians; fake server, real bus",
        f"a key in the search box {keys}; {found['key_cpu_ms_p95']:.1f} ms of CPU at p95",
        "canvas: whole repaints one after another; the echo sends five pictures a second of each cell",
    )
    what = "the desk with 2,000 sources: start, a key of the search, canvas"
    return [Row("desk", what, figures, notes=notes)]
