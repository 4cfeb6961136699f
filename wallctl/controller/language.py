"""The desk's language: Chinese is the source of all words, English comes from a word list. No widgets."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

QT_CHINESE = "qtbase_zh_CN.qm"


class Language(StrEnum):
    """What the desk speaks."""

    CHINESE = "zh"
    ENGLISH = "en"

    @property
    def other(self) -> Language:
        return Language.ENGLISH if self is Language.CHINESE else Language.CHINESE


_LOCALES = {
    Language.CHINESE: QLocale.Language.Chinese,
    Language.ENGLISH: QLocale.Language.English,
}


class Interpreter:
    """Switches the application's language; every widget hears of it by Qt's LanguageChange.

    All word lists are read when it is made: switching reads no file.
    """

    def __init__(self, app: QApplication, folder: Path) -> None:
        self._app = app
        qt = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
        self._lists = {
            # Qt's own dialogs and menus are English by themselves; their Chinese comes with Qt.
            Language.CHINESE: _read(qt / QT_CHINESE),
            Language.ENGLISH: _read(folder / f"wallctl_{Language.ENGLISH.value}.qm"),
        }
        self._installed: QTranslator | None = None
        self.language = Language.CHINESE

    def speak(self, language: Language) -> bool:
        """Switch; tell whether the word list was there. A desk without one goes on in Chinese."""
        self.end()
        self.language = language if self._lists[language] is not None else Language.CHINESE
        QLocale.setDefault(QLocale(_LOCALES[self.language]))
        words = self._lists[self.language]
        if words is not None:
            self._installed = words.translator
            self._app.installTranslator(words.translator)
        return language is self.language

    def end(self) -> None:
        """Leave the application as it was found: whoever speaks next hears no words of this one."""
        if self._installed is not None:
            self._app.removeTranslator(self._installed)
            self._installed = None


@dataclass(frozen=True, slots=True)
class _WordList:
    """A translator with the bytes that it goes on reading: Qt makes no copy."""

    data: bytes
    translator: QTranslator


def _read(file: Path) -> _WordList | None:
    try:
        data = file.read_bytes()
    except OSError:
        return None
    translator = QTranslator()
    return _WordList(data, translator) if translator.load(data) else None
