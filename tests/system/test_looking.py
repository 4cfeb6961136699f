"""What desks see: views, events, echo and snapshots; and who may see nothing."""

from __future__ import annotations

import time

import pytest

from tests.fakes.asking import apply, show
from tests.fakes.fake_desk import FakeDesk, Refusal
from tests.fakes.fake_node import PNG, FakeNode
from tests.fakes.server_process import ServerProcess, new_site
from wallctl.bus import Peer, PeerRole, load_key_pair, new_key_pair
from wallctl.model.ids import CellId
from wallctl.protocol.desk import (
    Catalogue,
    Events,
    ListMedia,
    ShowLabels,
    ShowNumbers,
    Status,
    TakeSnapshot,
    Watch,
    WatchEcho,
)
from wallctl.protocol.node import EchoPicture
from wallctl.server.enrol import load_ring, save_ring
from wallctl.store.site import Site
from wallctl.store.state import Store

CELLS = ("r0c0", "r0c1", "r0c2", "r1c0", "r1c1", "r1c2")


def test_watching_desk_gets_catalogue_view_and_each_change(desk: FakeDesk, node: FakeNode) -> None:
    desk.ask(Watch())
    assert any(isinstance(said, Catalogue) and len(said.sources) == 8 for said, _ in desk.said)
    desk.ask(apply())
    view = desk.wait(lambda: v if (v := desk.view()) and v.truth.true == 6 and v.desired.revision else None)
    assert (view.version.revision, view.preset_name, view.truth.of) == (1, "巡检", 6)
    assert view.desired.origin is not None
    assert (view.desired.origin.actor, view.desired.origin.what) == ("li", "apply patrol")
    assert {cell.cell for cell in view.cells} == set(CELLS)


def test_events_are_told_kept_and_followed(desk: FakeDesk, node: FakeNode, server: ServerProcess) -> None:
    desk.ask(Events(follow=True))
    node.happened("source_lost")
    desk.ask(apply())
    desk.wait(lambda: True if {"source_lost", "take_done"} <= {e.what for e in desk.events()} else None)
    done = next(event for event in desk.events() if event.what == "take_done")
    assert (done.revision, done.actor) == (1, "li")
    assert "6/6" in done.text
    kept = [event["what"] for event in desk.ask(Events(last=100))["events"]]
    assert kept[0] == "server_start" and kept[-1] == "take_done"
    numbers = [event["seq"] for event in desk.ask(Events(last=100))["events"]]
    server.stop()
    server.start()
    with FakeDesk(server.site) as again:
        later = [event["seq"] for event in again.ask(Events(last=100))["events"]]
    assert later[: len(numbers)] == numbers
    assert len(set(later)) == len(later)


def test_lost_node_is_an_alarm(desk: FakeDesk, server: ServerProcess) -> None:
    desk.ask(Events(follow=True))
    with FakeNode(server.site) as node:
        node.wait_for_order()
    desk.wait(lambda: True if "node_lost" in {event.what for event in desk.events()} else None)
    assert desk.ask(Status())["truth"]["true"] == 0


def test_snapshot_has_every_cell_and_travels_on_the_picture_lane(
    desk: FakeDesk, node: FakeNode, server: ServerProcess
) -> None:
    desk.ask(show("cam-1"))
    with FakeDesk(server.site, pictures=True) as picture_desk:
        reply, pictures = picture_desk.reply_to(picture_desk.send(TakeSnapshot()))
    assert reply.attachments == CELLS
    assert list(pictures) == [PNG + cell.encode() for cell in CELLS]
    assert reply.result["revision"] == 1 and reply.result["missing"] == []
    assert isinstance(reply.result["wall"], dict) and reply.result["wall"]["cols"] == 3
    with pytest.raises(Refusal, match="picture lane"):
        desk.ask(TakeSnapshot())


def test_snapshot_without_any_renderer_is_refused(server: ServerProcess) -> None:
    with FakeDesk(server.site, pictures=True) as desk, pytest.raises(Refusal, match="no renderer"):
        desk.ask(TakeSnapshot())


def test_echo_is_made_only_while_somebody_looks(node: FakeNode, server: ServerProcess) -> None:
    with FakeDesk(server.site, pictures=True) as desk:
        desk.ask(WatchEcho(width=240, fps=4))
        desk.wait(lambda: True if (node.echo.width, node.echo.fps) == (240, 4) else None)
        node.send_echo(CellId("r0c1"), b"jpeg")
        picture, attachments = desk.wait(
            lambda: next(((s, more) for s, more in desk.said if isinstance(s, EchoPicture)), None)
        )
        assert (picture.cell, attachments) == ("r0c1", (b"jpeg",))
    with FakeDesk(server.site) as other:
        other.wait(lambda: True if node.echo.fps == 0 else None)


def test_labels_are_told_to_nodes_now_and_later(desk: FakeDesk, server: ServerProcess) -> None:
    with FakeNode(server.site) as node:
        node.wait_for_order()
        assert desk.ask(ShowLabels(shown=False))["revision"] == 0
        desk.wait(lambda: True if node.labels_shown is False else None)
        assert desk.ask(ShowNumbers(shown=True))["revision"] == 0
        desk.wait(lambda: True if node.numbers == {} else None)
        (server.site.media / "map.png").write_bytes(b"x")
        assert desk.ask(ListMedia())["files"] == ["map.png"]
    with FakeNode(server.site) as later:
        desk.wait(lambda: True if later.labels_shown is False else None)
        assert desk.ask(Status())["labels"] is False
        server.kill()
        server.start()
        with FakeDesk(server.site) as again:
            assert again.ask(Status())["labels"] is False, "what was acknowledged is kept"


def with_peer(site: Site, name: str, role: PeerRole) -> FakeDesk:
    """A desk with a key of its own, which the ring knows in this role."""
    keys = new_key_pair()
    save_ring(site.ring_file, load_ring(site.ring_file).with_peer(keys.public, Peer(name=name, role=role)))
    return FakeDesk(site, keys=keys)


def test_key_without_rights_is_denied_everything_and_that_is_on_record(site: Site) -> None:
    guest = with_peer(site, "guest", PeerRole.DESK)
    with ServerProcess(site), guest:
        for ask in (show("cam-1"), Status(), Watch(), Events(follow=True), TakeSnapshot()):
            with pytest.raises(Refusal, match=r"Denied.*guest \(desk\) has no right"):
                guest.ask(ask)
        with FakeDesk(site) as desk:
            assert desk.ask(show("cam-1"))["revision"] == 1
        assert not guest.events() and guest.view() is None
    store = Store.open(site.database, reserve_bytes=0)
    assert store.verify() > 5
    assert [past.actor for past in store.history(list)] == ["li"]
    store.close()


def test_revoked_key_loses_its_link_and_its_pictures_within_a_second(
    node: FakeNode, server: ServerProcess, desk: FakeDesk
) -> None:
    site, keys = server.site, new_key_pair()
    ring = load_ring(site.ring_file)
    desk.ask(Events(follow=True))
    save_ring(site.ring_file, ring.with_peer(keys.public, Peer(name="wang", role=PeerRole.LOCAL)))
    desk.wait(lambda: True if told_of_the_ring(desk) == 1 else None)
    with FakeDesk(site, keys=keys) as revoked, FakeDesk(site, keys=keys, pictures=True) as looking:
        assert revoked.ask(Status())["revision"] == 0
        looking.ask(WatchEcho(width=240, fps=4))
        desk.wait(lambda: True if node.echo.fps == 4 else None)
        began = time.monotonic()
        save_ring(site.ring_file, ring)
        desk.wait(lambda: None if revoked.up.is_set() or looking.up.is_set() else True, 30, "the links' end")
        assert max(revoked.down_s, looking.down_s) - began < 1.0
        desk.wait(lambda: True if node.echo.fps == 0 else None)
        with pytest.raises(ConnectionError):
            revoked.ask(show("cam-1"))
        assert desk.ask(Status())["revision"] == 0
    assert told_of_the_ring(desk) == 2


def told_of_the_ring(desk: FakeDesk) -> int:
    return sum(event.what == "ring_changed" for event in desk.events())


def test_node_key_cannot_drive_the_wall(server: ServerProcess, node: FakeNode) -> None:
    keys = load_key_pair(server.site.node_key)
    with FakeDesk(server.site, keys=keys) as impostor:
        impostor.send(show("cam-1"))
        impostor.send(Status())
        with FakeDesk(server.site) as desk:
            assert desk.ask(Status())["revision"] == 0
        assert impostor.said == [] or all(s.kind != "reply" for s, _ in impostor.said)


def test_operator_key_cannot_speak_as_a_node(desk: FakeDesk) -> None:
    desk.send_raw(b'{"kind":"hello","node":"local","version":{"epoch":99,"revision":99},"cells":[]}')
    desk.send_raw(b"not json at all")
    status = desk.ask(Status())
    assert status["epoch"] == 1
    assert status["truth"]["true"] == 0


def test_flood_of_one_desk_does_not_hold_up_another(server: ServerProcess, desk: FakeDesk) -> None:
    with FakeDesk(server.site) as flooding:
        for number in range(1500):
            flooding.send(show("cam-1"), f"flood-{number}")
        answers = [desk.ask(Status()) for _ in range(5)]
        assert len(answers) == 5
        assert desk.ask(show("cam-2"))["took_ms"] < 4000


def test_two_sites_do_not_share_keys(server: ServerProcess) -> None:
    other = new_site(server.site.path.parent / "other")
    assert other.server_public != server.site.server_public
