"""Rules of the cameras' file: each wrong row is named, and one wrong row stops all."""

from __future__ import annotations

from pathlib import Path

import pytest

from wallctl.errors import BadInput
from wallctl.model.camera_table import Column, TableSays
from wallctl.model.ids import SourceId
from wallctl.model.source import Corner, Source, SourceKind, Stream
from wallctl.rules.urls import UrlRules
from wallctl.store.catalogue_files import Words, cameras_text, read_cameras, write_cameras

HEADER = "id,name,agency,kind,district,lon,lat,sensitivity,aliases,osd,main,sub"
ROW = "wat-08,民主垸险工段,wat,ptz,ziyang,112.480,28.700,2,民主垸；险工段;,bl,,rtsp://{cameras}/wat-08/sub"
WORDS = Words(agencies=("wat", "psb"), districts=("ziyang",), places={"cameras": "127.0.0.1:8554"})


def _file(folder: Path, *rows: str, header: str = HEADER) -> Path:
    file = folder / "cameras.csv"
    file.write_text("\n".join((header, *rows)) + "\n", "utf-8")
    return file


def test_a_row_becomes_a_source(tmp_path: Path) -> None:
    (source,) = read_cameras(_file(tmp_path, ROW), WORDS).sources
    assert source == Source(
        id="wat-08",
        name="民主垸险工段",
        agency="wat",
        kind=SourceKind.PTZ,
        district="ziyang",
        lon=112.48,
        lat=28.7,
        sensitivity=2,
        aliases=("民主垸", "险工段"),
        osd=(Corner.BOTTOM_LEFT,),
        sub=Stream(url="rtsp://127.0.0.1:8554/wat-08/sub"),
    )


@pytest.mark.parametrize(
    ("cell", "corners"),
    [
        ("none", ()),
        ("", ()),
        ("bl", (Corner.BOTTOM_LEFT,)),
        ("br;tl", (Corner.BOTTOM_RIGHT, Corner.TOP_LEFT)),
    ],
)
def test_corners_of_burnt_in_text_are_one_or_several(
    tmp_path: Path, cell: str, corners: tuple[Corner, ...]
) -> None:
    (source,) = read_cameras(_file(tmp_path, ROW.replace(",bl,", f",{cell},")), WORDS).sources
    assert source.osd == corners


def test_most_columns_may_be_left_out(tmp_path: Path) -> None:
    file = _file(tmp_path, "a,门,rtsp://10.0.0.1/1", header="ID, Name ,main")
    (source,) = read_cameras(file).sources
    assert (source.id, source.main) == ("a", Stream(url="rtsp://10.0.0.1/1"))


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("wat-08,民", "wat 08,民", "field `id`: `wat 08` is no id"),
        ("wat-08,民", ",民", "field `id`: empty"),
        ("民主垸险工段,wat", ",wat", "field `name`: empty"),
        ("民主垸险工段", "民" * 81, "field `name`: longer than 80 characters"),
        ("民主垸险工段", "民\u202e主", "field `name`: holds a control character"),
        (",wat,", ",wta,", "field `agency`: `wta` is unknown — did you mean `wat`? allowed: wat, psb"),
        (",ziyang,", ",ziyan,", "field `district`: `ziyan` is unknown — did you mean `ziyang`?"),
        (",ptz,", ",ptx,", "field `kind`: `ptx` is not allowed — did you mean `ptz`?"),
        (",bl,", ",lb,", "field `osd`: `lb` is not allowed"),
        ("112.480", "112,480", "13 fields, the header has 12"),
        ("112.480", "112°28", "field `lon`: `112°28` is not a number of degrees"),
        ("112.480,28.700", "28.700,112.480", "field `lat`: 112.480 is beyond 90 degrees"),
        ("112.480,", ",", "field `lon`: empty — give both or none"),
        (",2,", ",4,", "field `sensitivity`: `4` is not allowed — allowed: 1, 2, 3"),
        ("rtsp://{cameras}/wat-08/sub", "", "field `sub`: neither a main nor a sub stream"),
        ("rtsp://{cameras}", "rtsp://{camera}", "field `sub`: {camera} stands for nothing"),
        ("rtsp://{cameras}", "gopher://10.0.0.1", "field `sub`: gopher://10.0.0.1/wat-08/sub: scheme gopher"),
        (",,rtsp", ",file:../x.mp4,rtsp", "field `main`: file:../x.mp4: not the name of a file"),
        (",bl,,rtsp://{cameras}/wat-08/sub", ",bl", "10 fields, the header has 12"),
    ],
)
def test_a_wrong_row_is_named_by_file_line_and_field(
    tmp_path: Path, right: str, wrong: str, said: str
) -> None:
    assert right in ROW
    good = ROW.replace("wat-08", "psb-01")
    file = _file(tmp_path, good, "", ROW.replace(right, wrong))
    with pytest.raises(BadInput) as refused:
        read_cameras(file, WORDS)
    assert refused.value.thing == f"{file}:4"
    assert said in str(refused.value)
    assert refused.value.remedy == "nothing was imported"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (
            "rtsp://8.8.8.8/x",
            "field `main`: rtsp://8.8.8.8/x: address 8.8.8.8 is outside",
        ),
        ("rtsp://10.0.0.1:7000/x", "port 7000 belongs to wallctl"),
        ("v4l2:gate", "no such device"),
    ],
)
def test_an_address_that_the_site_does_not_allow_is_a_wrong_row(tmp_path: Path, url: str, said: str) -> None:
    words = Words(rules=UrlRules(ports_refused=(7000,)))
    good = ["1,One,rtsp://10.0.0.1/x", "2,Two,rtsp://by.name/x", "3,Three,file:a.mp4"]
    read = read_cameras(_file(tmp_path, *good, header="id,name,main"), words)
    assert dict(read.lines) == {"1": 2, "2": 3, "3": 4}
    with pytest.raises(BadInput) as refused:
        read_cameras(_file(tmp_path, *good, f"4,Four,{url}", header="id,name,main"), words)
    assert refused.value.thing.endswith("cameras.csv:5")
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (HEADER.replace("kind", "knid"), "column `knid`: unknown — did you mean `kind`?"),
        (HEADER.replace("kind", "id"), "column `id` is there twice"),
        (HEADER.replace("id,name", "name,name_en"), "column `id` is missing"),
        ("id,name", "neither column `main` nor `sub`"),
        ("id,name,main,lon", "column `lon` without `lat` — add `lat`, or leave both out"),
        ("id,name,main,sub_size", "column `sub_size` without `sub`"),
        (HEADER.replace(",", ";"), "not parted by commas"),
    ],
)
def test_a_wrong_header_is_named(tmp_path: Path, header: str, said: str) -> None:
    file = _file(tmp_path, ROW, header=header)
    with pytest.raises(BadInput) as refused:
        read_cameras(file, WORDS)
    assert refused.value.thing == f"{file}:1"
    assert said in str(refused.value)


def test_an_empty_file_is_told_what_its_first_line_is(tmp_path: Path) -> None:
    file = tmp_path / "cameras.csv"
    file.write_bytes(b"")
    with pytest.raises(BadInput, match="the first line is: id,name"):
        read_cameras(file)


def test_all_wrong_rows_are_told_at_once_and_none_is_imported(tmp_path: Path) -> None:
    file = _file(tmp_path, ROW, ROW.replace(",ptz,", ",x,").replace("wat-08", "a"), ROW)
    with pytest.raises(BadInput) as refused:
        read_cameras(file, WORDS)
    told = str(refused.value)
    assert f"{file}:3: field `kind`" in told
    assert f"{file}:4: field `id`: `wat-08` is already on line 2" in told


def test_very_many_wrong_rows_are_counted(tmp_path: Path) -> None:
    file = _file(tmp_path, *(f"{number},,,,,,,,,,," for number in range(50)))
    with pytest.raises(BadInput, match="and 30 more"):
        read_cameras(file, WORDS)


def test_user_and_password_are_kept_apart_and_shown_nowhere(tmp_path: Path) -> None:
    row = ROW.replace("rtsp://{cameras}", "rtsp://admin:secret123@10.0.0.1")
    read = read_cameras(_file(tmp_path, row), WORDS)
    (source,) = read.sources
    assert source.sub == Stream(url="rtsp://10.0.0.1/wat-08/sub")
    assert source.secret == "wat-08"
    assert dict(read.credentials) == {"wat-08": "admin:secret123"}
    assert "secret123" not in repr(read) + cameras_text(read.sources)
    with pytest.raises(BadInput) as refused:
        read_cameras(_file(tmp_path, row.replace("10.0.0.1", "10.0.0.1:99999")), WORDS)
    assert "secret123" not in str(refused.value)


def test_two_users_for_one_camera_are_refused(tmp_path: Path) -> None:
    row = ROW.replace(",,rtsp://{cameras}", ",rtsp://a:b@10.0.0.1/m,rtsp://c:d@10.0.0.1")
    with pytest.raises(BadInput, match="different users or passwords"):
        read_cameras(_file(tmp_path, row), WORDS)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_offices_encodings_give_the_same_cameras(tmp_path: Path, encoding: str) -> None:
    plain = read_cameras(_file(tmp_path, ROW), WORDS)
    other = tmp_path / "other.csv"
    other.write_bytes((tmp_path / "cameras.csv").read_text("utf-8").encode(encoding))
    assert read_cameras(other, WORDS) == plain


def test_what_was_written_is_read_back_and_no_cell_is_a_formula(tmp_path: Path) -> None:
    sources = (
        Source(
            id="a",
            name="=HYPERLINK(1)",
            aliases=("-1", "+甲", "@乙"),
            lon=-1.5,
            lat=2.25,
            sub=Stream(url="rtsp://10.0.0.1/a"),
            secret="a",
        ),
        Source(
            id="b", name="'quoted", tags=("x", "y,z"), main=Stream(url="file:a b.mp4"), kind=SourceKind.FILE
        ),
    )
    write_cameras(tmp_path / "out.csv", sources)
    assert read_cameras(tmp_path / "out.csv").sources == sources
    text = (tmp_path / "out.csv").read_text("utf-8-sig")
    assert not any(cell.startswith(("=", "+", "@")) for cell in text.replace("\r\n", ",").split(","))


@pytest.mark.parametrize(("kept", "corners"), [('"tl"', (Corner.TOP_LEFT,)), ('"none"', ()), ("[]", ())])
def test_sources_kept_when_they_had_one_corner_are_still_read(kept: str, corners: tuple[Corner, ...]) -> None:
    text = f'{{"id": "a", "name": "门", "main": {{"url": "rtsp://10.0.0.1/1"}}, "osd": {kept}}}'
    assert Source.model_validate_json(text).osd == corners


@pytest.mark.parametrize(
    ("size", "width", "fps", "mbit_s"),
    [("640x360", 640, None, None), ("704x576@12.5", 704, 12.5, None), ("1920x1080@25/4", 1920, 25.0, 4.0)],
)
def test_sizes_of_streams_are_read_and_written_back(
    tmp_path: Path, size: str, width: int, fps: float | None, mbit_s: float | None
) -> None:
    file = tmp_path / "cameras.csv"
    file.write_text(f"id,name,main,sub,sub_size\na,甲,rtsp://10.0.0.1/m,rtsp://10.0.0.1/s,{size}\n")
    (source,) = read_cameras(file).sources
    assert source.sub is not None and source.main is not None
    assert (source.sub.width, source.sub.fps, source.sub.mbit_s) == (width, fps, mbit_s)
    assert source.main.width is None
    write_cameras(file, [source])
    assert read_cameras(file).sources == (source,)


@pytest.mark.parametrize("size", ["640", "640*360", "0x00", "640x360@0", "640x360/", "640x360@25/0"])
def test_a_size_that_is_none_is_named_by_line_and_field(tmp_path: Path, size: str) -> None:
    file = tmp_path / "cameras.csv"
    file.write_text(f"id,name,sub,sub_size\na,甲,rtsp://10.0.0.1/s,{size}\n")
    with pytest.raises(BadInput, match=r"cameras\.csv:2.*sub_size"):
        read_cameras(file)


def test_a_table_says_which_columns_it_has_and_whose_sensitivity_it_leaves_open(tmp_path: Path) -> None:
    rows = ("a,甲,,rtsp://10.0.0.1/1", "b,乙,2,rtsp://10.0.0.1/2")
    read = read_cameras(_file(tmp_path, *rows, header="id,Name,sensitivity,main"))
    assert read.says == TableSays(
        columns=(Column.ID, Column.NAME, Column.SENSITIVITY, Column.MAIN), no_sensitivity=(SourceId("a"),)
    )
    bare = read_cameras(_file(tmp_path, "a,甲,rtsp://10.0.0.1/1", header="id,name,main"))
    assert bare.says == TableSays(columns=(Column.ID, Column.NAME, Column.MAIN))
    whole = tmp_path / "whole.csv"
    write_cameras(whole, read.sources)
    assert read_cameras(whole).says == TableSays()
