"""Rule: packets are cut where they end, and each fault does to them what its name says and no more."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from wallctl.demo.faults import Fault, effect_of
from wallctl.demo.rtp import (
    Codec,
    Cutter,
    Damage,
    Freeze,
    Hold,
    Ruler,
    Shaper,
    Thin,
    ends_picture,
    starts_key,
    timestamp,
)

KEY, SLICE = 0x65, 0x41
RTCP = b"$\x01\x00\x10" + b"\x80\xc8" + bytes(14)


def packet(sequence: int, time: int, kind: int, marker: bool, load: bytes = bytes(300)) -> bytes:
    head = bytes([0x80, 96 | (0x80 if marker else 0)]) + sequence.to_bytes(2, "big") + time.to_bytes(4, "big")
    body = head + b"SSRC" + bytes([kind]) + load
    return b"$\x00" + len(body).to_bytes(2, "big") + body


def stream(pictures: int, gop: int = 25, packets: int = 3) -> list[bytes]:
    """Pictures of some packets each; every `gop`-th is a key picture."""
    return [
        packet(p * packets + k, p * 3600, KEY if p % gop == 0 else SLICE, k == packets - 1)
        for p in range(pictures)
        for k in range(packets)
    ]


def shaped(shaper: Shaper, frames: list[bytes]) -> list[bytes]:
    return [out for frame in frames for out in shaper.shape(frame, Codec.H264)]


PIECES = st.lists(
    st.one_of(
        st.binary(min_size=0, max_size=400).map(lambda b: b"$\x00" + len(b).to_bytes(2, "big") + b),
        st.binary(max_size=60).map(
            lambda b: b"RTSP/1.0 200 OK\r\nCSeq: 3\r\nContent-Length: %d\r\n\r\n" % len(b) + b
        ),
    ),
    max_size=12,
)


@settings(deadline=None)
@given(PIECES, st.lists(st.integers(1, 90), min_size=1, max_size=40))
def test_pieces_are_found_however_the_bytes_come(pieces: list[bytes], cuts: list[int]) -> None:
    data, cutter, ruler, found, at, k = b"".join(pieces), Cutter(), Ruler(), [], 0, 0
    while at < len(data):
        part = data[at : at + cuts[k % len(cuts)]]
        found += cutter.feed(part)
        ruler.feed(part)
        at, k = at + len(part), k + 1
        assert ruler.at_boundary == cutter.at_boundary
    assert found == pieces
    assert cutter.at_boundary


def test_a_stall_stops_in_the_middle_of_a_picture() -> None:
    out = shaped(Hold(), stream(4))
    assert out
    assert not ends_picture(out[-1])


def test_a_stall_comes_even_where_every_picture_is_one_packet() -> None:
    assert len(shaped(Hold(), stream(100, packets=1))) < 20


def test_silence_after_play_lets_nothing_through() -> None:
    assert shaped(Hold(at_once=True), [*stream(3), RTCP]) == []


def test_frozen_repeats_one_key_picture_with_living_time_stamps() -> None:
    frames = stream(60)
    out = shaped(Freeze(), frames)
    tail = out[3:]
    assert [timestamp(f) for f in tail if ends_picture(f)] == [
        timestamp(f) for f in frames[3:] if ends_picture(f)
    ]
    assert all(starts_key(f, Codec.H264) for f in tail)
    numbers = [int.from_bytes(f[6:8], "big") for f in out]
    assert numbers == list(range(len(numbers)))
    assert len({f[12:] for f in tail}) == len({f[12:] for f in out[:3]})


def test_weak_keeps_about_a_quarter_and_starts_each_second_with_a_key_picture() -> None:
    out = shaped(Thin(), stream(100))
    pictures = [timestamp(f) for f in out if ends_picture(f)]
    assert len(pictures) == 4 * Thin.KEEP
    assert all(t in pictures for t in (timestamp(f) for f in stream(100) if starts_key(f, Codec.H264)))


def test_weak_thins_a_stream_of_key_pictures_too() -> None:
    shaper = Thin()
    out = [o for f in stream(50, packets=1) for o in shaper.shape(f, Codec.JPEG)]
    assert len(out) == 10


def test_damage_spares_heads_lengths_and_parameter_sets() -> None:
    frames = [packet(0, 0, 0x67, False), *stream(30)]
    out = shaped(Damage(), frames)
    assert [f[:28] for f in out] == [f[:28] for f in frames]
    assert [len(f) for f in out] == [len(f) for f in frames]
    assert out[0] == frames[0]
    hurt = sum(a != b for a, b in zip(out, frames, strict=True))
    assert 10 < hurt < len(frames)


def test_reports_pass_where_pictures_may() -> None:
    for shaper in (Freeze(), Thin(), Damage()):
        assert shaper.shape(RTCP, Codec.H264) == [RTCP]


def test_parts_of_key_pictures_are_known_in_fragments_and_aggregates() -> None:
    def carrying(load: bytes) -> bytes:
        return packet(0, 0, load[0], True, load[1:])

    assert starts_key(carrying(b"\x7c\x85" + bytes(40)), Codec.H264)
    assert not starts_key(carrying(b"\x7c\x81" + bytes(40)), Codec.H264)
    aggregate = b"\x18\x00\x02\x09\xf0\x00\x03\x67\x42\x00"
    assert starts_key(carrying(aggregate), Codec.H264)
    assert not starts_key(carrying(b"\x18\x00\x02\x09\xf0\x00\x03\x41\x9a\x00"), Codec.H264)
    assert starts_key(carrying(b"\x62\x01\x93" + bytes(40)), Codec.H265)
    assert not starts_key(carrying(b"\x02\x01" + bytes(40)), Codec.H265)


def test_every_fault_has_an_effect_and_only_none_has_none() -> None:
    idle = effect_of(Fault.NONE)
    assert all(effect_of(fault) != idle for fault in Fault if fault is not Fault.NONE)
