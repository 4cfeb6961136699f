"""The only `cv2.VideoCapture`: opens a stream with every limit set, and tells what went wrong.

Must not know panes, windows or the bus.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np

from wallctl.errors import StreamLost, WallError
from wallctl.model.health import Reason
from wallctl.protocol.cell import SourceView
from wallctl.renderer.addresses import Addresses, Destination
from wallctl.renderer.backlog import Backlog, Line, line_of
from wallctl.renderer.ffmpeg_log import FfmpegLog
from wallctl.renderer.knock import knock
from wallctl.renderer.media import why_no_file
from wallctl.renderer.option_gate import OptionGate, SourceClass, ffmpeg_options
from wallctl.renderer.peers import Peer, peers
from wallctl.renderer.trust import Trust
from wallctl.renderer.voices import Voice
from wallctl.renderer.vouching import why_not_vouched_for
from wallctl.rules.addresses import literal_address
from wallctl.rules.urls import UrlRules, is_unplayable, split_url, with_credential
from wallctl.store.media_files import media_file

OPEN_TIMEOUT_MS = 5_000
READ_TIMEOUT_MS = 4_000
SILENT_SHARE = 0.9
"""An open that took so much of its time waited for an answer."""
MAX_FRAME_PX = 8192 * 4608
_CODECS = {
    **dict.fromkeys(("h264", "avc1", "x264"), "H.264"),
    **dict.fromkeys(("hevc", "hev1", "hvc1", "h265"), "H.265"),
    **dict.fromkeys(("mjpg", "mjpe", "jpeg"), "MJPEG"),
    **dict.fromkeys(("mp4v", "mpeg", "xvid", "fmp4", "divx"), "MPEG-4"),
}


class Places(NamedTuple):
    """Where a renderer finds what an address does not hold."""

    media_dir: Path
    secrets_file: Path | None
    devices: dict[str, str]
    rules: UrlRules = UrlRules()
    """Where streams may come from."""
    trust: Trust = Trust()


class Capture:
    """One open stream. Used by one thread only."""

    def __init__(
        self,
        source: str,
        opened: cv2.VideoCapture,
        paced: bool,
        log: FfmpegLog,
        line: Line | None = None,
    ) -> None:
        """`line`: the one connection that it all comes over, where there is one and it is known."""
        self._source = source
        self._line = line
        self._video = opened
        self._log = log
        self._introduced = False
        self.voice = Voice()
        self.paced = paced
        """A file: frames have to be shown at their own times, and it starts again at its end."""
        self._ahead = False

    def grab(self) -> None:
        """Take the next frame without converting it; raise `StreamLost` at the end or on failure."""
        if self._ahead:
            self._ahead = False
        elif not self._grabbed():
            raise StreamLost(self._source, Reason.STOPPED.value)

    def retrieve(self, into: np.ndarray | None = None) -> np.ndarray:
        """Return the grabbed frame, uint8 (height, width, 3) BGR: `into` itself where its shape fits,
        else an array of its own."""
        try:
            ok, frame = self._video.retrieve() if into is None else self._video.retrieve(into)
        except cv2.error:
            ok, frame = False, np.empty(0)
        if not ok or frame.ndim != 3 or frame.shape[2] != 3 or frame.dtype != np.uint8:
            raise StreamLost(self._source, Reason.NO_PICTURE.value)
        if frame.shape[0] * frame.shape[1] > MAX_FRAME_PX:
            raise StreamLost(self._source, Reason.UNSUPPORTED_CODEC.value)
        return frame

    def position_s(self) -> float:
        """Return the grabbed frame's time in a file, seconds; may be 0 where the format has none."""
        return float(self._video.get(cv2.CAP_PROP_POS_MSEC)) / 1000.0

    def backlog(self) -> Backlog | None:
        """Return what of it came and waits; None where that is not known."""
        return None if self._line is None else self._line.backlog()

    def is_key(self) -> bool:
        """Tell whether the grabbed frame stands for itself."""
        return self._video.get(cv2.CAP_PROP_FRAME_TYPE) == ord("I")

    def nominal_fps(self) -> float:
        """Return the rate that the container claims, or 0."""
        fps = float(self._video.get(cv2.CAP_PROP_FPS))
        return fps if 0 < fps <= 240 else 0.0

    def codec(self) -> str:
        """Return what the stream is encoded in: `H.264`, `H.265`, `MJPEG`, else FFmpeg's name, or nothing."""
        number = int(self._video.get(cv2.CAP_PROP_FOURCC)) & 0xFFFFFFFF
        name = number.to_bytes(4, "little").decode("ascii", "replace").strip("\0 ").lower()
        return _CODECS.get(name, name.upper() if name.isalnum() else "")

    def rewind(self) -> bool:
        """Go back to the first frame of a file; False: it cannot, and has to be opened again."""
        # A raw stream without a container says that it went back, and then has no frame.
        self._ahead = bool(self._video.set(cv2.CAP_PROP_POS_FRAMES, 0)) and self._grabbed()
        return self._ahead

    def close(self) -> None:
        self._video.release()
        self._log.forget(self.voice)

    def _grabbed(self) -> bool:
        if not self._introduced:
            self._introduced = True
            self._log.listen_for(self.voice, self.codec())
            with self._log.voices.introduce(self.voice, self._log.catch_up):
                return self._grabbed()
        try:
            return self._video.grab()
        except cv2.error:
            return False


class Opener:
    """Opens streams. Any thread; opens of one class of source run side by side.

    A camera that redirects is not followed: it could lead anywhere, without end.
    """

    def __init__(self, places: Places, log: FfmpegLog) -> None:
        self._places = places
        self._log = log
        self._gate = OptionGate()
        self._addresses = Addresses(places.rules)
        self._led_astray: set[str] = set()
        """URLs that redirected: each has to answer, and not so, before FFmpeg would follow it again. What
        speaks TLS is not among them: we cannot ask it."""
        # Nothing is opened; but the first time OpenCV sets FFmpeg's level, which would hide redirects.
        cv2.VideoCapture("", cv2.CAP_FFMPEG).release()
        log.listen_closely()

    def open(self, view: SourceView) -> Capture:
        """Return an open capture; raise `StreamLost` whose `reason` is a `Reason`'s value.

        Blocks for at most `OPEN_TIMEOUT_MS`, `NAME_DEADLINE_S` where it has a name, and a little. No error
        ever holds the address.
        """
        match kind := _class_of(view):
            case SourceClass.DEVICE:
                return self._open_device(view)
            case SourceClass.FILE:
                return self._open_file(view)
            case _:
                return self._open_stream(view, kind)

    def _open_file(self, view: SourceView) -> Capture:
        began = self._log.mark()
        try:
            path = media_file(self._places.media_dir, view.url.removeprefix("file:"))
        except WallError as refused:
            raise StreamLost(view.id, why_no_file(refused).value) from None
        video = self._opened(view, str(path), ffmpeg_options(SourceClass.FILE))
        if video is None:
            raise StreamLost(view.id, (self._log.reason_since(began) or Reason.CANNOT_OPEN).value)
        return Capture(view.id, video, True, self._log)

    def _open_stream(self, view: SourceView, kind: SourceClass) -> Capture:
        there = self._addresses.find(view)
        target = there.url if view.secret is None else with_credential(there.url, self._credential(view))
        if view.url in self._led_astray:
            self._ask_first(view, target)
        began = self._log.mark()
        before = peers()
        options = ffmpeg_options(kind, there.host, self._ca_file(view, there, kind))
        video = self._opened(view, target, options)
        if video is None:
            self._addresses.failed(view)
            raise StreamLost(view.id, self._diagnose(view, target, kind, began).value)
        if kind not in (SourceClass.RTSP, SourceClass.RTSPS):
            # FFmpeg reads ahead there: what the kernel has is not all that waits.
            return Capture(view.id, video, False, self._log)
        met = _new_to(there, before)
        if not met:
            video.release()
            if kind is SourceClass.RTSP:
                self._led_astray.add(view.url)
            raise StreamLost(view.id, Reason.NOT_ALLOWED.value)
        return Capture(view.id, video, False, self._log, line_of(met))

    def _ask_first(self, view: SourceView, target: str) -> None:
        """Ask one that redirected; raise unless it answers, and sends nobody elsewhere."""
        answer = knock(target, silent=False)
        if answer is not Reason.CANNOT_OPEN:
            # Who does not answer may still redirect: FFmpeg is kept away until it is known.
            raise StreamLost(view.id, answer.value)
        self._led_astray.discard(view.url)

    def _ca_file(self, view: SourceView, there: Destination, kind: SourceClass) -> str:
        if kind not in (SourceClass.RTSPS, SourceClass.HTTPS):
            return ""
        host = split_url(there.url).host
        found = self._places.trust.file_for(host)
        if not found:
            raise StreamLost(view.id, Reason.UNTRUSTED.value)
        if literal_address(host) is not None:
            refused = why_not_vouched_for(there.address, there.port, Path(found))
            if refused is not Reason.NONE:
                raise StreamLost(view.id, refused.value)
        return found

    def _opened(self, view: SourceView, target: str, options: str) -> cv2.VideoCapture | None:
        params = [
            cv2.CAP_PROP_OPEN_TIMEOUT_MSEC,
            OPEN_TIMEOUT_MS,
            cv2.CAP_PROP_READ_TIMEOUT_MSEC,
            READ_TIMEOUT_MS,
            cv2.CAP_PROP_N_THREADS,
            1,
        ]
        try:
            with self._gate.hold(options):
                video = cv2.VideoCapture(target, cv2.CAP_FFMPEG, params)
        except cv2.error:
            raise StreamLost(view.id, Reason.CANNOT_OPEN.value) from None
        if not video.isOpened():
            video.release()
            return None
        if video.get(cv2.CAP_PROP_FRAME_WIDTH) * video.get(cv2.CAP_PROP_FRAME_HEIGHT) > MAX_FRAME_PX:
            video.release()
            raise StreamLost(view.id, Reason.UNSUPPORTED_CODEC.value)
        return video

    def why_no_picture(self, began: float) -> Reason:
        """Return why an open stream gives no frame, from what FFmpeg said since `began`."""
        said = self._log.reason_since(began)
        return said if said is not None else Reason.NO_PICTURE

    def mark(self) -> float:
        """Return the time to pass to `why_no_picture`."""
        return self._log.mark()

    def _open_device(self, view: SourceView) -> Capture:
        path = self._places.devices.get(view.url.removeprefix("v4l2:"))
        if path is None:
            raise StreamLost(view.id, Reason.NOT_ALLOWED.value)
        video = cv2.VideoCapture(path, cv2.CAP_V4L2)
        if not video.isOpened():
            video.release()
            raise StreamLost(view.id, Reason.CANNOT_OPEN.value)
        return Capture(view.id, video, paced=False, log=self._log)

    def _credential(self, view: SourceView) -> str:
        try:
            assert self._places.secrets_file is not None
            kept = json.loads(self._places.secrets_file.read_text("utf-8"))
            return str(kept[view.secret])
        except (AssertionError, OSError, ValueError, KeyError, TypeError):
            raise StreamLost(view.id, Reason.WRONG_PASSWORD.value) from None

    def _diagnose(self, view: SourceView, target: str, kind: SourceClass, began: float) -> Reason:
        # In this order: the log is read on meanwhile, and why a redirect failed is not this camera's word.
        said = self._log.reason_since(began)
        # Some stream of this process was: was it this one?
        doubted = kind is SourceClass.RTSP and self._log.sent_elsewhere_since(began)
        if doubted and knock(target, silent=False) is Reason.NOT_ALLOWED:
            self._led_astray.add(view.url)
            return Reason.NOT_ALLOWED
        if said is not None:
            return said
        waited_ms = (self._log.mark() - began) * 1000
        return knock(target, silent=waited_ms > SILENT_SHARE * OPEN_TIMEOUT_MS)


def _new_to(there: Destination, before: dict[int, Peer]) -> set[int]:
    """Return the new connections to the right place; none: a redirect led elsewhere."""
    right = {(address, there.port) for address in (there.address, *there.others)}
    return {socket for socket, peer in peers().items() if socket not in before and peer in right}


def _class_of(view: SourceView) -> SourceClass:
    if is_unplayable(view.url):
        raise StreamLost(view.id, Reason.UNSUPPORTED_PROTOCOL.value)
    try:
        return SourceClass(view.url.partition(":")[0].lower())
    except ValueError:
        raise StreamLost(view.id, Reason.NOT_ALLOWED.value) from None
