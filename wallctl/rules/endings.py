"""How a renderer ended, in words. PURE.

A renderer that knows why it cannot run says so by its exit code (sysexits.h has the range); signals have the
system's names.
"""

from __future__ import annotations

import signal
from collections.abc import Mapping

from wallctl.rules.words import Words

BROKEN, NO_PROCESS, UNPAINTED, NO_DISPLAY, REFUSED = 70, 71, 74, 75, 76
_SAID: Mapping[int, Words] = {
    UNPAINTED: Words("画面无法绘制, 见 nursery.log", "it could not paint, see nursery.log"),
    BROKEN: Words("程序错误, 见 nursery.log", "an error in it, see nursery.log"),
    NO_DISPLAY: Words("显示服务或输出口不可用", "its display or output is not there"),
    REFUSED: Words("节点拒绝连接", "its node refused it"),
    NO_PROCESS: Words(
        "本机资源不足, 未能启动, 见 nursery.log", "the machine had no room to begin it, see nursery.log"
    ),
}
_UNSEEN = Words("原因未知", "gone, nobody saw why")
_JUDGED: Mapping[str, Words] = {
    words.en: words
    for words in (
        *_SAID.values(),
        _UNSEEN,
        Words("无响应, 已结束", "hung"),
        Words("未能启动", "did not start"),
        Words("重新需要", "wanted again"),
        Words("不再需要", "not wanted"),
        Words("节点程序已退出", "lost its parent"),
        Words("已要求重启", "restart asked for"),
    )
}
_CODE = "exit code "
_SIGNALS = {member.value: member.name for member in signal.Signals}


def ending(code: int | None) -> Words:
    """Tell how it ended; `code` as subprocess has it (negative: by that signal), None where nobody saw it."""
    if code is None:
        return _UNSEEN
    if code < 0:
        name = _SIGNALS.get(-code, f"signal {-code}")
        return Words(name, name)
    return _SAID.get(code, Words(f"退出码 {code}", f"{_CODE}{code}"))


def reason_words(reason: str) -> Words:
    """Return why a renderer is not up, as its life says it (`rules.supervise`), in both languages."""
    if reason.startswith(_CODE):
        return Words(f"退出码 {reason.removeprefix(_CODE)}", reason)
    return _JUDGED.get(reason, Words(reason, reason))
