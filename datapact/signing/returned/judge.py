"""Judge a PDF that came back: is it our file byte for byte, and was nothing done to it but signing its empty fields?

The bytes of the file that went out must stand at the beginning, unchanged, and the cross-references of what follows must
lead to them. What follows may sign fields of ours, add proofs and timestamps of the document, and renew dates in the
metadata, as Acrobat does. Everything else makes it another file, however good its signatures are.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import Final

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DiffResult, FormUpdatingRule, ModificationLevel, StandardDiffPolicy
from pyhanko.sign.diff_analysis.constants import ACROFORM_EXEMPT_STRICT_COMPARISON, ROOT_EXEMPT_STRICT_COMPARISON
from pyhanko.sign.diff_analysis.rules.file_structure_rules import (
    CatalogModificationRule,
    ObjectStreamRule,
    XrefStreamRule,
)
from pyhanko.sign.diff_analysis.rules.form_field_rules import (
    DSSCompareRule,
    SigFieldCreationRule,
    SigFieldModificationRule,
)
from pyhanko.sign.diff_analysis.rules.metadata_rules import DocInfoRule, MetadataUpdateRule
from pyhanko.sign.fields import MDPPerm, enumerate_sig_fields
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from datapact.base.errors import Damaged, DataPactError, Malformed
from datapact.base.strictjson import to_base64url
from datapact.base.texts import N_, Message
from datapact.history.entries.certificates import key_thumbprint
from datapact.signing.ades.changes import SIGNED_KEYS, LockRule
from datapact.signing.ades.judge import Encrypted, judge_pdf
from datapact.signing.ades.judgement import (
    NO_CHAIN,
    OUT_OF_TIME,
    REVOKED,
    TRY_LATER,
    WEAK,
    JudgedPdf,
    JudgedSignature,
)
from datapact.signing.ades.loose_ends import loose_behind
from datapact.signing.pades.metadata import document_properties
from datapact.signing.pades.object_streams import PdfReader, as_file
from datapact.signing.pades.pdf_bounds import check_foreign
from datapact.signing.pades.revisions import revision_digest
from datapact.signing.returned.judged import FilledField, ReturnedPdf

log = logging.getLogger(__name__)

_TAIL: Final = re.compile(rb"startxref\s+\d{1,10}\s+%%EOF\s*\Z")
_FAR: Final = 1024
_PROOFS: Final = ModificationLevel.LTA_UPDATES
SIGNING_ONLY: Final = StandardDiffPolicy(
    global_rules=[
        CatalogModificationRule(ROOT_EXEMPT_STRICT_COMPARISON | {"/Perms"}),
        DocInfoRule().as_qualified(_PROOFS),
        XrefStreamRule().as_qualified(_PROOFS),
        ObjectStreamRule().as_qualified(_PROOFS),
        DSSCompareRule().as_qualified(_PROOFS),
        MetadataUpdateRule().as_qualified(_PROOFS),
    ],
    form_rule=FormUpdatingRule(
        field_rules=[SigFieldCreationRule(), SigFieldModificationRule(value_update_keys=SIGNED_KEYS), LockRule()],
        ignored_acroform_keys=ACROFORM_EXEMPT_STRICT_COMPARISON | {"/SigFlags"},
    ),
)
"""Changes that a program that signs our field may make besides: as pyHanko has it, with a certification, the first signature and its looks."""

UNSIGNED: Final = Message(N_("This is the file as it went out: nobody has signed it. Ask for the signed file."))
OTHER_FILE: Final = Message(
    N_(
        "This is not the file that went out: its first version is not ours byte for byte, for example because a service"
        " wrote it anew or somebody printed it again. What it shows counts by your word only."
    )
)
OTHER_COPY: Final = Message(
    N_(
        "This is our file, but not with the signatures that it has by now: somebody signed an older copy. All were to sign"
        " the same file; ask for a signature on the file as it stands now."
    )
)
ALTERED: Final = Message(
    N_("Our file was changed in more than its signature fields. What it shows counts by your word only.")
)
OWN_FIELD: Final = Message(
    N_(
        "Somebody signed, but in a field of their own instead of the field on the signature page. What it shows counts by"
        " your word only; better ask for a signature in our field."
    )
)
OTHER_FIELD: Final = Message(
    N_("A field is signed that was not for this copy, or that is filled already. Look at who signed where.")
)
LOCKED: Final = Message(
    N_(
        "The signature locks the file, so that nobody can sign after it. Ask for a signature that does not lock the file"
        " or certify it."
    )
)
FORGED: Final = Message(
    N_("The signature in the field {field} does not fit the file. Do not rely on it; ask for a new one.")
)
WEAK_ONE: Final = Message(
    N_(
        "The signature in the field {field} uses {names}, which is no longer held safe. It counts by your word only; ask"
        " for a signature with SHA-256."
    )
)
OUT_OF_DATE: Final = Message(
    N_("The certificate of the signature in the field {field} was not valid at that time. Ask for a new signature.")
)
WITHDRAWN: Final = Message(
    N_("The certificate of the signature in the field {field} was revoked. Ask for a signature with another one.")
)
UNCLEAR: Final = Message(
    N_("What the signature in the field {field} covers, or who made it, cannot be told. It counts by your word only.")
)


def judge_returned(
    pdf: bytes,
    head: bytes,
    unsigned: bytes,
    empty: Collection[str],
    lists: Path | None = None,
    now: datetime | None = None,
) -> ReturnedPdf:
    """Judge a file of at most 64 MiB that came back, in the process that reads others' files.

    ``head`` is the file that was to be signed, ``unsigned`` its first version, ``empty`` names its fields that nobody has
    signed yet. Raises Malformed or TooLarge for what is no PDF, or locked.
    """
    if pdf in (head, unsigned):
        return ReturnedPdf("unsigned", UNSIGNED)
    try:
        judged = judge_pdf(pdf, lists, now)
    except Encrypted:
        raise
    except Malformed as error:
        if not pdf.startswith(unsigned):
            raise
        return ReturnedPdf("other", error.message)
    if not pdf.startswith(head):
        return ReturnedPdf("other", OTHER_COPY if pdf.startswith(unsigned) else OTHER_FILE, (), judged.signatures)
    check_foreign(pdf)
    try:
        return _compared(pdf, head, judged, empty)
    except DataPactError:
        raise
    except Exception as error:  # hostile and broken files make the parser fail in many ways: then nothing is proven
        log.info("returned file not comparable", exc_info=error)
        return ReturnedPdf("other", ALTERED, (), judged.signatures)


def require_only_signed(pdf: bytes, unsigned: bytes, fields: Collection[str]) -> None:
    """Raise Damaged where more was done to a file than to sign ``fields`` of its first version, or a signature does not fit."""
    found = judge_returned(pdf, unsigned, unsigned, fields)
    against = (OTHER_FILE, OTHER_COPY, ALTERED, OWN_FIELD, OTHER_FIELD, FORGED)
    if found.problem is not None and found.problem.id in {one.id for one in against}:
        raise Damaged(found.problem)


def _compared(pdf: bytes, head: bytes, judged: JudgedPdf, empty: Collection[str]) -> ReturnedPdf:
    before = PdfReader(as_file(head), strict=False)
    after = PdfReader(as_file(pdf), strict=False)
    base = before.total_revisions - 1
    odd = after.encrypted or after.xrefs.hybrid_xrefs_present or _TAIL.search(pdf, max(0, len(pdf) - _FAR)) is None
    if odd or not _same_beginning(before, after) or loose_behind(after, base, len(head)):
        return ReturnedPdf("other", ALTERED, (), judged.signatures)
    known = {str(name): value is not None for name, value, _pointer in enumerate_sig_fields(before)}
    found = [(str(name), value, pointer) for name, value, pointer in enumerate_sig_fields(after)]
    names = [name for name, _value, _pointer in found]
    signed = [name for name, value, _pointer in found if value is not None and not known.get(name, False)]
    if len(set(names)) != len(names) or not known.keys() <= set(names):
        return ReturnedPdf("other", ALTERED, (), judged.signatures)
    by_field = {one.field: one for one in judged.signatures}
    stamps = {name for name in signed if name not in known and by_field[name].kind == "timestamp"}
    if any(name not in known and name not in stamps for name in signed):
        return ReturnedPdf("other", OWN_FIELD, (), judged.signatures)
    if set(names) - known.keys() - stamps:
        return ReturnedPdf("other", ALTERED, (), judged.signatures)
    difference = SIGNING_ONLY.review_file(after, base)
    if not isinstance(difference, DiffResult) or difference.modification_level > ModificationLevel.FORM_FILLING:
        return ReturnedPdf("other", ALTERED, (), judged.signatures)
    if _properties(before) != _properties(after):
        return ReturnedPdf("other", ALTERED, (), judged.signatures)
    filled = [name for name in signed if name in known]
    if not filled:
        return ReturnedPdf("unsigned", UNSIGNED, (), judged.signatures)
    if not set(filled) <= set(empty):
        return ReturnedPdf("other", OTHER_FIELD, (), judged.signatures)
    embedded = {
        str(name): EmbeddedPdfSignature(after, pointer.get_object(), name)
        for name, value, pointer in found
        if value is not None
    }
    problem = _problem(judged, by_field, filled, embedded, left=set(empty) - set(filled))
    if problem is not None:
        return ReturnedPdf("other", problem, (), judged.signatures)
    return ReturnedPdf("signed", None, _fields(pdf, head, filled, embedded, by_field), judged.signatures)


def _properties(reader: PdfFileReader) -> object:
    """The metadata for people; programs that sign renew their dates and add the program's name, no more."""
    trailer, root = reader.trailer_view, reader.root
    information = trailer["/Info"] if "/Info" in trailer else None  # noqa: SIM401  ``get`` follows no pointer
    return document_properties(information, root["/Metadata"] if "/Metadata" in root else None)  # noqa: SIM401


def _same_beginning(before: PdfFileReader, after: PdfFileReader) -> bool:
    """Whether what follows builds on the file that went out: the same cross-reference sections lead to the same bytes."""
    count = before.total_revisions
    if after.total_revisions <= count:
        return False
    return all(
        before.xrefs.get_xref_container_info(number).declared_startxref
        == after.xrefs.get_xref_container_info(number).declared_startxref
        for number in range(count)
    )


def _problem(
    judged: JudgedPdf,
    by_field: dict[str, JudgedSignature],
    filled: list[str],
    embedded: dict[str, EmbeddedPdfSignature],
    *,
    left: set[str],
) -> Message | None:
    """Why the signatures do not count as such; None where they do."""
    places = [tuple(int(one) for one in embedded[name].byte_range) for name in embedded]
    if len(set(places)) != len(places):
        return Message(ALTERED.id)
    for one in judged.signatures:
        told = {"field": one.field}
        if not one.intact and one.indication == "TOTAL-FAILED":
            return Message(FORGED.id, told)
        if one.kind == "timestamp":
            continue
        if one.weak or one.sub_indication == WEAK:
            return Message(WEAK_ONE.id, {**told, "names": ", ".join(one.weak)})
        if one.covers == "unclear" or not one.allowed or not one.intact or one.change not in _AFTER:
            return Message(UNCLEAR.id, told)
        if one.field not in filled:
            continue
        if one.sub_indication == REVOKED:
            return Message(WITHDRAWN.id, told)
        if one.sub_indication == OUT_OF_TIME and not _was_valid(one):
            return Message(OUT_OF_DATE.id, told)
        if one.sub_indication not in ("", NO_CHAIN, TRY_LATER, OUT_OF_TIME):
            return Message(UNCLEAR.id, told)
    if any(by_field[name].kind != "signature" for name in filled):
        return Message(UNCLEAR.id, {"field": filled[0]})
    final = by_field[max(filled, key=lambda name: embedded[name].signed_revision)]
    if final.covers != "file" and final.change not in ("nothing", "proofs"):
        return Message(ALTERED.id)
    if left and any(_locks(embedded[name], left) for name in filled):
        return LOCKED
    return None


def _locks(signature: EmbeddedPdfSignature, left: set[str]) -> bool:
    """Whether a signature forbids that the places ``left`` are signed after it, as Acrobat offers to whoever signs."""
    lock = signature.fieldmdp
    return signature.docmdp_level is MDPPerm.NO_CHANGES or (lock is not None and any(map(lock.is_locked, left)))


_AFTER: Final = ("nothing", "proofs", "fields")


def _was_valid(one: JudgedSignature) -> bool:
    begins, ends, moment = one.claims.begins, one.claims.ends, one.attested or one.claimed
    return begins is not None and ends is not None and moment is not None and begins <= moment <= ends


def _fields(
    pdf: bytes,
    head: bytes,
    filled: list[str],
    embedded: dict[str, EmbeddedPdfSignature],
    by_field: dict[str, JudgedSignature],
) -> tuple[FilledField, ...]:
    ordered = sorted(filled, key=lambda name: embedded[name].signed_revision)
    before = revision_digest(head)
    made = []
    for place, name in enumerate(ordered, start=1):
        _start, _length, second, rest = (int(one) for one in embedded[name].byte_range)
        after = revision_digest(pdf if place == len(ordered) else pdf[: second + rest])
        encoded = embedded[name].signer_cert.dump()
        made.append(FilledField(name, by_field[name], _kid(encoded), revision_digest(encoded), before, after))
        before = after
    return tuple(made)


def _kid(certificate: bytes) -> str:
    try:
        return key_thumbprint(to_base64url(certificate))
    except Malformed:  # of a kind that DataPact itself does not use
        return ""
