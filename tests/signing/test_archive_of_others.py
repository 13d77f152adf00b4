"""Rounds over contracts that were not signed here alone: mixed ways, and PDFs of any program that were registered."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from datapact.audit.formats.copies_at_hand import CopyAtHand
from datapact.audit.verify.verify import verify_file
from datapact.base.clock import utc_now
from datapact.base.errors import AnswerNo
from datapact.base.progress import silent
from datapact.obligations.agenda.agenda import agenda
from datapact.obligations.due.signature_proofs import AHEAD, keep_proof_record, proof_records
from datapact.signing.ades.judge import judge_pdf
from datapact.signing.archive import complete
from datapact.signing.archive.foreign import BROKEN
from datapact.signing.archive.foreign_proofs import ForeignProofs
from datapact.signing.archive.renew import archived, completed_pdfs, renew_archive, report_lines
from datapact.signing.archive.seal_key import begin_sealing
from datapact.signing.archive.seals import seal_archive, seal_lines, write_agreement
from datapact.signing.authorities.level import Level, set_level
from datapact.signing.authorities.settings import add_authority, remove_authority
from datapact.signing.ceremony.export import export_pdf
from datapact.signing.ceremony.sign import sign
from datapact.signing.returned.bring_back import bring_back, vouch
from tests.agreements.negotiated import PASSPHRASE, Table, at_table, found_houses
from tests.signing.other_programs import written_by_openssl
from tests.signing.samples import signed_contract
from tests.signing.test_ades import by_another_program, other_words, revised
from tests.signing.test_elsewhere import SCAN, on_paper
from tests.signing.test_own_copy import packet, signed_by
from tests.signing.test_returned import fixed
from tests.signing.tsa import Animated


@pytest.fixture(scope="module")
def houses(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("houses")
    found_houses(folder, utc_now)
    return folder


@pytest.fixture
def table(houses: Path, tmp_path: Path, own_config: Path) -> Iterator[Table]:
    made = at_table(houses, tmp_path / "copies", utc_now)
    yield made
    made.close()


def lines_of(report) -> list[tuple[str, str, str]]:
    return [(one.file, one.outcome, one.level) for one in report.lines]


def test_a_round_takes_every_signed_pdf_and_names_the_rest(table: Table, zeitwerk: Animated, tmp_path: Path) -> None:
    anna = table.anna
    add_authority(zeitwerk.authority())
    assert report_lines(renew_archive(anna, silent)) == ["No agreement is signed by everybody."]
    theirs = written_by_openssl(
        tmp_path
    )  # as Acrobat signs: no PAdES, no timestamp, a certificate that vouches for itself
    picture = b"\x89PNG\r\n\x1a\n and more"
    files = [("Vertrag.pdf", theirs), ("Seite 3.png", picture)]
    done = on_paper(anna, evidence="pdf_signature", files=files, signed_on=date(2026, 1, 2), reference="A")
    on_paper(anna, reference="B")
    on_paper(anna, reference="C", evidence="reference_only", files=[])

    report = renew_archive(anna, silent)
    assert [(one.number, *said) for one, said in zip(report.lines, lines_of(report), strict=True)] == [
        ("A", "Vertrag.pdf", "not_wanted", "B-B"),
        ("A", "Seite 3.png", "left_out", ""),
        ("B", "Vertrag.pdf", "left_out", ""),
        ("C", "", "left_out", ""),
    ]
    assert report.whole
    told = report_lines(report)
    assert "counts by the word" in told[4]
    assert "no file of it is kept" in told[6]
    assert not any("signed by everybody" in one for one in told)

    report = renew_archive(anna, silent, wanted="B-LTA", only=[done.history])
    assert lines_of(report)[0] == ("Vertrag.pdf", "renewed", "B-LTA")
    assert "proofs as for PAdES B-LTA" in report_lines(report)[0]
    (whole,) = completed_pdfs(anna, done.history)
    assert whole.startswith(theirs)
    judged = judge_pdf(whole, authorities=[zeitwerk.authority().anchor])
    assert [(one.kind, one.intact, one.change, one.proven is not None) for one in judged.signatures] == [
        ("signature", True, "proofs", True),
        ("timestamp", True, "proofs", True),
        ("timestamp", True, "nothing", True),
    ]
    assert export_pdf(anna, done.history) == theirs, "the file that was registered stays as it came"
    again = renew_archive(anna, silent, wanted="B-LTA", only=[done.history])
    assert (lines_of(again)[0], again.whole) == (("Vertrag.pdf", "nothing_due", "B-LTA"), True)

    # the day stands in the list and in the calendar, with the file's name
    (row,) = archived(anna)
    assert (row.number, row.file, row.completed) == ("A", "Vertrag.pdf", True)
    assert row.until is not None
    assert row.renew == row.until.date() - AHEAD
    (due,) = [one for one in agenda(anna, anna.clock().date(), row.renew) if one.kind == "proof"]
    assert (due.due, due.agreement, "in Vertrag.pdf" in due.title.text("en")) == (row.renew, done.history, True)

    # a round in time puts one more timestamp over it; what the record no longer names is forgotten
    add_authority(zeitwerk.authority("next"), first=True)
    report = renew_archive(anna, silent, within=timedelta(days=400), only=[done.history])
    assert lines_of(report)[0] == ("Vertrag.pdf", "renewed", "B-LTA")
    assert completed_pdfs(anna, done.history)[0].startswith(whole)
    on_paper(anna, reference="A", corrects=done.history)
    renew_archive(anna, silent)
    with anna.vault.read() as session:
        assert proof_records(session) == ()
    with pytest.raises(AnswerNo):
        completed_pdfs(anna, done.history)


def test_a_file_with_proofs_that_became_the_record_is_not_forgotten(
    table: Table, zeitwerk: Animated, tmp_path: Path
) -> None:
    anna = table.anna
    add_authority(zeitwerk.authority())
    files = [("Vertrag.pdf", written_by_openssl(tmp_path))]
    done = on_paper(anna, evidence="pdf_signature", files=files, reference="A")
    renew_archive(anna, silent, wanted="B-LTA", only=[done.history])
    (whole,) = completed_pdfs(anna, done.history)
    on_paper(anna, evidence="pdf_signature", files=[("Mit Beweisen.pdf", whole)], reference="A", corrects=done.history)
    assert renew_archive(anna, silent).whole
    assert export_pdf(anna, done.history) == whole, "what the record names stays, whoever stored it first"
    add_authority(zeitwerk.authority("next"), first=True)
    renew_archive(anna, silent, within=timedelta(days=400), only=[done.history])
    assert export_pdf(anna, done.history) == whole


def test_the_calendar_asks_for_a_round_where_none_has_looked(table: Table, zeitwerk: Animated, tmp_path: Path) -> None:
    anna = table.anna
    theirs = written_by_openssl(tmp_path)
    made = [
        on_paper(anna, evidence="pdf_signature", files=[("a.pdf", theirs)], reference=name).history
        for name in ("A", "B", "C")
    ]
    on_paper(anna, reference="paper")
    today = anna.clock().date()

    def asked() -> list[str]:
        return [one.title.text("en") for one in agenda(anna, today, today) if one.kind == "proof"]

    def level(history: str, wanted: Level) -> None:
        with anna.vault.write() as session:
            set_level(session, history, wanted)

    assert asked() == []
    level(made[0], "B-T")
    assert asked() == ["Add proofs to signatures: no round has looked at 1 contract that is to have them."]
    level("", "B-LTA")
    level(made[1], "B-B")
    assert ["2 contracts" in one for one in asked()] == [True]
    add_authority(zeitwerk.authority())
    assert renew_archive(anna, silent).whole
    assert asked() == []


def test_what_cannot_be_done_with_a_foreign_file_is_said(table: Table, zeitwerk: Animated, tmp_path: Path) -> None:
    anna = table.anna
    theirs = written_by_openssl(tmp_path)
    unknown = by_another_program(signed_contract().revisions[0], "clara-vogel", pades=True)
    altered = revised(theirs, other_words)
    kept = [("a.pdf", theirs), ("b.pdf", unknown), ("c.pdf", altered), ("d.pdf", SCAN + b"/ByteRange")]
    on_paper(anna, evidence="pdf_signature", files=kept, reference="A")
    add_authority(replace(zeitwerk.authority(), address="http://127.0.0.1:9/"))
    report = renew_archive(anna, silent, wanted="B-T")
    assert lines_of(report) == [("a.pdf", "less", "B-B")]  # nobody answers: the round ends, nothing has changed
    assert archived(anna)[0].completed is False
    remove_authority("Zeitwerk tsa")
    add_authority(zeitwerk.authority())
    report = renew_archive(anna, silent, wanted="B-LT")
    assert lines_of(report) == [
        ("a.pdf", "renewed", "B-LT"),
        ("b.pdf", "less", "B-T"),  # its issuer is not set up, so nobody was asked about it
        ("c.pdf", "failed", ""),
        ("d.pdf", "failed", ""),
    ]
    assert not report.whole
    assert "was changed after it" in str(report.lines[2].reasons[0])
    assert all(one.reasons for one in report.lines[1:])


def test_a_file_that_bears_no_proofs_does_not_end_the_round(
    table: Table, zeitwerk: Animated, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such as one that is certified so that its program takes every addition for a change."""
    files = [("a.pdf", written_by_openssl(tmp_path))]
    made = [on_paper(table.anna, evidence="pdf_signature", files=files, reference=name).history for name in ("A", "B")]
    add_authority(zeitwerk.authority())

    def judged(pdf: bytes, *more: object) -> ForeignProofs:
        found = foreign(pdf, *more)
        return replace(found, problem=BROKEN) if pdf != files[0][1] else found

    foreign = complete._foreign
    monkeypatch.setattr(complete, "_foreign", judged)
    report = renew_archive(table.anna, silent, wanted="B-T", only=made)
    assert [(one.number, one.outcome) for one in report.lines] == [("A", "failed"), ("B", "failed")]
    assert "another way" in str(report.lines[0].reasons[0])


@pytest.mark.parametrize("copies", ["chain", "counterparts"])
def test_a_contract_signed_in_mixed_ways_is_renewed_and_sealed(
    table: Table, zeitwerk: Animated, tmp_path: Path, copies: str
) -> None:
    anna = table.anna
    add_authority(zeitwerk.authority())
    begin_sealing(anna)
    history = fixed(anna, copies)
    came = by_another_program(export_pdf(anna, history, for_others=True), "signature-3")
    bring_back(anna, history, "unterschrieben.pdf", came, remarks_read=True)
    (line,) = renew_archive(anna, silent, only=[history]).lines
    assert (line.outcome, "not signed by everybody yet" in str(line.reasons[0])) == ("left_out", True)
    sign(anna, history, PASSPHRASE)
    vouch(anna, history, ["signature-2"], evidence="paper_scan", on=None, files=[("scan.pdf", SCAN)])

    report = renew_archive(anna, silent, wanted="B-T")
    names = {"chain": ["signed.pdf"], "counterparts": ["signed.pdf", "unterschrieben.pdf"]}[copies]
    assert sorted(lines_of(report)) == sorted(
        [*((name, "renewed", "B-T") for name in names), ("scan.pdf", "left_out", "")]
    )
    whole = completed_pdfs(anna, history)
    assert len(whole) == len(names)
    for one in whole:
        verdict = verify_file(one, "a.pdf", authorities=[zeitwerk.authority().anchor])
        assert verdict.verdict != "invalid", [str(each) for each in verdict.reasons]
        assert all(each.verdict != "invalid" for each in verdict.signatures)
    file = tmp_path / "whole.pdf"
    file.write_bytes(whole[0])
    shown = subprocess.run(["pdfsig", "-nocert", file], capture_output=True, text=True, check=False).stdout
    assert shown.count("Signature is Valid") == shown.count("Signing Certificate Common Name") > 0 or copies
    assert len(archived(anna)) == len(names)

    sealed = seal_archive(anna, silent)
    assert sorted((one.file, one.new) for one in sealed if not one.left_out) == [(one, True) for one in names]
    assert any("scan.pdf: left out." in one for one in seal_lines(sealed))
    assert not any(one.new for one in seal_archive(anna, silent))
    pdf, beside = write_agreement(anna, history, tmp_path / "contract.pdf", line.reasons[0])
    verdict = verify_file(beside.read_bytes(), beside.name, sealed=pdf.read_bytes())
    assert verdict.kind == "seal"
    assert verdict.verdict != "invalid"


def test_a_copy_of_a_partys_own_is_renewed_when_it_ends(
    houses: Path, tmp_path: Path, own_config: Path, zeitwerk: Animated, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a text frozen here the common PDF and the copy have each a day of their own; a round had looked at the first alone."""
    table = at_table(houses, tmp_path / "copies", utc_now)
    table.freeze()
    add_authority(zeitwerk.authority())
    sign(table.anna, table.history, PASSPHRASE)
    came = signed_by("Martin Vogt", packet(table.martin, table.history), "signature-2", monkeypatch)
    bring_back(table.martin, table.history, "signiert.pdf", came, remarks_read=True)
    table.carry(table.martin, table.sofia)
    vouch(
        table.sofia,
        table.history,
        ["signature-3"],
        evidence="paper_scan",
        on=utc_now().date(),
        files=[("scan.pdf", SCAN)],
    )
    table.carry(table.sofia, table.anna)
    anna = table.anna
    expected = [("", "renewed", "B-T"), ("scan.pdf", "left_out", ""), ("signiert.pdf", "renewed", "B-T")]
    assert sorted(lines_of(renew_archive(anna, silent, wanted="B-T"))) == expected
    assert {outcome for _file, outcome, _level in lines_of(renew_archive(anna, silent, wanted="B-T"))} == {
        "nothing_due",
        "left_out",
    }
    with anna.vault.write() as session:
        ((_history, record),) = [one for one in proof_records(session, table.history) if one[1].file]
        keep_proof_record(session, table.history, replace(record, until=utc_now() + timedelta(days=5)))
    due = {one.file: one.renew for one in archived(anna)}
    assert due["signiert.pdf"] < utc_now().date()
    again = {one.file: one.outcome for one in renew_archive(anna, silent, wanted="B-T").lines}
    assert again == {"": "nothing_due", "signiert.pdf": "nothing_due", "scan.pdf": "left_out"}
    assert {one.file: one.renew for one in archived(anna)}["signiert.pdf"] > utc_now().date(), "it was looked at anew"
    common, copy = completed_pdfs(anna, table.history)
    verdict = verify_file(common, "a.pdf", copies={table.history: {"signature-2": CopyAtHand("pdf_signature", copy)}})
    assert verdict.signatures[1].verdict != "invalid", [str(one) for one in verdict.reasons]
    assert (copy.startswith(came), len(copy) > len(came)) == (True, True)
    table.close()
