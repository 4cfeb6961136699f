"""Rule: imports go downward only, and each foreign library has one door.

Imports inside functions count; those under TYPE_CHECKING do not, since they never run.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "wallctl"

# Lower number = lower layer; a package imports from layers below its own, never from its own layer or above.
LAYERS: dict[str, int] = {
    "errors": 0,
    "model": 1,
    "protocol": 2,
    "rules": 3,  # a decision may be spoken in the words of the protocol; never the other way round
    "bus": 4,
    "store": 4,
    "controller": 5,
    "renderer": 5,
    "server": 5,
    "node": 5,
    "demo": 5,
    "cli": 6,
    "__main__": 7,
}
PURE = {"errors", "model", "protocol", "rules"}

# Everything a decision may need: no clock, no threads, no chance, no files, no sockets, no processes.
PURE_MAY_IMPORT = {
    "__future__", "abc", "base64", "binascii", "bisect", "collections", "contextlib", "copy", "dataclasses",
    "datetime", "decimal", "difflib", "enum", "fractions", "functools", "hashlib", "heapq", "hmac",
    "ipaddress", "itertools", "json", "keyword", "math", "numbers", "operator", "pydantic", "pydantic_core",
    "re", "signal", "statistics", "string", "struct", "textwrap", "types", "typing", "typing_extensions",
    "unicodedata", "warnings", "zlib",
}  # fmt: skip
PURE_ONLY_PARTS = {"urllib": ("urllib.parse",)}

DOORS: dict[str, set[str]] = {
    "zmq": {"bus"},
    "sqlalchemy": {"store"},
    "sqlite3": {"store"},
    "cv2": {"renderer"},
    "numpy": {"renderer"},
    "PySide6": {"renderer", "controller"},
    "shiboken6": {"renderer", "controller"},
}
NOWHERE = {
    "multiprocessing",
    "pickle",
    "cPickle",
    "dill",
    "cloudpickle",
    "marshal",
    "shelve",
    "yaml",
    "ruamel",
}


class Import(NamedTuple):
    """One imported module as seen from a module of ours."""

    module: str
    line: int
    target: str


def _modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def _dotted(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _is_type_checking(test: ast.expr) -> bool:
    return (isinstance(test, ast.Name) and test.id == "TYPE_CHECKING") or (
        isinstance(test, ast.Attribute) and test.attr == "TYPE_CHECKING"
    )


def _nodes_that_run(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    skipped = node.body if isinstance(node, ast.If) and _is_type_checking(node.test) else []
    for child in ast.iter_child_nodes(node):
        if child not in skipped:
            yield from _nodes_that_run(child)


def _package_of(module: str, path_is_package: bool) -> list[str]:
    parts = module.split(".")
    return parts if path_is_package else parts[:-1]


def imports_of(source: str, module: str, *, is_package: bool = False) -> list[Import]:
    """All imports that run in the source text of `module`, relative ones made absolute."""
    found: list[Import] = []
    for node in _nodes_that_run(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                found += [Import(module, node.lineno, name.name) for name in names]
            case ast.ImportFrom(module=base, names=names, level=level):
                home = _package_of(module, is_package)
                prefix = home[: len(home) - level + 1] if level else []
                target = ".".join([*prefix, *([base] if base else [])])
                # `from wallctl import bus` names the package in the second half
                found += [Import(module, node.lineno, f"{target}.{name.name}") for name in names]
            case ast.Call(
                func=ast.Name(id="__import__") | ast.Attribute(attr="import_module"), args=[name, *_]
            ):
                literal = name.value if isinstance(name, ast.Constant) else "<computed>"
                found.append(Import(module, node.lineno, str(literal)))
            case _:
                pass
    return found


def _layer_name(dotted: str) -> str | None:
    parts = dotted.split(".")
    return parts[1] if parts[0] == "wallctl" and len(parts) > 1 else None


def violation(found: Import) -> str | None:
    """Why this import is against the rule, or None."""
    here, there = _layer_name(found.module), _layer_name(found.target)
    top = found.target.split(".")[0]
    where = f"{found.module}:{found.line}: imports {found.target}"
    if found.target == "<computed>":
        return f"{where}: the name of a module is always written out"
    if top in NOWHERE:
        return f"{where}: {top} is used nowhere"
    if here is None:
        return f"{where}: wallctl/__init__.py imports nothing of ours" if top == "wallctl" else None
    if there is not None and there in LAYERS and there != here and LAYERS[there] >= LAYERS[here]:
        return f"{where}: {here} may not import {there}"
    if top in DOORS and here not in DOORS[top]:
        return f"{where}: {top} is imported in {' and '.join(sorted(DOORS[top]))} only"
    if here in PURE and top != "wallctl":
        parts = PURE_ONLY_PARTS.get(top)
        if parts and not found.target.startswith(parts):
            return f"{where}: {here} is pure: of {top} only {', '.join(parts)}"
        if not parts and top not in PURE_MAY_IMPORT:
            return f"{where}: {here} is pure: no clock, thread, chance, file, socket or process"
    return None


def _all_imports() -> list[Import]:
    return [
        found
        for path in _modules()
        for found in imports_of(path.read_text("utf-8"), _dotted(path), is_package=path.name == "__init__.py")
    ]


def test_imports_go_downward_and_through_the_doors() -> None:
    broken = [reason for found in _all_imports() if (reason := violation(found))]
    assert not broken, "\n".join(broken)


def test_every_package_has_its_layer() -> None:
    modules = {path.stem for path in PACKAGE.glob("*.py")} | {
        path.parent.name for path in PACKAGE.glob("*/*.py")
    }
    unknown = modules - {"__init__"} - set(LAYERS)
    assert not unknown, f"give these a layer in tests/test_imports.py and ARCHITECTURE.md: {sorted(unknown)}"


def test_no_two_packages_import_each_other() -> None:
    edges = {(_layer_name(i.module), _layer_name(i.target)) for i in _all_imports()}
    pairs = {frozenset(edge) for edge in edges if edge[0] != edge[1] and (edge[1], edge[0]) in edges}
    assert not pairs


def test_pure_packages_touch_nothing() -> None:
    """`open` and friends need no import, so the list of imports alone would not see them."""
    broken = []
    for path in (p for p in _modules() if p.relative_to(PACKAGE).parts[0].removesuffix(".py") in PURE):
        for node in _nodes_that_run(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="open" | "print" | "input" | "exec" | "eval" as name)):
                    broken.append(f"{path.relative_to(ROOT)}:{node.lineno}: {name}")
                case ast.Attribute(
                    value=ast.Name(id="datetime" | "date"), attr="now" | "today" | "utcnow" as name
                ):
                    broken.append(
                        f"{path.relative_to(ROOT)}:{node.lineno}: {name} is a clock; time is an argument"
                    )
                case ast.Attribute(value=ast.Name(id="signal"), attr=name) if name.islower():
                    broken.append(
                        f"{path.relative_to(ROOT)}:{node.lineno}: of signal only the names of signals"
                    )
                case _:
                    pass
    assert not broken, "\n".join(broken)


def test_no_shell_anywhere() -> None:
    broken = []
    for path in _modules():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.keyword(arg="shell", value=value) if not (
                    isinstance(value, ast.Constant) and value.value is False
                ):
                    broken.append(f"{path.relative_to(ROOT)}:{value.lineno}: shell")
                case ast.Attribute(value=ast.Name(id="os"), attr="system" | "popen" as name):
                    broken.append(f"{path.relative_to(ROOT)}:{node.lineno}: os.{name}")
                case ast.Attribute(attr="recv_pyobj" | "send_pyobj" as name):
                    broken.append(f"{path.relative_to(ROOT)}:{node.lineno}: {name}")
                case _:
                    pass
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("wallctl.model.wall", "import time"),
        ("wallctl.model.wall", "def f():\n    import threading"),
        ("wallctl.model.wall", "from wallctl.rules import compose"),
        ("wallctl.model.wall", "from ..bus import client"),
        ("wallctl.rules.take", "import random"),
        ("wallctl.protocol.cell", "from wallctl.rules import compose"),
        ("wallctl.rules.take", "from urllib.request import urlopen"),
        ("wallctl.store.state", "from wallctl import bus"),
        ("wallctl.controller.main", "import wallctl.server.main"),
        ("wallctl.node.main", "from wallctl.renderer.nursery import fork"),
        ("wallctl.demo.session", "from wallctl.server import main"),
        ("wallctl.server.main", "import cv2"),
        ("wallctl.cli.main", "import zmq"),
        ("wallctl.cli.main", "from PySide6.QtWidgets import QApplication"),
        ("wallctl.bus.client", "import pickle"),
        ("wallctl.node.main", "import multiprocessing.shared_memory"),
        ("wallctl.node.main", "import importlib\nimportlib.import_module('cv2')"),
        ("wallctl.node.main", "import importlib\nname = 'cv2'\nimportlib.import_module(name)"),
        ("wallctl.bus.client", "from wallctl import cli"),
    ],
)
def test_the_rule_sees(module: str, source: str) -> None:
    assert any(violation(found) for found in imports_of(source, module))


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("wallctl.model.wall", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import time"),
        ("wallctl.model.wall", "from .ids import CellId\nfrom ..errors import NotFound"),
        ("wallctl.rules.take", "from wallctl.model.wall import Wall\nfrom urllib.parse import urlsplit"),
        (
            "wallctl.server.main",
            "import asyncio, time\nfrom wallctl.store import state\nfrom wallctl.bus import hub",
        ),
        ("wallctl.renderer.capture", "import cv2, numpy\nfrom PySide6 import QtGui"),
        ("wallctl.cli.status", "def run(args):\n    from wallctl.bus import client"),
    ],
)
def test_the_rule_allows(module: str, source: str) -> None:
    assert [violation(found) for found in imports_of(source, module) if violation(found)] == []


def test_pure_list_names_real_modules() -> None:
    others = PURE_MAY_IMPORT - set(sys.stdlib_module_names)
    assert others == {"pydantic", "pydantic_core", "typing_extensions"}
