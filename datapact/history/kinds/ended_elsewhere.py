"""ended_elsewhere: how a contract that was signed elsewhere ended; a later entry corrects an earlier one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.history.elsewhere import EndedElsewhere
from datapact.history.kinds.file_list import files_of
from datapact.history.kinds.rule import LEGAL, Names, Rule, shown, words
from datapact.history.ledger import Ledger
from datapact.history.shapes.ended_elsewhere import ENDED_ELSEWHERE_SHAPE
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _step(ledger: Ledger, entry: Entry) -> Ledger:
    body = entry.body
    ledger.ended_elsewhere.append(
        EndedElsewhere(
            entry.digest,
            entry.organisation,
            entry.time,
            body["end"],
            body["ground"],
            body["reason"],
            files_of(body["files"]),
        )
    )
    return ledger


def _sentence(entry: Entry, names: Names) -> Message:
    member = shown(entry.kid, names)
    if entry.body["end"] == "":
        return Message(N_("{member} recorded that the contract did not end after all."), {"member": member})
    return Message(
        N_("{member} recorded that the contract ends on {end}."),
        {"member": member, "end": words(entry.body["end"])},
    )


ENDED_ELSEWHERE_RULE = Rule(
    shape=ENDED_ELSEWHERE_SHAPE,
    roles=LEGAL,
    sentence=_sentence,
    step=_step,
)
