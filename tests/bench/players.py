"""What a user would take instead: one mpv, or one GStreamer pipeline, for each cell. Owns their processes."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Self

from tests.bench.grid import Box, Grid, contained

STOP_S = 3.0
WINDOW_S = 20.0
MPV_LOW_LATENCY = ("--profile=low-latency",)
MPV_UNTIMED = ("--profile=low-latency", "--untimed")
_MPV = ("--no-config", "--no-audio", "--vo=x11", "--hwdec=no", "--rtsp-transport=tcp", "--no-border",
        "--no-osc", "--no-input-terminal", "--really-quiet")  # fmt: skip
_GST = ("protocols=tcp", "!", "rtph264depay", "!", "h264parse", "!", "avdec_h264", "max-threads=1", "!",
        "videoscale", "!", "videoconvert", "!")  # fmt: skip


class Players:
    """Playing processes, one a cell; they end with the context. `env` points at the screen."""

    def __init__(self, name: str, env: Mapping[str, str]) -> None:
        self.name = name
        self._env = dict(env)
        self._children: list[subprocess.Popen[bytes]] = []

    @property
    def pids(self) -> list[int]:
        return [child.pid for child in self._children if child.poll() is None]

    def play(self, urls: Sequence[str], grid: Grid, native: tuple[int, int]) -> None:
        """Play one address in each cell, the whole picture with bars; returns when the windows are there."""
        raise NotImplementedError

    def _spawn(self, argv: Sequence[str]) -> subprocess.Popen[bytes]:
        child = subprocess.Popen(
            list(argv),
            env=self._env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._children.append(child)
        return child

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        for child in self._children:
            child.terminate()
        until = time.monotonic() + STOP_S
        for child in self._children:
            try:
                child.wait(max(0.05, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        self._children = []


class Mpv(Players):
    """mpv as its manual sets it for live cameras."""

    def __init__(self, name: str, env: Mapping[str, str], options: Sequence[str]) -> None:
        super().__init__(name, env)
        self._options = options

    def play(self, urls: Sequence[str], grid: Grid, native: tuple[int, int]) -> None:
        for cell, url in enumerate(urls):
            box = grid.box(cell)
            place = f"--geometry={box.w:.0f}x{box.h:.0f}+{box.x:.0f}+{box.y:.0f}"
            self._spawn(["mpv", *self._options, *_MPV, place, url])


class Gst(Players):
    """A GStreamer pipeline with its plain X sink, moved to its place when its window appears."""

    def play(self, urls: Sequence[str], grid: Grid, native: tuple[int, int]) -> None:
        desk = _Desk(self._env["DISPLAY"])
        try:
            for cell, url in enumerate(urls):
                box = contained(native, grid.box(cell))
                size = f"video/x-raw,width={box.w:.0f},height={box.h:.0f},pixel-aspect-ratio=1/1"
                known = desk.windows()
                self._spawn(["gst-launch-1.0", "-q", "rtspsrc", f"location={url}", "latency=0", *_GST,
                             size, "!", "ximagesink"])  # fmt: skip
                _move_new_window(desk, known, box)
        finally:
            desk.close()


def _move_new_window(desk: _Desk, known: set[int], box: Box) -> None:
    until = time.monotonic() + WINDOW_S
    while not (new := desk.windows() - known):
        if time.monotonic() > until:
            raise TimeoutError("a player's window did not appear")
        time.sleep(0.01)
    for window in new:
        desk.move(window, box)


class _Desk:
    """The few calls of libX11 that a screen without a window manager needs; one thread."""

    def __init__(self, display: str) -> None:
        self._x = ctypes.CDLL(ctypes.util.find_library("X11") or "libX11.so.6")
        self._x.XOpenDisplay.restype = ctypes.c_void_p
        self._x.XDefaultRootWindow.restype = ctypes.c_ulong
        self._display = ctypes.c_void_p(self._x.XOpenDisplay(display.encode()))
        if self._display.value is None:
            raise ConnectionError(f"the screen {display} does not answer")
        self._root = ctypes.c_ulong(self._x.XDefaultRootWindow(self._display))

    def windows(self) -> set[int]:
        """All top-level windows that are mapped or not."""
        root, parent, count = ctypes.c_ulong(), ctypes.c_ulong(), ctypes.c_uint()
        children = ctypes.POINTER(ctypes.c_ulong)()
        done = self._x.XQueryTree(
            self._display, self._root, ctypes.byref(root), ctypes.byref(parent), ctypes.byref(children),
            ctypes.byref(count),
        )  # fmt: skip
        found = {int(children[index]) for index in range(count.value)} if done else set()
        if found:
            self._x.XFree(children)
        return found

    def move(self, window: int, box: Box) -> None:
        place = (int(box.x), int(box.y), int(box.w), int(box.h))
        self._x.XMoveResizeWindow(self._display, ctypes.c_ulong(window), *place)
        self._x.XSync(self._display, 0)

    def close(self) -> None:
        self._x.XCloseDisplay(self._display)


PEERS: dict[str, Callable[[Mapping[str, str]], Players]] = {
    "mpv": lambda env: Mpv("mpv", env, MPV_UNTIMED),
    "mpv-timed": lambda env: Mpv("mpv-timed", env, MPV_LOW_LATENCY),
    "gst": lambda env: Gst("gst", env),
}
PROGRAMS = {"mpv": "mpv", "mpv-timed": "mpv", "gst": "gst-launch-1.0"}


def missing(peer: str) -> str:
    """What has to be installed for a peer; empty when nothing."""
    program = PROGRAMS[peer]
    found = shutil.which(program, path=os.environ.get("PATH"))
    return "" if found else f"{program} is not installed; make bench installs it"
