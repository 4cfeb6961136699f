"""What the form for a new source says, in the words of the desk. Must not know any widget."""

from __future__ import annotations

from typing import assert_never

from wallctl.controller.words import QT_TRANSLATE_NOOP, english, quoted, reason_word, sentence, translate
from wallctl.model.health import Reason
from wallctl.model.sighting import LookStep, Sighting
from wallctl.model.source import StreamKind
from wallctl.rules.new_source import Fault, Flaw
from wallctl.rules.words import REMEDIES, STREAMS

_STEPS = {
    LookStep.WAITING: QT_TRANSLATE_NOOP("AddSource", "排队等候"),
    LookStep.OPENING: QT_TRANSLATE_NOOP("AddSource", "正在打开"),
    LookStep.MEASURING: QT_TRANSLATE_NOOP("AddSource", "有画面，正在测量"),
    LookStep.DONE: QT_TRANSLATE_NOOP("AddSource", "完成"),
}

_FLAWS = {
    Flaw.NO_ID: QT_TRANSLATE_NOOP("AddSource", "编号只能用字母、数字和 _ . -，最多 64 个，如 psb-09"),
    Flaw.TAKEN: QT_TRANSLATE_NOOP("AddSource", "这个编号已经有了，请换一个"),
    Flaw.TOO_LONG: QT_TRANSLATE_NOOP("AddSource", "名称最多 80 个字，请改短"),
    Flaw.NO_USER: QT_TRANSLATE_NOOP("AddSource", "有密码但没有用户名，请补上用户名"),
    Flaw.COLON: QT_TRANSLATE_NOOP("AddSource", "用户名中不能有冒号"),
}

_TO_DO = {
    Reason.WRONG_PASSWORD: QT_TRANSLATE_NOOP("AddSource", "请改正上面的用户名或密码"),
    Reason.NOT_FOUND: QT_TRANSLATE_NOOP("AddSource", "请检查上面的地址"),
    Reason.STOPPED: QT_TRANSLATE_NOOP("AddSource", "请再测试一次"),
    Reason.CANNOT_OPEN: QT_TRANSLATE_NOOP("AddSource", "请再测试一次"),
    Reason.OWN_FAULT: QT_TRANSLATE_NOOP("AddSource", "请再测试一次"),
}
"""Where what is to be done about a picture on the wall does not fit a form, where nothing is tried again."""

_OUTSIDE = QT_TRANSLATE_NOOP("AddSource", "地址不在允许的网段，请改正，或联系管理员开放网段")

_URLS: tuple[tuple[str, str], ...] = (
    (
        "no scheme",
        QT_TRANSLATE_NOOP(
            "AddSource",
            "地址缺少协议，或协议后缺少“://”；如 rtsp://10.1.2.3/live，"
            "可用 rtsp、rtsps、http、https、rtmp、file、v4l2",
        ),
    ),
    (
        "scheme ",
        QT_TRANSLATE_NOOP("AddSource", "不支持这种协议，可用 rtsp、rtsps、http、https、rtmp、file、v4l2"),
    ),
    ("no host", QT_TRANSLATE_NOOP("AddSource", "地址缺少主机，如 rtsp://10.1.2.3/live")),
    ("not a host", QT_TRANSLATE_NOOP("AddSource", "主机写得不对，请写 IP 地址或域名")),
    ("an address in disguise", QT_TRANSLATE_NOOP("AddSource", "IP 地址写得不对，应为四个 0–255 的数")),
    ("not an IPv6", QT_TRANSLATE_NOOP("AddSource", "IPv6 地址写得不对")),
    ("brackets do not match", QT_TRANSLATE_NOOP("AddSource", "方括号不成对，IPv6 写作 [地址]:端口")),
    (
        "SRT cannot be played",
        QT_TRANSLATE_NOOP("AddSource", "SRT 无法播放，请由流媒体服务转为 rtsp:// 再接入"),
    ),
    ("not a port", QT_TRANSLATE_NOOP("AddSource", "端口应为 1–65535 的数")),
    ("port ", QT_TRANSLATE_NOOP("AddSource", "这个端口不是摄像机的端口，请改正")),
    ("longer than", QT_TRANSLATE_NOOP("AddSource", "地址太长，请改短")),
    ("holds a #", QT_TRANSLATE_NOOP("AddSource", "地址中不能有 #，密码请填在下面")),
    ("user and password", QT_TRANSLATE_NOOP("AddSource", "地址中的用户名和密码分不清，请删去并填在下面")),
    ("the password stands", QT_TRANSLATE_NOOP("AddSource", "密码写在了路径里，请删去并填在下面")),
    ("holds a character", QT_TRANSLATE_NOOP("AddSource", "地址中有不允许的字符，密码请填在下面")),
    (
        "not the name of a file",
        QT_TRANSLATE_NOOP("AddSource", "写作 file:文件名，文件放在站点的 media 文件夹中"),
    ),
    ("not a kind of file", QT_TRANSLATE_NOOP("AddSource", "不支持这种文件")),
    ("the file's name", QT_TRANSLATE_NOOP("AddSource", "文件名中有不允许的字符")),
    ("no such file", QT_TRANSLATE_NOOP("AddSource", "站点的 media 文件夹中没有这个文件")),
    ("no such device", QT_TRANSLATE_NOOP("AddSource", "没有这个采集设备，请管理员在 site.toml 中登记")),
    ("no name of a device", QT_TRANSLATE_NOOP("AddSource", "写作 v4l2:设备名，与 site.toml 中相同")),
    ("address ", QT_TRANSLATE_NOOP("AddSource", "地址不在允许的网段，请改正，或联系管理员开放网段")),
    (
        "is outside the site's networks",
        QT_TRANSLATE_NOOP("AddSource", "地址不在允许的网段，请改正，或联系管理员开放网段"),
    ),
    ("host ", QT_TRANSLATE_NOOP("AddSource", "主机名查不到地址，请检查，或直接写 IP 地址")),
    ("its name resolves", QT_TRANSLATE_NOOP("AddSource", "主机名解析到的不是地址，请检查主机名")),
    ("the query chooses", QT_TRANSLATE_NOOP("AddSource", "地址中不能选择传输方式，请删去该参数；一律用 TCP")),
)


def fault_word(fault: Fault) -> str:
    """Return what is wrong with a field, and what to do; empty for one that is only not filled in yet."""
    match fault.flaw:
        case Flaw.MISSING:
            return ""
        case Flaw.BAD_URL:
            return url_word(fault.reason) or quoted(f"{fault.reason} — {fault.remedy}")
        case Flaw.NO_ID | Flaw.TAKEN | Flaw.TOO_LONG | Flaw.NO_USER | Flaw.COLON:
            return translate("AddSource", _FLAWS[fault.flaw])
        case _:
            assert_never(fault.flaw)


def url_word(reason: str) -> str:
    """Return why an address is none, and what to do; empty for a reason that has no words here."""
    text = next((text for start, text in _URLS if reason.startswith(start)), None)
    return translate("AddSource", text) if text else ""


def step_word(kind: StreamKind, step: LookStep) -> str:
    """Return how far the test of a stream is."""
    return translate("AddSource", "{stream}：{step} …").format(
        stream=_stream(kind), step=translate("AddSource", _STEPS[step])
    )


def sighting_word(kind: StreamKind, seen: Sighting) -> str:
    """Return what a test saw: codec, size, rate; or why there is no picture, and what to do."""
    if not seen.ready:
        why = sentence(reason_word(seen.reason))
        text = translate("AddSource", "{stream}：没有画面。{why}{todo}")
        todo = _todo(seen.reason)
        return text.format(stream=_stream(kind), why=why, todo=f" — {todo}" if todo else "")
    parts = [seen.codec, f"{seen.width}×{seen.height}" if seen.width else ""]
    if seen.fps:
        rate = translate("AddSource", "{fps} 帧/秒").format(fps=f"{seen.fps:.1f}")
        parts.append(rate.replace(" ", "\u00a0"))
    if seen.first_frame_ms is not None:
        parts.append(translate("AddSource", "首帧 {ms} 毫秒").format(ms=seen.first_frame_ms))
    return translate("AddSource", "{stream}：正常 · {what}").format(
        stream=_stream(kind), what=" · ".join(part for part in parts if part)
    )


def _todo(reason: Reason) -> str:
    if reason in _TO_DO:
        return translate("AddSource", _TO_DO[reason])
    remedy = REMEDIES.get(reason)
    return (remedy.en if english() else remedy.zh) if remedy is not None else ""


def _stream(kind: StreamKind) -> str:
    words = STREAMS[kind]
    return sentence(words.en) if english() else words.zh
