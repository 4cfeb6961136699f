"""Rule: one renderer of a node decodes a stream; when it ends, however it ends, another does at once."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kit.core_time import Moment
from tests.leftovers import marked_environment
from tests.renderer.scripted import source
from wallctl.model.health import Reason
from wallctl.renderer.ring import RingReader, RingWriter
from wallctl.renderer.sharing import ASK_EVERY_S, Lead, Replaced, StreamPlace, Word, open_ring
from wallctl.rules.freshness import FAILED_LATELY_S, Link

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def places(short_path: Path) -> Iterator[list[StreamPlace]]:
    found = [StreamPlace(short_path, source(), f"f-{name}") for name in ("a", "b", "c")]
    yield found
    for place in found:
        place.close()


def sockets(folder: Path, name: str = "*") -> list[Path]:
    return [path for path in folder.rglob(name) if stat.S_ISSOCK(path.lstat().st_mode)]


def test_one_of_many_leads(places: list[StreamPlace]) -> None:
    assert [place.try_to_lead() for place in places] == [True, False, False]
    assert places[0].try_to_lead()


def test_different_streams_have_leaders_of_their_own(short_path: Path) -> None:
    views = [source("a"), source("b"), source("a", url="rtsp://127.0.0.1/y"), source("a", secret="other")]
    places = [StreamPlace(short_path, view, "f-x") for view in views]
    assert all(place.try_to_lead() for place in places)
    for place in places:
        place.close()


def test_followers_hear_the_leader_and_what_it_says(places: list[StreamPlace]) -> None:
    leader, *followers = places
    assert leader.try_to_lead()
    heard: list[Word | None] = []
    threads = [
        threading.Thread(target=lambda place=place: heard.append(place.listen(20.0))) for place in followers
    ]
    for thread in threads:
        thread.start()
    until = time.monotonic() + 15.0
    while time.monotonic() < until and len(leader._followers) < 2:
        leader.look_for_followers()
        time.sleep(0.01)
    lead = Lead(pid=os.getpid(), link=Link.FAILED, reason=Reason.REFUSED)
    leader.say(lead)
    for thread in threads:
        thread.join(30.0)
    assert heard == [Word.STATE, Word.STATE]
    assert all(place.lead() == lead for place in followers)


def test_a_leader_hears_at_once_that_somebody_joined(places: list[StreamPlace]) -> None:
    leader, follower, _ = places
    assert leader.try_to_lead() and not leader.joined()
    assert follower.listen(0.01) is None
    assert leader.joined() and not leader.joined()
    assert leader.look_for_followers()


def test_what_was_called_meanwhile_is_heard_without_waiting_and_news_go_before_frames(
    places: list[StreamPlace],
) -> None:
    leader, follower, _ = places
    assert leader.try_to_lead() and follower.listen(0.01) is None
    assert follower.heard() is None
    assert leader.look_for_followers()
    leader.call(Word.FRAME)
    assert follower.heard() is Word.FRAME
    for word in (Word.FRAME, Word.STATE, Word.FRAME):
        leader.call(word)
    assert follower.heard() is Word.STATE
    assert follower.heard() is None


def test_a_leader_that_leaves_is_followed_by_another(places: list[StreamPlace], short_path: Path) -> None:
    leader, other, _ = places
    assert leader.try_to_lead() and not other.try_to_lead()
    leader.close()
    assert other.try_to_lead()
    places[0] = StreamPlace(short_path, source(), "f-d")


LEADER = """
import sys, time
from pathlib import Path
from tests.renderer.scripted import source
from wallctl.renderer.sharing import StreamPlace
place = StreamPlace(Path(sys.argv[1]), source(), "f-leader")
print(place.try_to_lead(), flush=True)
time.sleep(600)
"""


def test_the_lock_of_a_killed_leader_is_free_at_once(places: list[StreamPlace], short_path: Path) -> None:
    leader = subprocess.Popen(
        [sys.executable, "-c", LEADER, str(short_path)],
        cwd=ROOT,
        env=marked_environment(),
        stdout=subprocess.PIPE,
    )
    assert leader.stdout is not None and leader.stdout.readline() == b"True\n"
    assert not places[0].try_to_lead()
    leader.send_signal(signal.SIGKILL)
    leader.wait(30)
    leader.stdout.close()
    assert places[0].try_to_lead()


def test_a_follower_that_was_killed_is_forgotten_and_swept(
    places: list[StreamPlace], short_path: Path
) -> None:
    leader = places[0]
    assert leader.try_to_lead()
    import socket

    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as gone:
        gone.bind(str(next((short_path / "st").iterdir()) / "f-gone"))
    assert leader.look_for_followers()
    leader.call(Word.FRAME)
    assert not leader.look_for_followers()
    assert not sockets(short_path, "f-*")


def test_a_follower_that_does_not_listen_holds_nobody_up(places: list[StreamPlace]) -> None:
    leader, deaf, _ = places
    assert leader.try_to_lead()
    assert deaf.listen(0.01) is None
    assert leader.look_for_followers()
    began = Moment.now()
    for _ in range(5000):
        leader.call(Word.FRAME)
    assert Moment.now().since(began) < 2.0


def test_nobody_who_left_leaves_a_socket(short_path: Path) -> None:
    places = [StreamPlace(short_path, source(), f"f-{name}") for name in "abc"]
    assert places[0].try_to_lead()
    for place in places[1:]:
        place.listen(0.01)
    assert len(sockets(short_path, "f-*")) == 2
    assert len(sockets(short_path)) == 3
    for place in places:
        place.close()
    assert not sockets(short_path)


def test_no_one_else_may_look_in(short_path: Path) -> None:
    place = StreamPlace(short_path, source(), "f-x")
    (folder,) = (short_path / "st").iterdir()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert "127.0.0.1" not in str(folder), "an address is no name of a folder"
    place.close()


def test_a_path_that_no_socket_can_have_is_refused_before_anybody_counts_on_it(short_path: Path) -> None:
    deep = short_path / ("d" * 90)
    deep.mkdir()
    with pytest.raises(OSError, match="too long"):
        StreamPlace(deep, source(), "f-x")
    assert not list(deep.iterdir())


def test_the_leaders_frames_are_opened_by_process_and_number() -> None:
    writer = RingWriter(8, 8)
    fd = open_ring(Lead(pid=os.getpid(), fd=writer.fd))
    assert fd is not None and RingReader(fd).size == (8, 8)
    writer.close()


@pytest.mark.parametrize(
    "lead", [Lead(pid=1 << 22, fd=5), Lead(pid=os.getpid()), Lead(pid=os.getpid(), fd=9999)]
)
def test_frames_of_a_leader_that_is_gone_are_not_opened(lead: Lead) -> None:
    assert open_ring(lead) is None


@pytest.mark.parametrize("content", [b"", b"{", b'{"pid": "x"}', b"\xff\xff"])
def test_a_damaged_word_of_the_leader_is_no_word(
    places: list[StreamPlace], short_path: Path, content: bytes
) -> None:
    assert places[0].try_to_lead()
    places[0].say(Lead(pid=1))
    (folder,) = (short_path / "st").iterdir()
    (folder / "lead.json").write_bytes(content)
    assert places[1].lead() is None


def test_silence_is_asked_after_within_half_a_second() -> None:
    assert ASK_EVERY_S <= 0.5


def replace(stopped: StreamPlace, other: StreamPlace) -> None:
    """The first leads and does nothing; the second takes its place, and has not said a word yet."""
    assert stopped.try_to_lead()
    stopped.say(Lead(pid=1))
    stuck = other.lead()
    assert stuck is not None and other.try_to_replace(stuck)


def test_one_that_keeps_its_lock_and_does_nothing_can_be_replaced(places: list[StreamPlace]) -> None:
    stopped, other, third = places
    assert stopped.try_to_lead()
    stopped.say(Lead(pid=1))
    stuck = other.lead()
    assert stuck is not None and not other.try_to_lead()
    assert other.try_to_replace(stuck)
    assert not third.try_to_replace(stuck), "one successor, before it has said a word"
    other.say(Lead(pid=2))
    assert not third.try_to_replace(stuck), "and after"
    assert not third.try_to_lead() and other.try_to_lead()
    known = third.lead()
    assert known is not None and (known.pid, known.generation) == (2, 1)


def test_who_wakes_and_was_replaced_follows(places: list[StreamPlace]) -> None:
    stopped, other, third = places
    replace(stopped, other)
    other.say(Lead(pid=2))
    with pytest.raises(Replaced):
        stopped.say(Lead(pid=1, link=Link.RUNNING))
    assert not stopped.try_to_lead() and stopped.listen(0.01) is None
    known = third.lead()
    assert known is not None and known.pid == 2
    other.close()
    assert third.try_to_lead(), "the lock of the new generation is what counts"
    places[1] = StreamPlace(places[0]._folder.parents[1], source(), "f-d")


def test_what_one_that_was_replaced_writes_too_late_is_written_over(places: list[StreamPlace]) -> None:
    stopped, other, _ = places
    replace(stopped, other)
    other.say(Lead(pid=2))
    stopped._write(Lead(pid=1))
    other.keep_leading()
    known = places[2].lead()
    assert known is not None and (known.pid, known.generation) == (2, 1)
    with pytest.raises(Replaced):
        stopped.keep_leading()


def test_the_lock_of_a_dead_leader_is_not_taken_over_the_head_of_its_successor(
    places: list[StreamPlace], short_path: Path
) -> None:
    """It was stopped, replaced, and then killed: its lock is free, and worth nothing."""
    stopped, other, third = places
    replace(stopped, other)
    stopped.close()
    assert not third.try_to_lead(), "the successor has not said a word yet"
    other.say(Lead(pid=2))
    assert not third.try_to_lead()
    places[0] = StreamPlace(short_path, source(), "f-e")


def test_who_asks_anew_hears_that_the_stream_failed_lately(places: list[StreamPlace]) -> None:
    first, second, third = places
    assert first.failed_lately(500.0) is Reason.NONE
    assert first.try_to_lead()
    first.say(Lead(pid=os.getpid(), link=Link.FAILED, reason=Reason.REFUSED, said_s=500.0))
    assert second.failed_lately(500.0 + FAILED_LATELY_S - 1) is Reason.REFUSED
    assert second.failed_lately(500.0 + FAILED_LATELY_S + 1) is Reason.NONE
    assert second.failed_lately(20.0) is Reason.NONE, "the machine has started again since"
    first.say(Lead(pid=os.getpid(), link=Link.RUNNING, said_s=600.0))
    assert third.failed_lately(600.0) is Reason.NONE


@pytest.mark.parametrize("step_s", [-3600.0, 3600.0])
def test_a_step_of_the_time_of_day_makes_no_failure_newer_or_older(
    places: list[StreamPlace], short_path: Path, monkeypatch: pytest.MonkeyPatch, step_s: float
) -> None:
    first, second, _ = places
    assert first.try_to_lead()
    first.say(Lead(pid=os.getpid(), link=Link.FAILED, reason=Reason.REFUSED, said_s=500.0))
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + step_s)
    (word,) = short_path.rglob("lead.json")
    for written_s in (real(), real() + step_s):
        os.utime(word, (written_s, written_s))
        assert second.failed_lately(510.0) is Reason.REFUSED
        assert second.failed_lately(500.0 + FAILED_LATELY_S + 1) is Reason.NONE


def test_a_folder_whose_time_lies_ahead_is_not_looked_through_for_ever(
    places: list[StreamPlace], monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a step back of the time of day its last change seems to be still to come."""
    leader, _, _ = places
    assert leader.try_to_lead()
    leader.say(Lead(pid=os.getpid()))
    ahead_s = time.time() + 3600
    os.utime(leader._folder, (ahead_s, ahead_s))
    looked: list[Path] = []
    real = os.scandir

    def counted(path: Path) -> object:
        looked.append(path)
        return real(path)

    monkeypatch.setattr(os, "scandir", counted)
    for _ in range(3):
        leader.look_for_followers()
    assert len(looked) == 1


# ---- a disk that takes nothing ----------------------------------------------------------------------------
@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bool]]:
    """Nothing can be written while it holds True."""
    full, write_text = [True], Path.write_text

    def refused(path: Path, *args: str) -> int:
        if full[0]:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        return write_text(path, *args)

    monkeypatch.setattr(Path, "write_text", refused)
    yield full


def test_what_a_full_disk_does_not_take_is_told_with_the_call(
    places: list[StreamPlace], full_disk: list[bool]
) -> None:
    leader, follower, late = places
    assert leader.try_to_lead() and follower.listen(0.01) is None
    for link, reason in ((Link.RUNNING, Reason.NONE), (Link.FAILED, Reason.STOPPED)):
        leader.say(Lead(pid=7, link=link, reason=reason))
        assert follower.listen(1.0) is Word.STATE
        assert follower.lead() == Lead(pid=7, link=link, reason=reason)
    assert late.lead() is None and late.listen(0.01) is None
    leader.look_for_followers()
    leader.keep_leading()
    assert late.listen(1.0) is Word.STATE and late.lead() == follower.lead()


def test_what_was_told_is_written_when_the_disk_takes_it_and_counts_no_more(
    places: list[StreamPlace], full_disk: list[bool]
) -> None:
    leader, follower, late = places
    assert leader.try_to_lead() and follower.listen(0.01) is None
    leader.say(Lead(pid=7))
    assert follower.listen(1.0) is Word.STATE
    full_disk[0] = False
    leader.keep_leading()
    assert late.lead() == Lead(pid=7)
    leader.say(Lead(pid=7, link=Link.RUNNING))
    assert follower.lead() == late.lead() == Lead(pid=7, link=Link.RUNNING)


def test_who_wakes_on_a_full_disk_hears_that_it_was_replaced_and_so_does_who_comes_later(
    short_path: Path, places: list[StreamPlace], full_disk: list[bool]
) -> None:
    stopped, other, follower = places
    full_disk[0] = False
    replace(stopped, other)
    full_disk[0] = True
    other.say(Lead(pid=2))
    assert not stopped.joined()
    with pytest.raises(Replaced):
        stopped.keep_leading()
    assert not stopped.try_to_lead()
    assert follower.listen(0.01) is None and not follower.try_to_lead()
    other.look_for_followers()
    other.keep_leading()
    assert follower.listen(1.0) is Word.STATE
    known = follower.lead()
    assert known is not None and (known.pid, known.generation) == (2, 1)
    full_disk[0] = False
    other.keep_leading()
    late = StreamPlace(short_path, source(), "f-late")
    known = late.lead()
    assert known is not None and (known.pid, known.generation) == (2, 1)
    late.close()


def test_a_number_that_another_streams_frames_have_by_now_is_not_opened() -> None:
    """The word is old: the disk did not take the newer one."""
    before = RingWriter(8, 8)
    lead = Lead(pid=os.getpid(), fd=before.fd, ring=before.number)
    before.close()
    other = RingWriter(8, 8)
    assert other.fd == lead.fd and open_ring(lead) is None
    other.close()
