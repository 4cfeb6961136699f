"""`init`, `demo`, and the parts of a site as commands of their own (`server`, `node`, `controller` ...)."""

from __future__ import annotations

import argparse
import getpass
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from wallctl.cli.loading import uncollected
from wallctl.cli.officer import add_officer, named
from wallctl.cli.table import Parsers
from wallctl.errors import NotFound

Work = Callable[[Path], int]
"""A part's main: runs it on a site folder until it is ended; returns the exit code."""


def add_init(sub: Parsers) -> None:
    parser = sub.add_parser("init", help="make a new site folder")
    parser.add_argument("site_dir", metavar="SITE", type=Path)
    parser.add_argument("--wall", default="3x8", metavar="3x8|4x6|FILE", help="rows x columns, or a file")
    parser.add_argument("--sample", action="store_true", help="with the sample city and its replayed cameras")
    parser.add_argument(
        "--allow-net", action="append", default=[], metavar="CIDR", help="cameras may be there too"
    )
    parser.set_defaults(run=init)


def add_demo(sub: Parsers) -> None:
    parser = sub.add_parser("demo", help="the sample city on recorded streams, live over RTSP")
    parser.add_argument("--headless", action="store_true", help="without desk and without real windows")
    parser.add_argument("--seconds", type=float, metavar="S", help="end by itself after so long")
    parser.add_argument("--out", type=Path, metavar="DIR", help="where pictures and the report go")
    add_officer(parser, "who sits at the desk first (default: you)")
    parser.set_defaults(run=demo)


def init(args: argparse.Namespace) -> int:
    """Make the site; nothing is left behind when that fails."""
    from wallctl.cli.seeding import seed
    from wallctl.server.enrol import make_keys
    from wallctl.store.layout_files import read_wall, shipped_wall
    from wallctl.store.new_site import init_site

    wall = read_wall(Path(args.wall)) if _is_file(args.wall) else shipped_wall(args.wall)
    operator = getpass.getuser()
    site = init_site(
        args.site_dir,
        partial(seed, wall, args.sample),
        enrol=lambda folder: make_keys(folder, operator),
        actor=operator,
        sample=args.sample,
        allow_nets=args.allow_net,
    )
    print(f"{site.path}: wall {wall.shape}; start it: wallctl run {args.site_dir}")
    return 0


def _is_file(name: str) -> bool:
    if name.endswith(".toml") or "/" in name:
        if not Path(name).is_file():
            raise NotFound(name, "there is no such file", "name a wall file, or one of 3x8, 4x6")
        return True
    return False


def demo(args: argparse.Namespace) -> int:
    from wallctl.cli.demo_run import run_demo

    return run_demo(args.headless, args.seconds, args.out, officer=named(args))


def _server() -> Work:
    from wallctl.server.main import main

    return main


def _node() -> Work:
    from wallctl.node.main import main

    return main


def _nursery() -> Work:
    from wallctl.renderer.nursery import main
    from wallctl.store.site import Site

    return lambda site: main(Site.open(site).run)


def _controller(officer: str, seat: str) -> Work:
    from wallctl.controller.main import main

    return partial(main, officer=officer, seat_name=seat)


def _cameras() -> Work:
    from wallctl.demo.main import main
    from wallctl.store.site import Site

    def work(site: Path) -> int:
        opened = Site.open(site)
        ports = opened.settings.sample
        return main(opened.run, ports.proxy_port, ports.rtsp_port)

    return work


def _add_part(name: str, text: str, load: Callable[[], Work], sub: Parsers) -> None:
    parser = sub.add_parser(name, help=text)
    parser.add_argument("site_dir", metavar="SITE", type=Path)
    parser.set_defaults(run=partial(_run_part, load), part=True)


def _add_controller(sub: Parsers) -> None:
    parser = sub.add_parser("controller", help="only the desk")
    parser.add_argument("site_dir", metavar="SITE", type=Path)
    add_officer(parser, "who sits there first: named to all others, and whose settings are used; else you")
    parser.add_argument(
        "--seat",
        default="",
        metavar="NAME",
        help="where this desk stands (default: this machine's name); desks of one seat share its draft",
    )
    parser.set_defaults(run=_run_controller, part=True)


def _run_controller(args: argparse.Namespace) -> int:
    return _run_part(partial(_controller, named(args), args.seat), args)


def _run_part(load: Callable[[], Work], args: argparse.Namespace) -> int:
    from wallctl.cli.parts import child_environment

    path = args.site_dir.resolve()
    # Before numpy is imported: its threads would make the nursery's forks unsafe.
    os.environ.update(child_environment(path))
    with uncollected():
        work = load()
    return work(path)


PARTS: tuple[Callable[[Any], None], ...] = (
    partial(_add_part, "server", "only the server of a site", _server),
    partial(_add_part, "node", "only the node: drives this machine's cells", _node),
    partial(_add_part, "nursery", "only the parent of the renderers (a node starts it)", _nursery),
    _add_controller,
    partial(_add_part, "cameras", "only the sample city's cameras", _cameras),
)
