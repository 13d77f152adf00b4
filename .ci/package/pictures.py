"""The pictures of the program and of its files for desktops: drawings of the family on a ground of their own.

Desktops draw them over any colour, so they have colours of their own and follow no theme.
"""

from __future__ import annotations

import re
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from datapact.base.resources import data_folder
from datapact_ui.kit.theme.colours import LIGHT

FILE_PICTURES: Final = {
    "application-vnd.datapact.bundle": "send",
    "application-vnd.datapact.card": "card",
    "application-vnd.datapact.directory": "network",
    "application-vnd.datapact.vault": "lock",
}
"""The drawing by the icon's name in ``resources/desktop/datapact-mime.xml``."""
SIZES: Final = (16, 22, 24, 32, 48, 64, 96, 128, 256, 512)
"""Pixels of the sizes that desktops ask for."""
_HEAD: Final = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48" width="48" height="48">'


def program_picture() -> str:
    """The program's own picture as SVG."""
    ground = f'<rect x="2" y="2" width="44" height="44" rx="10" fill="{LIGHT.accent}"/>'
    return f"{_HEAD}{ground}{_drawn('agreements', LIGHT.on_accent, 5.8, 1.4, 1.4)}</svg>"


def file_picture(name: str) -> str:
    """The picture of a kind of file as SVG, by its name in FILE_PICTURES: a page with its drawing."""
    page = f'<path d="M9 2h21l10 10v34H9z" fill="#ffffff" stroke="{LIGHT.accent}" stroke-width="2" stroke-linejoin="round"/>'
    corner = f'<path d="M30 2v10h10" fill="{LIGHT.accent_soft}" stroke="{LIGHT.accent}" stroke-width="2" stroke-linejoin="round"/>'
    return f"{_HEAD}{page}{corner}{_drawn(FILE_PICTURES[name], LIGHT.accent, 12.5, 1.0, 5.5)}</svg>"


def painted(picture: str, side: int) -> QImage:
    """An SVG picture in ``side`` by ``side`` pixels."""
    made = QImage(QSize(side, side), QImage.Format.Format_ARGB32_Premultiplied)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    QSvgRenderer(QByteArray(picture.encode())).render(painter, QRectF(0, 0, side, side))
    painter.end()
    return made


def _drawn(name: str, colour: str, left: float, scale: float, lower: float = 0.0) -> str:
    """A drawing of the family in a colour, at a place of the 48 by 48 ground."""
    source = (data_folder() / "icons" / f"{name}.svg").read_text("utf-8")
    lines = re.sub(r"^<svg[^>]*>|</svg>\s*$", "", source.strip())
    return (
        f'<g transform="translate({left} {left + lower}) scale({scale})" fill="none" stroke="{colour}" stroke-width="1.75"'
        f' stroke-linecap="round" stroke-linejoin="round">{lines}</g>'
    )
