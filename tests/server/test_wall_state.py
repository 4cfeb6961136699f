"""What is in memory follows what is on disk, and what the site no longer allows is not shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.parts import LEFT, RIGHT, both_cells, camera, state_of, store_in
from wallctl.model.desired import Desired
from wallctl.model.draft import PresetMark
from wallctl.model.geometry import Rect
from wallctl.model.health import Reason
from wallctl.model.ids import ActorId, NodeId, PresetId, SeatId, WindowId
from wallctl.model.layout import Layout, Preset, Window
from wallctl.model.source import Stream, StreamKind
from wallctl.model.wall import LOCAL_NODE, Size
from wallctl.protocol.node import Step
from wallctl.rules.streams import streams_of
from wallctl.server.wall_state import WallState


@pytest.fixture
def state(tmp_path: Path) -> Iterator[WallState]:
    sources = (camera("a"), camera("b", "rtsp://8.8.8.8/x"), camera("named", "rtsp://cam.lan/x"))
    store = store_in(tmp_path, sources)
    yield state_of(store)
    store.close()


def test_epoch_is_one_above_the_stored_and_grows_when_burnt(state: WallState) -> None:
    assert state.epoch == 5
    state.burn_epoch()
    assert state.epoch == 6
    state.burn_epoch(seen=10)
    assert state.epoch == 11
    state.burn_epoch(seen=3)
    assert state.epoch == 12
    claimed = state.claim_version()
    state.burn_epoch()
    assert state.version.newer_than(claimed)


def test_source_outside_the_networks_shows_a_card_until_it_is_moved(state: WallState) -> None:
    pictures = state.compose(both_cells())
    assert pictures[LEFT].panes[0].verdict is Reason.NONE
    assert pictures[RIGHT].panes[0].verdict is Reason.NOT_ALLOWED
    state.now_catalogued((camera("b", "rtsp://10.0.0.9/x"),), ())
    assert state.compose(both_cells())[RIGHT].panes[0].verdict is Reason.NONE


def test_a_source_whose_protocol_cannot_be_played_is_not_called_forbidden(state: WallState) -> None:
    state.now_catalogued((camera("b", "srt://10.0.0.9:9000"),), ())
    assert state.compose(both_cells())[RIGHT].panes[0].verdict is Reason.NONE, "the cell says why"


def test_pictures_follow_the_acknowledged_state(state: WallState) -> None:
    assert not state.pictures[LEFT].panes
    state.now_desired(Desired(revision=1, layout=both_cells()))
    assert state.pictures[LEFT].panes
    assert state.version.revision == 1


def test_order_holds_all_cells_of_one_node(state: WallState) -> None:
    order = state.order(LOCAL_NODE, Step.ARM, state.version, state.pictures)
    assert set(order.pictures) == {LEFT, RIGHT} == {surface.id for surface in order.surfaces}
    assert not state.order(NodeId("other"), Step.ARM, state.version, state.pictures).pictures
    assert state.cells_of(NodeId("other")) == frozenset()


def test_saved_preset_counts_its_versions(state: WallState) -> None:
    name, preset = PresetId("p"), Preset(id="p", name="p", walls={})
    for gone in (False, False, True):
        version = state.next_version(name)
        mark = PresetMark(
            preset=name, version=version, actor=ActorId("li"), seat=SeatId("s"), at_utc_s=1.0, gone=gone
        )
        state.now_saved(preset, mark)
        assert (name in state.presets) is not gone
    assert state.next_version(name) == 4, "the numbers of a deleted one go on"


def test_a_window_that_is_resized_a_little_keeps_its_stream(tmp_path: Path) -> None:
    both = camera("a").with_(main=Stream(url="rtsp://10.0.0.9/main"), sub=Stream(url="rtsp://10.0.0.9/sub"))
    store = store_in(tmp_path, (both,))
    state = state_of(store)

    def stream_at(revision: int, share: float) -> StreamKind:
        window = Window(id=WindowId("w"), rect=Rect(x=0, y=0, w=share, h=share), source=both.ref)
        layout = Layout(windows=(window,))
        armed = state.compose(layout)
        state.now_desired(Desired(revision=revision, layout=layout))
        assert state.pictures == armed, "what was armed is what is taken"
        return next(iter(streams_of(state.pictures.values()).values()))

    state.wall = state.wall.with_(cell_px=Size(w=1024, h=768))
    shares = (0.5, 1.4, 1.6, 1.4, 1.2)
    assert [stream_at(number + 1, share) for number, share in enumerate(shares)] == [
        StreamKind.SUB,
        StreamKind.SUB,
        StreamKind.MAIN,
        StreamKind.MAIN,
        StreamKind.SUB,
    ]
    store.close()
