"""`python -m tests.faults.red`: proves that the tests of the promises can fail.

Each `broken/*.patch` breaks the product in one way. It opens with three lines that say which test must turn
red, what is broken, and a regular expression that the failure must match; then comes a unified diff. The
patch is applied to a scratch copy of the committed files, and the test runs there: it must be green without
the patch and red with it, by a failed assertion and for the reason named. Nothing in the product knows of
this. Prints a table; the exit code is 1 if any test stays green, fails for another reason, or a patch does
not apply any more.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from enum import Enum
from pathlib import Path
from typing import NamedTuple

import psutil

from tests.house import ROOT, committed_files

BROKEN = Path(__file__).with_name("broken")
HEAD = re.compile(r"test: (?P<test>\S+)\nbreaks: (?P<breaks>.+)\nfails: (?P<fails>.+)\n")
MARK = "RED_RUN"
TEST_S = 300.0
ASSERTION = re.compile(r"^(AssertionError|assert |Failed: DID NOT)")


class Verdict(Enum):
    """What a broken product did to its test."""

    RED = "red"
    GREEN = "GREEN: the test does not see it"
    OTHER = "RED FOR ANOTHER REASON"
    ERROR = "ERROR: the test did not run"
    STALE = "STALE: the patch does not apply"
    SICK = "SICK: red without the patch"

    @property
    def good(self) -> bool:
        return self is Verdict.RED


class Broken(NamedTuple):
    """One patch: which test must turn red, what is broken, what the failure must say."""

    path: Path
    test: str
    breaks: str
    fails: re.Pattern[str]


class Ran(NamedTuple):
    """How a test ended: no failures is green; `error` holds what kept it from running."""

    failures: tuple[str, ...]
    error: str
    took_s: float


def read(path: Path) -> Broken:
    """Return the patch with what its head says; raise `ValueError` when it says it wrongly."""
    head = HEAD.match(path.read_text("utf-8"))
    if head is None:
        raise ValueError(f"{path.name}: does not open with test:, breaks: and fails:")
    return Broken(path, head["test"], head["breaks"], re.compile(head["fails"]))


def patches(names: Sequence[str] = ()) -> list[Broken]:
    """Return all patches, or those whose file name holds one of these words."""
    found = [read(path) for path in sorted(BROKEN.glob("*.patch"))]
    return [one for one in found if not names or any(name in one.path.name for name in names)]


class Scratch:
    """A copy of the committed files, outside of any repository, with this checkout's environment."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "wallctl"
        for path in committed_files():
            copy = self.root / path.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, copy)

    def apply(self, patch: Path, *, undo: bool = False) -> bool:
        """Apply a patch, or take it back; False: it does not fit, and nothing was changed."""
        argv = ["git", "apply", *(["--reverse"] if undo else []), str(patch)]
        # Without a repository around it, `git apply` works on plain files.
        clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        env = clean | {"GIT_CEILING_DIRECTORIES": str(self.root.parent)}
        return subprocess.run(argv, cwd=self.root, env=env, capture_output=True, check=False).returncode == 0

    def fits(self, patch: Path) -> bool:
        """Tell whether a patch applies; the copy is as before."""
        return self.apply(patch) and self.apply(patch, undo=True)

    def run(self, test: str) -> Ran:
        """Run one test in the copy."""
        report = self.root.parent / "report.xml"
        report.unlink(missing_ok=True)
        argv = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}"]
        argv += ["-m", "not slow", test]
        mark = self.root.parent.name
        env = dict(os.environ) | {"PYTHONPATH": str(self.root), "PYTHONDONTWRITEBYTECODE": "1", MARK: mark}
        began = time.monotonic()
        try:
            done = subprocess.run(argv, cwd=self.root, env=env, capture_output=True, timeout=TEST_S)
            said = done.stdout.decode(errors="replace")
        except subprocess.TimeoutExpired:
            return Ran((), f"no end within {TEST_S:.0f} s", time.monotonic() - began)
        finally:
            # A test that was ended by its time limit could not clear up behind it.
            _end_all(mark)
        took_s = time.monotonic() - began
        if not report.exists():
            return Ran((), said[-1000:] or "no report", took_s)
        return _read_report(report, took_s)


def _end_all(mark: str) -> None:
    """End every process that carries the run's mark."""
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.environ().get(MARK) == mark:
                process.kill()


def _read_report(report: Path, took_s: float) -> Ran:
    cases = list(ET.parse(report).getroot().iter("testcase"))
    errors = [error.get("message", "") for case in cases for error in case.findall("error")]
    skipped = [skip.get("message", "") for case in cases for skip in case.findall("skipped")]
    failures = [
        f"{failure.get('message', '')}\n{failure.text or ''}"
        for case in cases
        for failure in case.findall("failure")
    ]
    trouble = "; ".join([*errors, *(f"skipped: {why}" for why in skipped)])
    if not cases:
        trouble = "no such test"
    return Ran(tuple(failures), "" if failures else trouble, took_s)


def judge(broken: Broken, ran: Ran) -> Verdict:
    """Tell what a run with the patch is worth."""
    if ran.error:
        return Verdict.ERROR
    if not ran.failures:
        return Verdict.GREEN
    for failure in ran.failures:
        if ASSERTION.match(failure) and broken.fails.search(failure):
            return Verdict.RED
    return Verdict.OTHER


def tried(every: Sequence[Broken], scratch: Scratch, baseline: bool) -> Iterator[tuple[Broken, Verdict, Ran]]:
    """Break the copy in each way, one after the other, and run the tests."""
    healthy: dict[str, Ran] = {}
    for broken in every:
        if not scratch.fits(broken.path):
            yield broken, Verdict.STALE, Ran((), "", 0.0)
            continue
        if baseline and broken.test not in healthy:
            healthy[broken.test] = scratch.run(broken.test)
        known = healthy.get(broken.test)
        if known is not None and (known.failures or known.error):
            yield broken, Verdict.SICK, known
            continue
        scratch.apply(broken.path)
        ran = scratch.run(broken.test)
        scratch.apply(broken.path, undo=True)
        yield broken, judge(broken, ran), ran


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table; return 0 when every broken product turned its test red."""
    parser = argparse.ArgumentParser(prog="tests.faults.red", description="prove that fault tests can fail")
    parser.add_argument("names", nargs="*", help="only patches whose names hold one of these words")
    parser.add_argument("--no-baseline", action="store_true", help="do not run the tests unbroken first")
    parser.add_argument("--check", action="store_true", help="only see whether all patches still apply")
    options = parser.parse_args(argv)
    every, good = patches(options.names), True
    with tempfile.TemporaryDirectory(prefix="red-") as folder:
        scratch = Scratch(Path(folder))
        if options.check:
            stale = [broken.path.name for broken in every if not scratch.fits(broken.path)]
            sys.stdout.write("".join(f"{name}: does not apply\n" for name in stale))
            return 1 if stale else 0
        for broken, verdict, ran in tried(every, scratch, not options.no_baseline):
            good = good and verdict.good
            sys.stdout.write(_row(broken, verdict, ran))
            sys.stdout.flush()
    sys.stdout.write(f"{len(every)} patches, {'all red' if good else 'NOT ALL RED'}\n")
    return 0 if good and every else 1


def _row(broken: Broken, verdict: Verdict, ran: Ran) -> str:
    row = f"{broken.path.stem:<34} {verdict.value:<12} {ran.took_s:5.0f} s  {broken.breaks}\n"
    if verdict.good:
        return row
    said = ran.error or (ran.failures[0] if ran.failures else "")
    return row + "".join(f"    {line}\n" for line in said.splitlines()[:12])


if __name__ == "__main__":
    sys.exit(main())
