"""What a partner signed is read in the other process, by whoever asks; and what is said of it comes back as plain data."""

from __future__ import annotations

import io
import pickle
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest

from datapact.audit.pages.dossier_signatures import examination
from datapact.base.errors import Malformed
from datapact.base.worker_process import _Plain
from datapact.organisation.identity.certificate_authority import encode
from datapact.signing.ceremony.before_signing import signing_sheet
from datapact.signing.ceremony.export import export_json, export_pdf, state_in
from datapact.signing.ceremony.received_pdf import examined_here
from datapact.signing.ceremony.sign import prepare
from tests.agreements.negotiated import Table, at_table, found_houses
from tests.signing import attacks
from tests.signing.samples import FIELDS, Signed, contract, signed_contract


@pytest.fixture(scope="module")
def signed() -> Signed:
    return signed_contract()


@pytest.fixture
def table(tmp_path: Path, clock) -> Iterator[Table]:
    found_houses(tmp_path / "houses", lambda: datetime(2026, 11, 24, 7, 0, tzinfo=UTC))
    made = at_table(tmp_path / "houses", tmp_path / "copies", clock)
    yield made
    made.close()


@pytest.mark.journey
def test_the_sheet_and_the_signature_parse_no_pdf_of_a_partner_in_the_program(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    table.sign_twice()
    monkeypatch.setattr("datapact.signing.pades.revisions.PdfFileReader", None)
    monkeypatch.setattr("datapact.pdf.agreement.compare.pikepdf", None)
    assert signing_sheet(table.sofia, table.history).verdict == "same"
    prepare(table.sofia, table.history)


@pytest.mark.parametrize("attack", [None, *attacks.CHANGES])
def test_whatever_is_said_of_a_pdf_is_plain(signed: Signed, attack: str | None) -> None:
    pdf = signed.pdf if attack is None else attacks.append_revision(signed.pdf, attacks.CHANGES[attack])
    roots = [encode(one) for one in signed.roots]
    said: list[object] = [examination(pdf, roots, (), {})]
    if said[0] and attack is None:
        said.append(examined_here(pdf, "1", contract(), roots, [(field, "another") for field in FIELDS], ()))
    for one in said:
        assert _Plain(io.BytesIO(pickle.dumps(one))).load() == one


def test_the_text_in_a_pdf_is_taken_over_without_parsing_it_in_the_program(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    table.draft()
    pdf, text = export_pdf(table.anna, table.history), export_json(table.anna, table.history)
    monkeypatch.setattr(pikepdf, "open", lambda *_, **__: pytest.fail("parsed in the program"))
    assert state_in(pdf) == state_in(text)
    with pytest.raises(Malformed):
        state_in(b"%PDF-1.7 and nothing else")
