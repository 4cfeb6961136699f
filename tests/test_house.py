"""Rule: the house stays a house: sizes, names, what may be committed, and what the pins hold."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house import ROOT, committed_files, functions, line_count, python_files, report, tree

TOP_LEVEL = {
    "wallctl", "layouts", "streams", "assets", "tests", "pyproject.toml", "README.md", "ARCHITECTURE.md",
    "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE", "Makefile",
}  # fmt: skip
VAGUE_NAMES = re.compile(r"^(utils?|helpers?|managers?|misc|common|stuff)$|_(utils?|helpers?|manager)$")
# In pieces, so that this file does not hold what it forbids.
REGISTRIES = re.compile(
    "|".join(
        re.escape("".join(pieces))
        for pieces in [
            ("py", "pi.org"), ("python", "hosted.org"), ("deb.", "debian.org"), ("security.", "debian.org"),
            ("archive.", "ubuntu.com"), ("registry.", "npmjs"), ("tuna.", "tsinghua"), ("mirrors.", "aliyun"),
            ("mirrors.", "ustc"),
        ]
    )
)  # fmt: skip
MACHINE_PATHS = re.compile(r"(?<![\w.~/-])/(home|root|work|Users|mnt)/[A-Za-z0-9_.]")
LOCK_LINE = re.compile(r"^([a-z0-9][a-z0-9._-]*==[A-Za-z0-9.!+]+ \\|    --hash=sha256:[0-9a-f]{64}( \\)?)$")
PACKAGE = python_files("wallctl")


def _texts() -> Iterator[tuple[Path, str]]:
    for path in committed_files():
        try:
            yield path.relative_to(ROOT), path.read_text("utf-8")
        except UnicodeDecodeError:
            continue


def test_top_level_holds_only_what_was_agreed() -> None:
    names = {path.relative_to(ROOT).parts[0] for path in committed_files()}
    odd = {
        n for n in names - TOP_LEVEL if not n.startswith(".") and not re.fullmatch(r"requirements.*\.lock", n)
    }
    assert not odd


def test_no_file_is_longer_than_500_lines() -> None:
    long = {
        str(p.relative_to(ROOT)): n for p in python_files("wallctl", "tests") if (n := line_count(p)) > 500
    }
    assert not long, f"split by job: {long}"


def test_no_function_is_longer_than_80_lines() -> None:
    long = [f for path in python_files("wallctl", "tests") for f in functions(path) if f.lines > 80]
    assert not long, f"split by step: {long}"


def test_report_of_sizes_can_be_made() -> None:
    assert "modules of wallctl" in report()


def test_no_module_or_class_has_a_vague_name() -> None:
    vague = [str(path.relative_to(ROOT)) for path in PACKAGE if VAGUE_NAMES.search(path.stem)]
    vague += [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in PACKAGE
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef) and re.search(r"(Manager|Helper|Utils?)$", node.name)
    ]
    assert not vague, f"name it after what it owns: {vague}"


def test_every_module_opens_with_what_it_owns() -> None:
    mute = [
        str(path.relative_to(ROOT))
        for path in PACKAGE
        if (module := tree(path)).body and not ast.get_docstring(module)
    ]
    assert not mute


def test_no_global_statement() -> None:
    found = [
        str(p.relative_to(ROOT)) for p in PACKAGE if any(isinstance(n, ast.Global) for n in ast.walk(tree(p)))
    ]
    assert not found


def _is_mutable(value: ast.expr | None) -> bool:
    match value:
        case ast.List() | ast.Dict() | ast.Set() | ast.ListComp() | ast.DictComp() | ast.SetComp():
            return True
        case ast.Call(
            func=ast.Name(id="list" | "dict" | "set" | "defaultdict" | "deque" | "Counter" | "OrderedDict")
        ):
            return True
        case _:
            return False


def test_no_module_holds_state() -> None:
    """Tables in capitals are constants; anything else at module level that can change is state."""
    found = []
    for path in PACKAGE:
        for node in tree(path).body:
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    pass
                case ast.AnnAssign(target=ast.Name(id=name), value=value):
                    pass
                case _:
                    continue
            if _is_mutable(value) and not name.lstrip("_").isupper() and not name.startswith("__"):
                found.append(f"{path.relative_to(ROOT)}:{node.lineno}: {name}")
    assert not found


def test_no_registry_is_named() -> None:
    found = [f"{path}: {hit[0]}" for path, text in _texts() if (hit := REGISTRIES.search(text))]
    assert not found, f"pins hold names, versions and hashes only: {found}"


def test_no_path_of_one_machine_is_named() -> None:
    found = [
        f"{path}: {hit}"
        for path, text in _texts()
        for hit in [
            *([str(ROOT)] if str(ROOT) in text else []),
            *(m[0] for m in MACHINE_PATHS.finditer(text)),
        ]
    ]
    assert not found


def _sleeps_outside_loops(tree: ast.AST, in_loop: bool = False) -> Iterator[int]:
    for node in ast.iter_child_nodes(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="time"), attr="sleep")) if not in_loop:
                yield node.lineno
            case _:
                pass
        yield from _sleeps_outside_loops(node, in_loop or isinstance(node, ast.While | ast.For))


def test_tests_wait_on_conditions_not_on_time() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in python_files("tests")
        if path.name.startswith("test_")
        for line in _sleeps_outside_loops(tree(path))
    ]
    assert not found, f"wait for a condition with a deadline: {found}"


def _pins(name: str) -> dict[str, str]:
    lines = (ROOT / name).read_text("utf-8").splitlines()
    return dict(line.removesuffix(" \\").split("==") for line in lines if "==" in line)


def _project() -> dict[str, list[str]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return {"run": project["dependencies"], "dev": project["optional-dependencies"]["dev"]}


def _names(requirements: list[str]) -> set[str]:
    return {re.split(r"[<>=!~\[; ]", line, maxsplit=1)[0].lower().replace("_", "-") for line in requirements}


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_pins_hold_names_versions_and_hashes_only(name: str) -> None:
    odd = [line for line in (ROOT / name).read_text("utf-8").splitlines() if not LOCK_LINE.match(line)]
    assert not odd


def test_pins_cover_what_the_project_asks_for() -> None:
    wanted, run, dev = _project(), _pins("requirements.lock"), _pins("requirements-dev.lock")
    assert _names(wanted["run"]) <= set(run), "make lock"
    assert _names(wanted["dev"]) <= set(dev), "make lock"
    assert run.items() <= dev.items(), "one set of versions for running and for testing: make lock"


def test_pins_hold_one_opencv_and_it_is_the_headless_one() -> None:
    assert [name for name in _pins("requirements-dev.lock") if "opencv" in name] == ["opencv-python-headless"]


COUNT_LOST_NONES = """
import sys
from PySide6.QtWidgets import QApplication, QLabel
app = QApplication([])
label = QLabel()
label.setText("warm")
before = sys.getrefcount(None)
for n in range(1000):
    label.setText("x")
print(before - sys.getrefcount(None))
"""


def test_void_qt_calls_lose_no_reference_to_none() -> None:
    """PySide6 6.12 on Python 3.11 loses one with each call and aborts; pip installs that pair silently."""
    done = subprocess.run(
        [sys.executable, "-c", COUNT_LOST_NONES],
        env=dict(os.environ),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 100, "keep PySide6 below 6.12 while Python 3.11 is supported"
