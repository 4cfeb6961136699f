"""Where an X server that is named by DISPLAY answers on this machine. Must not know sockets."""

from __future__ import annotations


def local_addresses(display: str) -> tuple[str, ...]:
    """Return its Unix socket addresses, by path and abstract; none for one that is reached over a network."""
    host, colon, rest = display.rpartition(":")
    number = rest.split(".")[0]
    if not colon or host not in ("", "unix") or not number.isdecimal():
        return ()
    return (f"/tmp/.X11-unix/X{number}", f"\0/tmp/.X11-unix/X{number}")  # noqa: S108 - X's own place
