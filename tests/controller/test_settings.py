"""Rules: what an officer sets is there again; a bad file is told, never fatal, never lost; no write waits."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.controller.conftest import kept
from wallctl.controller import settings
from wallctl.controller.language import Language
from wallctl.controller.settings import (
    OfficerSettings,
    SettingsKeeper,
    SoundCheck,
    TypeSize,
    Zones,
    settings_file,
)
from wallctl.model.ids import SourceId
from wallctl.model.people import OfficerName


def test_what_is_set_is_there_again(qtbot: QtBot, tmp_path: Path) -> None:
    file = settings_file(tmp_path, "值班员01")
    keeper = SettingsKeeper(file)
    with qtbot.waitSignal(keeper.changed):
        keeper.change(language=Language.ENGLISH, type_size=TypeSize.LARGE, direct=False)
    keeper.change(zones=Zones(side=False, sources_px=333), favourites=(SourceId("wat-08"),))
    keeper.change(sound_check=SoundCheck(at_utc_s=5.0, heard=True))
    keeper.stop()
    again = kept(file)
    assert again.now == keeper.now and not again.complaint
    assert again.now.zones.sources_px == 333 and again.now.language is Language.ENGLISH
    assert file.stat().st_mode & 0o077 == 0 and file.parent.stat().st_mode & 0o077 == 0


def test_officers_have_settings_of_their_own(tmp_path: Path) -> None:
    files = {settings_file(tmp_path, name) for name in ("a", "b", "../a", "a/b", "值班员", "值班员01", "..")}
    assert len(files) == 7
    assert {file.parent for file in files} == {tmp_path / "desk"}


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b'{"language": "fr"}', b'{"unknown": 1}', b"[]"])
def test_a_file_that_cannot_be_read_is_told_and_put_aside(tmp_path: Path, content: bytes) -> None:
    file = settings_file(tmp_path, "a")
    file.parent.mkdir()
    file.write_bytes(content)
    keeper = kept(file)
    assert keeper.now == OfficerSettings()
    assert str(file) in keeper.complaint
    assert file.with_suffix(".bad").read_bytes() == content
    keeper.change(direct=False)
    keeper.stop()
    assert not kept(file).complaint


def test_a_value_that_does_not_fit_is_refused_and_nothing_changes(tmp_path: Path) -> None:
    keeper = SettingsKeeper()
    with pytest.raises(ValidationError):
        keeper.change(type_size="enormous")
    assert keeper.now == OfficerSettings()


def test_nothing_is_told_where_nothing_changes(qtbot: QtBot) -> None:
    keeper = SettingsKeeper()
    with qtbot.assertNotEmitted(keeper.changed):
        keeper.change(type_size=TypeSize.MEDIUM)


def test_a_folder_that_cannot_be_written_is_told_and_the_settings_stay(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "desk").write_text("a file where the folder should be")
    keeper = SettingsKeeper()
    keeper._file = settings_file(tmp_path, "a")
    with qtbot.waitSignal(keeper.told) as told:
        keeper.change(direct=False)
    assert "desk" in told.args[0]
    assert not keeper.now.direct


def test_a_disk_that_hangs_holds_nobody_up_and_the_newest_wins(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    held, entered = threading.Event(), threading.Event()
    real = os.fsync

    def slow(number: int) -> None:
        entered.set()
        held.wait(30)
        real(number)

    monkeypatch.setattr(os, "fsync", slow)
    keeper = kept(settings_file(tmp_path, "a"))
    keeper.change(grouping="first")
    assert entered.wait(30)
    began = time.monotonic()
    for number in range(100):
        keeper.change(grouping=f"g{number}")
    assert time.monotonic() - began < 0.5
    held.set()
    keeper.stop()
    assert kept(settings_file(tmp_path, "a")).now.grouping == "g99"


def test_who_sits_down_has_what_they_set_and_who_left_loses_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    keeper = kept(settings_file(tmp_path, "李明"))
    keeper.change(grouping="kind")
    with qtbot.waitSignal(keeper.arrived):
        keeper.turn_to(OfficerName("王芳"))
    assert keeper.now == OfficerSettings()
    keeper.change(grouping="tag")
    with qtbot.waitSignal(keeper.arrived):
        keeper.turn_to(OfficerName("李明"))
    assert keeper.now.grouping == "kind"
    keeper.stop()
    for name, grouping in (("李明", "kind"), ("王芳", "tag")):
        assert kept(settings_file(tmp_path, name)).now.grouping == grouping


def test_who_comes_back_while_the_disk_hangs_finds_what_was_set(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    held = threading.Event()
    real = os.fsync

    def slow(number: int) -> None:
        held.wait(10)
        real(number)

    monkeypatch.setattr(os, "fsync", slow)
    keeper = kept(settings_file(tmp_path, "李明"))
    keeper.change(grouping="kind")
    keeper.turn_to(OfficerName("王芳"))
    keeper.turn_to(OfficerName("李明"))
    assert keeper.now.grouping == "kind" and keeper.officers == ("李明", "王芳")
    held.set()
    keeper.stop()
    assert kept(settings_file(tmp_path, "李明")).now.grouping == "kind"


def test_what_another_desk_wrote_meanwhile_is_not_written_over_by_leaving(tmp_path: Path) -> None:
    here, there = (kept(settings_file(tmp_path, "李明")) for _ in range(2))
    here.change(grouping="kind")
    here.stop()
    there.change(grouping="tag")
    there.stop()
    here.turn_to(OfficerName("王芳"))
    here.stop()
    assert kept(settings_file(tmp_path, "李明")).now.grouping == "tag"


def test_only_files_of_settings_name_officers(tmp_path: Path) -> None:
    keeper = SettingsKeeper(settings_file(tmp_path, "a/b"))
    keeper.change(direct=False)
    keeper.stop()
    for name in ("x.bad", "y.new", "a%0Ab.json", "a" * 99 + ".json"):
        (tmp_path / "desk" / name).write_text("")
    again = kept(settings_file(tmp_path, "c"))
    assert again.officers == ("a/b",)
    assert SettingsKeeper().officers == ()


class Share:
    """Files are opened for reading when it lets them be."""

    def __init__(self) -> None:
        self.free = threading.Event()
        self.asked = threading.Event()
        self._open = Path.open

    def open(self, path: Path, mode: str = "r", **named: Any) -> Any:
        self.asked.set()
        self.free.wait(30)
        return self._open(path, mode, **named)


@pytest.fixture
def share(monkeypatch: pytest.MonkeyPatch) -> Iterator[Share]:
    """李明 and 王芳 have settings on a share that hangs."""
    found = Share()
    monkeypatch.setattr(Path, "open", lambda path, mode="r", **named: found.open(path, mode, **named))
    yield found
    found.free.set()


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """A site where two have sat."""
    for name, grouping, starred in (("李明", "kind", "psb-01"), ("王芳", "tag", "wat-08")):
        keeper = kept(settings_file(tmp_path, name))
        keeper.change(grouping=grouping, direct=False, favourites=(SourceId(starred),))
        keeper.wait(20)
    return tmp_path


def test_what_is_set_before_the_disk_answers_is_laid_over_what_it_tells(
    qtbot: QtBot, two: Path, share: Share
) -> None:
    keeper = SettingsKeeper(settings_file(two, "李明"))
    assert (keeper.reading, keeper.now) == (True, OfficerSettings())
    keeper.change(type_size=TypeSize.LARGE, favourites=(SourceId("fir-01"),), recent=(SourceId("fir-02"),))
    with qtbot.waitSignal(keeper.arrived):
        share.free.set()
    assert (keeper.reading, keeper.now.grouping, keeper.now.direct) == (False, "kind", False)
    assert keeper.now.type_size is TypeSize.LARGE and keeper.now.recent == ("fir-02",)
    assert keeper.now.favourites == ("psb-01", "fir-01")
    keeper.wait(20)
    assert kept(settings_file(two, "李明")).now == keeper.now


def test_what_is_set_by_who_leaves_before_the_disk_answers_is_theirs(
    qtbot: QtBot, two: Path, share: Share
) -> None:
    keeper = SettingsKeeper(settings_file(two, "李明"))
    keeper.change(type_size=TypeSize.LARGE)
    keeper.turn_to(OfficerName("王芳"))
    keeper.change(snap="half")
    keeper.turn_to(OfficerName("张伟"))
    keeper.turn_to(OfficerName("王芳"))
    assert keeper.reading and (keeper.now.snap, keeper.now.favourites) == ("half", ())
    arrivals: list[str] = []
    keeper.arrived.connect(lambda: arrivals.append(keeper.now.grouping))
    share.free.set()
    qtbot.waitUntil(lambda: bool(arrivals), timeout=20_000)
    assert (keeper.now.snap, keeper.now.favourites) == ("half", ("wat-08",))
    keeper.wait(20)
    assert arrivals == ["tag"]
    li, zhang = (kept(settings_file(two, name)).now for name in ("李明", "张伟"))
    assert li.type_size is TypeSize.LARGE and li.grouping == "kind" and li.snap == "cell"
    assert zhang == OfficerSettings()


def test_who_sits_down_meanwhile_has_nothing_of_another_s_own(two: Path, share: Share) -> None:
    share.free.set()
    keeper = kept(settings_file(two, "李明"))
    share.free.clear()
    keeper.turn_to(OfficerName("王芳"))
    # The desk goes on as it looked; nobody's favourites are seen.
    assert keeper.now.grouping == "kind" and not keeper.now.direct and keeper.now.favourites == ()
    share.free.set()
    keeper.stop()
    assert keeper.now.grouping == "tag"


def test_a_desk_that_is_closed_before_the_disk_answers_hears_nothing_more(
    qtbot: QtBot, two: Path, share: Share, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "_STOP_S", 0.01)
    keeper = SettingsKeeper(settings_file(two, "李明"))
    keeper.change(type_size=TypeSize.LARGE)
    assert share.asked.wait(20)
    keeper.stop()
    with qtbot.assertNotEmitted(keeper.arrived), qtbot.assertNotEmitted(keeper.changed):
        share.free.set()
        keeper.wait(20)
        QApplication.processEvents()
    keeper.wait(20)
    # What was set is laid over what the disk told, and never over nothing.
    late = kept(settings_file(two, "李明")).now
    assert late.grouping == "kind" and late.type_size is TypeSize.LARGE


def test_the_names_that_the_disk_knows_are_told_when_it_tells_them(qtbot: QtBot, two: Path) -> None:
    keeper = SettingsKeeper()
    keeper._file = settings_file(two, "张伟")
    with qtbot.waitSignal(keeper.officers_known):
        keeper.look_for_officers()
    assert keeper.officers == ("李明", "王芳") and not keeper.looking
