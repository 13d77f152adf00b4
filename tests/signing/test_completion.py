"""B-LT, B-LTA and completing later: what may be appended, what each level needs, and that nobody else is told."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from datapact.audit.verify.verify import verify_file
from datapact.base.clock import utc_now
from datapact.base.errors import AnswerNo, Malformed
from datapact.base.progress import silent
from datapact.obligations.agenda.agenda import agenda
from datapact.obligations.due.signature_proofs import proof_record
from datapact.signing.archive import complete as completing
from datapact.signing.archive import renew as renewing
from datapact.signing.archive.complete import complete
from datapact.signing.archive.renew import archived, completed_pdfs, renew_archive
from datapact.signing.authorities.settings import add_authority, remove_authority
from datapact.signing.authorities.timestamps import request_timestamp
from datapact.signing.ceremony.export import export_pdf
from datapact.signing.ceremony.sign import digest_of, sign_at
from datapact.signing.pades.completion import ValidationData, append_proofs
from datapact.signing.pades.inspect import SignatureReport, inspect_signatures
from datapact.signing.pades.revisions import open_pdf
from tests.agreements.negotiated import PASSPHRASE, Table, at_table, found_houses
from tests.signing.attacks import append_revision
from tests.signing.samples import Signed, authority, signed_contract
from tests.signing.tsa import Animated
from tests.tools.verapdf import complaints

type Tamper = Callable[[IncrementalPdfFileWriter], None]


@pytest.fixture(scope="module")
def signed() -> Signed:
    return signed_contract()


@pytest.fixture(scope="module")
def completed(signed: Signed, zeitwerk: Animated) -> bytes:
    """The contract with its three signatures at B-LTA."""
    made = complete(signed.pdf, "B-LTA", [zeitwerk.authority()], utc_now, signed.roots)
    assert (made.level, made.missing) == ("B-LTA", ())
    assert made.until is not None
    assert made.until > utc_now() + timedelta(days=300)
    return made.pdf


def judged(pdf: bytes, signed: Signed) -> SignatureReport:
    return inspect_signatures(pdf, roots=signed.roots)


def levels(report: SignatureReport) -> list[str]:
    return [one.level.removeprefix("PAdES ") for one in report.signatures]


def stamped(pdf: bytes, zeitwerk: Animated, data: ValidationData | None = None) -> bytes:
    """The file with one more timestamp."""
    made = append_proofs(
        pdf,
        data or ValidationData(),
        lambda digest: request_timestamp(zeitwerk.authority(), digest, utc_now, checked=False).token,
    )
    assert made is not None
    return made


@pytest.mark.judge("pdfsig", "qpdf", "openssl")
def test_completing_appends_and_others_still_find_every_signature_valid(
    signed: Signed, completed: bytes, zeitwerk: Animated, tmp_path: Path
) -> None:
    assert completed.startswith(signed.pdf)
    report = judged(completed, signed)
    assert (report.verdict, levels(report), len(report.timestamps)) == ("valid", ["B-LTA"] * 3, 2)
    assert [one.field for one in report.timestamps] == ["timestamp-1", "timestamp-2"]
    assert report.empty_fields == ()
    file = tmp_path / "a.pdf"
    file.write_bytes(completed)
    told = subprocess.run(["pdfsig", "-nocert", file], capture_output=True, text=True, check=False).stdout
    assert told.count("Signature is Valid") == 3
    assert subprocess.run(["qpdf", "--check", file], capture_output=True, check=False).returncode == 0
    root, token, data = (tmp_path / name for name in ("root.pem", "token", "data"))
    root.write_bytes(zeitwerk.root.public_bytes(Encoding.PEM))
    for one in open_pdf(completed).reader.embedded_timestamp_signatures:
        _start, before, after, rest = (int(place) for place in one.byte_range)
        token.write_bytes(one.pkcs7_content)
        data.write_bytes(completed[:before] + completed[after : after + rest])
        command = ["openssl", "ts", "-verify", "-data", data, "-in", token, "-token_in", "-CAfile", root]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert "Verification: OK" in done.stdout + done.stderr


def test_each_level_needs_its_proofs(signed: Signed, zeitwerk: Animated) -> None:
    known = [zeitwerk.authority()]
    first = complete(signed.pdf, "B-T", known, utc_now, signed.roots)
    assert (first.level, levels(judged(first.pdf, signed))) == ("B-T", ["B-T"] * 3)
    assert len(open_pdf(first.pdf).revisions) == len(open_pdf(signed.pdf).revisions) + 1
    second = complete(first.pdf, "B-LT", known, utc_now, signed.roots)
    assert (second.level, len(judged(second.pdf, signed).timestamps)) == ("B-LT", 1)
    again = complete(second.pdf, "B-LT", known, utc_now, signed.roots)
    assert again.pdf == second.pdf
    deaf = replace(known[0], revocation=())  # nobody can be asked about revocations
    third = complete(first.pdf, "B-LTA", [deaf], utc_now, signed.roots)
    assert (third.level, third.pdf == first.pdf) == ("B-T", True)
    assert "no address for it is set up" in str(third.missing[0])


def test_a_renewal_adds_one_timestamp(signed: Signed, completed: bytes, zeitwerk: Animated) -> None:
    made = complete(completed, "B-LTA", [zeitwerk.authority()], utc_now, signed.roots, renew=True)
    report = judged(made.pdf, signed)
    assert (report.verdict, levels(report), len(report.timestamps)) == ("valid", ["B-LTA"] * 3, 3)


def test_a_file_whose_signatures_do_not_verify_is_not_completed(signed: Signed, zeitwerk: Animated) -> None:
    broken = bytearray(signed.pdf)
    broken[broken.index(b"Vertrag")] ^= 1
    before = len(zeitwerk.asked)
    with pytest.raises(AnswerNo, match="do not verify"):
        complete(bytes(broken), "B-LTA", [zeitwerk.authority()], utc_now, signed.roots)
    assert len(zeitwerk.asked) == before


# ---- what may not be appended ----


def _field(writer: IncrementalPdfFileWriter, **changed: generic.PdfObject) -> None:
    """Another field, empty or with what it is given."""
    keys: dict[generic.NameObject, generic.PdfObject] = {
        pdf_name("/Type"): pdf_name("/Annot"),
        pdf_name("/Subtype"): pdf_name("/Widget"),
        pdf_name("/FT"): pdf_name("/Sig"),
        pdf_name("/T"): generic.TextStringObject("timestamp-9"),
        pdf_name("/Rect"): generic.ArrayObject(generic.NumberObject(0) for _ in range(4)),
        pdf_name("/F"): generic.NumberObject(132),
    }
    keys |= {pdf_name(f"/{key}"): value for key, value in changed.items()}
    form = writer.root["/AcroForm"]
    form["/Fields"].append(writer.add_object(generic.DictionaryObject(keys)))
    writer.update_container(form["/Fields"])


def _value(writer: IncrementalPdfFileWriter, kind: str = "/DocTimeStamp") -> generic.IndirectObject:
    made: generic.IndirectObject = writer.add_object(
        generic.DictionaryObject({pdf_name("/Type"): pdf_name(kind), pdf_name("/SubFilter"): pdf_name("/ETSI.RFC3161")})
    )
    return made


def _two(writer: IncrementalPdfFileWriter) -> None:
    _field(writer, V=_value(writer))
    _field(writer, V=_value(writer), T=generic.TextStringObject("timestamp-10"))


TAMPERING: dict[str, Tamper] = {
    "an empty field": _field,
    "a field with a size": lambda writer: _field(
        writer, V=_value(writer), Rect=generic.ArrayObject(generic.NumberObject(one) for one in (0, 0, 90, 90))
    ),
    "a field with a picture": lambda writer: _field(writer, V=_value(writer), AP=generic.DictionaryObject()),
    "a field that acts": lambda writer: _field(writer, V=_value(writer), A=generic.DictionaryObject()),
    "another name": lambda writer: _field(writer, V=_value(writer), T=generic.TextStringObject("signature-9")),
    "a signature": lambda writer: _field(writer, V=_value(writer, "/Sig")),
    "two": _two,
}


@pytest.mark.parametrize("what", TAMPERING)
def test_nothing_but_proofs_may_follow_the_last_signature(completed: bytes, signed: Signed, what: str) -> None:
    report = judged_or_invalid(append_revision(completed, TAMPERING[what]), signed)
    assert report == "invalid"


def judged_or_invalid(pdf: bytes, signed: Signed) -> str:
    try:
        return judged(pdf, signed).verdict
    except Malformed:  # such as a value that is no timestamp
        return "invalid"


def test_a_timestamp_that_does_not_fit_is_found(signed: Signed, zeitwerk: Animated) -> None:
    other = request_timestamp(zeitwerk.authority(), bytes(32), utc_now, checked=False).token
    pdf = append_proofs(signed.pdf, ValidationData(), lambda _digest: other)
    assert pdf is not None
    report = judged(pdf, signed)
    assert (report.verdict, levels(report)) == ("invalid", ["B-B"] * 3)


def test_a_changed_document_is_found_under_its_timestamps(signed: Signed, completed: bytes) -> None:
    changed = bytearray(completed)
    place = changed.rindex(b"/DocTimeStamp")
    changed[place + 4] ^= 1
    assert judged_or_invalid(bytes(changed), signed) == "invalid"


def test_validation_data_alone_may_follow_and_promises_nothing(signed: Signed) -> None:
    pdf = append_proofs(signed.pdf, ValidationData((authority("Someone").certificate,)))
    assert pdf is not None
    report = judged(pdf, signed)
    assert (report.verdict, levels(report), report.end_of_proof) == ("valid", ["B-B"] * 3, (None, ""))


# ---- the archive ----


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


def interrupted(*_given: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.judge("verapdf", "pdfsig")
def test_levels_in_turn_then_the_archive_is_renewed_and_no_party_is_told(
    table: Table, zeitwerk: Animated, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table.freeze()
    add_authority(zeitwerk.authority())
    assert sign_at(table.anna, table.history, PASSPHRASE, level="B-LTA").level == "B-LTA"
    assert sign_at(table.martin, table.history, PASSPHRASE, level="B-LT").level == "B-LT"
    table.carry(table.anna, table.sofia)
    sofia, history = table.sofia, table.history
    assert sign_at(sofia, history, PASSPHRASE, level="B-B").level == "B-B"
    common = export_pdf(sofia, history)
    verdict = verify_file(common, "a.pdf")
    assert (verdict.verdict, [one.level for one in verdict.signatures]) == (
        "valid",
        ["PAdES B-LTA", "PAdES B-LT", "PAdES B-B"],
    )
    report = renew_archive(sofia, silent)
    assert [(one.outcome, one.level) for one in report.lines] == [("nothing_due", "B-B")]  # the proofs of others last
    with pytest.raises(AnswerNo):
        completed_pdfs(sofia, history)[0]

    # nobody answers: nothing changes, and it is said
    remove_authority("Zeitwerk tsa")
    add_authority(replace(zeitwerk.authority(), address="http://127.0.0.1:9/"))
    report = renew_archive(sofia, silent, wanted="B-LTA")
    assert [(one.outcome, one.level) for one in report.lines] == [("less", "B-B")]
    assert "cannot be reached" in str(report.lines[0].reasons[0])
    assert not report.whole
    remove_authority("Zeitwerk tsa")
    add_authority(zeitwerk.authority())
    report = renew_archive(sofia, silent, wanted="B-LTA")
    assert [(one.outcome, one.level, one.reasons) for one in report.lines] == [("renewed", "B-LTA", ())]
    assert report.whole
    assert renew_archive(sofia, silent, wanted="B-LTA").lines[0].outcome == "nothing_due"

    # what all parties have stays, and the completed file verifies
    assert export_pdf(sofia, history) == common
    whole = completed_pdfs(sofia, history)[0]
    assert whole.startswith(common)
    verdict = verify_file(whole, "a.pdf")
    assert (verdict.verdict, {one.level for one in verdict.signatures}) == ("valid", {"PAdES B-LTA"})
    file = tmp_path / "whole.pdf"
    file.write_bytes(whole)
    assert complaints([file]) == ""
    told = subprocess.run(["pdfsig", "-nocert", file], capture_output=True, text=True, check=False).stdout
    assert told.count("Signature is Valid") == 3

    # the day of the next renewal stands in the calendar; a round in time replaces the file
    (row,) = archived(sofia)
    today = sofia.clock().date()
    assert row.renew is not None
    due = [one for one in agenda(sofia, today, row.renew) if one.kind == "proof"]
    assert [(one.due, one.agreement) for one in due] == [(row.renew, history)]
    report = renew_archive(sofia, silent, within=timedelta(days=400))  # by the same certificate: nothing is won
    assert [(one.outcome, one.level) for one in report.lines] == [("less", "B-LTA")]
    assert "ends no later" in str(report.lines[0].reasons[0])
    assert completed_pdfs(sofia, history)[0] == whole
    add_authority(zeitwerk.authority("next"), first=True)
    with monkeypatch.context() as cut:  # the new file is put down, its record is not
        cut.setattr(renewing, "keep_proof_record", interrupted)
        with pytest.raises(KeyboardInterrupt):
            renew_archive(sofia, silent, within=timedelta(days=400))
    assert completed_pdfs(sofia, history)[0] == whole
    report = renew_archive(sofia, silent, within=timedelta(days=400))
    assert [(one.outcome, one.level) for one in report.lines] == [("renewed", "B-LTA")]
    newest = completed_pdfs(sofia, history)[0]
    assert newest.startswith(whole)
    with sofia.vault.read() as session:
        record = proof_record(session, history)
    assert record is not None
    assert (record.revision, record.completed) == (digest_of(common), digest_of(newest))


def test_looking_asks_nobody(signed: Signed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(completing, "first_timestamp", None)  # who asks fails
    assert complete(signed.pdf, "B-B", [], utc_now, signed.roots).pdf == signed.pdf
