"""All colours of the application, named by their purpose: one table for light, one for dark.

Nothing else in ``ui/`` writes a colour. Text colours reach 4.5:1 on every background they are used on, lines that carry
meaning and focus marks 3:1 (WCAG 2.2 AA); a test computes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtGui import QColor, QPalette

type Tone = Literal["neutral", "info", "good", "warn", "bad"]


@dataclass(frozen=True, slots=True)
class Toned:
    """A status colour: ``ink`` on ``soft`` or on any ground, ``soft`` as the ground of a badge."""

    ink: str
    soft: str


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of one theme, as #rrggbb."""

    dark: bool
    """True for the dark table."""
    window: str
    """Ground of the window."""
    rail: str
    """Ground of the rail on the left."""
    surface: str
    """Ground of lists, fields, cards and documents."""
    raised: str
    """Ground of buttons and of what lies on a surface."""
    stripe: str
    """Every other row."""
    line: str
    """Hairlines that only divide."""
    edge: str
    """Borders of fields and anything that must be seen."""
    ink: str
    """Primary text."""
    quiet: str
    """Secondary text."""
    disabled: str
    """Text of what cannot be used now."""
    accent: str
    """Ground of the main button, and marks of what is chosen."""
    accent_hover: str
    """The same under the mouse."""
    on_accent: str
    """Text on ``accent``."""
    accent_soft: str
    """Ground of what is chosen."""
    link: str
    """Text of a link."""
    visited: str
    """Text of a link that was followed."""
    neutral: Toned
    """Of a state that is neither good nor bad."""
    info: Toned
    """Of a state to know."""
    good: Toned
    """Of a state that is as it should be."""
    warn: Toned
    """Of a state that asks for attention."""
    bad: Toned
    """Of a state that asks for something now."""
    inserted: Toned
    """Text that a proposal adds."""
    removed: Toned
    """Text that a proposal takes away."""
    found: str
    """Ground of a search hit."""

    def tone(self, tone: Tone) -> Toned:
        """The pair of colours of a status."""
        return {
            "neutral": self.neutral,
            "info": self.info,
            "good": self.good,
            "warn": self.warn,
            "bad": self.bad,
        }[tone]


LIGHT = Colours(
    dark=False,
    window="#f6f4f1",
    rail="#ece8e2",
    surface="#ffffff",
    raised="#fbfaf8",
    stripe="#faf8f5",
    line="#ddd8d0",
    edge="#8b847a",
    ink="#1d2125",
    quiet="#595d63",
    disabled="#8d8a85",
    accent="#1f5673",
    accent_hover="#17455d",
    on_accent="#ffffff",
    accent_soft="#d9e6ed",
    link="#1b5a7c",
    visited="#5b4a7d",
    neutral=Toned("#4e5258", "#e8e4de"),
    info=Toned("#1b4f6b", "#d9e6ed"),
    good=Toned("#1f5f38", "#dcefe2"),
    warn=Toned("#7a4800", "#faeacb"),
    bad=Toned("#982125", "#f8dfde"),
    inserted=Toned("#1a5c33", "#dcefe2"),
    removed=Toned("#982125", "#f8dfde"),
    found="#ffe9a8",
)

DARK = Colours(
    dark=True,
    window="#1c1e20",
    rail="#17191b",
    surface="#232628",
    raised="#2d3134",
    stripe="#272a2d",
    line="#3a3e42",
    edge="#848b92",
    ink="#e8e5e1",
    quiet="#acb0b5",
    disabled="#757a80",
    accent="#83bdd9",
    accent_hover="#a0cfe6",
    on_accent="#0f222c",
    accent_soft="#26414f",
    link="#8cc4de",
    visited="#bdaedd",
    neutral=Toned("#c3c6ca", "#36393d"),
    info=Toned("#a3d0e6", "#26414f"),
    good=Toned("#8fd1a7", "#213c2c"),
    warn=Toned("#eabb6e", "#453417"),
    bad=Toned("#f4a5a1", "#4c2829"),
    inserted=Toned("#8fd1a7", "#213c2c"),
    removed=Toned("#f4a5a1", "#4c2829"),
    found="#5b4a12",
)


def colours_of(palette: QPalette) -> Colours:
    """The table behind a palette: paint with ``colours_of(self.palette())`` and a theme change just works."""
    return DARK if palette.color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(name: str) -> float:
    colour = QColor(name)
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
