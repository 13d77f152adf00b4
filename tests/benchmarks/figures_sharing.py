"""The sharing decision and the matrix, on a million records of consent; the baseline is one query on plain SQLite."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from datetime import timedelta
from itertools import cycle
from pathlib import Path

from sqlalchemy import text

from datapact.consent.decision.may_share import may_share
from datapact.consent.facts.question import Question
from datapact.consent.matrix.matrix import matrix
from datapact.vault.database.entries import set_meta
from tests.benchmarks.measure import Figure, each, p50_p95
from tests.benchmarks.sharing_vault import NOW, PURPOSES, Sharing, make

COHORT = 5_000
MOST_DECISION_MS = 50
MOST_MATRIX_S = 1
RATIO = 2.5
# What a cohort costs at least: each person with the newest event in the scope, counted by what stands in the way.
_PLAIN = (
    "SELECT CASE WHEN n.subject IS NULL THEN 'unknown' WHEN n.state NOT IN (2, 3) THEN n.state"
    " WHEN n.until < :at THEN 'expired' WHEN n.notice_version <> '1' THEN 'notice' ELSE 'allowed' END AS outcome,"
    " count(*), min(n.until) FROM consent_subject AS s"
    " JOIN consent_scope AS c ON c.dataset = s.dataset AND c.purpose = :purpose AND c.controller = :controller"
    " LEFT JOIN consent_now AS n ON n.scope = c.id AND n.subject = s.id WHERE s.dataset = :dataset GROUP BY outcome"
)


def sharing(records: int, rounds: int = 40) -> list[Figure]:
    """Decisions and the matrix on about ``records`` consents."""
    people = 500
    agreements = max(1, records // (people * 20))
    with tempfile.TemporaryDirectory(prefix="datapact-benchmark-") as folder:
        made = make(Path(folder), agreements=agreements, people=people, cohort=COHORT)
        try:
            return [*_decision(made, rounds), *_matrix(made)]
        finally:
            made.acting.close()


def _decision(made: Sharing, rounds: int) -> list[Figure]:
    """Each time another question, as people ask them: other purposes, other moments. One in eight follows a change of the
    vault, after which everything is read anew."""
    questions = cycle(
        Question(made.large, made.partner, purpose, NOW + timedelta(seconds=second))
        for second in range(rounds)
        for purpose in PURPOSES
    )
    question = next(questions)
    values = {
        "at": int(NOW.timestamp()),
        "purpose": PURPOSES[0],
        "controller": made.acting.organisation,
        "dataset": made.large,
    }
    plain = sqlite3.connect(made.plain)
    try:
        if not may_share(made.acting, question).m:
            raise AssertionError("nobody is counted, so the figure would say nothing")
        plain.execute(_PLAIN, values).fetchall()
        ours = p50_p95(
            [
                one
                for _ in range(rounds // 8 + 1)
                for one in (
                    _after_a_change(made, next(questions)),
                    *each(lambda: may_share(made.acting, next(questions)), 7),
                )
            ]
        )
        theirs = p50_p95(each(lambda: plain.execute(_PLAIN, values).fetchall(), rounds))
    finally:
        plain.close()
    names = ("p50", "p95")
    figures = [
        Figure(f"decision, cohort of {COHORT:,}, {name}", one * 1000, other * 1000, "ms", RATIO)
        for name, one, other in zip(names, ours, theirs, strict=True)
    ]
    return [*figures, Figure("decision, p95 against the aim", ours[1] * 1000, MOST_DECISION_MS, "ms", 1)]


def _after_a_change(made: Sharing, question: Question) -> float:
    with made.acting.vault.write() as session:
        set_meta(session, "benchmark", str(time.perf_counter()))
    start = time.perf_counter()
    may_share(made.acting, question)
    return time.perf_counter() - start


def _matrix(made: Sharing) -> list[Figure]:
    def forgotten() -> float:
        with made.acting.vault.write() as session:
            session.connection().execute(text("DELETE FROM consent_tally"))
        start = time.perf_counter()
        matrix(made.acting)
        return time.perf_counter() - start

    first = forgotten()
    today = min(each(lambda: matrix(made.acting), 5))
    return [
        Figure(f"matrix of {made.cells:,} cells, {made.events:,} records", today, MOST_MATRIX_S, "s", 1),
        Figure("matrix, nothing counted before", first, None, "s"),
    ]
