"""Signs of fonts that have pictures in place of letters, as Word writes ticked boxes, arrows and mathematical signs."""

from __future__ import annotations

import re

from lxml import etree

from datapact.word.read.markup import attribute, local

UNKNOWN_SIGN = "\ufffd"
"""Stands for a picture for which no letter is known."""
_SYMBOL = (
    " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼",
    "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑",
)  # the encoding of the font, from 0x20 and from 0xA0
_WINGDINGS = {
    0x6C: "●", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x72: "❒", 0x75: "◆", 0x76: "❖", 0x78: "☒", 0x9F: "•", 0xA1: "○",
    0xA7: "▪", 0xA8: "☐", 0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE8: "➔", 0xF0: "⇨", 0xFB: "✗",
    0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip


def is_private(letter: str) -> bool:
    """Whether a letter is one of those whose meaning the font alone knows."""
    return "\ue000" <= letter <= "\uf8ff"


def has_private(text: str) -> bool:
    """Whether any letter of a text is one of those."""
    return _PRIVATE.search(text) is not None


_PRIVATE = re.compile("[\ue000-\uf8ff]")


def font_of(properties: etree._Element | None) -> str:
    """The font of a run by its properties; empty for that of its style."""
    for one in () if properties is None else properties:
        if local(one) == "rFonts":
            return next((name for kind in ("ascii", "hAnsi", "cs") if (name := attribute(one, kind))), "")
    return ""


def shown_sign(letter: str, font: str) -> str | None:
    """The letter that looks like a sign of a font; None where none is known. Other fonts show the letter itself."""
    code = ord(letter) - 0xF000 if "\uf020" <= letter <= "\uf0ff" else ord(letter) if len(letter) == 1 else -1
    name = font.casefold()
    if name == "wingdings" and 0x20 <= code <= 0xFF:
        return _WINGDINGS.get(code)
    if name == "symbol" or (not name and is_private(letter)):
        for start, signs in zip((0x20, 0xA0), _SYMBOL, strict=True):
            if start <= code < start + len(signs):
                return signs[code - start]
    return (
        None
        if is_private(letter) or name in ("wingdings", "wingdings 2", "wingdings 3", "webdings", "symbol")
        else letter
    )
