"""Rules of what may be opened under the media folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from wallctl.errors import BadInput, Denied, NotFound, Unavailable
from wallctl.store.media_files import media_file, picture_files


@pytest.fixture
def media(tmp_path: Path) -> Path:
    folder = tmp_path / "media"
    (folder / "clips").mkdir(parents=True)
    (folder / "clips" / "a.mp4").write_bytes(b"x")
    (tmp_path / "outside.mp4").write_bytes(b"secret")
    return folder


def test_a_file_under_the_folder_is_found(media: Path) -> None:
    assert media_file(media, "clips/a.mp4") == (media / "clips" / "a.mp4").resolve()


def test_picture_files_are_listed_by_name_without_links_and_hidden_ones(media: Path) -> None:
    for name in ("b.PNG", "clips/a.jpg", ".hidden.png", "notes.txt"):
        (media / name).write_bytes(b"x")
    (media / "link.png").symlink_to(media / "b.PNG")
    assert picture_files(media) == ["b.PNG", "clips/a.jpg"]
    assert picture_files(media / "none") == []


def test_a_link_inside_the_folder_is_followed(media: Path) -> None:
    (media / "b.mp4").symlink_to("clips/a.mp4")
    assert media_file(media, "b.mp4") == (media / "clips" / "a.mp4").resolve()


def test_a_media_folder_that_is_itself_a_link_works(media: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(media)
    assert media_file(tmp_path / "link", "clips/a.mp4").is_file()


def test_no_link_leads_out(media: Path, tmp_path: Path) -> None:
    (media / "out.mp4").symlink_to(tmp_path / "outside.mp4")
    (media / "up").symlink_to(tmp_path)
    for name in ("out.mp4", "up/outside.mp4"):
        with pytest.raises(Denied, match="leads out"):
            media_file(media, name)


def test_what_is_no_plain_file_is_refused(media: Path) -> None:
    os.mkfifo(media / "pipe.mp4")
    (media / "folder.mp4").mkdir()
    (media / "loop.mp4").symlink_to("loop.mp4")
    for name in ("pipe", "folder", "loop"):
        with pytest.raises(BadInput):
            media_file(media, f"{name}.mp4")


@pytest.mark.parametrize("name", ["../outside.mp4", "../gone.mp4", "clips/../../outside.mp4", "/etc/passwd"])
def test_a_name_that_leads_out_is_refused_whether_something_is_there_or_not(media: Path, name: str) -> None:
    with pytest.raises(Denied, match="leads out"):
        media_file(media, name)


@pytest.mark.parametrize("name", ["", ".", "clips", "a\0.mp4", "a" * 5000])
def test_what_can_be_no_file_is_refused(media: Path, name: str) -> None:
    with pytest.raises(BadInput):
        media_file(media, name)


def test_a_file_that_is_not_there_is_named(media: Path) -> None:
    with pytest.raises(NotFound, match=r"file:none\.mp4"):
        media_file(media, "none.mp4")
    with pytest.raises(Unavailable):
        media_file(media / "none", "a.mp4")
