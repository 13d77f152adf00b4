"""revocation (of an agreement): tells the parties that a key of one's own organisation holds no longer.

Entries of that organisation by that key that this entry does not know are void, until every slot is signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.history.facts import Revocation
from datapact.history.kinds.rule import ADMIN, Names, Rule, shown
from datapact.history.ledger import Ledger
from datapact.history.shapes.key_revocation import KEY_REVOCATION_SHAPE
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _allow(ledger: Ledger, entry: Entry) -> Message | None:
    line = ledger.directory.get(entry.organisation)
    state = None if line is None else line.find(entry.organisation_head)
    if state is None or entry.body["kid"] not in state.revoked:
        return Message(N_("The organisation's own history does not revoke this key."))
    return None


def _step(ledger: Ledger, entry: Entry) -> Ledger:
    body = entry.body
    ledger.revocations.append(Revocation(entry.digest, entry.organisation, entry.time, body["kid"], body["reason"]))
    return ledger


def _sentence(entry: Entry, names: Names) -> Message:
    return Message(
        N_("{organisation} revoked a key of its own; what that key signed later is void."),
        {"organisation": shown(entry.organisation, names)},
    )


KEY_REVOCATION_RULE = Rule(
    shape=KEY_REVOCATION_SHAPE,
    roles=ADMIN,
    sentence=_sentence,
    allow=_allow,
    step=_step,
)
