"""How a command reaches its site. What that needs is imported only then: `doctor` must run without it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from wallctl.cli.officer import declared

if TYPE_CHECKING:
    from wallctl.cli.client import SiteClient


def connect(args: argparse.Namespace) -> SiteClient:
    """Return a client of the site named by `--site`; raise `BadInput`, `NotFound` or `Unavailable`."""
    from wallctl.cli.client import SiteClient, open_site

    return SiteClient(open_site(args.site), officer=declared(args))


def connect_for_pictures(args: argparse.Namespace) -> SiteClient:
    """Return a client on the lane that pictures travel on."""
    from wallctl.cli.client import Lane, SiteClient, open_site

    return SiteClient(open_site(args.site), lane=Lane.PICTURES, officer=declared(args))
