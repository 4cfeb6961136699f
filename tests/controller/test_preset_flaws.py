"""Every fault that a preset's file can have is said in the officer's language, with file and line."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

import wallctl
from tests.controller.conftest import Bench
from wallctl.controller.language import Interpreter, Language
from wallctl.controller.preset_flaws import has_words, preset_flaw
from wallctl.controller.words import quoted
from wallctl.errors import BadInput, WallError
from wallctl.protocol.desk import SavePreset
from wallctl.store.data_files import Shipped, shipped_file
from wallctl.store.layout_files import read_preset, write_preset

CHINESE = re.compile(r"[\u3400-\u9fff]")
ENGLISH = re.compile(r"[a-z]{3,} [a-z]{2,}")
ROOT = Path(wallctl.__file__).parent
HEAD = 'id = "own"\nname = "x"\n'
AT = 'id = "a", at = [0, 0, 1, 1]'


def with_place(fields: str) -> str:
    return f"{HEAD}[walls]\n4x6 = [ {{ {fields} }} ]\n"


def flaw(folder: Path, text: str | bytes) -> WallError:
    file = folder / "own.toml"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(WallError) as refused:
        read_preset(file)
    return refused.value


@pytest.fixture
def interpreter(qapp: QApplication) -> Iterator[Interpreter]:
    found = Interpreter(qapp, shipped_file(Shipped.ASSETS, "translations"))
    yield found
    found.speak(Language.CHINESE)
    found.end()


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (HEAD, 1, "缺少字段“walls”。请加上 walls = …"),
        ('id = "own"', 1, "缺少字段“name”（另有 1 处）"),
        (HEAD + "walls = 3", 3, "字段“walls”：应是一张表"),
        (HEAD + "[walls]\n4x6 = 3", 4, "字段“4x6”：应是列表"),
        ('id = "a b"\nname = "x"\n[walls]', 1, "字段“id”：只能用字母"),
        (HEAD + "key = 4\n[walls]", 3, "字段“key”：应是文字"),
        (
            HEAD + 'key = "F99"\n[walls]',
            3,
            "字段“key”：“F99”不是场景的快捷键。请写 F2 到 F12 或 1 到 0",
        ),
        (HEAD + 'partial = "ja"\n[walls]', 3, "应是 true 或 false"),
        (HEAD + "[walls]\nbig = []", 4, "“big”不是大屏的排列。请写 排x列，如 4x6"),
        (with_place('id = "a"'), 4, "缺少字段“at”"),
        (
            with_place('id = "a", at = [0, 0, 1]'),
            4,
            "不是四个数。请写 at = [x, y, w, h]，以显示单元计",
        ),
        (with_place('id = "a", at = [0, 0, -1, 1]'), 4, "应大于 0"),
        (with_place('id = "a", at = [0, 0, 1, nan]'), 4, "应是有限的数"),
        (with_place('id = "a", at = [0, 0, 9, 9]'), 4, "画面位“a”超出大屏（4 排 6 列）。请移入大屏或缩小"),
        (
            with_place('id = "a", rect = [0, 0, 1, 1]'),
            4,
            "没有这个字段。是不是“at = [x, y, w, h]”？",
        ),
        (with_place(AT + ', role = "X"'), 4, "“X”不是可用的值。可用：MAIN, "),
        (with_place(AT + ', fit = "covr"'), 4, "是不是“cover”？可用：contain, cover, stretch"),
        (with_place(AT + ", z = 1.5"), 4, "应是整数"),
        (with_place(AT + ", crop = {x = 0.5, w = 0.9}"), 4, "裁剪区超出画面"),
        (with_place(AT + ", crop = {x = 2}"), 4, "应小于 1"),
        (with_place(AT + ", crop = {h = 3}"), 4, "不能大于 1"),
        (with_place(AT + ', tour = {sources = ["a"], dwell_s = 5}'), 4, "至少要 2 项，现在 1 项"),
        (with_place(AT + ', tour = {sources = ["a", "a"], dwell_s = 5}'), 4, "两路不同的信号源"),
        (with_place(AT + ', tour = {sources = ["a", "b"], dwell_s = 1}'), 4, "不能小于 3"),
        (with_place(AT + ', content = {kind = "x"}'), 4, "kind 不能是“x”；可用："),
        (with_place(AT + ', content = {file = "x"}'), 4, "缺少 kind"),
        (with_place(AT + ', content = {kind = "image", file = "../x"}'), 4, "不是媒体文件夹里的文件名"),
        (with_place(AT + ', content = {kind = "image", file = ""}'), 4, "没有填写"),
        (with_place(AT + ', content = {kind = "ticker", text = " "}'), 4, "没有文字"),
        (with_place(AT + f', content = {{kind = "ticker", text = "{"字" * 501}"}}'), 4, "超过 500 个字"),
        (with_place(AT + ", importat = true"), 4, "没有这个字段。是不是“important”？"),
        (HEAD + f"[walls]\n4x6 = [ {{ {AT} }}, {{ {AT} }} ]", 4, "“a”用了两次。请给每个画面位各起一个编号"),
        ("id =", 1, "不是正确的 TOML：值不对（文件末尾）。请改正这一行"),
        ("a = [1", 1, "列表没有收尾的 ]"),
        ("[a]\n[a]", 2, "第 3 列：表 ('a',) 写了两次"),
        ("a b", 1, "第 3 列：字段名之后应是 ="),
        ("a = 1 2", 1, "值之后还有多余的内容"),
        ("= 3", 1, "这一行不成句"),
        (b'name = "\xff"', 1, "不是 UTF-8 编码。请另存为 UTF-8"),
    ],
)
def test_a_flaw_is_said_in_the_officers_language(
    tmp_path: Path, interpreter: Interpreter, text: str | bytes, line: int, words: str
) -> None:
    wrong = flaw(tmp_path, text)
    said = preset_flaw(wrong)
    assert said.startswith(f"{tmp_path / 'own.toml'} 第 {line} 行：") and words in said
    assert not ENGLISH.search(said.removeprefix(str(tmp_path))) and "`" not in said, said
    interpreter.speak(Language.ENGLISH)
    english = preset_flaw(wrong)
    assert english == quoted(str(wrong)) and "`" not in english and not CHINESE.search(english)


def test_a_file_that_is_not_there_or_cannot_be_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(WallError) as missing:
        read_preset(tmp_path / "none.toml")
    assert preset_flaw(missing.value) == f"{tmp_path / 'none.toml'}：没有这个文件。请检查文件名"
    with pytest.raises(WallError) as folder:
        read_preset(tmp_path)
    assert preset_flaw(folder.value) == f"{tmp_path}：无法读取：这是文件夹。请检查文件权限"
    full = WallError("/x/dyke.toml", "No space left on device")
    assert preset_flaw(full) == "/x/dyke.toml：磁盘已满"


def test_what_has_no_words_stands_as_it_was_said() -> None:
    odd = BadInput("own.toml:3", "field `x`: is odd", "ask there")
    assert preset_flaw(odd) == "own.toml 第 3 行：字段“x”：is odd。ask there"
    assert not has_words("is odd", "") and not has_words("not UTF-8", "ask there")


@pytest.mark.parametrize(
    ("language", "words"),
    [(Language.CHINESE, "没有这个字段。是不是“important”？"), (Language.ENGLISH, "unknown — did you mean")],
)
def test_the_desk_says_what_is_wrong_with_a_file_and_takes_nothing_in(
    bench: Bench, tmp_path: Path, language: Language, words: str
) -> None:
    bench.desk.speak(language)
    good, bad = tmp_path / "good.toml", tmp_path / "bad.toml"
    write_preset(good, next(iter(bench.session.presets.values())).with_(id="good", name="好", key=""))
    bad.write_text(with_place(AT + ", importat = true"))
    desk = bench.desk.presenter.preset_desk
    desk.import_files()
    assert desk.chooser is not None
    desk.chooser.filesSelected.emit([str(good), str(bad)])
    notice = bench.desk.window.centre.notice
    bench.until(lambda: words in notice.text and "bad.toml" in notice.text)
    assert not any(isinstance(ask, SavePreset) for ask in bench.server.asks)
    bench.desk.speak(Language.CHINESE)


# ---- all of them -------------------------------------------------------------------------------------------


def written(node: ast.expr | None) -> str | None:
    """A text of the source; what it is filled with at run time stands as `X`. None: made up elsewhere."""
    match node:
        case None:
            return ""
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            return "".join(str(p.value) if isinstance(p, ast.Constant) else "X" for p in values)
        case _:
            return None


def flaws() -> Iterator[tuple[str, str, str]]:
    """Where each is written, its reason and its remedy; what a validator finds is to be mended."""
    for name in ("store/layout_files.py", "store/toml_values.py", "model/layout.py", "model/content.py"):
        for node in ast.walk(ast.parse((ROOT / name).read_text("utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="BadInput" | "NotFound"), args=[_, reason, *rest]):
                    found = written(reason), written(rest[0] if rest else None)
                case ast.Call(func=ast.Name(id="ValueError"), args=[reason]):
                    found = written(reason), "mend this"
                case _:
                    continue
            if found[0] is not None and found[1] is not None:
                yield f"{name}:{node.lineno}", found[0], found[1]


OF_OTHERS = re.compile(r"no wall of that name|is not the file's name|already belongs to|^window ")
"""Said of walls, of the folder that ships, and of windows: no file that an officer brings."""


@pytest.mark.parametrize(("place", "reason", "remedy"), list(flaws()), ids=[place for place, *_ in flaws()])
def test_every_flaw_has_words(place: str, reason: str, remedy: str) -> None:
    if not OF_OTHERS.search(reason):
        assert has_words(reason, remedy), f"{place}: add to controller/preset_flaws.py"


def test_flaws_are_found_in_the_source() -> None:
    assert len(list(flaws())) >= 18
