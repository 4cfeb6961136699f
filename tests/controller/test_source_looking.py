"""Small pictures: only of what is looked at, with their age, and never one that looks live and is not."""

from __future__ import annotations

import itertools
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest

from tests.controller.conftest import Bench
from tests.fakes.glass import encoded
from wallctl.controller.looks import Looks, Preview
from wallctl.controller.preview_card import card_place
from wallctl.controller.source_previews import OLD_S, PreviewBook, Small
from wallctl.controller.source_tiles import paint_small
from wallctl.model.health import Reason
from wallctl.model.ids import SourceId
from wallctl.model.sighting import Sighting
from wallctl.protocol.looks import MOST_PREVIEWS, PreviewPicture, WatchPreviews

ALT, NONE = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.NoModifier
CAM = SourceId("cam")


def asked(bench: Bench) -> list[SourceId]:
    """Whose pictures the server sends now."""
    return [source for wanted in bench.server.looking.watched.values() for source in wanted.sources]


def test_a_hand_that_rests_on_a_row_and_the_key_show_one_picture_and_no_more(bench: Bench) -> None:
    panel = bench.desk.window.sources
    card = bench.desk.sources._looking.card
    bench.qtbot.wait(100)
    assert not asked(bench), "nobody looks"
    steps = itertools.cycle((QPoint(0, 0), QPoint(3, 0)))

    def resting() -> bool:
        """A hand never lies quite still; the list may have been filled anew under it."""
        at = panel.list.visualRect(panel.model.place_of(SourceId("psb-02"))).center()
        QTest.mouseMove(panel.list.viewport(), at + next(steps))
        return card.source == "psb-02"

    bench.until(resting)
    bench.until(lambda: asked(bench) == ["psb-02"])
    bench.until(lambda: bench.desk.sources._book.small(SourceId("psb-02"), time.time()).fresh)
    QTest.mouseMove(panel.list.viewport(), panel.list.visualRect(panel.model.index(0)).center())
    bench.until(lambda: card.source is None and not asked(bench))
    panel.list.setFocus()
    panel.list.setCurrentIndex(panel.model.place_of(SourceId("psb-02")))
    bench.key(Qt.Key.Key_Space)
    bench.until(lambda: asked(bench) == ["psb-02"])
    bench.key(Qt.Key.Key_Space)
    bench.until(lambda: card.source is None and not asked(bench))


CARD_ON_EACH_SCREEN = """
import sys
from pathlib import Path
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QApplication, QWidget
from tests.controller.shots_screen import three_screens
three_screens(Path(sys.argv[1]))
app = QApplication([])
from tests.controller.test_source_panel import CITY
from wallctl.controller.looks import Looks
from wallctl.controller.preview_card import PreviewCard
from wallctl.controller.source_previews import PreviewBook
desk = QWidget()
desk.show()
card = PreviewCard(PreviewBook(Looks()), desk)
for screen in app.screens():
    room = screen.availableGeometry()
    row = QRect(room.topLeft() + QPoint(20, 300), QSize(280, 52))
    card.show_source(CITY.sources[0], ["live"], row, 0.0)
    place = card.geometry()
    print(room.contains(place), place.left() - row.right(), place.top() < row.center().y() < place.bottom())
"""


def test_the_card_opens_beside_its_row_on_whichever_screen_the_desk_is(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", CARD_ON_EACH_SCREEN, tmp_path],
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert ran.stdout.split("\n")[:-1] == ["True 9 True"] * 3


def test_the_card_never_covers_its_row_where_there_is_room_at_the_left() -> None:
    room, size = QRect(100, 0, 1000, 700), QSize(336, 240)
    row = QRect(800, 680, 290, 52)
    place = card_place(row, size, room)
    assert room.contains(place) and place.right() < row.left()
    assert card_place(QRect(150, 10, 900, 52), size, room).left() == room.left(), "no room beside it"


def test_the_grid_asks_for_what_is_seen_and_stops_when_nobody_sees_it(bench: Bench) -> None:
    panel = bench.desk.window.sources
    bench.live.setFocus()
    bench.key(Qt.Key.Key_P, ALT)
    bench.until(lambda: asked(bench))
    seen = panel.list.visible_sources
    assert asked(bench) == seen[:MOST_PREVIEWS] and len(seen) < 20
    tile = panel.list.visualRect(panel.model.place_of(SourceId(seen[0])))
    assert tile.width() > 150 and tile.height() > 100
    panel.list.scrollToBottom()
    bench.until(lambda: asked(bench) and not set(asked(bench)) & set(seen))
    bench.key(Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    bench.until(lambda: not asked(bench))
    bench.key(Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    bench.until(lambda: asked(bench))
    # A star is pressed at the foot of its tile.
    panel.list.scrollToTop()
    first = panel.model.first_source()
    QTest.mouseClick(
        panel.list.viewport(), Qt.MouseButton.LeftButton, NONE, panel.list.star_at(first).center()
    )
    assert bench.desk.settings.now.favourites == ("psb-01",)
    bench.key(Qt.Key.Key_P, ALT)
    bench.until(lambda: not asked(bench))
    assert not [ask for ask in bench.server.asks if isinstance(ask, WatchPreviews) and len(ask.sources) > 12]


def test_after_a_lost_link_what_is_looked_at_is_asked_for_again(bench: Bench) -> None:
    bench.desk.settings.change(source_grid=True)
    bench.until(lambda: asked(bench))
    bench.server.stop()
    bench.server.start()
    bench.until(lambda: asked(bench), 15_000)


def book_with(reason: Reason, age_s: float, *, picture: bool = True) -> Small:
    looks = Looks()
    said = PreviewPicture(source=CAM, sighting=Sighting(reason=reason), taken_utc_s=1000.0)
    looks.previews[CAM] = Preview(said, JPEG if picture else None, 1000.0 if picture else None)
    return PreviewBook(looks).small(CAM, 1000.0 + age_s)


def _jpeg() -> bytes:
    image = QImage(32, 18, QImage.Format.Format_RGB32)
    image.fill(0xFF3366AA)
    return encoded(image, quality=95)


JPEG = _jpeg()


@pytest.mark.parametrize(
    ("reason", "age_s", "picture", "fresh", "words"),
    [
        (Reason.NONE, 1.0, True, True, ""),
        (Reason.NONE, OLD_S + 1, True, False, "5.0 s 前"),
        (Reason.NO_ANSWER, 60.0, True, False, "60 s 前 · 设备无应答"),
        (Reason.NO_ANSWER, 0.0, False, False, "设备无应答"),
    ],
)
def test_a_picture_that_is_not_fresh_says_how_old_it_is_and_why(
    reason: Reason, age_s: float, picture: bool, fresh: bool, words: str
) -> None:
    small = book_with(reason, age_s, picture=picture)
    assert (small.fresh, small.words) == (fresh, words)
    assert (small.image is not None) is picture


def test_an_old_picture_is_never_painted_like_a_fresh_one(bench: Bench) -> None:
    from PySide6.QtCore import QRect

    def painted(small: Small) -> QImage:
        image = QImage(160, 90, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        paint_small(painter, QRect(0, 0, 160, 90), small)
        painter.end()
        return image

    fresh, old = painted(book_with(Reason.NONE, 1.0)), painted(book_with(Reason.NONE, 60.0))
    same = sum(fresh.pixel(x, y) == old.pixel(x, y) for x in range(160) for y in range(90))
    assert same < 160 * 90 * 0.05


def test_nothing_is_shown_of_a_source_that_was_never_seen() -> None:
    small = PreviewBook(Looks()).small(CAM, 0.0)
    assert small.image is None and not small.fresh and small.words == "排队等候", "nobody asked for it"


def test_a_picture_is_said_to_be_on_its_way_only_where_it_is_asked_for() -> None:
    book, cams = PreviewBook(Looks()), [SourceId(f"c{number}") for number in range(MOST_PREVIEWS + 1)]
    book.watch(None, cams, 240, 0.0)
    words = [book.small(cam, 0.0).words for cam in cams]
    assert words == ["正在取画面 …"] * MOST_PREVIEWS + ["排队等候"]


def test_more_tiles_than_may_be_asked_for_take_turns_and_keep_their_last_picture_with_its_age(
    bench: Bench,
) -> None:
    bench.desk.window.resize(2560, 1440)
    bench.live.setFocus()
    bench.key(Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    bench.key(Qt.Key.Key_P, ALT)
    panel, book = bench.desk.window.sources, bench.desk.sources._book
    bench.until(lambda: len(asked(bench)) == MOST_PREVIEWS)
    seen = panel.list.visible_sources
    assert len(seen) > MOST_PREVIEWS
    first, later = asked(bench), [one for one in seen if one not in asked(bench)]
    assert {book.small(one, time.time()).words for one in later} == {"排队等候"}
    bench.until(lambda: all(book.small(one, time.time()).image is not None for one in seen))
    given_up = [one for one in first if one not in asked(bench)]
    assert given_up, "somebody made room"
    small = book.small(given_up[0], time.time() + OLD_S)
    assert small.image is not None and not small.fresh and small.words.endswith("前")
    bench.until(lambda: given_up[0] in asked(bench))
    watches = [ask for ask in bench.server.asks if isinstance(ask, WatchPreviews)]
    assert all(len(ask.sources) <= MOST_PREVIEWS for ask in watches)
