"""Every fault that a table of cameras can have is said in the officers' words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from wallctl.controller.import_flaws import file_word, flaw_word
from wallctl.errors import BadInput, WallError
from wallctl.store.catalogue_files import Words, WrongRow, WrongRows, cameras_from_rows, read_cameras
from wallctl.store.csv_text import Row

HEAD = ["id", "name", "kind", "lon", "lat", "sensitivity", "main", "sub", "sub_size"]
GOOD = ["a", "名", "", "", "", "", "", "rtsp://10.0.0.1/x", ""]


def wrong(**cells: str) -> WrongRow:
    fields = [cells.get(name, usual) for name, usual in zip(HEAD, GOOD, strict=True)]
    first = ["z", *GOOD[1:]]
    with pytest.raises(WrongRows) as refused:
        cameras_from_rows([Row(1, HEAD), Row(2, first), Row(3, fields)], "file.csv", Words())
    (row,) = refused.value.rows
    assert row.line == 3
    return row


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"id": ""}, "没有填写"),
        ({"id": "a b"}, "“a b”不能作编号"),
        ({"id": "z"}, "编号“z”与第 2 行重复"),
        ({"name": "名" * 81}, "超过 80 个字"),
        ({"kind": "ptzz"}, "“ptzz”不是可用的值；是不是“ptz”？可用：ptz, "),
        ({"sensitivity": "7"}, "“7”不是可用的值；可用：1, 2, 3"),
        ({"lon": "东经", "lat": "28"}, "不是经纬度"),
        ({"lon": "28", "lat": "112"}, "超过 90 度"),
        ({"sub": ""}, "都没有填写"),
        ({"main": "rtsp://a:b@10.0.0.1/x"}, "用户名或密码不同"),
        ({"sub_size": "large"}, "不是尺寸"),
        ({"sub": "10.0.0.1/x"}, "地址缺少协议"),
        ({"sub": "http//10.0.0.1"}, "http//10.0.0.1：地址缺少协议，或协议后缺少“://”；如 rtsp://"),
        ({"sub": "http//10.0.0.1"}, "可用 rtsp、rtsps、http、https、rtmp、file、v4l2"),
        ({"sub": "gopher://10.0.0.1/x"}, "不支持这种协议"),
        ({"name": "名\u200b称"}, "看不见的字符"),
        ({"sub": "rtsp://{cameras}/x"}, "没有定义"),
    ],
)
def test_a_fault_is_said_in_chinese(cells: dict[str, str], words: str) -> None:
    said = flaw_word(wrong(**cells))
    assert words in said
    assert not re.search(r"[a-z]{3,} [a-z]{2,} [a-z]{2,}", said), "no English sentence"


def test_what_has_no_words_yet_is_said_as_it_is() -> None:
    assert flaw_word(WrongRow(2, "id", "is odd", "mend it")) == "is odd — mend it"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "是空的"),
        (b"id;name;main\n", "1 行：各列不是用逗号分隔的"),
        (b"id,name,mian\n", "1 行：没有名为“mian”的列；是不是“main”？"),
        (b"id,name,colour\n", "1 行：没有名为“colour”的列；可用：id, name"),
        (b"\nid,id,name\n", "2 行：“id”列出现了两次"),
        (b"name,main\n", "缺少“id”列"),
        (b"id,name\n", "两列都没有"),
        (b"id,name,main,lon\n", "有“lon”列却没有“lat”列"),
        (b"id,name,main,sub_size\n", "有“sub_size”列却没有“sub”列"),
        (b"\xff\xfei\0d\0", "不是 UTF-8 或 GB18030"),
        (b"id\n\xff\xff\xff", "2 行：不是 UTF-8 或 GB18030"),
        (b"PK\x03\x04", "电子表格"),
        (b'id,name,main\na,"b', "2 行：不是正确的 CSV"),
        (None, "文件不存在"),
    ],
)
def test_a_file_that_is_no_table_is_said_in_chinese(
    tmp_path: Path, content: bytes | None, words: str
) -> None:
    file = tmp_path / "cameras.csv"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(WallError) as refused:
        read_cameras(file)
    said = file_word(refused.value)
    assert said.startswith("cameras.csv") and words in said
    assert not re.search(r"[a-z]{3,} [a-z]{2,} [a-z]{2,}", said), "no English sentence"


def test_a_file_fault_that_has_no_words_yet_is_said_as_it_is() -> None:
    assert file_word(BadInput("a.csv", "is odd", "mend it")) == "a.csv: is odd — mend it"
