"""Rule: README's table has every command and every option that the command line takes."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator

import pytest

from tests.house import ROOT
from wallctl.cli.main import build_parser

EVERYWHERE = {"-h", "--help", "--json"}


def commands(parser: argparse.ArgumentParser, words: tuple[str, ...] = ()) -> Iterator[tuple[str, set[str]]]:
    """Each command with its own options."""
    inner = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    for action in inner:
        for name, one in action.choices.items():
            yield from commands(one, (*words, name))
    if not inner:
        yield " ".join(words), {name for action in parser._actions for name in action.option_strings}


def table() -> str:
    text = (ROOT / "README.md").read_text("utf-8")
    return text[text.index("\n## Commands") : text.index("\n## Measured")]


@pytest.mark.parametrize(("command", "options"), list(commands(build_parser())))
def test_every_command_and_option_is_in_the_table(command: str, options: set[str]) -> None:
    named = [part for part in re.findall(r"`([^`]*)`", table()) if re.search(rf"(^|\W){command}($|\W)", part)]
    assert named, f"{command} is not in README"
    told = " ".join(named)
    assert [name for name in sorted(options - EVERYWHERE) if name not in told] == []


def test_every_option_in_the_table_is_taken_by_some_command() -> None:
    taken = {name for _, options in commands(build_parser()) for name in options} | {"--site"}
    assert set(re.findall(r"--[a-z][a-z-]+", table())) - taken == set()
