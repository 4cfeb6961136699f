"""Checks of what a site needs of its machine: outputs, capture devices, the media folder, certificates."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from wallctl.cli.checks.desktop import LIST_SCREENS, apt_line
from wallctl.cli.checks.machine import Finding, Machine
from wallctl.model.ids import CellId
from wallctl.model.wall import LOCAL_NODE, Wall

if TYPE_CHECKING:
    from wallctl.store.site import Site

_BY_SERIAL = "serial:"


def outputs(wall: Wall, machine: Machine) -> Finding:
    """Every output that the wall names for this machine is there."""
    name = "outputs"
    wanted = {s.id: s.output for s in wall.surfaces if s.output and s.node == LOCAL_NODE}
    if not wanted:
        return Finding.ok(name, "the wall names none: cells lie side by side on one screen")
    if not machine.env.get("DISPLAY"):
        seen = f"no display: the wall names {len(wanted)}, {_named(wanted)}"
        return Finding.warn(name, seen, "start `wallctl doctor` from the X session that drives the cubes")
    asked = machine.ask_python(LIST_SCREENS, env={"QT_QPA_PLATFORM": "xcb"})
    if asked.code != 0:
        return Finding.warn(name, f"Qt could not say: {asked.last_words}", "see the finding on screens")
    there = [(str(row[0]), str(row[5])) for row in json.loads(asked.out)]
    known = {name for name, _ in there} | {_BY_SERIAL + serial for _, serial in there if serial}
    missing = {cell: output for cell, output in wanted.items() if output not in known}
    if not missing:
        return Finding.ok(name, f"all {len(wanted)} that the wall names are there")
    listed = ", ".join(f"{name} (serial {serial})" if serial else name for name, serial in there)
    return Finding.fail(
        name,
        f"not there: {_named(missing)}; there: {listed or 'none'}",
        "check cable and power, and that `xrandr` lists it as connected with a mode; "
        "a name that is wrong was wrong in the wall file that the site was made from",
    )


def _named(outputs: dict[CellId, str]) -> str:
    return ", ".join(f"{output} of {cell}" for cell, output in outputs.items())


def devices(opened: Site) -> list[Finding]:
    """Each capture device that the site names is there, and may be opened."""
    return [_device(name, Path(place), opened.path) for name, place in opened.devices.items()]


def _device(name: str, place: Path, site: Path) -> Finding:
    what = f"device {name}"
    try:
        mode = place.stat().st_mode
    except OSError as wrong:
        remedy = f"plug it in (`ls -l /dev/v4l/by-id`), or correct its path in {site / 'site.toml'}"
        return Finding.fail(what, f"{place}: {wrong.strerror}", remedy)
    if not stat.S_ISCHR(mode):
        return Finding.fail(what, f"{place} is no device", f"correct its path in {site / 'site.toml'}")
    if not os.access(place, os.R_OK | os.W_OK):
        return Finding.fail(what, f"{place} may not be opened", "adduser the wall's user to the group video")
    return Finding.ok(what, str(place))


def media(opened: Site) -> Finding:
    """The folder of stored pictures and clips can be read."""
    name, folder = "media folder", opened.media
    if not folder.is_dir():
        remedy = f"mkdir {folder}, or correct `media` in {opened.path / 'site.toml'}"
        return Finding.fail(name, f"{folder} is not there: no `file:` source opens", remedy)
    if not os.access(folder, os.R_OK | os.X_OK):
        return Finding.fail(name, f"{folder} may not be read", f"chmod u+rx {folder}")
    return Finding.ok(name, str(folder))


def certificates(opened: Site) -> Finding:
    """What cameras over TLS are judged by is there, and can be read."""
    # Loads the library of TLS: only when there is a site to look at.
    from wallctl.store.certificates import count_certificates, machine_certificates

    name, own, machine = "certificates of cameras", opened.ca_file, machine_certificates()
    if own is not None:
        remedy = f"put the certificates there (PEM), or correct `ca_file` in {opened.path / 'site.toml'}"
        try:
            number = count_certificates(own)
        except OSError as wrong:
            seen = f"{own}: {wrong.strerror or wrong}; no camera over TLS (rtsps, https) opens"
            return Finding.fail(name, seen, remedy)
        return Finding.ok(name, f"{own} holds {number}; no other is trusted")
    if machine is None:
        seen = "this machine knows no authorities: no camera over TLS (rtsps, https) opens"
        return Finding.warn(name, seen, apt_line(["ca-certificates"]))
    return Finding.ok(
        name, f"{machine}, for cameras by name; those by address need `ca_file` under [cameras] in site.toml"
    )
