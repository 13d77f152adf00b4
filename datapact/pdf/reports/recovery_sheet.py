"""The recovery sheet: one page to print and lock away, with the code that opens the vault when a passphrase is lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from io import BytesIO

from datapact.base.day_words import long_date
from datapact.base.texts import N_, Language, Message
from datapact.pdf.engine.fonts import drawable, font, width
from datapact.pdf.engine.lines import Run, break_lines
from datapact.pdf.engine.reportlab_parts import Canvas
from datapact.pdf.engine.typography import (
    ACCENT,
    HAIRLINE,
    INK,
    MARGIN_LEFT,
    MARGIN_TOP,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    QUIET,
    TEXT_WIDTH,
    TINT,
    Colour,
    Style,
)

_TITLE = Style(family="sans", bold=True, size=22, leading=30, colour=ACCENT)
_HEAD = Style(family="sans", bold=True, size=12, leading=18, colour=INK)
_BODY = Style(family="sans", size=10.5, leading=15.5, colour=INK)
_LABEL = Style(family="sans", size=9, leading=13, colour=QUIET)
_CODE = Style(family="sans", bold=True, size=19, leading=31, colour=INK)
GROUPS_A_LINE = 3

USE = (
    Message(N_("Start DataPact, choose the vault, then “I have lost my passphrase”.")),
    Message(N_("Type this code. Spaces, hyphens and capitals do not matter; O counts as 0, I and L as 1.")),
    Message(N_("Choose a new passphrase. DataPact makes new keys for you; your partners get a new card.")),
)
KEEP = Message(
    N_(
        "Print this page and keep it where you keep contracts or seals, never beside the computer. Whoever has this code"
        " and the vault's folder can read everything in it. Delete the file after printing."
    )
)
LOSS = Message(
    N_(
        "Without the passphrase and without this code nobody can open the vault: not you, not the makers of DataPact."
        " Your partners keep their copies of the agreements."
    )
)


@dataclass(frozen=True, slots=True)
class RecoverySheet:
    """The content of the sheet; the code is in groups with hyphens, as ``create_organisation`` gives it."""

    organisation: str
    """Name of our organisation."""
    vault: str
    """Path of the vault's folder."""
    member: str
    """Name of the member whose code it is."""
    made: date
    """Local day."""
    code: str = field(repr=False)
    """As it is typed; never kept in the vault."""


def code_lines(code: str, a_line: int) -> list[list[str]]:
    """The groups of a code, ``a_line`` a line; the last one, a check character, stays with the group before it."""
    *groups, check = code.split("-")
    if groups and len(check) == 1:
        groups[-1] += f"-{check}"
    else:
        groups.append(check)
    return [groups[start : start + a_line] for start in range(0, len(groups), a_line)]


def recovery_sheet(sheet: RecoverySheet, language: Language) -> bytes:
    """The page as a PDF, only for the printer and never kept in the vault."""
    target = BytesIO()
    canvas = Canvas(target, pagesize=(PAGE_WIDTH, PAGE_HEIGHT), invariant=1, lang=language)
    canvas.setTitle(Message(N_("Recovery code")).text(language))
    canvas.setCreator("DataPact")
    page = _Page(canvas, language)
    page.words(Message(N_("Recovery code")), _TITLE, after=2)
    page.words(sheet.organisation, _HEAD, after=14)
    for label, value in (
        (Message(N_("Vault")), sheet.vault),
        (Message(N_("Made by")), sheet.member),
        (Message(N_("Made on")), long_date(sheet.made, language)),
    ):
        page.pair(label, value)
    page.code(sheet.code)
    page.words(Message(N_("When the passphrase is lost")), _HEAD, after=4)
    for number, step in enumerate(USE, 1):
        page.words(f"{number}.  {step.text(language)}", _BODY, after=4)
    page.words(Message(N_("Where to keep this page")), _HEAD, before=12, after=4)
    page.words(KEEP, _BODY, after=4)
    page.words(Message(N_("When both are lost")), _HEAD, before=12, after=4)
    page.words(LOSS, _BODY, after=30)
    page.blank(Message(N_("Kept at")))
    page.blank(Message(N_("Date, signature")))
    canvas.showPage()
    canvas.save()
    return target.getvalue()


class _Page:
    """A page written from the top down."""

    def __init__(self, canvas: Canvas, language: Language) -> None:
        self._canvas, self._language = canvas, language
        self._y = PAGE_HEIGHT - MARGIN_TOP

    def words(self, text: Message | str, style: Style, *, before: float = 0, after: float = 0) -> None:
        """A paragraph."""
        self._y -= before
        said = drawable(text.text(self._language) if isinstance(text, Message) else text)
        for line in break_lines([Run(said)], style, TEXT_WIDTH, self._language):
            self._y -= style.leading
            self._draw("".join(piece.text for piece in line.pieces), style, MARGIN_LEFT)
        self._y -= after

    def pair(self, label: Message, value: str) -> None:
        """A fact with its name at the left."""
        indent = TEXT_WIDTH * 0.2
        for number, line in enumerate(break_lines([Run(drawable(value))], _BODY, TEXT_WIDTH - indent, self._language)):
            self._y -= _BODY.leading
            if number == 0:
                self._draw(label.text(self._language), _LABEL, MARGIN_LEFT)
            self._draw("".join(piece.text for piece in line.pieces), _BODY, MARGIN_LEFT + indent)

    def code(self, code: str) -> None:
        """The code in a tinted box, three groups a line."""
        lines = code_lines(code, GROUPS_A_LINE)
        height = len(lines) * _CODE.leading + 20
        self._y -= 18 + height
        self._canvas.setFillColorRGB(*TINT)
        self._canvas.rect(MARGIN_LEFT, self._y, TEXT_WIDTH, height, stroke=0, fill=1)
        top = self._y + height - 8
        for line in lines:
            top -= _CODE.leading
            for column, group in enumerate(line):
                x = MARGIN_LEFT + 24 + column * (TEXT_WIDTH - 48) / GROUPS_A_LINE
                self._spaced(group, x, top + 6)
        self._y -= 24

    def blank(self, label: Message) -> None:
        """A line to write on by hand."""
        self._y -= 34
        self._canvas.setStrokeColorRGB(*HAIRLINE)
        self._canvas.line(MARGIN_LEFT, self._y, MARGIN_LEFT + TEXT_WIDTH * 0.7, self._y)
        self._y -= 12
        self._draw(label.text(self._language), _LABEL, MARGIN_LEFT)

    def _spaced(self, group: str, x: float, y: float) -> None:
        """Draw every character in a cell of its own, so that none is overlooked."""
        cell = width("M", _CODE.font(), _CODE.size) * 1.15
        for place, character in enumerate(group):
            left = x + place * cell + (cell - width(character, _CODE.font(), _CODE.size)) / 2
            self._put(character, _CODE, left, y, INK)

    def _draw(self, text: str, style: Style, x: float) -> None:
        self._put(text, style, x, self._y, style.colour)

    def _put(self, text: str, style: Style, x: float, y: float, ink: Colour) -> None:
        face = font(style.font())
        self._canvas.setFillColorRGB(*ink)
        self._canvas.setFont(face.fontName, style.size)
        self._canvas.drawString(x, y, text)
