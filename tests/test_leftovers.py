"""Rule: a run finds what it left itself, and only that."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import RUN_MARK
from tests.leftovers import Leftovers, marked_environment

MARK = "WALLCTL_TEST_LEFTOVERS"
HOLD = "import sys; held = open(sys.argv[1], 'w'); print('held', flush=True); sys.stdin.read()"
MAKE = "import tempfile; print(tempfile.mkdtemp(prefix='wallctl-city-'))"


@pytest.fixture
def run(short_path: Path, tmp_path: Path) -> Leftovers:
    return Leftovers(f"{MARK}=run", short_path, tmp_path)


@contextmanager
def holder(file: Path, mark: str) -> Iterator[int]:
    """The pid of a process that holds the file open and carries that mark."""
    argv = [sys.executable, "-c", HOLD, str(file)]
    environment = marked_environment() | {MARK: mark}
    with subprocess.Popen(
        argv, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process.pid


def test_a_clean_run_leaves_nothing(run: Leftovers) -> None:
    assert run.find(deadline_s=0) == []


def test_a_process_of_the_run_is_found_and_another_runs_is_not(run: Leftovers, tmp_path: Path) -> None:
    with holder(tmp_path / "a", "run") as pid, holder(tmp_path / "b", "other"):
        (found,) = run.find(deadline_s=0)
    assert found.startswith(f"process {pid}:")


def test_a_temporary_folder_of_the_run_is_found(run: Leftovers) -> None:
    environment = marked_environment() | {"TMPDIR": str(run.temporary)}
    made = subprocess.run(
        [sys.executable, "-c", MAKE], env=environment, capture_output=True, text=True, check=True
    ).stdout.strip()
    assert run.find(deadline_s=0) == [f"temporary folder {made}"]


def test_another_runs_folder_in_shared_memory_is_not_ours(run: Leftovers, tmp_path: Path) -> None:
    (tmp_path / "wallctl-city-abcdefgh").mkdir()
    assert run.find(deadline_s=0) == []


def test_shared_memory_counts_unless_somebody_else_holds_it(run: Leftovers, tmp_path: Path) -> None:
    file = tmp_path / "wallctl-frames"
    with holder(file, "other"):
        assert run.find(deadline_s=0) == []
    assert run.find(deadline_s=0) == [f"shared memory {file}"]


def test_children_make_their_temporary_folders_inside_the_run() -> None:
    inside = Path(os.environ["TMPDIR"])
    assert inside.parent == Path(os.environ["XDG_RUNTIME_DIR"])
    assert inside.parent.name == os.environ[RUN_MARK]
