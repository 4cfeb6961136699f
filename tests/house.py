"""Measures the source against the house numbers; `python -m tests.house` prints the table.

Looks at committed files only (all files, where there is no git): work in progress is nobody's failure.
"""

from __future__ import annotations

import ast
import functools
import shutil
import statistics
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
_UNCOMMITTED = {".git", ".venv", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis"}


class Function(NamedTuple):
    """One function or method with its length in lines, decorators and docstring not counted."""

    where: str
    lines: int


def committed_files() -> list[Path]:
    """Every file that git tracks here and that exists; without git, every file that could be committed."""
    if shutil.which("git") and (ROOT / ".git").exists():
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
        paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    else:
        paths = [p for p in ROOT.rglob("*") if not _UNCOMMITTED & set(p.relative_to(ROOT).parts)]
    return sorted(path for path in paths if path.is_file())


def python_files(*folders: str) -> list[Path]:
    """The committed Python files below these top-level folders."""
    return [
        path
        for path in committed_files()
        if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in folders
    ]


def line_count(path: Path) -> int:
    """Lines of a text file."""
    return len(path.read_text("utf-8").splitlines())


@functools.cache
def tree(path: Path) -> ast.Module:
    """The parsed module, once a run: nobody may change it."""
    return ast.parse(path.read_text("utf-8"))


def functions(path: Path) -> list[Function]:
    """All functions of a module, inner ones too."""
    found = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
            lines = (node.end_lineno or first.lineno) - first.lineno + 1
            found.append(Function(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", lines))
    return found


def modules_without_tests() -> list[str]:
    """Modules of the package that have no test module of the same name in the folder of the same name."""
    missing = []
    for path in python_files("wallctl"):
        inside = path.relative_to(ROOT / "wallctl")
        if path.name not in {"__init__.py", "__main__.py"}:
            expected = ROOT / "tests" / inside.parent / f"test_{path.name}"
            if not expected.exists():
                missing.append(str(path.relative_to(ROOT)))
    return missing


def _row(name: str, sizes: list[int], median: int, p90: int) -> str:
    if not sizes:
        return f"{name:<28} none"
    ordered = sorted(sizes)
    seen_p90 = ordered[min(len(ordered) - 1, len(ordered) * 9 // 10)]
    return (
        f"{name:<28} {len(sizes):>5}   median {statistics.median(sizes):>5.0f} (aim {median})"
        f"   p90 {seen_p90:>4} (aim {p90})   longest {ordered[-1]}"
    )


def report() -> str:
    """The table of sizes, and what has no test of its own."""
    package, tests = python_files("wallctl"), python_files("tests")
    package = [path for path in package if line_count(path)]
    source_lines, test_lines = sum(map(line_count, package)), sum(map(line_count, tests))
    rows = [
        _row("modules of wallctl, lines", [line_count(path) for path in package], 120, 350),
        _row("functions of wallctl, lines", [f.lines for path in package for f in functions(path)], 10, 30),
        f"{'tests / source':<28} {test_lines / max(source_lines, 1):.2f} (aim 0.8)",
    ]
    untested = modules_without_tests()
    rows.append(f"{'without a test of its name':<28} {len(untested):>5}")
    return "\n".join([*rows, *(f"  {name}" for name in untested)])


if __name__ == "__main__":
    sys.stdout.write(report() + "\n")
