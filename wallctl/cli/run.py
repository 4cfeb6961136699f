"""`run` and `stop`: the commands that start and end a site."""

from __future__ import annotations

import argparse
from pathlib import Path

from wallctl.cli.officer import add_officer, named
from wallctl.cli.table import Parsers


def add_run(sub: Parsers) -> None:
    """Add `run` to the command line."""
    parser = sub.add_parser("run", help="start a site: server, nursery, node, and the desk")
    parser.add_argument("site_dir", metavar="SITE", type=Path)
    parser.add_argument("--headless", action="store_true", help="without the desk; the wall is as always")
    add_officer(parser, "who sits at the desk first (default: you)")
    parser.set_defaults(run=run)


def add_stop(sub: Parsers) -> None:
    """Add `stop` to the command line."""
    parser = sub.add_parser("stop", help="end all processes of a site")
    parser.add_argument("site_dir", metavar="SITE", type=Path)
    parser.set_defaults(run=stop)


def run(args: argparse.Namespace) -> int:
    from wallctl.cli import runner

    return runner.run(args.site_dir, headless=args.headless, officer=named(args))


def stop(args: argparse.Namespace) -> int:
    from wallctl.cli import runner

    return runner.stop(args.site_dir)
