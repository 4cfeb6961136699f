"""What the desk says of keys that call presets: given, taken by another, dead. Must not know any widget."""

from __future__ import annotations

from collections.abc import Mapping

from wallctl.controller.words import preset_name, translate
from wallctl.model.ids import PresetId
from wallctl.model.layout import Preset
from wallctl.model.wall import Wall
from wallctl.protocol.desk import Reply


def unheard_word(key: str, preset: Preset | None, wall: Wall) -> str:
    """Return why a key put nothing up. `preset` is the one that has it; None: none has."""
    if preset is None:
        text = translate("Presets", "{key} 没有场景。在一张场景卡上按 R，可以把这个键给它。")
        return text.format(key=key)
    name = preset_name(preset)
    if not preset.walls.get(wall.shape):
        text = translate("Presets", "{key} 的场景「{name}」不适合本大屏的形状，没有执行。")
        return text.format(key=key, name=name)
    text = translate(
        "Presets", "数字键在画布和场景栏里才调用场景：{key} 是「{name}」。按 Ctrl+G 到画布再按一次。"
    )
    return text.format(key=key, name=name)


def saved_words(preset: Preset, reply: Reply, presets: Mapping[PresetId, Preset]) -> tuple[str, bool]:
    """Return what became of a save, and whether the preset named a key in vain. `preset` as it was sent."""
    version, key = reply.result.get("version"), str(reply.result.get("key") or "")
    text = translate("Presets", "场景「{name}」已保存：第 {version} 版，快捷键 {key}。")
    if not key:
        text = translate("Presets", "场景「{name}」已保存：第 {version} 版，没有快捷键。")
    words = text.format(name=preset_name(preset), version=version, key=key)
    first = reply.result.get("taken_by")
    if not isinstance(first, str):
        return words, False
    other = presets.get(PresetId(first))
    text = translate("Presets", "它原来的快捷键 {key} 已属于「{name}」。")
    return words + text.format(key=preset.key, name=preset_name(other) if other is not None else first), True


def taken_word(key: str, other: Preset) -> str:
    """Return why a preset does not get a key, and what to do."""
    text = translate("Presets", "快捷键 {key} 已属于「{name}」。换一个键，或先在那张场景卡上按 R 改掉它。")
    return text.format(key=key, name=preset_name(other))


def deleted_word(preset: Preset, key: str) -> str:
    """Return that a preset is gone, how it comes back, and which key calls nothing now."""
    text = translate("Presets", "场景「{name}」已删除。按 {key} 可以恢复。")
    words = text.format(name=preset_name(preset), key=key)
    if preset.key:
        words += translate("Presets", "快捷键 {key} 空出，不会自动换成别的场景。").format(key=preset.key)
    return words
