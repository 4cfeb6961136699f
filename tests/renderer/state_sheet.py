"""Every state of a window, painted by the renderer's own code, for people who judge the glass.

`python -m tests.renderer.state_sheet OUT.png` makes a contact sheet of cubes of 1024x768; `--tiny 1920x1080`
a wall of 3x8 as it is drawn small on a desk's screen. Off screen, on the sample city's recorded frames.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from PySide6.QtGui import QGuiApplication

from tests.kit.clips import Pixels
from wallctl.model.geometry import PxRect
from wallctl.model.health import Reason, WindowState
from wallctl.model.ids import SourceId, WindowId
from wallctl.model.layout import Crop, Fit, Role
from wallctl.model.source import Corner, StreamKind
from wallctl.protocol.cell import Pane, SourceView
from wallctl.renderer.lettering import Lettering
from wallctl.renderer.pane_view import PaneView
from wallctl.renderer.reading import boot_s
from wallctl.renderer.scaling import Patch, Planner, Target
from wallctl.rules.freshness import Worth
from wallctl.rules.legible import letters_on
from wallctl.store.data_files import Shipped, shipped_file

COLUMNS, THUMB = 4, (352, 264)
CELL_MM, VIEWING_M = 1021.0, 8.0


FOOT = (Corner.BOTTOM_RIGHT, Corner.TOP_LEFT)
TOP = (Corner.TOP_RIGHT, Corner.BOTTOM_LEFT)
CAMERAS = (
    ("psb-01", "秀峰公园广场全景", "Xiufeng Park square", "公安", "#2F6FED", FOOT),
    ("wat-01", "柘溪大坝下游", "Zhexi dam, downstream", "水利", "#2AA9E0", TOP),
    ("mar-02", "甘溪港航道口", "Ganxi port channel", "海事", "#1FA39A", TOP),
    ("trf-03", "资江大桥北桥头", "Zijiang bridge, north end", "交警", "#7C6CF0", FOOT),
)


def worths() -> Iterator[tuple[Worth, bool]]:
    """Return each state with the reason it usually has, and whether a picture was painted before."""
    yield Worth(state=WindowState.LIVE, age_s=0.04), True
    yield Worth(state=WindowState.LATE, age_s=1.2), True
    yield Worth(state=WindowState.STALE, age_s=3.4), True
    yield Worth(state=WindowState.NO_SIGNAL, reason=Reason.STOPPED, age_s=725.0), True
    yield Worth(state=WindowState.FROZEN, age_s=47.0), True
    yield Worth(state=WindowState.DEGRADED, age_s=0.04), True
    yield Worth(state=WindowState.BLACK, age_s=9.0), True
    yield Worth(state=WindowState.CONNECTING), False
    yield Worth(state=WindowState.UNAUTHORISED, reason=Reason.RIGHT_ENDED), False
    yield Worth(state=WindowState.UNSUPPORTED, reason=Reason.UNSUPPORTED_CODEC), False
    yield Worth(state=WindowState.QUARANTINED, reason=Reason.QUARANTINED), False
    yield Worth(state=WindowState.SLATE, reason=Reason.NO_SOURCE), False


class Posed(PaneView):
    """A pane whose picture is worth what it is told."""

    pose: Worth = Worth(state=WindowState.CONNECTING)

    def _judge(self, at_s: float | None, now_s: float) -> Worth:
        return self.pose


def frame_of(clip: str) -> Pixels:
    """Return a picture of a recorded clip."""
    capture = cv2.VideoCapture(str(shipped_file(Shipped.STREAMS, f"{clip}-sub.h264")), cv2.CAP_FFMPEG)
    for _ in range(40):
        capture.grab()
    _, frame = capture.retrieve()
    capture.release()
    return np.asarray(frame, np.uint8)


def painted(number: int, worth: Worth, has_picture: bool, width: int, height: int, fit: Fit) -> Pixels:
    """Return the pixels of a cell in that state."""
    clip, name, name_en, agency, colour, osd = CAMERAS[number % len(CAMERAS)]
    at = PxRect(x=0, y=0, w=width, h=height)
    source = SourceView(
        id=SourceId(clip), name=name, name_en=name_en, agency_name=agency, colour=colour, osd=osd,
        stream=StreamKind.SUB, url=f"file:{clip}",
    )  # fmt: skip
    slate = worth.state is WindowState.SLATE
    pane = Pane(
        window=WindowId("w"), win=at, dst=at, visible=(at,), fit=fit,
        source=None if slate else source, role=Role.MAP if slate else None,
    )  # fmt: skip
    # A wall drawn small keeps the shares of the real one.
    letters = letters_on(height, CELL_MM, VIEWING_M)
    view = Posed(pane, pane, "w", None, height, letters, Lettering())
    view.pose = worth
    if has_picture:
        frame = frame_of(clip)
        if worth.state is WindowState.BLACK:
            frame[:] = 0
        blit = Planner(Target(at, at, fit, Crop())).plan(frame.shape[1], frame.shape[0])
        assert blit is not None
        view.adopt(Patch(frame, blit), boot_s() - (worth.age_s or 0.0))
        view.frame_size = (frame.shape[1], frame.shape[0])
    canvas = np.zeros((height, width, 4), np.uint8)
    view.judge(boot_s())
    view.paint_whole(canvas, boot_s())
    return canvas[:, :, :3].copy()


def sheet(fit: Fit, width: int = 1024, height: int = 768) -> Pixels:
    """Return all states, each cube reduced to a thumb."""
    cells = [
        np.asarray(
            cv2.resize(painted(number, worth, has, width, height, fit), THUMB, interpolation=cv2.INTER_AREA),
            np.uint8,
        )
        for number, (worth, has) in enumerate(worths())
    ]
    framed = [np.pad(cell, ((3, 3), (3, 3), (0, 0)), constant_values=60) for cell in cells]
    return _tiled(framed, COLUMNS)


def tiny(screen_w: int, screen_h: int, rows: int = 3, cols: int = 8) -> Pixels:
    """Return a wall of all states as it is drawn into the top third of a desk's screen, one to one."""
    high = screen_h // 3 // rows
    wide = min(screen_w // cols, high * 4 // 3)
    states = list(worths())
    cells = []
    for number in range(rows * cols):
        worth, has_picture = states[number % len(states)]
        cells.append(painted(number, worth, has_picture, wide, high, Fit.CONTAIN))
    return _tiled(cells, cols)


def _tiled(cells: list[Pixels], cols: int) -> Pixels:
    return np.vstack([np.hstack(cells[at : at + cols]) for at in range(0, len(cells), cols)])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--tiny", metavar="WxH", help="the whole wall, small, on a screen of that size")
    parser.add_argument("--one", type=int, help="one state, one to one")
    parser.add_argument("--fit", choices=[fit.value for fit in Fit], default=Fit.COVER.value)
    args = parser.parse_args()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app = QGuiApplication(["state-sheet"])
    if args.tiny:
        wide, high = (int(side) for side in args.tiny.split("x"))
        picture = tiny(wide, high)
    elif args.one is not None:
        worth, has_picture = list(worths())[args.one]
        picture = painted(args.one, worth, has_picture, 1024, 768, Fit(args.fit))
    else:
        picture = sheet(Fit(args.fit))
    # The last bits are the codec's noise, and most of the file.
    cv2.imwrite(str(args.out), picture & 0xF8, [cv2.IMWRITE_PNG_COMPRESSION, 9])
    app.processEvents()


if __name__ == "__main__":
    os.environ.setdefault("TZ", "Asia/Shanghai")
    time.tzset()
    main()
