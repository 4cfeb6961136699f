"""The command `wallctl`: hands over to the command line. Must not know any command."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command line (`sys.argv` without one); return 0 done, 1 refused, 2 wrong usage."""
    from wallctl.cli.loading import uncollected

    with uncollected():
        from wallctl.cli.main import main as run_command

    return run_command(argv)


if __name__ == "__main__":
    sys.exit(main())
