"""Reading a foreign file: what it is by its content, its text in the process apart, or a sentence that says why not."""

from __future__ import annotations

from datapact.base.errors import Malformed, TooLarge
from datapact.base.texts import N_
from datapact.base.worker_process import MIB, run_apart
from datapact.paper.read.pdf_file import read_pdf
from datapact.paper.read.recognise import recognised
from datapact.paper.read.text import PaperText
from datapact.paper.read.word_file import read_word

LARGEST_PAPER = 64 * MIB
_BUDGET = 24 * MIB  # a compressed file holds more text than its size says
_OTHERS: tuple[tuple[bytes, str], ...] = (
    (b"{\\rtf", N_("This is an RTF file. Open it in Word and save it as .docx, or as PDF.")),
    (b"\x89PNG", N_("This is a picture, which holds no words. Ask for the Word file, or for a PDF made from it.")),
    (b"\xff\xd8\xff", N_("This is a picture, which holds no words. Ask for the Word file, or for a PDF made from it.")),
    (b"II*\0", N_("This is a picture, which holds no words. Ask for the Word file, or for a PDF made from it.")),
    (b"MM\0*", N_("This is a picture, which holds no words. Ask for the Word file, or for a PDF made from it.")),
)


def read_paper(data: bytes, *, recognise: bool = False) -> PaperText:
    """The text of a PDF or Word file, whatever its name says.

    ``recognise``: pages of a PDF that hold no words are given to Tesseract, where it is installed. Raises Malformed or
    TooLarge with one sentence for every file that cannot be read; Damaged where it stops its reader.
    """
    if len(data) > LARGEST_PAPER:
        raise TooLarge(N_("This file is larger than 64 MB. Ask for it without pictures."))
    reader = f"{__name__}:read_here"
    scan = recognise and data.startswith(b"%PDF-")
    text: PaperText = run_apart(reader, data, scan, size=max(len(data), _BUDGET))
    return recognised(data, text) if scan and text.silent else text


def read_here(data: bytes, scan: bool = False) -> PaperText:
    """The same in this process, nothing recognised; a ``scan`` may have no words at all."""
    start = data[:1024].lstrip()
    if start.startswith(b"%PDF-"):
        return read_pdf(data, scan=scan)
    for beginning, sentence in _OTHERS:
        if data.startswith(beginning):
            raise Malformed(sentence)
    if data.startswith(b"PK") and b"opendocument" in data[:200]:
        raise Malformed(N_("This is an OpenDocument file. Open it and save it as .docx, or as PDF."))
    if data.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        return read_word(data)
    raise Malformed(N_("This is neither a PDF nor a Word file (.docx), whatever its name says. Nothing was read."))
