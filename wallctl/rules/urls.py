"""Which addresses a source may have. A URL is code to a media library: what is not known good is refused.

Must not look names up nor touch files: the caller resolves the host (`split_url` names it) and hands the
addresses in; whether a file is a link that leads elsewhere is for the one who opens it. No message holds a
user, a password or a query.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Final
from urllib.parse import quote, unquote

from pydantic import Field, SecretStr, field_validator

from wallctl.errors import BadInput
from wallctl.model.base import Value
from wallctl.rules.addresses import (
    PRIVATE_NETWORKS,
    IpAddress,
    Network,
    allowed_in,
    literal_address,
    parse_address,
    parse_network,
)


class Scheme(StrEnum):
    """The ways a picture may come."""

    RTSP = "rtsp"
    RTSPS = "rtsps"
    HTTP = "http"
    HTTPS = "https"
    RTMP = "rtmp"
    FILE = "file"
    V4L2 = "v4l2"


DEFAULT_PORTS: Final = {
    Scheme.RTSP: 554,
    Scheme.RTSPS: 322,
    Scheme.HTTP: 80,
    Scheme.HTTPS: 443,
    Scheme.RTMP: 1935,
}
MEDIA_SUFFIXES: Final = frozenset(
    (
        *("264", "265", "avi", "bmp", "dav", "flv", "h264", "h265", "hevc", "jpeg", "jpg", "m4v"),
        *("mjpeg", "mjpg", "mkv", "mov", "mp4", "mpeg", "mpg", "png", "ps", "ts", "webm"),
    )
)
"""No playlists: those name other files and addresses."""
MAX_LENGTH: Final = 2048

_UNPLAYABLE = frozenset({"srt"})
"""What cameras and restreamers speak, and the FFmpeg in the pinned wheel does not."""

_SCHEME = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*):")
_HOST = re.compile(r"(?=.{1,253}\Z)[A-Za-z0-9_][A-Za-z0-9_-]{0,62}(?:\.[A-Za-z0-9_][A-Za-z0-9_-]{0,62})*")
_PORT = re.compile(r"[1-9][0-9]{0,4}")
_DEVICE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_BAD = re.compile(r"[\x00-\x20\x7f-\xa0\\|;\"'`<>{}^$\u200b-\u200f\u2028-\u202f\u2060-\u206f\u3000\ufeff]")
_BAD_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})|%(?:[01][0-9A-Fa-f]|5[Cc]|7[Ff])")
_PASSWORD = re.compile(r"(?i)(?:^|[/?&])(?:password|passwd|passphrase|pass|pwd)=[^&/?]")
_RTSP_OPTIONS = frozenset({"udp", "udp_multicast", "multicast", "http", "https", "filter_src", "satip_raw"})
# Services that take lines of text: a stream is never there, a request to them may do harm.
_SERVICE_PORTS = frozenset(
    {
        19,
        21,
        22,
        23,
        25,
        53,
        110,
        111,
        119,
        135,
        139,
        143,
        389,
        445,
        465,
        587,
        873,
        993,
        995,
        2049,
        2375,
        2376,
    }
    | {3306, 3389, 5432, 5900, 6000, 6379, 9200, 11211, 27017}
)


class UrlRules(Value):
    """What this site allows. `networks` replaces the private ranges; a name of its own for each device."""

    networks: tuple[str, ...] = PRIVATE_NETWORKS
    devices: tuple[str, ...] = ()
    ports_refused: tuple[int, ...] = ()
    """The site's own ports, such as the bus."""

    @field_validator("networks")
    @classmethod
    def _are_networks(cls, networks: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(str(parse_network(network)) for network in networks)

    @property
    def parsed(self) -> tuple[Network, ...]:
        return tuple(parse_network(network) for network in self.networks)


class UrlParts(Value):
    """A URL taken apart, right in form. `host` is empty for files and devices; `name` is theirs."""

    url: str
    """Normalised, without user and password."""
    scheme: Scheme
    host: str = ""
    port: int | None = None
    name: str = ""
    credential: SecretStr | None = Field(default=None, repr=False)
    """`user:password`, percent-decoded."""


class CheckedUrl(UrlParts):
    """A URL that this site may open, with every address its host stands for: connect to no other."""

    addresses: tuple[str, ...] = ()


def check_url(url: str, rules: UrlRules, resolved: Sequence[str] = ()) -> CheckedUrl:
    """Return the URL without user and password if the site may open it; raise `BadInput` otherwise.

    `resolved` are all the addresses of the host's name; not asked for where the host is an address itself.
    """
    parts = split_url(url)
    shown = shown_url(url)
    match parts.scheme:
        case Scheme.FILE:
            return CheckedUrl(**dict(parts))
        case Scheme.V4L2:
            if parts.name not in rules.devices:
                names = ", ".join(rules.devices) or "none yet"
                raise BadInput(shown, "no such device", f"name it in site.toml; there: {names}")
            return CheckedUrl(**dict(parts))
        case _:
            pass
    if parts.port in rules.ports_refused:
        raise BadInput(shown, f"port {parts.port} belongs to wallctl itself", "correct the port")
    literal = literal_address(parts.host)
    addresses = (literal,) if literal is not None else tuple(_address(one, shown) for one in resolved)
    if not addresses:
        raise BadInput(shown, f"host {parts.host} has no address", "check the name, or write the address")
    for address in addresses:
        if not allowed_in(address, rules.parsed):
            raise BadInput(
                shown,
                f"address {address} is outside the site's networks",
                "allow its network with --allow-net, or correct the address",
            )
    return CheckedUrl(**dict(parts), addresses=tuple(str(address) for address in addresses))


def split_url(url: str) -> UrlParts:
    """Return the URL's parts if it is right in form; raise `BadInput` otherwise. Says nothing of networks."""
    shown = shown_url(url)
    if len(url) > MAX_LENGTH:
        raise BadInput(shown, f"longer than {MAX_LENGTH} characters", "shorten it")
    match = _SCHEME.match(url)
    names = ", ".join(scheme.value for scheme in Scheme)
    if match is None:
        raise BadInput(shown, "no scheme", f"begin with one of: {names}")
    if is_unplayable(url):
        raise BadInput(shown, "SRT cannot be played", "let a restreamer hand it on as rtsp://")
    try:
        scheme = Scheme(match[1].lower())
    except ValueError:
        raise BadInput(shown, f"scheme {match[1][:20]} is not allowed", f"allowed: {names}") from None
    rest = url[match.end() :]
    match scheme:
        case Scheme.FILE:
            return _file(rest, shown)
        case Scheme.V4L2:
            if not _DEVICE.fullmatch(rest):
                raise BadInput(shown, "no name of a device", "write v4l2:NAME as in site.toml, not a path")
            return UrlParts(url=f"v4l2:{rest}", scheme=scheme, name=rest)
        case _:
            return _remote(scheme, rest, shown)


def is_unplayable(url: str) -> bool:
    """Tell whether no picture can come of it here: the video library lacks the protocol."""
    return url.partition(":")[0].lower() in _UNPLAYABLE


def at_address(checked: CheckedUrl, address: str) -> str:
    """Return the URL with this one of its addresses in the place of its host's name."""
    head, slashes, rest = checked.url.partition("://")
    _, tail = _authority(rest)
    written = f"[{address}]" if ":" in address else address
    return f"{head}{slashes}{written}:{checked.port}{tail}"


def with_credential(url: str, credential: str) -> str:
    """Return the URL to open, with `user:password` percent-coded in it: for the media library alone."""
    head, slashes, tail = url.partition("://")
    user, _, password = credential.partition(":")
    return f"{head}{slashes}{quote(user, safe='')}:{quote(password, safe='')}@{tail}"


def shown_url(url: str) -> str:
    """Return what may be said of a URL, even of a broken one: no user, password, query, control character."""
    scheme = _SCHEME.match(url)
    head = scheme[0] if scheme else ""
    slashes = "//" if url[len(head) :].startswith("//") else ""
    body = url[len(head) + len(slashes) :]
    if "@" in body:
        body = "***@" + body.rpartition("@")[2]
    body, question, _ = body.partition("?")
    if secret := _PASSWORD.search(body):
        body = body[: secret.start()] + "/…"
    printable = "".join(sign if sign.isprintable() else "?" for sign in body)
    text = f"{head}{slashes}{printable}{'?…' if question else ''}"
    return text if len(text) <= 80 else f"{text[:79]}…"


def _file(name: str, shown: str) -> UrlParts:
    """`file:NAME`, a relative path with `/` under the media folder; a percent sign is a pattern to FFmpeg."""
    remedy = "write file:NAME, a file under the site's media folder"
    steps = name.split("/")
    if any(step in ("", ".", "..") or step.startswith((".", "-")) or step != step.strip() for step in steps):
        raise BadInput(shown, "not the name of a file under the media folder", remedy)
    if _BAD.search(name.replace(" ", "_")) or re.search(r"[%*?#:\[\]]", name) or not name.isprintable():
        raise BadInput(shown, "the file's name holds a character that is not allowed", remedy)
    suffix = steps[-1].rpartition(".")[2].lower()
    if "." not in steps[-1] or suffix not in MEDIA_SUFFIXES:
        raise BadInput(shown, "not a kind of file to show", f"one of: {', '.join(sorted(MEDIA_SUFFIXES))}")
    return UrlParts(url=f"file:{name}", scheme=Scheme.FILE, name=name)


def _remote(scheme: Scheme, rest: str, shown: str) -> UrlParts:
    if not rest.startswith("//"):
        raise BadInput(shown, "no host", f"write {scheme.value}://HOST/PATH")
    if "#" in rest:
        raise BadInput(shown, "holds a #", "write a # in a password as %23")
    authority, tail = _authority(rest[2:])
    userinfo, at, place = authority.rpartition("@")
    # Checked apart from the password, in which any character may stand if it is percent-coded.
    if _BAD.search(place + tail) or _BAD_PERCENT.search(tail) or _BAD.search(userinfo):
        raise BadInput(
            shown, "holds a character that is not allowed", "correct it; percent-code the password"
        )
    host, port = _host_port(place, shown)
    tail = _checked_tail(scheme, tail, shown)
    written = f"[{host}]" if ":" in host else host
    number = f":{port}" if port is not None else ""
    return UrlParts(
        url=f"{scheme.value}://{written}{number}{tail}",
        scheme=scheme,
        host=host,
        port=port if port is not None else DEFAULT_PORTS[scheme],
        credential=_credential(userinfo, shown) if at else None,
    )


def _authority(text: str) -> tuple[str, str]:
    """Split before the first `/` or `?`, as FFmpeg does; the second part begins with `/` or is empty."""
    end = re.search(r"[/?]", text)
    if end is None:
        return text, ""
    tail = text[end.start() :]
    return text[: end.start()], tail if tail.startswith("/") else f"/{tail}"


def _credential(userinfo: str, shown: str) -> SecretStr:
    user, _, password = userinfo.partition(":")
    decoded = f"{unquote(user)}:{unquote(password)}"
    raw = "@" in userinfo or ":" in password or re.search(r"%(?![0-9A-Fa-f]{2})", userinfo)
    if raw or not user or ":" in unquote(user) or not decoded.isprintable():
        raise BadInput(
            shown, "user and password cannot be told apart", "percent-code : @ / ? # and % in both"
        )
    return SecretStr(decoded)


def _host_port(place: str, shown: str) -> tuple[str, int | None]:
    if place.startswith("["):
        inside, bracket, after = place[1:].partition("]")
        if not bracket or (after and not after.startswith(":")):
            raise BadInput(shown, "brackets do not match", "write [IPv6]:PORT")
        host, colon, number = inside, after[:1], after[1:]
    else:
        host, colon, number = place.partition(":")
    if colon and (not _PORT.fullmatch(number) or int(number) > 65535):
        raise BadInput(shown, "not a port", "a port is a number from 1 to 65535; IPv6 goes in brackets")
    port = int(number) if colon else None
    if port in _SERVICE_PORTS:
        raise BadInput(shown, f"port {port} is no port of a camera", "correct the port")
    return _host(host, shown, bracketed=place.startswith("[")), port


def _host(host: str, shown: str, *, bracketed: bool) -> str:
    if bracketed:
        address = parse_address(host)
        if address is None or ":" not in host:
            raise BadInput(shown, "not an IPv6 address", "write it plainly, without a zone")
        return str(address)
    name = host.removesuffix(".").lower()
    if not _HOST.fullmatch(name):
        raise BadInput(shown, "not a host", "write a name in ASCII, or an address")
    # The last label decides, as in browsers: 0x7f.1, 2130706433 and 127.1 are addresses to a resolver.
    last = name.rpartition(".")[2]
    if last.isdigit() or re.match(r"^0x[0-9a-f]*$", last):
        address = literal_address(name)
        if address is None:
            raise BadInput(shown, "an address in disguise", "write four numbers from 0 to 255")
        return str(address)
    return name


def _checked_tail(scheme: Scheme, tail: str, shown: str) -> str:
    if _PASSWORD.search(tail):
        raise BadInput(
            shown,
            "the password stands in the path or query, where it cannot be kept apart",
            "write USER:PASSWORD@HOST, or let a restreamer fetch this camera",
        )
    path, question, query = tail.partition("?")
    options = [option for option in query.split("&") if option] if question else []
    names = {option.partition("=")[0].lower() for option in options}
    if scheme in (Scheme.RTSP, Scheme.RTSPS):
        # FFmpeg takes these out of the query as orders to itself.
        if names & _RTSP_OPTIONS:
            raise BadInput(shown, "the query chooses a transport", "leave it out: wallctl chooses TCP")
        options = [option for option in options if option.lower() != "tcp"]
    text = path + ("?" + "&".join(options) if options else "")
    return quote(text, safe="/?&=%:@!~*()+,.-_[]")


def _address(text: str, shown: str) -> IpAddress:
    address = parse_address(text)
    if address is None:
        raise BadInput(shown, "its name resolves to something that is no address", "check the name")
    return address
