"""Any PDF that somebody signed is registered in one way, by command, table or form: found by its words, shown with its verdicts."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from reportlab.pdfgen.canvas import Canvas

from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.write_row import TEXT
from datapact.agreements.views.filters import Filters
from datapact.agreements.views.list import list_agreements
from datapact.agreements.views.overview import overview
from datapact.agreements.views.timeline import signature_lines
from datapact.organisation.acting.acting_member import Acting
from datapact.signing.elsewhere.add_texts import add_texts, lacking_texts
from datapact.signing.elsewhere.form import Filled, register_filled
from datapact.signing.elsewhere.record import register
from datapact.signing.elsewhere.table import register_many
from datapact.signing.elsewhere.words import with_texts
from datapact_ui.shell.findable import with_words
from tests.agreements.negotiated import at_table, found_houses
from tests.signing.samples import contract
from tests.signing.test_ades import by_another_program, other_words, revised
from tests.signing.test_elsewhere import ANSWERS, NOW, SCAN

LAB = "Weber Analytik GmbH"


@pytest.fixture(scope="module")
def houses(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("houses")
    found_houses(folder, lambda: NOW)
    return folder


@pytest.fixture
def anna(houses: Path, tmp_path: Path):
    table = at_table(houses, tmp_path / "copies", lambda: NOW)
    yield table.anna
    table.close()


def signed(word: str) -> bytes:
    return by_another_program(contract(text=f"Lieferung von {word}"))


def found(anna: Acting, word: str) -> list[str]:
    """The agreements with this word by the list, which are those of Ctrl+K."""
    with anna.vault.read() as session:
        listed = [row.id for row in list_agreements(session, Filters(words=word))]
    assert [one.id for one in with_words(anna, word)] == listed
    return listed


def test_by_command_by_table_and_by_form_it_is_found_and_shown(anna: Acting, tmp_path: Path) -> None:
    by_command = register(
        anna,
        ANSWERS.encode(),
        evidence="pdf_signature",
        signed_on=date(2026, 1, 2),
        files=[("a.pdf", signed("Zahnradgetrieben"))],
        reference="A",
    ).history
    (tmp_path / "b.pdf").write_bytes(revised(signed("Kugellagern"), other_words))
    (tmp_path / "table.csv").write_text(f"reference;title;partners;file\nB;Lieferung;{LAB};b.pdf\n", "utf-8")
    report = register_many(anna, tmp_path / "table.csv", tmp_path)
    (line,) = report.lines
    by_form = register_filled(
        anna, Filled("Lieferung", (LAB,), reference="C", evidence="pdf_signature"), [("c.pdf", signed("Hubkolben"))]
    ).history

    assert found(anna, "Zahnradgetrieben") == [by_command]
    assert found(anna, "Kugellagern") == [line.agreement]
    assert found(anna, "Hubkolben") == [by_form]
    assert found(anna, "Schneckenrad") == []
    for history, verdict in (
        (by_command, "trusted list"),
        (line.agreement, "raises doubts"),
        (by_form, "trusted list"),
    ):
        seen = overview(anna, history).elsewhere
        assert seen is not None
        assert [one.media for one in seen.files] == ["application/pdf", TEXT]
        (said,) = signature_lines(seen.signatures)
        assert verdict in said.text("en"), said.text("en")
    assert register_many(anna, tmp_path / "table.csv", tmp_path).count("known") == 1

    # a correction with another file is found by the words of that one
    register(
        anna,
        ANSWERS.encode(),
        evidence="pdf_signature",
        signed_on=date(2026, 1, 2),
        files=[("a.pdf", signed("Planetengetrieben"))],
        reference="A",
        corrects=by_command,
    )
    assert (found(anna, "Planetengetrieben"), found(anna, "Zahnradgetrieben")) == ([by_command], [])


def test_a_table_read_before_texts_were_kept_is_known_again(anna: Acting, tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "b.pdf").write_bytes(signed("Kugellagern"))
    (tmp_path / "table.csv").write_text(f"reference;title;partners;file\nB;Lieferung;{LAB};b.pdf\n", "utf-8")
    with monkeypatch.context() as before:
        before.setattr("datapact.signing.elsewhere.table.with_texts", lambda files: files)
        (line,) = register_many(anna, tmp_path / "table.csv", tmp_path).lines
    assert found(anna, "Kugellagern") == []
    assert register_many(anna, tmp_path / "table.csv", tmp_path).count("known") == 1
    with anna.vault.read() as session:
        assert len(load_state(session, line.agreement).signed_elsewhere.files) == 1


def test_the_texts_of_contracts_registered_before_are_brought_in(anna: Acting, monkeypatch: pytest.MonkeyPatch) -> None:
    def registered(reference: str, data: bytes) -> str:
        made = register(
            anna,
            ANSWERS.encode(),
            evidence="other_service",
            signed_on=date(2026, 1, 2),
            files=[(f"{reference}.pdf", data)],
            reference=reference,
        )
        return made.history

    with monkeypatch.context() as before:
        before.setattr("datapact.signing.elsewhere.record.with_texts", tuple)
        old, scan = registered("A", signed("Zahnradgetrieben")), registered("B", SCAN)
    new = registered("C", signed("Hubkolben"))
    with anna.vault.read() as session:
        was = load_state(session, old).signed_elsewhere
    assert (found(anna, "Zahnradgetrieben"), set(lacking_texts(anna))) == ([], {old, scan})
    said = add_texts(anna)
    assert (said.added, said.without) == (("A",), ("B",))
    assert (found(anna, "Zahnradgetrieben"), found(anna, "Hubkolben")) == ([old], [new])
    with anna.vault.read() as session:
        now = load_state(session, old).signed_elsewhere
    told = ("state", "evidence", "signed_on", "reference", "signatures", "remarks")
    assert [getattr(now, name) for name in told] == [getattr(was, name) for name in told]
    assert (now.files[:1], [one.media for one in now.files]) == (was.files, ["application/pdf", TEXT])
    assert lacking_texts(anna) == (scan,)
    assert add_texts(anna).added == ()


def test_what_has_no_words_has_no_text_beside_it(anna: Acting) -> None:
    locked = io.BytesIO()
    page = io.BytesIO()
    canvas = Canvas(page)
    canvas.drawString(72, 700, "Geheime Lieferung")
    canvas.save()
    with pikepdf.open(io.BytesIO(page.getvalue())) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(user="x", owner="y"))
    files = [("scan.pdf", SCAN), ("locked.pdf", locked.getvalue()), ("picture.png", b"\x89PNG\r\n\x1a\n")]
    history = register(anna, ANSWERS.encode(), evidence="paper_scan", signed_on=None, files=files).history
    with anna.vault.read() as session:
        kept = load_state(session, history).signed_elsewhere.files
    assert [one.name for one in kept] == ["scan.pdf", "locked.pdf", "picture.png"]
    again = with_texts(with_texts([]))
    assert again == ()
