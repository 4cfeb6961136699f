"""The recorded clips: where they lie, what the manifest says of them, and whether they are what it says.

Owns the manifest's shape. Must not know how clips are served.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from wallctl.errors import BadInput, NotFound
from wallctl.model.base import Value

Codec = Literal["h264", "h265", "mjpeg"]
Stream = Literal["main", "sub"]
Corner = Literal["top-left", "top-right", "bottom-left", "bottom-right"]
_PACKAGE = Path(__file__).resolve().parents[1]


class BurntIn(Value):
    """The corners that the camera's own caption and clock stand in."""

    name: Corner
    clock: Corner


class Clip(Value):
    """One recorded stream of one camera. `number` is what the frame strips say; `fps` frames a second."""

    camera: str
    number: int
    kind: Stream
    file: str
    sha256: str
    codec: Codec
    width: int
    height: int
    fps: int
    frames: int
    scene: str
    osd: BurntIn
    licence: str


class FaultClip(Value):
    """A clip that a faulty camera shows instead of its own."""

    name: Literal["black", "sizes"]
    file: str
    sha256: str
    codec: Codec
    fps: int
    licence: str


class Manifest(Value):
    """All clips, in the order of the catalogue, and those for faults."""

    version: Literal[1]
    clips: tuple[Clip, ...]
    faults: tuple[FaultClip, ...] = ()

    def clip(self, camera: str, kind: Stream) -> Clip:
        """The clip of that stream, or of the sub stream where a camera has no main; raises NotFound."""
        ours = {clip.kind: clip for clip in self.clips if clip.camera == camera}
        found = ours.get(kind) or ours.get("sub")
        if found is None:
            raise NotFound(camera, "no recorded stream of that camera", "`streams/manifest.json` lists them")
        return found

    @property
    def cameras(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(clip.camera for clip in self.clips))


def clips_folder() -> Path:
    """Where the clips are: the checkout's streams/, or the copy inside the wheel. Raises NotFound."""
    for folder in (_PACKAGE.parent / "streams", _PACKAGE / "_data" / "streams"):
        if (folder / "manifest.json").is_file():
            return folder
    raise NotFound("streams/manifest.json", "the recorded streams are not installed", "install wallctl again")


def load_manifest(folder: Path | None = None) -> Manifest:
    """Read the manifest; raises NotFound or BadInput."""
    path = (folder or clips_folder()) / "manifest.json"
    try:
        return Manifest.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        raise NotFound(str(path), "there is no manifest", "give the folder that holds the clips") from None
    except ValidationError as wrong:
        first = wrong.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadInput(f"{path}: {where}", first["msg"], "draw the clips again or restore the file") from None


def damaged(manifest: Manifest, folder: Path | None = None) -> tuple[str, ...]:
    """Names of the clips that are missing or not the bytes the manifest names."""
    base = folder or clips_folder()
    every = [(clip.file, clip.sha256) for clip in manifest.clips]
    every += [(clip.file, clip.sha256) for clip in manifest.faults]
    return tuple(file for file, sha256 in every if _sha256(base / file) != sha256)


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()
    except FileNotFoundError:
        return ""
