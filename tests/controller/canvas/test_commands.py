"""Rules: every command of the canvas has a key of its own and words, and is on the sheet exactly once."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtGui import QKeySequence

from tests.rules.test_enlarge import LAYOUT, WALL, A, B
from wallctl.controller.canvas.commands import COMMANDS, SHEET, Command, command_of, hindrance, result
from wallctl.controller.canvas.scene import Board, Scene
from wallctl.rules.edit_several import lock

SCENE = Scene(board=Board.LIVE, wall=WALL, layout=LAYOUT, glass=LAYOUT)


def test_every_command_has_keys_of_its_own_and_stands_on_the_sheet_once() -> None:
    assert set(COMMANDS) == set(Command)
    assert Counter(command for line in SHEET for command in line.commands) == Counter(Command)
    keys = [QKeySequence(key).toString() for entry in COMMANDS.values() for key in entry.keys]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("command", list(Command))
def test_every_key_finds_its_command(command: Command) -> None:
    for key in COMMANDS[command].keys:
        assert command_of(QKeySequence(key)) is command


def test_a_key_that_is_only_part_of_another_is_no_command() -> None:
    assert command_of(QKeySequence("Ctrl+Q")) is None and command_of(QKeySequence("Z")) is None


@pytest.mark.parametrize("command", list(Command))
def test_without_a_choice_nothing_is_asked_for(command: Command) -> None:
    assert result(command, SCENE, ()) is None


def test_why_a_command_does_nothing_is_said() -> None:
    assert hindrance(Command.SWAP, SCENE, (A,)) and not hindrance(Command.SWAP, SCENE, (A, B))
    assert hindrance(Command.ALIGN_LEFT, SCENE, (A,))
    assert hindrance(Command.ENLARGE, SCENE, ()) and not hindrance(Command.PASTE, SCENE, ())
    locked = Scene(board=Board.LIVE, wall=WALL, layout=lock(LAYOUT, [A]), glass=LAYOUT)
    assert hindrance(Command.REMOVE, locked, (A,)) and not hindrance(Command.FIT, locked, (A,))
    assert result(Command.REMOVE, locked, (A,)) == locked.layout
