"""Where the files that ship lie: beside the package in a checkout, inside it in a wheel. Reads none."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from wallctl.errors import Unavailable

_PACKAGE = Path(__file__).resolve().parents[1]


class Shipped(StrEnum):
    """A folder that ships."""

    LAYOUTS = "layouts"
    STREAMS = "streams"
    ASSETS = "assets"


def shipped_folder(kind: Shipped, package: Path = _PACKAGE) -> Path:
    """Return the folder of that kind; raise `Unavailable` when neither wheel nor checkout has it.

    `package` is the folder of the `wallctl` package itself.
    """
    inside = package / "_data" / kind.value
    if inside.is_dir():
        return inside
    # Beside an installed package lie other people's packages: only a checkout has our pyproject there.
    beside = package.parent / kind.value
    if (package.parent / "pyproject.toml").is_file() and beside.is_dir():
        return beside
    raise Unavailable(kind.value, "this folder did not come with the installation", "install wallctl anew")


def shipped_file(kind: Shipped, *names: str) -> Path:
    """Return the path of a shipped file, whether or not it exists."""
    return shipped_folder(kind).joinpath(*names)
