"""How windows without a source are called on the desk, and what is said of windows that are not plain."""

from __future__ import annotations

from typing import assert_never

from wallctl.controller.words import translate
from wallctl.model.content import ClockContent, Content, ImageContent, TickerContent
from wallctl.model.layout import Window

_ALIKE = 0.01
"""Of the picture: a part of about its own proportions is the picture nearer by."""


def manner(window: Window) -> str:
    """Return in what manner a window differs from a plain one, shortly; empty for a plain one."""
    said = []
    if window.home is not None:
        larger = window.rect.w * window.rect.h > window.home.rect.w * window.home.rect.h
        said.append(translate("Canvas", "已放大") if larger else translate("Canvas", "让位"))
    if window.crop.w < 1 or window.crop.h < 1:
        alike = abs(window.crop.w - window.crop.h) < _ALIKE
        said.append(f"{1 / window.crop.w:.1f}×" if alike else translate("Canvas", "局部"))
    if window.important:
        said.append(translate("Canvas", "重要"))
    if window.locked:
        said.append(translate("Canvas", "锁"))
    return " · ".join(said)


def content_word(content: Content) -> str:
    """Return what a window shows, in the language that is set."""
    match content:
        case ImageContent(file=file):
            return translate("Canvas", "图片 {file}").format(file=file)
        case ClockContent():
            return translate("Canvas", "时钟")
        case TickerContent(text=text):
            return translate("Canvas", "滚动字幕 {text}").format(text=text)
        case _:
            assert_never(content)
