"""Every known way to tamper with a signed PDF must make it invalid."""

from __future__ import annotations

from datetime import timedelta

import pytest

from datapact.base.errors import Malformed
from datapact.signing.pades.inspect import SignatureReport, inspect_signatures
from tests.signing import attacks
from tests.signing.samples import FIELDS, NOW, Signed, signed_contract


@pytest.fixture(scope="module")
def signed() -> Signed:
    return signed_contract()


def judge(pdf: bytes, signed: Signed) -> tuple[str, SignatureReport | None]:
    """The verdict; a PDF whose structure is refused counts as invalid."""
    try:
        report = inspect_signatures(pdf, roots=signed.roots)
    except Malformed:
        return "invalid", None
    return report.verdict, report


@pytest.mark.parametrize("attack", attacks.CHANGES.values(), ids=attacks.CHANGES)
def test_an_unsigned_revision_makes_it_invalid(attack: attacks.Tamper, signed: Signed) -> None:
    assert judge(attacks.append_revision(signed.pdf, attack), signed)[0] == "invalid"


@pytest.mark.parametrize("attack", attacks.CHANGES.values(), ids=attacks.CHANGES)
def test_a_signatory_may_change_nothing_else(attack: attacks.Tamper, signed: Signed) -> None:
    pdf = attacks.sign_with_more(signed.revisions[2], FIELDS[2], signed.signatories[2], attack)
    verdict, report = judge(pdf, signed)
    assert verdict == "invalid"
    if report is not None:
        assert {one.verdict for one in report.signatures} == {"invalid"}


@pytest.mark.parametrize("attack", attacks.CHANGES_OF_AN_EMPTY_FIELD.values(), ids=attacks.CHANGES_OF_AN_EMPTY_FIELD)
def test_a_field_that_waits_for_its_signature_stays_as_it_is(attack: attacks.Tamper, signed: Signed) -> None:
    assert judge(attacks.append_revision(signed.revisions[2], attack), signed)[0] == "invalid"


@pytest.mark.parametrize("attack", attacks.BYTES.values(), ids=attacks.BYTES)
def test_changed_bytes_make_it_invalid(attack: attacks.Attack, signed: Signed) -> None:
    tampered = attack(signed)
    assert tampered != signed.pdf
    assert judge(tampered, signed)[0] == "invalid"


@pytest.mark.parametrize("attack", attacks.HOSTILE.values(), ids=attacks.HOSTILE)
def test_a_hostile_signatory_is_found_out(attack: attacks.Attack, signed: Signed) -> None:
    assert judge(attack(signed), signed)[0] == "invalid"


def test_the_harness_itself_signs_validly(signed: Signed) -> None:
    """Otherwise the tests of hostile signatories would prove nothing."""
    pdf = attacks.sign_with_more(
        signed.revisions[2], FIELDS[2], signed.signatories[2], lambda _writer: None, at=NOW + timedelta(minutes=2)
    )
    assert judge(pdf, signed)[0] == "valid"


def test_a_dropped_signatory_shows_as_an_empty_field(signed: Signed) -> None:
    verdict, report = judge(signed.revisions[2], signed)
    assert verdict == "valid"
    assert report is not None
    assert report.empty_fields == (FIELDS[2],)
