"""The editor: from a key press to its repaint in an agreement of sixty pages."""

from __future__ import annotations

import os
import time
from collections.abc import Set
from dataclasses import replace
from statistics import median

from datapact.agreements.steps.drafting import open_draft, save_draft
from datapact.agreements.steps.negotiation import new_agreement
from datapact.contract.templates.clause_library import with_fresh_ids
from datapact.contract.templates.template import example_answers
from datapact.contract.text.clauses import Run, RunTexts, mapped, places
from datapact.contract.text.document import AgreementDocument
from datapact.contract.text.numbering import settled
from tests.benchmarks.generator import Big
from tests.benchmarks.measure import Figure, p50_p95

AIM_KEY = 16.0  # milliseconds, the 95th percentile
AIM_ANSWER = 50.0  # milliseconds
CLAUSES = 125  # about 21,000 words in each of two languages: sixty pages
CHANGES, COMMENTS = 300, 100
TYPED = "ein Wort und noch eins, "


def long_document(document: AgreementDocument, clauses: int) -> AgreementDocument:
    """The document with its own clauses over again, under free ids, until there are so many."""
    source = document.clauses
    while len(document.clauses) < clauses:
        for clause in source:
            document = replace(document, clauses=(*document.clauses, with_fresh_ids(clause, document)))
    return replace(document, clauses=settled(document.clauses, document.terms, document.languages))


def _otherwise(document: AgreementDocument, changed: Set[str]) -> AgreementDocument:
    """The document as it was before words of these places were changed: with one word more at their beginning."""

    def before(place: str, texts: RunTexts) -> RunTexts:
        if place not in changed:
            return texts
        return {language: (Run("Bisher "), *runs) for language, runs in texts.items()}

    return replace(document, clauses=mapped(document.clauses, before))


def key_press(big: Big, keys: int = 300, clauses: int = CLAUSES) -> list[Figure]:
    """Keys typed amid the text, the last of them with everything that they set going; and opening the editor."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from datapact_ui.editor.page.editor_view import EditorView
    from datapact_ui.editor.text.commented import Commented
    from datapact_ui.editor.text.tracked import Tracked
    from datapact_ui.kit.background.dialogs import Dialogs
    from datapact_ui.kit.context.app_context import AppContext, read_opened
    from datapact_ui.kit.theme.palette import apply_theme, load_fonts

    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication([])
    load_fonts()
    apply_theme(application, "light")
    acting = big.unlock()
    history = new_agreement(acting, "ai-pilot", example_answers("ai-pilot"))
    save_draft(acting, long_document(open_draft(acting, history).document, clauses))
    context = AppContext(read_opened(acting), Dialogs())
    start = time.perf_counter()
    view = EditorView(context, history)
    view.resize(1400, 900)
    view.show()
    context.worker.wait_until_idle()
    opened = time.perf_counter() - start
    try:
        rows = list(view.canvas.texts().values())
        place = next(row.place for row in rows[len(rows) // 2 :] if row.kind == "paragraph")
        view.canvas.show_place(place)
        editor = view.canvas.editor
        assert editor is not None

        def typed() -> tuple[float, float]:
            times = []
            for number in range(keys):
                start = time.thread_time()  # of the window's thread: a shared machine does not stretch it
                QTest.keyClick(editor, TYPED[number % len(TYPED)])
                application.processEvents()
                editor.viewport().repaint()
                times.append((time.thread_time() - start) * 1000)
            return p50_p95(times)

        p50, p95 = typed()
        document = view.session.document
        order = [one for one, _texts in places(document.clauses)]
        here = order.index(place)
        changed = {place, *order[:: max(1, len(order) // CHANGES)]}
        remarked = order[max(0, here - COMMENTS // 2) :][:COMMENTS]
        view.canvas.show_changes(Tracked(_otherwise(document, changed)), document)
        view.canvas.show_comments({(one, "de"): [Commented(0, 5, one == place)] for one in remarked})
        view.canvas.show_place(place)
        _tracked_p50, tracked_p95 = typed()
        view.canvas.show_changes(None, view.session.document)
        scrolled = []
        for step in range(60):
            start = time.thread_time()
            view.canvas.verticalScrollBar().setValue(step * 400)
            view.canvas.viewport().repaint()
            scrolled.append((time.thread_time() - start) * 1000)
    finally:
        view.session.flush()
        context.worker.close()
        view.close()
    return [
        Figure("editor, 60 pages: key press to repaint, p50", p50, AIM_KEY, "ms"),
        Figure("editor, 60 pages: key press to repaint, p95", p95, AIM_KEY, "ms", 1.0),
        Figure(
            "editor, 60 pages, 300 changes and 100 comments: key press to repaint, p95", tracked_p95, AIM_KEY, "ms", 1.0
        ),
        Figure("editor, 60 pages: a frame of scrolling, median", median(scrolled), AIM_KEY, "ms", 1.0),
        Figure("editor, 60 pages: opened", opened * 1000, None, "ms"),
    ]


def interview(big: Big, answers: int = 40) -> list[Figure]:
    """From an answer in the interview to the preview painted with it: the window's thread, and whatever works beside it."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from datapact.contract.editing.commands import SetTerm
    from datapact_ui.editor.page.interview_view import InterviewView
    from datapact_ui.kit.background.dialogs import Dialogs
    from datapact_ui.kit.context.app_context import AppContext, read_opened
    from datapact_ui.kit.theme.palette import apply_theme, load_fonts

    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication([])
    load_fonts()
    apply_theme(application, "light")
    acting = big.unlock()
    context = AppContext(read_opened(acting), Dialogs())
    view = InterviewView(context, new_agreement(acting, "ai-pilot", example_answers("ai-pilot")))
    view.resize(1400, 900)
    view.show()
    context.worker.wait_until_idle()
    times = []
    try:
        for number in range(answers):
            start = time.process_time()
            view.session.do(SetTerm("duration.notice_months", 2 + number % 9))
            application.processEvents()
            view.preview.viewport().repaint()
            times.append((time.process_time() - start) * 1000)
    finally:
        view.session.flush()
        context.worker.close()
        view.close()
    p50, p95 = p50_p95(times)
    return [
        Figure("interview: answer to refreshed preview, p50", p50, AIM_ANSWER, "ms", 1.0),
        Figure("interview: answer to refreshed preview, p95", p95, AIM_ANSWER, "ms"),
    ]
