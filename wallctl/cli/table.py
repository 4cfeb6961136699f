"""What a command module is given to add its parser to. Must not know any command."""

from __future__ import annotations

import argparse
from typing import Any, Protocol


class Parsers(Protocol):
    """Where a command adds its own parser (what `ArgumentParser.add_subparsers` returns)."""

    def add_parser(self, name: str, **kwargs: Any) -> argparse.ArgumentParser:
        """Return the parser of the command called `name`."""
        ...
