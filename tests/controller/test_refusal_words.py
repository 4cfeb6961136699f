"""Every refusal of the server that can reach a desk is said in the officers' words, and names no command."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

import wallctl
from wallctl.controller.language import Interpreter, Language
from wallctl.controller.notice import problem_text
from wallctl.controller.refusal_words import has_words, link_word
from wallctl.protocol.desk import Problem
from wallctl.protocol.link import RefusalReason
from wallctl.store.data_files import Shipped, shipped_file

CHINESE = re.compile(r"[\u3400-\u9fff]")
LEAVES = {"NotFound", "BadInput", "Denied", "Conflict", "Unavailable"}
OF_OTHERS = {"answers", "enrol", "nodes", "past"}
"""Modules of the server that pass on refusals of others, or refuse nodes and files."""
ROOT = Path(wallctl.__file__).parent
REACH_A_DESK = (
    *sorted(path for path in (ROOT / "server").glob("*.py") if path.stem not in OF_OTHERS),
    *(ROOT / "rules" / f"{name}.py" for name in ("access", "edit", "new_wall", "select", "urls")),
    ROOT / "store" / "tables.py",
)


def written(node: ast.expr) -> str | None:
    """Return a text of the source; what it is filled with at run time stands as `X`."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            parts = [written(part) if isinstance(part, ast.Constant) else "X" for part in values]
            return "".join(part or "" for part in parts)
        case _:
            return None


def refusals() -> Iterator[tuple[str, str, str]]:
    """Return where each is written, its reason and its remedy; what passes on another's is left out."""
    for path in REACH_A_DESK:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in LEAVES:
                reason, remedy = (
                    written(part) if part is not None else "" for part in (*node.args[1:3], None)[:2]
                )
                if reason is not None:
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", reason, remedy or ""


ALL = tuple(refusals())


def test_refusals_are_found_in_the_source() -> None:
    assert len(ALL) > 60


@pytest.mark.parametrize(("place", "reason", "remedy"), ALL, ids=[place for place, _, _ in ALL])
def test_every_refusal_has_words(place: str, reason: str, remedy: str) -> None:
    assert has_words(reason, remedy), f"{place}: add to controller/refusal_words.py"


@pytest.fixture
def interpreter(qapp: QApplication) -> Iterator[Interpreter]:
    found = Interpreter(qapp, shipped_file(Shipped.ASSETS, "translations"))
    yield found
    found.speak(Language.CHINESE)
    found.end()


def test_a_refusal_is_whole_in_one_language(interpreter: Interpreter) -> None:
    for _, reason, remedy in ALL:
        problem = Problem(error="NotFound", thing="source X", reason=reason, remedy=remedy)
        interpreter.speak(Language.CHINESE)
        said = problem_text(problem)
        assert not re.search(r"[a-z]{3,} [a-z]{2,}|`", said), said
        interpreter.speak(Language.ENGLISH)
        said = problem_text(problem)
        assert not CHINESE.search(said) and "wallctl " not in said and "`" not in said, said


def test_names_and_figures_stay(interpreter: Interpreter) -> None:
    outside = Problem(
        error="BadInput",
        thing="source wat-1: rtsp://8.8.8.8/x",
        reason="address 8.8.8.8 is outside the site's networks",
        remedy="allow its network with --allow-net, or correct the address",
    )
    assert "wat-1" in problem_text(outside) and "网段" in problem_text(outside)
    late = "3 of 5 windows were ready, missing: wat-06 (no_answer); nothing was changed"
    assert "5 个窗口中 3 个就绪" in problem_text(
        Problem(error="Unavailable", thing="all or nothing", reason=late)
    )


def test_what_has_no_words_stands_as_it_was_said() -> None:
    said = problem_text(Problem(error="Odd", thing="x", reason="of a newer server", remedy="see there"))
    assert "of a newer server" in said and "see there" in said


def test_why_the_desk_is_not_taken_is_said_for_each_reason() -> None:
    assert all(CHINESE.search(link_word(reason)) for reason in RefusalReason)
