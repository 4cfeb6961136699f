"""Who decodes a stream that several renderers of a node show: whoever holds its lock; the others follow.

Must not know frames' pixels or panes. The kernel takes the lock from a process that ends, however it ends,
so that a follower leads within `ASK_EVERY_S`; no message and no third process is in between. One that is
stopped keeps its lock: a follower then leads by the lock of the next generation, and the old leader, when it
wakes, sees the higher number and follows.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import os
import socket
import time
from enum import Enum
from pathlib import Path

from pydantic import ValidationError

from wallctl.model.base import Value
from wallctl.model.health import Reason
from wallctl.protocol.cell import SourceView
from wallctl.rules.freshness import FAILED_LATELY_S, Link

ASK_EVERY_S = 0.25
FOLDER = "st"
MAX_PATH_BYTES = 107
FOLDER_TICK_NS = 50_000_000
MAX_WORD_BYTES = 1024
_UNKNOWN = (0, 0)


class Word(Enum):
    """What is called between a leader and its followers."""

    FRAME = b"f"
    """A frame is in the ring."""
    STATE = b"s"
    """`Lead` was written anew; where the disk does not take it, it follows the word."""
    JOIN = b"j"
    """Somebody follows: the leader need not wait until it looks the next time."""


class Lead(Value):
    """What followers must know of the leader: where its frames are, and how the stream is doing."""

    pid: int
    fd: int | None = None
    link: Link = Link.OPENING
    reason: Reason = Reason.NONE
    ring: int = 0
    """Tells memory files apart where their descriptors have the same number."""
    generation: int = 0
    """Grows when a leader is replaced that still holds its lock."""
    said_s: float = 0.0
    """When the stream came to be so (CLOCK_BOOTTIME); 0: not known."""


class Replaced(Exception):
    """Another leads this stream by a higher generation."""


class StreamPlace:
    """The folder where the renderers of a node meet for one stream. One thread."""

    def __init__(self, run_dir: Path, view: SourceView, member: str) -> None:
        """Raise `OSError` where the folder cannot be made or its path is too long for a socket."""
        named = "\0".join((view.id, view.stream, view.url, view.secret or ""))
        self._folder = run_dir / FOLDER / hashlib.sha256(named.encode()).hexdigest()[:10]
        self._own = self._folder / member
        if max(len(os.fsencode(path)) for path in (self._own, self._post(9999))) > MAX_PATH_BYTES:
            raise OSError(errno.ENAMETOOLONG, "too long a path for a socket")
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock: int | None = None
        self._generation = 0
        self._said: Lead | None = None
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._followers: list[str] = []
        self._bound: Path | None = None
        self._written = self._scanned = _UNKNOWN
        """What `lead.json` and the folder were when they were last looked into."""
        self._unwritten = False
        self._heard: tuple[Lead, tuple[int, int]] | None = None
        """What the leader could only tell, and what `lead.json` was then."""

    def try_to_lead(self) -> bool:
        """Take the lock if nobody has it; tell whether we do."""
        generation = self._generation_now()
        if self._lock is not None and self._generation >= generation:
            return True
        return self._take(generation)

    def try_to_replace(self, stuck: Lead) -> bool:
        """Lead in the place of one that holds its lock and does nothing; tell whether we do."""
        return self._generation_now() == stuck.generation and self._take(stuck.generation + 1)

    def _take(self, generation: int) -> bool:
        self._let_go()
        fd = self._locked(generation)
        if fd is None:
            return False
        # Whoever replaces holds the next lock before it says so.
        after = self._locked(generation + 1)
        if after is not None:
            os.close(after)
        if after is None or self._generation_now() > generation:
            os.close(fd)
            return False
        self._lock, self._generation = fd, generation
        self._said = self._heard = None
        self._unbind()
        self._bind(self._post(generation))
        return True

    def _locked(self, generation: int) -> int | None:
        """Return a descriptor that holds the lock of that generation; None: another has it."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        fd = os.open(self._folder / f"lock-{generation}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(fd)
            return None
        return fd

    def _generation_now(self) -> int:
        lead = self.lead()
        return lead.generation if lead is not None else 0

    def _let_go(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    # The leader

    def joined(self) -> bool:
        """Tell whether somebody has begun to follow since the last call; never waits."""
        try:
            while self._understood(self._socket.recv(MAX_WORD_BYTES, socket.MSG_DONTWAIT)) is not Word.JOIN:
                continue
        except (OSError, ValueError):
            return False
        return True

    def say(self, lead: Lead) -> None:
        """Write how the stream is doing, and call the followers to read it; raise `Replaced`.

        A disk that takes nothing is no reason to decode alone: then it is told with the call.
        """
        self._said = lead.with_(generation=self._generation)
        self.keep_leading()
        self._write(self._said)
        self.look_for_followers()
        self.call(Word.STATE)

    def keep_leading(self) -> None:
        """Raise `Replaced` when another leads; take back what one that did not know it yet has written."""
        stamp = _stamp(self._lead_file)
        if stamp != self._written or self._heard is not None:
            lead = self.lead()
            if lead is not None and lead.generation > self._generation:
                self._unbind()
                self._let_go()
                raise Replaced
            if lead is not None and lead.generation < self._generation:
                self._unwritten = True
            else:
                self._written = stamp
        self._write_at_last()

    def _write(self, lead: Lead) -> None:
        draft = self._folder / f"lead.{lead.generation}.new"
        try:
            draft.write_text(lead.model_dump_json(), "utf-8")
            stamp = _stamp(draft)
            draft.replace(self._lead_file)
        except OSError:
            self._unwritten = True
            return
        self._written, self._unwritten = stamp, False

    def _write_at_last(self) -> None:
        """Try again what the disk did not take; until it does, those who came since are told."""
        if self._unwritten and self._said is not None:
            self._write(self._said)
            self.call(Word.STATE)

    def look_for_followers(self) -> bool:
        """See who follows now; tell whether anybody does."""
        stamp, now_ns = _stamp(self._folder), time.time_ns()
        if stamp == self._scanned:
            return bool(self._followers)
        # What is done to a folder in one tick of its clock leaves one and the same time. That is the time of
        # day, which may step: a folder whose time lies ahead has settled, too.
        self._scanned = stamp if abs(now_ns - stamp[1]) > FOLDER_TICK_NS else _UNKNOWN
        with contextlib.suppress(OSError), os.scandir(self._folder) as entries:
            self._followers = [entry.path for entry in entries if entry.name.startswith("f-")]
        return bool(self._followers)

    def call(self, word: Word) -> None:
        """Wake all followers; those that are gone are forgotten."""
        said = word.value
        if word is Word.STATE and self._unwritten and self._said is not None:
            said += self._said.model_dump_json().encode()
            for number in range(self._generation):
                # Who was replaced must hear it, too.
                self._send(said, str(self._post(number)))
        for path in list(self._followers):
            if not self._send(said, path):
                self._followers.remove(path)
                with contextlib.suppress(OSError):
                    Path(path).unlink(missing_ok=True)

    def _send(self, said: bytes, path: str) -> bool:
        """Send it, and never wait; tell whether anybody is there."""
        try:
            self._socket.sendto(said, socket.MSG_DONTWAIT, path)
        except (ConnectionRefusedError, FileNotFoundError):
            return False
        except OSError:
            return True
        return True

    # A follower

    def listen(self, timeout_s: float) -> Word | None:
        """Wait for the leader's call; None: it was silent for so long."""
        if self._bound != self._own:
            self._bind(self._own)
            with contextlib.suppress(OSError):
                post = self._post(self._generation_now())
                self._socket.sendto(Word.JOIN.value, socket.MSG_DONTWAIT, str(post))
        self._socket.settimeout(timeout_s)
        try:
            return self._understood(self._socket.recv(MAX_WORD_BYTES))
        except (TimeoutError, ValueError):
            return None

    def heard(self) -> Word | None:
        """Return what the leader called since, and never wait; None: nothing. News go before frames."""
        self._socket.settimeout(0.0)
        word: Word | None = None
        while True:
            try:
                said = self._understood(self._socket.recv(MAX_WORD_BYTES))
            except OSError:
                return word
            except ValueError:
                continue
            word = said if word is not Word.STATE else word

    def _understood(self, said: bytes) -> Word:
        word, told = Word(said[:1]), said[1:]
        if told:
            lead = Lead.model_validate_json(told)
            if self._heard is None or lead.generation >= self._heard[0].generation:
                self._heard = (lead, _stamp(self._lead_file))
        return word

    def lead(self) -> Lead | None:
        """Return what the leader wrote or told last, or None."""
        if self._heard is not None and self._heard[1] == _stamp(self._lead_file):
            return self._heard[0]
        try:
            return Lead.model_validate_json(self._lead_file.read_bytes())
        except (OSError, ValidationError):
            return None

    def lead_stamp(self) -> object:
        """Return what changes whenever the leader has written anew."""
        return _stamp(self._lead_file)

    def failed_lately(self, now_s: float) -> Reason:
        """Return why the stream failed when it was asked for last, if that was short ago; else NONE.

        `now_s` is CLOCK_BOOTTIME: the time of day may step, and the time of the file with it.
        """
        lead = self.lead()
        if lead is None or lead.link is not Link.FAILED:
            return Reason.NONE
        # What an earlier life of the machine wrote may lie ahead.
        return lead.reason if 0.0 <= now_s - lead.said_s < FAILED_LATELY_S else Reason.NONE

    def close(self) -> None:
        """Give the lock back and leave."""
        # Before the lock goes: the next leader's address is the same.
        self._unbind()
        self._let_go()
        self._socket.close()

    def _post(self, generation: int) -> Path:
        """Where the leader of that generation hears that somebody has begun to follow."""
        return self._folder / f"lead-{generation}.post"

    @property
    def _lead_file(self) -> Path:
        return self._folder / "lead.json"

    def _bind(self, path: Path) -> None:
        path.unlink(missing_ok=True)
        self._socket.bind(str(path))
        self._bound = path

    def _unbind(self) -> None:
        if self._bound is not None:
            with contextlib.suppress(OSError):
                self._bound.unlink(missing_ok=True)
            self._bound = None
            self._socket.close()
            self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)


def _stamp(path: Path) -> tuple[int, int]:
    """Return what changes when a file is replaced, or a folder gets or loses an entry."""
    try:
        seen = path.stat()
    except OSError:
        return _UNKNOWN
    return (seen.st_ino, seen.st_mtime_ns)


def open_ring(lead: Lead) -> int | None:
    """Return a descriptor of the leader's memory file, or None when it is gone."""
    if lead.fd is None:
        return None
    with contextlib.suppress(OSError):
        fd = os.open(f"/proc/{lead.pid}/fd/{lead.fd}", os.O_RDONLY | os.O_CLOEXEC)
        if lead.ring in (0, os.fstat(fd).st_ino):
            return fd
        # An old word: the number belongs to something else by now, maybe to another camera's frames.
        os.close(fd)
    return None
