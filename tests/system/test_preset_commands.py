"""`preset ...` on the command line against a real server: saved, carried as files, looked back at."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.asking import show
from tests.fakes.fake_desk import FakeDesk
from tests.fakes.server_process import ServerProcess
from wallctl.cli.main import main
from wallctl.store.layout_files import read_preset

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(server: ServerProcess, capsys: pytest.CaptureFixture[str]) -> Run:
    def command(*arguments: str) -> tuple[int, str, str]:
        code = main(["--site", str(server.site.path), *arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


def told(run: Run, *arguments: str) -> dict[str, Any]:
    code, out, err = run(*arguments, "--json")
    assert code == 0, err
    found: dict[str, Any] = json.loads(out)
    return found


def test_what_is_on_the_wall_is_saved_carried_as_a_file_and_taken_in_again(
    run: Run, desk: FakeDesk, tmp_path: Path
) -> None:
    desk.ask(show("cam-1", 0, 0, 2, 2))
    assert told(run, "preset", "save", "night", "--name", "夜间", "--group", "日常")["version"] == 1
    desk.ask(show("cam-2", 2, 0))
    code, _, err = run("preset", "save", "night")
    assert code == 1 and "night" in err and "version 1" in err and "--replace" in err
    assert told(run, "preset", "save", "night", "--replace")["version"] == 2
    file = tmp_path / "night.toml"
    assert told(run, "preset", "export", "night", str(file), "--version", "1")["version"] == 1
    preset = read_preset(file)
    assert (preset.name, preset.group) == ("夜间", "日常")
    assert [slot.source for slot in preset.walls["2x3"]] == ["cam-1"]
    told(run, "preset", "import", str(file), "--replace")
    told(run, "apply", "night")
    assert len(told(run, "presets")["presets"]) == 2
    rows = told(run, "preset", "versions", "night")["versions"]
    assert [row["version"] for row in rows] == [3, 2, 1] and rows[0]["seat"] == "cli"


def test_a_deleted_preset_is_brought_back_by_its_version(run: Run) -> None:
    code, out, _ = run("preset", "delete", "patrol")
    assert code == 0 and "--back 1" in out
    assert run("apply", "patrol")[0] == 1
    assert told(run, "preset", "versions", "patrol", "--back", "1")["version"] == 3
    assert told(run, "apply", "patrol")["windows"] == 6
    code, _, err = run("preset", "versions", "patrol", "--back", "9")
    assert code == 1 and "version 9" in err and "3, 2, 1" in err


def test_a_wrong_file_is_named_with_its_line_and_nothing_is_taken_in(run: Run, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.toml", tmp_path / "bad.toml"
    good.write_text('id = "good"\nname = "好"\n[walls]\n2x3 = [{ id = "a", at = [0, 0, 1, 1] }]\n')
    bad.write_text('id = "bad"\nname = "坏"\n[walls]\n2x3 = [{ id = "a", at = [2, 0, 2, 1] }]\n')
    code, _, err = run("preset", "import", str(good), str(bad))
    assert code == 1 and "bad.toml" in err and "4" in err and "outside the wall" in err
    assert [row["id"] for row in told(run, "presets")["presets"]] == ["patrol"]


def test_keys_are_given_when_presets_are_saved_and_stay_where_they_are(
    run: Run, desk: FakeDesk, tmp_path: Path
) -> None:
    def keys() -> dict[str, str]:
        return {row["id"]: row["key"] for row in told(run, "presets")["presets"]}

    assert keys() == {"patrol": "F2"}, "given when the site was made"
    desk.ask(show("cam-1"))
    code, out, err = run("preset", "save", "night")
    assert code == 0 and "version 1, key F3" in out + err
    file = tmp_path / "own.toml"
    places = '[walls]\n2x3 = [{ id = "a", at = [0, 0, 1, 1] }]\n'
    file.write_text(f'id = "own"\nname = "自己的"\nkey = "F2"\n{places}')
    code, out, err = run("preset", "import", str(file))
    assert code == 0 and "key F4 (F2 belongs to patrol)" in out + err
    assert run("preset", "delete", "patrol")[0] == 0
    assert keys() == {"night": "F3", "own": "F4"}
    assert told(run, "preset", "save", "late")["key"] == "F5", "F2 is still pressed by habit"
    assert told(run, "preset", "import", str(file), "--replace")["presets"][0]["key"] == "F2"
    assert told(run, "preset", "versions", "own", "--back", "1")["key"] == "F2"
    assert told(run, "preset", "versions", "patrol", "--back", "1")["key"] == "F6"
    assert keys() == {"night": "F3", "late": "F5", "own": "F2", "patrol": "F6"}
