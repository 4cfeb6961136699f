"""Rules: a command says who gives it, and a desk who sits there: whom `--officer` names, else the login."""

from __future__ import annotations

import getpass
from pathlib import Path

import pytest

from tests.fakes.server_process import new_site
from wallctl.cli.main import WRONG_USAGE, build_parser, main
from wallctl.cli.officer import declared, named
from wallctl.cli.parts import PartName
from wallctl.cli.runner import Runner
from wallctl.errors import BadInput
from wallctl.model.people import MOST_LETTERS, OfficerName


@pytest.mark.parametrize(
    "words",
    [
        ("--officer", "李明", "--site", "s", "undo"),
        ("--officer", "李明", "controller", "s"),
        ("controller", "s", "--officer", "李明"),
        ("run", "s", "--officer", " 李明 "),
        ("demo", "--officer", "李明"),
        ("--officer", "王芳", "run", "s", "--officer", "李明"),
    ],
)
def test_who_is_named_counts_before_the_command_and_after_it(words: tuple[str, ...]) -> None:
    args = build_parser().parse_args(words)
    assert named(args) == declared(args) == "李明"


def test_without_a_name_it_is_whoever_is_logged_in(monkeypatch: pytest.MonkeyPatch) -> None:
    args = build_parser().parse_args(["--site", "s", "undo"])
    assert named(args) == "" and declared(args) == getpass.getuser()[:MOST_LETTERS]
    monkeypatch.setenv("LOGNAME", "a" * 99)
    assert declared(args) == "a" * MOST_LETTERS
    monkeypatch.setenv("LOGNAME", "a\nb")
    with pytest.raises(BadInput, match="officer"):
        declared(args)


def test_where_nobody_is_logged_in_the_owner_of_the_key_stands_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def nobody() -> str:
        raise KeyError("getpwuid(): uid not found: 4711")

    monkeypatch.setattr(getpass, "getuser", nobody)
    assert declared(build_parser().parse_args(["--site", "s", "undo"])) == ""


def test_a_name_that_nobody_could_read_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--officer", "长" * (MOST_LETTERS + 1), "--site", "s", "undo"]) == WRONG_USAGE
    assert "--officer" in (said := capsys.readouterr().err) and f"more than {MOST_LETTERS}" in said


def test_run_tells_its_desk_who_sits_there(short_path: Path) -> None:
    site = new_site(short_path / "s")
    for officer, more in (("李明", ["--officer", "李明"]), ("", [])):
        desk = Runner(site, headless=False, officer=OfficerName(officer)).parts[-1]
        assert desk.name is PartName.CONTROLLER
        assert desk._argv[3:] == ["controller", str(site.path), *more]
