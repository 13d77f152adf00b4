"""Word files and comparing, at sixty pages with two hundred changes; Docxodus, another program, compares the same texts."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from statistics import median

from datapact.contract.changes.comparison import compared
from datapact.contract.editing.answers_file import read_answers
from datapact.contract.templates.resolve import draft_state
from datapact.contract.templates.template import example_answers, load_template
from datapact.contract.text.clauses import Run, RunTexts, mapped, places
from datapact.contract.text.document import AgreementDocument, read_state
from datapact.word.read.package import open_package
from datapact.word.read.returned import read_returned
from datapact.word.write.docx import WordFile, word_languages, write_docx
from tests.benchmarks.figures_editor import CLAUSES, long_document
from tests.benchmarks.measure import Figure

CHANGES = 200
AIM_COMPARE = 0.1  # of Docxodus' time
AIM_OUT, AIM_IN = 500.0, 1000.0  # milliseconds
WHEN = datetime(2026, 11, 30, 9, tzinfo=UTC)


def long_agreement(clauses: int = CLAUSES) -> AgreementDocument:
    """The example agreement, made sixty pages long."""
    answers = read_answers(example_answers("ai-pilot"))
    short = draft_state(
        load_template("ai-pilot"),
        answers.terms,
        agreement="urn:uuid:12345678-1234-4234-8234-123456789abc",
        number="DP-2026-0001",
        title=answers.title,
        languages=answers.languages,
        prevailing=answers.prevailing,
        parent=answers.parent,
    )
    return long_document(read_state(short), clauses)


def changed(document: AgreementDocument, changes: int, number: int) -> AgreementDocument:
    """The document with words put before, amid and behind as many of its texts; others for each number."""
    order = [place for place, _texts in places(document.clauses)]
    chosen = dict.fromkeys(order[:: max(1, len(order) // changes)][:changes])

    def after(place: str, texts: RunTexts) -> RunTexts:
        if place not in chosen:
            return texts
        return {language: (Run(f"Nach der {number}. Runde: "), *runs) for language, runs in texts.items()}

    return replace(document, clauses=mapped(document.clauses, after))


def word_files(rounds: int = 5, clauses: int = CLAUSES, changes: int = CHANGES) -> list[Figure]:
    """Comparing against Docxodus, and Word files out and in; a new text each round, so that nothing is remembered."""
    from python_redlines import DocxodusEngine

    old = long_agreement(clauses)
    numbers = count(1)
    about = WordFile("Anna Keller", WHEN, 3, word_languages(old, ("de",)))
    both = WordFile("Anna Keller", WHEN, 3, word_languages(old))
    plain = write_docx(old, about)
    tiny_text = replace(old, clauses=old.clauses[:1])
    tiny = write_docx(tiny_text, about)
    engine = DocxodusEngine()

    def theirs(before: bytes, after: bytes) -> float:
        return _effort(lambda: engine.run_redline("Anna Keller", before, after), children=True)

    spent: dict[str, list[float]] = {name: [] for name in ("compare", "redline", "docxodus", "out", "in")}
    for turn in range(rounds + 1):
        new = changed(old, changes, next(numbers))
        ours = _effort(lambda new=new: compared(old, new))
        redlined = _effort(lambda new=new: write_docx(new, about, old))
        start = theirs(tiny, write_docx(changed(tiny_text, 1, turn + 1), about))
        other = theirs(plain, write_docx(new, about)) - start
        out = _effort(lambda new=new: write_docx(new, both, old))
        file = write_docx(new, both, old)
        back = _effort(lambda file=file: read_returned(open_package(file), old))
        if turn:  # the first one warms up
            for name, took in zip(spent, (ours, ours + redlined, other, out, back), strict=True):
                spent[name].append(took)
    middle = {name: median(times) for name, times in spent.items()}
    return [
        Figure("compare, 60 pages: against Docxodus", middle["compare"], middle["docxodus"], "ms", AIM_COMPARE),
        Figure("compare and redline, 60 pages: against Docxodus", middle["redline"], middle["docxodus"], "ms"),
        Figure("Word file out, 60 pages, 200 changes: against 0.5 s", middle["out"], AIM_OUT, "ms", 1.0),
        Figure("Word file in, 60 pages, 200 changes: against 1 s", middle["in"], AIM_IN, "ms", 1.0),
    ]


def _effort(work: Callable[[], object], *, children: bool = False) -> float:
    """Milliseconds of the processor, ours or of processes that ``work`` starts; a shared machine does not stretch them."""
    before = os.times()
    work()
    after = os.times()
    if children:
        return (after.children_user + after.children_system - before.children_user - before.children_system) * 1000
    return (after.user + after.system - before.user - before.system) * 1000
