"""Checks of one site folder: its settings, keys, ports and database. Changes nothing there."""

from __future__ import annotations

import errno
import itertools
import os
import socket
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from wallctl.cli.checks.equipment import certificates, devices, media, outputs
from wallctl.cli.checks.machine import Finding, Machine
from wallctl.errors import WallError

if TYPE_CHECKING:
    from wallctl.model.wall import Wall
    from wallctl.store.site import Site

_OTHERS = 0o077
PUBLIC = ".pub"
"""What is for everybody to read."""


def site(path: Path, machine: Machine | None = None) -> list[Finding]:
    """Everything about the site at `path`; one finding says so when it cannot be opened."""
    # The store loads a database library: only when there is a site to look at.
    from wallctl.store.site import Site

    try:
        opened = Site.open(path)
    except WallError as wrong:
        return [
            Finding.fail("site", f"{wrong.thing}: {wrong.reason}", wrong.remedy or "mend the file it names")
        ]
    found, wall = database(opened)
    return [
        Finding.ok("site", f"{opened.settings.name} at {opened.path}"),
        privacy(opened),
        *ports(opened),
        found,
        *([outputs(wall, machine or Machine())] if wall is not None else []),
        *devices(opened),
        media(opened),
        certificates(opened),
    ]


def database(opened: Site) -> tuple[Finding, Wall | None]:
    """The truth can be read, and by this version; also return the wall that is in it."""
    from wallctl.store.looking import look_into

    name, file = "database", opened.database
    try:
        seen = look_into(file)
    except WallError as wrong:
        return Finding.fail(name, f"{wrong.thing}: {wrong.reason}", wrong.remedy), None
    if seen.damage is not None and seen.copy_damage is None:
        remedy = "start the site: it is restored from its copy and the journal by itself; see `events` then"
        return Finding.warn(name, f"{file} is damaged: {seen.damage}", remedy), None
    if seen.damage is not None:
        why = f"{file} is damaged ({seen.damage}), and so is its copy ({seen.copy_damage})"
        return Finding.fail(name, why, "restore the site folder from a backup"), None
    form = f"schema {seen.version}" + ("" if seen.current else ", brought up to date at the next start")
    return Finding.ok(name, f"{file} is whole, {form}"), seen.wall


def privacy(opened: Site) -> Finding:
    """Keys, secrets and database can be read by their owner only."""
    name = "key permissions"
    secret = [opened.path, opened.keys, opened.secrets_file, opened.database]
    if opened.keys.is_dir():
        secret += sorted(path for path in opened.keys.glob("*") if path.suffix != PUBLIC)
    there = [path for path in secret if path.exists()]
    open_to_others = [path for path in there if path.stat().st_mode & _OTHERS]
    if not opened.keys.is_dir():
        return Finding.fail(name, f"{opened.keys} is missing", "restore the site from a backup")
    if open_to_others:
        shown = ", ".join(str(path) for path in open_to_others[:5])
        return Finding.fail(name, f"others can read {shown}", f"chmod -R go-rwx {opened.path}")
    owners = {path.stat().st_uid for path in there} - {os.geteuid()}
    if owners:
        return Finding.warn(name, "some files belong to another user", f"run as the owner of {opened.path}")
    return Finding.ok(name, f"{len(there)} files and folders, for their owner only")


def _wanted_ports(opened: Site) -> Iterator[tuple[str, str, int]]:
    settings = opened.settings
    yield "control", settings.bus.host, settings.bus.control_port
    yield "picture", settings.bus.host, settings.bus.picture_port
    if settings.sample.city:
        yield "sample cameras", "127.0.0.1", settings.sample.rtsp_port
        yield "sample faults", "127.0.0.1", settings.sample.proxy_port


def ports(opened: Site) -> list[Finding]:
    """Each port of the site is free, or served by wallctl itself."""
    return [_port(what, host, number, opened.path) for what, host, number in _wanted_ports(opened)]


def _port(what: str, host: str, number: int, place: Path) -> Finding:
    name = f"port {what}"
    where = f"{host}:{number}"
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    remedy = f"end that program, or choose another port in {place / 'site.toml'}"
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # A port that was just given up may be taken again; one that is listened on may not.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, number))
        except OSError as wrong:
            if wrong.errno != errno.EADDRINUSE:
                return Finding.fail(
                    name, f"{where}: {wrong.strerror}", f"mend the address in {place / 'site.toml'}"
                )
        else:
            return Finding.ok(name, f"{where} is free")
    pid, argv = _listener(number)
    owner = f"{' '.join(argv)[:120]} (pid {pid})" if argv else "a program of another user"
    if is_ours(argv):
        return Finding.ok(name, f"{where} is served by {owner}")
    return Finding.fail(name, f"{where} is taken by {owner}", remedy)


def is_ours(argv: Sequence[str]) -> bool:
    """Tell whether a command line is that of a part of wallctl; the name of a folder alone does not count."""
    by_module = any(
        flag == "-m" and module.split(".")[0] == "wallctl" for flag, module in itertools.pairwise(argv)
    )
    return by_module or any(arg.endswith("/bin/wallctl") or "/wallctl/demo/" in arg for arg in argv)


def _listener(number: int) -> tuple[int, list[str]]:
    """Return pid and command line of whoever listens on a TCP port; (0, []) when that cannot be seen."""
    try:
        listening = [c for c in psutil.net_connections(kind="tcp") if c.status == psutil.CONN_LISTEN]
        pids = [c.pid for c in listening if c.pid and c.laddr and c.laddr.port == number]
        return (pids[0], psutil.Process(pids[0]).cmdline()) if pids else (0, [])
    except (psutil.Error, OSError):
        return 0, []
