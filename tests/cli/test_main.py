"""Rule: what people do wrong is answered by one line that names it, never by a traceback."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.server_process import new_site
from wallctl.cli.main import REFUSED, WRONG_USAGE, build_parser
from wallctl.cli.main import _joined as joined
from wallctl.store.site import Site

NOBODY = 65534


@pytest.fixture
def site(short_path: Path) -> Iterator[Site]:
    yield new_site(short_path / "s")


def wallctl(*arguments: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "wallctl", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    assert done.stdout == ""
    return done


@pytest.mark.parametrize(
    "words",
    [
        ("events", "--last", "-1"),
        ("events", "--last", "99999"),
        ("events", "--last", "many"),
        ("preset", "versions", "patrol", "--back", "0"),
        ("preset", "export", "patrol", "out.toml", "--version", "-3"),
    ],
)
def test_a_number_that_cannot_be_is_wrong_usage(site: Site, words: tuple[str, ...]) -> None:
    done = wallctl("--site", str(site.path), *words)
    assert done.returncode == WRONG_USAGE
    assert words[-1] in done.stderr and words[-2] in done.stderr


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("preset", "save", "a b"), "a b"),
        (("source", "temporary", "rtsp://10.0.0.1/x", "--name", "n" * 500), "name"),
        (("source", "add", "not fine", "rtsp://10.0.0.1/x"), "not fine"),
        (("source", "temporary", "rtsp://10.0.0.1/x"), "does not run"),
    ],
)
def test_what_cannot_be_is_refused_by_its_name(site: Site, words: tuple[str, ...], named: str) -> None:
    done = wallctl("--site", str(site.path), *words)
    assert done.returncode == REFUSED
    assert named in done.stderr


def test_a_site_of_somebody_else_is_said(site: Site) -> None:
    site.path.chmod(0o000)
    program = "import sys; from wallctl.cli.main import main; import os; {}; sys.exit(main(sys.argv[1:]))"
    # The right to read everything must be given up after the imports: they may lie in a folder of root's.
    give_up = f"os.setgid({NOBODY}); os.setuid({NOBODY})" if os.getuid() == 0 else ""
    heavy = "import wallctl.cli.client, wallctl.cli.runner"
    try:
        for words in (("status",), ("stop", str(site.path))):
            argv = ["--site", str(site.path), *words]
            done = subprocess.run(
                [sys.executable, "-c", f"{heavy}; {program.format(give_up or 'pass')}", *argv],
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
            )
            assert done.returncode == REFUSED, done.stderr
            assert "Traceback" not in done.stderr
            assert str(site.path) in done.stderr and "may not read" in done.stderr
    finally:
        site.path.chmod(0o700)


def test_a_key_that_is_not_there_is_said(site: Site) -> None:
    (site.keys / "server.pub").unlink()
    done = wallctl("--site", str(site.path), "status")
    assert done.returncode == REFUSED
    assert "server.pub" in done.stderr and "restore" in done.stderr


def test_a_file_that_cannot_be_written_is_said(site: Site, short_path: Path) -> None:
    (site.run / "run.lock").mkdir()
    done = wallctl("run", str(site.path), "--headless")
    assert done.returncode == REFUSED
    assert "run.lock" in done.stderr and "directory" in done.stderr


def test_a_place_that_begins_below_zero_is_a_place_and_no_option() -> None:
    parser = build_parser()
    for at in ("-1,0,1,1", "-.5,0,1,1", "1,1,1,1"):
        assert parser.parse_args(joined(["show", "cam", "--at", at, "--important"])).at == at
    with pytest.raises(SystemExit):
        parser.parse_args(joined(["show", "cam", "--at", "--important"]))


def test_a_refusal_shows_what_to_do(site: Site) -> None:
    """A server that knows another key than ours: what the bus says of it reaches the person."""
    from tests.fakes.server_process import ServerProcess
    from wallctl.bus.keys import new_key_pair, save_key_pair

    with ServerProcess(site):
        site.operator_key.unlink()
        save_key_pair(site.operator_key, new_key_pair())
        done = wallctl("--site", str(site.path), "status")
    assert done.returncode == REFUSED
    assert "enrol it on the server" in done.stderr


def test_a_peer_that_breaks_off_may_be_about_to_start_and_is_waited_for(site: Site) -> None:
    with socket.create_server(("127.0.0.1", site.settings.bus.control_port)) as other:
        other.settimeout(20.0)
        argv = [sys.executable, "-m", "wallctl", "--site", str(site.path), "status"]
        with subprocess.Popen(argv, stderr=subprocess.PIPE, text=True) as asking:
            met = 0
            while asking.poll() is None:
                try:
                    other.settimeout(0.5)
                    client, _ = other.accept()
                except TimeoutError:
                    continue
                met += 1
                client.close()
            assert asking.stderr is not None
            said = asking.stderr.read()
    assert met > 1, "it tried again"
    assert asking.returncode == REFUSED and "Traceback" not in said
