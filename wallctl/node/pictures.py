"""Pictures of the glass that somebody asked for: which echo the renderers are to send, and the way back.

Must not know who looks: the server checked that before it asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pydantic import BaseModel

from wallctl.model.ids import CellId
from wallctl.protocol import cell as to_cells
from wallctl.protocol import node as to_server
from wallctl.protocol.node import FromNode
from wallctl.rules.echo_pace import EchoPace


class Pictures:
    """`to_cell(cell, message, replace_key)` sends; `show(message, picture, key)` sends to the server."""

    def __init__(
        self,
        to_cell: Callable[[CellId, BaseModel, str], bool],
        show: Callable[[FromNode, bytes, tuple[str, str]], None],
        theirs: Callable[[float], float | None],
    ) -> None:
        self._to_cell = to_cell
        self._show = show
        self._theirs = theirs
        self._echo = to_cells.EchoWanted()
        self._pace = EchoPace()
        self._labels = to_cells.LabelsShown(shown=True)

    def echo(self, wanted: to_cells.EchoWanted, cells: Iterable[CellId]) -> None:
        """Pass on what the server wants."""
        self._echo = wanted
        self._tell_echo(cells)

    def pace(self, pace: EchoPace, cells: Iterable[CellId]) -> None:
        """Keep the echo to this pace: the wall's own pictures need the cores."""
        before, self._pace = self._paced_echo, pace
        if self._paced_echo != before:
            self._tell_echo(cells)

    @property
    def _paced_echo(self) -> to_cells.EchoWanted:
        return self._echo.with_(fps=self._pace.fps(self._echo.fps))

    def _tell_echo(self, cells: Iterable[CellId]) -> None:
        for cell in cells:
            self._to_cell(cell, self._paced_echo, "echo")

    def labels(self, wanted: to_cells.LabelsShown, cells: Iterable[CellId]) -> None:
        """Pass on what the server wants."""
        self._labels = wanted
        for cell in cells:
            self._to_cell(cell, self._labels, "labels")

    def numbers(self, wanted: to_cells.NumbersShown, cells: Iterable[CellId]) -> None:
        """Pass on what the server wants; it is over in seconds, so that no newcomer is told."""
        for cell in cells:
            self._to_cell(cell, wanted, "numbers")

    def identify(self, cells: Iterable[CellId], for_s: float) -> None:
        """Have these cells show which they are."""
        for cell in cells:
            self._to_cell(cell, to_cells.Identified(for_s=for_s), "identify")

    def snapshot(self, wanted: to_server.SnapshotWanted) -> None:
        """Ask each named cell once; one without a renderer answers nothing."""
        for cell in wanted.cells:
            self._to_cell(cell, to_cells.SnapshotWanted(ticket=wanted.ticket), f"snapshot {wanted.ticket}")

    def hello(self, cell: CellId) -> None:
        """A newcomer is told what holds; nothing where it holds anyway."""
        if self._echo.fps > 0:
            self._tell_echo((cell,))
        if not self._labels.shown:
            self._to_cell(cell, self._labels, "labels")

    def server_gone(self, cells: Iterable[CellId]) -> None:
        """Nobody looks any more."""
        if self._echo.fps > 0:
            self.echo(to_cells.EchoWanted(), cells)

    def came(
        self, cell: CellId, message: to_cells.EchoPicture | to_cells.Snapshot, attachments: tuple[bytes, ...]
    ) -> None:
        """Send a renderer's picture on."""
        if not attachments:
            return
        if isinstance(message, to_cells.Snapshot):
            snapshot = to_server.CellSnapshot(ticket=message.ticket, cell=cell)
            self._show(snapshot, attachments[0], (f"snapshot {message.ticket}", cell))
            return
        taken_s = self._theirs(message.taken_s)
        if taken_s is None:
            return
        picture = to_server.EchoPicture(
            cell=cell, version=message.version, taken_s=taken_s, width=message.width, height=message.height
        )
        self._show(picture, attachments[0], ("echo", cell))
