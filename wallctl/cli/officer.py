"""Who says that they give a command, or sit at a desk: `--officer NAME`. Must not know what is asked."""

from __future__ import annotations

import argparse
import getpass

from wallctl.errors import BadInput
from wallctl.model.people import MOST_LETTERS, NOBODY, OfficerName, officer_name


def add_officer(parser: argparse.ArgumentParser, text: str) -> None:
    """Let it be said after a command, too; what was said before it stays where nothing is."""
    parser.add_argument("--officer", metavar="NAME", type=_name, default=argparse.SUPPRESS, help=text)


def named(args: argparse.Namespace) -> OfficerName:
    """Return whom `--officer` names; empty: it was not said."""
    said: OfficerName = getattr(args, "officer", NOBODY)
    return said


def declared(args: argparse.Namespace) -> OfficerName:
    """Return who gives the command: whom `--officer` names, else whoever is logged in.

    Raises `BadInput` where nobody could read that login.
    """
    return named(args) or _logged_in()


def _logged_in() -> OfficerName:
    try:
        return officer_name(getpass.getuser()[:MOST_LETTERS])
    except (KeyError, OSError):
        return NOBODY  # a container without users: the owner of the key stands for it


def _name(said: str) -> OfficerName:
    try:
        return officer_name(said)
    except BadInput as wrong:
        raise argparse.ArgumentTypeError(str(wrong)) from None
