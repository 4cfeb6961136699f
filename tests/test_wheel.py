"""Rule: a pip install works without the checkout: layouts, streams and assets are inside the wheel."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.house import ROOT, committed_files

DATA = ("layouts", "streams", "assets")


def _committed_data() -> list[Path]:
    inside = [path.relative_to(ROOT) for path in committed_files()]
    return [path for path in inside if path.parts[0] in DATA]


@pytest.fixture(scope="module")
def wheel_names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    absent = [name for name in ("layouts", "streams") if not (ROOT / name).is_dir()]
    if absent:
        pytest.skip(f"nothing is shipped yet in {', '.join(absent)}")
    folder = tmp_path_factory.mktemp("wheel")
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT, capture_output=True, text=True, timeout=100,
    )  # fmt: skip
    assert built.returncode == 0, built.stderr
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        return set(packed.namelist())


def test_wheel_holds_the_shipped_data(wheel_names: set[str]) -> None:
    absent = [str(p) for p in _committed_data() if f"wallctl/_data/{p.as_posix()}" not in wheel_names]
    assert not absent, f"add the folder to force-include in pyproject.toml: {absent[:5]}"


def test_wheel_holds_the_package_and_no_tests(wheel_names: set[str]) -> None:
    assert "wallctl/__main__.py" in wheel_names
    assert not [name for name in wheel_names if name.startswith("tests/")]
