"""Every dialog of the desk in every state that an officer meets, for `tests.controller.shots`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from tests.controller.shots_screen import Camera, spin, wait
from tests.fakes.desk_server import DeskServer
from wallctl.controller.add_dialog import AddDialog
from wallctl.controller.bell import Voice
from wallctl.controller.canvas.commands import Command
from wallctl.controller.canvas.content_dialog import ContentDialog
from wallctl.controller.edit_dialog import EditDialog
from wallctl.controller.import_dialog import ImportDialog, Phase
from wallctl.controller.keymap import Act
from wallctl.controller.main import Desk
from wallctl.controller.officer_dialog import OfficerDialog
from wallctl.controller.preset_actions import PresetAction
from wallctl.controller.sound_check import SoundCheck
from wallctl.controller.wall_dialog import WallDialog
from wallctl.errors import BadInput
from wallctl.model.health import Reason
from wallctl.model.ids import SourceId
from wallctl.model.people import OfficerName
from wallctl.model.sighting import Sighting

TABLE = """id,name,agency,kind,main,sub
new-01,资江大桥南,trf,ptz,rtsp://10.1.1.1/main,rtsp://10.1.1.1/sub
new-02,五里堆泵站,wat,ptz,rtsp://10.1.1.2/main,
new-03,桃花江镇政府前广场东南角高点,trf,fixed,rtsp://10.1.1.4/main,rtsp://10.1.1.4/sub
wat-06,五门闸(新),wat,fixed,,rtsp://10.1.1.3/sub
"""
WRONG_TABLE = """id,name,agency,kind,main,sub
new-01,资江大桥南,trf,ptz,rtsp://10.1.1.1/main,rtsp://10.1.1.1/sub
new-02,五里堆泵站,wat,ptzz,rtsp://10.1.1.2/main,
new-02,五里堆泵站,wat,ptz,,
wat 06,五门闸(新),,fixed,http//10.1.1.3,rtsp://10.1.1.3/sub
"""
SEEN = Sighting(first_frame_ms=320, codec="H.264", width=1920, height=1080, fps=25.0)
_D = TypeVar("_D", bound=QDialog)


@dataclass(frozen=True)
class Stage:
    """A desk, what answers it, and where files for it are."""

    desk: Desk
    server: DeskServer
    files: Path

    def act(self, act: Act) -> None:
        self.desk.window.asked.emit(act)

    def open(self, act: Act, kind: type[_D]) -> _D:
        """Do what opens a dialog; return it."""
        self.act(act)
        return self.found(kind)

    def found(self, kind: type[_D]) -> _D:
        """Return the dialog of that kind that is open."""
        return next(one for one in self.desk.window.findChildren(kind) if one.isVisible())

    def choose(self, *numbers: int) -> None:
        """Choose windows of the live wall."""
        windows = self.server.desired.layout.windows
        self.desk.window.centre.live.canvas.select(*(windows[number].id for number in numbers))

    # a new source

    def add_empty(self) -> None:
        self.open(Act.ADD_SOURCE, AddDialog)

    def add_wrong(self) -> None:
        dialog = self.open(Act.ADD_SOURCE, AddDialog)
        for field, text in ((dialog.main, "rtp://10.1.2.3/live"), (dialog.id, "psb-01"), (dialog.sub, "x")):
            field.setText(text)

    def add_tested(self) -> None:
        self.server.looking.sighting = SEEN
        self.server.looking.picture = self._picture
        dialog = self._typed()
        QTest.mouseClick(dialog.look, Qt.MouseButton.LeftButton)
        wait(lambda: dialog.test.running is None)

    def _picture(self, source: SourceId | None) -> bytes:
        return self.server.picture_of(source or SourceId("psb-02"))

    def add_dark(self) -> None:
        self.server.looking.sighting = Sighting(reason=Reason.WRONG_PASSWORD)
        dialog = self._typed()
        QTest.mouseClick(dialog.look, Qt.MouseButton.LeftButton)
        wait(lambda: dialog.test.running is None)
        self.server.looking.sighting = SEEN

    def add_testing(self) -> None:
        self.server.looking.sighting = None
        QTest.mouseClick(self._typed().look, Qt.MouseButton.LeftButton)
        spin(0.3)
        self.server.looking.sighting = SEEN

    def add_refused(self) -> None:
        self.server.refuse = BadInput("source psb-77", "is outside the site's networks", "see site.toml")
        QTest.mouseClick(self._typed().save, Qt.MouseButton.LeftButton)
        spin(0.3)
        self.server.refuse = None

    def temporary(self) -> None:
        self.open(Act.TEMPORARY, AddDialog)

    def edit(self) -> None:
        self.desk.window.sources.list.edit_requested.emit(SourceId("wat-08"))

    def edit_wrong(self) -> None:
        self.edit()
        dialog = self.found(EditDialog)
        for field, text in ((dialog.main, "10.1.2.3"), (dialog.user, "a:b"), (dialog.name, "长" * 81)):
            field.setText(text)

    def remove(self) -> None:
        """A camera that presets name, and that is on the wall."""
        shown = next(w.source for w in self.server.desired.layout.windows if w.source is not None)
        self.desk.window.sources.list.remove_requested.emit(shown)

    def _typed(self) -> AddDialog:
        dialog = self.open(Act.ADD_SOURCE, AddDialog)
        for field, text in (
            (dialog.main, "rtsp://10.1.2.3:554/Streaming/Channels/101"),
            (dialog.sub, ""),
            (dialog.user, "duty"),
            (dialog.password, "secret"),
            (dialog.id, "psb-77"),
            (dialog.name, "赫山区桃花仑东路与秀峰西路口东南角高点"),
        ):
            field.setText(text)
        return dialog

    # a table of sources

    def import_empty(self) -> None:
        self.open(Act.IMPORT, ImportDialog)

    def import_report(self) -> None:
        self._imported("cameras.csv", Phase.REPORT)

    def import_wrong(self) -> None:
        self._imported("wrong.csv", Phase.WRONG)

    def import_file(self) -> None:
        self.open(Act.IMPORT, ImportDialog).open_file()

    def _imported(self, name: str, phase: Phase) -> None:
        self.desk.sources.import_table(self.files / name)
        dialog = self.found(ImportDialog)
        wait(lambda: dialog.phase is phase)

    # presets

    def save(self) -> None:
        self.choose(0, 1)
        self.act(Act.SAVE_PRESET)

    def save_same(self) -> None:
        self.save()
        panel = self.desk.presenter.preset_desk.panel
        assert panel is not None
        panel.name.setText(next(p.name for p in self.server.city.presets if p.id == "daily"))
        QTest.keyClick(panel.name, Qt.Key.Key_Return)

    def rename(self) -> None:
        self.desk.presenter.preset_desk.act(PresetAction.RENAME, "daily")

    def versions(self) -> None:
        self.desk.presenter.preset_desk.act(PresetAction.VERSIONS, "daily")

    def export(self) -> None:
        self.desk.presenter.preset_desk.act(PresetAction.EXPORT, "daily")

    def import_presets(self) -> None:
        self.act(Act.IMPORT_PRESETS)

    # pictures, clocks, tickers

    def content_picture(self) -> None:
        self._content(0)

    def content_clock(self) -> None:
        self._content(1)

    def content_ticker(self) -> None:
        self._content(2).text.setText("民主垸堤段出现管涌，附近人员请立即撤离到桃花仑小学安置点")

    def content_missing(self) -> None:
        QTest.keyClick(self._content(2), Qt.Key.Key_Return)

    def _content(self, kind: int) -> ContentDialog:
        self.desk.window.centre.live.canvas.perform(Command.INSERT)
        dialog = self.found(ContentDialog)
        dialog.kind.choose(kind)
        wait(lambda: dialog.file.count() > 0)
        return dialog

    # the desk and the wall

    def sound(self) -> None:
        self.open(Act.SOUND_CHECK, SoundCheck).show_voice(Voice.PLAYS)

    def sound_denied(self) -> None:
        self.sound()
        QTest.keyClick(self.found(SoundCheck), Qt.Key.Key_N)

    def sound_none(self) -> None:
        dialog = self.open(Act.SOUND_CHECK, SoundCheck)
        spin(0.6)  # the bell tells first that it plays
        dialog.show_voice(Voice.NONE)

    def officer(self) -> None:
        self.open(Act.OFFICER, OfficerDialog)

    def officer_known(self) -> None:
        names = tuple(OfficerName(name) for name in ("李明", "王芳", "Anna Li", "欧阳志远"))
        self.open(Act.OFFICER, OfficerDialog).offer(names, looking=False)

    def officer_looking(self) -> None:
        """The disk has not told yet who has sat here."""
        dialog = self.open(Act.OFFICER, OfficerDialog)
        dialog.offer((OfficerName("李明"),), looking=True)

    def officer_unreadable(self) -> None:
        dialog = self.open(Act.OFFICER, OfficerDialog)
        dialog.new.setText("Anna\u200bLi")
        QTest.mouseClick(dialog.take, Qt.MouseButton.LeftButton)

    def keys(self) -> None:
        self.desk.window.show_help()

    def wall(self) -> None:
        self.open(Act.SET_WALL, WallDialog)

    def wall_outputs(self) -> None:
        dialog = self.open(Act.SET_WALL, WallDialog)
        dialog.apart.setChecked(True)
        for number, box in enumerate(dialog.outputs.values()):
            box.setEditText(f"DP-{number % 4 + 1}" if number % 5 else "")

    def wall_refused(self) -> None:
        dialog = self.open(Act.SET_WALL, WallDialog)
        dialog.cols.setValue(8)
        QTest.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
        wait(lambda: bool(dialog.problem.text()))

    def wall_wrong(self) -> None:
        dialog = self.open(Act.SET_WALL, WallDialog)
        dialog.size_box.setEditText("XGA")
        QTest.mouseClick(dialog.save, Qt.MouseButton.LeftButton)


DIALOGS: dict[str, Callable[[Stage], None]] = {
    "add": Stage.add_empty,
    "add-wrong": Stage.add_wrong,
    "add-testing": Stage.add_testing,
    "add-tested": Stage.add_tested,
    "add-dark": Stage.add_dark,
    "add-refused": Stage.add_refused,
    "temporary": Stage.temporary,
    "edit": Stage.edit,
    "edit-wrong": Stage.edit_wrong,
    "remove": Stage.remove,
    "import": Stage.import_empty,
    "import-report": Stage.import_report,
    "import-wrong": Stage.import_wrong,
    "import-file": Stage.import_file,
    "save": Stage.save,
    "save-same": Stage.save_same,
    "rename": Stage.rename,
    "versions": Stage.versions,
    "export": Stage.export,
    "import-presets": Stage.import_presets,
    "content-picture": Stage.content_picture,
    "content-clock": Stage.content_clock,
    "content-ticker": Stage.content_ticker,
    "content-missing": Stage.content_missing,
    "sound": Stage.sound,
    "sound-denied": Stage.sound_denied,
    "sound-none": Stage.sound_none,
    "officer": Stage.officer,
    "officer-known": Stage.officer_known,
    "officer-looking": Stage.officer_looking,
    "officer-unreadable": Stage.officer_unreadable,
    "keys": Stage.keys,
    "wall": Stage.wall,
    "wall-outputs": Stage.wall_outputs,
    "wall-refused": Stage.wall_refused,
    "wall-wrong": Stage.wall_wrong,
}


def write_tables(folder: Path) -> None:
    """Write the tables that are imported."""
    (folder / "cameras.csv").write_text(TABLE, "utf-8")
    (folder / "wrong.csv").write_text(WRONG_TABLE, "utf-8")


def take_dialogs(camera: Camera, stage: Stage) -> None:
    """Take all of them over the everyday wall."""
    write_tables(stage.files)
    for name, begin in DIALOGS.items():
        camera.each(f"dialog-{name}", partial(begin, stage))
