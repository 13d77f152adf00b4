"""Whom the program asks: authorities that a person set up, one after the other, and never an address that stands in a file."""

from __future__ import annotations

import io
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from asn1crypto import keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata
from pyhanko_certvalidator.registry import SimpleCertificateStore

from datapact.audit.verify.in_worker import verify_file_apart
from datapact.audit.verify.verify import verify_file
from datapact.base.clock import utc_now
from datapact.signing.ades.found import found_signatures
from datapact.signing.archive.complete import complete, complete_foreign
from datapact.signing.authorities import http_requests
from datapact.signing.authorities.timestamps import first_timestamp
from datapact.signing.elsewhere.record import read_file, signatures_in
from datapact.signing.pades.inspect import inspect_signatures
from datapact.signing.returned.judge import judge_returned
from tests.signing.samples import Signed, contract, signed_contract
from tests.signing.test_trusted_lists import anchored, at_hand  # noqa: F401  a fixture
from tests.signing.tsa import Animated, answering

DIGEST = bytes(range(32))


@pytest.fixture(scope="module")
def signed() -> Signed:
    return signed_contract()


def test_the_next_is_asked_where_one_is_down_slow_or_answers_something_else(
    signed: Signed, zeitwerk: Animated, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert http_requests.PATIENCE < 10, "whoever takes ten seconds is passed over"
    monkeypatch.setattr(http_requests, "PATIENCE", 0.4)
    good = zeitwerk.authority()
    another = first_timestamp([good], DIGEST, utc_now)[0]
    assert another is not None

    def with_another_nonce(_question: bytes) -> tuple[int, bytes]:
        from asn1crypto import tsp

        status = tsp.PKIStatusInfo({"status": "granted"})
        return 200, tsp.TimeStampResp(
            {"status": status, "time_stamp_token": tsp.ContentInfo.load(another.token)}
        ).dump()

    with (
        answering(lambda _question: (200, b""), delay=0.8) as slow_address,
        answering(with_another_nonce) as other_address,
    ):
        down = replace(good, name="Fort", address="http://127.0.0.1:9/")
        slow = replace(good, name="Träge", address=slow_address)
        other = replace(good, name="Andere Frage", address=other_address)
        found, missing = first_timestamp([down, slow, other, good], DIGEST, utc_now)
        assert found is not None
        assert found.authority == "Zeitwerk tsa"
        told = [str(one) for one in missing]
        assert [one.split(" ", 1)[0] for one in told] == ["Fort", "Träge", "Andere"]
        assert ["cannot be reached" in told[0], "did not answer within" in told[1], "another question" in told[2]] == [
            True
        ] * 3
        # who set up nobody else has a signature without a timestamp now, and is told why; it is completed later
        made = complete(signed.pdf, "B-T", [down, slow, other], utc_now, signed.roots)
        assert (made.level, made.pdf == signed.pdf, len(made.missing), made.answered) == ("B-B", True, 3, False)
    later = complete(made.pdf, "B-T", [down, good], utc_now, signed.roots)
    assert (later.level, later.missing) == ("B-T", ())
    assert inspect_signatures(later.pdf, roots=signed.roots).verdict == "valid"


# ---- addresses in files ----


@contextmanager
def listening() -> Iterator[tuple[str, list[str]]]:
    """A server that answers nobody, and who came."""
    came: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        over = threading.Event()

        def wait() -> None:
            while not over.is_set():
                try:
                    one, _where = server.accept()
                except TimeoutError:
                    continue
                came.append("asked")
                one.close()

        thread = threading.Thread(target=wait, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}/", came
        finally:
            over.set()
            thread.join()


def naming(address: str) -> bytes:
    """Signed by somebody whose certificates name the address for everything that a reader could want."""
    now = utc_now()
    where = x509.UniformResourceIdentifier(address)
    made: list[tuple[rsa.RSAPrivateKey, x509.Certificate]] = []
    for name in ("Fremde CA", "Eva Stein"):
        key = rsa.generate_private_key(65537, 2048)
        by = made[0] if made else None
        subject = x509.Name(
            [x509.NameAttribute(NameOID.COUNTRY_NAME, "DE"), x509.NameAttribute(NameOID.COMMON_NAME, name)]
        )
        access = [
            x509.AccessDescription(method, where)
            for method in (AuthorityInformationAccessOID.OCSP, AuthorityInformationAccessOID.CA_ISSUERS)
        ]
        built = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(by[1].subject if by else subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=9))
            .not_valid_after(now + timedelta(days=300))
            .add_extension(x509.BasicConstraints(by is None, None), critical=True)
            .add_extension(x509.AuthorityInformationAccess(access), critical=False)
            .add_extension(
                x509.CRLDistributionPoints([x509.DistributionPoint([where], None, None, None)]), critical=False
            )
        )
        made.append((key, built.sign(by[0] if by else key, hashes.SHA256())))
    key, certificate = made[1]
    der = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    signer = signers.SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER)),
        signing_key=keys.PrivateKeyInfo.load(der),
        cert_registry=SimpleCertificateStore(),  # its issuer is left out, so that a reader would like to fetch it
    )
    out = io.BytesIO()
    meta = PdfSignatureMetadata(field_name="anna-keller", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
    signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(contract())), meta, signer=signer, output=out)
    return out.getvalue()


@pytest.mark.usefixtures("anchored")
def test_no_address_in_a_file_is_ever_asked(zeitwerk: Animated, tmp_path: Path, own_config: Path) -> None:
    lists = at_hand(tmp_path / "lists")
    with listening() as (address, came):
        socket.create_connection(("127.0.0.1", int(address.rstrip("/").rpartition(":")[2]))).close()
        for _try in range(100):
            if came:
                break
            threading.Event().wait(0.02)
        assert came == ["asked"], "the server hears whoever comes"
        pdf = naming(address)
        assert address.encode().hex().upper().encode() in pdf
        assert verify_file(pdf, "a.pdf", lists=lists).verdict == "indeterminate"
        assert verify_file_apart(pdf, "a.pdf", lists=lists).verdict == "indeterminate"
        assert len(found_signatures(pdf, lists)) == 1
        assert len(signatures_in(SimpleNamespace(info={}), [read_file("a.pdf", pdf)])) == 1  # type: ignore[arg-type]
        assert judge_returned(pdf, contract(), contract(), ["anna-keller"], lists).came == "signed"
        made = complete_foreign(pdf, "B-LTA", [zeitwerk.authority()], utc_now)
        assert made is not None
        assert (made.level, bool(made.missing)) == ("B-T", True)
        again = complete_foreign(made.pdf, "B-LTA", [zeitwerk.authority("next")], utc_now, renew=True)
        assert again is not None
        assert again.level == "B-T"
        assert came == ["asked"], "an address in a file was asked"
