"""The sample city's cameras as one process: composition root of the demo.

    python -m wallctl.demo.main RUN_FOLDER PORT [--replay-port PORT] [--tied]

Serves `rtsp://127.0.0.1:PORT/<camera>/sub` and `/main` for every camera, and the control socket
`RUN_FOLDER/cameras.sock`. Prints `ready PORT`. Ends on SIGTERM, SIGINT or a `stop` on the control socket and
leaves nothing behind; `--tied` also ends it when standard input does, that is with whoever started it.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
from pathlib import Path

from wallctl.demo.clips import Manifest, clips_folder, load_manifest
from wallctl.demo.control import SOCKET_NAME, ControlServer
from wallctl.demo.faults import BLACK_MOUNT, SIZES_MOUNT
from wallctl.demo.proxy import FaultProxy
from wallctl.demo.replay import Mount, Replay
from wallctl.errors import WallError

WATCH_S = 1.0


def mounts_of(manifest: Manifest, folder: Path) -> list[Mount]:
    """Every camera's sub and main, and the clips that faults switch to."""
    found = []
    for camera in manifest.cameras:
        for kind in ("sub", "main"):
            clip = manifest.clip(camera, "main" if kind == "main" else "sub")
            found.append(
                Mount(path=f"/{camera}/{kind}", file=str(folder / clip.file), codec=clip.codec, fps=clip.fps)
            )
    for extra in manifest.faults:
        path = BLACK_MOUNT if extra.name == "black" else SIZES_MOUNT
        found.append(Mount(path=path, file=str(folder / extra.file), codec=extra.codec, fps=extra.fps))
    return found


def main(site_run_dir: Path, port: int, replay_port: int = 0, tied: bool = False) -> int:
    """Serve the cameras until told to stop; 0, or 1 with the reason on standard error.

    `replay_port` is where the replay listens behind the cameras; 0: at one that is free.
    """
    try:
        asyncio.run(_serve(site_run_dir, port, replay_port, tied))
    except WallError as wrong:
        sys.stderr.write(f"{wrong}\n")
        return 1
    return 0


async def _serve(run_folder: Path, port: int, replay_port: int, tied: bool) -> None:
    folder = clips_folder()
    manifest = load_manifest(folder)
    mounts = mounts_of(manifest, folder)
    replay = Replay(mounts, replay_port)
    await asyncio.to_thread(replay.start)
    proxy = FaultProxy(replay.port, port)
    ending = asyncio.Event()
    control = ControlServer(run_folder / SOCKET_NAME, proxy, frozenset(manifest.cameras), ending.set)
    try:
        control.start()
        await proxy.start()
        _end_on_signals(ending, tied)
        sys.stdout.write(f"ready {proxy.port}\n")
        sys.stdout.flush()
        await _watch(replay, mounts, ending)
    finally:
        await proxy.stop()
        control.stop()
        await asyncio.to_thread(replay.stop)


async def _watch(replay: Replay, mounts: list[Mount], ending: asyncio.Event) -> None:
    """Wait for the end; a replay that died comes back on its port."""
    port = replay.port
    while not ending.is_set():
        try:
            await asyncio.wait_for(ending.wait(), WATCH_S)
        except TimeoutError:
            if not replay.alive:
                await asyncio.to_thread(replay.stop)
                await asyncio.to_thread(replay.start, port)


def _end_on_signals(ending: asyncio.Event, tied: bool) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ending.set)
    if tied:

        def gone() -> None:
            if not os.read(0, 4096):
                loop.remove_reader(0)
                ending.set()

        loop.add_reader(0, gone)


def _parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="wallctl.demo.main", description="the sample city's cameras")
    parser.add_argument("run_folder", type=Path)
    parser.add_argument("port", type=int, help="0 picks a free one")
    parser.add_argument("--replay-port", type=int, default=0, help="of the RTSP server behind it")
    parser.add_argument("--tied", action="store_true", help="end when standard input ends")
    return parser.parse_args()


if __name__ == "__main__":
    options = _parsed()
    raise SystemExit(main(options.run_folder, options.port, options.replay_port, options.tied))
