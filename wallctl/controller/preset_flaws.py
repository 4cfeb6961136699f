"""What is wrong with a preset's file, in Chinese; in English it is said as the reader of files says it.

The reader's sentence is the key, as in Qt's word lists; one with `{holes}` stands for all that differ in
names and figures alone. A test holds that all that the reader says of a preset has its words here.
"""

from __future__ import annotations

import re

from wallctl.controller.sentences import Table, found, table
from wallctl.controller.words import english, quoted
from wallctl.errors import WallError

_MORE = re.compile(r"^(?P<first>.*) \(and (?P<n>\d+) more\)$", re.DOTALL)
_FIELD = re.compile(r"^field `(?P<field>[^`]*)`: (?P<why>.*)$", re.DOTALL)
_LINE = re.compile(r"^(?P<file>.*):(?P<line>\d+)$", re.DOTALL)

_REASONS = table(
    ("this file does not exist", "没有这个文件"),
    ("larger than {n} MiB", "超过 {n} MiB"),
    ("not UTF-8", "不是 UTF-8 编码"),
    ("cannot be read: {why}", "无法读取：{why}"),
    ("not TOML: {why} (column {n})", "不是正确的 TOML，第 {n} 列：{why}"),
    ("not TOML: {why}", "不是正确的 TOML：{why}"),
    ("tables or lists nested too deeply", "表或列表嵌套太深"),
    ("unknown", "没有这个字段"),
    ("field `{a}` is missing", "缺少字段“{a}”"),
    ("`{a}` is not allowed", "“{a}”不是可用的值"),
    ("`{a}` is used twice", "“{a}”用了两次"),
    ("not four numbers", "不是四个数"),
    (
        "place `{a}` reaches outside the wall of {rows} rows and {cols} columns",
        "画面位“{a}”超出大屏（{rows} 排 {cols} 列）",
    ),
    ("`{a}` is no shape of a wall", "“{a}”不是大屏的排列"),
    ("`{a}` calls no preset", "“{a}”不是场景的快捷键"),
    ("preset {a} for {shape}: slot id used twice: {b}", "场景“{a}”（{shape}）的画面位编号用了两次：{b}"),
    ("crop reaches outside the picture", "裁剪区超出画面"),
    ("a tour needs at least two different sources", "轮巡至少要两路不同的信号源"),
    ("not the name of a file under the media folder", "不是媒体文件夹里的文件名"),
    ("a file's name has no control characters", "文件名里有看不见的字符"),
    ("the text is empty", "没有文字"),
    # As pydantic says it.
    ("Input should be an object", "应是一张表，如 {{ … }}"),
    ("Input should be a valid array", "应是列表，如 [ … ]"),
    ("Input should be a valid string", "应是文字，写在引号里"),
    ("Input should be a valid boolean", "应是 true 或 false"),
    ("Input should be a valid number", "应是数"),
    ("Input should be a valid integer", "应是整数"),
    ("Input should be a finite number", "应是有限的数"),
    ("Input should be greater than or equal to {n}", "不能小于 {n}"),
    ("Input should be greater than {n}", "应大于 {n}"),
    ("Input should be less than or equal to {n}", "不能大于 {n}"),
    ("Input should be less than {n}", "应小于 {n}"),
    ("String should match pattern {a}", "只能用字母、数字和 _ . -，以字母或数字开头，最多 64 个"),
    ("String should have at least {n} character", "没有填写"),
    ("String should have at most {n} characters", "超过 {n} 个字"),
    ("Tuple should have at least {n} items after validation, not {m}", "至少要 {n} 项，现在 {m} 项"),
    ("Tuple should have at most {n} items after validation, not {m}", "最多 {n} 项，现在 {m} 项"),
    (
        "Input tag '{a}' found using '{b}' does not match any of the expected tags: {c}",
        "{b} 不能是“{a}”；可用：{c}",
    ),
    ("Unable to extract tag using discriminator '{b}'", "缺少 {b}"),
    # As tomllib says it.
    ("Invalid value{at}", "值不对{at}"),
    ("Invalid statement", "这一行不成句"),
    ("Invalid date or datetime{at}", "日期或时间不对{at}"),
    ("Invalid hex value{at}", "\\u 之后不是十六进制数{at}"),
    ("Invalid initial character for a key part{at}", "字段名不对{at}"),
    ("Unterminated string{at}", "文字没有收尾的引号{at}"),
    ("Unclosed array{at}", "列表没有收尾的 ]{at}"),
    ("Unclosed inline table{at}", "表没有收尾的 }}{at}"),
    ("Unescaped '\\' in a string{at}", "文字里的 \\ 应写成 \\\\{at}"),
    ("Escaped character is not a Unicode scalar value{at}", "\\u 之后不是一个字符{at}"),
    ("Expected '=' after a key in a key/value pair{at}", "字段名之后应是 ={at}"),
    ("Expected ']' at the end of a table declaration{at}", "表名之后应是 ]{at}"),
    ("Expected ']]' at the end of an array declaration{at}", "表名之后应是 ]]{at}"),
    ("Expected newline or end of document after a statement{at}", "值之后还有多余的内容{at}"),
    ("Expected {a}", "这里应是 {a}"),
    ("Cannot overwrite a value{at}", "同一个字段写了两次{at}"),
    ("Cannot declare {a} twice", "表 {a} 写了两次"),
    ("Cannot redefine namespace {a}", "表 {a} 写了两次"),
    ("Cannot mutate immutable namespace {a}", "表 {a} 已在一行里写完，不能再加"),
    ("Duplicate inline table key {a}", "字段 {a} 写了两次"),
    ("Found invalid character {a}", "不该有的字符 {a}"),
    ("Illegal character {a}", "不该有的字符 {a}"),
    # As the system says it.
    ("No such file or directory", "没有这个文件或文件夹"),
    ("No space left on device", "磁盘已满"),
    ("Disk quota exceeded", "磁盘配额已满"),
    ("Permission denied", "没有权限"),
    ("Read-only file system", "磁盘只能读"),
    ("Is a directory", "这是文件夹"),
    ("Not a directory", "路径中有一段不是文件夹"),
    ("File name too long", "文件名太长"),
    ("Input/output error", "磁盘读写出错"),
)

_REMEDIES = table(
    ("check the name", "请检查文件名"),
    ("split the file", "请分成几个文件"),
    ("save the file as UTF-8", "请另存为 UTF-8"),
    ("check its rights", "请检查文件权限"),
    ("mend this line", "请改正这一行"),
    ("mend this field", "请改正这个字段"),
    ("mend this", "请改正"),
    ("make it flatter", "请减少层数"),
    ("did you mean `{a}`? allowed: {b}", "是不是“{a}”？可用：{b}"),
    ("did you mean `{a}`?", "是不是“{a}”？"),
    ("allowed: {b}", "可用：{b}"),
    ("add `{a}`", "请加上 {a}"),
    ("give each place an id of its own", "请给每个画面位各起一个编号"),
    ("write `{a}`, in cells", "请写 {a}，以显示单元计"),
    ("write rows x columns, such as `{a}`", "请写 排x列，如 {a}"),
    ("write F2 to F12 or 1 to 0, or leave it empty", "请写 F2 到 F12 或 1 到 0，或留空"),
    ("move it or make it smaller", "请移入大屏或缩小"),
)


def preset_flaw(wrong: WallError) -> str:
    """Return the file and line, what is wrong there and what to do, in the desk's language."""
    if english():
        return quoted(str(wrong))
    place = _LINE.match(wrong.thing)
    thing = f"{place['file']} 第 {place['line']} 行" if place is not None else wrong.thing
    said = "：".join(part for part in (thing, _why(wrong.reason)) if part)
    todo = _said(_REMEDIES, wrong.remedy) or wrong.remedy
    return f"{said}。{todo}" if todo else said


def has_words(reason: str, remedy: str) -> bool:
    """Tell whether a flaw is said in Chinese."""
    inner = _FIELD.match(reason)
    why = _said(_REASONS, inner["why"] if inner is not None else reason)
    return why is not None and (not remedy or _said(_REMEDIES, remedy) is not None)


def _why(reason: str) -> str:
    more = _MORE.match(reason)
    if more is not None:
        return f"{_why(more['first'])}（另有 {more['n']} 处）"
    field = _FIELD.match(reason)
    if field is not None:
        return f"字段“{field['field']}”：{_why(field['why'])}"
    return _said(_REASONS, reason) or reason


def _said(words: Table, sentence: str) -> str | None:
    """Return the words, or None: the sentence stands as it was said."""
    known = found(words, sentence)
    if known is None:
        return None
    text, fields = known
    return text.format(**{name: _filled(name, value) for name, value in fields.items()})


def _filled(hole: str, value: str) -> str:
    match hole:
        case "why":
            return _said(_REASONS, value) or value
        case "at":
            return "（文件末尾）" if value else ""
        case _:
            return value
