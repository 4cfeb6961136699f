"""Makes a site's folder as `wallctl init` does, without starting another Python for it."""

from __future__ import annotations

import getpass
from functools import partial
from pathlib import Path

from wallctl.cli.seeding import seed
from wallctl.server.enrol import make_keys
from wallctl.store.layout_files import read_wall
from wallctl.store.new_site import init_site


def make_site(path: Path, wall_file: Path, *, sample: bool = False, allow_nets: tuple[str, ...] = ()) -> None:
    """Make the site; `sample`: with the cameras of the sample city."""
    operator = getpass.getuser()
    init_site(
        path,
        partial(seed, read_wall(wall_file), sample),
        enrol=lambda folder: make_keys(folder, operator),
        actor=operator,
        sample=sample,
        allow_nets=allow_nets,
    )
