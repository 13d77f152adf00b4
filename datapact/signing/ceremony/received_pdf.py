"""Whether a PDF that came is our own rendering with the expected signatures: asked of the process that reads for us.

Answers are remembered by all that they depend on, so that what was judged before a vault is locked for writing need not
be judged again while it is.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

from datapact.base.errors import AnswerNo, Damaged, DataPactError
from datapact.base.strictjson import canonical
from datapact.base.texts import N_, Message
from datapact.base.worker_process import run_apart
from datapact.history.entries.certificates import load_certificate
from datapact.pdf.agreement.input import DocumentInput

_FUNCTION: Final = "datapact.signing.ceremony.received_pdf:require_own_rendering"
_MOST: Final = 64

_judged: OrderedDict[bytes, DataPactError | None] = OrderedDict()
_lock = threading.Lock()


def require_sound(pdf: bytes, document: DocumentInput, roots: Sequence[str], signed: Sequence[tuple[str, str]]) -> None:
    """Raise what is wrong with a signed PDF: Damaged, AnswerNo for a layout that is not known here.

    ``roots`` are the identity certificates of the parties (base64url DER), ``signed`` field and key thumbprint of those
    whose turn is over.
    """
    key = _key(pdf, document, roots, signed)
    with _lock:
        known = key in _judged
        error = _judged.get(key)
    if not known:
        error = _ask(pdf, document, tuple(roots), tuple(signed))
        with _lock:
            _judged[key] = error
            while len(_judged) > _MOST:
                _judged.popitem(last=False)
    if error is not None:
        raise type(error)(error.message)


def _ask(
    pdf: bytes, document: DocumentInput, roots: tuple[str, ...], signed: tuple[tuple[str, str], ...]
) -> DataPactError | None:
    try:
        run_apart(_FUNCTION, pdf, document, roots, signed, size=len(pdf))
    except (Damaged, AnswerNo) as error:
        return error
    return None


def _key(pdf: bytes, document: DocumentInput, roots: Sequence[str], signed: Sequence[tuple[str, str]]) -> bytes:
    digest = hashlib.sha256(pdf)
    rest = (document.stage, document.digest, document.dated.isoformat(), document.slots, document.layout)
    for part in (
        canonical(document.state),
        *(name.encode() + b"\0" + data for name, data in sorted(document.attachments.items())),
        repr((rest, sorted(roots), list(signed))).encode(),
    ):
        digest.update(hashlib.sha256(part).digest())
    return digest.digest()


def require_own_rendering(
    pdf: bytes, document: DocumentInput, roots: Sequence[str], signed: Sequence[tuple[str, str]]
) -> None:
    """The same in the process that calls it."""
    from datapact.pdf.agreement.compare import compare_rendering
    from datapact.signing.pades.inspect import inspect_signatures, unexpected_signers
    from datapact.signing.pades.revisions import base_revision

    rendering = compare_rendering(base_revision(pdf), document)
    if rendering.verdict == "different":
        raise Damaged(N_("The received PDF is not the rendering of what was agreed. Do not sign it; ask the partner."))
    if rendering.verdict == "indeterminate":
        raise AnswerNo(
            N_("The received PDF has a layout that this DataPact cannot compare. Update DataPact, then sign.")
        )
    report = inspect_signatures(pdf, roots=[load_certificate(one) for one in roots])
    reasons: Sequence[Message] = report.all_reasons if report.verdict != "valid" else unexpected_signers(report, signed)
    if reasons:
        raise Damaged(N_("A signature in the received PDF does not verify: {reason}"), reason=reasons[0])
