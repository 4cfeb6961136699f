"""Rules of the form that adds a source: every fault by its field, and no mark less than was seen."""

from __future__ import annotations

import pytest

from wallctl.model.health import Reason
from wallctl.model.ids import SourceId
from wallctl.model.sighting import Sighting
from wallctl.model.source import StreamKind
from wallctl.protocol.desk import AddSource
from wallctl.protocol.sourcing import AddTemporary
from wallctl.rules.new_source import Entry, Flaw, Form, faults, parted, request

GOOD = Form(id="gate-1", name="大门", agency="psb", main="rtsp://10.0.0.1/main")
SEEN = Sighting(first_frame_ms=300, codec="H.264", width=1920, height=1080, fps=25.04)


@pytest.mark.parametrize(
    ("change", "entry", "flaw"),
    [
        ({"id": ""}, Entry.ID, Flaw.MISSING),
        ({"id": "大门"}, Entry.ID, Flaw.NO_ID),
        ({"id": "a" * 65}, Entry.ID, Flaw.NO_ID),
        ({"id": "cam-1"}, Entry.ID, Flaw.TAKEN),
        ({"name": "名" * 81}, Entry.NAME, Flaw.TOO_LONG),
        ({"main": " "}, Entry.MAIN, Flaw.MISSING),
        ({"main": "10.0.0.1/live"}, Entry.MAIN, Flaw.BAD_URL),
        ({"sub": "gopher://10.0.0.1/x"}, Entry.SUB, Flaw.BAD_URL),
        ({"user": "a:b"}, Entry.USER, Flaw.COLON),
        ({"password": "pw"}, Entry.USER, Flaw.NO_USER),
    ],
)
def test_a_fault_names_its_field(change: dict[str, str], entry: Entry, flaw: Flaw) -> None:
    (fault,) = faults(GOOD.with_(**change), {SourceId("cam-1")})
    assert (fault.entry, fault.flaw) == (entry, flaw)
    assert bool(fault.reason and fault.remedy) is (flaw is Flaw.BAD_URL)


def test_a_good_form_has_none_and_a_temporary_source_needs_no_id() -> None:
    assert faults(GOOD, ()) == ()
    assert faults(Form(temporary=True, main="rtsp://10.0.0.1/x", sub="nonsense"), ()) == ()


def test_user_and_password_come_out_of_a_pasted_address() -> None:
    form = parted(GOOD.with_(main="rtsp://admin:p%40ss@10.0.0.1/main"))
    assert (form.main, form.user, form.password) == ("rtsp://10.0.0.1/main", "admin", "p@ss")
    assert form.credential == "admin:p@ss" and "p@ss" not in repr(form)
    assert parted(GOOD) == GOOD and GOOD.credential is None


def test_only_what_was_seen_of_every_stream_is_tested() -> None:
    both = GOOD.with_(sub="rtsp://10.0.0.1/sub")
    failed = Sighting(reason=Reason.NO_ANSWER)
    cases: tuple[tuple[Form, dict[StreamKind, Sighting], bool], ...] = (
        (GOOD, {}, True),
        (GOOD, {StreamKind.MAIN: SEEN}, False),
        (GOOD, {StreamKind.MAIN: failed}, True),
        (both, {StreamKind.MAIN: SEEN}, True),
        (both, {StreamKind.MAIN: SEEN, StreamKind.SUB: SEEN}, False),
    )
    for form, seen, untested in cases:
        asked = request(form, seen)
        assert isinstance(asked, AddSource) and asked.source.untested is untested
    main = request(GOOD, {StreamKind.MAIN: SEEN})
    assert isinstance(main, AddSource) and main.source.main is not None
    assert (main.source.main.width, main.source.main.height, main.source.main.fps) == (1920, 1080, 25.0)


def test_a_temporary_source_is_asked_for_by_its_address() -> None:
    form = Form(temporary=True, name=" 无人机 ", main="rtsp://10.0.0.1/x", user="li", password="pw")
    asked = request(form, {StreamKind.MAIN: SEEN})
    assert asked == AddTemporary(url="rtsp://10.0.0.1/x", name="无人机", credential="li:pw", tested=True)
