"""A ceiling that keeps a window out is said once, with its name, and again only when it is another."""

from __future__ import annotations

from pathlib import Path

from tests.server.parts import both_cells, camera, store_in
from wallctl.model.budget import Budgets, Platform
from wallctl.model.desired import Desired
from wallctl.model.health import Reason
from wallctl.model.ids import SourceId
from wallctl.model.layout import Layout, Tour
from wallctl.protocol.desk import Happened
from wallctl.rules.urls import UrlRules
from wallctl.server.ceilings import CeilingNews
from wallctl.server.events import EventLog
from wallctl.server.wall_state import WallState

ONE = Budgets(platforms=(Platform(name="gate", hosts=("10.0.0.1",), streams=1),))


def test_a_refused_window_is_told_once_and_names_the_ceiling(tmp_path: Path) -> None:
    both = (camera("a", "rtsp://10.0.0.1/a"), camera("b", "rtsp://10.0.0.1/b"))
    store = store_in(tmp_path, both)
    state = WallState(store, UrlRules(), ONE)
    told: list[Happened] = []
    news = CeilingNews(state, EventLog(store, told.append, last_seq=0))

    state.now_desired(Desired(revision=1, layout=both_cells()))
    news.tell()
    news.tell()
    (event,) = told
    assert (event.what, event.source) == ("over_ceiling", "b")
    assert "超出平台并发上限 1 路: gate" in event.text
    assert "platform ceiling of 1 streams reached: gate" in event.text_en
    verdicts = [pane.verdict for picture in state.pictures.values() for pane in picture.panes]
    assert verdicts == [Reason.NONE, Reason.OVER_CEILING]

    state.now_desired(Desired(revision=2, layout=Layout()))
    news.tell()
    state.now_desired(Desired(revision=3, layout=both_cells()))
    news.tell()
    assert [event.revision for event in told] == [1, 3]
    store.close()


def test_a_source_that_a_tour_leaves_out_is_told_by_name(tmp_path: Path) -> None:
    cameras = tuple(camera(name, f"rtsp://10.0.0.1/{name}") for name in "abc")
    store = store_in(tmp_path, cameras)
    state = WallState(store, UrlRules(), ONE)
    told: list[Happened] = []
    news = CeilingNews(state, EventLog(store, told.append, last_seq=0))
    (window, _) = both_cells().windows
    tour = Tour(sources=(SourceId("a"), SourceId("b")), dwell_s=10)
    state.now_desired(Desired(revision=1, layout=Layout(windows=(window.with_(tour=tour),))))
    news.tell()
    news.tell()
    (event,) = told
    assert (event.what, event.source) == ("tour_over_ceiling", "b")
    assert "未列入轮巡" in event.text and "is left out of the tour" in event.text_en
    assert "platform ceiling of 1 streams reached: gate" in event.text_en
    store.close()
