"""The first version of a frozen agreement's PDF: its parts, and whether its pages are what DataPact makes of the text inside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from datapact.audit.formats.trust import Lines
from datapact.audit.formats.verdict import Finding, refused
from datapact.audit.verify.skeleton import lines_of
from datapact.base import strictjson
from datapact.base.errors import DataPactError
from datapact.base.strictjson import JsonObject
from datapact.base.texts import N_, Message
from datapact.pdf.agreement.compare import compare_rendering
from datapact.pdf.agreement.input import DocumentInput
from datapact.signing.ceremony.proof import AGREEMENT, PROOF, Proof, document_slots

type Pages = Literal["redrawn", "vouched", "not_proven"]
"""Drawn again and the same, vouched for by all signatories, or neither."""


@dataclass(frozen=True, slots=True)
class AgreementParts:
    """The parts of the PDF, read and not yet judged."""

    base: bytes
    """The first version of the file."""
    agreement: bytes
    """agreement.json as it stands inside."""
    state: JsonObject
    """The same, read."""
    proof_bytes: bytes
    """proof.json as it stands inside."""
    proof: Proof
    """The same, read."""
    lines: Lines
    """The public histories in it."""


def parts_of(base: bytes, files: Mapping[str, bytes]) -> AgreementParts:
    """The parts of a frozen agreement by its first version and the files inside; raises Malformed where they are not in their form."""
    proof = Proof.read(files[PROOF])
    return AgreementParts(
        base,
        files[AGREEMENT],
        strictjson.parse_object(files[AGREEMENT]),
        files[PROOF],
        proof,
        lines_of(proof.organisations, Proof.refusal()),
    )


def check_pages(parts: AgreementParts, *, vouched: bool) -> tuple[Pages, list[Finding]]:
    """Check that the pages are what DataPact renders from agreement.json, and that nothing else is in the file.

    Pages of another layout cannot be drawn here: then those who signed them vouch for them, where all did.
    """
    frozen = parts.proof.freeze
    try:
        slots = document_slots(sorted(frozen.body["slots"], key=_order), parts.state)
        rendering = compare_rendering(
            parts.base,
            DocumentInput(
                state=parts.state,
                stage="frozen",
                digest=frozen.body["agreement_sha256"],
                dated=frozen.time,
                slots=slots,
                attachments={AGREEMENT: parts.agreement, PROOF: parts.proof_bytes},
                layout=frozen.body["layout"],
            ),
        )
    except DataPactError as error:
        return "not_proven", [refused(error)]
    if rendering.verdict == "same":
        return "redrawn", []
    if rendering.verdict == "different":
        against = (Message("The pages are not what DataPact makes of agreement.json."), *rendering.reasons)
        return "not_proven", [Finding("invalid", one) for one in against]
    if vouched and rendering.plain:
        return "vouched", [Finding("note", Message(NOT_REDRAWN, {"layout": rendering.layout}))]
    why = (
        Message("The pages cannot be compared with agreement.json here."),
        *rendering.reasons,
        Message(WHAT_IS_PROVEN if rendering.plain else UNKNOWN_MEANS),
    )
    return "not_proven", [Finding("indeterminate", one) for one in why]


NOT_REDRAWN = N_(
    "Not redrawn here: another version of DataPact drew the pages (layout {layout}). All signatories vouch for them: each"
    " signed exactly these pages together with agreement.json, in DataPact, which compares the two before it signs. Nothing in"
    " the file can look different in another reader. Whoever trusts none of the signatories verifies the file with the version"
    " that drew it."
)
NOBODY_CONFIRMED = N_(
    "No card confirms here who the signatories are. Whoever made up all of them could have drawn other pages than agreement.json"
    " says: verify it with the card of a party whose fingerprint you compared, or with the version that drew it."
)
WHAT_IS_PROVEN = N_(
    "A valid signature proves that its signatory signed exactly these pages together with agreement.json. That the two say the"
    " same is not proven: not everybody signed validly in DataPact, which compares them before it signs."
)
UNKNOWN_MEANS = N_(
    "The file holds what this DataPact would not put into such a document, so that readers may show its pages differently."
)


def _order(slot: Mapping[str, Any]) -> int:
    return int(slot["order"])
