"""Long-term seals: made and read by us, verified by OpenSSL; a key that a house announced, and nobody else's."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric import mldsa
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.audit.verify.verify import verify_file
from datapact.base.clock import utc_now
from datapact.base.errors import AnswerNo, DataPactError, Locked, WrongUse
from datapact.base.progress import silent
from datapact.base.texts import Message
from datapact.organisation.acting.own_profile import write_card
from datapact.organisation.identity.certificate_authority import long_term_certificate
from datapact.signing.archive.seal import fits_file, holds, make_seal, read_seal
from datapact.signing.archive.seal_key import begin_sealing, end_sealing, private_seal_key, seal_key
from datapact.signing.archive.seals import seal_archive, seals_of, write_agreement
from datapact.signing.ceremony.sign import sign
from tests.agreements.negotiated import PASSPHRASE, at_table, found_houses
from tests.depth import examples

if TYPE_CHECKING:
    from cryptography import x509

    from datapact.organisation.acting.acting_member import Acting

AT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
KEY = mldsa.MLDSA65PrivateKey.generate()
CERTIFICATE = long_term_certificate(KEY, "Maschinenbau Keller GmbH", AT)
FILE = b"%PDF-1.7 whatever it is"
SEAL = make_seal(FILE, KEY, CERTIFICATE, AT)


def test_a_seal_is_over_one_file_and_says_when() -> None:
    seal = read_seal(SEAL)
    assert holds(seal)
    assert fits_file(seal, FILE)
    assert not fits_file(seal, FILE + b" ")
    assert seal.time == AT


@pytest.mark.judge
def test_openssl_verifies_it(tmp_path: Path) -> None:
    listed = subprocess.run(["openssl", "list", "-signature-algorithms"], capture_output=True, text=True, check=True)
    if "ML-DSA-65" not in listed.stdout:
        pytest.skip("this OpenSSL knows no ML-DSA (3.5 does)")
    for name, data in (("file", FILE), ("seal", SEAL), ("root", CERTIFICATE.public_bytes(Encoding.PEM))):
        (tmp_path / name).write_bytes(data)
    words = [
        "cms",
        "-verify",
        "-binary",
        "-inform",
        "DER",
        "-in",
        "seal",
        "-content",
        "file",
        "-CAfile",
        "root",
        "-purpose",
        "any",
        "-out",
        "out",
    ]
    assert subprocess.run(["openssl", *words], cwd=tmp_path, capture_output=True, check=False).returncode == 0
    (tmp_path / "file").write_bytes(FILE + b" ")
    assert subprocess.run(["openssl", *words], cwd=tmp_path, capture_output=True, check=False).returncode != 0


@settings(max_examples=examples(400), deadline=None)
@given(at=st.integers(0, len(SEAL) - 1), by=st.integers(1, 255))
def test_no_changed_byte_passes(at: int, by: int) -> None:
    data = bytearray(SEAL)
    data[at] ^= by
    try:
        seal = read_seal(bytes(data))
    except DataPactError:
        return
    same_key = seal.certificate == read_seal(SEAL).certificate  # the history vouches for this one alone
    assert not (same_key and holds(seal) and fits_file(seal, FILE))


@settings(max_examples=examples(200), deadline=None)
@given(st.binary(max_size=400) | st.binary(max_size=40).map(lambda junk: SEAL[: len(junk) * 9] + junk))
def test_whatever_else_is_refused_in_a_sentence(data: bytes) -> None:
    with pytest.raises(DataPactError):
        read_seal(data)


def test_a_seal_alone_or_by_an_unknown_key_proves_nothing() -> None:
    alone = verify_file(SEAL, "contract.pdf.p7s")
    assert (alone.kind, alone.verdict) == ("seal", "indeterminate")
    assert "without .p7s" in str(alone.reasons[0])
    beside = verify_file(SEAL, "contract.pdf.p7s", sealed=FILE)
    assert beside.verdict == "indeterminate"
    assert "No public history" in str(beside.reasons[0])
    assert verify_file(SEAL, "contract.pdf.p7s", sealed=FILE + b" ").verdict == "invalid"
    assert verify_file(SEAL[:-1], "contract.pdf.p7s", sealed=FILE).verdict == "invalid"


def _private(acting: Acting) -> tuple[mldsa.MLDSA65PrivateKey, x509.Certificate]:
    with acting.vault.read() as session:
        found = private_seal_key(session)
    assert found is not None
    return found


def test_a_house_seals_what_all_have_signed(tmp_path: Path) -> None:
    found_houses(tmp_path / "template", utc_now)
    table = at_table(tmp_path / "template", tmp_path / "houses", utc_now)
    with pytest.raises(Locked):
        begin_sealing(table.martin)  # no administrator
    key = begin_sealing(table.anna)
    assert key.here
    with pytest.raises(AnswerNo):
        begin_sealing(table.anna)
    table.sign_twice()
    anna, sofia, history = table.anna, table.sofia, table.history
    assert seals_of(anna, history) == (), "a partner has still to sign"
    before = write_agreement(anna, history, tmp_path / "before.pdf", Message("Agreement"))
    assert [one.name for one in before] == ["before.pdf"]
    sign(sofia, history, PASSPHRASE)
    assert seals_of(sofia, history) == (), "the institute does not seal"
    table.carry(sofia, anna)

    assert [(one.new, one.reason) for one in seal_archive(anna, silent)] == [(True, None)]
    assert [(one.new, one.reason) for one in seal_archive(anna, silent)] == [(False, None)]
    pdf, beside = write_agreement(anna, history, tmp_path / "contract.pdf", Message("Agreement"))
    data, seal = pdf.read_bytes(), beside.read_bytes()
    write_agreement(anna, history, pdf, Message("Agreement"))
    beside.write_bytes(SEAL)
    with pytest.raises(WrongUse, match="another seal"):
        write_agreement(anna, history, pdf, Message("Agreement"))
    assert beside.read_bytes() == SEAL
    beside.write_bytes(seal)
    assert beside.name == "contract.pdf.p7s"
    by_the_pdf = verify_file(seal, beside.name, sealed=data)
    assert (by_the_pdf.verdict, [one.trust for one in by_the_pdf.identities]) == ("valid", ["declared"])
    card = write_card(anna)
    by_card = verify_file(seal, beside.name, sealed=data, cards=[card], require_trust=True)
    assert (by_card.verdict, [one.trust for one in by_card.identities]) == ("valid", ["confirmed"])
    assert verify_file(seal, beside.name, sealed=data, cards=[write_card(sofia)], require_trust=True).verdict != "valid"

    stolen = make_seal(b"%PDF-1.7 another", *_private(anna), utc_now().replace(year=2049))
    end_sealing(anna, "Kopiert")
    with anna.vault.read() as session:
        assert seal_key(session) is None
    with pytest.raises(AnswerNo):
        seal_archive(anna, silent)
    ended = write_card(anna)
    assert verify_file(seal, beside.name, sealed=data, cards=[ended], require_trust=True).verdict == "valid"
    late = verify_file(stolen, "a.pdf.p7s", sealed=b"%PDF-1.7 another", cards=[ended])
    assert (late.verdict, "later day" in str(late.reasons[0])) == ("indeterminate", True)
    table.close()
