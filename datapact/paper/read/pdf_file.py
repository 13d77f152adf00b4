"""The words of a PDF by PDFium, in the process that reads others' files, and whether it is a scan without any."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from typing import Any

from datapact.base.errors import Malformed, TooLarge
from datapact.base.texts import N_
from datapact.paper.read.lines import Line, paragraphs
from datapact.paper.read.text import MOST_CHARACTERS, MOST_PAGES, PaperText, clean, numbered

_LEAST_LETTERS = 0.4  # share of letters and figures among the characters of readable text
_LEAST_KNOWN = 0.7  # share of characters of which the file says which they are
_BOLD = 650  # weight of a font
_PASSWORD = 4  # FPDF_ERR_PASSWORD
_DOTS = 200 / 72  # of a page that is recognised, for each point


def read_pdf(data: bytes, *, scan: bool = False) -> PaperText:
    """The text of a PDF; a ``scan`` may have none. Raises Malformed or TooLarge with what it is, and what can be done."""
    import pypdfium2.raw as pdfium

    document = _open(data)
    try:
        count = int(pdfium.FPDF_GetPageCount(document))
        lines: list[Line] = []
        silent: list[int] = []
        characters = unknown = 0
        for place in range(count):
            page = pdfium.FPDF_LoadPage(document, place)
            if not page:
                silent.append(place + 1)
                continue
            words = pdfium.FPDFText_LoadPage(page)
            found, lost = _lines(words, place + 1)
            pdfium.FPDFText_ClosePage(words)
            pdfium.FPDF_ClosePage(page)
            unknown += lost
            characters += sum(len(line.text) for line in found)
            if characters > MOST_CHARACTERS:
                raise _too_long()
            if found:
                lines += found
            else:
                silent.append(place + 1)
    finally:
        pdfium.FPDF_CloseDocument(document)
    if not lines and scan:
        return PaperText("pdf", count, (), tuple(silent))
    if not lines:
        raise scanned(count)
    text = "".join(line.text for line in lines)
    letters = sum(one.isalnum() for one in text)
    if unknown > (1 - _LEAST_KNOWN) * (characters + unknown) or letters < _LEAST_LETTERS * len(text):
        raise Malformed(
            N_(
                "This PDF does not say which letters its characters are, so its words cannot be read. Ask for the Word file,"
                " or for a PDF made from it."
            )
        )
    return PaperText("pdf", count, tuple(numbered(paragraphs(lines))), tuple(silent))


def scanned(pages: int) -> Malformed:
    """The error for a PDF of pictures."""
    return Malformed(
        N_(
            "This PDF holds pictures of {pages} pages and no words, as a scan does. Ask for the Word file, or for a PDF made"
            " from it."
        ),
        pages=pages,
    )


def pictures(data: bytes, pages: tuple[int, ...]) -> tuple[tuple[int, int, bytes], ...]:
    """Pages (from 1) as grey pictures for recognising their words: width, height and a byte for each dot."""
    import pypdfium2.raw as pdfium

    document = _open(data)
    made = []
    try:
        for number in pages:
            page = pdfium.FPDF_LoadPage(document, number - 1)
            if not page:
                continue
            width = min(4000, max(1, round(pdfium.FPDF_GetPageWidthF(page) * _DOTS)))
            height = min(4000, max(1, round(pdfium.FPDF_GetPageHeightF(page) * _DOTS)))
            bitmap = pdfium.FPDFBitmap_CreateEx(width, height, pdfium.FPDFBitmap_Gray, None, 0)
            pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xFFFFFFFF)
            pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, pdfium.FPDF_GRAYSCALE)
            stride = int(pdfium.FPDFBitmap_GetStride(bitmap))
            whole = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), stride * height)
            made.append((width, height, b"".join(whole[row * stride : row * stride + width] for row in range(height))))
            pdfium.FPDFBitmap_Destroy(bitmap)
            pdfium.FPDF_ClosePage(page)
    finally:
        pdfium.FPDF_CloseDocument(document)
    return tuple(made)


def _open(data: bytes) -> Any:
    import pypdfium2  # noqa: F401 - starts the library
    import pypdfium2.raw as pdfium

    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        if int(pdfium.FPDF_GetLastError()) == _PASSWORD:
            raise Malformed(N_("This PDF is protected by a password. Ask for it without."))
        raise Malformed(N_("This PDF is damaged and cannot be read. Ask the sender for a new one."))
    count = int(pdfium.FPDF_GetPageCount(document))
    if not 0 < count <= MOST_PAGES:
        pdfium.FPDF_CloseDocument(document)
        if not count:
            raise Malformed(N_("This PDF is damaged and cannot be read. Ask the sender for a new one."))
        raise TooLarge(
            N_(
                "This PDF has {pages} pages; DataPact reads up to {most}. Ask for the contract without its bulk of annexes."
            ),
            pages=count,
            most=MOST_PAGES,
        )
    return document


def _too_long() -> TooLarge:
    return TooLarge(
        N_("This file holds more text than a contract has (over 2 million characters). Ask for the contract alone.")
    )


_KEPT_HYPHEN = re.compile(r"[\u0002\ufffe](?=\S)(?![a-zß-öø-ÿ])")
"""Where pdfium takes a hyphen for one at the end of a line, though no small letter goes on."""
_HANGING_HYPHEN = re.compile(r"[\u0002\ufffe] ?(?=(?:und|oder|bzw|sowie|and|or)\b)")
"""Where it does so though the word is to be continued: "Personal- und Bewerberdaten"."""


def _lines(words: Any, page: int) -> tuple[list[Line], int]:
    """The lines of a page, and how many of its characters the file does not explain."""
    import pypdfium2.raw as pdfium

    found: list[Line] = []
    unknown = 0
    for begin, codes in _runs(words):
        text = _HANGING_HYPHEN.sub("- ", _raised(pdfium, words, begin, "".join(map(chr, codes))))
        text = _KEPT_HYPHEN.sub("-", text)
        if not clean(text):
            unknown += len(text.strip())
            continue
        unknown += sum(code == 0xFFFD for code in codes)
        first = next(i for i, code in enumerate(codes) if not chr(code).isspace())
        last = next(i for i in range(len(codes) - 1, -1, -1) if not chr(codes[i]).isspace())
        one, two = _box(pdfium, words, begin + first), _box(pdfium, words, begin + last)
        bold = _is_bold(pdfium, words, begin + first) and _is_bold(pdfium, words, begin + last)
        found.append(Line(page, text, one[0], two[1], min(one[2], two[2]), max(one[3] - one[2], two[3] - two[2]), bold))
    return found, unknown


_MARK = re.compile(r"\(\s?(\d{1,3})\s?(?:\)|$)")
_SMALL = 0.8  # of the height of a line's first letter
_AS_RAISED = str.maketrans("0123456789()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾")


def _raised(pdfium: Any, words: Any, begin: int, text: str) -> str:
    """The text of a line with the marks of notes, "(1)" in small figures, as raised figures: they are no words of it."""
    found = list(_MARK.finditer(text))
    if not found:
        return text
    first = next(i for i, one in enumerate(text) if not one.isspace())
    box = _box(pdfium, words, begin + first)
    usual = box[3] - box[2]
    for mark in reversed(found):
        figure = _box(pdfium, words, begin + mark.start(1))
        if mark.start() > first and figure[3] - figure[2] < _SMALL * usual:
            text = (
                f"{text[: mark.start()].rstrip()}{mark[0].replace(' ', '').translate(_AS_RAISED)}{text[mark.end() :]}"
            )
    return text


def _runs(words: Any) -> Iterator[tuple[int, list[int]]]:
    """Lines as their beginning and the codes of their characters."""
    import pypdfium2.raw as pdfium

    count, begin = int(pdfium.FPDFText_CountChars(words)), 0
    codes: list[int] = []
    get = pdfium.FPDFText_GetUnicode
    for place in range(max(0, count)):
        code = int(get(words, place))
        if code in (10, 13):
            if codes:
                yield begin, codes
            begin, codes = place + 1, []
        else:
            codes.append(code if 0 < code < 0x110000 and not 0xD800 <= code <= 0xDFFF else 0xFFFD)
    if codes:
        yield begin, codes


def _box(pdfium: Any, words: Any, place: int) -> tuple[float, float, float, float]:
    """Left, right, bottom and top of a character, by its font and not by its ink."""
    rect = pdfium.FS_RECTF()
    if pdfium.FPDFText_GetLooseCharBox(words, place, ctypes.byref(rect)):
        return rect.left, rect.right, rect.bottom, rect.top
    return 0.0, 0.0, 0.0, 0.0


def _is_bold(pdfium: Any, words: Any, place: int) -> bool:
    """Whether the font of a character is bold by its name or weight."""
    name = ctypes.create_string_buffer(80)
    pdfium.FPDFText_GetFontInfo(words, place, name, 80, None)
    return b"bold" in name.value.lower() or int(pdfium.FPDFText_GetFontWeight(words, place)) >= _BOLD
