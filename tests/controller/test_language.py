"""Rules: word lists are read once, when the interpreter is made; without one the desk goes on in Chinese."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtWidgets import QApplication

from wallctl.controller.language import Interpreter, Language
from wallctl.store.data_files import Shipped, shipped_file


@contextmanager
def interpreter(app: QApplication, folder: Path) -> Iterator[Interpreter]:
    """It leaves the application's language as it was."""
    before, found = QLocale(), Interpreter(app, folder)
    try:
        yield found
    finally:
        found.end()
        QLocale.setDefault(before)


def said() -> str:
    return QCoreApplication.translate("Desk", "无回显")


def test_both_languages_are_spoken_after_their_files_are_gone(qapp: QApplication, tmp_path: Path) -> None:
    folder = tmp_path / "translations"
    shutil.copytree(shipped_file(Shipped.ASSETS, "translations"), folder)
    with interpreter(qapp, folder) as spoken:
        shutil.rmtree(folder)
        for _ in range(2):
            assert spoken.speak(Language.ENGLISH) and said() != "无回显"
            assert spoken.speak(Language.CHINESE) and said() == "无回显"
            assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"


def test_a_desk_without_the_word_list_goes_on_in_chinese(qapp: QApplication, tmp_path: Path) -> None:
    (tmp_path / "wallctl_en.qm").write_bytes(b"no word list")
    for folder in (tmp_path, tmp_path / "nosuch"):
        with interpreter(qapp, folder) as spoken:
            assert not spoken.speak(Language.ENGLISH)
            assert spoken.language is Language.CHINESE and said() == "无回显"
