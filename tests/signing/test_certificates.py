"""Whose certificate, for what, valid when, revoked since when."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from datapact.base.errors import AnswerNo
from datapact.base.local_time import exact_time
from datapact.signing.pades.inspect import SignatureReport, inspect_signatures
from tests.signing import attacks
from tests.signing.samples import (
    NEVER,
    NOW,
    Authority,
    Signatory,
    author_usage,
    authority,
    contract,
    sign,
    signatory,
)

FIELD = "anna-keller"


@pytest.fixture(scope="module")
def keller() -> Authority:
    return authority()


@pytest.fixture(scope="module")
def anna(keller: Authority) -> Signatory:
    return signatory(keller, "Anna Keller")


def report(person: Signatory, **crls: x509.CertificateRevocationList) -> SignatureReport:
    own = crls.pop("own", None)
    pdf = sign(contract((FIELD,)), FIELD, person, certify=True, crl=own)
    return inspect_signatures(pdf, roots=[person.authority.certificate], crls=list(crls.values()))


def reasons(found: SignatureReport) -> str:
    return " ".join(str(reason) for one in found.signatures for reason in (*one.reasons, *one.notes))


REASONS = [None, *(reason for reason in x509.ReasonFlags if reason is not x509.ReasonFlags.remove_from_crl)]


@pytest.mark.parametrize("place", ["own", "later"])
@pytest.mark.parametrize("days", [-2500, -1, 0, 1])
def test_a_revocation_leaves_it_open_whatever_date_it_claims(
    keller: Authority, anna: Signatory, place: str, days: int
) -> None:
    at = NOW + timedelta(days=days)
    found = report(anna, **{place: keller.crl({anna.certificate.serial_number: at}, at=at)})
    assert found.verdict == "indeterminate"
    assert f"revoked, as of {exact_time(at, None, 'en')} by the word of its issuer" in reasons(found)


@pytest.mark.parametrize("reason", REASONS, ids=str)
@pytest.mark.parametrize("days", [-1, 1])
def test_and_whatever_reason(keller: Authority, anna: Signatory, reason: x509.ReasonFlags | None, days: int) -> None:
    at = NOW + timedelta(days=days)
    revoked = x509.RevokedCertificateBuilder().serial_number(anna.certificate.serial_number).revocation_date(at)
    if reason is not None:
        revoked = revoked.add_extension(x509.CRLReason(reason), critical=False)
    crl = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(keller.certificate.subject)
        .last_update(at)
        .next_update(NEVER)
        .add_revoked_certificate(revoked.build())
        .sign(keller.key, hashes.SHA256())
    )
    found = report(anna, later=crl)
    assert found.verdict == "indeterminate"
    assert "no timestamp proves which is older" in reasons(found)


def test_a_revocation_of_somebody_else_does_not_matter(keller: Authority, anna: Signatory) -> None:
    assert report(anna, own=keller.crl({4711: NOW - timedelta(days=1)})).verdict == "valid"


def test_a_list_that_another_key_signed_is_no_list(keller: Authority, anna: Signatory) -> None:
    forger = Authority(ec.generate_private_key(ec.SECP256R1()), keller.certificate)
    found = report(anna, own=forger.crl())
    assert found.verdict == "indeterminate"
    assert "carries no revocation list" in reasons(found)


def test_without_a_list_it_stays_open(anna: Signatory) -> None:

    pdf = attacks.sign_with_more(contract((FIELD,)), FIELD, anna, lambda _w: None, certify=True, store=False)
    assert inspect_signatures(pdf, roots=[anna.authority.certificate]).verdict == "indeterminate"


def test_an_unknown_authority_leaves_it_open(anna: Signatory) -> None:
    pdf = sign(contract((FIELD,)), FIELD, anna, certify=True)
    for roots in ([], [authority("Somebody Else").certificate], [authority().certificate]):
        found = inspect_signatures(pdf, roots=roots)
        assert found.verdict == "indeterminate"
        assert "no organisation that is known here" in reasons(found)


def test_a_certificate_taken_as_given_needs_no_authority(anna: Signatory) -> None:
    pdf = sign(contract((FIELD,)), FIELD, anna, certify=True)
    assert inspect_signatures(pdf, roots=[anna.certificate]).verdict == "valid"


def test_an_author_certificate_signs_no_contract(keller: Authority) -> None:
    found = report(signatory(keller, "Anna Keller", usage=author_usage()))
    assert found.verdict == "invalid"
    assert "not one for signing contracts" in reasons(found)


def test_an_expired_certificate_does_not_sign(keller: Authority) -> None:
    found = report(signatory(keller, "Anna Keller", until=NOW - timedelta(days=1)))
    assert found.verdict == "invalid"
    assert "not valid at the time" in reasons(found)


def test_a_key_that_is_not_the_certificates_does_not_sign(keller: Authority, anna: Signatory) -> None:
    other = Signatory(anna.name, ec.generate_private_key(ec.SECP256R1()), anna.certificate, keller)
    with pytest.raises(AnswerNo):
        report(other)
    forged = attacks.sign_with_more(contract((FIELD,)), FIELD, other, lambda _writer: None, certify=True)
    assert inspect_signatures(forged, roots=[keller.certificate]).verdict == "invalid"


def test_claimed_times_out_of_order_are_noted(keller: Authority, anna: Signatory) -> None:
    bernd = signatory(keller, "Bernd Keller")
    pdf = sign(contract((FIELD, "bernd-keller")), FIELD, anna, certify=True)
    pdf = sign(pdf, "bernd-keller", bernd, at=NOW - timedelta(hours=1))
    found = inspect_signatures(pdf, roots=[keller.certificate])
    assert found.verdict == "valid"
    assert any("do not follow the order" in str(note) for note in found.notes)


def test_no_expiry_is_the_date_of_rfc_5280(anna: Signatory) -> None:
    assert anna.certificate.not_valid_after_utc == NEVER
