"""The essence of an arrangement of joint controllers for data subjects: what it tells, and where there is none."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from datapact.agreements.steps.negotiation import new_agreement
from datapact.base.clock import utc_now
from datapact.base.errors import AnswerNo
from datapact.base.texts import Language, Message
from datapact.contract.templates.template import example_answers
from datapact.contract.terms import read_terms, write_terms
from datapact.contract.text.document import AgreementDocument, read_state
from datapact.history.commitments.disclosure import WITHHELD
from datapact.pdf.letters.essence import essence_pdf, essence_report
from datapact.pdf.reports import text_in_force
from datapact.pdf.reports.parts import Facts, Items, Note, Paragraph, Report, Table
from tests.agreements.drafts import example
from tests.agreements.negotiated import at_table, found_houses


def told(report: Report) -> str:
    """All words of the blocks, one value a line."""

    def said(what: object) -> str:
        return what.text(report.language) if isinstance(what, Message) else str(what)

    found: list[str] = []
    for block in report.blocks:
        if isinstance(block, Paragraph | Note):
            found.append(said(block.text))
        elif isinstance(block, Facts):
            found += [" = ".join(map(said, row)) for row in block.rows]
        elif isinstance(block, Table):
            found += [" | ".join(map(said, row)) for row in block.rows]
        elif isinstance(block, Items):
            found += [said(one) for one in block.texts]
    return "\n".join(found)


def document(changes: dict[str, Any] | None = None, name: str = "joint-controllers") -> AgreementDocument:
    whole = read_state(example(name))
    return replace(whole, terms=read_terms({**write_terms(whole.terms), **(changes or {})}))


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        ("de", ("Stadtbahn Nordheide GmbH und Regiobus Elbtal AG", "Widerspruch (Art. 21 DSGVO) | Regiobus AG",
                "Gemeinsam entschieden", "Zahlwerk Service GmbH: Abwicklung der Zahlungen")),
        ("en", ("Stadtbahn Nordheide GmbH and Regiobus Elbtal AG", "Objection (Article 21 GDPR) | Regiobus AG",
                "Analysis of trips | Planning of the services | Trips without names | Regiobus AG", "Art. 77 GDPR")),
    ],
)  # fmt: skip
def test_it_tells_who_decides_what_and_whom_to_turn_to(language: Language, wanted: tuple[str, ...]) -> None:
    report = essence_report(document(), language, draft=False)
    words = told(report)
    for one in (*wanted, "datenschutz@fahrschein-app.example"):
        assert one in words, words
    assert "HRB" not in words
    assert "60" not in words, "how the parties share damage is no business of data subjects"
    assert report.marking is None
    assert essence_report(document(), language, draft=True).marking is not None


def test_what_is_open_is_called_open() -> None:
    bare: Any = write_terms(document().terms)["joint"]
    words = told(essence_report(document({"joint": {"phases": bare["phases"]}}), "en", draft=True))
    assert "Contact point = not determined yet" in words
    assert "Access (Article 15 GDPR) | not determined yet" in words
    assert "names no processors and no transfers" in words


def test_an_arrangement_without_phases_tells_its_activities() -> None:
    words = told(essence_report(document({"joint": {}}), "en", draft=True))
    assert "Operation of the common app | Sale and performance of the trips; Planning of the services" in words


def test_there_is_none_without_joint_controllers() -> None:
    with pytest.raises(AnswerNo, match="joint controllers"):
        essence_report(document(name="controller-to-controller"), "en", draft=True)


def test_a_draft_in_a_vault_gives_an_archival_accessible_file(tmp_path: Path) -> None:
    found_houses(tmp_path / "houses", utc_now)
    table = at_table(tmp_path / "houses", tmp_path / "copies", utc_now)
    answers = example_answers("joint-controllers").replace(b"Regiobus Elbtal AG", b"Maschinenbau Keller GmbH")
    history = new_agreement(table.anna, "joint-controllers", answers)
    data = essence_pdf(table.anna, history, "de")
    with pytest.raises(AnswerNo):
        essence_pdf(table.anna, new_agreement(table.anna, "ai-pilot", example_answers("ai-pilot")))
    table.close()
    assert data.startswith(b"%PDF-1.7")
    (tmp_path / "essence.pdf").write_bytes(data)


@pytest.mark.judge("verapdf")
def test_it_is_archival_and_accessible(tmp_path: Path) -> None:
    from datetime import UTC, datetime

    from datapact.pdf.reports.report import render_report
    from tests.tools.verapdf import complaints

    files = []
    for language in ("de", "en"):
        file = tmp_path / f"{language}.pdf"
        report = essence_report(document(), language, draft=True)  # type: ignore[arg-type]
        file.write_bytes(render_report(report, datetime(2026, 11, 30, tzinfo=UTC)))
        files.append(file)
    assert complaints(files) == ""


def test_a_handout_of_a_text_with_erased_parts_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    state = cast(dict[str, Any], example("joint-controllers"))
    state["terms"] = {**state["terms"], "law": WITHHELD}
    folded = SimpleNamespace(stage="draft", signed_elsewhere=None)
    monkeypatch.setattr(text_in_force, "load_state", lambda _session, _history: folded)
    monkeypatch.setattr(text_in_force, "current_state", lambda _folded: state)
    acting = SimpleNamespace(clock=utc_now, vault=SimpleNamespace(read=nullcontext))
    with pytest.raises(AnswerNo, match="withheld or erased"):
        text_in_force.text_in_force(cast(Any, acting), "urn:uuid:x")
