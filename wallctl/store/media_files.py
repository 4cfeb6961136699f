"""Stored pictures and clips under the site's media folder. Must not decode them."""

from __future__ import annotations

import stat
from pathlib import Path

from wallctl.errors import BadInput, Denied, NotFound, Unavailable

PICTURE_ENDINGS = frozenset((".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp"))
MOST_LISTED = 500


def picture_files(folder: Path) -> list[str]:
    """Return the names of picture files below the folder, in order, at most 500."""
    found = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        hidden = any(part.startswith(".") for part in name.split("/"))
        if path.suffix.lower() in PICTURE_ENDINGS and not hidden and path.is_file() and not path.is_symlink():
            found.append(name)
        if len(found) >= MOST_LISTED:
            break
    return found


def media_file(folder: Path, name: str) -> Path:
    """Return the real path of a file below the folder; open this one, not the name. The only way to one.

    Raise `Denied` when the name, or a link on the way, leads out of the folder, `NotFound` when nothing is
    there, `BadInput` for what is no plain file or no name of one, `Unavailable` when the folder itself cannot
    be read.
    """
    shown = f"file:{name[:80]}"
    if name.startswith("/") or ".." in name.split("/"):
        raise Denied(shown, "leads out of the media folder", "copy the file itself there")
    try:
        root = folder.resolve(strict=True)
    except OSError as wrong:
        raise Unavailable(str(folder), f"the media folder cannot be read: {wrong.strerror}") from None
    try:
        path = root.joinpath(name).resolve(strict=True)
        kind = path.stat().st_mode
    except FileNotFoundError:
        raise NotFound(shown, "no such file in the media folder", f"copy it to {folder}") from None
    except (OSError, ValueError, RuntimeError):  # Python 3.11 tells of a circle of links by RuntimeError
        raise BadInput(shown, "cannot be reached", "check its rights and links") from None
    if not path.is_relative_to(root):
        raise Denied(shown, "leads out of the media folder", "copy the file itself there")
    if not stat.S_ISREG(kind):
        raise BadInput(shown, "not a plain file", "name a picture or a clip")
    return path
