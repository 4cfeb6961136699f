"""Sources are judged by all addresses of their hosts; a silent name server holds nobody up for long."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest
from pydantic import SecretStr

from wallctl.errors import BadInput
from wallctl.model.source import Source, Stream
from wallctl.rules.urls import UrlRules
from wallctl.server import lookup
from wallctl.server.lookup import Lookup

RULES = UrlRules(networks=("10.0.0.0/8",), devices=("cap0",), ports_refused=(20000,))
NAMES = {"good.lan": ("10.0.0.1", "10.0.0.2"), "half.lan": ("10.0.0.1", "8.8.8.8"), "none.lan": ()}


def source(name: str, main: str, sub: str | None = None) -> Source:
    return Source(id=name, name=name, main=Stream(url=main), sub=Stream(url=sub) if sub else None)


def check(*sources: Source) -> tuple[tuple[Source, ...], dict[str, SecretStr]]:
    return asyncio.run(Lookup(RULES, lambda host: NAMES.get(host, ())).check(sources))


def test_host_with_all_addresses_inside_is_accepted() -> None:
    given = source("a", "rtsp://good.lan/x", "rtsp://10.1.1.1/sub")
    assert check(given) == ((given,), {})


@pytest.mark.parametrize("host", ["half.lan", "none.lan", "unknown.lan"])
def test_one_address_outside_or_none_at_all_is_refused(host: str) -> None:
    with pytest.raises(BadInput, match="source a"):
        check(source("a", f"rtsp://{host}/x"))


def test_sub_stream_is_judged_too() -> None:
    with pytest.raises(BadInput, match="source a"):
        check(source("a", "rtsp://10.0.0.1/x", "rtsp://8.8.8.8/x"))


def test_files_and_devices_need_no_name_server() -> None:
    given = (source("a", "file:clip.mp4"), source("b", "v4l2:cap0"))
    assert check(*given)[0] == given


def test_credential_is_taken_out_of_the_url() -> None:
    (plain,), credentials = check(source("a", "rtsp://admin:s%40cret@10.0.0.1/x"))
    assert plain.main == Stream(url="rtsp://10.0.0.1/x")
    assert credentials["a"].get_secret_value() == "admin:s@cret"


def test_silent_name_server_is_given_up_and_the_loop_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup, "DEADLINE_S", 0.2)
    answered = threading.Event()

    def silent(host: str) -> tuple[str, ...]:
        answered.wait(60)
        return ()

    began = time.monotonic()
    with pytest.raises(BadInput, match="no name server"):
        asyncio.run(Lookup(RULES, silent).check([source("a", "rtsp://good.lan/x")]))
    assert time.monotonic() - began < 20
    answered.set()
