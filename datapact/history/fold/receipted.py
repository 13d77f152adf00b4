"""Signatures that another party had seen before their key was revoked, as shown by the revoking organisation itself.

Times are claims; ancestors are signed. Where an organisation has built, with a key that still holds, on another party's
step that knows the signature, the signature and its receipt existed before it revoked the key.
"""

from __future__ import annotations

from collections.abc import Mapping

from datapact.history.fold.agreement import AgreementState
from datapact.history.state.facts import Signed
from datapact.history.state.organisation import OrganisationLine


def receipted(state: AgreementState, lines: Mapping[str, OrganisationLine]) -> dict[str, str]:
    """The digests of the PDF with such signatures, by slot; ``lines`` are the newest known public histories."""
    return {one.slot: one.revision_to for one in state.in_common_pdf if _is_receipted(state, one, lines)}


def _is_receipted(state: AgreementState, signed: Signed, lines: Mapping[str, OrganisationLine]) -> bool:
    line = lines.get(signed.organisation)
    if line is None:
        return False
    knows = state.dag.knows
    shared = [entry for entry in state.entries.values() if entry.stream == "shared" and entry.digest not in state.void]
    receipts = [
        entry.digest
        for entry in shared
        if entry.organisation != signed.organisation and knows(entry.digest, signed.digest)
    ]
    return any(
        knows(entry.digest, receipt)
        for entry in shared
        if entry.organisation == signed.organisation and entry.kid not in line.state.revoked
        for receipt in receipts
    )
