"""Asks a camera at an address of figures for its certificate, and judges whom it is for: FFmpeg does not.

Must not know captures, FFmpeg or what is played.
"""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from wallctl.model.health import Reason
from wallctl.rules.addresses import IpAddress, parse_address

ASK_S = 3.0
_ONE = re.compile(rb"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", re.DOTALL)


def why_not_vouched_for(address: str, port: int, ca_file: Path) -> Reason:
    """Return why the camera there must not be opened; NONE: `ca_file` vouches for it.

    That is: who signed its certificate stands in the file, and the certificate is for this address or stands
    in the file itself. Blocks for twice `ASK_S` at most.
    """
    try:
        known = _whole_certificates(ca_file)
        context = _context(ca_file)
        with (
            socket.create_connection((address, port), timeout=ASK_S) as door,
            context.wrap_socket(door) as safe,
        ):
            shown = safe.getpeercert(binary_form=True)
            for_it = parse_address(address) in _addresses(safe.getpeercert() or {})
    except ssl.SSLCertVerificationError:
        return Reason.UNTRUSTED
    except ConnectionError:
        return Reason.REFUSED
    except TimeoutError:
        return Reason.NO_ANSWER
    except ValueError:
        return Reason.UNTRUSTED
    except ssl.SSLError:
        return Reason.CANNOT_OPEN
    except OSError:
        return Reason.NO_ANSWER
    return Reason.NONE if for_it or shown in known else Reason.UNTRUSTED


def _addresses(certificate: Mapping[str, Any]) -> frozenset[IpAddress | None]:
    """Return the addresses of figures that it is for."""
    names = certificate.get("subjectAltName", ())
    return frozenset(parse_address(str(name[1]).strip()) for name in names if name[0] == "IP Address")


def _context(ca_file: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    # Who signed is judged here; whom it is for is judged by address below. What old cameras speak is taken as
    # FFmpeg takes it.
    context.check_hostname = False
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    try:
        context.load_verify_locations(ca_file)
    except ssl.SSLError:
        raise ValueError("no certificate") from None
    return context


def _whole_certificates(ca_file: Path) -> frozenset[bytes]:
    """Return the file's certificates as they are shown on a line."""
    found = (match.decode("ascii", "replace") for match in _ONE.findall(ca_file.read_bytes()))
    return frozenset(ssl.PEM_cert_to_DER_cert(text) for text in found)
