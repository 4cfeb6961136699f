"""Why a file of the media folder gives no picture, in a card's word. Must not know what is in files."""

from __future__ import annotations

from wallctl.errors import Denied, NotFound, WallError
from wallctl.model.health import Reason


def why_no_file(refused: WallError) -> Reason:
    """Return the word for what `store.media_files.media_file` raised."""
    match refused:
        case Denied():
            return Reason.NOT_ALLOWED
        case NotFound():
            return Reason.NOT_FOUND
        case _:
            return Reason.CANNOT_OPEN
