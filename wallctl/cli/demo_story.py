"""What the demo shows and says: takes, a killed renderer, a stalled camera, undo; pictures and a report.

Must not know how the site was made or is ended.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from wallctl.cli.client import Lane, SiteClient
from wallctl.demo.control import CityControl
from wallctl.demo.faults import START_STATE, Fault
from wallctl.errors import Unavailable, WallError
from wallctl.model.geometry import Rect
from wallctl.model.ids import PresetId, SourceId
from wallctl.model.wall import Wall
from wallctl.protocol.desk import ApplyPreset, Events, ShowSource, TakeSnapshot, Undo
from wallctl.store.site import Site

KILLED_CELL = "r1c1"


class Story:
    """What the demo does and says; every line is also in the report."""

    def __init__(self, site: Site, wall: str, results: Path) -> None:
        self._site, self._results = site, results
        self._began = time.monotonic()
        self._client: SiteClient | None = None
        self._report: dict[str, Any] = {"wall": wall, "lines": [], "pictures": []}

    def tell(self, words: str) -> None:
        line = f"[{time.monotonic() - self._began:5.1f} s] {words}"
        self._report["lines"].append(line)
        sys.stdout.write(line + "\n")
        sys.stdout.flush()

    @property
    def client(self) -> SiteClient:
        if self._client is None:
            self._client = SiteClient(self._site)
        return self._client

    def close(self) -> None:
        if self._client is not None:
            self._client.close()

    def await_ready(self, process: subprocess.Popen[str]) -> None:
        self.tell(
            f"starting: server, nursery, node, 24 renderers, 60 cameras over RTSP ({self._site.path.name})"
        )
        assert process.stdout is not None
        line = process.stdout.readline()
        if line.strip() != "ready":
            raise Unavailable("demo", "the site did not start", f"look into {self._site.log}")
        self._report["ready_s"] = round(time.monotonic() - self._began, 2)
        self.tell("ready: all 24 cells paint")

    def break_cameras(self) -> None:
        control = CityControl(self._site.run)
        for camera, fault in START_STATE:
            control.set_fault(camera, fault)
        self.tell(f"60 cameras up; {len(START_STATE)} of them with the faults of an ordinary day")

    def open_everyday(self) -> None:
        self.take("daily")

    def play(self, seconds: float) -> None:
        """Run the whole story, then let the wall go on until the time is over; always leave the report."""
        try:
            self._play(time.monotonic() + seconds)
        finally:
            self.write_report()

    def _play(self, ends: float) -> None:
        self.take("patrol24")
        self.picture("patrol24")
        self.kill_a_renderer()
        self.stall_a_camera()
        self.take("dyke")
        self.picture("dyke")
        result, _ = self.client.ask(ShowSource(source=SourceId("wat-08"), at=Rect(x=1, y=1, w=2, h=2)))
        self.tell(f"wat-08 shown over four cells: revision {result['revision']}")
        result, _ = self.client.ask(Undo())
        self.tell(f"undone: revision {result['revision']}, the wall is as it was")
        self.summary()
        time.sleep(max(0.0, ends - time.monotonic()))
        self.picture("end")

    def take(self, preset: str) -> None:
        result, _ = self.client.ask(ApplyPreset(preset=PresetId(preset)))
        held = ", ".join(map(str, result.get("held") or [])) or "none"
        ready = f"{result['ready']}/{result['windows']} windows ready"
        self.tell(
            f"preset {preset} taken: revision {result['revision']}, {ready}, {result['took_ms']} ms,"
            f" all cells within {result['spread_ms']} ms; not ready: {held}"
        )
        self._report.setdefault("takes", []).append({"preset": preset, **result})

    def kill_a_renderer(self) -> None:
        before = self._cell(KILLED_CELL)
        os.kill(before["pid"], signal.SIGKILL)
        began = time.monotonic()
        self._await(lambda: self._paints_anew(before["pid"]), 10.0, "the killed renderer did not come back")
        took = time.monotonic() - began
        self._report["healed_s"] = round(took, 2)
        self.tell(
            f"renderer of {KILLED_CELL} killed (process {before['pid']}); it paints again after {took:.2f} s"
        )

    def stall_a_camera(self) -> None:
        self._await(partial(self._is, "live"), 20.0, f"{KILLED_CELL} is not live")
        source = self._cell(KILLED_CELL)["windows"][0]["source"]
        control = CityControl(self._site.run)
        control.set_fault(source, Fault.STALL)
        began = time.monotonic()
        for state in ("late", "stale", "no_signal"):
            self._await(partial(self._is, state), 12.0, f"{source} never became {state}")
            self.tell(
                f"camera {source} stalled: the wall says {state} after {time.monotonic() - began:.1f} s"
            )
        self.picture("stalled")
        control.set_fault(source, Fault.NONE)
        began = time.monotonic()
        self._await(partial(self._is, "live"), 20.0, f"{source} did not come back")
        self.tell(f"camera {source} sends again: live after {time.monotonic() - began:.1f} s")

    def picture(self, name: str) -> None:
        from wallctl.renderer.collage import assemble

        with SiteClient(self._site, lane=Lane.PICTURES) as pictures:
            result, cells = pictures.ask(TakeSnapshot())
        path = self._results / f"wall-{name}.png"
        path.write_bytes(assemble(Wall.model_validate_json(json.dumps(result["wall"])), cells))
        self._report["pictures"].append(path.name)
        self.tell(f"picture of the wall: {path}")

    def summary(self) -> None:
        status = self.client.status()
        truth = status["truth"]
        windows = [window for cell in status["cells"] for window in cell["windows"]]
        live = sum(window["state"] in ("live", "degraded") for window in windows)
        self._report["truth"] = truth
        self.tell(f"{truth['true']}/{truth['of']} cells true, {live} of {len(windows)} pictures live")

    def write_report(self) -> None:
        result, _ = self.client.ask(Events(last=500))
        self._report["events"] = result["events"]
        path = self._results / "report.json"
        path.write_text(json.dumps(self._report, ensure_ascii=False, indent=1) + "\n", "utf-8")
        self.tell(f"report: {path}")

    def _cell(self, name: str) -> dict[str, Any]:
        cells: list[dict[str, Any]] = self.client.status()["cells"]
        return next(cell for cell in cells if cell["cell"] == name)

    def _paints_anew(self, old_pid: int) -> bool:
        cell = self._cell(KILLED_CELL)
        ages = [window["frame_age_ms"] for window in cell["windows"]]
        fresh = cell["pid"] not in (None, old_pid) and cell["phase"] == "up"
        return fresh and bool(ages) and None not in ages

    def _is(self, state: str) -> bool:
        windows = self._cell(KILLED_CELL)["windows"]
        return bool(windows) and bool(windows[0]["state"] == state)

    def _await(self, done: Callable[[], bool], deadline_s: float, otherwise: str) -> None:
        until = time.monotonic() + deadline_s
        while time.monotonic() < until:
            try:
                if done():
                    return
            except (WallError, StopIteration):
                pass
            time.sleep(0.1)
        self.tell(f"FAILED: {otherwise}")
        raise Unavailable("demo", otherwise, f"look into {self._site.log}")
