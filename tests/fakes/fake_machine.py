"""A machine that says what a test wants it to say."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from wallctl.cli.checks import python_parts
from wallctl.cli.checks.machine import Machine, Ran

HEALTHY_WHEELS = dict.fromkeys((*python_parts.WHEELS, "opencv-python-headless"), "1.0")


class FakeMachine(Machine):
    """A machine made up: `answers` maps a part of the command line to what comes back."""

    def __init__(
        self,
        answers: Mapping[str, Ran] | None = None,
        *,
        env: Mapping[str, str] | None = None,
        wheels: Mapping[str, str] = HEALTHY_WHEELS,
        programs: Sequence[str] = (),
        version: tuple[int, int, int] = (3, 11, 7),
    ) -> None:
        super().__init__(env or {})
        self._answers = dict(answers or {})
        self._wheels = wheels
        self._programs = programs
        self._version = version
        self.environments: list[Mapping[str, str]] = []

    @property
    def python_version(self) -> tuple[int, int, int]:
        return self._version

    def wheel(self, name: str) -> str | None:
        return self._wheels.get(name)

    def has(self, program: str) -> bool:
        return program in self._programs

    def run(
        self, argv: Sequence[str], *, timeout_s: float = 30.0, env: Mapping[str, str] | None = None
    ) -> Ran:
        self.environments.append(self.env if env is None else env)
        line = " ".join(argv)
        return next(
            (ran for part, ran in self._answers.items() if part in line), Ran(code=127, err="no such thing")
        )


def answer(*values: object) -> Ran:
    return Ran(code=0, out=json.dumps(list(values)) + "\n")
