"""Draw the picture of a network for the guide: who holds what, and what passes between them.

    QT_QPA_PLATFORM=offscreen PYTHONPATH=. .venv/bin/python -m tests.tools.network_picture

It writes docs/guide/images/network-de.png and network-en.png.
"""

from __future__ import annotations

from math import cos, pi, sin
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QImage, QPainter, QPen

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "guide" / "images"
WIDE, HIGH, SCALE = 900, 470, 1
INK, QUIET, LINE, PAPER, BLUE, GREEN = (
    QColor(one) for one in ("#1f1f1f", "#5f5f5f", "#9aa5ab", "#ffffff", "#1f5673", "#2d6a4f")
)
WORDS = {
    "de": {
        "member": ("Mitglied", "Tresor · Schlüssel", "ganzer Verlauf"),
        "first": ("Koordination", "Tresor · Schlüssel", "dasselbe, nicht mehr"),
        "relay": ("Verteilstelle", "sieht Kennungen und Größen,", "liest und ändert nichts"),
        "auditor": ("Prüfung", "bekommt eine Akte", "und prüft ohne uns"),
        "sealed": "versiegelte Dateien, jeder Schritt signiert",
        "voice": "Fingerabdrücke: einmal, von Mensch zu Mensch",
    },
    "en": {
        "member": ("member", "vault · keys", "the whole history"),
        "first": ("coordinator", "vault · keys", "the same, no more"),
        "relay": ("relay", "sees labels and sizes,", "reads and changes nothing"),
        "auditor": ("auditor", "gets a dossier and", "verifies it without us"),
        "sealed": "sealed files, each step signed",
        "voice": "fingerprints: once, from person to person",
    },
}


def box(painter: QPainter, at: QPointF, words: tuple[str, str, str], colour: QColor, wide: float = 190) -> None:
    """A box with a title and two lines."""
    place = QRectF(at.x() - wide / 2, at.y() - 38, wide, 76)
    painter.setPen(QPen(colour, 2))
    painter.setBrush(PAPER)
    painter.drawRoundedRect(place, 8, 8)
    for number, text in enumerate(words):
        painter.setPen(colour if number == 0 else QUIET)
        painter.setFont(
            QFont("Noto Sans", 12 if number == 0 else 10, QFont.Weight.Bold if number == 0 else QFont.Weight.Normal)
        )
        line = QRectF(place.x(), place.y() + 6 + number * 21, wide, 22)
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, text)


def draw(language: str) -> QImage:
    """The picture in a language."""
    image = QImage(WIDE * SCALE, HIGH * SCALE, QImage.Format.Format_RGB32)
    image.fill(PAPER)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(SCALE, SCALE)
    words = WORDS[language]
    middle = QPointF(330, 212)
    ring = [
        QPointF(middle.x() + 225 * cos(pi * (0.5 + 2 * n / 5)), middle.y() - 165 * sin(pi * (0.5 + 2 * n / 5)))
        for n in range(5)
    ]
    auditor = QPointF(770, 346)
    dotted = QPen(LINE, 1.5, Qt.PenStyle.DotLine)
    for place, one in enumerate(ring):
        for other in ring[place + 1 :]:
            painter.setPen(dotted)
            painter.drawLine(one, other)
    painter.setPen(QPen(BLUE, 2.2))
    for one in ring:
        painter.drawLine(middle, one)
    painter.setPen(QPen(GREEN, 2, Qt.PenStyle.DashLine))
    painter.drawLine(ring[3], auditor)
    for place, one in enumerate(ring):
        box(painter, one, words["first"] if place == 0 else words["member"], BLUE if place == 0 else INK)
    box(painter, middle, words["relay"], QUIET, 210)
    box(painter, auditor, words["auditor"], GREEN, 190)
    for number, (key, pen) in enumerate((("sealed", QPen(BLUE, 2.2)), ("voice", dotted))):
        y = 434 + number * 24
        painter.setPen(pen)
        painter.drawLine(QPointF(20, y), QPointF(56, y))
        painter.setPen(INK)
        painter.setFont(QFont("Noto Sans", 10))
        painter.drawText(QRectF(64, y - 12, 600, 24), Qt.AlignmentFlag.AlignVCenter, words[key])
    painter.end()
    return image


if __name__ == "__main__":
    application = QGuiApplication([])
    for name in WORDS:
        draw(name).save(str(IMAGES / f"network-{name}.png"))
