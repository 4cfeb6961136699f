"""Checks of decoding and of what the sample city needs. Must not know screens or sites."""

from __future__ import annotations

import base64
import json
import tempfile
from pathlib import Path

from wallctl.cli.checks.desktop import apt_line
from wallctl.cli.checks.machine import Finding, Machine

# 64x64 pixels of one blue, made with FFmpeg's own encoders: small enough to travel with the program.
SAMPLES = {
    "h264": (
        "AAAAAWdkAAqscgREJsBEAAADAAQAAAMAyDxIlhGAAAAAAWjoQ48siwAAAWWIgQAGf/7fMvgUzOpZzutySRbMJcdjcWv4MChiHwPr"
        "eQlj+QkAAAABQZoITYhX//44jcAAAAABAZ4QJyFfDDk="
    ),
    "hevc": (
        "AAAAAUABDAH//wFgAAADAJAAAAMAAAMAHpmKAkAAAAABQgEBAWAAAAMAkAAAAwAAAwAeoCCBBZZmKkkba8BaAgAAAwACAAADADIQ"
        "AAAAAUQBwXK2IkAAAAEoAa8dgPeGEs/+T60aDI9q9P8xgAAAAAECAdARV4QyOfqEAAAAAQAB4CS/gQwhTMgg"
    ),
    "mjpeg": (
        "/9j/4AAQSkZJRgABAgAAAQABAAD/2wBDAAgEBAQEBAUFBQUFBQYGBgYGBgYGBgYGBgYHBwcICAgHBwcGBgcHCAgICAkJCQgICAgJ"
        "CQoKCgwMCwsODg4RERT/xABNAAEBAAAAAAAAAAAAAAAAAAAABgEBAQEAAAAAAAAAAAAAAAAAAAUGEAEAAAAAAAAAAAAAAAAAAAAA"
        "EQEAAAAAAAAAAAAAAAAAAAAA/8AAEQgAQABAAwEiAAIRAAMRAP/aAAwDAQACEQMRAD8AjgGuSAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        "AAAH/9k="
    ),
}
NAMES = {"h264": "H.264", "hevc": "H.265", "mjpeg": "MJPEG"}

DECODE = """
import json, sys
import cv2
blue = (160, 80, 48)
seen = {}
for path in sys.argv[1:]:
    limits = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, 5000, cv2.CAP_PROP_READ_TIMEOUT_MSEC, 5000]
    taken, picture = cv2.VideoCapture(path, cv2.CAP_FFMPEG, limits).read()
    right = taken and all(abs(a - b) < 8 for a, b in zip(picture.mean(axis=(0, 1)), blue))
    seen[path.rsplit(".", 1)[1]] = bool(right)
print(json.dumps([cv2.__version__, seen]))
"""
LOAD_RTSP_SERVER = """
import gi
gi.require_version("GstRtspServer", "1.0")
from gi.repository import Gst, GstRtspServer
Gst.init(None)
parts = ["multifilesrc", "h264parse", "h265parse", "rtph264pay", "rtph265pay", "rtpjpegpay"]
print(" ".join(part for part in parts if Gst.ElementFactory.find(part) is None))
"""
DEBIAN_PYTHON = "/usr/bin/python3"
RTSP_PACKAGES = [
    "python3-gi",
    "gir1.2-gst-rtsp-server-1.0",
    "gstreamer1.0-plugins-base",
    "gstreamer1.0-plugins-good",
    "gstreamer1.0-plugins-bad",
]


def codecs(machine: Machine) -> Finding:
    """OpenCV decodes one small picture of each codec that cameras send, and it comes out in its colour."""
    with tempfile.TemporaryDirectory(prefix="wallctl-") as folder:
        paths = []
        for codec, text in SAMPLES.items():
            path = Path(folder) / f"sample.{codec}"
            path.write_bytes(base64.b64decode(text))
            paths.append(str(path))
        asked = machine.ask_python(DECODE, *paths)
    remedy = "install opencv-python-headless from its own wheel: its FFmpeg decodes all of them"
    if asked.code != 0:
        return Finding.fail("codecs", f"OpenCV could not be asked: {asked.last_words}", remedy)
    version, seen = json.loads(asked.out)
    broken = [NAMES[codec] for codec in SAMPLES if not seen.get(codec)]
    if broken:
        return Finding.fail("codecs", f"OpenCV {version} does not decode {', '.join(broken)}", remedy)
    return Finding.ok("codecs", f"OpenCV {version} decodes {', '.join(NAMES.values())}")


def ffmpeg(machine: Machine) -> Finding:
    """The ffmpeg program, which makes clips; pictures on the wall do not need it."""
    if not machine.has("ffmpeg"):
        return Finding.warn("ffmpeg", "missing: recorded clips cannot be made anew", apt_line(["ffmpeg"]))
    asked = machine.run(["ffmpeg", "-hide_banner", "-version"])
    return Finding.ok("ffmpeg", (asked.out.splitlines() or ["there"])[0][:60])


def sample_city(machine: Machine) -> Finding:
    """Debian's RTSP server, which replays the sample city's cameras; real cameras do not need it."""
    name = "sample city"
    asked = machine.run([DEBIAN_PYTHON, "-c", LOAD_RTSP_SERVER])
    if asked.code != 0:
        seen = f"its cameras cannot be replayed: {asked.last_words}"
        return Finding.warn(name, seen, apt_line(RTSP_PACKAGES))
    absent = asked.out.split()
    if absent:
        return Finding.warn(name, f"GStreamer lacks {', '.join(absent)}", apt_line(RTSP_PACKAGES))
    return Finding.ok(name, "its cameras can be replayed over RTSP")
