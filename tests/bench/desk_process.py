"""A desk with a large catalogue, measured in a process of its own without a screen; prints one JSON document.

`python -m tests.bench.desk_process`: 2,000 sources, 200 presets, 24 windows with their echo, a real bus to a
fake server in the same process. `start_s` is counted from the process's own birth to the first whole picture.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable

import psutil
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.fakes.desk_city import sample_city
from tests.fakes.desk_server import DeskServer
from wallctl.controller.bell import Bell
from wallctl.controller.bridge import Bridge
from wallctl.controller.main import Desk, make_app
from wallctl.controller.session import Session
from wallctl.model.geometry import Rect
from wallctl.model.ids import SeatId, WindowId
from wallctl.model.layout import Layout, Window

SOURCES, PRESETS, PAINTS = 2_000, 200, 60
QUERIES = ("mzyxgd", "资江一桥", "wat-08", "jiaojing", "不存在的名字")
_WAIT_S = 60.0


def until(condition: Callable[[], object]) -> None:
    """Let the desk run until something is so."""
    end = time.monotonic() + _WAIT_S
    while not condition():
        QApplication.processEvents()
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.001)


def large_server() -> DeskServer:
    """The sample city, made as large as the promise says, all cells in use."""
    city = sample_city("3x8", None, 320)
    known, presets = list(city.sources), list(city.presets)
    city.sources = known + [
        known[n % len(known)].with_(id=f"x-{n}", name=f"{known[n % len(known)].name}{n}号")
        for n in range(SOURCES - len(known))
    ]
    city.presets = presets + [
        presets[n % len(presets)].with_(id=f"p-{n}", name=f"场景{n}", key="")
        for n in range(PRESETS - len(presets))
    ]
    server = DeskServer(city)
    wall = city.wall
    cells = [(row, col) for row in range(wall.rows) for col in range(wall.cols)]
    server.put(
        Layout(
            windows=tuple(
                Window(
                    id=WindowId(f"w{n}"),
                    source=known[n].ref,
                    rect=Rect(x=float(col), y=float(row), w=1.0, h=1.0),
                )
                for n, (row, col) in enumerate(cells)
            )
        )
    )
    return server


def key_times_ms(desk: Desk) -> tuple[list[float], list[float]]:
    """How long each key in the search box takes until the list is painted: by the clock, and of CPU."""
    search = desk.window.sources.search
    found, cpu = [], []
    for query in QUERIES:
        search.clear()
        QApplication.processEvents()
        for letter in query:
            began, began_cpu = time.perf_counter(), time.thread_time()
            if letter.isascii():
                QTest.keyClicks(search, letter)
            else:
                search.insert(letter)
            desk.window.sources.list.viewport().repaint()
            found.append((time.perf_counter() - began) * 1000)
            cpu.append((time.thread_time() - began_cpu) * 1000)
    search.clear()
    return found, cpu


def paint_times_ms(desk: Desk, draft: bool) -> list[float]:
    """How long the whole canvas takes to paint, with 24 windows and their pictures."""
    if draft:
        desk.presenter.toggle_draft()
        QApplication.processEvents()
    canvas = desk.presenter.canvas
    found = []
    for _ in range(PAINTS):
        began = time.perf_counter()
        canvas.repaint()
        found.append((time.perf_counter() - began) * 1000)
    return found


def main() -> int:
    app = make_app()
    began_s, began_cpu_s = time.perf_counter(), time.process_time()
    with large_server() as server:
        # The fake server is no part of a desk: what making it takes is taken off again.
        made_s, made_cpu_s = time.perf_counter() - began_s, time.process_time() - began_cpu_s
        session = Session(time.monotonic, time.time)
        desk = Desk(app, session, "bench", bell=Bell([("true",)]))
        bridge = Bridge(session, server.address, server.desk_keys, SeatId("seat"))
        ready: list[bool] = []
        desk.presenter.search_ready.connect(lambda: ready.append(True))
        desk.presenter.echo_requested.connect(bridge.watch_echo)
        desk.window.resize(1920, 1080)
        bridge.start()
        desk.window.show()
        until(lambda: session.catalogue_known and session.view is not None)
        desk.window.repaint()
        start_s = time.time() - psutil.Process().create_time() - made_s
        start_cpu_s = time.process_time() - made_cpu_s
        until(lambda: ready and session.echoes.rate_fps(session.now_s) > 0)
        desk.window.activateWindow()
        desk.window.sources.search.setFocus(Qt.FocusReason.OtherFocusReason)
        keys, cpu = key_times_ms(desk)
        live, draft = paint_times_ms(desk, False), paint_times_ms(desk, True)
        found = {
            "start_s": start_s,
            "key_ms_p50": statistics.median(keys),
            "key_ms_p95": statistics.quantiles(keys, n=20)[-1],
            "key_ms_worst": max(keys),
            "key_cpu_ms_p95": statistics.quantiles(cpu, n=20)[-1],
            "start_cpu_s": start_cpu_s,
            "live_per_s": 1000 / statistics.median(live),
            "draft_per_s": 1000 / statistics.median(draft),
        }
        bridge.stop()
        desk.stop()
    json.dump(found, sys.stdout)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
