"""The table of commands and what their outcomes mean for the shell. Must not know what any command does.

Exit codes: 0 done, 1 refused or failed (reason on stderr), 2 wrong usage. With `--json` stdout holds one JSON
document and nothing else.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from wallctl import __version__
from wallctl.cli import (
    doctor,
    look_commands,
    preset_commands,
    run,
    scout_commands,
    site_commands,
    source_commands,
    wall_commands,
)
from wallctl.cli.officer import add_officer
from wallctl.cli.table import Parsers
from wallctl.errors import WallError

DONE, REFUSED, WRONG_USAGE = 0, 1, 2
_RECTANGLE = re.compile(r"-[\d.]")


def _add_doctor(sub: Parsers) -> None:
    doctor.add_parser(sub).set_defaults(run=doctor.run)


ADDERS: tuple[Callable[[Any], None], ...] = (
    site_commands.add_demo,
    site_commands.add_init,
    run.add_run,
    run.add_stop,
    *site_commands.PARTS,
    look_commands.add_status,
    look_commands.add_sources,
    look_commands.add_presets,
    preset_commands.add_preset,
    source_commands.add_source,
    source_commands.add_import,
    wall_commands.add_show,
    wall_commands.add_tour,
    wall_commands.add_apply,
    wall_commands.add_clear,
    wall_commands.add_undo,
    wall_commands.add_labels,
    wall_commands.add_identify,
    wall_commands.add_reseat,
    look_commands.add_snapshot,
    scout_commands.add_look,
    look_commands.add_events,
    _add_doctor,
)


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    parser = argparse.ArgumentParser(prog="wallctl", description="Drives a video wall from the command line.")
    parser.add_argument("--version", action="version", version=f"wallctl {__version__}")
    parser.add_argument("--site", type=Path, metavar="SITE", help="the site folder that the command is about")
    add_officer(parser, "who gives the command (default: you); kept, and told to all desks")
    parser.set_defaults(part=False)
    sub = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for add in ADDERS:
        add(sub)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code."""
    try:
        args = build_parser().parse_args(_joined(sys.argv[1:] if argv is None else argv))
    except SystemExit as ended:  # argparse has said why
        return ended.code if isinstance(ended.code, int) else WRONG_USAGE
    try:
        code: int = args.run(args)
        sys.stdout.flush()
    except WallError as refused:
        return _refused(str(refused))
    except ValidationError as wrong:
        if args.part:
            raise
        return _refused("; ".join(_flaws(wrong)))
    except BrokenPipeError:
        # The reader went away, as in `wallctl events | head`; the interpreter's own last flush must not fail.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return REFUSED
    except OSError as wrong:
        if args.part:
            # Whoever reads its log wants to know where.
            raise
        return _refused(f"{wrong.filename}: {wrong.strerror}" if wrong.filename else str(wrong))
    except KeyboardInterrupt:
        return REFUSED
    return code


def _joined(argv: Sequence[str]) -> list[str]:
    """Join `--at` and its value: argparse would take `-1,0,1,1` for an option; the wall says it better."""
    words: list[str] = []
    for word in argv:
        if words and words[-1] == "--at" and _RECTANGLE.match(word):
            words[-1] = f"--at={word}"
        else:
            words.append(word)
    return words


def _refused(why: str) -> int:
    print(f"wallctl: {why}", file=sys.stderr)
    return REFUSED


def _flaws(wrong: ValidationError) -> list[str]:
    """Name each field and what is wrong with it; never what was given, which may hold a password."""
    return [
        ": ".join(filter(None, (".".join(map(str, flaw["loc"])), flaw["msg"])))
        for flaw in wrong.errors(include_url=False, include_context=False, include_input=False)
    ]
