"""Rule: no password stands in a command line, and none leaves an address for the bus."""

from __future__ import annotations

import argparse
import io
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fakes.server_process import new_site
from wallctl.cli.logins import MAX_PASSWORD_BYTES, add_password, log_in
from wallctl.cli.main import REFUSED
from wallctl.errors import BadInput

PLAIN = "rtsp://10.1.2.3/live"
NAMED = "rtsp://root@10.1.2.3/live"


def options(*words: str) -> argparse.Namespace:
    return add_password(argparse.ArgumentParser()).parse_args(words)


STDIN = options("--password-stdin")


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(request.param)))


@pytest.mark.parametrize("told", [b"sesame open\nrest\n", b"sesame open\r\n", b"sesame open"], indirect=True)
@pytest.mark.usefixtures("told")
def test_the_password_is_one_line_of_standard_input() -> None:
    assert log_in(STDIN, [NAMED]) == ((PLAIN,), "root:sesame open")


@pytest.mark.parametrize("told", [b"\n"], indirect=True)
@pytest.mark.usefixtures("told")
def test_an_empty_line_is_an_empty_password() -> None:
    assert log_in(STDIN, [NAMED]).credential == "root:"


@pytest.mark.parametrize(
    "told",
    [b"", b"x" * (MAX_PASSWORD_BYTES + 1), b"\xff\xfe\n", b"ses\x07ame\n"],
    indirect=True,
    ids=["nothing", "too long", "not UTF-8", "a bell"],
)
@pytest.mark.usefixtures("told")
def test_what_is_no_password_is_refused() -> None:
    with pytest.raises(BadInput) as refused:
        log_in(STDIN, [NAMED])
    assert "ses" not in str(refused.value)


@pytest.mark.parametrize("told", [b"sesame\n"], indirect=True)
@pytest.mark.usefixtures("told")
def test_main_and_sub_stream_share_one_login() -> None:
    assert log_in(STDIN, [PLAIN, NAMED]) == ((PLAIN, PLAIN), "root:sesame")
    with pytest.raises(BadInput, match="different users"):
        log_in(STDIN, [NAMED, "rtsp://admin@10.1.2.3/sub"])


def test_an_address_without_a_user_needs_no_password() -> None:
    assert log_in(options(), [PLAIN, "file:gate.avi"]) == ((PLAIN, "file:gate.avi"), None)
    with pytest.raises(BadInput, match="no address names a user"):
        log_in(STDIN, [PLAIN])


@pytest.mark.parametrize("told", [b""], indirect=True)
@pytest.mark.usefixtures("told")
def test_a_user_whose_password_nobody_can_be_asked_for_is_refused() -> None:
    with pytest.raises(BadInput, match="--password-stdin"):
        log_in(options(), [NAMED])


@pytest.mark.parametrize(
    "url", ["rtsp://root:sesame@10.1.2.3/live", "rtsp://10.1.2.3/x", "https://root:ses%61me@10.1.2.3/live"]
)
@pytest.mark.parametrize("words", [(), ("--password-stdin",)])
def test_a_password_in_the_command_line_is_refused_with_the_way_without(
    url: str, words: tuple[str, ...]
) -> None:
    inside = url if "@" in url else "rtsp://root:sesame@10.1.2.3/sub"
    with pytest.raises(BadInput) as refused:
        log_in(options(*words), [url, inside])
    assert "every user of this machine" in str(refused.value) and "--password-stdin" in str(refused.value)
    assert "sesame" not in str(refused.value) and "root" not in str(refused.value)


@pytest.mark.parametrize(
    "url",
    [
        "gopher://10.0.0.1/x",
        "rtsp://a@b:c@10.0.0.1/x",
        "rtsp://10.0.0.1/x?password=sesame",
        "file:../secrets",
    ],
)
def test_what_cannot_be_parted_safely_is_refused_without_telling_it(url: str) -> None:
    with pytest.raises(BadInput) as refused:
        log_in(options(), [url])
    assert "sesame" not in str(refused.value)


def test_a_terminal_is_asked_and_shows_nothing_of_the_answer(short_path: Path) -> None:
    site = new_site(short_path / "s")
    screen, keyboard = pty.openpty()
    argv = [sys.executable, "-m", "wallctl", "--site", str(site.path), "source", "add", "gate", NAMED]
    with subprocess.Popen(
        argv, stdin=keyboard, stdout=subprocess.PIPE, stderr=keyboard, start_new_session=True
    ) as asked:
        os.close(keyboard)
        seen = b""
        while b"password of the camera at 10.1.2.3" not in seen:
            seen += os.read(screen, 1024)
        os.write(screen, b"sesame\n")
        try:
            while more := os.read(screen, 1024):
                seen += more
        except OSError:  # what a terminal says whose last program has gone
            pass
        code = asked.wait(30)
    os.close(screen)
    # The server does not run: it was asked before anything was sent.
    assert code == REFUSED and b"does not run" in seen
    assert b"sesame" not in seen
