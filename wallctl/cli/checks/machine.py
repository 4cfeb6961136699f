"""What a check finds, and the machine it looks at. Must not know any particular check.

Qt, OpenCV and ZeroMQ are never loaded here: a library that is broken may end the process that loads it, so
they are asked about in a child.
"""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Self

from wallctl.model.base import Value

NOT_FOUND, TIMED_OUT = 127, 124
# The first two are left behind by the plain OpenCV wheel, pointing at its own Qt 5; the last by any opener.
LEFT_BEHIND = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR", "OPENCV_FFMPEG_CAPTURE_OPTIONS")


class Verdict(StrEnum):
    """How bad it is: `warn` limits what can be done, `fail` stops the wall from working."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


class Finding(Value):
    """One thing that was looked at; `remedy` is empty when nothing is wrong."""

    name: str
    verdict: Verdict
    seen: str
    remedy: str = ""

    @classmethod
    def ok(cls, name: str, seen: str) -> Self:
        """Return that it is as it should be."""
        return cls(name=name, verdict=Verdict.OK, seen=seen)

    @classmethod
    def warn(cls, name: str, seen: str, remedy: str) -> Self:
        """Return that something will be missing."""
        return cls(name=name, verdict=Verdict.WARN, seen=seen, remedy=remedy)

    @classmethod
    def fail(cls, name: str, seen: str, remedy: str) -> Self:
        """Return that the wall cannot work like this."""
        return cls(name=name, verdict=Verdict.FAIL, seen=seen, remedy=remedy)


class Ran(Value):
    """How a child ended: exit code (127 not found, 124 timed out) and what it printed."""

    code: int
    out: str = ""
    err: str = ""

    @property
    def last_words(self) -> str:
        """Why it failed, in one line: the last that says `could not`, else the last there is."""
        lines = [line.strip() for line in (self.err.strip() or self.out.strip()).splitlines() if line.strip()]
        reasons = [line for line in lines if "could not" in line.lower()]
        return (reasons or lines or [f"exit code {self.code}"])[-1][:300]


class Machine:
    """This machine as the checks see it. Safe to use from several threads."""

    def __init__(self, env: Mapping[str, str] | None = None) -> None:
        self.env: Mapping[str, str] = dict(os.environ if env is None else env)

    @property
    def python_version(self) -> tuple[int, int, int]:
        """Version of the interpreter that runs us."""
        return sys.version_info[:3]

    def wheel(self, name: str) -> str | None:
        """Return the version of an installed Python package, or None."""
        try:
            return importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            return None

    def has(self, program: str) -> bool:
        """Tell whether a program is in the path."""
        return shutil.which(program, path=self.env.get("PATH")) is not None

    def run(
        self, argv: Sequence[str], *, timeout_s: float = 30.0, env: Mapping[str, str] | None = None
    ) -> Ran:
        """Run a program to its end, without input; never raises."""
        try:
            done = subprocess.run(
                list(argv),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=timeout_s,
                env=dict(self.env if env is None else env),
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Ran(code=TIMED_OUT, err=f"no answer within {timeout_s:.0f} s")
        except OSError as wrong:
            return Ran(code=NOT_FOUND, err=f"{argv[0]}: {wrong.strerror}")
        return Ran(code=done.returncode, out=done.stdout, err=done.stderr)

    def ask_python(self, code: str, *argv: str, env: Mapping[str, str] | None = None) -> Ran:
        """Run code in a fresh interpreter like ours.

        Qt in it draws to memory unless `env` says otherwise, and is not sent to the plugins and fonts of
        another Qt; renderers do the same.
        """
        clean = {name: value for name, value in self.env.items() if name not in LEFT_BEHIND}
        return self.run(
            [sys.executable, "-c", code, *argv], env={**clean, "QT_QPA_PLATFORM": "offscreen", **(env or {})}
        )
