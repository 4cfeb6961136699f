"""What is wrong with a table or a row of it, in Chinese; in English it is said as the reader says it.

Addresses are judged in the desk's own words, in both.
"""

from __future__ import annotations

import re
from pathlib import PurePath

from wallctl.controller.add_words import url_word
from wallctl.controller.words import english, quoted, translate
from wallctl.errors import WallError
from wallctl.store.catalogue_files import WrongRow

_FLAWS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), text)
    for pattern, text in (
        (r"^empty$", "没有填写"),
        (r"^`(?P<a>.*)` is no id$", "“{a}”不能作编号：只能用字母、数字和 _ . -，最多 64 个"),
        (r"^`(?P<a>.*)` is already on line (?P<b>\d+)$", "编号“{a}”与第 {b} 行重复"),
        (r"^longer than (?P<a>\d+) characters$", "超过 {a} 个字，请改短"),
        (r"^`(?P<a>.*)` is not allowed$", "“{a}”不是可用的值"),
        (r"^`(?P<a>.*)` is not a number of degrees$", "“{a}”不是经纬度，应写成 112.352 这样的数"),
        (r"^(?P<a>.*) is beyond (?P<b>\d+) degrees$", "{a} 超过 {b} 度，经度和纬度是否写反了"),
        (r"^neither a main nor a sub stream$", "主码流和子码流都没有填写，至少填一个"),
        (r"^main and sub have different users", "主码流和子码流的用户名或密码不同，请用同一个"),
        (
            r"^(?P<a>\d+) fields, the header has (?P<b>\d+)$",
            "有 {a} 个字段，表头有 {b} 个；含逗号的内容请加引号",
        ),
        (r"^`(?P<a>.*)` is no size of pictures$", "“{a}”不是尺寸，应写成 640x360 或 640x360@25/0.5"),
        (r"^holds a control character", "有看不见的字符或换行，请重新输入"),
        (r"^\{(?P<a>.*)\} stands for nothing$", "{{{a}}} 没有定义，请写主机和端口"),
    )
)
_FILE_FLAWS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), text)
    for pattern, text in (
        (r"^empty$", "是空的；第一行是列名，如 id,name,main"),
        (r"^columns are not parted by commas$", "各列不是用逗号分隔的，请另存为逗号分隔的 CSV"),
        (r"^column `(?P<a>.*)`: unknown$", "没有名为“{a}”的列"),
        (r"^column `(?P<a>.*)` is there twice$", "“{a}”列出现了两次，请删去一个"),
        (r"^column `(?P<a>.*)` is missing$", "缺少“{a}”列，请加上"),
        (r"^neither column `main` nor `sub`", "主码流 main 和子码流 sub 两列都没有，请至少加一列，填地址"),
        (
            r"^column `(?P<a>.*)` without `(?P<b>.*)`$",
            "有“{a}”列却没有“{b}”列，请加上“{b}”，或两列都不要",
        ),
        (r"^larger than (?P<a>\d+) MiB$", "超过 {a} MiB，请拆成几个文件"),
        (r"^this file does not exist$", "文件不存在，请检查文件名"),
        (r"^cannot be read: ", "无法读取，请检查文件的权限"),
        (r"^a spreadsheet, not a CSV file$", "是电子表格，不是 CSV；请另存为 UTF-8 的 CSV"),
        (
            r"^(not a CSV file in|neither) UTF-8 (or|nor) GB18030$",
            "不是 UTF-8 或 GB18030 的 CSV，请另存为 UTF-8 的 CSV",
        ),
        (r"^not CSV: ", "不是正确的 CSV，请检查这一行的引号"),
    )
)
_LINE = re.compile(r":(?P<line>\d+)$")
_NEAR = re.compile(r"did you mean `(?P<near>.+?)`")
_ALLOWED = re.compile(r"allowed: (?P<values>.+)$")


def flaw_word(row: WrongRow) -> str:
    """Return what is wrong with the row's field, and what to do."""
    # Of an address: what it is about, then why.
    thing, colon, reason = row.reason.rpartition(": ")
    if address := url_word(reason) if colon else "":
        return translate("Import", "{what}：{text}").format(what=thing, text=address)
    if not english():
        for pattern, text in _FLAWS:
            if (found := pattern.search(row.reason)) is not None:
                return _with_values(text.format(**found.groupdict()), row.remedy)
    return quoted(f"{row.reason} — {row.remedy}")


def file_word(wrong: WallError) -> str:
    """Return why no row of a file was even looked at: a heading, its encoding, the file itself."""
    if english():
        return quoted(str(wrong))
    for pattern, text in _FILE_FLAWS:
        if (found := pattern.search(wrong.reason)) is None:
            continue
        words = _with_values(text.format(**found.groupdict()), wrong.remedy)
        line = _LINE.search(wrong.thing)
        name = PurePath(_LINE.sub("", wrong.thing)).name
        return f"{name} 第 {line['line']} 行：{words}" if line is not None else f"{name}：{words}"
    return quoted(str(wrong))


def _with_values(words: str, remedy: str) -> str:
    """Return the words with what was probably meant, and with all that can stand there."""
    near, allowed = _NEAR.search(remedy), _ALLOWED.search(remedy)
    if near is not None:
        words = f"{words}；是不是“{near['near']}”？"
    if allowed is None:
        return words
    return f"{words}{'' if near is not None else '；'}可用：{allowed['values']}"
