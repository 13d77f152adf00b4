"""What a partner gets of a contract that was signed outside: the signed file as its parties have it, and no dossier."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from datapact.audit.exports.bag import build_bag
from datapact.audit.exports.bag_content import BagRequest
from datapact.audit.formats.bag_archive import Archive
from datapact.audit.verify.verify import verify_file
from datapact.base.errors import AnswerNo
from datapact.organisation.acting.acting_member import Acting
from datapact.signing.elsewhere.record import register
from tests.agreements.negotiated import at_table, found_houses
from tests.signing.samples import contract
from tests.signing.test_ades import by_another_program
from tests.signing.test_elsewhere import ANSWERS, SCAN

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def anna(tmp_path: Path):
    found_houses(tmp_path / "houses", lambda: NOW)
    table = at_table(tmp_path / "houses", tmp_path / "copies", lambda: NOW)
    yield table.anna
    table.close()


def recorded(anna: Acting, number: str, data: bytes, evidence: str) -> str:
    files = [(f"{number}.pdf", data)]
    day = date(2026, 1, 2)
    return register(anna, ANSWERS.encode(), evidence=evidence, signed_on=day, files=files, reference=number).history


def test_the_signed_file_goes_out_without_a_dossier(anna: Acting, tmp_path: Path) -> None:
    recorded(anna, "S-1", SCAN, "paper_scan")
    with pytest.raises(AnswerNo, match="the signed file"):  # a scan is our word, and nothing that all share
        build_bag(anna, BagRequest("partner"), workshop=tmp_path, language="en")
    signed = by_another_program(contract(text="Lieferung von Kugellagern"))
    recorded(anna, "P-1", signed, "pdf_signature")
    export = build_bag(anna, BagRequest("partner"), workshop=tmp_path, language="en")
    archive = Archive(export.data)
    (name,) = (one for one in archive.names if one.startswith("data/contracts/"))
    assert (archive.read(name), export.dossiers, export.contracts) == (signed, (), 1)
    assert not any(
        b"S-1" in archive.read(one) for one in archive.names if one.endswith(".html") and "verify" not in one
    )
    left = sorted(str(one) for one in export.left_out)
    assert [one.split(":")[0] for one in left] == ["1 agreement", "1 agreement"]
    assert "in the folder contracts" in left[1]
    assert "no PDF with the signatures" in left[0]
    told = verify_file(export.data, "export.zip")
    assert told.verdict == "valid" or "trust" in str(told.reasons)
    assert any("verify it by itself" in str(one) for one in told.notes)
    with pytest.raises(AnswerNo):  # a signed PDF is never redacted
        build_bag(anna, BagRequest("partner", withheld=("terms",)), workshop=tmp_path, language="en")
