"""Serves recorded clips as endless live RTSP streams. Runs under Debian's own python3, without wallctl.

    python3 rtsp_server.py        (mounts as one line of JSON on standard input)

Reads {"port": 0, "mounts": [{"path", "file", "codec", "fps"}]}, listens on 127.0.0.1, prints `ready PORT`,
and ends with its parent: at the end of standard input, or when the parent has changed. Nothing is transcoded.
The clip is cut into access units here and every unit gets its time stamp here: `multifilesrc ! h264parse`
paces a looped raw clip rightly, but gives all its pictures the same RTP time.
"""

import json
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

import gi  # type: ignore[import-not-found,unused-ignore]

gi.require_version("Gst", "1.0")
gi.require_version("GstApp", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import (  # type: ignore[import-not-found,unused-ignore]  # noqa: E402
    GLib,
    Gst,
    GstApp,  # noqa: F401  (gives appsrc its calls)
    GstRtsp,
    GstRtspServer,
)

PARENT_CHECK_MS = 1000
AHEAD_S = 0.5
SOURCE = "appsrc name=clip format=time block=false max-bytes=16000000 caps="
PIPELINES = {
    "h264": SOURCE + '"video/x-h264,stream-format=byte-stream,alignment=au,framerate={fps}/1"'
    " ! h264parse config-interval=-1 ! rtph264pay name=pay0 pt=96 aggregate-mode=zero-latency",
    "h265": SOURCE + '"video/x-h265,stream-format=byte-stream,alignment=au,framerate={fps}/1"'
    " ! h265parse config-interval=-1 ! rtph265pay name=pay0 pt=96 aggregate-mode=zero-latency",
    "mjpeg": SOURCE
    + '"image/jpeg,width={width},height={height},framerate={fps}/1" ! rtpjpegpay name=pay0 pt=26',
}


def nal_units(data: bytes) -> list[tuple[int, int, int, int]]:
    """Where each NAL unit of an Annex-B stream starts (with its start code) and its first three bytes."""
    found = []
    at = data.find(b"\0\0\1")
    while at >= 0:
        begin = at - 1 if at > 0 and data[at - 1] == 0 else at
        found.append(
            (
                begin,
                data[at + 3],
                data[at + 4] if at + 4 < len(data) else 0,
                data[at + 5] if at + 5 < len(data) else 0,
            )
        )
        at = data.find(b"\0\0\1", at + 3)
    return found


def access_units(data: bytes, codec: str) -> list[bytes]:
    """Cut a raw clip into pictures: bytes objects, in order."""
    if codec == "mjpeg":
        parts = data.split(b"\xff\xd8\xff")[1:]
        return [b"\xff\xd8\xff" + part for part in parts]
    starts, seen_picture = [], True
    for begin, first, second, third in nal_units(data):
        if codec == "h264":
            kind = first & 31
            picture, leads = kind in (1, 2, 5), kind in (6, 7, 8, 9)
            new_picture = picture and second & 0x80
        else:
            kind = (first >> 1) & 63
            picture, leads = kind < 32, 32 <= kind <= 35 or kind == 39
            new_picture = picture and third & 0x80
        if seen_picture and (leads or new_picture):
            starts.append(begin)
            seen_picture = False
        if picture:
            seen_picture = True
    return [data[a:b] for a, b in zip(starts, [*starts[1:], len(data)], strict=True)]


def jpeg_size(picture: bytes) -> tuple[int, int]:
    """Width and height out of a JPEG's frame header."""
    at = 2
    while picture[at + 1] not in (0xC0, 0xC1, 0xC2):
        at += 2 + int.from_bytes(picture[at + 2 : at + 4], "big")
    return int.from_bytes(picture[at + 7 : at + 9], "big"), int.from_bytes(picture[at + 5 : at + 7], "big")


class Clip:
    """The pictures of one file, read when the first viewer comes and kept."""

    def __init__(self, mount: dict[str, Any]) -> None:
        self.file, self.codec, self.fps = mount["file"], mount["codec"], int(mount["fps"])
        self.units: list[bytes] = []

    def load(self) -> list[bytes]:
        if not self.units:
            self.units = access_units(Path(self.file).read_bytes(), self.codec)
            if not self.units:
                raise ValueError(f"{self.file}: holds no {self.codec} picture")
        return self.units

    def launch(self) -> str:
        width, height = jpeg_size(self.load()[0]) if self.codec == "mjpeg" else (0, 0)
        return "( " + PIPELINES[self.codec].format(fps=self.fps, width=width, height=height) + " )"


class Feed:
    """Feeds one running media: pushes pictures ahead of the sink, stamped n / fps for ever."""

    def __init__(self, clip: Clip, source: Any) -> None:
        self.clip, self.count = clip, 0
        self.batch = max(int(clip.fps * AHEAD_S), 1)
        source.connect("need-data", self.push)

    def push(self, source: Any, _length: int) -> None:
        units, fps = self.clip.load(), self.clip.fps
        for _ in range(self.batch):
            buffer = Gst.Buffer.new_wrapped(units[self.count % len(units)])
            buffer.pts = buffer.dts = self.count * Gst.SECOND // fps
            buffer.duration = Gst.SECOND // fps
            self.count += 1
            if source.emit("push-buffer", buffer) != Gst.FlowReturn.OK:
                return


class ClipFactory(GstRtspServer.RTSPMediaFactory):  # type: ignore[misc]
    """One mount; its media is shared by all viewers and starts with the first."""

    def __init__(self, clip: Clip) -> None:
        super().__init__()
        self.clip = clip
        self.set_shared(True)
        self.set_protocols(GstRtsp.RTSPLowerTrans.TCP)

    def do_create_element(self, _url: Any) -> Any:
        return Gst.parse_launch(self.clip.launch())

    def do_configure(self, media: Any) -> None:
        GstRtspServer.RTSPMediaFactory.do_configure(self, media)
        Feed(self.clip, media.get_element().get_child_by_name("clip"))


def end_with_parent(loop: Any, parent: int) -> None:
    """Quit when standard input ends, or when the parent has changed: somebody else may hold the pipe open."""

    def wait() -> None:
        while os.read(0, 4096):
            pass
        GLib.idle_add(loop.quit)

    def look() -> bool:
        if os.getppid() != parent:
            loop.quit()
        return True

    threading.Thread(target=wait, daemon=True).start()
    GLib.timeout_add(PARENT_CHECK_MS, look)


def main() -> int:
    parent = os.getppid()
    request = json.loads(sys.stdin.readline())
    Gst.init(None)
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service(str(request["port"]))
    mounts = server.get_mount_points()
    for mount in request["mounts"]:
        mounts.add_factory(mount["path"], ClipFactory(Clip(mount)))
    loop = GLib.MainLoop()
    if server.attach(None) == 0:
        sys.stderr.write(f"port {request['port']} cannot be listened on\n")
        return 1
    for number in (signal.SIGTERM, signal.SIGINT):
        GLib.unix_signal_add(GLib.PRIORITY_HIGH, number, loop.quit)
    end_with_parent(loop, parent)
    sys.stdout.write(f"ready {server.get_bound_port()}\n")
    sys.stdout.flush()
    loop.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
