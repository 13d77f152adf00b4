"""Signing as others see it: pdfsig, qpdf and mutool, the PDF version, the store of validation data."""

from __future__ import annotations

import io
import subprocess
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from datapact.base.errors import Malformed, WrongUse
from datapact.history.commitments.jws import thumbprint
from datapact.signing.pades.appearance import SignatureAppearance, draw_appearance
from datapact.signing.pades.inspect import inspect_signatures, unexpected_signers
from datapact.signing.pades.revisions import base_revision, open_pdf, revision_digest
from datapact.signing.pades.sign_field import sign_field
from tests.signing.samples import FIELDS, NOW, Signed, authority, contract, sign, signatory, signed_contract


@pytest.fixture(scope="module")
def signed() -> Signed:
    return signed_contract()


def test_each_signature_appends_one_revision(signed: Signed) -> None:
    revisions = open_pdf(signed.pdf).revisions
    assert [signed.pdf[: one.end] for one in revisions] == list(signed.revisions)
    assert base_revision(signed.pdf) == signed.revisions[0]
    assert [one.digest for one in revisions] == [revision_digest(pdf) for pdf in signed.revisions]


def test_the_version_and_the_metadata_stay_as_they_are(signed: Signed) -> None:
    with pikepdf.open(io.BytesIO(signed.pdf)) as pdf, pikepdf.open(io.BytesIO(signed.revisions[0])) as base:
        assert pdf.pdf_version == "1.7"
        assert "/Version" not in pdf.Root
        assert set(pdf.Root.Extensions.keys()) == {"/ESIC"}
        assert pdf.Root.Metadata.read_bytes() == base.Root.Metadata.read_bytes()
        assert pdf.docinfo == base.docinfo
        assert pdf.Root.Perms.DocMDP.Reference[0].TransformParams.P == 2


def test_each_revision_carries_the_revocation_list_of_its_signer(signed: Signed) -> None:
    for count, revision in zip((1, 2, 3), signed.revisions[1:], strict=True):
        with pikepdf.open(io.BytesIO(revision)) as pdf:
            # two certificates of the first signer, one more of her colleague, two of the institute
            assert len(pdf.Root.DSS.Certs) == (2, 3, 5)[count - 1]
            assert len(pdf.Root.DSS.CRLs) >= 1
            assert "/VRI" not in pdf.Root.DSS


def test_the_report_says_who_signed_what_and_when(signed: Signed) -> None:
    report = inspect_signatures(signed.pdf, roots=signed.roots)
    assert report.verdict == "valid"
    assert report.reasons == report.notes == report.empty_fields == ()
    assert [(one.field, one.signer, one.covers, one.level) for one in report.signatures] == [
        (FIELDS[0], "Anna Keller", "revision", "PAdES B-B"),
        (FIELDS[1], "Bernd Keller", "revision", "PAdES B-B"),
        (FIELDS[2], "Clara Vogel", "file", "PAdES B-B"),
    ]
    assert [one.time for one in report.signatures] == [NOW + timedelta(minutes=place) for place in range(3)]
    assert [one.certifies for one in report.signatures] == [True, False, False]
    assert [one.certificate for one in report.signatures] == [one.certificate for one in signed.signatories]


def test_an_rsa_key_from_elsewhere_signs_too() -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    person = signatory(authority("Trust Centre"), "Dora", key=key)
    pdf = sign(contract(("dora",)), "dora", person, certify=True)
    assert inspect_signatures(pdf, roots=[person.authority.certificate]).verdict == "valid"


def test_unknown_and_signed_fields_are_refused(signed: Signed) -> None:
    with pytest.raises(WrongUse, match="no signature field"):
        sign(signed.revisions[0], "nobody", signed.signatories[0])
    with pytest.raises(WrongUse, match="signed already"):
        sign(signed.pdf, FIELDS[0], signed.signatories[0])
    with pytest.raises(Malformed):
        sign(b"%PDF-1.7 but nothing else", FIELDS[0], signed.signatories[0])


@pytest.mark.parametrize(
    "text",
    ["", "a" * 10_000, "\u202egnp.exe", "<b>fett</b> & \x00\x1f", "Ελένη Παπαδοπούλου", "Дмитрий", "漢字 🖋", "(\\)%"],
)
def test_any_words_can_be_drawn(text: str) -> None:
    appearance = SignatureAppearance(text, text, text, "de")
    with pikepdf.open(io.BytesIO(draw_appearance(appearance.lines(NOW), 180, 48))) as pdf:
        assert len(pdf.pages) == 1


def test_hostile_words_survive_a_whole_signature() -> None:
    person = signatory(authority(), "Eve")
    words = SignatureAppearance(") Tj ET (\u202e", "\x00\n\r" * 50, "<para>" * 500, "en")
    pdf = sign_field(
        contract(("eve",)),
        field="eve",
        key=person.key,
        certificate=person.certificate,
        chain=[person.authority.certificate],
        crls=[person.authority.crl()],
        at=NOW,
        certify=True,
        appearance=words,
    )
    assert inspect_signatures(pdf, roots=[person.authority.certificate]).verdict == "valid"


@pytest.mark.judge("pdfsig")
def test_pdfsig_finds_three_valid_signatures(signed: Signed, tmp_path: Path) -> None:
    file = tmp_path / "signed.pdf"
    file.write_bytes(signed.pdf)
    said = subprocess.run(["pdfsig", "-nocert", str(file)], capture_output=True, text=True, check=False).stdout
    assert said.count("Signature Validation: Signature is Valid.") == 3
    assert said.count("Signature Type: ETSI.CAdES.detached") == 3
    assert said.count("Total document signed") == 1


@pytest.mark.judge("qpdf")
@pytest.mark.judge("mutool")
def test_qpdf_and_mutool_find_nothing_wrong(signed: Signed, tmp_path: Path) -> None:
    file = tmp_path / "signed.pdf"
    file.write_bytes(signed.pdf)
    checked = subprocess.run(["qpdf", "--check", str(file)], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    drawn = subprocess.run(
        ["mutool", "draw", "-o", str(tmp_path / "page.png"), "-r", "40", str(file), "2"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert drawn.returncode == 0, drawn.stderr
    assert "error" not in drawn.stderr


def test_who_signed_is_held_against_who_was_to(signed: Signed) -> None:
    report = inspect_signatures(signed.revisions[2], roots=signed.roots)
    kids = [thumbprint(one.key.public_key()) for one in signed.signatories]  # type: ignore[arg-type]
    due = list(zip(FIELDS, kids, strict=True))
    assert unexpected_signers(report, due[:2]) == ()
    assert "order" in str(unexpected_signers(report, due)[0])
    assert "order" in str(unexpected_signers(report, due[:1])[0])
    assert "order" in str(unexpected_signers(report, [due[1], due[0]])[0])
    swapped = [(FIELDS[0], kids[1]), (FIELDS[1], kids[0])]
    assert len(unexpected_signers(report, swapped)) == 2
