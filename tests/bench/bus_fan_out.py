"""How long an order takes from the server end to N simulated cells.

`python -m tests.bench.bus_fan_out [N ..]`

The cells are DEALERs over CURVE in one other process, which only notes when each order came; both processes
read one clock. Prints a table, or JSON with `--json`.
"""

from __future__ import annotations

import contextlib
import json
import os
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence

import zmq
from pydantic import SecretStr

from tests.leftovers import marked_environment
from wallctl.bus import COMMAND_LANE, KeyPair, Link, Peer, PeerRole, ServerEnd, new_key_pair
from wallctl.bus.sending import control_frames
from wallctl.bus.sockets import Socket, new_context, new_dealer
from wallctl.protocol.link import PAYLOAD, Hello, Ping

PAUSE_S, LINKED_S, ARRIVED_S = 0.02, 120.0, 30.0
ORDER_BYTES = 2_000
_STAMP = struct.Struct("=d")


def _percentile_ms(values_s: list[float], fraction: float) -> float:
    ordered = sorted(values_s)
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * fraction))] * 1000, 3)


def measure(cells: int, rounds: int = 200) -> dict[str, float]:
    """Return milliseconds: one order to one cell, and to the last of all cells, p50 and p99."""
    server_keys, keys = new_key_pair(), [new_key_pair() for _ in range(cells)]
    ring = {pair.public: Peer(name=f"c{n}", role=PeerRole.NODE) for n, pair in enumerate(keys)}
    links: list[Link] = []
    waits_s: list[float] = []
    done = threading.Event()

    def heard(link: Link, data: bytes, attachments: tuple[bytes, ...]) -> None:
        waits_s.extend(struct.unpack(f"={len(data) // 8}d", data))
        done.set()

    end = ServerEnd(
        "tcp://127.0.0.1:*",
        keys=server_keys,
        ring=ring.get,
        on_message=heard,
        on_up=lambda link, hello: links.append(link),
        on_down=lambda link, why: None,
    )
    single_s: list[float] = []
    last_s: list[float] = []
    with end, _cells(end.endpoint, server_keys.public, keys):
        until_s = time.monotonic() + LINKED_S
        while len(links) < cells:
            if time.monotonic() > until_s:
                raise RuntimeError(f"{len(links)} of {cells} cells are linked after {LINKED_S:g} s")
            time.sleep(0.01)
        time.sleep(1.0)
        for _ in range(rounds):
            done.clear()
            waits_s.clear()
            order = _STAMP.pack(time.monotonic()) + bytes(ORDER_BYTES - _STAMP.size)
            for link in links:
                end.send(link, order, replace_key="order")
            if not done.wait(ARRIVED_S):
                raise RuntimeError(f"an order did not come to all of {cells} cells within {ARRIVED_S:g} s")
            single_s += waits_s
            last_s.append(max(waits_s))
            time.sleep(PAUSE_S)
    return {
        "cells": cells,
        "one_p50_ms": _percentile_ms(single_s, 0.5),
        "one_p99_ms": _percentile_ms(single_s, 0.99),
        "last_p50_ms": _percentile_ms(last_s, 0.5),
        "last_p99_ms": _percentile_ms(last_s, 0.99),
    }


@contextlib.contextmanager
def _cells(address: str, server_public: str, keys: list[KeyPair]) -> Iterator[None]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.bench.bus_fan_out", "--cells"],
        env=marked_environment(),
        stdin=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdin is not None
            pairs = [(pair.public, pair.secret.get_secret_value()) for pair in keys]
            wanted = {"address": address, "server": server_public, "keys": pairs}
            process.stdin.write(json.dumps(wanted) + "\n")
            process.stdin.flush()
            yield
        finally:
            process.kill()


def _be_cells() -> None:
    """Greet, ping, note each order's way, and tell the server when all cells have it; until killed."""
    wanted = json.loads(sys.stdin.readline())
    context, poller, dealers = new_context(), zmq.Poller(), []
    for public, secret in wanted["keys"]:
        pair = KeyPair(public=public, secret=SecretStr(secret))
        dealer = new_dealer(context, COMMAND_LANE, pair, wanted["server"])
        dealer.connect(wanted["address"])
        dealer.setsockopt(zmq.SNDTIMEO, 10_000)
        dealer.send_multipart(control_frames(Hello(), b""))
        poller.register(dealer, zmq.POLLIN)
        dealers.append(dealer)
    ways_s: list[float] = []
    ping_due_s = 0.0
    while os.getppid() != 1:
        for ready, _ in poller.poll(100):
            _note(ready, ways_s)
        if len(ways_s) == len(dealers):
            dealers[0].send_multipart([PAYLOAD, struct.pack(f"={len(ways_s)}d", *ways_s)])
            ways_s.clear()
        if time.monotonic() >= ping_due_s:
            ping_due_s = time.monotonic() + 0.5
            for dealer in dealers:
                dealer.send_multipart(control_frames(Ping(sent_s=0.0)))


def _note(dealer: Socket, ways_s: list[float]) -> None:
    while dealer.poll(0):
        frames = dealer.recv_multipart()
        if frames[0] == PAYLOAD:
            ways_s.append(time.monotonic() - _STAMP.unpack_from(frames[1])[0])


def main(arguments: Sequence[str]) -> None:
    """Print the table."""
    if "--cells" in arguments:
        _be_cells()
        return
    wanted = [int(argument) for argument in arguments if argument.isdigit()] or [1, 24, 96, 384]
    rows = [measure(cells) for cells in wanted]
    if "--json" in arguments:
        print(json.dumps(rows))
        return
    print("order to simulated cells, ms   one p50   one p99   last p50  last p99")
    for row in rows:
        figures = "".join(
            f"{row[name]:10.2f}" for name in ("one_p50_ms", "one_p99_ms", "last_p50_ms", "last_p99_ms")
        )
        print(f"{row['cells']:>10} cells{'':14}{figures}")


if __name__ == "__main__":
    main(sys.argv[1:])
