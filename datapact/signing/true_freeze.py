"""Whether a freeze is what DataPact makes of the agreed text: whoever froze it may have used another program.

The same that ``verify`` asks of proof.json, asked before anyone signs: a signature under a freeze that names another
digest, other heads or another member's key would be worth nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from datapact.agreements.complete import known_text
from datapact.agreements.projection import state_digest
from datapact.errors import Damaged
from datapact.parties.namesakes import plain_name
from datapact.signing.slots import other_signatories
from datapact.texts import N_

if TYPE_CHECKING:
    from datapact.history.authority import Directory
    from datapact.history.entry import Entry
    from datapact.history.facts import Freeze, Slot


def heads_in(entry: Entry, frozen: Freeze) -> dict[str, str]:
    """The head of each party's public history that a freeze names; raises Damaged unless it does so for exactly them."""
    named = [item for item in entry.body["heads"] if isinstance(item, Mapping)]
    heads = {str(item.get("organisation", "")): str(item.get("head", "")) for item in named}
    if heads.keys() != {slot.organisation for slot in frozen.slots} or len(named) != len(heads):
        raise _wrong()
    return heads


def require_true_freeze(frozen: Freeze, state: Mapping[str, Any], heads: Mapping[str, str], known: Directory) -> None:
    """Raise Damaged for a digest, a party or a signatory that does not fit; AnswerNo where particulars were erased."""
    if known_text(frozen.agreement_sha256) != state_digest(state):
        raise _wrong()
    parties = {party["key"]: party.get("organisation") for party in state["terms"]["parties"]}
    if any(parties.get(slot.party) != slot.organisation or not _is_named(slot, heads, known) for slot in frozen.slots):
        raise other_signatories()


def _is_named(slot: Slot, heads: Mapping[str, str], known: Directory) -> bool:
    """Whether the slot's organisation names this key for this person; a card that is too old is another matter."""
    line = known.get(slot.organisation)
    organisation = None if line is None else line.find(heads[slot.organisation])
    if organisation is None:
        return True
    member = organisation.members.get(known_text(slot.member))
    return (
        member is not None
        and "signatory" in member.roles
        and member.signing_kid == slot.kid != ""
        and (not member.name or plain_name(member.name) == plain_name(known_text(slot.person)))
    )


def _wrong() -> Damaged:
    return Damaged(
        N_(
            "The frozen text is not as the parties agreed it. Do not sign it: decline, and ask the partner to begin anew."
        )
    )
