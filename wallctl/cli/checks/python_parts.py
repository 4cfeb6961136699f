"""Checks of the interpreter and the Python packages. Must not know screens, streams or sites."""

from __future__ import annotations

import json

from wallctl.cli.checks.machine import LEFT_BEHIND, Finding, Machine

WHEELS = (
    "PySide6-Essentials",
    "numpy",
    "pyzmq",
    "pydantic",
    "sqlalchemy",
    "tomlkit",
    "psutil",
    "pypinyin",
)
"""What pyproject.toml asks for, OpenCV apart, whose builds are looked at one by one."""
OPENCV_BUILDS = (
    "opencv-python",
    "opencv-contrib-python",
    "opencv-contrib-python-headless",
    "opencv-python-headless",
)
WANTED_OPENCV = "opencv-python-headless"
INSTALL = "run make setup, or pip install --require-hashes -r requirements.lock"
LOST_NONES_LIMIT = 100

COUNT_LOST_NONES = """
import json, sys
import PySide6
from PySide6.QtCore import QCoreApplication
app = QCoreApplication([])
app.processEvents()
before = sys.getrefcount(None)
for n in range(1000):
    app.processEvents()
print(json.dumps([PySide6.__version__, before - sys.getrefcount(None)]))
"""
ASK_ZMQ = "import json, zmq; print(json.dumps([list(zmq.zmq_version_info()), bool(zmq.has('curve'))]))"


def python(machine: Machine) -> Finding:
    """Python 3.11 or newer."""
    seen = ".".join(map(str, machine.python_version))
    if machine.python_version < (3, 11, 0):
        return Finding.fail("python", seen, "install Python 3.11 or newer and make .venv anew: make setup")
    return Finding.ok("python", seen)


def wheels(machine: Machine) -> Finding:
    """Every Python package that wallctl needs is installed."""
    absent = [name for name in WHEELS if machine.wheel(name) is None]
    if absent:
        return Finding.fail("python packages", f"missing: {', '.join(absent)}", INSTALL)
    return Finding.ok("python packages", ", ".join(f"{name} {machine.wheel(name)}" for name in WHEELS))


def qt_python_pair(machine: Machine) -> Finding:
    """PySide6 loses no references to `None`; 6.12 on Python 3.11 does, and aborts."""
    name = "PySide6 with this Python"
    asked = machine.ask_python(COUNT_LOST_NONES)
    if asked.code != 0:
        return Finding.fail(name, f"Qt cannot be loaded: {asked.last_words}", INSTALL)
    version, lost = json.loads(asked.out)
    seen = f"PySide6 {version}: {lost} references to None lost in 1000 calls"
    if lost > LOST_NONES_LIMIT:
        remedy = "this pair aborts after some thousand calls; install PySide6-Essentials >=6.11.3,<6.12"
        return Finding.fail(name, seen, remedy)
    return Finding.ok(name, seen)


def opencv_wheels(machine: Machine) -> Finding:
    """One build of OpenCV, the one for programs with a GUI of their own."""
    there = [name for name in OPENCV_BUILDS if machine.wheel(name) is not None]
    seen = ", ".join(f"{name} {machine.wheel(name)}" for name in there) or "none"
    instead = f"pip uninstall {' '.join(there)}, then pip install --force-reinstall {WANTED_OPENCV}"
    match there:
        case []:
            return Finding.fail("opencv", seen, INSTALL)
        case [one] if one == WANTED_OPENCV:
            return Finding.ok("opencv", seen)
        case [one] if one.endswith("-headless"):
            return Finding.ok("opencv", seen)
        case [_]:
            return Finding.warn("opencv", f"{seen}: brings a Qt 5 of its own", instead)
        case _:
            return Finding.fail("opencv", f"{seen}: they overwrite each other's files", instead)


def qt_environment(machine: Machine) -> Finding:
    """No variable sends Qt 6 to the plugins or fonts of another Qt."""
    found = {name: machine.env[name] for name in LEFT_BEHIND if machine.env.get(name)}
    seen = ", ".join(f"{name}={value}" for name, value in found.items())
    if not found:
        return Finding.ok("qt environment", "clean")
    return Finding.warn(
        "qt environment",
        f"{seen}: renderers ignore it, other Qt programs will not",
        f"unset {' '.join(found)} where the session sets it",
    )


def zmq_library(machine: Machine) -> Finding:
    """libzmq is new enough and can encrypt."""
    asked = machine.ask_python(ASK_ZMQ)
    if asked.code != 0:
        return Finding.fail("zeromq", f"cannot be loaded: {asked.last_words}", INSTALL)
    version, curve = json.loads(asked.out)
    seen = f"libzmq {'.'.join(map(str, version))}, CURVE {'yes' if curve else 'no'}"
    if version < [4, 3, 5] or not curve:
        return Finding.fail("zeromq", seen, "install the pyzmq wheel, which carries libzmq 4.3.5 with CURVE")
    return Finding.ok("zeromq", seen)
