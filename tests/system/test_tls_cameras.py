"""Cameras over TLS on a real site: what `site.toml` trusts is looked at and shown, all else says why."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.kit.bad_camera import BadCamera, http
from tests.kit.driver import Driver
from tests.kit.small_wall import SmallWall, until
from tests.kit.tls_camera import Authority, TlsDoor

pytestmark = [
    pytest.mark.xcb,
    pytest.mark.timeout(240),
]


def test_a_trusted_camera_is_seen_and_another_says_why_not(short_path: Path) -> None:
    authority = Authority(short_path)
    trusted, own = authority.signed("trusted", "IP:127.0.0.1"), authority.signed_by_itself("own")
    wall = SmallWall(short_path)
    wall.allow_nets = ("127.0.0.0/8",)
    with wall:
        settings = wall.site / "site.toml"
        text = settings.read_text().replace('ca_file = ""', 'ca_file = "cameras.pem"')
        # Looks rest on a node under load; this machine's load is not what is looked at here.
        settings.write_text(f"{text}\n[budgets]\nstep_down = false\n")
        (wall.site / "cameras.pem").write_bytes(authority.file.read_bytes())
        clip = (wall.site / "media" / "r0c0.avi").read_bytes()
        with (
            BadCamera(http(clip, "video/x-msvideo")) as plain,
            TlsDoor(trusted, plain.port) as right,
            TlsDoor(own, plain.port) as wrong,
            Driver(wall.site) as drive,
        ):
            wall.run()
            until(drive.looks_on, 60, "a render node is there to look")
            assert wall.ask("source", "test", right.url("https", "clip.avi"))["reason"] == ""
            address = ("--site", str(wall.site), "source", "test", wrong.url("https", "clip.avi"))
            refused = wall.try_wallctl(*address)
            assert refused.returncode == 1 and "certificate not trusted" in refused.stderr, refused.stderr
            wall.ask("source", "add", "wrong", wrong.url("https", "clip.avi"))
            drive.show({(0, 0, 1, 1): "wrong"})

            def shown() -> dict[str, Any]:
                cells = {cell["cell"]: cell["windows"] for cell in drive.status()["cells"]}
                return next(iter(cells["r0c0"]), {})

            until(lambda: shown().get("reason") == "untrusted", 30, "the cell says why")
            assert shown()["state"] == "no_signal"
            assert "no_signal (untrusted)" in wall.wallctl("--site", str(wall.site), "status")
