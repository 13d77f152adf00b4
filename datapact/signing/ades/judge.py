"""Judge the signatures of a PDF that any program made: tolerant of its structure, never of a byte that was signed.

pyHanko checks mathematics, coverage and what later revisions changed. Trust comes from trusted lists that lie on this computer,
and from what the file carries; nothing is ever fetched. Without lists the best indication is INDETERMINATE, no chain found.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from asn1crypto import x509
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.decode_limits import DecodeLimits
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.errors import SignatureValidationError
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
from datapact.signing.ades.certificate import (
    NO_CLAIMS,
    beyond_us,
    claims_of,
    name_of,
    plain,
    weak_algorithms,
    weak_timestamp,
)
from datapact.signing.ades.changes import CHANGES, changes_generations, fills_form, fills_gaps
from datapact.signing.ades.fields import unnamed_fields, with_pointer
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
from datapact.signing.ades.loose_ends import loose_ends, only_litter
from datapact.signing.ades.old_kinds import (
    AROUND,
    BARE,
    Readable,
    Uncovered,
    around_fits,
    bare_certificate,
    bare_fits,
    claimed_time,
)
from datapact.signing.ades.own_marks import PROVING, has_own_marks
from datapact.signing.ades.pictures import covers_words
from datapact.signing.ades.repaired import unsigned_when_mended
from datapact.signing.ades.trust import NO_TRUST, Trust, TrustSources, certificate_of, proof_of
from datapact.signing.pades.object_streams import PdfReader, as_file
from datapact.signing.pades.pdf_bounds import check_foreign, too_much
from datapact.signing.pades.reliance import Attested
from datapact.signing.pades.revisions import LARGEST_PDF
from datapact.signing.pades.signature import hole_holds_only
from datapact.signing.trusted_lists.listed import Listed

log = logging.getLogger(__name__)

MOST: Final = 100
"""Signatures of one file that are judged."""
MOST_REVISIONS: Final = 256
MOST_COMPARED: Final = 500_000
"""Objects times signatures, since each signature is held against all that came later: some ten seconds of a processor."""
_RANGE: Final = re.compile(rb"/ByteRange\s{0,4}\[")
_HEADER: Final = 1024
"""Bytes at the beginning among which the mark of a PDF may stand (ISO 32000-1, annex H)."""
_LIMITS: Final = DecodeLimits()
_DEEPEST: Final = 8
_ALL: Final = CMSAlgorithmUsagePolicy.lift_policy(AcceptAllAlgorithms())
"""Old algorithms are computed, too: that they are weak is said apart."""
_OURS: Final = ("/ETSI.CAdES.detached", "/ETSI.RFC3161")
_KINDS: Final = (*_OURS, "/adbe.pkcs7.detached", AROUND)
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
    before = data[:_HEADER].find(b"%PDF-")
    if before < 0:
        raise Malformed(N_("This file is not a PDF."))
    if before:  # of an e-mail, for one; where signatures are, nobody can tell from where their ranges are counted
        judged = judge_pdf(data[before:], lists, now, authorities)
        if judged.signatures or judged.taken_out:
            raise _unreadable()
        return judged
    if b"startxref" not in data:  # cheap to ask, and no reader finds its way without
        raise _unreadable()
    check_foreign(data)
    try:
        reader = PdfReader(as_file(data), strict=False, decode_limits=_LIMITS)
        judged = _judged(
            reader,
            TrustSources(lists if lists is not None and lists.is_dir() else None, now or utc_now(), tuple(authorities)),
        )
        hidden = not judged.signatures and len(_RANGE.findall(data)) > _rights(reader)
        return replace(judged, taken_out=True) if hidden else judged
    except DataPactError:
        raise
    except Exception as error:  # hostile and broken files make the parser fail in many ways; all mean the same
        log.info("pdf not readable", exc_info=error)
        mended = unsigned_when_mended(data)
        if mended is None:
            raise _unreadable() from error
        return mended


def _rights(reader: PdfFileReader) -> int:
    """How many signatures only grant rights to readers (ISO 32000-1, 12.8.2.3): makers of forms put them there, and nobody sees them."""
    granted = _part(reader.root, "/Perms") or {}
    return sum(key in granted for key in ("/UR", "/UR3"))


def _unreadable() -> Malformed:
    return Malformed(
        N_("This PDF cannot be read: it is damaged, or made in a way that DataPact does not know. Ask for a new file.")
    )


def _judged(reader: PdfFileReader, asking: TrustSources) -> JudgedPdf:
    encrypted = reader.encrypted
    if encrypted:
        _open_without_password(reader)
    if reader.total_revisions > MOST_REVISIONS:
        raise Malformed(N_("This PDF was saved more often than DataPact reads. Ask for a copy made in one piece."))
    if "/Kids" not in reader.root["/Pages"]:
        raise _unreadable()  # a file without pages is no document
    fields = list(enumerate_sig_fields(reader))
    embedded = [_embedded(reader, pointer.get_object(), name) for name, value, pointer in fields if value is not None]
    named = [one.sig_object for one in embedded]
    embedded += [_embedded(reader, field, f"#{place}") for place, field in enumerate(unnamed_fields(reader, named), 1)]
    if len(embedded) > MOST:
        raise Malformed(N_("This PDF has more signatures than DataPact judges."))
    if len(embedded) * _objects(reader) > MOST_COMPARED:
        raise too_much()
    embedded.sort(key=_revision)
    later: list[tuple[int, Attested]] = []
    judged: list[JudgedSignature] = []
    for one in reversed(embedded):  # what came after a signature may prove when it was made
        found = _one(one, asking, [proof for revision, proof in reversed(later) if revision > _revision(one)])
        judged.append(found)
        if found.kind == "timestamp" and (proof := proof_of(one, found, asking.anchors)) is not None:
            later.append((_revision(one), proof))
    return JudgedPdf(
        tuple(reversed(judged)),
        tuple(plain(str(name)) for name, value, _pointer in fields if value is None),
        reader.total_revisions,
        encrypted,
        _made_here(reader),
    )


def _objects(reader: PdfFileReader) -> int:
    """How many objects the tables of all revisions name."""
    parts = (reader.xrefs.get_xref_data(number) for number in range(reader.total_revisions))
    return sum(len(part.standard_xrefs) + len(part.xrefs_in_objstm) for part in parts)


def _made_here(reader: PdfFileReader) -> bool:
    """The same, by the metadata and the names of files inside, however they are packed."""
    try:
        metadata = _part(reader.root, "/Metadata")
        names = _part(reader.root, "/Names")
        files = None if names is None else _part(names, "/EmbeddedFiles")
        told = metadata is not None and has_own_marks(bytes(metadata.data))
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


def _embedded(reader: PdfFileReader, field: generic.DictionaryObject, name: str) -> EmbeddedPdfSignature:
    """One signature, whose contents need not be readable; raises where not even its place can be read."""
    try:
        return Readable(reader, with_pointer(field), name)
    except Exception as error:  # contents that are no CMS, or one by several
        log.info("contents of a signature not readable", exc_info=error)
        return Uncovered(reader, with_pointer(field), name)


def _revision(embedded: EmbeddedPdfSignature) -> int:
    try:
        return int(embedded.signed_revision)
    except Exception:  # noqa: BLE001  a broken signature comes last; the others are judged all the same
        return MOST_REVISIONS


def _one(embedded: EmbeddedPdfSignature, asking: TrustSources, after: Sequence[Attested]) -> JudgedSignature:
    """One signature; whatever fails in reading it is said of it alone. ``after`` is what came over it and proves its time."""
    found = _Found(plain(str(embedded.field_name)), _revision(embedded) + 1)
    found.timestamp = str(embedded.sig_object_type) == "/DocTimeStamp"
    try:
        found.covers, found.change, found.allowed = _after(embedded)
        if isinstance(embedded, Uncovered):
            _unread(embedded, found)
        else:
            _read(embedded, found, asking, after)
    except SignatureValidationError:
        found.against(FORMAT_FAILURE)
    except Exception as error:
        log.info("signature not readable", exc_info=error)
        found.against(FORMAT_FAILURE)
    return found.judged()


@dataclass(slots=True)
class _Found:
    """The findings on one signature, gathered step by step."""

    field: str
    revision: int
    timestamp: bool = False
    claims: Claims = NO_CLAIMS
    weak: tuple[str, ...] = ()
    claimed: datetime | None = None
    attested: datetime | None = None
    attested_by: str = ""
    level: str = ""
    indication: Indication = "TOTAL-FAILED"
    reason: str = FORMAT_FAILURE
    intact: bool = False
    covers: Covers = "unclear"
    change: Change = "unknown"
    allowed: bool = False
    trust: Trust = NO_TRUST

    def against(self, reason: str, indication: Indication = "TOTAL-FAILED") -> None:
        """Record that the signature does not fit, or that nobody can tell."""
        self.indication, self.reason, self.intact = indication, reason, False

    def fits(self, reason: str) -> None:
        """Record that the signature is intact; ``reason`` is why it does not pass, empty where it does."""
        self.indication, self.reason, self.intact = "INDETERMINATE" if reason else "TOTAL-PASSED", reason, True

    def judged(self) -> JudgedSignature:
        """All of it."""
        return JudgedSignature(
            field=self.field,
            kind="timestamp" if self.timestamp else "signature",
            indication=self.indication,
            sub_indication=self.reason,
            intact=self.intact,
            covers=self.covers,
            change=self.change,
            allowed=self.allowed,
            level=self.level,
            claims=self.claims,
            claimed=self.claimed,
            attested=self.attested,
            attested_by=self.attested_by,
            weak=self.weak,
            revision=self.revision,
            listed=self.trust.listed,
            stamp=self.trust.stamp,
            relied=self.trust.relied,
            proven=self.trust.kept[-1] if self.trust.kept else None,
            newest=self.trust.kept[0] if self.trust.kept else None,
        )


def _unread(embedded: Uncovered, found: _Found) -> None:
    """Judge what is no CMS by one signer: a bare RSA value, else nothing can be said of it."""
    certificate = bare_certificate(embedded)
    found.level = "PDF"
    found.claimed = _utc(claimed_time(embedded))
    if str(embedded.sig_object.get("/SubFilter", "")) == BARE and certificate is not None:
        found.claims = _or(lambda: claims_of(certificate), NO_CLAIMS)
        fits, digest = bare_fits(embedded, certificate)
        found.weak = ("SHA-1",) if digest == "SHA-1" else ()
        if fits:
            found.fits(_doubt(found, found.claimed))
        else:
            found.against(SIG_CRYPTO_FAILURE)
    elif embedded.several:
        found.against(CONSTRAINTS, "INDETERMINATE")


def _read(embedded: EmbeddedPdfSignature, found: _Found, asking: TrustSources, after: Sequence[Attested]) -> None:
    """Judge a CMS: mathematics, what the certificate says, trust."""
    found.level = _level(embedded)
    certificate = certificate_of(embedded)
    found.weak = weak_algorithms(embedded.signer_info, certificate)
    if found.timestamp:
        found.weak = weak_timestamp(embedded.signed_data, certificate)
    found.claimed = _utc(embedded.self_reported_timestamp)
    if certificate is None:
        found.against(NO_CERTIFICATE, "INDETERMINATE")
        return
    found.claims = _or(lambda: claims_of(certificate), NO_CLAIMS)
    by: x509.Certificate | None = None
    kind = str(embedded.sig_object.get("/SubFilter", ""))
    if kind not in _KINDS or beyond_us(embedded.signer_info, certificate):
        found.against(CONSTRAINTS, "INDETERMINATE")
        return
    if kind == AROUND:
        found.weak = tuple(dict.fromkeys((*found.weak, "SHA-1")))
        against = _fits(*around_fits(embedded, certificate))
    else:
        against, found.attested, by = _mathematics(embedded, found.timestamp)
    found.attested_by = "" if by is None else _or(lambda: name_of(by.subject), "")
    if found.timestamp:
        found.claimed, found.attested = None, found.attested if against == "" else None
    if against:
        found.against(against)
        return
    found.trust = asking.ask(embedded, certificate, by, found.claimed, found.attested, after)
    trust, kept = found.trust, found.trust.kept
    reason = _doubt(found, kept[-1].time if kept else found.attested or found.claimed)
    if (
        reason == NO_CHAIN
        and trust.listed is not None
        and (trust.listed.trusted or trust.listed.revocation == "revoked")
    ):
        reason = _trust(trust.listed, proven=bool(kept), claims=found.claims, now=asking.now)
    elif reason == NO_CHAIN and found.timestamp and trust.relied is not None:
        reason = "" if kept else OUT_OF_TIME
    found.fits(reason)


def _or[T](ask: Callable[[], T], otherwise: T) -> T:
    """What is found, or something else where a hostile or odd certificate makes reading it fail."""
    try:
        return ask()
    except Exception as error:
        log.info("part of a certificate not readable", exc_info=error)
        return otherwise


def _trust(listed: Listed, *, proven: bool, claims: Claims, now: datetime) -> str:
    """Why a signature whose issuer is listed does not pass; empty where it does."""
    if listed.revocation == "revoked" or (listed.revocation == "revoked_later" and not proven):
        return REVOKED  # whoever has a key that was revoked can claim an earlier time
    if not proven and claims.ends is not None and claims.ends < now:
        return OUT_OF_TIME
    return "" if listed.revocation in ("not_revoked", "revoked_later") else TRY_LATER


def _doubt(found: _Found, moment: datetime | None) -> str:
    """The gravest reason for doubt about an intact signature; that its issuer is unknown is the least."""
    if found.covers == "unclear" or not found.allowed:
        return CONSTRAINTS
    if found.weak:
        return WEAK
    begins, ends = found.claims.begins, found.claims.ends
    if moment is not None and begins is not None and ends is not None and not begins <= moment <= ends:
        return OUT_OF_TIME
    return NO_CHAIN


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
    """Coverage of the signature, changes after it, and whether it permits them."""
    try:
        _compared(embedded)
    except SignatureValidationError:
        raise
    except Exception as error:  # the comparison of revisions knows less than a reader: then nobody can tell
        log.info("revisions not comparable", exc_info=error)
        embedded.diff_result = None
    covers = _COVERS.get(embedded.coverage, "unclear")
    if covers == "file":
        return covers, "nothing", True
    difference = embedded.diff_result
    since = embedded.reader, embedded.signed_revision
    loose = covers == "revision" and loose_ends(embedded)
    litter = loose and only_litter(embedded)
    if covers == "revision" and ((loose and not litter) or fills_gaps(*since) or changes_generations(*since)):
        return covers, "content", False
    if difference is None:
        return covers, "unknown", False
    if not isinstance(difference, DiffResult):  # an error that names what is no lawful change
        return covers, _past_locks(embedded), False
    level = difference.modification_level
    if litter and level < ModificationLevel.OTHER:
        return covers, "unknown", False
    permitted = embedded.docmdp_level
    allowed = level < ModificationLevel.OTHER and (permitted is None or level.value <= permitted.value)
    change = _kind_of(embedded, difference)
    return covers, "filled" if change == "values" and allowed and permitted is not None else change, allowed


def _kind_of(embedded: EmbeddedPdfSignature, difference: DiffResult) -> Change:
    change = _CHANGES[difference.modification_level]
    if change == "fields" and fills_form(embedded.reader, difference.changed_form_fields):
        return "values"
    return "pictures" if change == "fields" and covers_words(embedded) else change


def _past_locks(embedded: EmbeddedPdfSignature) -> Change:
    """What kind of change it is, apart from the fields that the signer locked: these were changed, and the pages need not be."""
    if embedded.fieldmdp is None or embedded.coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        return "content"
    again = CHANGES.review_file(embedded.reader, embedded.signed_revision)
    return _kind_of(embedded, again) if isinstance(again, DiffResult) else "content"


def _compared(embedded: EmbeddedPdfSignature) -> None:
    embedded.coverage = embedded.evaluate_signature_coverage()  # type: ignore[assignment]
    whole: bytes = embedded.reader.stream.getvalue()
    if not hole_holds_only(whole, embedded):  # pyHanko reckons the length of the hole, and looks at no byte of it
        embedded.coverage = SignatureCoverageLevel.UNCLEAR  # type: ignore[assignment]
    embedded.diff_result = embedded.evaluate_modifications(CHANGES)  # type: ignore[assignment]


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
