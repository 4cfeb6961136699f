"""Draws every clip of the sample city, encodes it, and writes manifest.json.

    python -m streams.make_streams [--only wat-08 ...] [--sheet contact.png] [--jobs 2]

Owns the order of work and the encoding. The same script and seeds give the same pictures; the encoders' bytes
may differ between versions, so the clips are kept and their checksums are in the manifest.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, assert_never

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import cv2
import numpy as np

from streams.catalogue import Encoding, Shot, shots
from streams.draw import scenes
from streams.draw.camera import Camera
from streams.draw.view import Image
from streams.strips import DARK, LIGHT, Tag, modules_of, tag_places

HERE = Path(__file__).resolve().parent
LICENCE = "CC0-1.0"
SUFFIX = {"h264": ".h264", "h265": ".h265", "mjpeg": ".mjpeg"}


def encoder(encoding: Encoding, kind: str) -> list[str]:
    """The encoder's arguments: no B frames, a key frame each second, access unit delimiters, bounded rate."""
    gop = max(encoding.fps, 5)
    match encoding.codec:
        case "h264":
            rate = "-maxrate 1200k -bufsize 1500k" if kind == "main" else "-maxrate 130k -bufsize 200k"
            params = f"aud=1:keyint={gop}:min-keyint={gop}:scenecut=0:threads=1"
            line = (
                f"-c:v libx264 -preset slow -profile:v main -bf 0 -refs 2 -g {gop}"
                f" -crf {encoding.crf} {rate} -x264-params {params} -f h264"
            )
        case "h265":
            params = f"aud=1:keyint={gop}:min-keyint={gop}:scenecut=0:bframes=0:repeat-headers=1"
            line = (
                f"-c:v libx265 -preset medium -crf 30 -x265-params {params}:log-level=error:pools=1 -f hevc"
            )
        case "mjpeg":
            # RTP carries no Huffman tables, so only the standard ones may be used.
            line = "-c:v mjpeg -q:v 15 -huffman default -f mjpeg"
        case _:
            assert_never(encoding.codec)
    return line.split()


def stamp(luma: Image, number: int, frame: int) -> None:
    """Write the frame strips into the luma plane."""
    modules = np.array(modules_of(Tag(number, frame)), np.uint8)
    levels = np.where(modules == 1, LIGHT, DARK).astype(np.uint8)
    for place in tag_places(luma.shape[1], luma.shape[0]):
        m = place.module_px
        block = np.repeat(np.repeat(levels, m, 0), m, 1)
        luma[place.y_px : place.y_px + block.shape[0], place.x_px : place.x_px + block.shape[1]] = block


def neutral(chroma: Image, width: int, height: int) -> None:
    """Take the colour out from under the strips; `chroma` is the I420 planes below the luma."""
    quarter = width * height // 4
    flat = chroma.reshape(-1)
    for plane in (flat[:quarter], flat[quarter:]):
        half = plane.reshape(height // 2, width // 2)
        for place in tag_places(width, height):
            x, y, m = place.x_px // 2, place.y_px // 2, place.module_px
            half[y : y + (3 * m + 1) // 2, x : x + 6 * m] = 128


def planes(picture: Image, number: int, frame: int) -> Image:
    """One frame as I420 with its strips."""
    height, width = picture.shape[:2]
    yuv = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2YUV_I420), np.uint8)
    stamp(yuv[:height], number, frame)
    neutral(yuv[height:], width, height)
    return yuv


def encode(shot: Shot, camera: Camera, encoding: Encoding, kind: str, target: Path) -> None:
    """Draw and encode one clip into `target`."""
    frames = encoding.fps * encoding.seconds
    full = ["-pix_fmt", "yuvj420p"] if encoding.codec == "mjpeg" else ["-pix_fmt", "yuv420p"]
    size = f"{encoding.width}x{encoding.height}"
    raw = f"-f rawvideo -pix_fmt yuv420p -s {size} -r {encoding.fps} -i -".split()
    command = ["ffmpeg", "-v", "error", "-y", *raw, *full, *encoder(encoding, kind), str(target)]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as ffmpeg:
        assert ffmpeg.stdin is not None
        for frame in range(frames):
            picture = camera.picture(frame, frames, encoding)
            ffmpeg.stdin.write(planes(picture, shot.number, frame).tobytes())
        ffmpeg.stdin.close()
    if ffmpeg.returncode:
        raise SystemExit(f"{target.name}: ffmpeg ended with {ffmpeg.returncode}")


def make(shot: Shot, sheet: bool = False) -> list[dict[str, Any]] | Image:
    """All clips of one camera; with `sheet` only its picture at one moment."""
    cv2.setNumThreads(1)
    camera = Camera(shot, scenes.SCENES[shot.scene])
    if sheet:
        return camera.picture(110, 250, shot.sub)
    found = []
    for kind, encoding in (("sub", shot.sub), ("main", shot.main)):
        if encoding is None:
            continue
        path = HERE / f"{shot.id}-{kind}{SUFFIX[encoding.codec]}"
        draft = path.with_suffix(path.suffix + ".part")
        encode(shot, camera, encoding, kind, draft)
        draft.replace(path)
        found.append(entry(shot, camera, encoding, kind, path))
        print(f"{path.name}: {path.stat().st_size // 1024} KB", flush=True)
    return found


def entry(shot: Shot, camera: Camera, encoding: Encoding, kind: str, path: Path) -> dict[str, Any]:
    return {
        "camera": shot.id,
        "number": shot.number,
        "kind": kind,
        "file": path.name,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "codec": encoding.codec,
        "width": encoding.width,
        "height": encoding.height,
        "fps": encoding.fps,
        "frames": encoding.fps * encoding.seconds,
        "scene": shot.scene,
        "osd": {"name": camera.name_corner, "clock": camera.clock_corner},
        "licence": LICENCE,
    }


def make_fault_clips() -> list[dict[str, Any]]:
    """What a black camera shows, and one that changes its size in mid-stream (5 s each of two sizes)."""
    found = []
    sources = {
        "black": ["color=black:size=640x360:rate=25:duration=10"],
        "sizes": ["testsrc2=size=640x360:rate=25:duration=5", "testsrc2=size=480x480:rate=25:duration=5"],
    }
    for name, parts in sources.items():
        path = HERE / f"fault-{name}.h264"
        whole = b""
        for part in parts:
            command = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", part, "-pix_fmt", "yuv420p"]
            done = subprocess.run(
                [*command, *encoder(Encoding(), "sub"), "-"], check=True, stdout=subprocess.PIPE
            )
            whole += done.stdout
        path.write_bytes(whole)
        digest = hashlib.sha256(whole).hexdigest()
        found.append(
            {
                "name": name,
                "file": path.name,
                "sha256": digest,
                "codec": "h264",
                "fps": 25,
                "licence": LICENCE,
            }
        )
    return found


def write_manifest(entries: list[dict[str, Any]]) -> None:
    """Merge the new entries into manifest.json, in catalogue order, subs first."""
    path = HERE / "manifest.json"
    known = {
        clip["file"]: clip for clip in (json.loads(path.read_text("utf-8"))["clips"] if path.exists() else [])
    }
    known |= {clip["file"]: clip for clip in entries}
    ordered = sorted(known.values(), key=lambda clip: (clip["number"], clip["kind"] != "sub"))
    draft = path.with_suffix(".part")
    draft.write_text(
        json.dumps(
            {"version": 1, "clips": ordered, "faults": make_fault_clips()}, ensure_ascii=False, indent=1
        )
        + "\n",
        "utf-8",
    )
    draft.replace(path)


def contact_sheet(chosen: list[Shot], target: Path, jobs: int) -> None:
    """One picture of every camera, eight a row."""
    with ProcessPoolExecutor(jobs) as pool:
        pictures = [np.asarray(p) for p in pool.map(make, chosen, [True] * len(chosen))]
    small = [cv2.resize(p, (480, 270), interpolation=cv2.INTER_AREA) for p in pictures]
    columns = min(4, len(small))
    small += [np.zeros_like(small[0])] * (-len(small) % columns)
    rows = [np.hstack(small[i : i + columns]) for i in range(0, len(small), columns)]
    cv2.imwrite(str(target), np.vstack(rows))


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", nargs="*", help="camera ids; all without it")
    parser.add_argument("--sheet", type=Path, help="write one contact sheet instead of clips")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    chosen = [shot for shot in shots() if not options.only or shot.id in options.only]
    if options.sheet:
        contact_sheet(chosen, options.sheet, options.jobs)
        return 0
    with ProcessPoolExecutor(options.jobs) as pool:
        results = list(pool.map(make, chosen))
    write_manifest([clip for clips in results for clip in clips])
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
