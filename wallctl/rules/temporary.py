"""Sources for a day: what they are called, and when they go. Must not know who asks for them."""

from __future__ import annotations

from collections.abc import Container, Iterable

from wallctl.model.ids import SourceId
from wallctl.model.source import Source, SourceKind, Stream
from wallctl.protocol.sourcing import KEPT_S, AddTemporary
from wallctl.rules.urls import Scheme, split_url


def temporary(
    wanted: AddTemporary, stamp: str, now_utc_s: float, taken: Container[SourceId]
) -> tuple[Source, str | None]:
    """Return the source, and the credential (`user:password`) that stood in the URL.

    `stamp` is the site's date and time (`1124-0312`): an id tells when it was added, and one that is gone
    never comes again for another camera while anybody remembers it. Raise `BadInput` for an URL that is none.
    """
    parts = split_url(wanted.url)
    first = f"tmp-{stamp}"
    names = (first, *(f"{first}-{number}" for number in range(2, 10_000)))
    free = next(SourceId(one) for one in names if SourceId(one) not in taken)
    source = Source(
        id=free,
        name=wanted.name.strip() or parts.host or parts.name,
        kind=SourceKind.FILE if parts.scheme is Scheme.FILE else SourceKind.OTHER,
        main=Stream(url=parts.url),
        untested=not wanted.tested,
        until_utc_s=now_utc_s + KEPT_S,
    )
    return source, parts.credential.get_secret_value() if parts.credential is not None else None


def over(sources: Iterable[Source], now_utc_s: float) -> tuple[Source, ...]:
    """Return the temporary sources whose time is over."""
    return tuple(s for s in sources if s.until_utc_s is not None and s.until_utc_s <= now_utc_s)
