"""Judge the timestamps over a whole document, and the level that they and the validation data give its signatures."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from cryptography import x509
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from datapact.base.texts import Argument, Message
from datapact.contract.vocabulary.messages import moment_words
from datapact.deadlines.algorithms import end_of_proof
from datapact.signing.pades.evidence import Evidence, chain_of, ever_revoked, evidence_in, shown
from datapact.signing.pades.modification_policy import RevisionReview
from datapact.signing.pades.reliance import Attested, Relies, attested, end_of
from datapact.signing.pades.revisions import OpenPdf
from datapact.signing.pades.signature import Signature, hole_holds_only
from datapact.signing.pades.timestamp import JudgedTimestamp, judge_timestamp

_WHOLE = (SignatureCoverageLevel.ENTIRE_FILE, SignatureCoverageLevel.ENTIRE_REVISION)


@dataclass(frozen=True, slots=True)
class DocumentTimestamp:
    """A timestamp over everything before it."""

    field: str
    """Name of its field without size."""
    revision: int
    """From 1; the one that it ends."""
    stamp: JudgedTimestamp
    """What the timestamp says, and whether it fits."""
    problem: Message | None
    """What is against it; None where it holds."""


def judge_document_timestamp(
    pdf: OpenPdf, embedded: EmbeddedPdfSignature, reviews: Sequence[RevisionReview]
) -> DocumentTimestamp:
    """Judge one; raises Malformed for what is none. Parsers' errors pass through."""
    start, before, after, rest = (int(one) for one in embedded.byte_range)
    digest = hashlib.sha256(pdf.data[start:before] + pdf.data[after : after + rest]).digest()
    stamp = judge_timestamp(embedded.signed_data, digest)
    embedded.compute_integrity_info(skip_diff=True)
    own = any(one.number == embedded.signed_revision and one.timestamp == embedded.field_name for one in reviews)
    problem: Message | None = None
    if embedded.coverage not in _WHOLE or not own or not hole_holds_only(pdf.data, embedded):
        problem = Message("A timestamp does not cover the whole of its revision.")
    elif not stamp.holds:
        problem = Message("The timestamp of {name} does not hold.", {"name": stamp.authority})
    return DocumentTimestamp(str(embedded.field_name), embedded.signed_revision, stamp, problem)


def proof_of(stamp: JudgedTimestamp, evidence: Evidence, relies: Relies) -> Attested:
    """A timestamp that holds as a proof; one whose certificate was revoked by then proves nothing to anybody."""
    chain = _authority_chain(stamp, evidence)
    by_then = shown(chain, evidence, stamp.time).revoked
    relied = None if by_then is not None else relies(stamp, evidence.certificates)
    return attested(stamp, relied, ever_revoked(chain, evidence))


def first_after(revision: int, timestamps: Sequence[DocumentTimestamp]) -> JudgedTimestamp | None:
    """The first timestamp after a revision that holds."""
    return next((one.stamp for one in timestamps if one.problem is None and one.revision > revision), None)


def with_levels(
    pdf: OpenPdf,
    signatures: Sequence[Signature],
    timestamps: Sequence[DocumentTimestamp],
    roots: Sequence[x509.Certificate],
) -> tuple[Signature, ...]:
    """The signatures with the level that the newest revision gives them (EN 319 142-1, 6.3), and what to say of their proofs."""
    held = [one for one in timestamps if one.problem is None]
    evidence = {one: evidence_in(pdf, one) for one in {pdf.revisions[-1].number, *(one.revision for one in held)}}
    return tuple(
        replace(one, level=level, notes=(*one.notes, *notes))
        for one in signatures
        for level, notes in [_level(one, held, evidence, roots)]
    )


def _level(
    signature: Signature,
    held: Sequence[DocumentTimestamp],
    evidence: dict[int, Evidence],
    roots: Sequence[x509.Certificate],
) -> tuple[str, tuple[Message, ...]]:
    if not signature.level.startswith("PAdES"):
        return signature.level, ()
    notes: list[Message] = []
    newest = evidence[max(evidence)]
    for revision, stamp in _proofs(signature, held):
        told: dict[str, Argument] = {"name": stamp.authority}
        found = shown(_authority_chain(stamp, newest), newest, stamp.time)
        if found.revoked is not None:
            told["time"] = moment_words(found.revoked)
            notes.append(
                Message("The timestamp of {name} proves nothing: its certificate was revoked as of {time}.", told)
            )
            continue
        if not _complete(signature, stamp, newest, roots):
            return "PAdES B-T", tuple(notes)
        notes += _no_freshness(signature, roots)
        kept = any(
            one.revision > max(revision, signature.revision)
            and _complete(signature, stamp, evidence[one.revision], roots)
            for one in held
        )
        return ("PAdES B-LTA" if kept else "PAdES B-LT"), tuple(notes)
    return "PAdES B-B", tuple(notes)


def _proofs(signature: Signature, held: Sequence[DocumentTimestamp]) -> Iterator[tuple[int, JudgedTimestamp]]:
    """The proofs of a signature's time, the earliest first: revision and timestamp."""
    if signature.timestamp is not None and signature.timestamp.holds:
        yield signature.revision, signature.timestamp
    for one in held:
        if one.revision > signature.revision:
            yield one.revision, one.stamp


def _complete(
    signature: Signature, stamp: JudgedTimestamp, evidence: Evidence, roots: Sequence[x509.Certificate]
) -> bool:
    """The evidence shows of the signer and of the authority that they were not revoked then."""
    signer = chain_of(signature.certificate, [*roots, *evidence.certificates])
    return (
        shown(signer, evidence, stamp.time).complete
        and shown(_authority_chain(stamp, evidence), evidence, stamp.time).complete
    )


def _authority_chain(stamp: JudgedTimestamp, evidence: Evidence) -> tuple[x509.Certificate, ...]:
    return chain_of(stamp.certificate, [*stamp.others, *evidence.certificates])


def _no_freshness(signature: Signature, roots: Sequence[x509.Certificate]) -> list[Message]:
    path = chain_of(signature.certificate, roots)
    if len(path) == 1:
        return []
    return [
        Message(
            "The revocation list for {name} is by its own organisation: the file cannot show whether there was a newer one.",
            {"name": signature.signer},
        )
    ]


def proven_until(
    signatures: Sequence[Signature], timestamps: Sequence[DocumentTimestamp]
) -> tuple[datetime | None, str]:
    """The end of the certificate behind the newest proof of time, and the algorithm of its chain that falls first.

    Before the earlier of both somebody must renew it. None and empty without proof.
    """
    held = [one.stamp for one in timestamps if one.problem is None]
    if held:
        return end_of(held[-1])
    ends = [end_of(one.timestamp) for one in signatures if one.timestamp is not None]
    return min(ends, key=lambda one: end_of_proof(*one), default=(None, ""))
