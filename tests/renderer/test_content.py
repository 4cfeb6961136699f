"""Rule: picture files, clocks and tickers are windows like others: painted, judged, never frozen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QColor, QGuiApplication, QImage

from tests.fakes.pictures import H, W, pane, picture, rect
from tests.kit.clips import solid
from tests.renderer.stand import Stand
from wallctl.model.content import ClockContent, Content, ImageContent, TickerContent
from wallctl.model.geometry import PxRect
from wallctl.model.ids import WindowId
from wallctl.protocol.cell import Pane
from wallctl.renderer.content import Gallery, PictureFile, Ticker

TEXT = "台风橙色预警"


@pytest.fixture
def media(tmp_path: Path) -> Path:
    folder = tmp_path / "media"
    folder.mkdir()
    red = QImage(160, 90, QImage.Format.Format_RGB32)
    red.fill(QColor("#c81e1e"))
    assert red.save(str(folder / "red.png"))
    (folder / "text.png").write_text("no picture")
    (tmp_path / "secret.png").write_bytes((folder / "red.png").read_bytes())
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    return folder


@pytest.fixture
def stand(qapp: QGuiApplication, media: Path) -> Iterator[Stand]:
    with Stand(qapp, media=str(media)) as stand:
        yield stand


def showing(content: Content, at: PxRect, *, win: PxRect | None = None, card: bool = True) -> Pane:
    """A window that shows that."""
    return Pane(
        window=WindowId(content.kind),
        win=win or at,
        dst=at,
        visible=(at,),
        content=content,
        cell_w=W,
        card=card,
    )


LEFT, RIGHT = rect(0, 0, W // 2), rect(W // 2, 0, W // 2)


def test_a_picture_file_stands_in_its_window_beside_a_camera(stand: Stand) -> None:
    stand.order(1, picture(showing(ImageContent(file="red.png"), LEFT), pane("a", RIGHT)))
    stand.until(lambda: stand.states().get("image") == "live", 20.0, "the image is there")
    stand.alive({"a": solid(90)})
    assert tuple(stand.canvas()[H // 2, W // 4]) == (0x1E, 0x1E, 0xC8)
    assert stand.canvas()[H // 2, 3 * W // 4, 0] == 90
    before = stand.canvas()[:, : W // 2]
    stand.run(2.5)
    assert stand.states()["image"] == "live", "a picture that stands still is no fault"
    assert (stand.canvas()[:, : W // 2] == before).all(), "and has no live mark"


def test_a_take_waits_for_a_picture_file_and_shows_no_empty_window(stand: Stand) -> None:
    stand.order(1, picture(pane("a")))
    stand.camera("a").push(solid(90))
    stand.until(lambda: 1 in stand.shown(), 20.0, "the camera")
    stand.order(2, picture(showing(ImageContent(file="red.png"), rect())), None)
    stand.until(
        lambda: any(said.done and said.version.revision == 2 for said in stand.ready()), 20.0, "ready"
    )
    stand.order(2, picture(showing(ImageContent(file="red.png"), rect())))
    stand.until(lambda: 2 in stand.shown(), 20.0, "shown")
    assert stand.canvas()[H // 2, W // 2, 2] == 0xC8


@pytest.mark.parametrize(
    ("file", "reason"),
    [("gone.png", "not_found"), ("text.png", "cannot_open"), ("link.png", "not_allowed")],
)
def test_what_is_no_picture_of_the_media_folder_is_a_card_that_says_why(
    stand: Stand, file: str, reason: str
) -> None:
    stand.order(1, picture(showing(ImageContent(file=file), rect())))
    stand.until(lambda: stand.states() == {"image": "no_signal"}, 20.0, "the card")
    assert stand.report("image").reason.value == reason


@pytest.mark.parametrize("name", ["../secret.png", "/etc/passwd", "a/../../b", "c\\d", ".hidden", "x\n"])
def test_names_that_lead_out_of_the_media_folder_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="file"):
        ImageContent(file=name)


def test_a_file_is_read_once_for_all_scenes_that_show_it(media: Path) -> None:
    gallery = Gallery(media)
    first = gallery.file("red.png")
    assert gallery.file("red.png") is first


def test_a_clock_goes_on_by_itself(stand: Stand) -> None:
    stand.order(1, picture(showing(ClockContent(), rect())))
    stand.until(lambda: stand.states() == {"clock": "live"}, 20.0, "the clock")
    first = stand.canvas()
    assert (first > 200).any(), "bright letters"
    stand.until(lambda: not (stand.canvas() == first).all(), 20.0, "the next second")


def test_a_ticker_moves_while_nothing_else_does(stand: Stand) -> None:
    stand.order(1, picture(showing(TickerContent(text=TEXT, cells_s=1.0), rect(0, 0, W, 60))))
    stand.until(lambda: stand.states() == {"ticker": "live"}, 20.0, "the ticker")
    assert stand.stage.moves
    seen: set[bytes] = set()

    def moved() -> bool:
        seen.add(stand.canvas().tobytes())
        return len(seen) >= 8

    stand.until(moved, 20.0, "it moves")


def test_the_parts_of_a_ticker_on_two_cells_make_one_line(qapp: QGuiApplication) -> None:
    content = TickerContent(text=TEXT, cells_s=0.5)
    whole = Ticker(showing(content, rect(0, 0, W, 60)), content)
    left = Ticker(showing(content, rect(0, 0, W // 2, 60), win=rect(0, 0, W, 60)), content)
    right = Ticker(showing(content, rect(0, 0, W // 2, 60), win=rect(-W // 2, 0, W, 60)), content)
    seen = 0
    for tenth in range(100):
        at = 1_700_000_000 + tenth / 10
        both = np.hstack([left.frame_at(at), right.frame_at(at)])
        assert (both == whole.frame_at(at)).all()
        seen += int((both > 200).any())
    assert seen > 50


def test_a_picture_is_read_beside_the_gui_thread(media: Path) -> None:
    file = PictureFile(media, "red.png")
    file._thread.join(30.0)
    assert file.frame is not None and file.frame.shape == (90, 160, 4)
