"""The import of a table of cameras: choose or drop a file, read the report, take all of it or nothing.

Asks only: the session's owner sends what it asks for and brings the answers. The wall goes on meanwhile.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import assert_never

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from wallctl.controller.drag import table_in_mime
from wallctl.controller.file_choosing import file_chooser
from wallctl.controller.import_reader import ImportReader, Read
from wallctl.controller.import_words import Part, report_parts, summary, trouble_parts
from wallctl.controller.local_keys import FILE_KEY, SAVE_KEY
from wallctl.controller.notice import problem_text
from wallctl.controller.session import NO_LINK, UNANSWERED
from wallctl.controller.theme import px
from wallctl.errors import WallError
from wallctl.model.ids import SourceId
from wallctl.model.source import Source
from wallctl.protocol.desk import ImportSources, Problem
from wallctl.protocol.sourcing import PreviewImport
from wallctl.rules.catalogue_changes import CatalogueChanges
from wallctl.store.catalogue_files import CameraFile

_LINE_EDGE_PX, _BESIDE_PX = 10, 80
_OPEN_LINES = 12
"""A part of the report that has no more lines is open from the start."""


class Phase(Enum):
    """The life of an import."""

    EMPTY = "empty"
    READING = "reading"
    ASKING = "asking"
    """The server is asked what it would do."""
    WRONG = "wrong"
    REPORT = "report"
    SAVING = "saving"
    DONE = "done"


class ImportDialog(QDialog):
    """Not modal: the desk can be used while it is open. `preview_requested` and `import_requested` ask."""

    preview_requested = Signal(object)
    import_requested = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setModal(False)
        self.setAcceptDrops(True)
        self._known: Mapping[SourceId, Source] = {}
        self._cameras: CameraFile | None = None
        self._path: Path | None = None
        self._report: CatalogueChanges | None = None
        self._trouble: WallError | Problem | None = None
        self.phase = Phase.EMPTY
        self._reader = ImportReader()
        self._reader.ready.connect(self._was_read)
        self._say = QLabel(self)
        self._say.setWordWrap(True)
        self.report = QTreeWidget(self)
        self.report.setHeaderHidden(True)
        self.report.setColumnCount(1)
        self.report.setWordWrap(True)
        self.choose = QPushButton(self)
        self.choose.clicked.connect(self.open_file)
        self.save = QPushButton(self)
        self.save.setObjectName("primary")
        # Not the buttons' own: a new text takes these away.
        self._keys = [
            QShortcut(QKeySequence(SAVE_KEY), self, self._take_all),
            QShortcut(QKeySequence(FILE_KEY), self, self.open_file),
        ]
        self.save.clicked.connect(self._take_all)
        self.cancel = QPushButton(self)
        self.cancel.clicked.connect(self.reject)
        for button in (self.choose, self.save, self.cancel):
            # Enter commits Chinese input, and is pressed by habit: it must import nothing.
            button.setAutoDefault(False)
        self._lay_out()
        self._show_phase(Phase.EMPTY)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.choose)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(self._say)
        column.addWidget(self.report, 1)
        column.addLayout(buttons)
        self.resize(px(720), px(560))

    # what it is told

    def show_known(self, known: Mapping[SourceId, Source]) -> None:
        """Name what is in the catalogue from these."""
        self._known = known

    def read(self, path: Path) -> None:
        """Read that file and ask what it would do."""
        self._path, self._cameras = path, None
        self._report = self._trouble = None
        self._show_phase(Phase.READING)
        self._reader.read(path)

    def show_report(self, report: CatalogueChanges) -> None:
        """This is what the import would do."""
        if self.phase is Phase.ASKING and self._cameras is not None:
            self._report, self._trouble = report, None
            self._show_parts()
            self._show_phase(Phase.REPORT)
            if not report.empty:
                self.save.setFocus()

    def show_refusal(self, problem: Problem) -> None:
        """The server refused, and nothing was changed; or its answer to the import did not come."""
        if self.phase in (Phase.ASKING, Phase.SAVING):
            looked = self.phase is Phase.ASKING
            self._trouble = NO_LINK if looked and problem == UNANSWERED else problem
            self._show_parts()
            self._show_phase(Phase.WRONG)

    def show_done(self) -> None:
        """All of it is in the catalogue."""
        if self.phase is Phase.SAVING:
            self._show_phase(Phase.DONE)

    # what it does

    @Slot()
    def open_file(self) -> None:
        """Choose a file, without waiting for the choice."""
        if self.phase is Phase.SAVING:
            return
        filters = [self.tr("CSV 表格 (*.csv *.CSV)"), self.tr("所有文件 (*)")]
        chooser = file_chooser(self, self.tr("选择信号源目录 (CSV)"), filters)
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.fileSelected.connect(self._chosen)
        chooser.open()

    @Slot(str)
    def _chosen(self, name: str) -> None:
        self.read(Path(name))

    @Slot(object)
    def _was_read(self, found: Read) -> None:
        if found.path != self._path or self.phase is not Phase.READING:
            return
        if found.wrong is not None:
            self._trouble = found.wrong
            self._show_parts()
            self._show_phase(Phase.WRONG)
        elif found.cameras is not None:
            self._cameras = found.cameras
            self._show_phase(Phase.ASKING)
            self.preview_requested.emit(PreviewImport(sources=found.cameras.sources, says=found.cameras.says))

    @Slot()
    def _take_all(self) -> None:
        if self.phase is Phase.REPORT and self._cameras is not None:
            self._show_phase(Phase.SAVING)
            read = self._cameras
            credentials = {str(name): text for name, text in read.credentials.items()}
            self.import_requested.emit(
                ImportSources(sources=read.sources, says=read.says, credentials=credentials)
            )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.phase is not Phase.SAVING and table_in_mime(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = table_in_mime(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.read(path)

    def done(self, result: int) -> None:
        """It is closed, by whatever way: what is being saved is saved, everything else is forgotten."""
        if self.phase is not Phase.SAVING:
            self._reader.forget()
            self._cameras = self._path = self._report = self._trouble = None
            self._show_phase(Phase.EMPTY)
        super().done(result)

    # what is shown

    def _show_phase(self, phase: Phase) -> None:
        self.phase = phase
        reported = phase in (Phase.WRONG, Phase.REPORT, Phase.SAVING, Phase.DONE)
        self.report.setVisible(reported)
        # Without a report the line stands alone, in the middle of the form.
        alone, above = Qt.AlignmentFlag.AlignCenter, Qt.AlignmentFlag.AlignLeft
        self._say.setAlignment(above if reported else alone)
        changes = self._report is not None and not self._report.empty
        self.save.setEnabled(phase is Phase.REPORT and changes)
        self.choose.setEnabled(phase is not Phase.SAVING)
        self.retranslate()

    def _parts(self) -> list[Part]:
        match self._trouble:
            case WallError():
                return trouble_parts(self._trouble)
            case Problem() if self._trouble == UNANSWERED:
                return [Part(self.tr("不知道是否已导入"), (problem_text(self._trouble),))]
            case Problem():
                return [Part(self.tr("没有导入，什么都没有改动"), (problem_text(self._trouble),))]
            case None if self._report is not None and self._cameras is not None:
                return report_parts(self._report, self._known, self._cameras)
            case None:
                return []
            case _:
                assert_never(self._trouble)

    def _show_parts(self) -> None:
        self.report.clear()
        for part in self._parts():
            heading = QTreeWidgetItem([part.heading])
            for line in part.lines:
                item = QTreeWidgetItem(heading, [line])
                item.setToolTip(0, line)
            self.report.addTopLevelItem(heading)
            heading.setExpanded(len(part.lines) <= _OPEN_LINES)
        self._fit_lines()

    def _fit_lines(self) -> None:
        """Give every line the height of its text: a tree with a style sheet breaks lines and forgets to."""
        metrics = self.report.fontMetrics()
        # The tree itself gets its width after the dialog.
        room = QRect(0, 0, max(80, self.width() - 2 * self.report.indentation() - _BESIDE_PX), 10_000)
        for item in self._items():
            bounds = metrics.boundingRect(room, int(Qt.TextFlag.TextWordWrap), item.text(0))
            item.setSizeHint(0, QSize(0, bounds.height() + _LINE_EDGE_PX))

    def _items(self) -> list[QTreeWidgetItem]:
        tops = [self.report.topLevelItem(number) for number in range(self.report.topLevelItemCount())]
        below = [top.child(number) for top in tops if top for number in range(top.childCount())]
        return [item for item in (*tops, *below) if item]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_lines()

    def retranslate(self) -> None:
        """Show all words in the language that is set."""
        self.setWindowTitle(self.tr("导入信号源目录"))
        self.report.setAccessibleName(self.tr("导入报告"))
        self.choose.setText(self.tr("选择文件… {key}").format(key=FILE_KEY))
        self.choose.setToolTip(self.tr("选择 CSV 文件，也可以把文件拖进来"))
        self.save.setText(self.tr("全部导入 {key}").format(key=SAVE_KEY))
        self.save.setToolTip(self.tr("按报告全部导入；不能只导入一部分"))
        done = self.phase is Phase.DONE
        self.cancel.setText(self.tr("关闭 Esc") if done else self.tr("取消 Esc"))
        self.cancel.setToolTip(self.tr("关闭，不再改动 (Esc)"))
        for button in (self.choose, self.save, self.cancel):
            button.setAccessibleName(button.toolTip())
        self._say.setText(self._words())

    def _words(self) -> str:
        name = self._path.name if self._path is not None else ""
        count = len(self._cameras.sources) if self._cameras is not None else 0
        match self.phase:
            case Phase.EMPTY:
                return self.tr(
                    "选择 CSV 文件，或把它拖到这里。先看报告，再决定；在按下“全部导入”之前什么都不会改动。"
                )
            case Phase.READING:
                return self.tr("正在读取 {name} …").format(name=name)
            case Phase.ASKING:
                return self.tr("正在核对 {name} 中的 {n} 路信号源 …").format(name=name, n=count)
            case Phase.WRONG:
                return name
            case Phase.REPORT if self._report is not None:
                return f"{name}\n{summary(self._report, count)}"
            case Phase.SAVING:
                return self.tr("正在导入 {n} 路信号源 …").format(n=count)
            case Phase.DONE:
                return self.tr("已导入 {n} 路信号源。").format(n=count)
            case Phase.REPORT:
                return name
            case _:
                assert_never(self.phase)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
            self._show_parts()
        super().changeEvent(event)
