"""Rule: doctor is as bad as its worst finding, and no finding hides another."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fakes.fake_machine import FakeMachine
from wallctl.cli.checks import python_parts
from wallctl.cli.checks.machine import Finding, Machine, Verdict
from wallctl.cli.doctor import Report, as_text, doctor, examine
from wallctl.cli.main import main


def test_report_is_as_bad_as_its_worst_finding() -> None:
    good, bad = Finding.ok("a", "x"), Finding.fail("b", "y", "mend it")
    assert Report.of([good]).verdict is Verdict.OK
    assert Report.of([good, Finding.warn("c", "z", "w")]).verdict is Verdict.WARN
    assert Report.of([bad, good]).verdict is Verdict.FAIL
    assert "mend it" in as_text(Report.of([bad, good]))


def test_check_that_breaks_does_not_hide_the_others(tmp_path: Path) -> None:
    def broken(there: Machine) -> Finding:
        raise KeyError("x")

    report = examine(FakeMachine(), tmp_path, [broken, python_parts.python])
    assert [finding.verdict for finding in report.findings[:2]] == [Verdict.FAIL, Verdict.OK]


def test_exit_code_follows_the_verdict(capsys: pytest.CaptureFixture[str]) -> None:
    assert doctor(json=True, machine=FakeMachine(wheels={})) == 1
    printed = json.loads(capsys.readouterr().out)
    assert printed["verdict"] == "fail"
    assert {"name", "verdict", "seen", "remedy"} == set(printed["findings"][0])


def test_this_machine_can_run_the_tests(capsys: pytest.CaptureFixture[str]) -> None:
    """The real checks against the real machine: what every test here relies on is found to be right."""
    main(["doctor", "--json"])
    verdicts = {f["name"]: (f["verdict"], f["seen"]) for f in json.loads(capsys.readouterr().out)["findings"]}
    needed = ("python", "python packages", "PySide6 with this Python", "opencv", "zeromq", "qt", "codecs")
    assert {name: verdicts[name] for name in needed if verdicts[name][0] != "ok"} == {}


def test_command_line_loads_no_foreign_library() -> None:
    code = (
        "import sys, wallctl.cli.main\n"
        "print([name for name in ('cv2', 'zmq', 'PySide6', 'sqlalchemy', 'numpy') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=True
    )
    assert done.stdout.strip() == "[]"
