"""Breaks the renderers of a real site from inside, as a bad driver, decoder or wheel would.

Owns a folder that Python looks into at every start (`sitecustomize`); there the nursery of the site, or its
node, and nothing else, is broken before it begins. The product knows nothing of it and runs as it is, by its
own commands.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Any

VARIABLE = "SABOTAGE"
START = f"""
import os, sys
if sys.orig_argv[3:4] in (["nursery"], ["node"]) and os.path.exists(os.environ.get("{VARIABLE}", "")):
    from tests.kit.sabotage import strike
    strike(os.environ["{VARIABLE}"], sys.orig_argv[3])
"""


class Deed(StrEnum):
    """What is done to a renderer."""

    CRASH = "crash"
    """SIGSEGV so many seconds after it was forked, always."""
    CRASH_ON = "crash_on"
    """SIGSEGV as soon as a source is opened, whichever renderer does."""
    SLEEP_IN_PAINT = "sleep_in_paint"
    """At a given moment its painter sleeps; readers, timers' threads and the bus go on."""
    RAISE_IN_PAINT = "raise_in_paint"
    """From a given moment on each of its paints fails, as OpenCV fails; Qt prints that and goes on."""
    HOLD_THE_LOCK = "hold_the_lock"
    """At a given moment a C call keeps the interpreter's lock: no thread of it runs Python."""
    NO_WHEEL = "no_wheel"
    """OpenCV cannot be imported where renderers are made."""
    NO_PROGRAM = "no_program"
    """The program that renderers are made by is not there."""


class Sabotage:
    """A plan of deeds, to be made before the site starts; `environment` goes to its processes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "sabotage"
        self._folder.mkdir()
        (self._folder / "sitecustomize.py").write_text(START)
        self._plan = self._folder / "plan.json"
        self._deeds: list[dict[str, Any]] = []
        paths = [str(self._folder), *filter(None, [os.environ.get("PYTHONPATH")])]
        self.environment = {"PYTHONPATH": os.pathsep.join(paths), VARIABLE: str(self._plan)}

    def crash(self, cell: str, after_s: float) -> None:
        """Let each renderer of the cell die so long after its birth."""
        self._add(Deed.CRASH, cell=cell, after_s=after_s)

    def crash_on(self, source: str) -> None:
        """Let each renderer and each scout die that opens the source."""
        self._add(Deed.CRASH_ON, source=source)

    def stick(self, deed: Deed, cell: str, seconds: float = 0.0) -> Callable[[], None]:
        """Let the painter of the cell stand still or fail once; return what makes it do so."""
        now = self._folder / f"now-{cell}"
        self._add(deed, cell=cell, now=str(now), seconds=seconds)
        return now.touch

    def no_wheel(self) -> None:
        self._add(Deed.NO_WHEEL)

    def no_program(self) -> None:
        self._add(Deed.NO_PROGRAM)

    def heal(self) -> None:
        """A nursery that starts from now on is as it should be; where its program was missing, a node."""
        self._plan.unlink()

    def _add(self, deed: Deed, **how: object) -> None:
        self._deeds.append({"deed": deed.value, **how})
        self._plan.write_text(json.dumps(self._deeds))


# In the nursery and its children


def strike(plan: str, part: str) -> None:
    """Break this nursery, or this node, as planned."""
    deeds = json.loads(Path(plan).read_text())
    if part == "node":
        if any(deed["deed"] == Deed.NO_PROGRAM for deed in deeds):
            sys.executable = str(Path(plan).with_name("no-such-python"))
        return
    if any(deed["deed"] == Deed.NO_WHEEL for deed in deeds):
        sys.modules["cv2"] = None  # type: ignore[assignment]
        return
    from wallctl.protocol.nursery import RendererSpec, ScoutSpec
    from wallctl.renderer import main as renderer
    from wallctl.renderer import scout

    whole, look = renderer.run, scout.run

    def run(spec: RendererSpec, memory_fd: int) -> int:
        for deed in deeds:
            if deed.get("cell", spec.cell) == spec.cell:
                _do(Deed(deed["deed"]), deed)
        return whole(spec, memory_fd)

    def run_scout(spec: ScoutSpec) -> int:
        for deed in deeds:
            if deed["deed"] == Deed.CRASH_ON:
                _do(Deed.CRASH_ON, deed)
        return look(spec)

    renderer.run = run
    scout.run = run_scout


def _do(deed: Deed, how: dict[str, Any]) -> None:
    match deed:
        case Deed.CRASH:
            timer = threading.Timer(how["after_s"], _crash)
            timer.daemon = True
            timer.start()
        case Deed.CRASH_ON:
            _before(
                "wallctl.renderer.capture", "Opener", "open", lambda view: view.id == how["source"], _crash
            )
        case Deed.SLEEP_IN_PAINT:
            _at_paint(how["now"], lambda: time.sleep(how["seconds"]))
        case Deed.RAISE_IN_PAINT:
            _from_paint_on(how["now"])
        case Deed.HOLD_THE_LOCK:
            # Of a PyDLL, unlike a CDLL, a call does not give up the lock.
            sleep = ctypes.PyDLL(None).sleep
            _at_paint(how["now"], lambda: sleep(int(how["seconds"])))
        case Deed.NO_WHEEL | Deed.NO_PROGRAM:
            pass


def _at_paint(now: str, call: Callable[[], object]) -> None:
    _before("wallctl.renderer.glass", "Glass", "paint", lambda *_: _found(now), call)


def _from_paint_on(now: str) -> None:
    struck = threading.Event()

    def due(*_: object) -> bool:
        if _found(now):
            struck.set()
        return struck.is_set()

    def fail() -> None:
        raise MemoryError("sabotage: no room for a picture")

    _before("wallctl.renderer.glass", "Glass", "paint", due, fail)


def _found(now: str) -> bool:
    """Whoever finds the file takes it away: the next renderer paints."""
    try:
        Path(now).unlink()
    except FileNotFoundError:
        return False
    return True


def _before(
    module: str, owner: str, method: str, due: Callable[..., bool], call: Callable[[], object]
) -> None:
    """Have `call` called at each call of the method for whose arguments it is due."""
    known: Any = getattr(sys.modules[module], owner)
    whole = getattr(known, method)

    def broken(self: Any, *arguments: Any) -> Any:
        if due(*arguments):
            call()
        return whole(self, *arguments)

    setattr(known, method, broken)


def _crash() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)
