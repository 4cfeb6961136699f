"""A node with a fake nursery, as a process: `python -m tests.fakes.node_process FOLDER CONTROL PICTURES`.

FOLDER holds `node.key`, `server.pub` and a private `run`.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from pathlib import Path

from wallctl.bus.keys import load_key_pair
from wallctl.model.ids import CellId, NodeId
from wallctl.model.wall import Surface
from wallctl.node.kept_charges import KeptCharges
from wallctl.node.kept_state import KeptState
from wallctl.node.pids import ProcessRecord
from wallctl.node.program import Node
from wallctl.node.server_lane import ServerLane
from wallctl.protocol.node import LookOrder
from wallctl.protocol.nursery import RendererSpec, ScoutSpec


async def run(folder: Path, control: str, pictures: str) -> None:
    address = f"ipc://{folder}/run/node.ipc"

    def spec(surface: Surface, surfaces: tuple[Surface, ...], incarnation: int, token: str) -> RendererSpec:
        return RendererSpec(
            cell=surface.id,
            node=surface.node,
            incarnation=incarnation,
            token=token,
            bus=address,
            px=surface.px,
            place_px=surface.place_px,
        )

    def scout_spec(order: LookOrder, scout: CellId, token: str) -> ScoutSpec:
        return ScoutSpec(scout=scout, node=NodeId("local"), token=token, bus=address, view=order.view)

    socket = folder / "run" / "nursery.sock"
    node = Node(
        NodeId("local"),
        cell_address=address,
        nursery_socket=socket,
        nursery_argv=(sys.executable, "-m", "tests.fakes.fake_nursery", str(socket)),
        nursery_log=folder / "nursery.log",
        spec=spec,
        scout=scout_spec,
        kept=KeptState(folder),
        charges=KeptCharges(folder),
        record=ProcessRecord(folder / "run" / "renderers.json"),
    )
    keys = load_key_pair(folder / "node.key")
    public = (folder / "server.pub").read_text()
    node.serve(ServerLane(control, pictures, keys, public, node.hello, node.from_server, node.server_lost))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, node.stop)
    await node.run()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s: %(message)s")
    asyncio.run(run(Path(sys.argv[1]), sys.argv[2], sys.argv[3]))
