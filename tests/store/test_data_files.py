"""Rules of where shipped files are looked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from wallctl.errors import Unavailable
from wallctl.store.data_files import Shipped, shipped_file, shipped_folder


def test_a_checkout_has_its_folders_beside_the_package() -> None:
    assert (shipped_folder(Shipped.LAYOUTS) / "walls" / "3x8.toml").is_file()
    assert shipped_file(Shipped.LAYOUTS, "presets", "daily.toml").is_file()


def test_a_wheel_has_them_inside_the_package(tmp_path: Path) -> None:
    package = tmp_path / "wallctl"
    (package / "_data" / "layouts").mkdir(parents=True)
    assert shipped_folder(Shipped.LAYOUTS, package) == package / "_data" / "layouts"


def test_somebody_elses_folder_beside_an_installed_package_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "wallctl").mkdir()
    (tmp_path / "layouts").mkdir()
    with pytest.raises(Unavailable, match="install wallctl anew"):
        shipped_folder(Shipped.LAYOUTS, tmp_path / "wallctl")
