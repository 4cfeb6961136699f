"""The import driven by hand: a report before anything is changed, all or nothing, wrong lines by name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.controller.conftest import Bench
from wallctl.controller.import_dialog import ImportDialog, Phase
from wallctl.controller.import_reader import ImportReader, Read
from wallctl.controller.language import Language
from wallctl.errors import BadInput
from wallctl.model.ids import SourceId
from wallctl.model.source import Source
from wallctl.protocol.desk import ImportSources
from wallctl.protocol.sourcing import PreviewImport

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
HEAD = "id,name,agency,kind,district,main,sub\n"


def table(folder: Path, *rows: str) -> Path:
    file = folder / "cameras.csv"
    file.write_text(HEAD + "".join(f"{row}\n" for row in rows), "utf-8")
    return file


def dialog_of(bench: Bench) -> ImportDialog:
    dialog = bench.desk.window.findChild(ImportDialog)
    assert dialog is not None
    return dialog


def parts(dialog: ImportDialog) -> dict[str, list[str]]:
    found = {}
    for number in range(dialog.report.topLevelItemCount()):
        part = dialog.report.topLevelItem(number)
        assert part is not None
        found[part.text(0)] = [part.child(line).text(0) for line in range(part.childCount())]  # type: ignore[union-attr]
    return found


def drop_on_list(bench: Bench, file: Path) -> bool:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file))])
    return bench.drop(bench.desk.window.sources, mime, QPoint(20, 20))


def test_a_dropped_table_is_reported_taken_whole_and_old_names_stay(bench: Bench, tmp_path: Path) -> None:
    old = bench.session.sources[SourceId("wat-08")]
    assert old.sub is not None
    file = table(
        tmp_path,
        f"wat-08,民主垸新险段,wat,ptz,{old.district},{old.main.url if old.main else ''},{old.sub.url}",
        "new-1,新建泵站,xyz,fixed,nan,,rtsp://li:secret@10.0.0.7/1",
    )
    assert drop_on_list(bench, file)
    dialog = dialog_of(bench)
    bench.until(lambda: dialog.phase is Phase.REPORT)
    found = parts(dialog)
    assert found["新增 1 路"] == ["new-1  新建泵站"]
    assert found["改名 1 路（旧名仍可搜索）"] == [f"wat-08  {old.name} → 民主垸新险段"]
    assert found["目录里没有的单位 1 个"] == ["xyz"]
    others = [heading for heading in found if heading.startswith("同单位另有 9 路不在文件里")]
    assert others, "the other agencies are not meant"
    assert any(
        "wat-08" in line for heading, lines in found.items() if "涉及场景" in heading for line in lines
    )
    assert not [ask for ask in bench.server.asks if isinstance(ask, ImportSources)]
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.phase is Phase.REPORT, "Enter is pressed by habit"
    QTest.keyClick(dialog, Qt.Key.Key_S, CTRL)
    bench.until(lambda: dialog.phase is Phase.DONE)
    (asked,) = [ask for ask in bench.server.asks if isinstance(ask, ImportSources)]
    assert asked.credentials == {"new-1": "li:secret"} and "li:secret" not in repr(asked)
    bench.until(lambda: bench.session.sources[SourceId("wat-08")].name == "民主垸新险段")
    assert bench.session.sources[SourceId("wat-08")].former_names == (old.name,)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def of_all(bench: Bench, name: str, **fields: object) -> Source:
    """Let a camera of the catalogue be known by these, too."""
    city = bench.server.city
    known = {source.ref: source for source in city.sources}
    known[SourceId(name)] = known[SourceId(name)].with_(**fields)
    city.sources = tuple(known.values())
    bench.server.push_catalogue()
    bench.until(lambda: bench.session.sources[SourceId(name)] == known[SourceId(name)])
    return known[SourceId(name)]


def test_the_report_names_the_fields_and_the_rest_stays(bench: Bench, tmp_path: Path) -> None:
    old = of_all(bench, "wat-08", aliases=("险段",), tags=("river",), sensitivity=3, name_en="Weak dyke")
    assert old.sub is not None
    file = tmp_path / "cameras.csv"
    file.write_text(f"id,name,sensitivity,aliases,sub\nwat-08,{old.name},1,,{old.sub.url}\n", "utf-8")
    assert drop_on_list(bench, file)
    dialog = dialog_of(bench)
    bench.until(lambda: dialog.phase is Phase.REPORT)
    found = parts(dialog)
    assert next(iter(found)) == "注意：敏感级别降低 1 路", "before all else"
    assert found["注意：敏感级别降低 1 路"] == [f"wat-08  {old.name}：3 → 1"]
    assert found["改动涉及 2 项内容"] == ["敏感级别：1 路", "别名：1 路，其中清空 1 路"]
    assert found["其他内容变了 1 路"] == [f"wat-08  {old.name}：敏感级别、别名（清空）"]
    assert "注意：1 路的敏感级别会降低" in "\n".join(label.text() for label in dialog.findChildren(QLabel))
    bench.desk.speak(Language.ENGLISH)
    bench.until(lambda: "changed otherwise" in str(parts(dialog)))
    told = str(parts(dialog))
    assert "wat-08  Weak dyke: sensitivity, aliases (emptied)" in told
    assert not re.search(r"[\u3400-\u9fff：、（]", told)
    bench.desk.speak(Language.CHINESE)
    QTest.keyClick(dialog, Qt.Key.Key_S, CTRL)
    bench.until(lambda: dialog.phase is Phase.DONE)
    kept = old.with_(aliases=(), sensitivity=1)
    bench.until(lambda: bench.session.sources[SourceId("wat-08")] == kept)


def test_the_counts_of_the_report_add_up_and_say_what_they_count(bench: Bench, tmp_path: Path) -> None:
    old = bench.session.sources[SourceId("wat-08")]
    file = table(
        tmp_path,
        f"wat-08,民主垸新险段,wat,fixed,{old.district},,rtsp://10.0.0.9/1",
        "new-1,新建泵站,wat,fixed,,,rtsp://10.0.0.7/1",
    )
    assert drop_on_list(bench, file)
    dialog = dialog_of(bench)
    bench.until(lambda: dialog.phase is Phase.REPORT)
    said = "\n".join(label.text() for label in dialog.findChildren(QLabel))
    assert "文件中 2 路：新增 1，有改动 1（其中改名 1），不变 0。" in said
    found = parts(dialog)
    (line,) = found["地址变了 1 路（列出各路的全部改动）"]
    assert "类型" in line and "子码流地址" in line
    presets = [line for heading, lines in found.items() if heading.startswith("涉及场景") for line in lines]
    named = {preset.name for preset in bench.session.presets.values() if "wat-08" in str(preset.walls)}
    assert {line.partition("：")[0] for line in presets} == named
    assert all(line.endswith("：wat-08") for line in presets), "what stays as it is touches no preset"


def test_wrong_lines_a_refusal_and_a_file_that_is_none_change_nothing(bench: Bench, tmp_path: Path) -> None:
    bench.live.setFocus()
    bench.key(Qt.Key.Key_I, ALT)
    dialog = dialog_of(bench)
    assert dialog.isVisible() and not dialog.save.isEnabled()
    dialog.read(
        table(
            tmp_path,
            "a b,名,,,,,rtsp://10.0.0.7/1",
            "ok,名,,,,,rtsp://10.0.0.7/2",
            "x,,,,,,rtsp://10.0.0.7/3",
        )
    )
    bench.until(lambda: dialog.phase is Phase.WRONG)
    ((heading, lines),) = parts(dialog).items()
    assert heading.startswith("2 行不能导入") and not dialog.save.isEnabled()
    assert lines[0].startswith("第 2 行，id：") and lines[1].startswith("第 4 行，name：")
    dialog.read(tmp_path / "gone.csv")
    bench.until(lambda: dialog.phase is Phase.WRONG and "gone.csv" in str(parts(dialog)))
    bench.server.refuse = BadInput(
        "source ok: rtsp://8.8.8.8/2", "outside the site's networks", "--allow-net"
    )
    dialog.read(table(tmp_path, "ok,名,,,,,rtsp://8.8.8.8/2"))
    bench.until(lambda: dialog.phase is Phase.WRONG and "8.8.8.8" in str(parts(dialog)))
    assert not bench.desk.window.centre.notice.text, "it is said where it was asked"
    assert len([ask for ask in bench.server.asks if isinstance(ask, PreviewImport)]) == 1
    assert len(bench.session.sources) == 60


def test_english_says_as_much_of_wrong_lines_with_no_marks_of_terminals(bench: Bench, tmp_path: Path) -> None:
    bench.desk.speak(Language.ENGLISH)
    bench.live.setFocus()
    bench.key(Qt.Key.Key_I, ALT)
    dialog = dialog_of(bench)
    said = "\n".join(label.text() for label in dialog.findChildren(QLabel))
    assert "“Import\u00a0all”" in said, "the name of a button is not broken"
    dialog.read(table(tmp_path, "a,名,,ptzz,,,rtsp://10.0.0.7/1", "b,名,,,,,http//10.1.1.3"))
    bench.until(lambda: dialog.phase is Phase.WRONG)
    ((_, (kind, address)),) = parts(dialog).items()
    assert "“ptzz”" in kind and "did you mean “ptz”" in kind and "`" not in kind
    assert "no “://” after it" in address and "rtsps" in address and "`" not in address


def test_only_one_csv_file_of_this_machine_can_be_dropped(bench: Bench, tmp_path: Path) -> None:
    picture = tmp_path / "a.png"
    picture.write_bytes(b"")
    assert not drop_on_list(bench, picture)
    mime = QMimeData()
    mime.setUrls([QUrl("http://10.0.0.1/a.csv")])
    assert not bench.drop(bench.desk.window.sources, mime, QPoint(20, 20))


@pytest.mark.parametrize("forget", [True, False])
def test_of_several_files_the_last_one_is_handed_over(qtbot: QtBot, tmp_path: Path, forget: bool) -> None:
    came: list[Read] = []
    reader = ImportReader()
    reader.ready.connect(came.append)
    first, second = tmp_path / "one.csv", tmp_path / "two.csv"
    for file in (first, second):
        file.write_text(HEAD + "a,名,,,,,rtsp://10.0.0.7/1\n", "utf-8")
    reader.read(first)
    reader.read(second)
    if forget:
        reader.forget()
        qtbot.wait(100)
        assert not came
    else:
        qtbot.waitUntil(lambda: bool(came))
        qtbot.wait(50)
        assert [found.path for found in came] == [second] and came[0].cameras is not None


def test_an_import_whose_answer_was_lost_is_not_called_undone(bench: Bench, tmp_path: Path) -> None:
    assert drop_on_list(bench, table(tmp_path, "ok,名,,,,,rtsp://10.0.0.7/2"))
    dialog = dialog_of(bench)
    bench.until(lambda: dialog.phase in (Phase.REPORT, Phase.WRONG))
    assert dialog.phase is Phase.REPORT, parts(dialog)
    bench.server.mute = True
    QTest.keyClick(dialog, Qt.Key.Key_S, CTRL)
    bench.until(lambda: dialog.phase is Phase.WRONG)
    assert [*parts(dialog)] == ["不知道是否已导入"]
    assert "不知道是否已执行" in str(parts(dialog)) and "没有改动" not in str(parts(dialog))
