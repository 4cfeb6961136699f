"""A viewer of RTSP streams as a process of its own: opens all, watches for a while, tells what came.

    python -m tests.kit.viewer       (request as one line of JSON on standard input)

Request: {"streams": [{"url", "width", "height"}], "seconds", "pictures", "read_ms"}; a stream may have
"pictures" of its own, and the last may be left out. Answer: one line of JSON with an item for each stream.
Knows OpenCV and the strips, nothing of wallctl.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from pathlib import Path
from typing import Any

os.environ["OPENCV_FFMPEG_CAPTURE_OPTIONS"] = (
    "rtsp_transport;tcp|analyzeduration;500000|fpsprobesize;2|protocol_whitelist;rtsp,rtp,tcp"
)
os.environ["OPENCV_FFMPEG_IS_THREAD_SAFE"] = "1"
os.environ["OPENCV_LOG_LEVEL"] = "SILENT"
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import cv2
import numpy as np

from tests.kit.tags import Rect, TagReader

OPEN_MS, READ_MS = 6000, 2500


def watch(stream: dict[str, Any], seconds: float, pictures: bool, read_ms: int = READ_MS) -> dict[str, Any]:
    """Open one stream, take every frame for a while; `pictures` also reads tags and looks at the frames."""
    start = time.monotonic()
    capture = cv2.VideoCapture(
        stream["url"],
        cv2.CAP_FFMPEG,
        [
            *(cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, OPEN_MS),
            *(cv2.CAP_PROP_READ_TIMEOUT_MSEC, read_ms),
            *(cv2.CAP_PROP_N_THREADS, 1),
        ],
    )
    found: dict[str, Any] = {"opened": capture.isOpened(), "open_s": time.monotonic() - start}
    size = (int(stream["width"]), int(stream["height"]))
    reader = TagReader(Rect(0, 0, *size), size, (size[1], size[0]))
    stamps: list[float] = []
    tags: list[tuple[int, int]] = []
    levels: list[float] = []
    distinct: set[int] = set()
    end = time.monotonic() + seconds
    while found["opened"] and time.monotonic() < end:
        began = time.monotonic()
        if not capture.grab():
            break
        found["slowest_s"] = max(found.get("slowest_s", 0.0), time.monotonic() - began)
        stamps.append(capture.get(cv2.CAP_PROP_PTS))
        if pictures and (kept := capture.retrieve())[0]:
            frame = np.asarray(kept[1], np.uint8)
            distinct.add(hash(frame.tobytes()))
            levels.append(float(frame.mean()))
            if frame.shape[:2] == (size[1], size[0]) and (tag := reader.first(frame)) is not None:
                tags.append((tag.camera, tag.frame))
    found |= {"frames": len(stamps), "stamps": stamps, "tags": tags, "distinct": len(distinct)}
    found["level"] = sum(levels) / len(levels) if levels else None
    capture.release()
    return found


def main() -> int:
    request = json.loads(sys.stdin.readline())
    streams = request["streams"]
    answers: list[dict[str, Any]] = [{} for _ in streams]

    def run(index: int) -> None:
        stream = streams[index]
        pictures = stream.get("pictures", request["pictures"])
        answers[index] = watch(stream, request["seconds"], pictures, request.get("read_ms", READ_MS))

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(streams))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(json.dumps(answers))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
