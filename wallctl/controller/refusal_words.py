"""What the server refuses, in the officers' words. The server's sentence is the key, as in Qt's word lists.

A sentence with `{holes}` stands for all that differ in names and figures alone. What to do is said for a
desk: no command is named. A test holds that every refusal which can reach a desk has its words here.
"""

from __future__ import annotations

import re

from wallctl.controller.add_words import url_word
from wallctl.controller.sentences import Table, found, table
from wallctl.controller.words import QT_TRANSLATE_NOOP, reason_word, sentence, some, translate
from wallctl.model.health import Reason
from wallctl.protocol.link import RefusalReason

_REASON = re.compile(r"\((\w+)\)")

_THINGS = table(
    ("source {a}: {b}", QT_TRANSLATE_NOOP("Refusal", "信号源 {a}（{b}）")),
    ("source {a}", QT_TRANSLATE_NOOP("Refusal", "信号源 {a}")),
    ("preset {a}, place {b}", QT_TRANSLATE_NOOP("Refusal", "场景 {a} 的画面位 {b}")),
    ("preset {a}", QT_TRANSLATE_NOOP("Refusal", "场景 {a}")),
    ("presets", QT_TRANSLATE_NOOP("Refusal", "场景")),
    ("revision {a}", QT_TRANSLATE_NOOP("Refusal", "版本 {a}")),
    ("cell {a}", QT_TRANSLATE_NOOP("Refusal", "显示单元 {a}")),
    ("the home of window {a}", QT_TRANSLATE_NOOP("Refusal", "窗口 {a} 的原位")),
    ("window {a}", QT_TRANSLATE_NOOP("Refusal", "窗口 {a}")),
    ("layout", QT_TRANSLATE_NOOP("Refusal", "布局")),
    ("draft of {a}", QT_TRANSLATE_NOOP("Refusal", "{a} 的待上墙")),
    ("draft", QT_TRANSLATE_NOOP("Refusal", "待上墙")),
    ("catalogue", QT_TRANSLATE_NOOP("Refusal", "信号源目录")),
    ("undo", QT_TRANSLATE_NOOP("Refusal", "撤销")),
    ("take", QT_TRANSLATE_NOOP("Refusal", "上墙")),
    ("calling off", QT_TRANSLATE_NOOP("Refusal", "取消上墙")),
    ("reseat --back", QT_TRANSLATE_NOOP("Refusal", "移回原位")),
    ("reseat", QT_TRANSLATE_NOOP("Refusal", "移到其他显示单元")),
    ("all or nothing", QT_TRANSLATE_NOOP("Refusal", "全部就绪才上墙")),
    ("the look", QT_TRANSLATE_NOOP("Refusal", "查看信号源")),
    ("the answer", QT_TRANSLATE_NOOP("Refusal", "服务器的回答")),
    ("snapshot", QT_TRANSLATE_NOOP("Refusal", "大屏截图")),
    ("request", QT_TRANSLATE_NOOP("Refusal", "请求")),
    ("disk of {a}", QT_TRANSLATE_NOOP("Refusal", "服务器磁盘 {a}")),
    ("wall", QT_TRANSLATE_NOOP("Refusal", "大屏")),
    ("output {a}", QT_TRANSLATE_NOOP("Refusal", "输出口 {a}")),
    ("monitor {a}", QT_TRANSLATE_NOOP("Refusal", "监视屏 {a}")),
    ("sample city", QT_TRANSLATE_NOOP("Refusal", "示例城市")),
    ("server", QT_TRANSLATE_NOOP("Refusal", "服务器")),
)

_NONE_SUCH = QT_TRANSLATE_NOOP("Refusal", "没有这个信号源")
_NO_PRESET = QT_TRANSLATE_NOOP("Refusal", "没有这个场景")
_OUTSIDE = QT_TRANSLATE_NOOP("Refusal", "超出大屏（{rows} 排 {cols} 列）")
_FAULT = QT_TRANSLATE_NOOP("Refusal", "程序错误，请告知管理员")

_REASONS = table(
    ("{who} ({role}) has no right to {action}", QT_TRANSLATE_NOOP("Refusal", "{who} 没有这项权限")),
    ("there is nothing to take back", QT_TRANSLATE_NOOP("Refusal", "没有可以撤销的操作")),
    (
        "revision {a} was made by {b}, not by {c}",
        QT_TRANSLATE_NOOP("Refusal", "版本 {a} 由 {b} 上墙，不是 {c}"),
    ),
    ("no source of that name", _NONE_SUCH),
    ("no such source", _NONE_SUCH),
    ("no preset of that name", _NO_PRESET),
    ("there is none to replace", _NO_PRESET),
    ("{n} windows, the limit is {most}", QT_TRANSLATE_NOOP("Refusal", "有 {n} 个窗口，最多 {most} 个")),
    ("reaches outside the wall of {rows} rows and {cols} columns", _OUTSIDE),
    ("is too small to see", QT_TRANSLATE_NOOP("Refusal", "太小，看不清")),
    (
        "this preset is not drawn for wall {wall} ({shape}); it is for {shapes}",
        QT_TRANSLATE_NOOP("Refusal", "这个场景不是为本大屏（{shape}）画的，只适用于 {shapes}"),
    ),
    (
        "{who} made revision {a}, which only that seat takes back{what}",
        QT_TRANSLATE_NOOP("Refusal", "版本 {a} 由 {who} 上墙，只能在那个席位撤销"),
    ),
    (
        "no take waits for pictures, and nothing is armed",
        QT_TRANSLATE_NOOP("Refusal", "没有正在等待的上墙，也没有预加载"),
    ),
    (
        "{who} is taking, and only that seat calls it off",
        QT_TRANSLATE_NOOP("Refusal", "{who} 正在上墙或已预加载，只能在那个席位取消"),
    ),
    ("was called off, nothing was changed", QT_TRANSLATE_NOOP("Refusal", "已取消，大屏没有改变")),
    ("{n} windows are on it", QT_TRANSLATE_NOOP("Refusal", "还有 {n} 个窗口")),
    ("a take is under way", QT_TRANSLATE_NOOP("Refusal", "正在上墙")),
    ("is given to two cells", QT_TRANSLATE_NOOP("Refusal", "给了两个显示单元")),
    ("is not on a wall of {shape}", QT_TRANSLATE_NOOP("Refusal", "不在 {shape} 的大屏上")),
    (
        "shows what a wall of {shape} does not have",
        QT_TRANSLATE_NOOP("Refusal", "显示的部分不在 {shape} 的大屏上"),
    ),
    ("this server has no site folder", QT_TRANSLATE_NOOP("Refusal", "这台服务器没有站点文件夹")),
    ("{n} sources are in it already", QT_TRANSLATE_NOOP("Refusal", "已有 {n} 路信号源")),
    (
        "{who} made revision {a} meanwhile{what}",
        QT_TRANSLATE_NOOP("Refusal", "{who} 刚刚上墙了版本 {a}"),
    ),
    (
        "{ready} of {windows} windows were ready, missing: {late}; nothing was changed",
        QT_TRANSLATE_NOOP("Refusal", "{windows} 个窗口中 {ready} 个就绪，没有就绪：{late}；大屏没有改动"),
    ),
    (
        "another take began before all windows were ready; nothing was changed",
        QT_TRANSLATE_NOOP("Refusal", "全部就绪之前又有一次上墙；大屏没有改动"),
    ),
    ("this id is taken", QT_TRANSLATE_NOOP("Refusal", "这个编号已经有了")),
    ("would hold more than {most} sources", QT_TRANSLATE_NOOP("Refusal", "将超过 {most} 路信号源")),
    ("is there twice", QT_TRANSLATE_NOOP("Refusal", "出现了两次")),
    ("a password for what is not there", QT_TRANSLATE_NOOP("Refusal", "有密码，但没有对应的信号源")),
    (
        "its id or seat has more than {most} characters",
        QT_TRANSLATE_NOOP("Refusal", "编号或席位名超过 {most} 个字"),
    ),
    (
        "asks for more than {most} things at once",
        QT_TRANSLATE_NOOP("Refusal", "同时提出的请求超过 {most} 个"),
    ),
    (
        "a part of {bytes} bytes, the lane carries {most}",
        QT_TRANSLATE_NOOP("Refusal", "太大：{bytes} 字节，最多 {most}"),
    ),
    ("{n} parts, the lane carries {most}", QT_TRANSLATE_NOOP("Refusal", "太多：{n} 份，最多 {most}")),
    ("no render node is connected", QT_TRANSLATE_NOOP("Refusal", "没有渲染节点连接")),
    ("no renderer can be reached", QT_TRANSLATE_NOOP("Refusal", "没有渲染进程可用")),
    ("no cell sent its picture in {s} s", QT_TRANSLATE_NOOP("Refusal", "{s} 秒内没有显示单元送来画面")),
    ("this link is too slow for it", QT_TRANSLATE_NOOP("Refusal", "网络太慢")),
    (
        "no name server answered in {s} s",
        QT_TRANSLATE_NOOP("Refusal", "域名服务器 {s} 秒内没有应答"),
    ),
    ("there was no room for it within {s} s", QT_TRANSLATE_NOOP("Refusal", "排队超过 {s} 秒")),
    ("was ended by whoever asked for it", QT_TRANSLATE_NOOP("Refusal", "已由操作者结束")),
    ("{who} changed it meanwhile", QT_TRANSLATE_NOOP("Refusal", "{who} 刚刚改过")),
    (
        "is gone: it was taken or closed meanwhile",
        QT_TRANSLATE_NOOP("Refusal", "已不在：刚刚已上墙或关闭"),
    ),
    ("is there in version {a}, saved by {who}", QT_TRANSLATE_NOOP("Refusal", "已有第 {a} 版，由 {who} 保存")),
    ("is there in version {a}", QT_TRANSLATE_NOOP("Refusal", "已有第 {a} 版")),
    ("has no name", QT_TRANSLATE_NOOP("Refusal", "没有名称")),
    ("has no places", QT_TRANSLATE_NOOP("Refusal", "没有画面位")),
    ("key {key} belongs to {who}", QT_TRANSLATE_NOOP("Refusal", "快捷键 {key} 已属于 {who}")),
    ("{key} is no key that calls presets", QT_TRANSLATE_NOOP("Refusal", "{key} 不是场景的快捷键")),
    ("has more than {most} places", QT_TRANSLATE_NOOP("Refusal", "画面位超过 {most} 个")),
    ("has more than {most} windows", QT_TRANSLATE_NOOP("Refusal", "窗口超过 {most} 个")),
    ("{n} seats have one already", QT_TRANSLATE_NOOP("Refusal", "已有 {n} 个席位在准备")),
    ("there are {n} already", QT_TRANSLATE_NOOP("Refusal", "已有 {n} 个")),
    ("is not there, so it cannot go", _NO_PRESET),
    ("the wall has no such cell", QT_TRANSLATE_NOOP("Refusal", "大屏没有这个显示单元")),
    ("is not of this wall", QT_TRANSLATE_NOOP("Refusal", "大屏没有这个显示单元")),
    (
        "there is nothing to move (lost cells: {a})",
        QT_TRANSLATE_NOOP("Refusal", "没有要移动的窗口"),
    ),
    ("still lost: {a}", QT_TRANSLATE_NOOP("Refusal", "仍有显示单元没有恢复：{a}")),
    ("no windows were put on other cells", QT_TRANSLATE_NOOP("Refusal", "没有窗口移到过其他显示单元")),
    (
        "{who} made revision {a} after the windows were put on other cells",
        QT_TRANSLATE_NOOP("Refusal", "移动之后 {who} 又上墙了版本 {a}"),
    ),
    (
        "is full: nothing was changed, and the wall goes on as it is",
        QT_TRANSLATE_NOOP("Refusal", "磁盘已满：没有改动，大屏照常"),
    ),
    ("cannot be written: {a}", QT_TRANSLATE_NOOP("Refusal", "无法写入：{a}")),
    ("the media folder cannot be read: {a}", QT_TRANSLATE_NOOP("Refusal", "媒体文件夹无法读取：{a}")),
    ("has no origin, so nobody would answer for it", _FAULT),
    ("is no change", _FAULT),
    ("is no look", _FAULT),
    ("gives no picture", _FAULT),
    ("pictures travel on the picture lane", _FAULT),
    ("answers with something else", _FAULT),
)

_CHOOSE_PRESET = QT_TRANSLATE_NOOP("Refusal", "请在场景栏里选一个")
_CHOOSE_SOURCE = QT_TRANSLATE_NOOP("Refusal", "请在信号源列表里选一路")
_LOOK_FIRST = QT_TRANSLATE_NOOP("Refusal", "请看过现在的大屏再做一次")
_TAKE_SOME_OFF = QT_TRANSLATE_NOOP("Refusal", "请减少一些")
_INSIDE = QT_TRANSLATE_NOOP("Refusal", "请移入大屏或缩小")
_LOOK_AT_STATUS = QT_TRANSLATE_NOOP("Refusal", "请看右侧的运行状态")
_LATER = QT_TRANSLATE_NOOP("Refusal", "请稍后再试")
_TO_ADMIN = QT_TRANSLATE_NOOP("Refusal", "请联系管理员")

_REMEDIES = table(
    ("`wallctl presets` lists them", _CHOOSE_PRESET),
    ("`wallctl sources` lists them", _CHOOSE_SOURCE),
    ("save it as a new one", QT_TRANSLATE_NOOP("Refusal", "请另存为新场景")),
    ("ask an operator of this site", _TO_ADMIN),
    ("put up what you want to see", QT_TRANSLATE_NOOP("Refusal", "请直接上墙想看的画面")),
    (
        "ask {who}, or put up what you want to see",
        QT_TRANSLATE_NOOP("Refusal", "请与 {who} 联系，或直接上墙想看的画面"),
    ),
    ("take some away", _TAKE_SOME_OFF),
    ("take some of them off", _TAKE_SOME_OFF),
    ("take some out", _TAKE_SOME_OFF),
    ("keep x + w within 0..{cols} and y + h within 0..{rows} (cells)", _INSIDE),
    ("move it or make it smaller", _INSIDE),
    ("make it at least {side} cells wide and high", QT_TRANSLATE_NOOP("Refusal", "宽和高至少 {side} 个单元")),
    (
        "draw it for {shape}, or take another preset",
        QT_TRANSLATE_NOOP("Refusal", "请为 {shape} 另画一份，或换一个场景"),
    ),
    ("look at the wall as it is now, then take again", _LOOK_FIRST),
    (
        "look at the wall; undo brings back what was there before",
        QT_TRANSLATE_NOOP("Refusal", "请看大屏；撤销可以恢复原来的画面"),
    ),
    ("have it called off at seat {a}", QT_TRANSLATE_NOOP("Refusal", "请在席位 {a} 取消")),
    ("take again when it is wanted", ""),
    ("look at it as it is now", QT_TRANSLATE_NOOP("Refusal", "请看过现在的内容再改")),
    (
        "see to these sources, or take without all-or-nothing",
        QT_TRANSLATE_NOOP("Refusal", "请处理这些信号源，或不要求全部就绪再上墙"),
    ),
    ("choose another, or import over it", QT_TRANSLATE_NOOP("Refusal", "请换一个编号，或用导入覆盖")),
    ("part the site", _TO_ADMIN),
    ("take one of them out", QT_TRANSLATE_NOOP("Refusal", "请去掉一个")),
    ("take it out", QT_TRANSLATE_NOOP("Refusal", "请去掉")),
    ("shorten it", QT_TRANSLATE_NOOP("Refusal", "请改短")),
    ("wait", _LATER),
    ("ask for less", _LATER),
    ("ask there", ""),
    ("see `wallctl status`", _LOOK_AT_STATUS),
    ("try again on a better line", QT_TRANSLATE_NOOP("Refusal", "请换一条网络再试")),
    ("try again when fewer look", _LATER),
    ("write its address", QT_TRANSLATE_NOOP("Refusal", "请直接写 IP 地址")),
    ("see site.toml", QT_TRANSLATE_NOOP("Refusal", "请联系管理员开放网段")),
    (
        "look at that one, then replace it on purpose; or choose another name",
        QT_TRANSLATE_NOOP("Refusal", "请看过那一版再替换，或换一个名称"),
    ),
    ("give it one", QT_TRANSLATE_NOOP("Refusal", "请填写名称")),
    (
        "choose another key, or take it from that preset first",
        QT_TRANSLATE_NOOP("Refusal", "请换一个键，或先在那个场景上改掉它"),
    ),
    (
        "choose one of F2 to F12 or 1 to 0, or none",
        QT_TRANSLATE_NOOP("Refusal", "请选 F2 到 F12、1 到 0，或不设快捷键"),
    ),
    ("put at least one picture into it", QT_TRANSLATE_NOOP("Refusal", "请至少放入一个画面")),
    ("close one of them", QT_TRANSLATE_NOOP("Refusal", "请先关闭一个")),
    ("begin a new one", QT_TRANSLATE_NOOP("Refusal", "请重新准备")),
    ("delete one of them first", QT_TRANSLATE_NOOP("Refusal", "请先删除一个场景")),
    ("cells are named as r0c1", _LOOK_AT_STATUS),
    ("name one of {cells}", _LOOK_AT_STATUS),
    (
        "name cells that are dark with --lost, or take the windows off that may go",
        QT_TRANSLATE_NOOP("Refusal", "显示单元都正常；需要位置时请先撤下可以不看的画面"),
    ),
    (
        "wait until they show again, or `reseat` once more: what can go back does",
        QT_TRANSLATE_NOOP("Refusal", "请等它们恢复，或再移一次：能回去的先回去"),
    ),
    ("`reseat --propose` looks", ""),
    (
        "look at the wall as it is now; `undo` takes changes back one by one",
        QT_TRANSLATE_NOOP("Refusal", "请看过现在的大屏；撤销可以一步步退回"),
    ),
    (
        "free some space there; commands are taken again by themselves",
        QT_TRANSLATE_NOOP("Refusal", "请管理员清理磁盘；之后自动恢复"),
    ),
    (
        "undo it at seat {a}, or put up what you want to see",
        QT_TRANSLATE_NOOP("Refusal", "请在席位 {a} 撤销，或直接上墙想看的画面"),
    ),
    ("clear the wall first, then set it", QT_TRANSLATE_NOOP("Refusal", "请先清屏，再设置大屏")),
    ("try again in a moment", _LATER),
    ("give each cell one of its own", QT_TRANSLATE_NOOP("Refusal", "请给每个单元各配一个")),
    ("make it smaller", QT_TRANSLATE_NOOP("Refusal", "请改小")),
    ("leave its output out", QT_TRANSLATE_NOOP("Refusal", "请去掉它的输出口")),
    ("move it first", QT_TRANSLATE_NOOP("Refusal", "请先移动它")),
    ("`wallctl init --sample`", _TO_ADMIN),
    ("try it on a new, empty site", QT_TRANSLATE_NOOP("Refusal", "请在新的空站点上试")),
    ("see the disk", QT_TRANSLATE_NOOP("Refusal", "请管理员检查磁盘")),
    ("this is a fault of wallctl", ""),
)

_LINK = {
    RefusalReason.VERSION: QT_TRANSLATE_NOOP("Refusal", "版本与服务器不同，请安装同一版本"),
    RefusalReason.STRANGER: QT_TRANSLATE_NOOP("Refusal", "服务器没有本席位的密钥，请管理员登记"),
    RefusalReason.REVOKED: QT_TRANSLATE_NOOP("Refusal", "连接权限已被收回，请联系管理员"),
    RefusalReason.CROWDED: QT_TRANSLATE_NOOP("Refusal", "这把密钥的连接太多，请关闭其他操作台"),
    RefusalReason.HANDSHAKE: QT_TRANSLATE_NOOP("Refusal", "密钥交换失败：服务器已停止，或密钥不符"),
}


def refusal_word(thing: str, reason: str, remedy: str) -> str:
    """Return thing, reason and remedy in the desk's language; what has no words stands as it was said."""
    address = url_word(reason)
    why = address or _said(_REASONS, reason)
    what = _said(_THINGS, thing)
    text = translate("Refusal", "{what}：{why}").format(what=what, why=why) if what else why
    todo = "" if address else _said(_REMEDIES, remedy)
    return translate("Refusal", "{text}。{todo}。").format(text=text, todo=todo) if todo else text


def link_word(reason: RefusalReason) -> str:
    """Return why the server does not take this desk, and what to do."""
    return translate("Refusal", _LINK[reason])


def has_words(reason: str, remedy: str) -> bool:
    """Tell whether a refusal is said in the officers' words."""
    if url_word(reason):
        return True
    return found(_REASONS, reason) is not None and (not remedy or found(_REMEDIES, remedy) is not None)


def _said(words: Table, said: str) -> str:
    known = found(words, said)
    if known is None:
        return said
    text, fields = known
    begin = sentence if words is _REMEDIES else str
    filled = {name: some(_REASON.sub(_reason, value).split(", ")) for name, value in fields.items()}
    return begin(translate("Refusal", text).format(**filled)) if text else ""


def _reason(named: re.Match[str]) -> str:
    """What is called by the wall's own word in brackets, as `(no_answer)`, is said as on the glass."""
    try:
        return f"({reason_word(Reason(named[1]))})"
    except ValueError:
        return named[0]
