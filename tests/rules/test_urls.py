"""Rules of what a source's URL may be. Each evil URL is one that somewhere opened what it should not."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallctl.errors import BadInput
from wallctl.rules.urls import (
    MAX_LENGTH,
    CheckedUrl,
    Scheme,
    UrlRules,
    check_url,
    is_unplayable,
    shown_url,
    split_url,
    with_credential,
)

RULES = UrlRules(devices=("podium",), ports_refused=(8000,))
LOOPBACK = UrlRules(networks=(*RULES.networks, "127.0.0.0/8", "::1/128"))

EVIL = [
    # schemes, FFmpeg's nested ones among them
    "concat:file:/etc/passwd|file:/etc/hostname",
    "concatf:list.txt",
    "subfile,,start,0,end,64,,:/etc/passwd",
    "data:video/mp4;base64,AAAA",
    "pipe:0",
    "fd:3",
    "crypto:rtsp://10.0.0.1/x",
    "crypto+http://10.0.0.1/x",
    "async:rtsp://10.0.0.1/x",
    "cache:http://10.0.0.1/x",
    "tee:[f=mpegts]udp://10.0.0.1|file:x.mp4",
    "hls+file:///etc/passwd",
    "hls:http://10.0.0.1/a.m3u8",
    "unix:/run/docker.sock",
    "tcp://10.0.0.1:22?listen",
    "udp://239.0.0.1:1234",
    "rtp://10.0.0.1:5004",
    "gopher://10.0.0.1:6379/_FLUSHALL",
    "ftp://10.0.0.1/x.mp4",
    "smb://10.0.0.1/x.mp4",
    "javascript:alert(1)",
    "lavfi:movie=/etc/passwd",
    "-rtsp://10.0.0.1/x",
    " rtsp://10.0.0.1/x",
    "rtsp:10.0.0.1/x",
    "rtsp:/10.0.0.1/x",
    "/etc/passwd",
    "",
    # files
    "file:///etc/passwd",
    "file:/etc/passwd.mp4",
    "file://10.0.0.1/share/x.mp4",
    "file:../../etc/x.mp4",
    "file:a/../../x.mp4",
    "file:./x.mp4",
    "file:a//x.mp4",
    "file:.ssh/x.mp4",
    "file:..\\x.mp4",
    "file:%2e%2e/x.mp4",
    "file:list.m3u8",
    "file:list.ffconcat",
    "file:session.sdp",
    "file:passwd",
    "file:img%03d.png",
    "file:*.png",
    "file:concat:a.mp4",
    "file:a|b.mp4",
    "file:-i.mp4",
    "file:a\x00.mp4",
    "v4l2:/dev/video0",
    "v4l2:../video0",
    "v4l2:unknown",
    "v4l2:podium\n",
    "/dev/video0",
    # this machine and its neighbours, plain and in disguise
    "rtsp://127.0.0.1/x",
    "rtsp://127.1/x",
    "rtsp://2130706433/x",
    "rtsp://0x7f000001/x",
    "rtsp://0x7f.0.0.1/x",
    "rtsp://0177.0.0.1/x",
    "rtsp://10.0.0.010/x",
    "rtsp://0/x",
    "rtsp://0.0.0.0/x",
    "rtsp://[::]/x",
    "rtsp://[::1]/x",
    "rtsp://[::ffff:127.0.0.1]/x",
    "rtsp://[::127.0.0.1]/x",
    "rtsp://[64:ff9b::7f00:1]/x",
    "rtsp://[2002:7f00:1::]/x",
    "rtsp://[fe80::1]/x",
    "rtsp://[fe80::1%25eth0]/x",
    "rtsp://[fd00:ec2::254]/latest/meta-data",
    "http://169.254.169.254/latest/meta-data/",
    "http://[::ffff:169.254.169.254]/",
    "http://100.100.100.200/latest/meta-data/",
    "rtsp://239.1.2.3/x",
    "rtsp://255.255.255.255/x",
    "rtsp://8.8.8.8/x",
    "rtsp://１２７.０.０.１/x",
    "rtsp://127。0。0。1/x",
    "rtsp://⑩.0.0.1/x",
    "rtsp://кamera.lan/x",
    "rtsp://%31%32%37.0.0.1/x",
    "rtsp://10.0.0.1%00.evil/x",
    # one host to us, another to the media library
    "rtsp://10.0.0.1\\@127.0.0.1/x",
    "rtsp://10.0.0.1@127.0.0.1/x",
    "rtsp://a@b@10.0.0.1/x",
    "rtsp://10.0.0.1#@127.0.0.1/x",
    "rtsp://10.0.0.1:554:80/x",
    "rtsp://10.0.0.1 /x",
    "rtsp://10.0.0.1\t/x",
    "rtsp:///x",
    "rtsp://@/x",
    "rtsp://[10.0.0.1]/x",
    "rtsp://[::1/x",
    "rtsp://fd00::1/x",
    # ports
    "rtsp://10.0.0.1:0/x",
    "rtsp://10.0.0.1:65536/x",
    "rtsp://10.0.0.1:-1/x",
    "rtsp://10.0.0.1:/x",
    "rtsp://10.0.0.1:٥٥٤/x",
    "rtsp://10.0.0.1:0554/x",
    "http://10.0.0.1:22/x",
    "http://10.0.0.1:6379/x",
    "http://10.0.0.1:8000/x",
    "srt://10.0.0.1",
    # options and lines smuggled in
    "rtsp://10.0.0.1/x;protocol_whitelist;file",
    "rtsp://10.0.0.1/x|protocol_whitelist;file",
    "rtsp://10.0.0.1/x\r\nSETUP rtsp://127.0.0.1/",
    "rtsp://10.0.0.1/x%0d%0aHost:evil",
    "rtsp://10.0.0.1/x\n",
    "rtsp://10.0.0.1/x%00",
    "rtsp://10.0.0.1/x%zz",
    "rtsp://10.0.0.1/$(reboot)",
    "rtsp://10.0.0.1/`reboot`",
    "rtsp://10.0.0.1/x?multicast",
    "rtsp://10.0.0.1/x?a=1&udp",
    "rtsp://10.0.0.1/x?filter_src=8.8.8.8",
    "srt://10.0.0.1:9000?mode=listener",
    "srt://10.0.0.1:9000?passphrase=secret123",
    "rtsp://10.0.0.1/x\u202e4pm.",
    "rtsp://10.0.0.1/x?password=secret123",
    "rtsp://10.0.0.1/user=admin&password=secret123&channel=1",
    "rtsp://u:p%0aX@10.0.0.1/x",
    "rtsp://10.0.0.1/" + "a" * MAX_LENGTH,
]


@pytest.mark.parametrize("url", EVIL)
def test_no_evil_url_is_accepted(url: str) -> None:
    with pytest.raises(BadInput) as refused:
        # A name that resolves to a good address must not help a bad form.
        check_url(url, RULES, resolved=() if "//" not in url else ("10.0.0.9",))
    assert refused.value.remedy
    assert "secret123" not in str(refused.value)
    assert str(refused.value).isprintable()


def test_there_are_sixty_evil_urls_at_least() -> None:
    assert len(set(EVIL)) == len(EVIL) >= 60


GOOD = [
    ("rtsp://10.0.0.1/Streaming/Channels/101", "rtsp://10.0.0.1/Streaming/Channels/101"),
    ("RTSP://10.0.0.1:8554/x", "rtsp://10.0.0.1:8554/x"),
    (
        "rtsp://192.168.1.9:554/cam/realmonitor?channel=1&subtype=0",
        "rtsp://192.168.1.9:554/cam/realmonitor?channel=1&subtype=0",
    ),
    ("rtsp://172.31.0.1/unicast/c1/s0/live", "rtsp://172.31.0.1/unicast/c1/s0/live"),
    ("rtsp://10.0.0.1/x?tcp", "rtsp://10.0.0.1/x"),
    ("rtsp://10.0.0.1/user=admin&password=&channel=1", "rtsp://10.0.0.1/user=admin&password=&channel=1"),
    ("rtsps://[fd00::5]:322/x", "rtsps://[fd00::5]:322/x"),
    ("https://10.0.0.1?a=b", "https://10.0.0.1/?a=b"),
    ("http://10.0.0.1/流/1.flv", "http://10.0.0.1/%E6%B5%81/1.flv"),
    ("http://10.0.0.1/a%20b", "http://10.0.0.1/a%20b"),
    ("rtmp://10.0.0.1/live/1", "rtmp://10.0.0.1/live/1"),
    ("rtsp://10.0.0.1", "rtsp://10.0.0.1"),
    ("file:clips/防汛 演练.mp4", "file:clips/防汛 演练.mp4"),
    ("v4l2:podium", "v4l2:podium"),
]


@pytest.mark.parametrize(("url", "kept"), GOOD)
def test_what_cameras_and_platforms_really_use_is_accepted(url: str, kept: str) -> None:
    assert check_url(url, RULES).url == kept
    assert check_url(kept, RULES).url == kept


def test_user_and_password_are_taken_out_and_put_back_coded() -> None:
    checked = check_url("rtsp://admin:p%40ss%3Aw%2F%3B%7C@10.0.0.1/x", RULES)
    assert checked.url == "rtsp://10.0.0.1/x"
    assert checked.credential is not None
    assert checked.credential.get_secret_value() == "admin:p@ss:w/;|"
    assert with_credential(checked.url, "admin:p@ss:w/;|") == "rtsp://admin:p%40ss%3Aw%2F%3B%7C@10.0.0.1/x"
    assert "p@ss" not in f"{checked!r} {checked} {checked.model_dump_json()}"


def test_a_name_is_judged_by_all_its_addresses() -> None:
    checked = check_url("rtsp://Cam-7.Lan./x", RULES, ("10.0.0.7", "192.168.0.7"))
    assert (checked.host, checked.addresses) == ("cam-7.lan", ("10.0.0.7", "192.168.0.7"))
    for bad in ("127.0.0.1", "169.254.169.254", "8.8.8.8", "::1", "fe80::1%eth0", "nonsense"):
        with pytest.raises(BadInput):
            check_url("rtsp://cam-7.lan/x", RULES, ("10.0.0.7", bad))
    with pytest.raises(BadInput, match="no address"):
        check_url("rtsp://cam-7.lan/x", RULES)


def test_an_address_is_not_replaced_by_what_was_resolved() -> None:
    assert check_url("rtsp://10.0.0.1/x", RULES, ("192.168.0.1",)).addresses == ("10.0.0.1",)


def test_loopback_needs_its_own_network_named() -> None:
    assert check_url("rtsp://127.0.0.1:8554/wat-08/sub", LOOPBACK).addresses == ("127.0.0.1",)
    assert check_url("rtsp://localhost:8554/x", LOOPBACK, ("127.0.0.1", "::1")).host == "localhost"
    everything = UrlRules(networks=("0.0.0.0/0", "::/0"))
    assert check_url("rtsp://8.8.8.8/x", everything).host == "8.8.8.8"
    for url in ("rtsp://127.0.0.1/x", "http://169.254.169.254/", "rtsp://[::1]/x", "rtsp://239.1.1.1/x"):
        with pytest.raises(BadInput, match="outside the site's networks"):
            check_url(url, everything)


def test_a_refusal_says_which_networks_option_helps() -> None:
    with pytest.raises(BadInput, match="--allow-net"):
        check_url("rtsp://8.8.8.8/x", RULES)


def test_an_unknown_device_is_refused_with_those_there_are() -> None:
    with pytest.raises(BadInput, match="podium"):
        check_url("v4l2:lectern", RULES)


def test_a_wrong_network_in_the_rules_is_an_error() -> None:
    with pytest.raises(ValueError, match="host bits"):
        UrlRules(networks=("10.0.0.1/8",))


@pytest.mark.parametrize(
    "url",
    [
        "rtsp://admin:secret123@10.0.0.1/x",
        "rtsp:admin:secret123@10.0.0.1",
        "rtsp://admin:sec/ret@10.0.0.1/secret123@x/y",
        "http://10.0.0.1/x?password=secret123",
        "rtsp://10.0.0.1/user=admin&password=secret123&x",
        "admin:secret123@10.0.0.1",
    ],
)
def test_what_is_shown_of_a_url_holds_no_secret(url: str) -> None:
    assert "secret123" not in shown_url(url)


@given(st.text(max_size=80))
def test_any_text_is_refused_or_becomes_something_that_stays_as_it_is(text: str) -> None:
    _safe(text)


PIECES = st.sampled_from(
    [
        *(
            "rtsp://",
            "http://",
            "srt://",
            "file:",
            "10.0.0.1",
            "127.0.0.1",
            "[::1]",
            "0x7f",
            "user:pw",
            "x.mp4",
        ),
        *(
            "@",
            ":",
            "/",
            "?",
            "#",
            "%",
            "%2f",
            "..",
            "\\",
            "|",
            ";",
            "\n",
            "a",
            "tcp",
            "&",
            "=",
            "。",
            "[",
            "]",
        ),
        *(",", "::"),
    ]
)


@given(st.lists(PIECES, max_size=9).map("".join))
def test_any_mixture_of_url_pieces_is_refused_or_safe(text: str) -> None:
    _safe(text)


def _safe(text: str) -> None:
    assert shown_url(text).isprintable()
    try:
        checked = check_url(text, RULES, ("10.0.0.9",))
    except BadInput:
        return
    assert check_url(checked.url, RULES, ("10.0.0.9",)).url == checked.url
    assert set(checked.url) <= set(string.printable) - set("|;\\\n\r\t ") or checked.scheme is Scheme.FILE
    assert "@" not in checked.url.partition("://")[2].partition("/")[0]
    assert all(address.startswith(("10.", "192.168.", "172.", "fd", "fc")) for address in checked.addresses)


def test_splitting_names_the_host_to_resolve() -> None:
    parts = split_url("rtsp://u:p@cam.lan/x")
    assert (parts.scheme, parts.host, parts.port) == (Scheme.RTSP, "cam.lan", 554)
    assert isinstance(check_url("rtsp://cam.lan/x", RULES, ("10.0.0.1",)), CheckedUrl)


@pytest.mark.parametrize("url", ["srt://10.0.0.1:9000?streamid=cam1", "SRT://10.0.0.1:9000"])
def test_a_protocol_that_no_picture_can_come_by_is_refused_with_a_way_round(url: str) -> None:
    with pytest.raises(BadInput, match=r"SRT cannot be played.*restreamer"):
        check_url(url, RULES)
    assert is_unplayable(url) and not is_unplayable("rtsp://10.0.0.1/srt:")
