"""Colours, type and spacing of the desk, and the one style sheet. Must not know any widget of ours.

Contrast: text at least 4.5:1 on its background, edges 3:1; every meaning also has a word or a shape.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from shiboken6 import isValid

from wallctl.controller.icons import icon_address

FAMILIES = ("Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "sans-serif")
BASE_PX, SMALL_PX, STRONG_PX, LARGE_PX = 14, 12, 16, 20
LEAST_PX = 12
"""No letter of the desk is smaller."""
GAP_PX, ROUND_PX = 12, 6
CONTROL_PX, TOUCH_PX, BAR_PX = 32, 40, 48


class Tone(StrEnum):
    """The tokens of the look, by meaning."""

    BG = "#0d1117"
    PANEL = "#151b23"
    RAISED = "#1c2430"
    HOVER = "#243042"
    CHOSEN = "#1f3a5f"
    """What holds, of several: with the accent's edge; the ring of two pixels is the focus alone."""
    LINE = "#2a3441"
    EDGE = "#5b6b80"
    """Edges that carry meaning: 3:1 on the panel, which the hairline is not."""
    TEXT = "#e8edf3"
    MUTED = "#9fb0c0"
    ACCENT = "#4c9aff"
    LIVE = "#ff5a5f"
    DRAFT = "#3fc46b"
    OK = "#3fc46b"
    LATE = "#f2b233"
    STALE = "#ff8a3d"
    LOST = "#9fb0c0"
    WALL = "#000000"
    CARD = "#141a22"
    SCREEN_DOWN = "#e8edf3"
    INK = "#0d1117"


def colour(tone: Tone, alpha: float = 1.0) -> QColor:
    """Return the colour of a token, `alpha` from 0 to 1."""
    found = QColor(tone.value)
    found.setAlphaF(alpha)
    return found


def scale() -> float:
    """Return how much larger than drawn the officer wants letters and controls; the type in force says it."""
    base_px = QApplication.font().pixelSize()
    return base_px / BASE_PX if base_px > 0 else 1.0


def px(length: float) -> int:
    """Return a length of the drawing (rows, cards, boxes that hold letters) at the officer's size of type."""
    return round(length * scale())


def letters_px(size_px: int) -> int:
    """Return a size of letters at the officer's size of type."""
    return max(LEAST_PX, px(size_px))


def type_face(size_px: int = BASE_PX, *, strong: bool = False) -> QFont:
    """Return the desk's type, figures all of one width; `size_px` is the drawing's, see `letters_px`."""
    return _face(letters_px(size_px), strong=strong)


def _face(size_px: int, *, strong: bool = False) -> QFont:
    font = QFont(list(FAMILIES))
    font.setPixelSize(size_px)
    font.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
    font.setFeature(QFont.Tag("tnum"), 1)
    font.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
    return font


def dress(app: QApplication, base_px: int = BASE_PX) -> None:
    """Give the whole application the dark look, its ordinary letters so high; it reads no file."""
    app.setStyle("Fusion")
    app.setFont(_face(base_px))
    app.setPalette(_palette())
    app.setStyleSheet(_sheet())


@runtime_checkable
class Scaling(Protocol):
    """A widget with sizes of its own, which it takes from `px` in `rescale`: when made, and when told."""

    def rescale(self) -> None: ...


def rescale(root: QWidget) -> None:
    """Tell all widgets below and the root itself that the size of type is another one."""
    for widget in [root, *root.findChildren(QWidget)]:
        if not isValid(widget):
            continue  # a part that was made anew on the way
        if isinstance(widget, Scaling):
            widget.rescale()
        widget.updateGeometry()
        widget.update()
    for dialog in root.findChildren(QDialog):
        make_room(dialog)


def make_room(dialog: QDialog) -> None:
    """Let a dialog that is seen be as large as what it says by now; it never becomes smaller."""
    layout = dialog.layout()
    if layout is not None and dialog.isVisible():
        layout.activate()
        least = dialog.size().expandedTo(layout.totalMinimumSize())
        # A least size knows nothing of lines that are broken into more of them.
        lines_px = layout.totalHeightForWidth(least.width()) if layout.hasHeightForWidth() else 0
        dialog.resize(least.expandedTo(QSize(0, lines_px)))


def show_property(widget: QWidget, name: str, value: object) -> None:
    """Give a widget a property that the style sheet asks for; it looks so at once."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def _palette() -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for target, tone in (
        (role.Window, Tone.BG),
        (role.WindowText, Tone.TEXT),
        (role.Base, Tone.RAISED),
        (role.AlternateBase, Tone.PANEL),
        (role.Text, Tone.TEXT),
        (role.PlaceholderText, Tone.MUTED),
        (role.Button, Tone.RAISED),
        (role.ButtonText, Tone.TEXT),
        (role.BrightText, Tone.TEXT),
        (role.Highlight, Tone.ACCENT),
        (role.HighlightedText, Tone.INK),
        (role.ToolTipBase, Tone.RAISED),
        (role.ToolTipText, Tone.TEXT),
        (role.Link, Tone.ACCENT),
    ):
        palette.setColor(target, colour(tone))
    for target in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, target, colour(Tone.EDGE))
    palette.setColor(role.Accent, QColor(Qt.GlobalColor.transparent))
    return palette


def _sheet() -> str:
    return f"\n{_zones_and_labels()}{_fields()}{_controls()}{_views()}"


def _zones_and_labels() -> str:
    base, small, strong, large = map(letters_px, (BASE_PX, SMALL_PX, STRONG_PX, LARGE_PX))
    return f"""\
QWidget#desk, QWidget#centre {{ background: {Tone.BG}; }}
QWidget#topBar, QWidget#sourcePanel, QWidget#sideColumn, QWidget#presetBar {{ background: {Tone.PANEL}; }}
QWidget#topBar {{ border-bottom: 1px solid {Tone.LINE}; }}
QWidget#panelWindow {{ background: {Tone.PANEL}; border: 1px solid {Tone.LINE}; }}
QWidget[place="left"] {{ border-right: 1px solid {Tone.LINE}; }}
QWidget[place="right"] {{ border-left: 1px solid {Tone.LINE}; }}
QWidget[place="below"] {{ border-top: 1px solid {Tone.LINE}; }}
QWidget#presetBar {{ border-top: 1px solid {Tone.LINE}; }}
QLabel {{ background: transparent; }}
QLabel[tone="muted"] {{ color: {Tone.MUTED}; }}
QLabel[tone="small"] {{ color: {Tone.MUTED}; font-size: {small}px; }}
QLabel[tone="flaw"] {{ color: {Tone.LATE}; font-size: {small}px; }}
QLabel[tone="late"] {{ color: {Tone.LATE}; }}
QLabel#testPicture {{
    background: {Tone.CARD}; border: 1px solid {Tone.LINE}; border-radius: {ROUND_PX}px; color: {Tone.MUTED};
}}
QLabel[tone="strong"] {{ font-size: {strong}px; font-weight: 600; }}
QLabel[tone="zone"] {{ font-size: {base}px; font-weight: 600; }}
QLabel[tone="clock"] {{ font-size: {large}px; font-weight: 600; }}
QLabel[tone="chip"] {{
    background: {Tone.RAISED}; border-radius: {ROUND_PX}px; padding: 4px 10px; color: {Tone.TEXT};
}}
"""


def _fields() -> str:
    """What is typed into, chosen from or ticked; what opens a list says so by its arrow."""
    control, box, spin = px(CONTROL_PX), px(16), px(CONTROL_PX) // 2
    return f"""\
QLineEdit, QComboBox, QSpinBox {{
    background: {Tone.RAISED}; border: 1px solid {Tone.EDGE}; border-radius: {ROUND_PX}px;
    padding: 0 8px; min-height: {control}px; selection-background-color: {Tone.ACCENT};
}}
QLineEdit:focus, QComboBox:focus, QSpinBox:focus {{ border: 2px solid {Tone.ACCENT}; padding: 0 7px; }}
QSpinBox {{ max-height: {control}px; }}
QComboBox[wrong="true"], QSpinBox[wrong="true"] {{ border: 1px solid {Tone.LATE}; }}
QComboBox[wrong="true"]:focus, QSpinBox[wrong="true"]:focus {{ border: 2px solid {Tone.LATE}; }}
QLineEdit[faulty="true"] {{ border: 1px solid {Tone.LATE}; }}
QLineEdit[faulty="true"]:focus {{ border: 2px solid {Tone.LATE}; }}
QComboBox:!editable {{ padding-left: 10px; }}
QComboBox:!editable:focus {{ padding-left: 9px; }}
QComboBox QLineEdit, QSpinBox QLineEdit {{ border: none; background: transparent; min-height: 0; }}
QComboBox QLineEdit, QComboBox QLineEdit:focus {{ border: none; padding: 0; }}
QSpinBox QLineEdit, QSpinBox QLineEdit:focus {{ border: none; padding: 0; }}
QComboBox::drop-down {{ border: none; width: {px(24)}px; }}
QComboBox::down-arrow {{ {_icon("down")} width: {px(12)}px; height: {px(12)}px; }}
QComboBox QAbstractItemView {{
    background: {Tone.RAISED}; border: 1px solid {Tone.EDGE}; padding: 4px;
}}
QComboBox QAbstractItemView::item {{ min-height: {px(26)}px; padding: 0 6px; color: {Tone.TEXT}; }}
QComboBox QAbstractItemView::item:selected {{ background: {Tone.CHOSEN}; color: {Tone.TEXT}; }}
QSpinBox::up-button, QSpinBox::down-button {{ border: none; width: {px(24)}px; height: {spin}px; }}
QSpinBox::up-arrow {{ {_icon("up")} width: {px(12)}px; height: {px(12)}px; }}
QSpinBox::down-arrow {{ {_icon("down")} width: {px(12)}px; height: {px(12)}px; }}
QCheckBox {{ spacing: 8px; }}
QCheckBox::indicator {{
    width: {box}px; height: {box}px; background: {Tone.RAISED};
    border: 1px solid {Tone.EDGE}; border-radius: 4px;
}}
QCheckBox::indicator:checked {{
    background: {Tone.ACCENT}; border: 1px solid {Tone.ACCENT}; {_icon("tick")}
}}
QCheckBox::indicator:focus {{ width: {box - 2}px; height: {box - 2}px; border: 2px solid {Tone.TEXT}; }}
"""


def _icon(name: str) -> str:
    """Return the line of a style sheet that shows an icon that ships; without it the control stays usable."""
    address = icon_address(name)
    return f'image: url("{address}");' if address is not None else ""


def _controls() -> str:
    small, strong, control = letters_px(SMALL_PX), letters_px(STRONG_PX), px(CONTROL_PX)
    return f"""\
QPushButton, QToolButton {{
    background: {Tone.RAISED}; border: 1px solid {Tone.LINE}; border-radius: {ROUND_PX}px;
    padding: 0 10px; min-height: {control - 2}px; color: {Tone.TEXT};
}}
QPushButton:hover, QToolButton:hover {{ background: {Tone.HOVER}; }}
QPushButton:pressed, QToolButton:pressed {{ background: {Tone.LINE}; }}
QPushButton:focus, QToolButton:focus {{ border: 2px solid {Tone.ACCENT}; padding: 0 9px; }}
QPushButton:disabled, QToolButton:disabled {{ color: {Tone.EDGE}; background: {Tone.PANEL}; }}
QPushButton:checked, QToolButton:checked {{ background: {Tone.CHOSEN}; border: 1px solid {Tone.ACCENT}; }}
QPushButton:checked:focus, QToolButton:checked:focus {{ border: 2px solid {Tone.TEXT}; }}
QToolButton#keyHint {{
    background: {Tone.RAISED}; color: {Tone.MUTED}; border: 1px solid {Tone.EDGE}; border-radius: 4px;
    font-size: {small}px; padding: 0; min-height: 0; min-width: 0;
}}
QPushButton#take {{
    background: {Tone.LIVE}; color: {Tone.INK}; border: 2px solid {Tone.LIVE};
    font-size: {strong}px; font-weight: 600;
}}
QPushButton#take:hover {{ background: #ff7b7f; }}
QPushButton#take:focus {{ border: 2px solid {Tone.TEXT}; }}
QPushButton#take:disabled {{ background: {Tone.RAISED}; color: {Tone.EDGE}; border-color: {Tone.LINE}; }}
QPushButton#primary, QPushButton[role="primary"] {{
    background: {Tone.ACCENT}; color: {Tone.INK}; font-weight: 600;
}}
QPushButton#primary:hover, QPushButton[role="primary"]:hover {{ background: #6aaeff; }}
QPushButton#primary:focus, QPushButton[role="primary"]:focus {{ border: 2px solid {Tone.TEXT}; }}
QPushButton#primary:disabled, QPushButton[role="primary"]:disabled {{
    background: {Tone.RAISED}; color: {Tone.EDGE};
}}
"""


def _views() -> str:
    small = letters_px(SMALL_PX)
    return f"""\
QTreeView {{
    background: {Tone.BG}; border: 1px solid {Tone.LINE}; border-radius: {ROUND_PX}px; outline: none;
}}
QTreeView::item {{ padding: 3px 2px; }}
QTreeView::item:selected {{ background: {Tone.HOVER}; color: {Tone.TEXT}; }}
QListWidget::item {{ padding: {px(6)}px 8px; border-radius: 4px; }}
QListWidget::item:selected {{ background: {Tone.CHOSEN}; color: {Tone.TEXT}; }}
QListView, QScrollArea {{ background: transparent; border: none; outline: none; }}
QListWidget {{ border: 1px solid {Tone.LINE}; border-radius: {ROUND_PX}px; padding: 4px; }}
QListWidget:focus {{ border: 2px solid {Tone.ACCENT}; padding: 3px; }}
QScrollArea > QWidget > QWidget {{ background: transparent; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
QScrollBar::handle {{ background: {Tone.EDGE}; border-radius: 3px; margin: 2px; }}
QScrollBar::handle:vertical {{ min-height: 32px; }}
QScrollBar::handle:horizontal {{ min-width: 32px; }}
QScrollBar::handle:hover {{ background: {Tone.MUTED}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QPushButton#chip {{ padding: 0 6px 0 11px; min-height: {px(24)}px; min-width: 0; font-size: {small}px; }}
QPushButton#chip:focus {{ padding: 0 5px 0 10px; }}
QToolButton#sourceTool {{ padding: 0 7px; min-height: {px(24)}px; font-size: {small}px; }}
QToolButton#panelTool {{ padding: 0 5px; min-height: {px(20)}px; font-size: {small}px; color: {Tone.MUTED}; }}
QToolButton#sourceTool:focus {{ padding: 0 6px; }}
QToolButton#panelTool:focus {{ padding: 0 4px; }}
QToolButton#sourceTool::menu-indicator, QToolButton#panelTool::menu-indicator {{ image: none; width: 0; }}
QToolTip {{
    background: {Tone.RAISED}; color: {Tone.TEXT}; border: 1px solid {Tone.EDGE}; padding: 6px 8px;
    font-size: {small}px;
}}
QMenu {{ background: {Tone.RAISED}; border: 1px solid {Tone.EDGE}; padding: 4px; }}
QMenu::item {{ padding: 4px 24px 4px 12px; border-radius: 4px; }}
QMenu::item:selected {{ background: {Tone.HOVER}; }}
QDialog {{ background: {Tone.PANEL}; }}
"""
