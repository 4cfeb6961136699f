"""Checks of what Qt needs to show a picture: libraries, fonts, screens, blanking.

Must not know streams or sites.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from wallctl.cli.checks.machine import NOT_FOUND, Finding, Machine

# Debian 12's names. Several libraries come in with another package; they are listed under the one to ask for.
PACKAGE_OF_LIBRARY = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libX11.so.6": "libx11-6",
    "libfreetype.so.6": "libfreetype6",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
_LIBRARY = re.compile(r"\blib[\w+-]+(?:\.[\w+-]+)*\.so(?:\.\d+)*")

OPEN_QT = "from PySide6.QtWidgets import QApplication; QApplication([])"
FIND_XCB = "import PySide6; print(PySide6.__path__[0] + '/Qt/plugins/platforms/libqxcb.so')"
LIST_FONTS = """
import json
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication, QRawFont
app = QGuiApplication([])
chinese = QFontDatabase.WritingSystem.SimplifiedChinese
print(json.dumps([
    family for family in QFontDatabase.families(chinese)
    if all(QRawFont.fromFont(QFont(family)).supportsCharacter(ord(sign)) for sign in "应急指挥")
]))
"""
LIST_SCREENS = """
import json
from PySide6.QtGui import QGuiApplication
app = QGuiApplication([])
print(json.dumps([
    [s.name(), s.geometry().x(), s.geometry().y(), s.geometry().width(), s.geometry().height(),
     s.serialNumber()]
    for s in app.screens()
]))
"""


def apt_line(packages: list[str]) -> str:
    """Return what to ask a Debian administrator for."""
    return f"ask for: apt-get install {' '.join(sorted(set(packages)))}"


def packages_for(text: str) -> list[str]:
    """Return the Debian packages of all libraries that a loader's message names."""
    return [PACKAGE_OF_LIBRARY[name] for name in _LIBRARY.findall(text) if name in PACKAGE_OF_LIBRARY]


def qt_libraries(machine: Machine) -> Finding:
    """Qt can draw at all, in memory."""
    opened = machine.ask_python(OPEN_QT)
    if opened.code == 0:
        return Finding.ok("qt", "draws in memory")
    packages = packages_for(opened.err)
    remedy = apt_line(packages) if packages else "run make setup, or install what the message names"
    return Finding.fail("qt", opened.last_words, remedy)


def xcb_libraries(machine: Machine) -> Finding:
    """Every library is there that Qt needs to open windows on an X screen."""
    name = "qt on an X screen"
    found = machine.ask_python(FIND_XCB)
    plugin = found.out.strip()
    if found.code != 0 or not Path(plugin).is_file():
        return Finding.fail(name, "Qt's xcb plugin is not there", "install PySide6-Essentials again")
    linked = machine.run(["ldd", plugin])
    if linked.code == NOT_FOUND:
        return Finding.warn(
            name, "ldd is missing: the plugin could not be looked into", apt_line(["libc-bin"])
        )
    absent = [line for line in linked.out.splitlines() if "not found" in line]
    if not absent:
        return Finding.ok(name, "every library is there")
    libraries = sorted({hit for line in absent for hit in _LIBRARY.findall(line.split("=>")[0])})
    packages = packages_for("\n".join(libraries))
    remedy = apt_line(packages) if packages else "run make setup"
    seen = f"missing: {', '.join(libraries)}"
    if machine.env.get("DISPLAY"):
        return Finding.fail(name, seen, remedy)
    return Finding.warn(name, f"{seen}; without a display renderers run offscreen", remedy)


def chinese_fonts(machine: Machine) -> Finding:
    """Cards and badges can be read: some font has Chinese glyphs."""
    asked = machine.ask_python(LIST_FONTS)
    if asked.code != 0:
        return Finding.fail(
            "chinese glyphs", f"Qt could not say: {asked.last_words}", "see the finding on qt"
        )
    families = json.loads(asked.out)
    if not families:
        remedy = apt_line(["fonts-noto-cjk"]) + " (or fonts-wqy-microhei)"
        return Finding.fail("chinese glyphs", "no font has them: cards would show boxes", remedy)
    return Finding.ok("chinese glyphs", f"{len(families)} families, among them {families[0]}")


def screens(machine: Machine) -> Finding:
    """The outputs that windows can be placed on."""
    display = machine.env.get("DISPLAY")
    if not display:
        if machine.env.get("WAYLAND_DISPLAY"):
            remedy = "log in to an X11 session: under Wayland a program cannot choose its place on the wall"
            return Finding.warn("screens", "a Wayland session without X: renderers run offscreen", remedy)
        remedy = "on a machine that drives cubes, start from its X session or set DISPLAY"
        return Finding.warn("screens", "no display: renderers run offscreen", remedy)
    asked = machine.ask_python(LIST_SCREENS, env={"QT_QPA_PLATFORM": "xcb"})
    if asked.code != 0:
        packages = packages_for(asked.err)
        remedy = (
            apt_line(packages) if packages else f"see that X answers on {display}: xdpyinfo; and XAUTHORITY"
        )
        return Finding.fail("screens", f"Qt cannot open {display}: {asked.last_words}", remedy)
    listed = [f"{name or 'screen'} {w}x{h}+{x}+{y}" for name, x, y, w, h, *_ in json.loads(asked.out)]
    return Finding.ok("screens", f"{display}: {', '.join(listed)}")


def blanking(machine: Machine) -> Finding:
    """The screen saver and the monitors' power saving leave the wall alone."""
    name, remedy = "screen blanking", "xset s off -dpms, in the session's start-up"
    if not machine.env.get("DISPLAY"):
        return Finding.ok(name, "no display")
    if not machine.has("xset"):
        return Finding.warn(name, "xset is missing: cannot be told", apt_line(["x11-xserver-utils"]))
    asked = machine.run(["xset", "q"])
    if asked.code != 0:
        return Finding.warn(name, f"xset: {asked.last_words}", "see the finding on screens")
    timeout = re.search(r"timeout:\s+(\d+)", asked.out)
    causes = [f"screen saver after {timeout[1]} s"] if timeout and int(timeout[1]) else []
    if "DPMS is Enabled" in asked.out:
        times = re.search(r"Standby:\s+(\d+)\s+Suspend:\s+(\d+)\s+Off:\s+(\d+)", asked.out)
        if times is None or any(int(seconds) for seconds in times.groups()):
            causes.append("power saving is on")
    return (
        Finding.warn(name, f"{', '.join(causes)}: the wall would go dark", remedy)
        if causes
        else Finding.ok(name, "off")
    )
