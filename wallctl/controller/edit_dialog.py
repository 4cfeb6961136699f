"""A camera of the catalogue in other words or at another address: the form of a new one and more."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QWidget

from wallctl.controller.add_dialog import AddDialog
from wallctl.controller.looks import Looks
from wallctl.controller.theme import px
from wallctl.controller.words import Places, kind_word, source_name
from wallctl.model.source import Source, SourceKind
from wallctl.protocol.desk import Ask
from wallctl.rules.edit_source import Details, edit
from wallctl.rules.new_source import MAX_NAME, Entry, Fault, Form, faults

_WIDE_PX, _TALL_PX = 900, 480


class EditDialog(AddDialog):
    """Not modal. Only what is other than before is asked for; its id stays for ever."""

    def __init__(self, looks: Looks, parent: QWidget, source: Source, places: Places) -> None:
        # The form lays these out before this class has its turn.
        self._before, self._places = source, places
        self.name_en, self.aliases, self.tags = QLineEdit(), QLineEdit(), QLineEdit()
        self.district, self.kind = QComboBox(), QComboBox()
        self.district.setEditable(True)
        super().__init__(looks, parent, temporary=False)
        self._fill(source)
        self.name_en.setMaxLength(MAX_NAME)
        for line in (self.name_en, self.aliases, self.tags):
            line.textChanged.connect(self._typed)
        self.district.editTextChanged.connect(self._typed)
        self.kind.currentIndexChanged.connect(self._typed)
        self.agency.currentIndexChanged.connect(self._typed)
        self.resize(px(_WIDE_PX), px(_TALL_PX))

    def _fill(self, source: Source) -> None:
        self.id.setText(source.id)
        self.name.setText(source.name)
        self.main.setText(source.main.url if source.main is not None else "")
        self.sub.setText(source.sub.url if source.sub is not None else "")
        self.name_en.setText(source.name_en)
        self.aliases.setText("；".join(source.aliases))
        self.tags.setText("；".join(source.tags))
        self.kind.setCurrentIndex(self.kind.findData(source.kind.value))
        known = self.district.findData(source.district)
        self.district.setEditText(self.district.itemText(known) if known >= 0 else source.district)
        for line in (self.main, self.sub, self.name, self.name_en, self.aliases, self.tags):
            line.setCursorPosition(0)

    def _rows(self) -> tuple[tuple[QWidget, Entry | None], ...]:
        return tuple((field, entry) for field, entry in super()._rows() if entry is not Entry.ID)

    def _place_more(self, grid: QGridLayout) -> None:
        grid.setColumnStretch(3, 1)
        for row, field in enumerate((self.name_en, self.aliases, self.tags, self.district, self.kind)):
            self._place(grid, row, 2, field)

    def _name_agencies(self) -> None:
        """Offer all agencies, and the one that it has where nobody knows it."""
        chosen = self.agency.currentData()
        has = self._before.agency
        with QSignalBlocker(self.agency):
            super()._name_agencies()
            if self.agency.findData(has) < 0:
                self.agency.addItem(has, has)
            self.agency.setCurrentIndex(self.agency.findData(has if chosen is None else chosen))

    def show_saved(self) -> None:
        """It is in the catalogue."""
        self._saving = False
        self.accept()

    @property
    def details(self) -> Details:
        """What is typed besides the form of a new source."""
        at = self.district.findText(self.district.currentText())
        return Details(
            name_en=self.name_en.text(),
            aliases=self.aliases.text(),
            tags=self.tags.text(),
            district=self.district.itemData(at) if at >= 0 else self.district.currentText(),
            kind=SourceKind(self.kind.currentData()),
        )

    def _wrong(self, form: Form) -> tuple[Fault, ...]:
        return faults(form, ())

    def _wanted(self, form: Form) -> Ask | None:
        return edit(self._before, form, self.details, self.test.seen(form))

    def _tested(self, form: Form) -> bool:
        before = (self._before.main, self._before.sub)
        same = [stream.url for stream in before if stream is not None] == [url for _, url in form.streams]
        return same or super()._tested(form)

    def _advice(self) -> str:
        return self.tr("换了地址、用户名或密码，先测试，再保存。")

    def retranslate(self) -> None:
        """Show all words in the language that is set; what was entered stays."""
        self._name_choices()
        super().retranslate()
        title = self.tr("修改 {id} {name}")
        self.setWindowTitle(title.format(id=self._before.id, name=source_name(self._before)))
        for field, text in (
            (self.name_en, self.tr("英文名")),
            (self.aliases, self.tr("别名")),
            (self.tags, self.tr("标签")),
            (self.district, self.tr("区县")),
            (self.kind, self.tr("类型")),
        ):
            field.setAccessibleName(text)
            self._words[field].setText(text)
        for line in (self.aliases, self.tags):
            line.setPlaceholderText(self.tr("多个用；隔开"))
        for line in (self.user, self.password):
            line.setPlaceholderText(self.tr("不填就沿用原来的；测试时要填"))
        self.save.setToolTip(self.tr("保存到目录，所有席位都能看到；原来的名称仍可搜索"))
        self.save.setAccessibleName(self.save.toolTip())

    def _name_choices(self) -> None:
        kind = self.kind.currentData() or self._before.kind.value
        district, at = self.district.currentText(), self.district.findText(self.district.currentText())
        with QSignalBlocker(self.kind), QSignalBlocker(self.district):
            self.kind.clear()
            for one in SourceKind:
                self.kind.addItem(kind_word(one), one.value)
            self.kind.setCurrentIndex(self.kind.findData(kind))
            self.district.clear()
            for known in self._places.districts.values():
                self.district.addItem(self._places.name(known), known.id)
            self.district.setEditText(self.district.itemText(at) if at >= 0 else district)
