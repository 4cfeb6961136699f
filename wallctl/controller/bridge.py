"""Where the bus's I/O threads meet the GUI thread: mailboxes and one wake-up each. Knows no widgets.

The I/O threads decode and file messages; they never touch a widget. The GUI thread empties the mailbox when
the queued wake-up reaches it, however many messages came meanwhile: of whole states the newest wins.
"""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from PySide6.QtCore import QObject, Qt, Signal, Slot

from wallctl.bus.client_end import ClientEnd
from wallctl.bus.keys import KeyPair
from wallctl.bus.lane import COMMAND_LANE, PICTURE_LANE, Lost, Sent
from wallctl.controller.session import Session
from wallctl.errors import BadMessage
from wallctl.model.base import Value
from wallctl.model.ids import CellId, RequestId, SeatId
from wallctl.protocol.codec import encode
from wallctl.protocol.desk import Ask, Catalogue, Happened, Reply, Request, WallView, WatchEcho, from_server
from wallctl.protocol.drafting import DraftNews
from wallctl.protocol.link import Refused, Welcome
from wallctl.protocol.looks import LookProgress, PreviewPicture, Standings
from wallctl.protocol.node import EchoPicture

_log = logging.getLogger(__name__)
_KEPT_NEWS = 2_000
ECHO_FPS = 5.0


Looked = LookProgress | PreviewPicture | Standings | Reply


class Turn(Enum):
    """What happened to a link."""

    UP = "up"
    DOWN = "down"
    PICTURES_UP = "pictures_up"
    PICTURES_DOWN = "pictures_down"


class Address(Value):
    """Where the server's two desk lanes are, and whose key it shows."""

    commands: str
    pictures: str
    server_public: str


@dataclass(slots=True)
class _Mail:
    """What came since the GUI thread last looked."""

    news: list[Turn | Refused | Reply | Happened | DraftNews] = field(default_factory=list)
    catalogue: Catalogue | None = None
    view: WallView | None = None
    echoes: dict[CellId, tuple[EchoPicture, bytes]] = field(default_factory=dict)
    looks: dict[str, tuple[Looked, bytes | None]] = field(default_factory=dict)


class Mailbox:
    """Filled by I/O threads, emptied by the GUI thread; `wake` is called once for each emptying."""

    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = wake
        self._lock = threading.Lock()
        self._mail = _Mail()
        self._woken = False
        self._closed = False

    def turn(self, turn: Turn | Refused) -> None:
        """File what became of the command link; a view from before a loss is worth nothing."""
        with self._lock:
            if turn is Turn.DOWN:
                self._mail.view = None
            self._mail.news.append(turn)
            self._call()

    def message(self, data: bytes, attachments: tuple[bytes, ...]) -> None:
        """File what the server said; a message that does not fit the protocol is logged and dropped."""
        try:
            message = from_server.decode(data, "server")
        except BadMessage as bad:
            _log.warning("%s", bad)
            return
        with self._lock:
            match message:
                case WallView():
                    self._mail.view = message
                case Catalogue():
                    self._mail.catalogue = message
                case EchoPicture():
                    if not attachments:
                        return
                    self._mail.echoes[message.cell] = (message, attachments[0])
                case Reply() if attachments:
                    self._mail.looks[message.id] = message, attachments[0]
                case Reply() | Happened() | DraftNews():
                    self._mail.news.append(message)
                    del self._mail.news[:-_KEPT_NEWS]
                case LookProgress() | PreviewPicture() | Standings():
                    key = message.source if isinstance(message, PreviewPicture) else message.kind
                    # A preview's newest picture is all that counts; so is the newest word of how a test is.
                    self._mail.looks[key] = message, attachments[0] if attachments else None
            self._call()

    def empty(self) -> _Mail:
        """Return what came, and begin anew."""
        with self._lock:
            mail, self._mail, self._woken = self._mail, _Mail(), False
            return mail

    def close(self) -> None:
        """Wake nobody any more: the one to wake goes."""
        with self._lock:
            self._closed = True

    def _call(self) -> None:
        if not self._woken and not self._closed:
            self._woken = True
            self._wake()


class Bridge(QObject):
    """The desk's line to the server. Made, asked and stopped in the GUI thread; only `stop` may wait."""

    _woken = Signal()

    def __init__(self, session: Session, address: Address, keys: KeyPair, seat: SeatId) -> None:
        super().__init__()
        self._session, self._seat = session, seat
        session.seat = seat
        self._mailbox = Mailbox(self._woken.emit)
        self._woken.connect(self._empty, Qt.ConnectionType.QueuedConnection)
        self._echo = WatchEcho()
        self._commands = ClientEnd(
            address.commands,
            server_public=address.server_public,
            keys=keys,
            hello=bytes,
            on_message=self._mailbox.message,
            on_up=self._command_up,
            on_down=self._command_down,
            on_refused=self._command_refused,
            limits=COMMAND_LANE,
        )
        self._pictures = ClientEnd(
            address.pictures,
            server_public=address.server_public,
            keys=keys,
            hello=bytes,
            on_message=self._mailbox.message,
            on_up=self._picture_up,
            on_down=self._picture_down,
            on_refused=_picture_refused,
            limits=PICTURE_LANE,
        )
        session.connect_line(self)
        session.looks.connect_line(self)

    def start(self) -> None:
        """Begin to connect; returns at once."""
        self._commands.start()
        self._pictures.start()

    def stop(self) -> None:
        """End both lanes; nothing reaches the session afterwards."""
        self._mailbox.close()
        self._woken.disconnect(self._empty)
        self._pictures.stop()
        self._commands.stop()

    def ask(self, ask: Ask) -> RequestId | None:
        """Send a request; None while there is no link. Nothing is kept for later."""
        return self._send(self._commands, ask)

    def ask_for_picture(self, ask: Ask) -> RequestId | None:
        """Send a request on the lane that pictures travel on; None while there is no link."""
        return self._send(self._pictures, ask)

    def _send(self, lane: ClientEnd, ask: Ask) -> RequestId | None:
        request = self._request(ask)
        sent = lane.send(encode(request))
        return request.id if sent in (Sent.QUEUED, Sent.REPLACED) else None

    @Slot(int)
    def watch_echo(self, width_px: int) -> None:
        """Ask for pictures of the glass of that width, 0 for none; asked again after each reconnect."""
        self._echo = WatchEcho(width=width_px, fps=ECHO_FPS if width_px else 0.0)
        self._ask_for_echo()

    @Slot()
    def _empty(self) -> None:
        mail = self._mailbox.empty()
        for news in mail.news:
            match news:
                case Turn():
                    self._turned(news)
                case Refused():
                    self._session.link_refused(news)
                case Reply() | Happened() | DraftNews():
                    self._session.take_in(news)
                    if isinstance(news, Reply):
                        self._session.looks.take_in(news, None)
        if mail.catalogue is not None:
            self._session.take_in(mail.catalogue)
        if mail.view is not None:
            self._session.take_in(mail.view)
        for looked, picture_of_it in mail.looks.values():
            self._session.looks.take_in(looked, picture_of_it)
        for picture, jpeg in mail.echoes.values():
            self._session.take_echo(picture, jpeg)

    def _turned(self, turn: Turn) -> None:
        match turn:
            case Turn.UP:
                self._session.link_up()
            case Turn.DOWN:
                self._session.link_down()
            case Turn.PICTURES_UP:
                self._session.looks.lane_up()
            case Turn.PICTURES_DOWN:
                self._session.looks.lane_down()

    # on the I/O threads

    def _command_up(self, welcome: Welcome) -> None:
        self._mailbox.turn(Turn.UP)

    def _command_down(self, lost: Lost) -> None:
        self._mailbox.turn(Turn.DOWN)

    def _command_refused(self, refused: Refused) -> None:
        _log.error("the server does not take this desk: %s", refused.text)
        self._mailbox.turn(refused)

    def _picture_up(self, welcome: Welcome) -> None:
        self._mailbox.turn(Turn.PICTURES_UP)
        self._ask_for_echo()

    def _picture_down(self, lost: Lost) -> None:
        # Of the echo the session knows it by the age of the pictures.
        self._mailbox.turn(Turn.PICTURES_DOWN)

    def _ask_for_echo(self) -> None:
        self._pictures.send(encode(self._request(self._echo)), replace_key="echo")

    def _request(self, ask: Ask) -> Request:
        number = RequestId(uuid.uuid4().hex)
        return Request(id=number, seat=self._seat, officer=self._session.officer, ask=ask)


def _picture_refused(refused: Refused) -> None:
    _log.error("the server sends no pictures to this desk: %s", refused.text)
