"""termination_notice: a party that has signed gives notice; ``end`` is the last day, as the user states it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.history.facts import Termination
from datapact.history.kinds.rule import LEGAL, Names, Rule, shown, words
from datapact.history.ledger import Ledger
from datapact.history.shapes.termination_notice import TERMINATION_NOTICE_SHAPE
from datapact.history.standing import standing_of
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _allow(ledger: Ledger, entry: Entry) -> Message | None:
    standing = standing_of(ledger)
    if standing.stage not in ("signing", "signed", "terminated"):
        return Message(N_("Only a signed agreement can be terminated."))
    if not any(signed.organisation == entry.organisation for signed in standing.signed):
        return Message(N_("The organisation has not signed yet; it can decline instead."))
    return None


def _step(ledger: Ledger, entry: Entry) -> Ledger:
    body = entry.body
    ledger.terminations.append(
        Termination(entry.digest, entry.organisation, entry.time, body["end"], body["reason"], body["ground"])
    )
    return ledger


def _sentence(entry: Entry, names: Names) -> Message:
    return Message(
        N_("{organisation} gave notice of termination to {end}."),
        {"organisation": shown(entry.organisation, names), "end": words(entry.body["end"])},
    )


TERMINATION_NOTICE_RULE = Rule(
    shape=TERMINATION_NOTICE_SHAPE,
    roles=LEGAL,
    sentence=_sentence,
    allow=_allow,
    step=_step,
)
