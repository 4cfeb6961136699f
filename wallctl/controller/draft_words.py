"""What the officer is told of the draft: each function says it in the language that is set when called."""

from __future__ import annotations

from wallctl.controller.draft_keeping import Arrival, Came
from wallctl.controller.refusal_words import refusal_word
from wallctl.controller.words import clock_word, translate
from wallctl.model.draft import KeptDraft
from wallctl.protocol.desk import Problem
from wallctl.protocol.drafting import HELD_FOR_S
from wallctl.rules.compare_layouts import Change, Differences


def draft_facts(changed: Differences) -> list[str]:
    """Return what a draft changes, in all forms, the fullest first."""
    if not changed.any:
        return [translate("Desk", "与当前大屏相同"), ""]
    counts = {
        "new": changed.count(Change.NEW),
        "moved": changed.count(Change.MOVED),
        "replaced": changed.count(Change.REPLACED),
        "gone": changed.count(Change.GONE),
    }
    return [
        translate(
            "Desk", "与当前大屏相比：新增 {new} · 移动 {moved} · 换画面 {replaced} · 下墙 {gone}"
        ).format(**counts),
        translate("Desk", "新增 {new} · 移动 {moved} · 换画面 {replaced} · 下墙 {gone}").format(**counts),
        translate("Desk", "{count} 处不同").format(count=sum(counts.values())),
    ]


def not_kept(problem: Problem) -> str:
    """The server did not take it."""
    text = translate("Desk", "服务器没有保存待上墙：{why}。本操作台关闭后它会丢失。")
    return text.format(why=refusal_word("", problem.reason, ""))


def opened(kept: KeptDraft, now_utc_s: float) -> str:
    """There was one from before, and its board is open now."""
    text = translate("Desk", "已打开本席位 {when} 由 {who} 准备的待上墙，还没有上墙。")
    return text.format(when=clock_word(kept.at_utc_s, now_utc_s), who=kept.officer or kept.actor)


def changed_elsewhere(arrival: Arrival, now_utc_s: float) -> str:
    """Another desk of the seat changed it, and where this desk's work is if it had any."""
    kept = arrival.by
    if kept is None:
        return ""
    text = translate("Desk", "{who} 在本席位另一操作台改了待上墙（{when}）。")
    if arrival.came is Came.OVERTAKEN:
        text = translate(
            "Desk", "{who} 在本席位另一操作台改了待上墙（{when}），现在显示的是那一份；Ctrl+Z 恢复你的。"
        )
    return text.format(when=clock_word(kept.at_utc_s, now_utc_s), who=kept.officer or kept.actor)


def closed_elsewhere() -> str:
    """Another desk of the seat took or closed it."""
    return translate("Desk", "本席位的待上墙已在另一操作台上墙或关闭。")


def nothing_to_undo() -> str:
    """Its first step is what it began with."""
    return translate("Desk", "待上墙没有可以撤销的改动；要撤销大屏，先按 Ctrl+D 收起它。")


def dropped() -> str:
    """It is thrown away, and how it comes back."""
    return translate("Desk", "已丢弃待上墙。再按一次 Ctrl+Shift+D 恢复它。")


def none_to_take() -> str:
    """There is none, so nothing went up."""
    return translate("Desk", "没有打开的待上墙，没有上墙：按 Ctrl+D 准备，再按 Ctrl+Enter。")


def closed_at_take() -> str:
    """Nobody sees it, so it did not go up."""
    return translate("Desk", "待上墙收起着，没有上墙：按 Ctrl+D 打开看过，再按 Ctrl+Enter。")


def none_to_arm() -> str:
    """There is none on the board, so nothing is opened."""
    return translate("Desk", "没有打开的待上墙，没有可以预加载的：先按 Ctrl+D 准备。")


def nothing_to_call_off() -> str:
    """No take of this seat waits, and it has nothing armed."""
    return translate("Desk", "没有正在等待的上墙，也没有预加载。撤销大屏的改动用 Ctrl+Z。")


def take_called_off() -> str:
    """A take of this seat was called off before it came to the wall."""
    return translate("Desk", "已取消上墙，大屏没有改变。")


def arming_called_off() -> str:
    """What was armed is let go because the officer wants it no more."""
    return translate("Desk", "已取消预加载，大屏没有改变。")


def arming_let_go() -> str:
    """What was armed is armed no more, and nobody at this desk ended it."""
    text = translate(
        "Desk", "预加载已放开：{limit} 秒内没有上墙，或大屏已改变。照样可以上墙；Ctrl+B 再次预加载。"
    )
    return text.format(limit=round(HELD_FOR_S))


def there_again() -> str:
    """What lay over it is on the wall."""
    return translate("Desk", "已上墙。待上墙原来的内容还在（Ctrl+D）。")


def came_all_the_same() -> str:
    """What was on its way when the link was lost had come to the wall."""
    return translate("Desk", "断线前的改动已经在大屏上，不用再做。")
