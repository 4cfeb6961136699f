"""What the clipboard holds of copied windows. What comes from elsewhere is not trusted."""

from __future__ import annotations

from pydantic import TypeAdapter, ValidationError
from PySide6.QtCore import QByteArray, QMimeData

from wallctl.model.layout import Window
from wallctl.rules.edit import MAX_WINDOWS

WINDOWS_MIME = "application/x-wallctl-windows"
_MAX_BYTES = 1024 * 1024
_WINDOWS: TypeAdapter[list[Window]] = TypeAdapter(list[Window])


def windows_as_mime(windows: list[Window]) -> QMimeData:
    """Return what is put on the clipboard: the windows, and their sources' ids as text."""
    mime = QMimeData()
    mime.setData(WINDOWS_MIME, QByteArray(_WINDOWS.dump_json(windows)))
    mime.setText("\n".join(str(window.source) for window in windows if window.source is not None))
    return mime


def windows_in_mime(mime: QMimeData | None) -> list[Window]:
    """Return the copied windows, none when they are not ours, or nothing was copied."""
    ours = mime is not None and mime.hasFormat(WINDOWS_MIME)
    data = bytes(mime.data(WINDOWS_MIME).data()) if mime is not None and ours else b""
    if not data or len(data) > _MAX_BYTES:
        return []
    try:
        return _WINDOWS.validate_json(data, strict=False)[:MAX_WINDOWS]
    except ValidationError:
        return []
