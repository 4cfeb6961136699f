"""Rules: the search is made beside the GUI thread, and only the newest catalogue's is handed over."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from tests.fakes.desk_city import sample_city
from wallctl.controller.source_index import SearchMaker, plain_search
from wallctl.controller.source_panel import Search
from wallctl.store.readings import shipped_readings

CITY = sample_city("4x6")


@pytest.fixture
def maker(qtbot: QtBot) -> Iterator[SearchMaker]:
    found = SearchMaker(shipped_readings(), ())
    yield found
    found.stop()


def test_the_search_comes_later_and_knows_how_names_are_read(qtbot: QtBot, maker: SearchMaker) -> None:
    came: list[Search] = []
    threads: list[threading.Thread] = []
    maker.ready.connect(came.append)
    maker.ready.connect(lambda search: threads.append(threading.current_thread()))
    maker.make(CITY.sources, CITY.agencies)
    assert not came
    qtbot.waitUntil(lambda: bool(came), timeout=15_000)
    assert came[0]("mzyxgd")[0] == "wat-08"
    assert came[0]("changzhang")[0] == "exp-01"
    assert threads == [threading.main_thread()]


def test_only_the_newest_catalogue_counts(qtbot: QtBot, maker: SearchMaker) -> None:
    came: list[Search] = []
    maker.ready.connect(came.append)
    for count in (60, 40, 1):
        maker.make(CITY.sources[:count], CITY.agencies)
    qtbot.waitUntil(lambda: bool(came), timeout=15_000)
    qtbot.wait(50)
    assert came[-1]("wat-08") == [] and came[-1]("psb-01") == ["psb-01"]


def test_the_window_comes_first(maker: SearchMaker) -> None:
    maker.make(CITY.sources, CITY.agencies)
    assert "search index" not in {thread.name for thread in threading.enumerate()}


def test_until_then_names_are_found_as_they_are_written() -> None:
    find = plain_search(CITY.sources)
    assert find("民主垸")[0] == "wat-08" and find("WAT-08")[0] == "wat-08"
    assert find("mzyxgd") == []


def test_a_stopped_maker_hands_nothing_over(qtbot: QtBot) -> None:
    came: list[Search] = []
    maker = SearchMaker(shipped_readings(), ())
    maker.ready.connect(came.append)
    maker.make(CITY.sources, CITY.agencies)
    maker.stop()
    qtbot.wait(50)
    assert came == []
