"""Signatures at B-T: asked of real authorities, judged by others; whatever fails leaves a whole signature at B-B."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from asn1crypto import cms, tsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

from datapact.audit.verify.verify import verify_file
from datapact.base.clock import utc_now
from datapact.base.errors import AnswerNo, Damaged, DataPactError, Malformed, WrongUse
from datapact.organisation.members.key_renewal import use_certificate
from datapact.signing.ades.judge import judge_pdf
from datapact.signing.ades.words import five_answers
from datapact.signing.authorities import http_requests
from datapact.signing.authorities.address import require_address
from datapact.signing.authorities.http_requests import Unanswered
from datapact.signing.authorities.level import level_of, set_level
from datapact.signing.authorities.settings import (
    TimestampAuthority,
    add_authority,
    authorities,
    prefer,
    remove_authority,
)
from datapact.signing.authorities.timestamps import first_timestamp, learn_authority, request_timestamp
from datapact.signing.ceremony.freeze import freeze
from datapact.signing.ceremony.sign import begin, finish, sign_at
from datapact.signing.pades.completion import ValidationData, append_proofs
from datapact.signing.pades.inspect import SignatureReport, inspect_signatures
from datapact.signing.pades.reliance import CLOCKS_APART, Attested, Relied, counting
from datapact.signing.pades.revisions import open_pdf
from datapact.signing.pades.sign_field import sign_field
from datapact.signing.trusted_lists.relied import RelyingOn
from datapact.vault.database import entries
from tests.agreements.negotiated import PASSPHRASE, Table, at_table, found_houses
from tests.signing.made_lists import Holder
from tests.signing.samples import Signatory, appearance, authority, contract, signatory
from tests.signing.test_ades import by_another_program
from tests.signing.test_trusted_lists import in_asn1
from tests.signing.tsa import Animated, answering, openssl

DIGEST = hashlib.sha256(b"what is signed").digest()


def at(address: str, anchor: bytes) -> TimestampAuthority:
    return TimestampAuthority("Zweite Zeit", address, anchor)


# ---- one signature ----


@pytest.fixture(scope="module")
def dora() -> Signatory:
    return signatory(authority(), "Dora Keller")


def signed(by: Signatory, token: bytes | None, *, at: datetime | None = None) -> bytes:
    """A contract signed by her, with what an authority answered."""
    return _signed(by, lambda _digest: token, at)


def _signed(by: Signatory, stamp, at: datetime | None = None) -> bytes:
    return sign_field(
        contract(("dora",)),
        field="dora",
        key=by.key,
        certificate=by.certificate,
        chain=[by.authority.certificate],
        crls=[by.authority.crl()],
        at=at or utc_now(),
        certify=True,
        appearance=appearance(by.name),
        stamp=stamp,
    )


def stamped(by: Signatory, known: TimestampAuthority, at: datetime | None = None) -> bytes:
    return _signed(by, lambda digest: request_timestamp(known, digest, utc_now).token, at)


@pytest.mark.judge("pdfsig", "openssl", "qpdf")
def test_others_find_signature_and_timestamp_in_order(zeitwerk: Animated, dora: Signatory, tmp_path: Path) -> None:
    pdf = stamped(dora, zeitwerk.authority())
    report = inspect_signatures(pdf, roots=[dora.authority.certificate])
    assert (report.verdict, [one.level for one in report.signatures]) == ("valid", ["PAdES B-T"])
    stamp = report.signatures[0].timestamp
    assert stamp is not None
    assert stamp.authority == "Zeitwerk tsa"
    assert abs(stamp.time - utc_now()) < timedelta(minutes=1)
    file, token, data, root = (tmp_path / name for name in ("a.pdf", "a.tst", "a.sig", "root.pem"))
    file.write_bytes(pdf)
    told = subprocess.run(["pdfsig", "-nocert", file], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid" in told
    assert subprocess.run(["qpdf", "--check", file], capture_output=True, check=False).returncode == 0
    info = open_pdf(pdf).reader.embedded_signatures[0].signer_info
    token.write_bytes(info["unsigned_attrs"][0]["values"][0].dump())
    data.write_bytes(info["signature"].native)
    root.write_bytes(zeitwerk.root.public_bytes(Encoding.PEM))
    command = ["openssl", "ts", "-verify", "-data", data, "-in", token, "-token_in", "-CAfile", root]
    judged = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "Verification: OK" in judged.stdout + judged.stderr


def test_nothing_else_may_stand_where_no_signature_covers_it(zeitwerk: Animated, dora: Signatory) -> None:
    other = request_timestamp(zeitwerk.authority(), DIGEST, utc_now).token  # over something else
    report = inspect_signatures(signed(dora, other), roots=[dora.authority.certificate])
    assert report.verdict == "invalid"
    assert "does not hold" in str(report.all_reasons[0])


def test_a_claim_later_than_the_timestamp_is_in_doubt(zeitwerk: Animated, dora: Signatory) -> None:
    pdf = stamped(dora, zeitwerk.authority(), at=utc_now() + timedelta(days=2))
    report = inspect_signatures(pdf, roots=[dora.authority.certificate])
    assert report.verdict == "indeterminate"
    assert "later time" in str(report.all_reasons[0])


def test_a_revocation_quotes_the_timestamp_and_stays_in_doubt(zeitwerk: Animated, dora: Signatory) -> None:
    pdf = stamped(dora, zeitwerk.authority())
    crl = dora.authority.crl({dora.certificate.serial_number: utc_now()})
    report = inspect_signatures(pdf, roots=[dora.authority.certificate], crls=[crl])
    assert report.verdict == "indeterminate"
    assert "the timestamp of Zeitwerk tsa says" in str(report.all_reasons[0])


def test_a_timestamp_of_an_authority_set_up_here_tells_before_from_after(zeitwerk: Animated, dora: Signatory) -> None:
    pdf, root = stamped(dora, zeitwerk.authority()), zeitwerk.root.public_bytes(Encoding.DER)
    relies = RelyingOn((root,), None)

    def found(revoked: datetime, now: datetime | None = None, trust: RelyingOn = relies) -> SignatureReport:
        crl = dora.authority.crl({dora.certificate.serial_number: revoked})
        return inspect_signatures(pdf, roots=[dora.authority.certificate], crls=[crl], relies=trust, now=now)

    later, before = found(utc_now() + timedelta(hours=1)), found(utc_now() - timedelta(hours=1))
    assert (later.verdict, before.verdict) == ("valid", "indeterminate")
    assert any("was revoked later" in str(note) for note in later.signatures[0].notes)
    assert "that is before" in str(before.all_reasons[0])
    (one,) = later.signatures
    assert one.proven is not None
    assert any("set up on this computer" in str(note) for note in one.notes)
    assert any("can be proven until" in str(note) for note in later.notes)
    # after the end of the authority's certificate, uncovered, it proves nothing; nor does one that nobody set up here
    ended = found(utc_now() + timedelta(hours=1), now=utc_now() + timedelta(days=500))
    other = RelyingOn((dora.authority.certificate.public_bytes(Encoding.DER),), None)
    assert [one.verdict for one in (ended, found(utc_now() + timedelta(hours=1), trust=other))] == ["indeterminate"] * 2
    assert any("proves nothing any more" in str(note) for note in ended.signatures[0].notes)


def _made(name: str, by: Holder | None = None, *, number: int = 4711, stamping: bool = True) -> Holder:
    """Whoever makes timestamps, or with ``stamping`` false who names whom; by nobody: by its own key, under the name Wurzel."""
    key = rsa.generate_private_key(65537, 2048)
    now = utc_now()
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Wurzel")]))
        .public_key(key.public_key())
        .serial_number(number)
        .not_valid_before(now - timedelta(days=300))
        .not_valid_after(now + timedelta(days=700))
        .add_extension(x509.BasicConstraints(not stamping, None), critical=True)
    )
    if stamping:
        builder = builder.add_extension(x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    signing = key if by is None else by.key
    return Holder(key, builder.sign(signing, hashes.SHA256()))  # type: ignore[arg-type]


def _token(by: Holder, digest: bytes, time: datetime, *carried: Holder) -> bytes:
    """A timestamp of that time by ``by``, with these certificates in this order."""
    certificate, key = in_asn1(by)
    imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": digest}
    question = tsp.TimeStampReq({"version": 1, "message_imprint": imprint, "cert_req": True})
    token = DummyTimeStamper(certificate, key, fixed_dt=time).request_tsa_response(question)["time_stamp_token"]
    content = token["content"]
    content["certificates"] = [cms.CertificateChoices("certificate", in_asn1(one)[0]) for one in carried]
    token["content"] = content
    return bytes(token.dump(force=True))


@pytest.fixture(scope="module")
def root() -> Holder:
    return _made("Wurzel", number=1, stamping=False)


def stamped_before(
    dora: Signatory, root: Holder, by: Holder, *carried: Holder
) -> tuple[bytes, Callable[[bytes], SignatureReport]]:
    """Signed by her 15 days ago by a timestamp of ``by``, and how it is judged after her key was revoked 10 days ago."""
    time = utc_now() - timedelta(days=15)
    pdf = _signed(dora, lambda digest: _token(by, digest, time, *carried, root), time)
    relies = RelyingOn((root.certificate.public_bytes(Encoding.DER),), None)
    crl = dora.authority.crl({dora.certificate.serial_number: utc_now() - timedelta(days=10)})
    return pdf, lambda data: inspect_signatures(data, roots=[dora.authority.certificate], crls=[crl], relies=relies)


def test_a_certificate_of_the_same_issuer_and_number_stamps_for_nobody_else(dora: Signatory, root: Holder) -> None:
    real, forged = _made("Zeit", root), _made("Fremde")
    pdf, judged = stamped_before(dora, root, real, real)
    assert judged(pdf).verdict == "valid"
    for carried in ((real, forged), (forged, real)):
        pdf, judged = stamped_before(dora, root, forged, *carried)
        with pytest.raises(Malformed):
            judged(pdf)
    pdf, judged = stamped_before(dora, root, forged, forged)
    assert judged(pdf).verdict == "indeterminate"


def _gone(root: Holder, reason: str) -> ValidationData:
    """What shows that the authority with the usual number was revoked five days ago."""
    gone = x509.RevokedCertificateBuilder().serial_number(4711).revocation_date(utc_now() - timedelta(days=5))
    if reason:
        gone = gone.add_extension(x509.CRLReason(x509.ReasonFlags[reason]), critical=False)
    crl = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(root.certificate.subject)
        .last_update(utc_now() - timedelta(days=1))
        .next_update(utc_now() + timedelta(days=300))
        .add_revoked_certificate(gone.build())
        .sign(root.key, hashes.SHA256())
    )
    return ValidationData(certificates=(root.certificate,), crls=(crl.public_bytes(Encoding.DER),))


@pytest.mark.parametrize(
    ("reason", "verdict"), [("key_compromise", "indeterminate"), ("superseded", "valid"), ("", "indeterminate")]
)
def test_a_key_revoked_since_makes_no_older_timestamp(dora: Signatory, root: Holder, reason: str, verdict: str) -> None:
    real = _made("Zeit", root)
    pdf, judged = stamped_before(dora, root, real, real)
    made = append_proofs(pdf, _gone(root, reason), None)
    assert made is not None
    found = judged(made)
    assert found.verdict == verdict
    assert any("proves nothing" in str(note) for note in found.signatures[0].notes) == (verdict != "valid")
    time = utc_now() - timedelta(days=15)
    made = append_proofs(
        by_another_program(contract()), _gone(root, reason), lambda digest: _token(real, digest, time, real, root)
    )
    assert made is not None
    one, _stamp = judge_pdf(made, authorities=[root.certificate.public_bytes(Encoding.DER)]).signatures
    assert (one.proven is None) == (verdict != "valid")


def test_a_later_timestamp_proves_a_signature_of_another_program(zeitwerk: Animated) -> None:
    made = append_proofs(
        by_another_program(contract()),
        ValidationData(),
        lambda digest: request_timestamp(zeitwerk.authority(), digest, utc_now, checked=False).token,
    )
    assert made is not None
    root = zeitwerk.root.public_bytes(Encoding.DER)
    one, stamp = judge_pdf(made, authorities=[root]).signatures
    assert (stamp.kind, stamp.indication, one.sub_indication) == (
        "timestamp",
        "TOTAL-PASSED",
        "NO_CERTIFICATE_CHAIN_FOUND",
    )
    assert one.proven is not None
    assert (one.proven.authority, one.proven_by_qualified) == ("Zeitwerk tsa (Zeitwerk)", False)
    assert "whom you set up here" in " ".join(map(str, five_answers(one)[-1].sentences))
    assert one.to_json()["proven_how"] == "set_up"
    late, spent = judge_pdf(made, None, utc_now() + timedelta(days=500), [root]).signatures
    assert (late.proven, spent.sub_indication) == (None, "OUT_OF_BOUNDS_NO_POE")
    assert judge_pdf(made).signatures[0].proven is None


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50), st.booleans()), max_size=6), st.integers(0, 60))
def test_a_proof_counts_only_while_the_next_one_was_made_in_its_life(
    made: list[tuple[int, int, bool]], now: int
) -> None:
    day = datetime(2026, 1, 1, tzinfo=UTC)
    stamps = [
        Attested(day + timedelta(time), day + timedelta(time + life), "Z", Relied("set_up") if relied else None)
        for time, life, relied in made
    ]
    kept = counting(stamps, day + timedelta(now))
    assert all(one.relied is not None for one in kept)
    assert all(newer.time <= older.ends and older.time <= newer.time + CLOCKS_APART for newer, older in pairwise(kept))
    if kept:
        assert kept[0].ends >= day + timedelta(now) >= kept[0].time - CLOCKS_APART


def test_without_an_answer_the_signature_is_whole(dora: Signatory) -> None:
    report = inspect_signatures(signed(dora, None), roots=[dora.authority.certificate])
    assert (report.verdict, report.signatures[0].level) == ("valid", "PAdES B-B")


# ---- answers that do not count ----


def why(known: TimestampAuthority, clock=utc_now) -> str:
    with pytest.raises(Unanswered) as refused:
        request_timestamp(known, DIGEST, clock)
    return str(refused.value)


@pytest.mark.judge("openssl")
def test_openssl_as_authority_is_learned_and_asked(tmp_path: Path) -> None:
    second = openssl(tmp_path)
    with answering(second.answer) as address:
        known = learn_authority(address, "Zweite Zeit")
        assert (known.certificate, known.revocation) == (second.certificate, ())
        assert abs(request_timestamp(known, DIGEST, utc_now).time - utc_now()) < timedelta(minutes=1)


@pytest.mark.judge("openssl")
def test_an_authority_that_signs_with_sha1_is_refused(tmp_path: Path) -> None:
    second = openssl(tmp_path, md="sha1")
    with answering(second.answer) as address:
        assert "SHA-1" in why(at(address, second.certificate.public_bytes(Encoding.DER)))


def test_an_expired_certificate_is_refused(zeitwerk: Animated) -> None:
    assert "was not valid at the time" in why(zeitwerk.authority("late"))


def test_a_revoked_certificate_is_refused(zeitwerk: Animated) -> None:
    assert "is revoked since" in why(zeitwerk.authority("gone"))


def test_another_authority_at_the_address_is_refused(zeitwerk: Animated) -> None:
    other = authority("Somebody Else").certificate.public_bytes(Encoding.DER)
    assert "not by the authority that was set up" in why(at(zeitwerk.address(), other))


def test_a_clock_that_lies_is_told_and_nothing_is_signed(zeitwerk: Animated) -> None:
    def yesterday() -> datetime:
        return utc_now() - timedelta(days=1)

    assert "Set the clock" in why(zeitwerk.authority(), yesterday)
    with pytest.raises(AnswerNo, match="Set the clock"):
        first_timestamp([zeitwerk.authority()], DIGEST, yesterday)


def replayed(zeitwerk: Animated, question: bytes) -> tuple[int, bytes]:
    """The answer to the same question with another number."""
    request = tsp.TimeStampReq.load(question).copy()
    request["nonce"] = 7
    return 200, http_requests.fetch(
        zeitwerk.address(), name="z", body=request.dump(), kind="application/timestamp-query", most=9999
    )


FAULTS = {
    "refused": (lambda _question: (500, b""), "refused the question"),
    "elsewhere": (lambda _question: (302, b"http://127.0.0.1:9/"), "refused the question"),
    "nothing": (lambda _question: (200, b""), "did not answer with a timestamp"),
    "rubbish": (lambda question: (200, question[::-1]), "did not answer with a timestamp"),
    "endless": (lambda _question: (200, b"0" * 200_000), "more than such an answer"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_an_answer_that_is_none_is_refused_in_one_sentence(zeitwerk: Animated, fault: str) -> None:
    answer, words = FAULTS[fault]
    with answering(answer) as address:
        assert words in why(at(address, zeitwerk.root.public_bytes(Encoding.DER)))


def test_an_answer_to_another_question_is_refused(zeitwerk: Animated) -> None:
    with answering(lambda question: replayed(zeitwerk, question)) as address:
        assert "answered another question" in why(at(address, zeitwerk.root.public_bytes(Encoding.DER)))


def test_who_is_down_or_slow_is_passed_over(zeitwerk: Animated, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_requests, "PATIENCE", 0.2)
    root = zeitwerk.root.public_bytes(Encoding.DER)
    with answering(lambda _question: (200, b""), delay=0.6) as slow:
        known = [at("http://127.0.0.1:9/", root), at(slow, root), zeitwerk.authority()]
        found, missing = first_timestamp(known, DIGEST, utc_now)
    assert found is not None
    assert found.authority == "Zeitwerk tsa"
    assert ["cannot be reached" in str(missing[0]), "did not answer within" in str(missing[1])] == [True, True]


@pytest.mark.parametrize(
    "address", ["ftp://a.de/", "https://", "tsa.example.org", "https://a:b@c.de/", "http://a b.de/", "http://[/"]
)
def test_an_address_that_is_none_is_not_kept(address: str) -> None:
    with pytest.raises(WrongUse):
        require_address(address)


# ---- settings of this computer ----


def test_authorities_are_asked_in_the_order_that_a_person_set(tmp_path: Path, zeitwerk: Animated) -> None:
    file = tmp_path / "new" / "authorities.json"
    assert authorities(file) == ()
    one, other = zeitwerk.authority("tsa"), zeitwerk.authority("gone")
    add_authority(one, file=file)
    add_authority(other, first=True, file=file)
    assert authorities(file) == (other, one)
    prefer(one.name, file)
    assert authorities(file) == (one, other)
    with pytest.raises(WrongUse, match="set up already"):
        add_authority(one, file=file)
    remove_authority(one.name, file)
    with pytest.raises(WrongUse, match="No authority"):
        remove_authority(one.name, file)
    assert authorities(file) == (other,)
    file.write_bytes(file.read_bytes()[:-2])
    with pytest.raises(Damaged, match="cannot be read"):
        authorities(file)


# ---- in the ceremony ----


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


def test_the_level_is_that_of_the_agreement_and_of_the_vault(table: Table, zeitwerk: Animated) -> None:
    table.freeze()
    add_authority(zeitwerk.authority())
    before = len(zeitwerk.asked)
    first = sign_at(table.anna, table.history, PASSPHRASE)
    assert (first.level, first.outcome, len(zeitwerk.asked)) == ("B-B", (), before)  # nothing went over a network
    with table.martin.vault.write() as session:
        set_level(session, "", "B-T")
        assert level_of(session, table.history) == "B-T"
    second = sign_at(table.martin, table.history, PASSPHRASE)
    assert (second.level, second.missing, len(zeitwerk.asked)) == ("B-T", (), before + 3)  # and two about revocation
    table.carry(table.anna, table.sofia)
    with table.sofia.vault.write() as session:
        set_level(session, table.history, "B-T")
        assert level_of(session) == "B-B"
    remove_authority("Zeitwerk tsa")
    third = sign_at(table.sofia, table.history, PASSPHRASE)
    assert (third.level, third.wanted) == ("B-B", "B-T")
    assert [str(one) for one in third.missing] == ["No authority for timestamps is set up on this computer."]
    with table.sofia.vault.read() as session:
        held = entries.attachment(session, third.entry.body["revision_to"])
    assert held is not None
    verdict = verify_file(held[1], "a.pdf")
    assert verdict.verdict == "valid"
    assert [one.level for one in verdict.signatures] == ["PAdES B-B", "PAdES B-T", "PAdES B-B"]
    assert any("Zeitwerk tsa" in str(note) for note in verdict.notes)


def test_nothing_is_signed_while_the_clock_is_wrong(table: Table, zeitwerk: Animated, monkeypatch) -> None:
    table.freeze()
    add_authority(zeitwerk.authority())
    monkeypatch.setattr(zeitwerk, "clock", lambda: datetime.now(UTC) + timedelta(hours=3))
    with pytest.raises(DataPactError, match="Set the clock"):
        sign_at(table.anna, table.history, PASSPHRASE, level="B-T")
    assert sign_at(table.anna, table.history, PASSPHRASE, level="B-B").level == "B-B"


ISSUER = authority("Ausgabestelle ohne Adresse")


@pytest.mark.parametrize(
    ("chain", "why"),
    [
        (None, ""),
        ((ISSUER.certificate,), "no address for it is set up here"),
        ((), "they lead to no issuer that could be asked here"),
    ],
    ids=["key of the vault", "issuer that names no address", "no issuer"],
)
def test_signing_claims_the_level_that_everybody_finds(
    table: Table, zeitwerk: Animated, chain: tuple[x509.Certificate, ...] | None, why: str
) -> None:
    """Whoever issued a certificate, B-LTA is said only where the file shows whether it was revoked."""
    add_authority(zeitwerk.authority())
    if chain is None:
        table.freeze()
        done = sign_at(table.anna, table.history, PASSPHRASE, level="B-LTA")
    else:
        person = signatory(ISSUER, "Anna Keller")
        table.agree()
        table.anna = use_certificate(table.anna, person.certificate).acting
        freeze(table.anna, table.history, table.anna.clock().date())
        begun = begin(table.anna, table.history, person.certificate, chain, "B-LTA")
        assert isinstance(person.key, ec.EllipticCurvePrivateKey)
        done = finish(table.anna, begun, person.key.sign(begun.signature.attributes, ec.ECDSA(hashes.SHA256())))
    with table.anna.vault.read() as session:
        held = entries.attachment(session, done.entry.body["revision_to"])
    assert held is not None
    found = verify_file(held[1], "a.pdf").signatures[0]  # the others have not signed yet
    assert found.level == f"PAdES {done.level}"
    assert done.level == ("B-T" if why else "B-LTA")
    assert why in " ".join(map(str, done.missing))
    assert bool(done.missing) == bool(why)
