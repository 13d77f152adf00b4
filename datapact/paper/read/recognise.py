"""Recognising the words of scanned pages by Tesseract, where a person has installed it; such words are marked as such."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace

from datapact.base.errors import Malformed, Surroundings, TooLarge
from datapact.base.texts import N_
from datapact.base.worker_process import MIB, run_apart
from datapact.paper.read.lines import is_title
from datapact.paper.read.pdf_file import scanned
from datapact.paper.read.text import HEADING, Mark, PaperText, mark_of, numbered

MOST_SCANNED = 60
"""Pages that are recognised of one file, since each takes seconds."""
_SECONDS = 60  # for one page
_AT_ONCE = 4  # pages drawn in one call, so that the answer stays small
_LANGUAGES = ("deu", "eng")
_SECTION = re.compile(r"\s*(?:§+\s*\d+[a-z]?|(?:Section|Article|Clause|Artikel|Ziffer)\s+\d+)\b[^.;]{0,80}$")
_BEGINS = re.compile(rf"{_SECTION.pattern}|\s*\(\d{{1,2}}[a-z]?\)\s")
_MISREAD = re.compile(r"\$(?= ?\d{1,3}[a-z]?(?:\)|,? (?:Abs\.|Nr\.|Satz\b|(?!Mi(?:o|ll|rd))[A-ZÄÖÜ])))")
"""A section sign that was taken for a dollar: before a number and a heading, a paragraph or a closing bracket."""
_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)


def recogniser() -> str:
    """The program that recognises words; empty where none is installed."""
    return shutil.which("tesseract") or ""


def recognised(data: bytes, text: PaperText) -> PaperText:
    """The text with the words of its silent pages. Raises Malformed where there are none, Surroundings without Tesseract."""
    program = recogniser()
    if not program:
        raise Surroundings(
            N_("Tesseract is not installed on this computer, so pictures of pages cannot be recognised.")
        )
    if len(text.silent) > MOST_SCANNED:
        raise TooLarge(
            N_("{pages} pages of this file are pictures; DataPact has up to {most} recognised."),
            pages=len(text.silent),
            most=MOST_SCANNED,
        )
    languages = _languages(program)
    found: dict[int, list[tuple[int, str, Mark]]] = {}
    for begin in range(0, len(text.silent), _AT_ONCE):
        numbers = text.silent[begin : begin + _AT_ONCE]
        made = run_apart("datapact.paper.read.pdf_file:pictures", data, numbers, size=max(len(data), 64 * MIB))
        for number, (width, height, dots) in zip(numbers, made, strict=False):
            picture = b"P5 %d %d 255\n" % (width, height) + dots
            words = _MISREAD.sub("§", _recognise(program, languages, picture))
            found[number] = [(number, said, HEADING if is_title(said) else 0) for said in _paragraphs(words)]
    read = tuple(number for number, said in found.items() if said)
    if not text.passages and not read:
        raise scanned(text.pages)
    return replace(
        text,
        passages=tuple(numbered(_merged(text, found))),
        silent=tuple(number for number in text.silent if number not in read),
        recognised=read,
    )


def _merged(text: PaperText, found: dict[int, list[tuple[int, str, Mark]]]) -> Iterator[tuple[int, str, Mark]]:
    pages: dict[int, list[tuple[int, str, Mark]]] = {}
    for one in text.passages:
        pages.setdefault(one.page, []).append((one.page, one.text, mark_of(one)))
    for number in sorted({*pages, *found}):
        yield from pages.get(number, ())
        yield from found.get(number, ())


def _paragraphs(text: str) -> Iterator[str]:
    """Paragraphs as blank lines part them; the number of a section or paragraph that begins a line begins another one."""
    for block in text.replace("\f", "\n\n").split("\n\n"):
        lines: list[str] = []
        for line in (*block.split("\n"), ""):
            if lines and (not line or _BEGINS.match(line) or _SECTION.match(lines[-1])):
                said = " ".join(" ".join(lines).split())
                lines = []
                if any(one.isalnum() for one in said):
                    yield said
            if line:
                lines.append(line)


def _languages(program: str) -> str:
    there = _run([program, "--list-langs"], b"").split()
    return "+".join(one for one in _LANGUAGES if one in there) or "eng"


def _recognise(program: str, languages: str, picture: bytes) -> str:
    return _run([program, "stdin", "stdout", "-l", languages], picture)


def _run(command: list[str], given: bytes) -> str:
    """The output of the program; the picture goes through a pipe and never to the disk."""
    try:
        done = subprocess.run(
            command,
            input=given,
            capture_output=True,
            timeout=_SECONDS,
            check=True,
            creationflags=_NO_WINDOW,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},  # a page in several threads takes four times the work
        )
    except (OSError, subprocess.SubprocessError):
        raise Malformed(N_("Tesseract could not recognise the words of this file. Ask for the Word file.")) from None
    return done.stdout.decode("utf-8", "replace")
