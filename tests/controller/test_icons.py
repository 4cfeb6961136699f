"""Rules: icons are read once; Qt finds them in memory, and a new style sheet needs no disk."""

from __future__ import annotations

import re

from PySide6.QtCore import QFile, QIODevice, QResource
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from wallctl.controller.icons import NAMES, icon_address, packed
from wallctl.controller.theme import BASE_PX, dress
from wallctl.store.data_files import Shipped, shipped_file


def test_qt_finds_in_memory_what_ships(qapp: QApplication) -> None:
    for name in NAMES:
        address = icon_address(name)
        assert address is not None
        file = QFile(address)
        assert file.open(QIODevice.OpenModeFlag.ReadOnly)
        assert (
            bytes(file.readAll().data()) == shipped_file(Shipped.ASSETS, "icons", f"{name}.svg").read_bytes()
        )
        assert not QIcon(address).pixmap(12, 12).isNull()


def test_a_style_sheet_names_no_file_of_the_disk(qapp: QApplication) -> None:
    dress(qapp, BASE_PX)
    named = re.findall(r"url\(\"?([^\")]+)", qapp.styleSheet())
    assert set(named) == {icon_address(name) for name in NAMES}


def test_an_icon_that_is_not_there_is_left_out() -> None:
    assert icon_address("nosuch") is None


def test_any_number_of_files_of_any_names_is_found() -> None:
    files = {f"{'v' * number}-{number}.svg": bytes([number]) * number for number in range(40)}
    data = packed(files)
    assert QResource.registerResourceData(data, "/here")
    try:
        for name, content in files.items():
            assert QResource(f":/here/{name}").uncompressedData().data() == content
        assert not QFile.exists(":/here/other.svg")
    finally:
        assert QResource.unregisterResourceData(data, "/here")
