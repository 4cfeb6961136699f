"""Files of certificates (PEM) that cameras over TLS are judged by. Must not know cameras."""

from __future__ import annotations

import ssl
from pathlib import Path

_BUNDLE = "ca-certificates.crt"
"""What Debian calls it in its folder of certificates."""


def machine_certificates() -> Path | None:
    """Return the file of all authorities that this machine trusts; None: it has none."""
    paths = ssl.get_default_verify_paths()
    found = [Path(paths.cafile)] if paths.cafile else []
    if paths.capath:
        found.append(Path(paths.capath) / _BUNDLE)
    return next((file for file in found if file.is_file()), None)


def count_certificates(file: Path) -> int:
    """Return how many certificates the file holds; raise `OSError` where none can be read from it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(file)
    return context.cert_store_stats()["x509"]
