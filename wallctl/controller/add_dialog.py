"""A new source by its address: looked at before it is saved. Asks only; the rules judge what is typed."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from wallctl.controller.add_picture import SeenPicture
from wallctl.controller.add_test import AddTest
from wallctl.controller.add_words import fault_word, sighting_word, step_word
from wallctl.controller.local_keys import SAVE_KEY, TEST_KEY
from wallctl.controller.looks import Looks
from wallctl.controller.notice import problem_text
from wallctl.controller.text_inputs import AddressField, latin_only
from wallctl.controller.theme import make_room, px, show_property
from wallctl.controller.words import agency_name
from wallctl.model.ids import SourceId
from wallctl.model.source import Agency
from wallctl.protocol.desk import Ask, Problem
from wallctl.rules.new_source import Entry, Fault, Form, faults, parted, request

_WIDE_PX, _TALL_PX = 680, 480
_FIELD_GAP_PX, _FLAW_GAP_PX = 8, 4


class AddDialog(QDialog):
    """Not modal. `temporary`: for a day only, by its address alone."""

    save_requested = Signal(object)
    """`AddSource` or `AddTemporary`."""

    def __init__(self, looks: Looks, parent: QWidget, *, temporary: bool) -> None:
        super().__init__(parent)
        self.setModal(False)
        self._temporary = temporary
        self._taken: Collection[SourceId] = ()
        self._agencies: tuple[Agency, ...] = ()
        self._saving = False
        self._refused: Problem | None = None
        self.test = AddTest(looks)
        self.test.changed.connect(self._show)
        self.main, self.sub = AddressField(self), AddressField(self)
        self.id, self.name = QLineEdit(self), QLineEdit(self)
        self.user, self.password = QLineEdit(self), QLineEdit(self)
        latin_only(self.id)
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.agency = QComboBox(self)
        self._fields = (self.id, self.name, self.main, self.sub, self.user, self.password, self.agency)
        self._words: dict[QWidget, QLabel] = {}
        self._flaws = {entry: self._flaw() for entry in Entry}
        self._entries: dict[Entry, QWidget] = {
            Entry.ID: self.id,
            Entry.NAME: self.name,
            Entry.MAIN: self.main,
            Entry.SUB: self.sub,
            Entry.USER: self.user,
        }
        self.picture = SeenPicture(self)
        self.said = QLabel(self)
        self.said.setWordWrap(True)
        self.refusal = QLabel(self)
        self.refusal.setWordWrap(True)
        self.refusal.setProperty("tone", "late")
        self.look, self.save, self.cancel = QPushButton(self), QPushButton(self), QPushButton(self)
        self.look.clicked.connect(self._toggle_test)
        self.save.clicked.connect(self._save)
        self.cancel.clicked.connect(self.reject)
        for button in (self.look, self.save, self.cancel):
            # Enter commits Chinese input: it must save nothing.
            button.setAutoDefault(False)
        # Not the buttons' own: a new text takes these away.
        self._keys = [
            QShortcut(QKeySequence(SAVE_KEY), self, self._save),
            QShortcut(QKeySequence(TEST_KEY), self, self._toggle_test),
        ]
        self._lay_out()
        for field in (self.id, self.name, self.main, self.sub, self.user, self.password):
            field.textChanged.connect(self._typed)
        for url in (self.main, self.sub):
            url.editingFinished.connect(self._part)
        self.retranslate()

    def _flaw(self) -> QLabel:
        label = QLabel(self)
        label.setWordWrap(True)
        label.setProperty("tone", "flaw")
        return label

    def _rows(self) -> tuple[tuple[QWidget, Entry | None], ...]:
        """Return what is asked for, from above; all other fields are not seen."""
        if self._temporary:
            return (
                (self.main, Entry.MAIN),
                (self.user, Entry.USER),
                (self.password, None),
                (self.name, Entry.NAME),
            )
        return (
            (self.main, Entry.MAIN),
            (self.sub, Entry.SUB),
            (self.user, Entry.USER),
            (self.password, None),
            (self.id, Entry.ID),
            (self.name, Entry.NAME),
            (self.agency, None),
        )

    def _place(self, grid: QGridLayout, row: int, column: int, field: QWidget) -> None:
        word = self._words[field] = QLabel(self)
        word.setBuddy(field)
        grid.addWidget(word, 2 * row, column)
        grid.addWidget(field, 2 * row, column + 1)

    def _place_more(self, grid: QGridLayout) -> None:
        """Place fields beside these."""

    def _fields_laid_out(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(_FLAW_GAP_PX)
        rows = self._rows()
        for number, (field, entry) in enumerate(rows):
            self._place(grid, number, 0, field)
            if entry is not None:
                grid.addWidget(self._flaws[entry], 2 * number + 1, 1)
            if number:
                # A row without a flaw to show is still a gap, and the spacing comes on top of it.
                grid.setRowMinimumHeight(2 * number - 1, _FIELD_GAP_PX - _FLAW_GAP_PX)
        for field in self._fields:
            field.setVisible(field in dict(rows))
        self._place_more(grid)
        return grid

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.look)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.save)
        seen = QHBoxLayout()
        seen.setSpacing(12)
        seen.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.addWidget(self.said)
        words.addWidget(self.refusal)
        words.addStretch(1)
        seen.addLayout(words, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addLayout(self._fields_laid_out())
        column.addLayout(seen)
        column.addStretch(1)
        column.addLayout(buttons)
        self.resize(px(_WIDE_PX), px(_TALL_PX))

    # what it is told

    def show_known(self, agencies: Mapping[str, Agency], taken: Collection[SourceId]) -> None:
        """Offer these agencies; these ids are taken."""
        self._taken = taken
        self._agencies = tuple(agencies.values())
        self._name_agencies()
        self._show()

    def _name_agencies(self) -> None:
        """Offer all agencies, in the language that is set; the chosen one stays."""
        chosen = self.agency.currentData()
        self.agency.clear()
        self.agency.addItem(self.tr("（未指定）"), "")
        for agency in self._agencies:
            self.agency.addItem(agency_name(agency), agency.id)
        self.agency.setCurrentIndex(max(0, self.agency.findData(chosen)))

    def show_refusal(self, problem: Problem) -> None:
        """The server refused; what is typed stays."""
        self._saving, self._refused = False, problem
        self._show()

    def show_saved(self) -> None:
        """It is in the catalogue: the form is empty the next time."""
        self._saving = False
        for field in (self.id, self.name, self.main, self.sub, self.user, self.password):
            field.clear()
        self.accept()

    @property
    def form(self) -> Form:
        """What is typed."""
        return Form(
            temporary=self._temporary,
            id=self.id.text(),
            name=self.name.text(),
            agency=self.agency.currentData() or "",
            main=self.main.text(),
            sub=self.sub.text(),
            user=self.user.text(),
            password=self.password.text(),
        )

    # what it does

    def done(self, result: int) -> None:
        """It is closed, by whatever way: nobody waits for a test any more."""
        self.test.stop()
        super().done(result)

    @Slot()
    def _typed(self) -> None:
        self._refused = None
        self._show()

    @Slot()
    def _part(self) -> None:
        form = self.form
        apart = parted(form)
        if apart != form:
            self.main.setText(apart.main)
            self.sub.setText(apart.sub)
            self.user.setText(apart.user)
            self.password.setText(apart.password)

    @Slot()
    def _toggle_test(self) -> None:
        self._part()
        if self.test.running is not None:
            self.test.stop()
        elif self._can_test():
            self._refused = None
            self.test.start(self.form)

    @Slot()
    def _save(self) -> None:
        self._part()
        form = self.form
        wanted = self._wanted(form) if not self._saving and not self._wrong(form) else None
        if wanted is not None:
            self._saving, self._refused = True, None
            self.test.stop()
            self._show()
            self.save_requested.emit(wanted)

    def _wrong(self, form: Form) -> tuple[Fault, ...]:
        return faults(form, self._taken)

    def _wanted(self, form: Form) -> Ask | None:
        """Return what saving asks of the server; None where there is nothing to save."""
        return request(form, dict(self.test.seen(form)))

    def _tested(self, form: Form) -> bool:
        """Whether what is saved carries no mark that nobody has seen it."""
        seen = self.test.seen(form)
        return bool(form.streams) and all(kind in seen and seen[kind].ready for kind, _ in form.streams)

    def _failed(self, form: Form) -> bool:
        """Whether a test of what is typed was made, and no picture came."""
        return not all(one.ready for one in self.test.seen(form).values())

    def _can_test(self) -> bool:
        form = self.form
        wrong = {fault.entry for fault in self._wrong(form)}
        return bool(form.streams) and not wrong & {Entry.MAIN, Entry.SUB, Entry.USER}

    # what is shown

    @Slot()
    def _show(self) -> None:
        form = self.form
        wrong = self._wrong(form)
        for entry, label in self._flaws.items():
            words = [fault_word(fault) for fault in wrong if fault.entry is entry]
            label.setText(words[0] if words else "")
            label.setVisible(bool(words and words[0]))
            show_property(self._entries[entry], "faulty", bool(words and words[0]))
        running = self.test.running is not None
        self.look.setEnabled(running or self._can_test())
        text = self.tr("停止测试 {key}") if running else self.tr("测试 {key}")
        self.look.setText(text.format(key=TEST_KEY))
        self.save.setText(self._save_words(form).format(key=SAVE_KEY))
        # What is to be done next is filled: nothing is saved by habit that nobody has seen.
        next_step = self.save if self._tested(form) and not running and not self._failed(form) else self.look
        for button in (self.look, self.save):
            show_property(button, "role", "primary" if button is next_step else "")
        self.save.setEnabled(not wrong and not self._saving and self._wanted(form) is not None)
        self._show_test(form)
        make_room(self)

    def _save_words(self, form: Form) -> str:
        if self._failed(form):
            return self.tr("测试未通过，仍保存 {key}")
        return self.tr("保存 {key}") if self._tested(form) else self.tr("不测试就保存，标“未测试” {key}")

    def _show_test(self, form: Form) -> None:
        seen = self.test.seen(form)
        lines = [sighting_word(kind, one) for kind, one in seen.items()]
        if (running := self.test.running) is not None:
            lines.append(step_word(running, self.test.step))
        problem = self._refused or (self.test.problem if running is None else None)
        refused = problem_text(problem) if problem is not None else ""
        if self._saving:
            lines.append(self.tr("正在保存 …"))
        self.refusal.setText(refused)
        self.refusal.setVisible(bool(refused))
        if not lines and not refused:
            lines.append(self._advice() if form.streams else self.tr("先填地址，再测试。"))
        self.said.setText("\n".join(lines))
        none = self.tr("没有画面") if seen else self.tr("尚未测试")
        self.picture.show_picture(self.test.jpeg if seen else None, "…" if running is not None else none)

    def _advice(self) -> str:
        return self.tr("先测试：看到画面、编码、尺寸和帧率，再保存。")

    def retranslate(self) -> None:
        """Show all words in the language that is set."""
        day, for_good = self.tr("临时信号源（24 小时后自动删除）"), self.tr("添加信号源")
        self.setWindowTitle(day if self._temporary else for_good)
        for field, text in (
            (self.main, self.tr("主码流地址") if not self._temporary else self.tr("地址")),
            (self.sub, self.tr("子码流地址")),
            (self.user, self.tr("用户名")),
            (self.password, self.tr("密码")),
            (self.id, self.tr("编号")),
            (self.name, self.tr("名称")),
            (self.agency, self.tr("单位")),
        ):
            field.setAccessibleName(text)
            if field in self._words:
                self._words[field].setText(text)
        self.main.setPlaceholderText(self.tr("如 rtsp://10.1.2.3/live"))
        self.sub.setPlaceholderText(self.tr("可不填；小画面用它"))
        self.id.setPlaceholderText(self.tr("如 psb-09"))
        self.name.setPlaceholderText(
            self.tr("可不填；用编号代替") if not self._temporary else self.tr("可不填")
        )
        self._name_agencies()
        self.look.setToolTip(self.tr("打开一次，看画面、编码、尺寸和帧率，最多 10 秒"))
        self.save.setToolTip(self.tr("保存到目录，所有席位都能看到；没有测到画面的，列表中标“未测试”"))
        self.cancel.setText(self.tr("取消 Esc"))
        self.cancel.setToolTip(self.tr("关闭，不保存 (Esc)"))
        for button in (self.look, self.save, self.cancel):
            button.setAccessibleName(button.toolTip())
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
