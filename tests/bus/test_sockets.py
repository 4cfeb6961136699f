"""Rule: every option is set before bind or connect, and only two transports exist."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import zmq

from wallctl.bus.keys import new_key_pair
from wallctl.bus.lane import COMMAND_LANE, PICTURE_LANE, Limits
from wallctl.bus.sockets import (
    SLACK_BYTES,
    Context,
    Monitor,
    Sight,
    Socket,
    Transport,
    new_context,
    new_dealer,
    new_router,
    transport_of,
)
from wallctl.errors import BadInput, Unavailable


@pytest.fixture
def context() -> Iterator[Context]:
    made = new_context()
    yield made
    made.destroy(0)


@pytest.mark.parametrize("limits", [COMMAND_LANE, PICTURE_LANE])
def test_both_kinds_have_bounded_queues_frames_and_linger(context: Context, limits: Limits) -> None:
    keys = new_key_pair()
    with (
        new_router(context, limits, keys) as router,
        new_dealer(context, limits, keys, keys.public) as dealer,
    ):
        check_limits(router, limits)
        check_limits(dealer, limits)


def check_limits(socket: Socket, limits: Limits) -> None:
    assert socket.getsockopt(zmq.MAXMSGSIZE) == limits.max_frame_bytes + SLACK_BYTES
    assert socket.getsockopt(zmq.SNDHWM) == limits.high_water
    assert 0 < int(socket.getsockopt(zmq.RCVHWM)) <= 64
    assert 0 <= int(socket.getsockopt(zmq.LINGER)) <= 200
    assert socket.getsockopt(zmq.HEARTBEAT_IVL) == 0, "a ping of a peer that hung up ends the process"
    assert socket.getsockopt(zmq.TCP_KEEPALIVE) == 1
    assert int(socket.getsockopt(zmq.TCP_MAXRT)) >= 2 * 1000 * limits.silence_s


def test_a_router_with_keys_asks_the_gate(context: Context) -> None:
    with new_router(context, COMMAND_LANE, new_key_pair()) as router:
        assert router.getsockopt(zmq.CURVE_SERVER) == 1
        assert router.getsockopt(zmq.ZAP_ENFORCE_DOMAIN) == 1
        assert router.getsockopt(zmq.ZAP_DOMAIN) == b"wallctl"


def test_a_dealer_keeps_nothing_for_an_absent_peer(context: Context) -> None:
    with new_dealer(context, COMMAND_LANE, None, None) as dealer:
        assert dealer.getsockopt(zmq.IMMEDIATE) == 1
        assert dealer.getsockopt(zmq.RECONNECT_IVL) == -1
        dealer.connect("tcp://127.0.0.1:1")
        with pytest.raises(zmq.Again):
            dealer.send(b"command", zmq.NOBLOCK)


def test_a_monitor_sees_that_nobody_answers(context: Context) -> None:
    with new_dealer(context, COMMAND_LANE, None, None) as dealer:
        monitor = Monitor(dealer)
        dealer.connect("tcp://127.0.0.1:1")
        assert monitor.socket.poll(5_000)
        assert next(monitor.sights()) is Sight.NOT_CONNECTED
        monitor.close()


@pytest.mark.parametrize(
    ("endpoint", "transport"), [("tcp://h:1", Transport.TCP), ("ipc:///a/b", Transport.IPC)]
)
def test_the_two_transports(endpoint: str, transport: Transport) -> None:
    assert transport_of(endpoint) is transport


@pytest.mark.parametrize("endpoint", ["inproc://a", "udp://h:1", "pgm://h:1", "tcp:/h", "", "h:1"])
def test_any_other_is_refused(endpoint: str) -> None:
    with pytest.raises(BadInput):
        transport_of(endpoint)


def test_an_old_libzmq_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zmq, "zmq_version_info", lambda: (4, 3, 4))
    with pytest.raises(Unavailable, match="pip install"):
        new_context()
