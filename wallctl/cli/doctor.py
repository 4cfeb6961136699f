"""`wallctl doctor`: looks at an installation and says what is wrong and what to do. Changes nothing.

Each check returns a finding and never raises; a check that does raise is reported as one that failed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from wallctl.cli.checks import desktop, host, python_parts, site, video
from wallctl.cli.checks.machine import Finding, Machine, Verdict
from wallctl.model.base import Value

if TYPE_CHECKING:
    from wallctl.cli.table import Parsers

Check = Callable[[Machine], Finding]

CHECKS: tuple[Check, ...] = (
    python_parts.python,
    python_parts.wheels,
    python_parts.qt_python_pair,
    python_parts.opencv_wheels,
    python_parts.qt_environment,
    python_parts.zmq_library,
    desktop.qt_libraries,
    desktop.xcb_libraries,
    desktop.chinese_fonts,
    desktop.screens,
    desktop.blanking,
    video.codecs,
    video.ffmpeg,
    video.sample_city,
)
_AT_ONCE = 4
_SEVERITY = {Verdict.OK: 0, Verdict.WARN: 1, Verdict.FAIL: 2}


class Report(Value):
    """All findings; `verdict` is the worst of them."""

    verdict: Verdict
    findings: tuple[Finding, ...]

    @classmethod
    def of(cls, findings: Sequence[Finding]) -> Report:
        """Return the report of these findings."""
        worst = max((finding.verdict for finding in findings), key=_SEVERITY.__getitem__, default=Verdict.OK)
        return cls(verdict=worst, findings=tuple(findings))


def add_parser(sub: Parsers) -> argparse.ArgumentParser:
    """Describe the command line."""
    text = "check this installation, and with --site that site, and say what to do"
    parser = sub.add_parser("doctor", help=text, description=text.capitalize() + ".")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    return parser


def run(args: argparse.Namespace) -> int:
    """Check and print; 0 when nothing fails, else 1."""
    return doctor(json=args.json, folder=args.site)


def doctor(json: bool, folder: Path | None = None, machine: Machine | None = None) -> int:
    """Check this installation and print what was found; return 0 when nothing fails, else 1."""
    report = examine(Machine() if machine is None else machine, folder)
    if json:
        print(report.model_dump_json(indent=1))
    else:
        print(as_text(report, colour=sys.stdout.isatty()))
    return 1 if report.verdict is Verdict.FAIL else 0


def examine(machine: Machine, folder: Path | None, checks: Sequence[Check] = CHECKS) -> Report:
    """Run all checks, and those of the site in `folder` if one is named."""
    work: list[tuple[str, Callable[[], list[Finding]]]] = []
    for check in checks:
        work.append((getattr(check, "__name__", "check"), partial(_one, check, machine)))
    work.append(("host", partial(host.host, Path.cwd() if folder is None else folder)))
    if folder is not None:
        work.append(("site", partial(site.site, folder, machine)))
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return Report.of(
            [finding for found in pool.map(lambda item: _guarded(*item), work) for finding in found]
        )


def _one(check: Check, machine: Machine) -> list[Finding]:
    return [check(machine)]


def _guarded(name: str, look: Callable[[], list[Finding]]) -> list[Finding]:
    try:
        return look()
    except Exception as wrong:  # noqa: BLE001  one broken check must not hide what the others found
        return [Finding.fail(name, f"the check itself failed: {wrong!r}", "please report this")]


def as_text(report: Report, *, colour: bool = False) -> str:
    """Return the report as people read it: a line for each finding, and one for what to do."""
    paint = {Verdict.OK: "\033[32m", Verdict.WARN: "\033[33m", Verdict.FAIL: "\033[31m"}
    lines = []
    for finding in report.findings:
        mark = f"{finding.verdict.value:<4}"
        mark = f"{paint[finding.verdict]}{mark}\033[0m" if colour else mark
        lines.append(f"{mark}  {finding.name}: {finding.seen}")
        if finding.remedy:
            lines.append(f"      -> {finding.remedy}")
    counts = {verdict: sum(f.verdict is verdict for f in report.findings) for verdict in Verdict}
    summary = ", ".join(f"{counts[verdict]} {verdict.value}" for verdict in Verdict)
    return "\n".join([*lines, "", summary])
