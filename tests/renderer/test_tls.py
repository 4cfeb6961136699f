"""Rule: a camera over TLS plays when its certificate is trusted, and is said to be untrusted when not."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.kit.bad_camera import BadCamera, http, silent
from tests.kit.city import ReplayCity
from tests.kit.clips import solid_clip
from tests.kit.tls_camera import Authority, Certificate, TlsDoor
from tests.renderer.muffled import muffled
from tests.renderer.scripted import source
from wallctl.errors import StreamLost
from wallctl.model.health import Reason
from wallctl.renderer import vouching
from wallctl.renderer.capture import Opener, Places
from wallctl.renderer.ffmpeg_log import FfmpegLog
from wallctl.renderer.trust import Trust
from wallctl.rules.urls import UrlRules

BY_ADDRESS, BY_NAME = "127.0.0.1", "localhost"


class Lab:
    """An authority, and certificates that it signed or did not."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.authority = Authority(folder)
        self.for_the_name = self.authority.signed("named", "DNS:localhost")
        self.for_the_address = self.authority.signed("numbered", "IP:127.0.0.1")
        self.for_another = self.authority.signed("another", "DNS:elsewhere.lan")
        self.own = self.authority.signed_by_itself("camera")
        solid_clip(folder / "clip.avi", [0, 100, 200])
        self.clip = (folder / "clip.avi").read_bytes()

    @contextmanager
    def camera(self, shown: Certificate) -> Iterator[TlsDoor]:
        """A camera that sends its clip over HTTPS and shows that certificate."""
        with BadCamera(http(self.clip, "video/x-msvideo")) as plain, TlsDoor(shown, plain.port) as door:
            yield door

    def opener(self, trust: Trust, log: FfmpegLog | None = None) -> Opener:
        rules = UrlRules(networks=("127.0.0.0/8", "::1/128"))
        return Opener(Places(self.folder, None, {}, rules, trust), log or FfmpegLog())

    def named_by_the_site(self) -> Trust:
        return Trust(site=str(self.authority.file))

    def known_to_the_machine(self) -> Trust:
        return Trust(machine=str(self.authority.file))


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    return Lab(tmp_path_factory.mktemp("lab"))


def plays(opener: Opener, url: str) -> bool:
    capture = opener.open(source(url=url))
    try:
        capture.grab()
        return bool(capture.retrieve().shape[2] == 3)
    finally:
        capture.close()


def refusal(opener: Opener, url: str) -> Reason:
    with pytest.raises(StreamLost) as lost:
        opener.open(source(url=url))
    assert lost.value.thing == "cam"
    return Reason(lost.value.reason)


def test_a_camera_whose_authority_the_site_names_plays_by_name_and_by_address(lab: Lab) -> None:
    opener = lab.opener(lab.named_by_the_site())
    with lab.camera(lab.for_the_name) as camera:
        assert plays(opener, camera.url("https", "clip.avi", BY_NAME))
    with lab.camera(lab.for_the_address) as camera:
        assert plays(opener, camera.url("https", "clip.avi", BY_ADDRESS))


def test_the_certificate_of_a_camera_can_be_named_itself(lab: Lab) -> None:
    with lab.camera(lab.own) as camera:
        assert plays(lab.opener(Trust(site=str(lab.own.certificate))), camera.url("https", "clip.avi"))


def test_a_certificate_for_another_is_refused_at_an_address_unless_it_is_named_itself(lab: Lab) -> None:
    both = lab.folder / "both.pem"
    both.write_bytes(lab.authority.file.read_bytes() + lab.for_another.certificate.read_bytes())
    with lab.camera(lab.for_another) as camera:
        url = camera.url("https", "clip.avi", BY_ADDRESS)
        assert refusal(lab.opener(lab.named_by_the_site()), url) is Reason.UNTRUSTED
        assert plays(lab.opener(Trust(site=str(both))), url)


def test_a_dead_camera_at_an_address_is_not_called_untrusted(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vouching, "ASK_S", 0.5)
    opener = lab.opener(lab.named_by_the_site())
    with BadCamera(silent) as dead:
        url = f"https://127.0.0.1:{dead.port}/clip.avi"
        assert refusal(opener, url) is Reason.NO_ANSWER
    assert refusal(opener, url) is Reason.REFUSED


def test_the_authorities_of_the_machine_vouch_for_names(lab: Lab) -> None:
    with lab.camera(lab.for_the_name) as camera:
        assert plays(lab.opener(lab.known_to_the_machine()), camera.url("https", "clip.avi", BY_NAME))


def test_the_authorities_of_the_machine_do_not_vouch_for_an_address(lab: Lab) -> None:
    with BadCamera(http(b"")) as never_asked:
        url = f"https://127.0.0.1:{never_asked.port}/clip.avi"
        assert refusal(lab.opener(lab.known_to_the_machine()), url) is Reason.UNTRUSTED
        assert never_asked.connections == 0


def test_what_the_site_names_stands_in_place_of_the_machine_s(lab: Lab) -> None:
    other = Trust(site=str(lab.own.certificate), machine=str(lab.authority.file))
    with muffled(lab.folder / "said") as log, lab.camera(lab.for_the_name) as camera:
        url = camera.url("https", "clip.avi", BY_NAME)
        assert refusal(lab.opener(other, log), url) is Reason.UNTRUSTED


@pytest.mark.parametrize("shown", ["own", "for_another"])
def test_a_certificate_that_nobody_signed_or_of_another_is_refused_as_untrusted(lab: Lab, shown: str) -> None:
    with muffled(lab.folder / "said") as log, lab.camera(getattr(lab, shown)) as camera:
        url = camera.url("https", "clip.avi", BY_NAME)
        assert refusal(lab.opener(lab.named_by_the_site(), log), url) is Reason.UNTRUSTED


@pytest.mark.parametrize("file", ["gone.pem", "clip.avi", "a;b.pem"])
def test_a_file_that_holds_no_certificate_trusts_nobody(lab: Lab, file: str) -> None:
    (lab.folder / "a;b.pem").write_bytes(lab.authority.file.read_bytes())
    with muffled(lab.folder / "said") as log, lab.camera(lab.for_the_name) as camera:
        url = camera.url("https", "clip.avi", BY_NAME)
        opener = lab.opener(Trust(site=str(lab.folder / file)), log)
        assert refusal(opener, url) is Reason.UNTRUSTED


def test_a_camera_that_speaks_no_tls_is_not_said_to_be_silent(lab: Lab) -> None:
    def speak_plainly() -> None:
        for _ in range(2):  # to the library, and to who asks what was wrong
            with contextlib.suppress(OSError):  # where the library alone came, nobody is waited for any more
                client, _ = listener.accept()
                with client:
                    client.recv(4096)
                    client.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with muffled(lab.folder / "said") as log, socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=speak_plainly, daemon=True).start()
        url = f"https://127.0.0.1:{listener.getsockname()[1]}/clip.avi"
        assert refusal(lab.opener(lab.named_by_the_site(), log), url) in (Reason.CANNOT_OPEN, Reason.REFUSED)


@pytest.mark.city
def test_rtsp_over_tls_plays_from_a_trusted_camera_alone(lab: Lab) -> None:
    with ReplayCity() as city, TlsDoor(lab.for_the_address, city.port) as door:
        url = door.url("rtsps", "psb-05/sub")
        assert plays(lab.opener(lab.named_by_the_site()), url)
        with muffled(lab.folder / "said") as log:
            other = Trust(site=str(lab.own.certificate))
            assert refusal(lab.opener(other, log), url) is Reason.UNTRUSTED


def test_srt_is_said_to_be_no_protocol_of_ours(lab: Lab) -> None:
    assert refusal(lab.opener(Trust()), "srt://127.0.0.1:9000") is Reason.UNSUPPORTED_PROTOCOL
