"""Rule: what happened is told in sentences; the English ones begin with a capital, a name, or a cell."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import wallctl.node
import wallctl.server


def test_an_english_sentence_begins_with_a_capital_or_a_name() -> None:
    said = [(path.name, node) for path in _sources() for node in _english(ast.parse(path.read_text("utf-8")))]
    assert len(said) > 30
    small = [f"{name}:{node.lineno} {start}" for name, node in said if (start := _start(node))[:1].islower()]
    assert not small


def _sources() -> Iterator[Path]:
    for package in (wallctl.node, wallctl.server):
        yield from sorted(Path(package.__file__ or "").parent.glob("*.py"))


def _english(tree: ast.Module) -> Iterator[ast.expr]:
    """Yield what is said in English: `text_en=...`, and the third argument of an event log's `add`."""
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        yield from (word.value for word in call.keywords if word.arg == "text_en")
        log = ast.unparse(call.func) in ("self.add", "self._events.add")
        if log and len(call.args) >= 3:
            yield call.args[2]


def _start(node: ast.expr) -> str:
    """Return the words that a sentence begins with; empty where it begins with a value."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=[first, *_]) if isinstance(first, ast.Constant):
            return str(first.value)
        case _:
            return ""
