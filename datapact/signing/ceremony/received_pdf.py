"""Judge in the reading process whether a received PDF is our own rendering with the expected signatures.

Results are cached by all that they depend on, so that judgements made before a vault is locked for writing need not be
repeated under the lock. Our own rendering is drawn once, however many PDFs are compared with it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from datapact.base.errors import AnswerNo, Damaged, DataPactError
from datapact.base.strictjson import canonical
from datapact.base.texts import N_, Message
from datapact.base.worker_process import MIB, run_apart
from datapact.history.entries.certificates import load_certificate
from datapact.pdf.agreement.input import DocumentInput, Rendering
from datapact.vault.database.remembered import Holder, Remembered

_JUDGED: Final = "datapact.signing.ceremony.received_pdf:require_own_rendering"
_EXAMINED: Final = "datapact.signing.ceremony.received_pdf:examined_here"
_FIXED: Final = "datapact.signing.ceremony.received_pdf:require_fixed_here"
_ONLY_SIGNED: Final = "datapact.signing.returned.judge:require_only_signed"
_DRAWN: Final = "datapact.pdf.agreement.compare:drawn_once"

type Compared = Sequence[tuple[str, str]]
"""Digests of PDFs after a signature, each with the slot that it fills."""

_JUDGEMENTS: Final = Remembered[bytes, DataPactError | None](4096)
_DRAWINGS: Final = Remembered[bytes, bytes | DataPactError](4)


@dataclass(frozen=True, slots=True)
class Examination:
    """The comparison with our own rendering, and the signatures: field, signer, verdict, time that the signer claims.

    ``reasons`` are against the signatures, ``problem`` is the first problem of the whole, if any.
    """

    rendering: Rendering
    """Of the unsigned revision."""
    continued: bool
    """Whether it cannot be compared here, but goes on from a revision that our own organisation compared and signed."""
    signatures: tuple[tuple[str, str, str, datetime | None], ...]
    """In the order in which they were made."""
    reasons: tuple[Message, ...]
    problem: Message | None


def require_sound(
    held: Holder,
    pdf: bytes,
    document: DocumentInput,
    roots: Sequence[str],
    signed: Sequence[tuple[str, str]],
    compared: Compared = (),
) -> None:
    """Raise Damaged for a faulty signed PDF, AnswerNo for a layout that is not known here.

    The judgement is remembered while the vault is open. ``roots`` are the identity certificates of the parties (base64url DER), ``signed`` field and key thumbprint of the
    slots already signed, ``compared`` digests of revisions that our own organisation compared and signed, with the slots.
    """
    drawing = _key(document)
    rest = repr((sorted(roots), list(signed), sorted(compared))).encode()
    key = hashlib.sha256(drawing + hashlib.sha256(pdf).digest() + rest).digest()
    error = _JUDGEMENTS.made(
        held,
        key,
        lambda: _check_apart(held, pdf, document, drawing, tuple(roots), tuple(signed), tuple(compared)),
    )
    if error is not None:
        raise type(error)(error.message)


def examine(
    held: Holder,
    pdf: bytes,
    document: DocumentInput,
    roots: Sequence[str],
    signed: Sequence[tuple[str, str]],
    compared: Compared = (),
) -> Examination:
    """Examine a signed PDF; raises DataPactError for one that cannot be read."""
    ours = _own_drawing(held, document, _key(document))
    size = _work(pdf, ours, signed)
    rest = tuple(roots), tuple(signed), tuple(compared)
    found: Examination = run_apart(_EXAMINED, pdf, document.layout, ours, *rest, size=size)
    return found


def require_fixed(
    held: Holder, pdf: bytes, unsigned: bytes, document: DocumentInput, fields: Sequence[str], own: Compared
) -> None:
    """Raise Damaged where a PDF that also goes to people without DataPact is not our drawing with its ``fields`` signed.

    ``unsigned`` is its first version, ``own`` digests of revisions that our house compared and signed, with the slots. Raises AnswerNo for
    a layout that is not known here.
    """
    ours = _own_drawing(held, document, _key(document))
    size = len(pdf) + 2 * len(ours) + 2 * MIB * len(fields)
    run_apart(_FIXED, pdf, unsigned, document.layout, ours, tuple(own), size=size)
    if pdf != unsigned:
        run_apart(_ONLY_SIGNED, pdf, unsigned, tuple(fields), size=size)


def own_drawing(held: Holder, document: DocumentInput) -> bytes:
    """Our own rendering, drawn once in the reading process; raises Damaged or AnswerNo where there is none."""
    return _own_drawing(held, document, _key(document))


def _check_apart(
    held: Holder,
    pdf: bytes,
    document: DocumentInput,
    drawing: bytes,
    roots: tuple[str, ...],
    signed: tuple[tuple[str, str], ...],
    compared: tuple[tuple[str, str], ...],
) -> DataPactError | None:
    try:
        ours = _own_drawing(held, document, drawing)
        size = _work(pdf, ours, signed)
        run_apart(_JUDGED, pdf, document.layout, ours, roots, signed, compared, size=size)
    except (Damaged, AnswerNo) as error:
        return error
    return None


def _work(pdf: bytes, ours: bytes, signed: Sequence[tuple[str, str]]) -> int:
    """The size that a judgement is worth: of both documents, and for each signature that we expect 2 MiB more.

    The sender has a say in the first alone: how much there is to compare and to verify follows from what was frozen.
    """
    return len(pdf) + 2 * len(ours) + 2 * MIB * len(signed)


def _own_drawing(held: Holder, document: DocumentInput, key: bytes) -> bytes:
    found = _DRAWINGS.made(held, key, lambda: _draw(document))
    if isinstance(found, DataPactError):
        raise type(found)(found.message)
    return found


def _draw(document: DocumentInput) -> bytes | DataPactError:
    try:
        drawn: bytes = run_apart(_DRAWN, document, size=sum(map(len, document.attachments.values())))
    except (Damaged, AnswerNo) as error:
        return error
    return drawn


def _key(document: DocumentInput) -> bytes:
    digest = hashlib.sha256()
    rest = (
        document.stage,
        document.digest,
        document.dated.isoformat(),
        document.slots,
        document.layout,
        document.copies,
    )
    for part in (
        canonical(document.state),
        *(name.encode() + b"\0" + data for name, data in sorted(document.attachments.items())),
        repr(rest).encode(),
    ):
        digest.update(hashlib.sha256(part).digest())
    return digest.digest()


# ---- in the process that reads ----

_NOT_OURS: Final = Message(
    N_("The received PDF is not the rendering of what was agreed. Do not sign it; ask the partner.")
)
_OTHER_LAYOUT: Final = Message(
    N_(
        "Another version of DataPact drew the received PDF, so this one cannot compare it with the text. If yours is the older"
        " one, update it. If yours is the newer one, decline, and make the agreement anew once all parties use the same version."
    )
)


def require_own_rendering(
    pdf: bytes,
    layout: str,
    drawn: bytes,
    roots: Sequence[str],
    signed: Sequence[tuple[str, str]],
    compared: Compared,
) -> None:
    """``require_sound`` in the reading process; ``drawn`` is our own rendering."""
    from datapact.pdf.agreement.compare import compare_drawn
    from datapact.signing.pades.inspect import inspect_signatures, unexpected_signers
    from datapact.signing.pades.revisions import base_revision

    rendering = compare_drawn(base_revision(pdf), layout, drawn)
    if rendering.verdict == "different":
        raise Damaged(_NOT_OURS)
    if rendering.verdict == "indeterminate" and not _goes_on_from(pdf, compared):
        raise AnswerNo(_OTHER_LAYOUT)
    report = inspect_signatures(pdf, roots=[load_certificate(one) for one in roots])
    reasons: Sequence[Message] = report.all_reasons if report.verdict != "valid" else unexpected_signers(report, signed)
    if reasons:
        raise Damaged(_unsound(reasons[0]))


def require_fixed_here(pdf: bytes, unsigned: bytes, layout: str, drawn: bytes, own: Compared) -> None:
    """The first half of ``require_fixed`` in the reading process: the pages."""
    from datapact.pdf.agreement.compare import compare_drawn

    rendering = compare_drawn(unsigned, layout, drawn)
    if rendering.verdict == "different" or not pdf.startswith(unsigned):
        raise Damaged(NOT_THE_TEXT)
    if rendering.verdict == "indeterminate" and not _goes_on_from(pdf, own):
        raise AnswerNo(_FIXED_BY_ANOTHER)


NOT_THE_TEXT: Final = Message(
    N_("The PDF that was fixed for signature is not what DataPact makes of the text. Do not sign it; ask who fixed it.")
)
_FIXED_BY_ANOTHER: Final = Message(
    N_(
        "Another version of DataPact drew the PDF that was fixed for signature, so this one cannot compare it with the text."
        " Sign by hand after reading it, and record the scan."
    )
)


def _goes_on_from(pdf: bytes, compared: Compared) -> bool:
    """Whether a revision of the file is, byte for byte, one of those with these digests, and was signed in the ceremony.

    An entry can be written by any program that has the key; the form of the signature says that ours made it, which compares.
    """
    from pyhanko.sign.fields import enumerate_sig_fields

    from datapact.signing.pades.own_form import named_in_ceremony
    from datapact.signing.pades.revisions import open_pdf

    opened = open_pdf(pdf)
    digests = {one.digest for one in opened.revisions}
    marked = {
        str(name)
        for name, value, _pointer in enumerate_sig_fields(opened.reader)
        if value is not None and named_in_ceremony(value.get_object())[0]
    }
    return any(digest in digests and slot in marked for digest, slot in compared)


def examined_here(
    pdf: bytes,
    layout: str,
    drawn: bytes,
    roots: Sequence[str],
    signed: Sequence[tuple[str, str]],
    compared: Compared,
) -> Examination:
    """``examine`` in the reading process."""
    from datapact.pdf.agreement.compare import compare_drawn
    from datapact.signing.pades.inspect import inspect_signatures, unexpected_signers
    from datapact.signing.pades.revisions import base_revision

    rendering = compare_drawn(base_revision(pdf), layout, drawn)
    report = inspect_signatures(pdf, roots=[load_certificate(one) for one in roots])
    reasons = report.all_reasons if report.verdict != "valid" else unexpected_signers(report, signed)
    problem: Message | None = None
    continued = rendering.verdict == "indeterminate" and _goes_on_from(pdf, compared)
    if rendering.verdict == "different":
        problem = _NOT_OURS
    elif rendering.verdict == "indeterminate" and not continued:
        problem = _OTHER_LAYOUT
    elif reasons:
        problem = _unsound(reasons[0])
    made = tuple((one.field, one.signer, one.verdict, one.time) for one in report.signatures)
    return Examination(rendering, continued, made, reasons, problem)


def _unsound(reason: Message) -> Message:
    return Message(N_("A signature in the received PDF does not verify: {reason}"), {"reason": reason})
