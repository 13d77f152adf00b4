"""Trusted lists: imported only as signed, asked offline, by the day; what they do not say is unknown, never "no"."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from asn1crypto import x509 as asn1_x509
from asn1crypto.crl import CertificateList
from asn1crypto.keys import PrivateKeyInfo
from asn1crypto.ocsp import OCSPResponse
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509 import ocsp
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator.registry import SimpleCertificateStore

from datapact.audit.verify.verify import verify_file
from datapact.base.clock import utc_now
from datapact.base.errors import Damaged, Malformed
from datapact.signing.ades.judge import judge_pdf
from datapact.signing.ades.judgement import JudgedSignature
from datapact.signing.ades.words import five_answers
from datapact.signing.trusted_lists import read
from datapact.signing.trusted_lists.keep import heads_at_hand, import_lists
from datapact.signing.trusted_lists.listed import Listed
from datapact.signing.trusted_lists.lookup import look_up
from datapact.signing.trusted_lists.read import read_head
from tests.conftest import of_other_hands
from tests.signing.made_lists import TSA, WITHDRAWN, Holder, Service, holder, lotl, national
from tests.signing.samples import contract

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@cache
def people() -> dict[str, Holder]:
    authority = holder("Probe CA", authority=True)
    return {
        "union": holder("Kommission"),
        "operator": holder("Aufsicht"),
        "ca": authority,
        "anna": holder("Anna Keller", issuer=authority, qualified="device"),
        "soft": holder("Bernd Keller", issuer=authority, qualified="signature"),
        "plain": holder("Clara Vogel", issuer=authority),
        "stranger": holder("Eva Stein", issuer=holder("Andere CA", authority=True), qualified="device"),
        "stamps": holder("Zeit", issuer=authority, stamping=True),
    }


def of(name: str) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(people()[name].certificate.public_bytes(Encoding.DER))


def answer(name: str, *, good: bool) -> OCSPResponse:
    """What the issuer answers about a certificate, in time."""
    ca, began = people()["ca"], datetime(2026, 11, 1, tzinfo=UTC)
    built = ocsp.OCSPResponseBuilder().add_response(
        cert=people()[name].certificate,
        issuer=ca.certificate,
        algorithm=hashes.SHA1(),
        cert_status=ocsp.OCSPCertStatus.GOOD if good else ocsp.OCSPCertStatus.REVOKED,
        this_update=began,
        next_update=datetime(2036, 1, 1, tzinfo=UTC),
        revocation_time=None if good else began,
        revocation_reason=None,
    )
    built = built.certificates([ca.certificate])
    made = built.responder_id(ocsp.OCSPResponderEncoding.HASH, ca.certificate).sign(ca.key, hashes.SHA256())
    return OCSPResponse.load(made.public_bytes(Encoding.DER))


def old_list(revoked: str = "") -> CertificateList:
    """A revocation list that was to be replaced before anybody signed."""
    began = datetime(2026, 1, 1, tzinfo=UTC)
    built = x509.CertificateRevocationListBuilder().issuer_name(people()["ca"].certificate.subject)
    built = built.last_update(began).next_update(datetime(2026, 2, 1, tzinfo=UTC))
    if revoked:
        serial = people()[revoked].certificate.serial_number
        one = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(began).build()
        built = built.add_revoked_certificate(one)
    return CertificateList.load(built.sign(people()["ca"].key, hashes.SHA256()).public_bytes(Encoding.DER))


@pytest.fixture
def anchored(monkeypatch: pytest.MonkeyPatch) -> None:
    """The Official Journal names the Commission of the tests."""
    monkeypatch.setattr(read, "_anchors", lambda: [of("union")])


@cache
def union(**more: object) -> bytes:
    return lotl([people()["union"]], [people()["operator"]], people()["union"], **more)  # type: ignore[arg-type]


def german(services: Sequence[Service] | None = None, signer: str = "operator", **more: int) -> bytes:
    return _usual() if services is None and signer == "operator" and not more else _german(services, signer, **more)


@cache
def _usual() -> bytes:
    return _german(None, "operator")


def _german(services: Sequence[Service] | None, signer: str, **more: int) -> bytes:
    listed = [Service(people()["ca"]), Service(people()["stamps"], TSA, name="Zeitstempel der Probe")]
    return national(list(services or listed), people()[signer], **more)


def at_hand(folder: Path, services: Sequence[Service] | None = None) -> Path:
    """The lists as importing keeps them; asking verifies them again."""
    folder.mkdir()
    (folder / "EU.xml").write_bytes(union())
    (folder / "DE.xml").write_bytes(german(services))
    return folder


def asked(tmp_path: Path, name: str, services: Sequence[Service] | None = None, **more: object) -> Listed:
    given: dict[str, object] = {"moment": NOW, **more}
    folder = at_hand(tmp_path / f"lists{len(list(tmp_path.iterdir()))}", services)
    return look_up(folder, of(name), **given)  # type: ignore[arg-type]


@pytest.mark.usefixtures("anchored")
class TestAsking:
    @pytest.mark.parametrize(
        ("name", "said", "trusted"),
        [
            ("anna", "qualified", True),
            ("soft", "certificate_only", True),
            ("plain", "not_qualified", True),
            ("stranger", "not_qualified", False),
        ],
    )
    def test_a_certificate(self, tmp_path: Path, name: str, said: str, trusted: bool) -> None:
        found = asked(tmp_path, name)
        assert (found.qualification, found.trusted, found.revocation) == (said, trusted, "not_known")
        assert found.head is not None
        assert found.head.issued == datetime(2026, 10, 1, 9, tzinfo=UTC)

    def test_a_timestamp_needs_a_service_for_timestamps(self, tmp_path: Path) -> None:
        stamp = asked(tmp_path, "stamps", timestamping=True)
        assert (stamp.qualification, stamp.service) == ("qualified", "Zeitstempel der Probe")
        assert asked(tmp_path, "anna", timestamping=True).qualification == "not_qualified"
        by_its_ca = [Service(people()["ca"]), Service(people()["ca"], TSA, name="Zeitstempel der Probe")]
        said = [asked(tmp_path, name, by_its_ca, timestamping=True).qualification for name in ("stamps", "plain")]
        assert said == ["qualified", "not_qualified"]  # the CA issues certificates to private persons, too

    def test_both_moments_count(self, tmp_path: Path) -> None:
        over = Service(
            people()["ca"],
            status=WITHDRAWN,
            since="2026-06-01T00:00:00Z",
            earlier=(("granted", "2019-01-01T00:00:00Z"),),
        )
        assert asked(tmp_path, "anna", [over]).qualification == "not_both"
        before = datetime(2026, 5, 1, tzinfo=UTC)
        assert asked(tmp_path, "anna", [over], moment=before).qualification == "qualified"

    @pytest.mark.parametrize("critical", ["true", "false"])
    @pytest.mark.parametrize("status", ["granted", WITHDRAWN])
    def test_a_service_that_was_taken_over_never_makes_it_not_qualified(
        self, tmp_path: Path, status: str, critical: str
    ) -> None:
        ca = people()["ca"]
        over = Service(ca, status=status, taken_over=critical)
        stamps = Service(people()["stamps"], TSA, status=status, taken_over=critical)
        alone = at_hand(tmp_path / "alone", [over, stamps])
        # the CA that issued for the service is listed besides, as it often is: still nobody says no
        beside = at_hand(tmp_path / "beside", [Service(ca, name="Andere"), over, stamps])
        for name in ("anna", "plain", "stamps"):
            said, again = (
                look_up(lists, of(name), moment=NOW, timestamping=name == "stamps").qualification
                for lists in (alone, beside)
            )
            read = status == "granted" and critical == "false" and name != "plain"
            assert said == ("qualified" if read else "unknown"), name
            assert again in ("qualified", "unknown"), name

    def test_answers_about_other_people_say_nothing(self, tmp_path: Path) -> None:
        """Two customers of one trust service sign a contract, and the file carries what was asked about the first alone."""
        about = [answer("soft", good=True), answer("plain", good=False)]
        for more in ({"ocsps": about}, {"ocsps": [], "crls": [old_list()]}, {"ocsps": about, "crls": [old_list()]}):
            found = asked(tmp_path, "anna", **more)
            assert (found.qualification, found.trusted, found.revocation) == ("qualified", True, "not_known"), more
        found = asked(tmp_path, "anna", ocsps=[answer("anna", good=True), *about])
        assert (found.qualification, found.revocation) == ("qualified", "not_revoked")
        for more in ({"ocsps": [*about, answer("anna", good=False)]}, {"crls": [old_list("anna")]}):
            assert asked(tmp_path, "anna", **more).revocation == "revoked", more

    def test_what_is_not_at_hand_is_unknown(self, tmp_path: Path) -> None:
        foreign = holder(
            "Alice", issuer=holder("CA of FR", country="FR", authority=True), country="FR", qualified="device"
        )
        certificate = asn1_x509.Certificate.load(foreign.certificate.public_bytes(Encoding.DER))
        found = look_up(at_hand(tmp_path / "lists"), certificate, moment=NOW)
        assert (found.qualification, found.head, found.territory) == ("unknown", None, "FR")
        assert look_up(tmp_path / "none", certificate, moment=NOW).qualification == "unknown"

    def test_a_list_that_was_altered_where_it_lies_says_nothing(self, tmp_path: Path) -> None:
        path = at_hand(tmp_path / "lists") / "DE.xml"
        path.write_bytes(path.read_bytes().replace(b"Qualifizierte", b"Qualifizierde"))
        found = look_up(tmp_path / "lists", of("anna"), moment=NOW)
        assert (found.qualification, found.trusted, found.head) == ("unknown", False, None)


@pytest.mark.usefixtures("anchored")
class TestImporting:
    def test_all_or_none(self, tmp_path: Path) -> None:
        with pytest.raises(Malformed, match="not signed by those"):
            import_lists({"eu.xml": union(), "de.xml": german(signer="union")}, tmp_path / "lists")
        assert not (tmp_path / "lists").exists()

    def test_an_older_list_never_replaces_a_newer_one(self, tmp_path: Path) -> None:
        import_lists({"eu.xml": union(), "de.xml": german(sequence=7)}, tmp_path)
        (done,) = import_lists({"old.xml": german(sequence=6)}, tmp_path)
        assert not done.taken
        assert [(one.territory, one.sequence) for one in heads_at_hand(tmp_path)] == [("EU", 400), ("DE", 7)]

    def test_a_national_list_alone_needs_the_list_of_lists(self, tmp_path: Path) -> None:
        with pytest.raises(Malformed, match="list of lists first"):
            import_lists({"de.xml": german()}, tmp_path)

    @pytest.mark.parametrize("left", [0.99, 0.5, 0.01])
    def test_a_truncated_list_is_refused_whole_and_says_nothing(self, tmp_path: Path, left: float) -> None:
        cut = german()[: round(len(german()) * left)]
        with pytest.raises(Damaged):
            import_lists({"eu.xml": union(), "de.xml": cut}, tmp_path / "new")
        assert not (tmp_path / "new").exists()
        (at_hand(tmp_path / "lists") / "DE.xml").write_bytes(cut)  # cut where it lies, as by a full disk
        assert look_up(tmp_path / "lists", of("anna"), moment=NOW).qualification == "unknown"

    def test_new_signers_are_reached_by_a_pivot(self, tmp_path: Path) -> None:
        later = holder("Kommission, neue Schlüssel")
        pivot = lotl([later], [people()["operator"]], people()["union"], sequence=390, issued="2026-08-01T09:00:00Z")
        newest = lotl([later], [people()["operator"]], later, sequence=401)
        with pytest.raises(Malformed, match="Official Journal"):
            import_lists({"eu.xml": newest}, tmp_path / "a")
        import_lists({"eu.xml": newest, "pivot.xml": pivot, "de.xml": german()}, tmp_path / "b")
        assert look_up(tmp_path / "b", of("anna"), moment=NOW).qualification == "qualified"
        forged = lotl([later], [people()["operator"]], later, sequence=390, issued="2026-08-01T09:00:00Z")
        with pytest.raises(Malformed, match="Official Journal"):
            import_lists({"eu.xml": newest, "pivot.xml": forged}, tmp_path / "c")


@pytest.mark.parametrize(
    "data", [b"", b"<a/>", b"\xff\xfe", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', b"<" * 10_000]
)
def test_what_is_no_list_is_refused_in_one_sentence(data: bytes) -> None:
    with pytest.raises(Damaged):
        read_head(data)


def test_the_real_lists_verify_from_the_anchors(tmp_path: Path) -> None:
    folder = of_other_hands("standards", "trust-lists")
    done = import_lists({path.name: path.read_bytes() for path in folder.glob("*.xml")}, tmp_path)
    assert sorted(one.head.territory for one in done if one.taken) == ["BE", "EE", "EU"]
    bad = (folder / "tsl-ee.xml").read_bytes().replace(b"granted", b"grantet", 1)
    with pytest.raises(Malformed):
        import_lists({"bad.xml": bad}, tmp_path)


def in_asn1(one: Holder) -> tuple[asn1_x509.Certificate, PrivateKeyInfo]:
    key = one.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return asn1_x509.Certificate.load(one.certificate.public_bytes(Encoding.DER)), PrivateKeyInfo.load(key)


def with_proofs(
    *,
    revoked: bool = False,
    revoked_on: datetime | None = None,
    stamped: bool = True,
    proofs: bool = True,
    stamped_by: str | None = None,
) -> bytes:
    """Signed by Anna Keller at level B-LT: her certificate's standing and, where wanted, a timestamp are in the file.

    ``stamped_by`` is another digest for the timestamp, ``revoked_on`` another day of the revocation.
    """
    anna, key = in_asn1(people()["anna"])
    ca, _ca_key = in_asn1(people()["ca"])
    began = datetime(2026, 11, 1, tzinfo=UTC)
    listed = x509.CertificateRevocationListBuilder().issuer_name(people()["ca"].certificate.subject)
    listed = listed.last_update(began).next_update(datetime(2036, 1, 1, tzinfo=UTC))
    listed = listed.add_extension(x509.CRLNumber(1), critical=False)
    if revoked:
        serial = people()["anna"].certificate.serial_number
        listed = listed.add_revoked_certificate(
            x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(revoked_on or began).build()
        )
    crl = CertificateList.load(listed.sign(people()["ca"].key, hashes.SHA256()).public_bytes(Encoding.DER))
    signer = signers.SimpleSigner(signing_cert=anna, signing_key=key, cert_registry=SimpleCertificateStore())
    stamp, stamp_key = in_asn1(people()["stamps"])
    out = io.BytesIO()
    signers.sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(contract())),
        PdfSignatureMetadata(field_name="anna-keller", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES),
        signer=signer,
        timestamper=DummyTimeStamper(stamp, stamp_key, override_md=stamped_by) if stamped else None,
        output=out,
    )
    if proofs:
        DocumentSecurityStore.add_dss(out, certs=[ca, stamp], crls=[crl], sig_contents=None)
    return out.getvalue()


@pytest.mark.usefixtures("anchored")
@pytest.mark.parametrize(("named", "said"), [("issuer", "not_known"), ("signer", "revoked_later")])
def test_that_an_issuer_was_revoked_later_says_nothing_of_whom_it_certified(
    tmp_path: Path, named: str, said: str
) -> None:
    """Of the signer's own certificate somebody has to say something; else it may have been revoked before."""
    authority = people()["ca"]
    between = holder("Probe Unter-CA", issuer=authority, authority=True)
    signer = holder("Frieda Keller", issuer=between, qualified="device")
    by, about = (authority, between) if named == "issuer" else (between, signer)
    revoked = x509.RevokedCertificateBuilder().serial_number(about.certificate.serial_number)
    built = x509.CertificateRevocationListBuilder().issuer_name(by.certificate.subject)
    built = built.last_update(NOW - timedelta(days=9)).next_update(NOW + timedelta(days=900))
    built = built.add_revoked_certificate(revoked.revocation_date(NOW + timedelta(days=5)).build())
    crl = CertificateList.load(built.sign(by.key, hashes.SHA256()).public_bytes(Encoding.DER))
    found = look_up(
        at_hand(tmp_path / "lists"), in_asn1(signer)[0], moment=NOW, others=[in_asn1(between)[0]], ocsps=[], crls=[crl]
    )
    assert (found.revocation, found.trusted) == (said, True)


@pytest.mark.usefixtures("anchored")
class TestSignedPdf:
    def judged(self, tmp_path: Path, pdf: bytes) -> JudgedSignature:
        (one,) = judge_pdf(pdf, at_hand(tmp_path / "lists")).signatures
        return one

    def test_with_all_proofs_it_passes_and_is_qualified(self, tmp_path: Path) -> None:
        pdf = with_proofs()
        one = self.judged(tmp_path, pdf)
        assert (one.indication, one.sub_indication, one.level) == ("TOTAL-PASSED", "", "PAdES B-LT")
        assert one.proven_by_qualified
        assert [answered.good for answered in five_answers(one)] == [True] * 5
        found = verify_file(pdf, "x.pdf", lists=tmp_path / "lists")
        assert found.verdict == "valid"
        assert any("no qualified validation service" in str(note) for note in found.notes)
        assert verify_file(pdf, "x.pdf").verdict == "indeterminate"

    @pytest.mark.parametrize(
        ("territory", "word"), [("FR", "trusted list of FR is not at hand"), ("", "names no country")]
    )
    def test_the_list_that_would_say_more_is_named_or_not_known(
        self, tmp_path: Path, territory: str, word: str
    ) -> None:
        one = self.judged(tmp_path, with_proofs())
        listed = Listed("unknown", "signature", "", None, territory, NOW, "not_known", trusted=False)
        answers = five_answers(replace(one, listed=listed))
        said = " ".join(str(line) for answered in answers for line in answered.sentences)
        assert word in said
        assert "?" not in said

    def test_without_a_timestamp_it_is_qualified_by_its_claimed_time(self, tmp_path: Path) -> None:
        one = self.judged(tmp_path, with_proofs(stamped=False))
        assert (one.indication, one.proven) == ("TOTAL-PASSED", None)
        said = " ".join(str(sentence) for answered in five_answers(one) for sentence in answered.sentences)
        assert "a qualified electronic signature" in said
        assert "no qualified timestamp proves that time" in said

    def test_a_timestamp_signed_with_sha1_proves_nothing(self, tmp_path: Path) -> None:
        one = self.judged(tmp_path, with_proofs(stamped_by="sha1"))
        assert (one.attested is not None, one.proven) == (True, None)

    @pytest.mark.parametrize("stamped", [True, False])
    def test_a_key_revoked_since_needs_proof_that_it_signed_before(self, tmp_path: Path, stamped: bool) -> None:
        """Whoever has the key can claim any time; only a timestamp tells before from after."""
        pdf = with_proofs(revoked=True, revoked_on=utc_now() + timedelta(hours=1), stamped=stamped)
        one = self.judged(tmp_path, pdf)
        assert one.listed is not None
        assert (one.listed.revocation, one.listed.trusted) == ("revoked_later", True)
        passed = ("TOTAL-PASSED", "") if stamped else ("INDETERMINATE", "REVOKED_NO_POE")
        assert (one.indication, one.sub_indication) == passed
        said = " ".join(str(line) for answered in five_answers(one) for line in answered.sentences)
        assert ("after the time that is proven" in said) == stamped
        assert ("Nothing proves that the signature was made" in said) != stamped
        assert "carries no answer" not in said
        found = verify_file(pdf, "x.pdf", lists=tmp_path / "lists")
        assert found.verdict == ("valid" if stamped else "indeterminate")
        assert any("was revoked since" in str(reason) for reason in found.reasons) != stamped

    def test_a_revoked_certificate_makes_it_invalid(self, tmp_path: Path) -> None:
        pdf = with_proofs(revoked=True)
        one = self.judged(tmp_path, pdf)
        assert (one.indication, one.sub_indication) == ("INDETERMINATE", "REVOKED_NO_POE")
        assert verify_file(pdf, "x.pdf", lists=tmp_path / "lists").verdict == "invalid"
        said = " ".join(str(line) for answered in five_answers(one) for line in answered.sentences)
        assert "It is not confirmed: the certificate was revoked" in said
        assert "was not checked" not in said
        assert "does not understand" not in said

    def test_a_stale_list_says_nothing_of_later_days_and_is_told(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        later = datetime(2035, 5, 1, tzinfo=UTC)  # the list was to be replaced in April
        found = asked(tmp_path, "anna", moment=later)
        assert (found.qualification, found.trusted) == ("unknown", False)
        monkeypatch.setattr("datapact.audit.verify.other_pdf.utc_now", lambda: later)
        at_hand(tmp_path / "lists")
        verdict = verify_file(with_proofs(), "x.pdf", lists=tmp_path / "lists")
        assert verdict.verdict == "valid"  # of the day on which it was signed it speaks
        assert any("was to be replaced by now" in str(note) for note in verdict.notes)

    def test_what_the_file_does_not_say_of_revocation_stays_open(self, tmp_path: Path) -> None:
        pdf = with_proofs(proofs=False)
        one = self.judged(tmp_path, pdf)
        assert (one.indication, one.sub_indication) == ("INDETERMINATE", "TRY_LATER")
        assert verify_file(pdf, "x.pdf", lists=tmp_path / "lists").verdict == "indeterminate"
