"""Judge one signature of a PDF: its mathematics, its place in the file, its certificate and its time."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Final, Literal

from asn1crypto import parser
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.decode_limits import DecodePurpose
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import get_signing_cert_attr
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature, async_validate_pdf_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from datapact.base.clock import in_zone
from datapact.base.texts import N_, Argument, Message
from datapact.contract.vocabulary.messages import moment_words
from datapact.organisation.identity.certificate_authority import for_signing_contracts, issued_by, order_chain
from datapact.signing.pades.modification_policy import RevisionReview
from datapact.signing.pades.own_form import named_in_ceremony
from datapact.signing.pades.reliance import Attested, Relied, counting
from datapact.signing.pades.revisions import OpenPdf
from datapact.signing.pades.revocation import certificate_name, standing, without_repeats
from datapact.signing.pades.timestamp import JudgedTimestamp, judge_timestamp, timestamp_words

type SignatureVerdict = Literal["valid", "invalid", "indeterminate"]
type Coverage = Literal["file", "revision", "unclear"]
type Purpose = Literal["contract", "dossier"]
"""What a signature is for: a contract takes a key for contracts, a dossier its exporter's key for entries."""

_USAGE: Final[dict[Purpose, str]] = {"contract": "non_repudiation", "dossier": "digital_signature"}
NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
MOST_AHEAD: Final = timedelta(minutes=10)
"""The time by which a signer's clock may be later than an authority's."""
_PADES: Final = "/ETSI.CAdES.detached"
_COVERAGE: Final[dict[SignatureCoverageLevel | None, Coverage]] = {
    SignatureCoverageLevel.ENTIRE_FILE: "file",
    SignatureCoverageLevel.ENTIRE_REVISION: "revision",
}


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature: ``revision`` counts from 1, ``time`` is the signer's claim, ``level`` a word like PAdES B-B."""

    field: str
    """Name of the form field, which is the id of the slot."""
    verdict: SignatureVerdict
    """Of this signature alone."""
    reasons: tuple[Message, ...]
    """Against it, then those for doubt; empty where it is valid."""
    notes: tuple[Message, ...]
    """Nothing against it; may be empty."""
    covers: Coverage
    """The whole file, the whole of its revision, or nobody can tell."""
    level: str
    signer: str
    """Common name in the certificate, or its whole subject."""
    certificate: x509.Certificate
    """Of the signer, as it stands in the signature."""
    time: datetime | None
    certifies: bool
    """It is the one that certifies the document, as the first must."""
    revision: int
    receipted: bool = False
    """Whether another party had it before any revocation, so that one is only noted."""
    timestamp: JudgedTimestamp | None = None
    """Over its value, by an authority; None where it has none."""
    proof: JudgedTimestamp | None = None
    """The earliest that attests its time and holds: beside it, or later over the whole document."""
    proven: Attested | None = None
    """The earliest timestamp that still proves it, by an authority on which this computer relies; None: nothing does."""
    proven_until: datetime | None = None
    """When the newest of the timestamps on which that rests ends, UTC; None where nothing proves it."""
    named: tuple[str, str] = ("", "")
    """The person for whom the ceremony of DataPact made it, and as what; empty where another program did."""


def verdict_of(invalid: Sequence[Message], unclear: Sequence[Message]) -> SignatureVerdict:
    """The verdict from reasons: any against gives invalid, else any doubt indeterminate, else valid."""
    if invalid:
        return "invalid"
    return "indeterminate" if unclear else "valid"


def worst(verdicts: Sequence[SignatureVerdict]) -> SignatureVerdict:
    """The verdict on a whole: no better than that on any part."""
    if "invalid" in verdicts:
        return "invalid"
    return "indeterminate" if "indeterminate" in verdicts else "valid"


def judge_signature(
    pdf: OpenPdf,
    embedded: EmbeddedPdfSignature,
    reviews: Sequence[RevisionReview],
    roots: Sequence[x509.Certificate],
    crls: Sequence[x509.CertificateRevocationList],
    purpose: Purpose = "contract",
    receipted: Mapping[str, str] = NOTHING,
    later_stamp: JudgedTimestamp | None = None,
    *,
    now: datetime,
    prove: Callable[[JudgedTimestamp], Attested],
    after: Sequence[Attested] = (),
) -> Signature:
    """The verdict on one signature; ``reviews`` say what each revision changed. Parsers' errors pass through.

    ``later_stamp`` is the first timestamp over the whole document that came after it and holds.

    ``receipted`` is, by field, the digest of the PDF with a signature that another party had before any revocation.
    ``prove`` says what a timestamp beside it proves, ``after`` are the proofs over the whole document after it, in order,
    ``now`` when all of them have to count.
    """
    certificate = _plain(embedded.signer_cert)
    time = _claimed_time(embedded)
    embedded.compute_integrity_info(skip_diff=True)
    covers = _COVERAGE.get(embedded.coverage, "unclear")
    invalid = [*_place(pdf, embedded, reviews, covers), *_shape(embedded, certificate, roots)]
    unclear: list[Message] = []
    notes: tuple[Message, ...] = ()
    level = "CMS"
    known = False
    stamp: JudgedTimestamp | None = None
    proof: JudgedTimestamp | None = None
    kept: tuple[Attested, ...] = ()
    if embedded.sig_object_type != "/Sig" or embedded.sig_object.get("/SubFilter") != _PADES:
        unclear.append(Message("This is not a signature of the kind PAdES; DataPact does not judge others."))
    elif time is None:
        invalid.append(Message("The signature claims no time."))
    else:
        stamp, faults = _timestamp(embedded)
        invalid += faults
        level = "PAdES B-B" if stamp is None else "PAdES B-T"
        path = (certificate, *order_chain(certificate, [*map(_plain, embedded.other_embedded_certs), *roots]))
        carried = list(revocation_lists(pdf, embedded.signed_revision))
        later = [crl for one in pdf.revisions[1:] for crl in revocation_lists(pdf, one.number)]
        known = receipted.get(embedded.field_name) in _digests(pdf, embedded.signed_revision, reviews)
        vouched = certificate in roots and not any(issued_by(certificate, root) for root in roots)
        proof = stamp if stamp is not None and stamp.holds else later_stamp
        beside = [prove(stamp)] if stamp is not None and stamp.holds else []
        kept = counting([*beside, *after], now)
        found = standing(
            path,
            carried=carried,
            later=[*later, *crls],
            vouched=vouched,
            receipted=known,
            stamp=timestamp_words(kept[-1]) if kept else timestamp_words(proof) if proof is not None else None,
            proven=kept[-1].time if kept else None,
        )
        against, doubts = _validate(embedded, certificate, time, roots, purpose)
        invalid += against
        unclear += [*doubts, *found.open]
        notes = found.notes
        if stamp is not None:
            doubts_of_time, told = _attested(stamp, time, beside[0].relied if beside else None)
            unclear += doubts_of_time
            notes = (*notes, *told)
        notes = (*notes, *_ended(certificate, [*beside, *after], kept, now))
        if vouched:
            elsewhere = {"name": certificate_name(certificate), "issuer": certificate.issuer.rfc4514_string()}
            notes = (Message("The certificate of {name} was issued elsewhere, by {issuer}.", elsewhere), *notes)
    return Signature(
        field=str(embedded.field_name),  # pyHanko has a text type of its own
        verdict=verdict_of(invalid, unclear),
        reasons=without_repeats([*invalid, *unclear]),
        notes=notes,
        covers=covers,
        level=level,
        signer=certificate_name(certificate),
        certificate=certificate,
        time=time,
        certifies=embedded.docmdp_level is not None,
        revision=embedded.signed_revision,
        receipted=known,
        timestamp=stamp,
        proof=proof,
        proven=kept[-1] if kept else None,
        proven_until=kept[0].ends if kept else None,
        named=named_in_ceremony(embedded.sig_object),
    )


def _digests(pdf: OpenPdf, signed: int, reviews: Sequence[RevisionReview]) -> set[str]:
    """Digests of the file with a signature: right after it, and after each completion that follows."""
    completing = {one.number for one in reviews if one.completes}
    found: set[str] = set()
    for one in pdf.revisions[signed:]:
        if one.number > signed and one.number not in completing:
            break
        found.add(one.digest)
    return found


def revocation_lists(pdf: OpenPdf, revision: int) -> Iterator[x509.CertificateRevocationList]:
    """The revocation lists in the document security store as it was in ``revision``."""
    root = pdf.reader.get_historical_resolver(revision).root
    if "/DSS" in root and "/CRLs" in root["/DSS"]:
        for stream in root["/DSS"]["/CRLs"]:
            yield x509.load_der_x509_crl(bytes(stream.get_object().read_data(DecodePurpose.CRL)))


def _place(
    pdf: OpenPdf, embedded: EmbeddedPdfSignature, reviews: Sequence[RevisionReview], covers: Coverage
) -> Iterator[Message]:
    """Judge the place of the signature in the file, and the revisions after it."""
    if covers == "unclear":
        yield Message("The signature does not cover the whole of its revision.")
    if not hole_holds_only(pdf.data, embedded):
        yield Message("The bytes that the signature leaves out are not the signature itself.")
    for one in reviews:
        if one.number == embedded.signed_revision and one.signed_field != embedded.field_name:
            yield Message("The revision of this signature does not sign its field.")
        if one.number >= embedded.signed_revision and one.problem is not None:
            yield one.problem


def hole_holds_only(data: bytes, embedded: EmbeddedPdfSignature) -> bool:
    """Whether the bytes that a signature leaves out are itself, in one letter case, and nothing else; ``data`` is the file."""
    hole = data[int(embedded.byte_range[1]) : int(embedded.byte_range[2])]
    digits = embedded.pkcs7_content.hex().encode()
    return hole in (b"<" + digits + b">", b"<" + digits.upper() + b">")


def _shape(
    embedded: EmbeddedPdfSignature, certificate: x509.Certificate, roots: Sequence[x509.Certificate]
) -> Iterator[Message]:
    """Judge the parts of the signature: no uncovered part may carry information."""
    own = any(issued_by(certificate, root) for root in roots)
    if own and any(_plain(one) not in roots for one in embedded.other_embedded_certs):
        yield Message("The signature carries a certificate that is none of the organisation's.")
    content = embedded.pkcs7_content
    if content[parser.peek(content) :].strip(b"\0"):
        yield Message("There are bytes behind the signature inside its own place.")
    if embedded.docmdp_level not in (None, MDPPerm.FILL_FORMS):
        yield Message("The certification allows something else than further signatures.")


def _timestamp(embedded: EmbeddedPdfSignature) -> tuple[JudgedTimestamp | None, list[Message]]:
    """The timestamp beside the signature, and faults: nothing else may stand where no signature covers it."""
    attributes = list(embedded.signer_info["unsigned_attrs"])
    if not attributes:
        return None, []
    if [one["type"].native for one in attributes] != ["signature_time_stamp_token"] or len(
        attributes[0]["values"]
    ) != 1:
        return None, [Message("The signature carries more than a timestamp where nothing protects it.")]
    token = attributes[0]["values"][0]
    digest = hashlib.sha256(embedded.signer_info["signature"].native).digest()
    judged = judge_timestamp(token["content"], digest)
    if not judged.holds:
        return judged, [Message("The timestamp of {name} does not hold.", {"name": judged.authority})]
    return judged, []


def _attested(stamp: JudgedTimestamp, claimed: datetime, relied: Relied | None) -> tuple[list[Message], list[Message]]:
    """Doubts and notes from the time that an authority attests, beside the time that the signer claims."""
    told: dict[str, Argument] = {"name": stamp.authority, "time": moment_words(stamp.time)}
    note = Message(
        "By the timestamp of {name} the signature was there on {time}; whether {name} can be relied on, this program does not"
        " say.",
        told,
    )
    if relied is not None:
        note = Message(
            N_("By the timestamp of {name}, {why}, the signature was there on {time}."), {**told, "why": relied.words}
        )
    if claimed - stamp.time > MOST_AHEAD:
        return [Message("The signer claims a later time than the timestamp of {name} attests.", told)], [note]
    return [], [note]


def _ended(
    certificate: x509.Certificate, stamps: Sequence[Attested], kept: Sequence[Attested], now: datetime
) -> Iterator[Message]:
    """What ended since: the certificate before anything proves the signature, a proof on which this computer relied."""
    for one in stamps:
        if one.relied is not None and not kept and one.revoked is not None and one.revoked <= now:
            yield Message(
                "The timestamp of {name} proves nothing: its certificate was revoked as of {time}.",
                {"name": one.authority, "time": moment_words(one.revoked)},
            )
        elif one.relied is not None and not kept and one.ends < now:
            told: dict[str, Argument] = {"name": one.authority, "time": moment_words(one.ends)}
            yield Message(
                N_(
                    "The timestamp of {name} proves nothing any more: its certificate or its algorithm ended on {time}, and no"
                    " timestamp made before that covers it."
                ),
                told,
            )
    ends = certificate.not_valid_after_utc
    if ends < (kept[-1].time if kept else now):
        told = {"name": certificate_name(certificate), "time": moment_words(ends)}
        yield Message(
            N_(
                "The certificate of {name} ended on {time}. That the signature is older says the signer's computer alone: no"
                " timestamp on which this computer relies proves it."
            ),
            told,
        )


def _validate(
    embedded: EmbeddedPdfSignature,
    certificate: x509.Certificate,
    time: datetime,
    roots: Sequence[x509.Certificate],
    purpose: Purpose,
) -> tuple[list[Message], list[Message]]:
    """Reasons against, and reasons for doubt, from the CMS signature and the certificate path."""
    invalid: list[Message] = []
    context = ValidationContext(
        trust_roots=[asn1_x509.Certificate.load(root.public_bytes(Encoding.DER)) for root in roots],
        allow_fetching=False,
        revocation_mode="soft-fail",  # revocation lists are judged by ``standing``
        moment=time,
    )
    try:
        status = asyncio.run(
            async_validate_pdf_signature(
                embedded,
                signer_validation_context=context,
                key_usage_settings=KeyUsageConstraints(key_usage={_USAGE[purpose]}),
                skip_diff=True,
            )
        )
    except SignatureValidationError:
        return [Message("The signature does not follow the standard for signatures in PDF.")], []
    if not status.intact:
        invalid.append(Message("The signed bytes were changed after the signature."))
    if not status.valid:
        invalid.append(Message("The signature does not fit the key of the certificate."))
    if get_signing_cert_attr(embedded.signer_info["signed_attrs"]) is None:
        invalid.append(Message("The signature does not name its certificate."))
    if purpose == "contract" and not for_signing_contracts(certificate):
        invalid.append(Message("The certificate is not one for signing contracts."))
    if not certificate.not_valid_before_utc <= time <= certificate.not_valid_after_utc:
        invalid.append(Message("The certificate was not valid at the time that the signature claims."))
    if not status.trusted and certificate not in roots and not invalid:
        return [], [Message("The certificate comes from no organisation that is known here.")]
    return invalid, []


def _claimed_time(embedded: EmbeddedPdfSignature) -> datetime | None:
    time = embedded.self_reported_timestamp
    return in_zone(time, UTC) if time is not None and time.tzinfo is not None else None


def _plain(certificate: asn1_x509.Certificate) -> x509.Certificate:
    return x509.load_der_x509_certificate(certificate.dump())
