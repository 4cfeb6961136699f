"""Who sits at a seat, as they say it. A name to tell people by; no right ever comes of it."""

from __future__ import annotations

from operator import not_
from typing import Annotated, NewType

from pydantic import Field

from wallctl.errors import BadInput

OfficerName = NewType("OfficerName", str)
"""Empty: nobody was named, and whoever owns the key stands for it."""
Declared = Annotated[OfficerName, Field(exclude_if=not_)]
"""As kept: left out where it is empty, so that what an older wallctl wrote has the digest that it had."""
NOBODY = OfficerName("")
MOST_LETTERS = 24
"""Names stand on windows, and each names a file of settings."""


def officer_name(said: str) -> OfficerName:
    """Return a name as it is kept, without blanks around it; raise `BadInput` where nobody could read it."""
    name = said.strip()
    if len(name) > MOST_LETTERS:
        thing = f"officer {name[:MOST_LETTERS]!r}..."
        raise BadInput(thing, f"the name has more than {MOST_LETTERS} letters", "shorten it")
    if not name.isprintable():
        raise BadInput(f"officer {name!r}", "the name has letters that cannot be seen", "type it anew")
    return OfficerName(name)
