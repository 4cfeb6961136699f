"""Logins of cameras on the command line. Must not know the commands that need one.

What stands in a command line is read by every user of the machine and kept by the shell: the user may stand
in an address, the password comes from the terminal or from standard input.
"""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Sequence
from typing import NamedTuple

from wallctl.errors import BadInput
from wallctl.rules.urls import UrlParts, shown_url, split_url

MAX_PASSWORD_BYTES = 1024
_OPTION = "--password-stdin"


class LoggedIn(NamedTuple):
    """Addresses as they may be sent, and what opens all of them."""

    urls: tuple[str, ...]
    """Without user and password."""
    credential: str | None
    """`user:password`; None: no address names a user."""


def add_password(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """Add `--password-stdin` and return the parser."""
    parser.add_argument(
        _OPTION,
        action="store_true",
        help="read the password of the address's user from standard input, one line; else it is asked for",
    )
    return parser


def log_in(args: argparse.Namespace, urls: Sequence[str]) -> LoggedIn:
    """Take the user out of the addresses and get the password that belongs to it.

    Raise `BadInput` for what no site may open, before any of it leaves this process; for a password that
    stands in an address; and where there is nobody to ask for one.
    """
    parts = [split_url(url) for url in urls]
    plain = tuple(one.url for one in parts)
    users = {user for one, url in zip(parts, urls, strict=True) if (user := _user(one, url)) is not None}
    if len(users) > 1:
        raise BadInput(shown_url(urls[0]), "main and sub stream have different users", "give both the same")
    if not users:
        if args.password_stdin:
            raise BadInput(_OPTION, "no address names a user", "write the address as SCHEME://USER@HOST/PATH")
        return LoggedIn(plain, None)
    (user,) = users
    host = next(one.host for one in parts if one.credential is not None)
    return LoggedIn(plain, f"{user}:{_password(host, from_stdin=args.password_stdin)}")


def _user(parts: UrlParts, url: str) -> str | None:
    if parts.credential is None:
        return None
    user, _, password = parts.credential.get_secret_value().partition(":")
    if password:
        raise BadInput(
            shown_url(url),
            "its password stands in the command line, where every user of this machine can read it",
            f"write USER@HOST: the password is asked for, or read from standard input with {_OPTION}",
        )
    return user


def _password(host: str, *, from_stdin: bool) -> str:
    if sys.stdin is not None and sys.stdin.isatty():
        try:
            password = getpass.getpass(f"password of the camera at {host}: ")
        except EOFError:
            raise BadInput(host, "no password was given", "Enter alone is an empty one") from None
    elif from_stdin:
        password = _line_of_stdin()
    else:
        raise BadInput(
            host,
            "its address names a user, and there is no terminal to ask for the password",
            f"let standard input hold it and give {_OPTION}",
        )
    if not password.isprintable():
        raise BadInput(host, "the password holds a character that cannot be printed", "correct it")
    return password


def _line_of_stdin() -> str:
    line = sys.stdin.buffer.readline(MAX_PASSWORD_BYTES + 1) if sys.stdin is not None else b""
    if not line or len(line) > MAX_PASSWORD_BYTES:
        why = "is too long for a password" if line else "ended before a password came"
        raise BadInput(_OPTION, f"standard input {why}", "write the password and the end of a line to it")
    try:
        return line.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError:
        raise BadInput(_OPTION, "the password is not UTF-8", "write it in UTF-8") from None
