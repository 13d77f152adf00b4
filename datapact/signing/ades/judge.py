"""Judge the signatures of a PDF that any program made: tolerant of its structure, never of a byte that was signed.

pyHanko checks mathematics, coverage and what later revisions changed. Trust comes from trusted lists that lie on this computer,
and from what the file carries; nothing is ever fetched. Without lists the best indication is INDETERMINATE, no chain found.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from asn1crypto import x509
from asn1crypto.crl import CertificateList
from asn1crypto.ocsp import OCSPResponse
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.decode_limits import DecodeLimits, DecodePurpose
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError, SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import (
    EmbeddedPdfSignature,
    async_validate_pdf_signature,
    async_validate_pdf_timestamp,
)
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko.sign.validation.utils import CMSAlgorithmUsagePolicy
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.policy_decl import AcceptAllAlgorithms

from datapact.base.clock import in_zone, utc_now
from datapact.base.errors import DataPactError, Malformed, TooLarge
from datapact.base.texts import N_
from datapact.deadlines.algorithms import end_of_proof, first_to_fall
from datapact.signing.ades.certificate import NO_CLAIMS, algorithm_of, claims_of, name_of, plain, weak_algorithms
from datapact.signing.ades.judgement import (
    CONSTRAINTS,
    FORMAT_FAILURE,
    HASH_FAILURE,
    NO_CERTIFICATE,
    NO_CHAIN,
    OUT_OF_TIME,
    REVOKED,
    SIG_CRYPTO_FAILURE,
    TRY_LATER,
    WEAK,
    Change,
    Claims,
    Covers,
    Indication,
    JudgedPdf,
    JudgedSignature,
)
from datapact.signing.ades.own_marks import PROVING, says_made_here
from datapact.signing.pades.pdf_bounds import check_foreign
from datapact.signing.pades.reliance import Attested, Relied, counting
from datapact.signing.pades.revisions import LARGEST_PDF
from datapact.signing.trusted_lists.listed import Listed

log = logging.getLogger(__name__)

MOST: Final = 100
"""Signatures of one file that are judged."""
MOST_REVISIONS: Final = 256
_HEADER: Final = 1024
"""Bytes at the beginning among which the mark of a PDF may stand (ISO 32000-1, annex H)."""
_LIMITS: Final = DecodeLimits()
_DEEPEST: Final = 8
_ALL: Final = CMSAlgorithmUsagePolicy.lift_policy(AcceptAllAlgorithms())
"""Old algorithms are computed, too: that they are weak is said apart."""
_OURS: Final = ("/ETSI.CAdES.detached", "/ETSI.RFC3161")
_COVERS: Final[dict[SignatureCoverageLevel | None, Covers]] = {
    SignatureCoverageLevel.ENTIRE_FILE: "file",
    SignatureCoverageLevel.ENTIRE_REVISION: "revision",
}
_CHANGES: Final[dict[ModificationLevel, Change]] = {
    ModificationLevel.NONE: "nothing",
    ModificationLevel.LTA_UPDATES: "proofs",
    ModificationLevel.FORM_FILLING: "fields",
    ModificationLevel.ANNOTATIONS: "annotations",
    ModificationLevel.OTHER: "content",
}


class Encrypted(Malformed):
    """A PDF that only a password opens: nothing can be said of it, for it or against it."""


def judge_pdf(
    data: bytes, lists: Path | None = None, now: datetime | None = None, authorities: Sequence[bytes] = ()
) -> JudgedPdf:
    """All signatures of a PDF of at most 64 MiB, by whichever program; raises Malformed or TooLarge where it cannot be read.

    ``lists`` is a folder with trusted lists; None: none is asked. ``authorities`` are certificates (DER) to which
    timestamps lead on which the user relies. ``now`` is for tests, by default the computer's clock.
    """
    if len(data) > LARGEST_PDF:
        raise TooLarge(N_("This PDF is larger than DataPact allows. Ask the sender for a new file."))
    if b"%PDF-" not in data[:_HEADER]:
        raise Malformed(N_("This file is not a PDF."))
    if b"startxref" not in data:  # cheap to ask, and no reader finds its way without
        raise _unreadable()
    check_foreign(data)
    try:
        return _judged(
            PdfFileReader(io.BytesIO(data), strict=False, decode_limits=_LIMITS),
            _Lists(lists if lists is not None and lists.is_dir() else None, now or utc_now(), tuple(authorities)),
        )
    except DataPactError:
        raise
    except Exception as error:  # hostile and broken files make the parser fail in many ways; all mean the same
        log.info("pdf not readable", exc_info=error)
        raise _unreadable() from error


def _unreadable() -> Malformed:
    return Malformed(
        N_("This PDF cannot be read: it is damaged, or made in a way that DataPact does not know. Ask for a new file.")
    )


@dataclass(frozen=True, slots=True)
class _Lists:
    """Where to ask for trust."""

    folder: Path | None
    now: datetime
    anchors: tuple[bytes, ...]


def _judged(reader: PdfFileReader, lists: _Lists) -> JudgedPdf:
    encrypted = reader.encrypted
    if encrypted:
        _open_without_password(reader)
    if reader.total_revisions > MOST_REVISIONS:
        raise Malformed(N_("This PDF was saved more often than DataPact reads. Ask for a copy made in one piece."))
    if "/Kids" not in reader.root["/Pages"]:
        raise _unreadable()  # a file without pages is no document
    fields = list(enumerate_sig_fields(reader))
    embedded = [
        EmbeddedPdfSignature(reader, pointer.get_object(), name) for name, value, pointer in fields if value is not None
    ]
    if len(embedded) > MOST:
        raise Malformed(N_("This PDF has more signatures than DataPact judges."))
    embedded.sort(key=_revision)
    later: list[tuple[int, Attested]] = []
    judged: list[JudgedSignature] = []
    for one in reversed(embedded):  # what came after a signature may prove when it was made
        found = _one(one, lists, [proof for revision, proof in reversed(later) if revision > _revision(one)])
        judged.append(found)
        if found.kind == "timestamp" and (proof := _proof(one, found)) is not None:
            later.append((_revision(one), proof))
    return JudgedPdf(
        tuple(reversed(judged)),
        tuple(plain(str(name)) for name, value, _pointer in fields if value is None),
        reader.total_revisions,
        encrypted,
        _made_here(reader),
    )


def _made_here(reader: PdfFileReader) -> bool:
    """The same, by the metadata and the names of files inside, however they are packed."""
    try:
        metadata = _part(reader.root, "/Metadata")
        names = _part(reader.root, "/Names")
        files = None if names is None else _part(names, "/EmbeddedFiles")
        told = metadata is not None and says_made_here(bytes(metadata.data))
        return told or (files is not None and not PROVING.isdisjoint(_names(files, 0)))
    except Exception as error:  # a hostile tree of names; what the bytes say was asked before
        log.info("files inside not readable", exc_info=error)
        return False


def _part(node: generic.DictionaryObject, key: str) -> Any:
    """A part of a dictionary, decrypted where the file is encrypted, as ``get`` does not do; None where it has none."""
    return node[key] if key in node else None  # noqa: SIM401


def _names(node: generic.DictionaryObject, depth: int) -> Iterator[str]:
    """The names in a tree of names (ISO 32000-1, 7.9.6), as deep and wide as a document needs."""
    listed = _part(node, "/Names") or ()
    for place in range(0, min(len(listed), 2 * MOST), 2):
        yield str(listed[place])
    kids = (_part(node, "/Kids") or ()) if depth < _DEEPEST else ()
    for place in range(min(len(kids), MOST)):
        yield from _names(kids[place], depth + 1)


def _open_without_password(reader: PdfFileReader) -> None:
    try:
        result = reader.decrypt(b"")
    except Exception as error:
        raise _locked() from error
    if not result.status.value:
        raise _locked()


def _locked() -> Encrypted:
    return Encrypted(N_("This PDF is protected by a password, so nothing can be said of it. Ask for it without one."))


def _revision(embedded: EmbeddedPdfSignature) -> int:
    try:
        return int(embedded.signed_revision)
    except Exception:  # noqa: BLE001  a broken signature comes last; the others are judged all the same
        return MOST_REVISIONS


def _proof(embedded: EmbeddedPdfSignature, found: JudgedSignature) -> Attested | None:
    """What a timestamp over the document proves of what came before it; None where it does not hold for all of that."""
    whole = found.covers in ("file", "revision") and found.sub_indication not in (WEAK, OUT_OF_TIME, REVOKED)
    if not found.intact or not whole or found.attested is None:
        return None
    certificate = _certificate(embedded)
    return None if certificate is None else _attested(certificate, _others(embedded), found.attested, found.relied)


def _attested(
    certificate: x509.Certificate, others: Sequence[x509.Certificate], moment: datetime, relied: Relied | None
) -> Attested:
    keys = [algorithm_of(one) for one in (certificate, *others)]
    ends = end_of_proof(in_zone(certificate.not_valid_after, UTC), first_to_fall(keys))
    return Attested(moment, ends, name_of(certificate.subject), relied)


def _one(embedded: EmbeddedPdfSignature, lists: _Lists, after: Sequence[Attested]) -> JudgedSignature:
    """One signature; whatever fails in reading it is said of it alone. ``after`` is what came over it and proves its time."""
    timestamp = str(embedded.sig_object_type) == "/DocTimeStamp"
    claims, weak = NO_CLAIMS, tuple[str, ...]()
    claimed = attested = None
    attested_by = level = ""
    indication: Indication = "TOTAL-FAILED"
    covers: Covers = "unclear"
    change: Change = "unknown"
    reason, intact, allowed = FORMAT_FAILURE, False, False
    listed: Listed | None = None
    stamp: Listed | None = None
    relied: Relied | None = None
    kept: tuple[Attested, ...] = ()
    try:
        level = _level(embedded)
        certificate = _certificate(embedded)
        if certificate is not None:
            claims = claims_of(certificate)
        weak = weak_algorithms(embedded.signer_info, certificate)
        claimed = _utc(embedded.self_reported_timestamp)
        covers, change, allowed = _after(embedded)
        if str(embedded.sig_object.get("/SubFilter", "")) in ("/adbe.pkcs7.sha1", "/adbe.x509.rsa_sha1"):
            weak = tuple(dict.fromkeys((*weak, "SHA-1")))
            indication, reason = "INDETERMINATE", CONSTRAINTS  # an old kind, whose bytes nobody here can compare
        elif certificate is None:
            indication, reason = "INDETERMINATE", NO_CERTIFICATE
        else:
            fits, attested, by = _mathematics(embedded, timestamp)
            attested_by = "" if by is None else name_of(by.subject)
            if timestamp:
                claimed, attested = None, attested if fits == "" else None
            intact = fits == ""
            if intact:
                listed, stamp, relied, kept = _asked(embedded, lists, certificate, by, claimed, attested, after)
            indication, reason = ("INDETERMINATE", NO_CHAIN) if intact else ("TOTAL-FAILED", fits)
        if intact:
            reason = _doubt(claims, weak, allowed, covers, kept[-1].time if kept else attested or claimed)
            if reason == NO_CHAIN and listed is not None and (listed.trusted or listed.revocation == "revoked"):
                reason = _trust(listed, proven=bool(kept), claims=claims, now=lists.now)
            elif reason == NO_CHAIN and timestamp and relied is not None:
                reason = "" if kept else OUT_OF_TIME
            indication = indication if reason else "TOTAL-PASSED"
    except SignatureValidationError:
        reason = FORMAT_FAILURE
    except Exception as error:
        log.info("signature not readable", exc_info=error)
    return JudgedSignature(
        field=plain(str(embedded.field_name)),
        kind="timestamp" if timestamp else "signature",
        indication=indication,
        sub_indication=reason,
        intact=intact,
        covers=covers,
        change=change,
        allowed=allowed,
        level=level,
        claims=claims,
        claimed=claimed,
        attested=attested,
        attested_by=attested_by,
        weak=weak,
        revision=_revision(embedded) + 1,
        listed=listed,
        stamp=stamp,
        relied=relied,
        proven=kept[-1] if kept else None,
        proven_until=kept[0].ends if kept else None,
    )


def _asked(
    embedded: EmbeddedPdfSignature,
    lists: _Lists,
    certificate: x509.Certificate,
    by: x509.Certificate | None,
    claimed: datetime | None,
    attested: datetime | None,
    after: Sequence[Attested],
) -> tuple[Listed | None, Listed | None, Relied | None, tuple[Attested, ...]]:
    """What the lists say of the signer, and of who made the timestamp; why that is relied on, and what proves the time.

    Of a timestamp itself the first is said, and what proves it is that it counts.
    """
    if lists.folder is None and not lists.anchors:
        return None, None, None, ()
    from datapact.signing.trusted_lists.ask import ask_list  # long to load, and few computers have lists
    from datapact.signing.trusted_lists.relied import by_list, leads_to

    others, ocsps, crls = _carried(embedded)
    proofs = [*after]
    stamp: Listed | None = None
    relied: Relied | None = None
    if by is not None and attested is not None:
        carried = [*_others_of_stamp(embedded), *others]
        if lists.folder is not None:
            asked = {"others": carried, "ocsps": ocsps, "crls": crls}
            stamp = ask_list(lists.folder, by, moment=attested, timestamping=True, **asked)
        relied = by_list(stamp)
        if relied is None and leads_to(by, carried, attested, lists.anchors, ocsps, crls):
            relied = Relied("set_up")
        proofs.insert(0, _attested(by, _others_of_stamp(embedded), attested, relied))
    kept = counting(proofs, lists.now)
    if str(embedded.sig_object_type) == "/DocTimeStamp":
        return stamp, None, relied, kept if kept and kept[-1].time == attested else ()
    moment = kept[-1].time if kept else claimed
    if moment is None or lists.folder is None:
        return None, stamp, relied, kept
    listed = ask_list(lists.folder, certificate, moment=moment, others=others, ocsps=ocsps, crls=crls)
    return listed, stamp, relied, kept


def _others(embedded: EmbeddedPdfSignature) -> list[x509.Certificate]:
    """The further certificates that a signature or timestamp carries."""
    return [one for one in embedded.other_embedded_certs if isinstance(one, x509.Certificate)]


def _others_of_stamp(embedded: EmbeddedPdfSignature) -> list[x509.Certificate]:
    """All certificates in the timestamp on a signature; of a timestamp its own."""
    if str(embedded.sig_object_type) == "/DocTimeStamp":
        return _others(embedded)
    for attribute in embedded.signer_info["unsigned_attrs"]:
        if attribute["type"].native == "signature_time_stamp_token":
            carried = attribute["values"][0]["content"]["certificates"]
            return [one.chosen for one in carried if one.name == "certificate"]
    return []


def _carried(
    embedded: EmbeddedPdfSignature,
) -> tuple[list[x509.Certificate], list[OCSPResponse], list[CertificateList]]:
    """Certificates, OCSP answers and revocation lists that signature and file carry."""
    others = list(embedded.other_embedded_certs)
    ocsps: list[OCSPResponse] = []
    crls: list[CertificateList] = []
    with contextlib.suppress(NoDSSFoundError):
        store = DocumentSecurityStore.read_dss(embedded.reader)
        others += list(store.load_certs())
        for reference in store.ocsps:
            ocsps.append(OCSPResponse.load(reference.get_object().read_data(DecodePurpose.OCSP_RESPONSE)))
        for reference in store.crls:
            crls.append(CertificateList.load(reference.get_object().read_data(DecodePurpose.CRL)))
    for attribute in embedded.signer_info["signed_attrs"]:  # as Acrobat keeps them
        if attribute["type"].native == "adobe_revocation_info_archival":
            for value in attribute["values"]:
                ocsps += list(value["ocsp"])
                crls += list(value["crl"])
    return others, ocsps, crls


def _trust(listed: Listed, *, proven: bool, claims: Claims, now: datetime) -> str:
    """Why a signature whose issuer is listed does not pass; empty where it does."""
    if listed.revocation == "revoked":
        return REVOKED
    if not proven and claims.ends is not None and claims.ends < now:
        return OUT_OF_TIME
    return "" if listed.revocation == "not_revoked" else TRY_LATER


def _doubt(claims: Claims, weak: tuple[str, ...], allowed: bool, covers: Covers, moment: datetime | None) -> str:
    """The gravest reason for doubt about an intact signature; that its issuer is unknown is the least."""
    if covers == "unclear" or not allowed:
        return CONSTRAINTS
    if weak:
        return WEAK
    begins, ends = claims.begins, claims.ends
    if moment is not None and begins is not None and ends is not None and not begins <= moment <= ends:
        return OUT_OF_TIME
    return NO_CHAIN


def _certificate(embedded: EmbeddedPdfSignature) -> x509.Certificate | None:
    try:
        certificate = embedded.signer_cert
    except Exception:  # noqa: BLE001  a signature may carry no certificate, or one of another
        return None
    return certificate if isinstance(certificate, x509.Certificate) else None


def _context() -> ValidationContext:
    return ValidationContext(trust_roots=[], allow_fetching=False, algorithm_usage_policy=_ALL)


def _mathematics(
    embedded: EmbeddedPdfSignature, timestamp: bool
) -> tuple[str, datetime | None, x509.Certificate | None]:
    """Why the signature does not fit, empty where it does; the moment of an intact timestamp, and who made it."""
    if timestamp:
        stamped = asyncio.run(async_validate_pdf_timestamp(embedded, validation_context=_context(), skip_diff=True))
        return _fits(stamped.intact, stamped.valid), _utc(stamped.timestamp), stamped.signing_cert
    status = asyncio.run(
        async_validate_pdf_signature(
            embedded,
            signer_validation_context=_context(),
            key_usage_settings=KeyUsageConstraints(key_usage=set()),
            skip_diff=True,
            algorithm_policy=_ALL,
        )
    )
    proof = status.timestamp_validity
    if proof is None or not (proof.intact and proof.valid):
        return _fits(status.intact, status.valid), None, None
    return (
        _fits(status.intact, status.valid),
        _utc(proof.timestamp),
        proof.signing_cert,
    )


def _fits(intact: bool, valid: bool) -> str:
    if not intact:
        return HASH_FAILURE
    return "" if valid else SIG_CRYPTO_FAILURE


def _after(embedded: EmbeddedPdfSignature) -> tuple[Covers, Change, bool]:
    """What the signature covers, what came after it, and whether it permits that."""
    try:
        embedded.compute_integrity_info()
    except SignatureValidationError:
        raise
    except Exception as error:  # the comparison of revisions knows less than a reader: then nobody can tell
        log.info("revisions not comparable", exc_info=error)
        embedded.compute_integrity_info(skip_diff=True)
    covers = _COVERS.get(embedded.coverage, "unclear")
    if covers == "file":
        return covers, "nothing", True
    difference = embedded.diff_result
    if difference is None:
        return covers, "unknown", False
    if not isinstance(difference, DiffResult):  # an error that names what is no lawful change
        return covers, "content", False
    level = difference.modification_level
    permitted = embedded.docmdp_level
    allowed = level < ModificationLevel.OTHER and (permitted is None or level.value <= permitted.value)
    return covers, _CHANGES[level], allowed


def _level(embedded: EmbeddedPdfSignature) -> str:
    """The level by the shape of the file alone: which proofs it carries, not whether they hold."""
    kind = str(embedded.sig_object.get("/SubFilter", ""))
    if kind == "/ETSI.RFC3161":
        return "RFC 3161"
    if kind not in _OURS:
        return "PDF"
    level = "PAdES B-B"
    if any(one["type"].native == "signature_time_stamp_token" for one in embedded.signer_info["unsigned_attrs"]):
        level = "PAdES B-T"
    reader = embedded.reader
    later = [one for one in reader.embedded_timestamp_signatures if _revision(one) > _revision(embedded)]
    if "/DSS" in reader.root and (level == "PAdES B-T" or later):
        level = "PAdES B-LTA" if later else "PAdES B-LT"
    return level


def _utc(moment: datetime | None) -> datetime | None:
    """In UTC; a moment without a zone is taken as this computer's time, as other programs do."""
    return None if moment is None else in_zone(moment, UTC)
