"""The rules: all findings on an agreement of sixty pages, first and again at each pause in typing."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import date
from itertools import count
from statistics import median

from datapact.base.strictjson import parse_object
from datapact.checks.run.engine import check
from datapact.contract.editing.answers_file import read_answers
from datapact.contract.templates.resolve import draft_state
from datapact.contract.templates.template import example_answers, load_template
from datapact.contract.text.document import read_state, write_state
from datapact.contract.wording.remembered import Remembered
from tests.benchmarks.figures_editor import CLAUSES, long_document
from tests.benchmarks.measure import Figure

AIM = 50.0  # milliseconds
ON = date(2026, 11, 26)


def checked(rounds: int = 15, clauses: int = CLAUSES) -> list[Figure]:
    """By turns with the baseline: reading the same agreement from its JSON, which every save and every opening does."""
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
    state = write_state(long_document(read_state(short), clauses))
    data = json.dumps(state).encode()
    numbers = count()
    remembered = Remembered()

    def type_a_word() -> None:
        paragraph = state["clauses"][clauses // 2]["paragraphs"][0]  # type: ignore[index,call-overload]
        paragraph["text"]["de"] = [{"text": f"Eigene Worte, zum {next(numbers)}. Mal."}]  # type: ignore[index,call-overload]

    def change_a_term() -> None:
        state["terms"]["duration"]["notice_months"] = 3 + next(numbers) % 9  # type: ignore[index,call-overload]

    again = _effort(lambda: check(state, ON, remembered=remembered), rounds, type_a_word)
    changed = _effort(lambda: check(state, ON, remembered=remembered), rounds, change_a_term)
    first = _effort(lambda: check(state, ON), rounds, type_a_word)
    read = _effort(lambda: read_state(parse_object(data)), rounds)
    return [
        Figure("rules, 60 pages: at a pause against reading it", again, read, "ms", 1.0),
        Figure("rules, 60 pages: at a pause against 50 ms", again, AIM, "ms", 1.0),
        Figure("rules, 60 pages: after a changed term against 50 ms", changed, AIM, "ms", 1.0),
        Figure("rules, 60 pages: first check against reading it", first, read, "ms"),
    ]


def _effort(work: Callable[[], object], rounds: int, before: Callable[[], None] = lambda: None) -> float:
    """Median milliseconds of the processor, which a machine shared with others does not stretch."""
    work()
    found = []
    for _ in range(rounds):
        before()
        start = time.process_time()
        work()
        found.append((time.process_time() - start) * 1000)
    return median(found)
