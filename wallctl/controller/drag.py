"""What travels in a drag from the list of sources to a canvas. What comes from elsewhere is not trusted."""

from __future__ import annotations

import json
from pathlib import Path

from PySide6.QtCore import QByteArray, QMimeData

from wallctl.model.ids import SourceId

SOURCE_MIME = "application/x-wallctl-sources"
_MAX_BYTES = 256 * 1024
"""Room for the ids of a whole catalogue of 2,000 sources."""


def sources_as_mime(sources: list[SourceId]) -> QMimeData:
    """Return the drag's load: one id or many, in the order in which they are to be placed."""
    mime = QMimeData()
    mime.setData(SOURCE_MIME, QByteArray(json.dumps(sources).encode()))
    mime.setText("\n".join(sources))
    return mime


def sources_in_mime(mime: QMimeData) -> list[SourceId]:
    """Return the sources of a drag, empty when it is not one of ours."""
    if not mime.hasFormat(SOURCE_MIME):
        return []
    data = bytes(mime.data(SOURCE_MIME).data())
    if len(data) > _MAX_BYTES:
        return []
    try:
        found = json.loads(data)
    except ValueError:
        return []
    if not isinstance(found, list) or not all(isinstance(name, str) and name for name in found):
        return []
    return [SourceId(name) for name in found]


def table_in_mime(mime: QMimeData) -> Path | None:
    """Return the one CSV file of this machine that is dropped, None for anything else."""
    urls = mime.urls() if mime.hasUrls() else []
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    path = Path(urls[0].toLocalFile())
    return path if path.suffix.lower() == ".csv" else None
