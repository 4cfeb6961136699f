"""Node <-> nursery: JSON lines on a Unix socket. The nursery forks, reaps and kills; it decides nothing."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from wallctl.model.base import Value
from wallctl.model.geometry import PxRect
from wallctl.model.ids import CellId, NodeId
from wallctl.model.wall import Size
from wallctl.protocol.cell import SourceView
from wallctl.protocol.codec import Codec


class RendererSpec(Value):
    """Everything a new renderer must know before its first order."""

    cell: CellId
    node: NodeId
    incarnation: int
    token: str
    """Proves to the node that this is the renderer it asked for; older ones are refused."""
    bus: str
    """Where the node listens (`ipc://...`)."""
    px: Size
    place_px: PxRect
    output: str = ""
    screen_px: PxRect | None = None
    """The part of the screen the whole wall is scaled into; None: native size and place."""
    wall_px: Size | None = None
    zone: str = ""
    """The site's zone, for clocks on the glass (`Asia/Shanghai`); empty: the machine's own."""
    media_dir: str = ""
    secrets_file: str = ""
    successor_of: int | None = None
    """Process that still paints this cell, left by a nursery that died: its last picture is taken over."""
    devices: dict[str, str] = Field(default_factory=dict)
    """V4L2 devices of the site file: name -> path."""
    networks: tuple[str, ...] = ()
    """Where streams may come from; none named: from nowhere."""
    ports_refused: tuple[int, ...] = ()
    ca_file: str = ""
    """Certificates that the site names for cameras over TLS; empty: none."""
    machine_ca_file: str = ""
    """Those of the machine's own authorities."""


class ScoutSpec(Value):
    """Everything a scout must know: it looks at one stream, and ends when that is done or it is killed."""

    scout: CellId
    """Its name beside the cells' (`scout-7`); never used twice by one node."""
    node: NodeId
    token: str
    bus: str
    view: SourceView
    follow: bool = False
    """A renderer of this node has the stream open: look at its frames, open nothing."""
    width: Annotated[int, Field(ge=16, le=320)] = 320
    """Of its pictures."""
    every_s: Annotated[float, Field(ge=0.2)] | None = None
    """Look on, with a picture so often; None: one look."""
    watch_s: Annotated[float, Field(ge=0)] = 0.0
    """One look goes on for so long after the first picture."""
    within_s: Annotated[float, Field(gt=0)] = 10.0
    """One look that is not done by then has seen nothing more than it has."""
    media_dir: str = ""
    secrets_file: str = ""
    devices: dict[str, str] = Field(default_factory=dict)
    networks: tuple[str, ...] = ()
    ports_refused: tuple[int, ...] = ()
    ca_file: str = ""
    machine_ca_file: str = ""


class ForkScout(Value):
    kind: Literal["fork_scout"] = "fork_scout"
    spec: ScoutSpec


class Fork(Value):
    kind: Literal["fork"] = "fork"
    spec: RendererSpec


class Kill(Value):
    """SIGKILL a renderer; only a pid that the nursery itself forked and has not reaped is touched."""

    kind: Literal["kill"] = "kill"
    pid: int


class WipeLastPicture(Value):
    """Forget the last picture kept for this cell: a right ended, or the site stops."""

    kind: Literal["wipe"] = "wipe"
    cell: CellId


class Quit(Value):
    """Kill all renderers, reap them, remove the socket, end."""

    kind: Literal["quit"] = "quit"


ToNursery = Annotated[Fork | ForkScout | Kill | WipeLastPicture | Quit, Field(discriminator="kind")]


class Child(Value):
    cell: CellId
    incarnation: int
    pid: int
    """0: it was never born."""
    token: str


class Nursing(Value):
    """First line on every connect: who lives."""

    kind: Literal["nursing"] = "nursing"
    pid: int
    children: tuple[Child, ...] = ()


class Born(Value):
    kind: Literal["born"] = "born"
    child: Child


class Died(Value):
    """A renderer was reaped: exit code, or minus the signal; or it could not be forked: no pid, 71."""

    kind: Literal["died"] = "died"
    child: Child
    code: int


FromNursery = Annotated[Nursing | Born | Died, Field(discriminator="kind")]

to_nursery: Codec[ToNursery] = Codec(ToNursery)
from_nursery: Codec[FromNursery] = Codec(FromNursery)
