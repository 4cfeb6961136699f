"""What somebody types to add a source: what is wrong with it, and the source that it makes. PURE.

Says nothing of the site's networks: only the server knows them, and refuses by name.
"""

from __future__ import annotations

from collections.abc import Container
from enum import Enum

from pydantic import Field, TypeAdapter, ValidationError

from wallctl.errors import BadInput
from wallctl.model.base import Value
from wallctl.model.ids import Slug, SourceId
from wallctl.model.sighting import Sighting
from wallctl.model.source import Source, SourceKind, Stream, StreamKind
from wallctl.protocol.desk import AddSource
from wallctl.protocol.sourcing import AddTemporary
from wallctl.rules.urls import Scheme, UrlParts, split_url

MAX_NAME = 80
_SLUG: TypeAdapter[str] = TypeAdapter(Slug)


class Entry(Enum):
    """A field of the form."""

    ID = "id"
    NAME = "name"
    MAIN = "main"
    SUB = "sub"
    USER = "user"


class Flaw(Enum):
    """What is wrong with a field."""

    MISSING = "missing"
    NO_ID = "no_id"
    """Letters that no id may have."""
    TAKEN = "taken"
    TOO_LONG = "too_long"
    BAD_URL = "bad_url"
    """`why` of the fault says more."""
    NO_USER = "no_user"
    """A password without a user."""
    COLON = "colon"
    """A user with a colon, which parts it from the password."""


class Fault(Value):
    """One field that is wrong."""

    entry: Entry
    flaw: Flaw
    reason: str = ""
    """Of a bad URL: `reason` and `remedy` of the refusal, as `rules.urls` gives them."""
    remedy: str = ""


class Form(Value):
    """What is typed; blanks around it do not count. A temporary source has neither id nor sub stream."""

    temporary: bool = False
    id: str = ""
    name: str = ""
    agency: str = ""
    main: str = ""
    sub: str = ""
    user: str = ""
    password: str = Field(default="", repr=False)

    @property
    def credential(self) -> str | None:
        """`user:password`; None without a user."""
        return f"{self.user.strip()}:{self.password}" if self.user.strip() else None

    @property
    def streams(self) -> tuple[tuple[StreamKind, str], ...]:
        """The streams that are named, with their URLs."""
        both = ((StreamKind.MAIN, self.main.strip()), (StreamKind.SUB, self.sub.strip()))
        return tuple(
            (kind, url) for kind, url in both if url and not (self.temporary and kind is StreamKind.SUB)
        )


def parted(form: Form) -> Form:
    """Return the form with user and password taken out of the URLs into their own fields."""
    changed: dict[str, str] = {}
    for name in ("main", "sub"):
        parts = _parts(getattr(form, name).strip())
        if isinstance(parts, UrlParts) and parts.credential is not None:
            user, _, password = parts.credential.get_secret_value().partition(":")
            changed |= {name: parts.url, "user": user, "password": password}
    return form.with_(**changed) if changed else form


def faults(form: Form, taken: Container[SourceId]) -> tuple[Fault, ...]:
    """Return everything that is wrong, in the order of the fields; empty: it can be saved."""
    found = [] if form.temporary else [*_of_id(form.id.strip(), taken)]
    if len(form.name.strip()) > MAX_NAME:
        found.append(Fault(entry=Entry.NAME, flaw=Flaw.TOO_LONG))
    if not form.streams:
        found.append(Fault(entry=Entry.MAIN, flaw=Flaw.MISSING))
    for kind, url in form.streams:
        parts = _parts(url)
        if isinstance(parts, BadInput):
            entry = Entry.MAIN if kind is StreamKind.MAIN else Entry.SUB
            found.append(Fault(entry=entry, flaw=Flaw.BAD_URL, reason=parts.reason, remedy=parts.remedy))
    if ":" in form.user:
        found.append(Fault(entry=Entry.USER, flaw=Flaw.COLON))
    elif form.password and not form.user.strip():
        found.append(Fault(entry=Entry.USER, flaw=Flaw.NO_USER))
    return tuple(found)


def request(form: Form, seen: dict[StreamKind, Sighting]) -> AddSource | AddTemporary:
    """Return what is asked of the server; `seen` holds what looks saw of these very streams.

    Without a picture of each stream the source carries the mark that it was not tested. Call it for a form
    without faults.
    """
    tested = all(kind in seen and seen[kind].ready for kind, _ in form.streams)
    if form.temporary:
        return AddTemporary(
            url=form.main.strip(), name=form.name.strip(), credential=form.credential, tested=tested
        )
    streams = {kind: _stream(url, seen.get(kind)) for kind, url in form.streams}
    first = split_url(form.streams[0][1])
    source = Source(
        id=form.id.strip(),
        name=form.name.strip() or form.id.strip(),
        agency=form.agency,
        kind=SourceKind.FILE if first.scheme is Scheme.FILE else SourceKind.OTHER,
        main=streams.get(StreamKind.MAIN),
        sub=streams.get(StreamKind.SUB),
        untested=not tested,
    )
    return AddSource(source=source, credential=form.credential)


def _stream(url: str, seen: Sighting | None) -> Stream:
    plain = split_url(url).url
    if seen is None or not seen.ready or not seen.width:
        return Stream(url=plain)
    return Stream(url=plain, width=seen.width, height=seen.height, fps=round(seen.fps, 1) or None)


def _of_id(name: str, taken: Container[SourceId]) -> tuple[Fault, ...]:
    if not name:
        return (Fault(entry=Entry.ID, flaw=Flaw.MISSING),)
    try:
        _SLUG.validate_python(name)
    except ValidationError:
        return (Fault(entry=Entry.ID, flaw=Flaw.NO_ID),)
    return (Fault(entry=Entry.ID, flaw=Flaw.TAKEN),) if SourceId(name) in taken else ()


def _parts(url: str) -> UrlParts | BadInput:
    try:
        return split_url(url)
    except BadInput as wrong:
        return wrong
