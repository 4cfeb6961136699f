"""F25: a password is found nowhere but in the secrets file, whatever fails.

Cameras that refuse, redirect, babble, hang up or say nothing are added with one, tested, shown, imported and
taken out, by the command line too; renderer, node and server are killed meanwhile. Then every file of the
site is read, and what its processes and a command that is given the password have in their command lines and
environments, and whatever commands print.
"""

from __future__ import annotations

import base64
import contextlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.kit.bad_camera import Answer, BadCamera, hang_up, http, silent, status
from tests.kit.driver import Driver
from tests.kit.small_wall import SmallWall, until
from wallctl.errors import WallError
from wallctl.model.ids import SourceId
from wallctl.model.source import Source, SourceKind, Stream
from wallctl.protocol.desk import AddSource, Ask, ImportSources
from wallctl.protocol.sourcing import AddTemporary, RemoveSource

pytestmark = [pytest.mark.xcb, pytest.mark.timeout(240)]

CANARY = "canary-7f3a91"
USER = "officer"
LOGIN = f"{USER}:{CANARY}"
FORMS = (CANARY.encode(), base64.b64encode(LOGIN.encode()).rstrip(b"="))
BASIC = 'WWW-Authenticate: Basic realm="c"'
DIGEST = 'WWW-Authenticate: Digest realm="c", nonce="0123456789abcdef", algorithm=MD5'
BAD: dict[str, Answer] = {
    "basic": status("401 Unauthorized", BASIC),
    "digest": status("401 Unauthorized", DIGEST),
    "missing": status("404 Not Found"),
    "broken": status("500 Internal Server Error"),
    "elsewhere": status("302 Found", f"Location: rtsp://{LOGIN}@127.0.0.1:1/x"),
    "babble": lambda request: b"\xff" * 4000,
    "rude": hang_up,
    "silent": silent,
}


def asks_and_then_says_nothing(request: bytes) -> bytes | None:
    """Want a login; with one, let who came wait."""
    return b"" if b"Authorization:" in request else BAD["basic"](request)


def stream_at(url: str) -> Source:
    return Source(id=SourceId("at"), name="at", kind=SourceKind.FIXED, main=Stream(url=url))


def added(drive: Driver, cameras: dict[str, str]) -> None:
    """Add them all with the password, and try what is to be refused."""
    for name, url in cameras.items():
        source = stream_at(url).with_(id=name, name=name)
        drive.client.ask(AddSource(source=source, credential=LOGIN))
    url = cameras["basic"]
    inside = url.replace("://", f"://{LOGIN}@")
    refused: list[Ask] = [
        AddSource(source=stream_at(inside)),
        AddSource(source=stream_at("rtsp://8.8.8.8/x"), credential=LOGIN),
        AddSource(source=stream_at("gopher://127.0.0.1/x"), credential=LOGIN),
        ImportSources(sources=(stream_at(url),), credentials={"nobody": LOGIN}),
        ImportSources(sources=(stream_at(inside),), credentials={"at": LOGIN}),
        AddTemporary(url=f"rtsp://{LOGIN}@8.8.8.8/x", credential=LOGIN),
    ]
    for ask in refused:
        try:
            drive.client.ask(ask)
        except WallError as wrong:
            assert CANARY not in f"{wrong} {wrong!r} {vars(wrong)}", type(ask)
    drive.client.ask(AddTemporary(url=cameras["rude"], name="day", credential=LOGIN))


def printed(wall: SmallWall, cameras: dict[str, str]) -> Iterator[str]:
    """What commands print, those that fail too."""
    table = wall.site.parent / "import.csv"
    inside, elsewhere = (cameras[name].replace("://", f"://{LOGIN}@") for name in ("basic", "elsewhere"))
    table.write_text(f"id,name,main\nfrom-table,t,{inside}\nbad id!,t,{inside}\n")
    named = inside.replace(LOGIN, USER)
    site = ("--site", str(wall.site))
    for words in (
        ("source", "add", "by-hand", inside),
        ("source", "add", "by-hand", inside.replace("rtsp:", "gopher:")),
        ("source", "test", inside),
        ("source", "test", elsewhere),
        ("source", "test", f"rtsp://{LOGIN}@8.8.8.8/x"),
        ("source", "add", "by-hand", named, "--password-stdin"),
        ("source", "add", "by hand", named, "--password-stdin"),
        ("source", "test", named, "--password-stdin"),
        ("source", "temporary", named.replace("127.0.0.1", "8.8.8.8"), "--password-stdin"),
        ("import", str(table)),
        ("sources", "--json"),
        ("status", "--json"),
        ("events", "--json"),
        ("doctor",),
    ):
        done = wall.try_wallctl(*(() if words[0] == "doctor" else site), *words, stdin=f"{CANARY}\n")
        yield f"{words[:2]}: {done.stdout} {done.stderr}"
    table.unlink()


def leaks_of_a_running_command(wall: SmallWall) -> list[str]:
    """Where it is found while a command that was given it waits for a camera that got it."""
    argv = [sys.executable, "-m", "wallctl", "--site", str(wall.site), "source", "test", "--password-stdin"]
    with BadCamera(asks_and_then_says_nothing) as camera:
        argv.append(camera.url().replace("://", f"://{USER}@"))
        with subprocess.Popen(argv, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as asking:
            assert asking.stdin is not None and asking.stderr is not None
            asking.stdin.write(f"{CANARY}\n")
            asking.stdin.close()
            until(lambda: any(FORMS[1] in one for one in camera.requests), 30, "the camera got the password")
            assert asking.poll() is None, "it still runs"
            found = leaks(wall) + _leaks_of([asking.pid])
            said = asking.stderr.read()
    assert CANARY not in said
    return found


def leaks(wall: SmallWall) -> list[str]:
    """Where it is found: files, command lines, environments."""
    found = []
    for path in sorted(wall.site.parent.rglob("*")):
        if path.is_file() and path.name != "secrets.json":
            with contextlib.suppress(OSError):
                found += [str(path)] if _holds(path.read_bytes()) else []
    return found + _leaks_of(process.pid for process in wall.processes())


def _leaks_of(pids: Iterable[int]) -> list[str]:
    found = []
    for pid in pids:
        for name in ("cmdline", "environ"):
            with contextlib.suppress(OSError):
                if _holds(Path(f"/proc/{pid}/{name}").read_bytes()):
                    found.append(f"{name} of {pid}")
    return found


def _holds(data: bytes) -> bool:
    return any(form in data for form in FORMS)


def test_a_password_is_found_nowhere_whatever_fails(short_path: Path) -> None:
    wall = SmallWall(short_path)
    wall.allow_nets = ("127.0.0.0/8",)
    with ExitStack() as stack:
        cameras = {name: stack.enter_context(BadCamera(answer)).url() for name, answer in BAD.items()}
        garbage = stack.enter_context(BadCamera(http(os.urandom(5000))))
        cameras |= {"http": garbage.url("http"), "closed": "rtsp://127.0.0.1:9/x"}
        stack.enter_context(wall)
        drive = stack.enter_context(Driver(wall.site))
        wall.run()
        until(drive.answers, 60, "the server answers")
        added(drive, cameras)
        names = list(cameras)
        halves = [(x + col / 2, y + row / 2, 0.5, 0.5) for x in (0, 1) for y in (0, 1) for row in (0, 1)
                  for col in (0, 1)]  # fmt: skip
        drive.show(dict(zip(halves, names, strict=False)))

        def all_told() -> bool:
            windows = [one for cell in drive.status()["cells"] for one in cell["windows"]]
            return len(windows) == len(names) and all(one["state"] != "connecting" for one in windows)

        until(all_told, 30, "each has failed in its way")
        assert not leaks(wall)
        for text in printed(wall, cameras):
            assert CANARY not in text, text
        assert not leaks_of_a_running_command(wall)
        drive.client.ask(RemoveSource(source=SourceId("missing")))
        for part in ("renderer", "node", "server"):
            before = {process.pid for process in wall.processes(part)}
            wall.kill([min(before)])
            until(_another(wall, part, before), 20, f"another {part}")
        drive.hang_up()
        until(drive.answers, 30, "the server answers again")
        until(all_told, 30, "each has failed again")
        assert not [event for event in drive.events(2000) if CANARY in str(event)]
        assert not leaks(wall)
        assert CANARY in (wall.site / "secrets.json").read_text(), "what is looked for was there"


def _another(wall: SmallWall, part: str, before: set[int]) -> Callable[[], bool]:
    return lambda: bool({process.pid for process in wall.processes(part)} - before)
