"""Rules of sources for a day: ids never come again for another camera, and time ends them."""

from __future__ import annotations

import pytest

from wallctl.errors import BadInput
from wallctl.model.ids import SourceId
from wallctl.protocol.sourcing import KEPT_S, AddTemporary
from wallctl.rules.temporary import over, temporary


def ask(url: str, name: str = "") -> AddTemporary:
    return AddTemporary(url=url, name=name)


def test_a_temporary_source_is_named_after_its_time_and_its_host() -> None:
    source, credential = temporary(ask("rtsp://li:pw@10.1.2.3/live"), "1124-0312", 1000.0, ())
    assert (source.id, source.name, source.until_utc_s) == ("tmp-1124-0312", "10.1.2.3", 1000.0 + KEPT_S)
    assert credential == "li:pw" and source.main is not None and source.main.url == "rtsp://10.1.2.3/live"
    named, _ = temporary(ask("rtsp://10.1.2.3/live", " 无人机 "), "1124-0312", 1000.0, {source.ref})
    assert (named.id, named.name) == ("tmp-1124-0312-2", "无人机")


def test_what_is_no_address_is_no_source() -> None:
    with pytest.raises(BadInput, match="no scheme"):
        temporary(ask("10.1.2.3"), "1124-0312", 0.0, ())


def test_time_ends_temporary_sources_and_no_others() -> None:
    one, _ = temporary(ask("rtsp://10.1.2.3/a"), "x", 0.0, ())
    kept = one.with_(id="kept", until_utc_s=None)
    assert over((one, kept), KEPT_S - 1) == ()
    assert over((one, kept), KEPT_S) == (one,)
    assert SourceId("kept") not in {s.ref for s in over((one, kept), 1e12)}
