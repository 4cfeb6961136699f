"""A real server for which a minute is short: what takes a minute can be waited for.

Python looks into the folder at its start (`sitecustomize`); the product knows nothing of it.
"""

from __future__ import annotations

import os
from pathlib import Path

START = """
from wallctl.rules import alarms
alarms.EVERYWHERE_AFTER_S = {everywhere_after_s}
alarms.STANDS_FOR_S = {stands_for_s}
"""


def short_minutes(folder: Path, *, everywhere_after_s: float, stands_for_s: float) -> tuple[str, ...]:
    """Return what goes before the server's command (`ServerProcess(site, *prefix)`)."""
    place = folder / "short-minutes"
    place.mkdir()
    (place / "sitecustomize.py").write_text(
        START.format(everywhere_after_s=everywhere_after_s, stands_for_s=stands_for_s)
    )
    paths = [str(place), *filter(None, [os.environ.get("PYTHONPATH")])]
    return "env", f"PYTHONPATH={os.pathsep.join(paths)}"
