"""The other side's paper of sixty pages: read, its terms proposed, weighed against 500 clauses and reported, as a whole process."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from statistics import median

from sqlmodel import select

from datapact.agreements.projection.tables import AgreementRow
from datapact.vault.database.search import index_agreement
from tests.benchmarks.figures_store import search_as_you_type
from tests.benchmarks.generator import Big, copy_plain
from tests.benchmarks.measure import Figure
from tests.paper.samples import PROCESSING_DE, PROCESSING_EN, SECRECY_EN, pdf_file, word_file

PAGES = 60
AIM = 5_000.0  # milliseconds for the whole process
ROOT = Path(__file__).resolve().parents[2]
_PROGRAM = """
import sys
from pathlib import Path
from datapact.paper.judge.gaps import GROUPS, gap_report
from datapact.paper.judge.matches import Library, matches
from datapact.paper.judge.shipped import shipped_texts
from datapact.paper.judge.term_signs import proposed_terms
from datapact.paper.read.reading import read_paper

text = read_paper(Path(sys.argv[1]).read_bytes())
clauses = shipped_texts()[:500]
print(len(text.passages), len(proposed_terms(text, "Muster")), len(matches(text, Library(clauses))))
print(len(gap_report(text, GROUPS).lines))
"""


def papers(rounds: int = 3, pages: int = PAGES) -> list[Figure]:
    """A Word file and a PDF, against five seconds."""
    long = [one if one.startswith("#") else f"{one} Ziffer {n}." for n in range(pages // 2) for one in PROCESSING_DE]
    long += [one if one.startswith("#") else f"{one} No. {n}." for n in range(pages // 4) for one in PROCESSING_EN]
    figures = []
    with tempfile.TemporaryDirectory() as folder:
        for name, data in (("Word file", word_file(long)), ("PDF", pdf_file(long))):
            path = Path(folder) / "paper"
            path.write_bytes(data)
            spent = median(_process(path) for _round in range(rounds))
            figures.append(
                Figure(f"{name} of {pages} pages read, matched, reported: against 5 s", spent, AIM, "ms", 1.0)
            )
    return figures


def _process(path: Path) -> float:
    """Milliseconds of the processor that a program takes which does all of it, the process that reads files included."""
    before = os.times()
    subprocess.run([sys.executable, "-c", _PROGRAM, str(path)], cwd=ROOT, check=True, capture_output=True)
    after = os.times()
    return (after.children_user + after.children_system - before.children_user - before.children_system) * 1000


def beside_papers(big: Big, number: int = 2_000, pages: int = 10) -> list[Figure]:
    """Searching as one types in the list, before and after foreign texts of ``pages`` pages stand in its index; then where words stand."""
    before = [replace(one, name=f"{one.name}, no papers") for one in search_as_you_type(big)]
    chance = random.Random(number)
    paragraphs = [
        one for paper in (PROCESSING_DE, PROCESSING_EN, SECRECY_EN) for one in paper if not one.startswith("#")
    ]
    with big.unlock() as anna, anna.vault.write() as session:
        rows = session.exec(select(AgreementRow).limit(number)).all()
        for row in rows:
            words = [f"{chance.choice(paragraphs)} {chance.randrange(10_000)}" for _one in range(pages * 14)]
            index_agreement(session, row.id, "\n".join((row.title, row.partners, *words)))
    big.plain.unlink()
    with big.unlock() as anna, anna.vault.read() as session:
        copy_plain(session, big.plain)
    return [*before, *(replace(one, name=f"{one.name}, {number} papers") for one in search_as_you_type(big))]
