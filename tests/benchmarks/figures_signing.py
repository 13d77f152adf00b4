"""Figures of signing: ours beside pyHanko alone on the same file, and verifying an agreement with three B-LTA signatures."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, SimpleSigner, sign_pdf
from pyhanko_certvalidator.registry import SimpleCertificateStore

from datapact.agreements.projection.append import load_state
from datapact.audit.verify.verify import verify_file
from datapact.base.clock import utc_now
from datapact.organisation.acting.log import directory
from datapact.signing.archive.complete import complete
from datapact.signing.ceremony.export import export_pdf
from datapact.signing.ceremony.sign import roots_of, sign
from datapact.signing.pades.revisions import base_revision
from tests.agreements.negotiated import PASSPHRASE, at_table, found_houses
from tests.benchmarks.measure import Figure, seconds
from tests.signing import samples
from tests.signing.tsa import animated

VERIFY_MS = 500.0
"""Verifying an agreement of 30 pages with three B-LTA signatures, in process."""


def signing(rounds: int = 9) -> list[Figure]:
    """Sign the frozen agreement at B-B, and let pyHanko sign the same file with the same key and certificate."""
    with tempfile.TemporaryDirectory() as folder:
        frozen, completed = _files(Path(folder))
    person = samples.signatory(samples.authority(), "Anna Keller")
    revoked = person.authority.crl()  # a vault has it: its administrator wrote it

    def ours() -> None:
        samples.sign(frozen, "signature-1", person, certify=True, at=utc_now(), crl=revoked)

    return [
        Figure(
            "sign B-B: an agreement, beside pyHanko alone",
            1000 * seconds(ours, rounds),
            1000 * seconds(lambda: _by_pyhanko(frozen, person), rounds),
            "ms",
            aim=1.2,
        ),
        Figure(
            "verify: an agreement with three B-LTA signatures",
            1000 * seconds(lambda: _verified(completed), rounds),
            VERIFY_MS,
            "ms",
            aim=1,
        ),
    ]


def _files(folder: Path) -> tuple[bytes, bytes]:
    """An agreement frozen and not signed, and the same one with three signatures at B-LTA."""
    found_houses(folder / "houses", utc_now)
    table = at_table(folder / "houses", folder / "copies", utc_now)
    table.sign_twice()
    sign(table.sofia, table.history, PASSPHRASE)
    signed = export_pdf(table.sofia, table.history)
    with table.sofia.vault.read() as session:
        folded = load_state(session, table.history)
        slots = folded.freeze.slots if folded.freeze is not None else ()
        roots = roots_of(directory(session), {slot.organisation for slot in slots}, folded)
    table.close()
    authorities = folder / "authorities"
    authorities.mkdir()
    with animated(authorities) as made:
        done = complete(signed, "B-LTA", [made.authority()], utc_now, roots)
    assert done.level == "B-LTA", done.missing
    return base_revision(signed), done.pdf


def _verified(pdf: bytes) -> None:
    verdict = verify_file(pdf, "file.pdf")
    assert [one.level for one in verdict.signatures] == ["PAdES B-LTA"] * 3


def _by_pyhanko(pdf: bytes, by: samples.Signatory) -> None:
    """What a short program does with pyHanko's own signer: no comparison, no checks of ours."""
    key = by.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    chain = [asn1_x509.Certificate.load(by.authority.certificate.public_bytes(Encoding.DER))]
    signer = SimpleSigner(
        asn1_x509.Certificate.load(by.certificate.public_bytes(Encoding.DER)),
        asn1_keys.PrivateKeyInfo.load(key),
        SimpleCertificateStore.from_certs(chain),
    )
    metadata = PdfSignatureMetadata(
        field_name="signature-1",
        md_algorithm="sha256",
        certify=True,
        subfilter=SigSeedSubFilter.PADES,
        docmdp_permissions=MDPPerm.FILL_FORMS,
    )
    sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), metadata, signer, existing_fields_only=True)
