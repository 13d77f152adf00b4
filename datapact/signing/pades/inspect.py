"""Judge the signatures of a PDF, each by itself, and the file with them.

pyHanko checks the mathematics and the certificate paths; the difference policy, the revocation lists and the
shape of the file are judged in this package.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from datapact.base.clock import utc_now
from datapact.base.errors import DataPactError, Malformed
from datapact.base.strictjson import to_base64url
from datapact.base.texts import N_, Argument, Message
from datapact.contract.vocabulary.messages import moment_words
from datapact.history.entries.certificates import key_thumbprint
from datapact.signing.pades.document_timestamp import (
    DocumentTimestamp,
    first_after,
    judge_document_timestamp,
    proof_of,
    proven_until,
    with_levels,
)
from datapact.signing.pades.evidence import evidence_in
from datapact.signing.pades.modification_policy import RevisionReview, review
from datapact.signing.pades.reliance import Relied, Relies, nobody
from datapact.signing.pades.revisions import OpenPdf, read_pdf
from datapact.signing.pades.revocation import without_repeats
from datapact.signing.pades.signature import (
    NOTHING,
    Purpose,
    Signature,
    SignatureVerdict,
    judge_signature,
    verdict_of,
    worst,
)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SignatureReport:
    """The report: all signatures in order of signing, the fields still empty, and the whole file's verdict.

    ``reasons`` are those of the file; each signature has its own, too. An empty field alone is no fault.
    """

    verdict: SignatureVerdict
    """No better than that of any signature."""
    reasons: tuple[Message, ...]
    notes: tuple[Message, ...]
    """On the file, nothing against it."""
    signatures: tuple[Signature, ...]
    """By the revision that they sign."""
    empty_fields: tuple[str, ...]
    """Names of the fields."""
    timestamps: tuple[DocumentTimestamp, ...] = ()
    """Over the whole document, by the revision that they end."""

    @property
    def end_of_proof(self) -> tuple[datetime | None, str]:
        """The end of the certificate behind the newest proof of time, and the algorithm that falls first in its chain.

        None and empty without proof. Whether anybody relies on its authority is not asked.
        """
        return proven_until(self.signatures, self.timestamps)

    @property
    def all_reasons(self) -> tuple[Message, ...]:
        """The reasons of the file, then those of each signature."""
        return without_repeats([*self.reasons, *(reason for one in self.signatures for reason in one.reasons)])


def inspect_signatures(
    pdf: bytes,
    *,
    roots: Sequence[x509.Certificate],
    crls: Sequence[x509.CertificateRevocationList] = (),
    purpose: Purpose = "contract",
    receipted: Mapping[str, str] = NOTHING,
    relies: Relies = nobody,
    now: datetime | None = None,
) -> SignatureReport:
    """Judge every signature of ``pdf``.

    ``roots`` are the certificates that the caller trusts, ``crls`` known revocation lists besides those in the file,
    ``receipted`` by field the digests of the PDF with signatures that another party had before any revocation. ``relies``
    says on which authorities for timestamps this computer relies; ``now`` is for tests, by default the computer's clock.
    Raises Malformed or TooLarge for a PDF whose structure is not in perfect order.
    """
    opened = read_pdf(pdf)
    try:
        return _inspect(opened, roots, crls, purpose, receipted, relies, now or utc_now())
    except DataPactError:
        raise
    except Exception as error:  # hostile CMS and objects make the parsers fail in many ways
        log.info("signature not readable", exc_info=error)
        raise Malformed(
            N_("A signature in this PDF cannot be read: it was damaged or prepared. Ask the sender for a new file.")
        ) from error


def unexpected_signers(report: SignatureReport, expected: Sequence[tuple[str, str]]) -> tuple[Message, ...]:
    """Findings on wrong signers; ``expected`` are field and key thumbprint of the slots already signed, in order."""
    made = [(one.field, key_thumbprint(_encoded(one.certificate))) for one in report.signatures]
    if [field for field, _kid in made] != [field for field, _kid in expected]:
        return (Message("The signatures were not made in the order that the freeze fixes."),)
    return tuple(
        Message("The signature in the place of {person} was made with another certificate.", {"person": field})
        for (field, kid), (_field, named) in zip(made, expected, strict=True)
        if kid != named
    )


def _encoded(certificate: x509.Certificate) -> str:
    return to_base64url(certificate.public_bytes(Encoding.DER))


def _inspect(
    pdf: OpenPdf,
    roots: Sequence[x509.Certificate],
    crls: Sequence[x509.CertificateRevocationList],
    purpose: Purpose,
    receipted: Mapping[str, str],
    relies: Relies,
    now: datetime,
) -> SignatureReport:
    fields = list(enumerate_sig_fields(pdf.reader))
    reviews = review(pdf)
    embedded = [
        EmbeddedPdfSignature(pdf.reader, pointer.get_object(), name)
        for name, value, pointer in fields
        if value is not None
    ]
    embedded.sort(key=lambda one: one.signed_revision)
    stamps = [one for one in embedded if str(one.sig_object_type) == "/DocTimeStamp"]
    timestamps = tuple(judge_document_timestamp(pdf, one, reviews) for one in stamps)
    newest = evidence_in(pdf, pdf.revisions[-1].number)
    proofs = [(one.revision, proof_of(one.stamp, newest, relies)) for one in timestamps if one.problem is None]
    judged = [
        judge_signature(
            pdf,
            one,
            reviews,
            roots,
            crls,
            purpose,
            receipted,
            first_after(one.signed_revision, timestamps),
            now=now,
            prove=lambda stamp: proof_of(stamp, newest, relies),
            after=[proof for revision, proof in proofs if revision > one.signed_revision],
        )
        for one in embedded
        if one not in stamps
    ]
    signatures = with_levels(pdf, judged, timestamps, roots)
    problems = [*(one.problem for one in reviews), *(one.problem for one in timestamps)]
    invalid = [one for one in problems if one is not None]
    if len({name for name, _value, _pointer in fields}) != len(fields):
        invalid.append(Message("Two signature fields of this PDF have the same name."))
    if any(count > 1 for count in Counter(one.signed_revision for one in embedded).values()):
        invalid.append(Message("Two fields of this PDF share one signature or one revision."))
    if signatures and not _covered(signatures[-1], reviews):
        invalid.append(Message("The last signature does not cover the whole file."))
    if signatures and [one.certifies for one in signatures] != [True] + [False] * (len(signatures) - 1):
        invalid.append(Message("The first signature, and no other, must certify the document."))
    unclear = [] if signatures else [Message("This PDF carries no signature.")]
    relied = {revision: proof.relied for revision, proof in proofs}
    notes = [
        *(note for one in reviews for note in one.notes),
        *(_attested(one, relied.get(one.revision)) for one in timestamps),
        *_provable(signatures),
    ]
    times = [one.time for one in signatures if one.time is not None]
    if times != sorted(times):
        notes.append(Message("The times that the signers claim do not follow the order of the signatures."))
    return SignatureReport(
        worst([verdict_of(invalid, unclear), *(one.verdict for one in signatures)]),
        without_repeats([*invalid, *unclear]),
        without_repeats(notes),
        signatures,
        tuple(str(name) for name, value, _pointer in fields if value is None),
        timestamps,
    )


def _covered(last: Signature, reviews: Sequence[RevisionReview]) -> bool:
    """The last signature covers the file, but for proofs that were added later."""
    return last.covers == "file" or all(one.completes for one in reviews if one.number > last.revision)


def _provable(signatures: Sequence[Signature]) -> list[Message]:
    """Until when the times of all signatures can be proven; nothing where some cannot."""
    ends = [one.proven_until for one in signatures if one.proven_until is not None]
    since = [one.proven.time for one in signatures if one.proven is not None]
    if not ends or len(ends) < len(signatures):
        return []
    return [
        Message(
            N_(
                "That all of them had signed by {since} can be proven until {time}; before that, another timestamp has to cover"
                " the file."
            ),
            {"since": moment_words(max(since)), "time": moment_words(min(ends))},
        )
    ]


def _attested(one: DocumentTimestamp, relied: Relied | None) -> Message:
    told: dict[str, Argument] = {"name": one.stamp.authority, "time": moment_words(one.stamp.time)}
    if relied is not None:
        return Message(
            N_("By the timestamp of {name}, {why}, the whole file was there on {time}."),
            {**told, "why": relied.words},
        )
    return Message(
        "By the timestamp of {name} the whole file was there on {time}; whether {name} can be relied on, this program does"
        " not say.",
        told,
    )
