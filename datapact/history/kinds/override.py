"""override: a legal member sets a finding of the check aside for one state, with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.history.facts import Override
from datapact.history.kinds.rule import LEGAL, Names, Rule, shown, words
from datapact.history.ledger import Ledger
from datapact.history.shapes.override import OVERRIDE_SHAPE
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _step(ledger: Ledger, entry: Entry) -> Ledger:
    body = entry.body
    ledger.overrides.append(
        Override(
            entry.digest, entry.kid, entry.time, body["finding"], body["place"], body["reason"], body["state_digest"]
        )
    )
    return ledger


def _sentence(entry: Entry, names: Names) -> Message:
    return Message(
        N_("{member} set the finding {finding} aside: {reason}"),
        {
            "member": shown(entry.kid, names),
            "finding": words(entry.body["finding"]),
            "reason": words(entry.body["reason"]),
        },
    )


OVERRIDE_RULE = Rule(
    shape=OVERRIDE_SHAPE,
    roles=LEGAL,
    sentence=_sentence,
    step=_step,
)
