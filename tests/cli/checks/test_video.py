"""Rule: a codec that does not decode is found; what only the sample city needs is a warning."""

from __future__ import annotations

from tests.fakes.fake_machine import FakeMachine, answer
from wallctl.cli.checks import video
from wallctl.cli.checks.machine import Ran, Verdict


def test_codec_that_does_not_decode_is_named() -> None:
    found = video.codecs(FakeMachine({"cv2": answer("5.0.0", {"h264": True, "hevc": False, "mjpeg": True})}))
    assert found.verdict is Verdict.FAIL
    assert "H.265" in found.seen
    assert "H.264" not in found.seen


def test_crash_of_opencv_is_a_finding() -> None:
    assert video.codecs(FakeMachine({"cv2": Ran(code=-11)})).verdict is Verdict.FAIL


def test_sample_city_names_its_packages() -> None:
    assert "gir1.2-gst-rtsp-server-1.0" in video.sample_city(FakeMachine()).remedy
    lacking = video.sample_city(FakeMachine({"GstRtspServer": Ran(code=0, out="h265parse\n")}))
    assert "h265parse" in lacking.seen
