"""The common rule of all kinds that only a fully signed agreement knows, and what they answer."""

from __future__ import annotations

from datapact.history.after_signature import ContractChange
from datapact.history.ledger import Ledger
from datapact.history.standing import standing_of
from datapact.texts import N_, Message


def refusal_unless_signed(ledger: Ledger) -> Message | None:
    """Why nothing that follows signature is possible yet; None once every signatory has signed."""
    standing = standing_of(ledger)
    if standing.stage in ("signed", "terminated") and standing.fully_signed:
        return None
    return Message(N_("This is possible only once every signatory has signed."))


def known_change(ledger: Ledger, digest: object) -> ContractChange | None:
    """The change with this digest, unless it is void in what the author knew."""
    change = ledger.changes.get(str(digest))
    return None if change is None or change.digest in standing_of(ledger).void else change


def needs_consent(change: ContractChange) -> bool:
    """Whether the other parties have to agree to a change."""
    return not change.annex or change.rule == "both"
