"""Pages that people read name things: no key of a term, no address of a vocabulary, no id, no bare code of a rule.

Each module that draws pages is found in the code; its PDF is made here from what the demo leaves, and its text searched. A part
that is declared to be for machines may name keys.
"""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from datapact.agreements.steps import negotiation
from datapact.agreements.views.rounds import rounds
from datapact.audit.exports.decision import build_decision
from datapact.audit.exports.dossier import build_dossier
from datapact.audit.exports.receipt import receipt_file
from datapact.audit.pages.decision import KEYS
from datapact.base.clock import local_day
from datapact.base.errors import AnswerNo
from datapact.base.texts import Language
from datapact.cli.actions.demo import DATASET, RESEARCH
from datapact.consent.deliveries.by_hand import ByHand, record_by_hand
from datapact.consent.deliveries.deliveries import Sent
from datapact.contract.templates.template import example_answers
from datapact.exchange.send.send_recall import recall_route, send_recall_to
from datapact.obligations.breaches.breach import Breach, record_breach
from datapact.obligations.breaches.plan import plan_of
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.partners.references import find_reference
from datapact.pdf.letters.breach_notice import notice_of_step
from datapact.pdf.letters.data_request import data_request_pdf
from datapact.pdf.letters.essence import essence_pdf
from datapact.pdf.letters.participant_sheet import participant_sheet_pdf
from datapact.pdf.letters.person_answer import answer_pdf, proven_answer
from datapact.pdf.letters.termination_letter import termination_letters
from datapact.pdf.reports.memo import open_points_pdf, signing_memo
from datapact.pdf.reports.register import register_pdf
from datapact.pdf.reports.rounds import rounds_file
from datapact.registers.registers import NAMES, register
from datapact.signing.ceremony.export import export_pdf
from tests.parsed import parsed
from tests.sample_vaults import ANNA, Sample, with_study
from tests.ui.accessible_names import ADDRESS, DOTTED, RULE

ROOT = Path(__file__).resolve().parents[2]
UUID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
DRAWS = {"render_report", "render_agreement"}
MADE = {
    "datapact/audit/formats/signed_report.py",
    "datapact/exchange/send/send_recall.py",
    "datapact/pdf/letters/breach_notice.py",
    "datapact/pdf/letters/data_request.py",
    "datapact/pdf/letters/essence.py",
    "datapact/pdf/letters/participant_sheet.py",
    "datapact/pdf/letters/person_answer.py",
    "datapact/pdf/letters/termination_letter.py",
    "datapact/pdf/reports/consent_receipt.py",
    "datapact/pdf/reports/memo.py",
    "datapact/pdf/reports/register.py",
    "datapact/pdf/reports/rounds.py",
    "datapact/pdf/reports/standard_clauses.py",
    "datapact/signing/ceremony/export.py",
}
"""Modules of which a PDF is made below."""
NOT_MADE = {
    "datapact/audit/verify/redrawn.py": "draws again what others made",
    "datapact/paper/steps/report.py": "needs the paper of another house, which the demo has not",
    "datapact/pdf/agreement/compare.py": "draws again what others made",
    "datapact/pdf/reports/standard_clauses.py": "no agreement of the demo and no example rests on those clauses",
    "datapact/signing/ceremony/fixed_pdf.py": "the pages of an agreement, as of the export",
    "datapact/signing/ceremony/outside_pdf.py": "the pages of an agreement, as of the export",
    "datapact/signing/ceremony/sign.py": "the pages of an agreement, as of the export",
    "datapact/signing/returned/page.py": "needs a text fixed for people outside, which the demo has not",
    "datapact/word/steps/redlines.py": "the clauses of two texts, which tests/word compares",
    "datapact/word/steps/sent.py": "the clauses of two texts, which tests/word compares",
}
"""Other modules that draw pages, with the reason."""
TECHNICAL = {
    "dossier": ("Angehängte Dateien", "Attached files"),
    "receipt": tuple(KEYS.text(language) for language in ("de", "en")),
    "decision": tuple(KEYS.text(language) for language in ("de", "en")),
}
"""Kinds of files for whoever checks, with the heading of their part for machines; rules stand there in a column, with sentences."""


def test_each_module_that_draws_pages_is_known() -> None:
    found = {
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "datapact").rglob("*.py"))
        for node in ast.walk(parsed(path, "render_report|render_agreement"))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in DRAWS
    }
    assert found == MADE | NOT_MADE.keys()


Made = dict[str, bytes]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Every PDF that the demo gives, by kind, number and language."""
    folder = tmp_path_factory.mktemp("plain") / "demo"
    place, study = with_study()
    shutil.copytree(place, folder)
    sample = Sample(folder)
    with sample.unlocked(sample.keller, ANNA) as anna:
        return dict(_made(anna, study.withdrawn))


def _made(anna: Acting, person: str) -> Iterator[tuple[str, bytes]]:
    with anna.vault.read() as session:
        connection = session.connection()
        listed = connection.execute(text("SELECT number, id FROM agreement")).all()
        signed = {str(number): str(history) for number, history in listed}
        answers = connection.execute(text("SELECT digest FROM entry WHERE kind = 'decision'")).scalars().all()
        event = str(connection.execute(text("SELECT event_id FROM consent_event LIMIT 1")).scalar())
    drafts = dict(_drafts(anna))
    breach = record_breach(anna, Breach("Laptop verloren", anna.clock() - timedelta(hours=2), risk="high", people=12))
    with anna.vault.read() as session:
        steps = [one.id for one in plan_of(session, breach, anna.clock()).steps]
    languages: tuple[Language, ...] = ("de", "en")
    for language in languages:
        for name in NAMES:
            yield f"register {name} {language}", register_pdf(register(anna, name, leaves=True), language)
        for number, history in (signed | drafts).items():
            for kind, make in _OF_AGREEMENTS.items():
                try:
                    yield f"{kind} {number} {language}", make(anna, history, language)
                except AnswerNo:  # it has nothing of the kind; what all lack is noticed by its test
                    continue
        yield f"answer to a person {language}", answer_pdf(anna, proven_answer(anna, DATASET, person), language)
        yield f"receipt {language}", receipt_file(anna, event, "pdf", language).data
        for entry in answers:
            yield f"decision {entry} {language}", build_decision(anna, str(entry), language=language).pdf
        for step in steps:
            yield f"breach {step} {language}", notice_of_step(anna, breach.key, step, language, language)
    with anna.vault.read() as session:
        by_letter = find_reference(session, "Zürcher Ergonomie AG")
    given = ByHand(DATASET, by_letter, RESEARCH, "Übergeben.", subjects=[Sent(person)], version="1", basis="6(1)(a)")
    record_by_hand(replace(anna, clock=lambda: anna.clock() - timedelta(days=40)), given)
    letter, _mail = send_recall_to(anna, recall_route(anna, by_letter), "brief.pdf")
    yield "recall letter", letter.data
    ours = signed["DP-2026-0001"]
    negotiation.terminate(anna, ours, local_day(anna.clock()) + timedelta(days=400), "Das Vorhaben endet.")
    for spoken, data in termination_letters(anna, ours).items():
        yield f"termination {spoken}", data


def _drafts(anna: Acting) -> Iterator[tuple[str, str]]:
    """A draft of ours of each template."""
    for path in sorted((ROOT / "resources" / "templates").iterdir()):
        if path.is_dir():
            answers = example_answers(path.name)
            first = str(tomllib.loads(answers.decode())["parties"][0]["name"])
            ours = answers.replace(first.encode(), b"Maschinenbau Keller GmbH")
            yield f"draft {path.name}", negotiation.new_agreement(anna, path.name, ours)


_OF_AGREEMENTS: dict[str, Callable[[Acting, str, Language], bytes]] = {
    "agreement": lambda anna, history, _language: export_pdf(anna, history),
    "data request": data_request_pdf,
    "dossier": lambda anna, history, language: build_dossier(anna, history, audience="internal", language=language).pdf,
    "essence": essence_pdf,
    "open points": open_points_pdf,
    "participant sheet": participant_sheet_pdf,
    "rounds": lambda anna, history, language: rounds_file(anna, rounds(anna, history), "pdf", language),
    "signing memo": signing_memo,
}


def strange_words(kind: str, pages: str) -> list[str]:
    """What no person should read; of a file for whoever checks, behind the heading of its part for machines it may stand."""
    headings = next((names for name, names in TECHNICAL.items() if kind.startswith(name)), ())
    for heading in headings:
        pages = pages.partition(heading)[0] if heading in pages else pages
    found = [*ADDRESS.findall(pages), *DOTTED.findall(pages), *UUID.findall(pages)]
    return sorted({*found, *([] if headings else RULE.findall(pages))})


def test_no_page_names_what_only_machines_read(made: Made, tmp_path: Path) -> None:
    kinds = {kind.split(" ")[0] for kind in made}
    assert kinds >= {"data", "essence", "participant", "rounds", "dossier", "decision", "breach", "receipt"}
    wrong = {}
    for kind, data in made.items():
        assert data.startswith(b"%PDF"), kind
        file = tmp_path / "pages.pdf"
        file.write_bytes(data)
        pages = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, text=True, check=True).stdout
        assert pages.strip(), kind
        if found := strange_words(kind, pages):
            wrong[kind] = found
    assert wrong == {}


@pytest.mark.parametrize(
    "words",
    [
        "datasets.machine.secret",
        "https://w3id.org/dpv#Marketing",
        "urn:uuid:x",
        "dpv:Marketing",
        "G34",
        f"{'0' * 8}-0000-0000-0000-{'0' * 12}",
    ],
)
def test_each_such_word_is_found(words: str) -> None:
    assert strange_words("memo", f"Der Zweck {words} steht hier.")
