"""The rules of entries about contracts that were signed on paper or in another service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from datapact.base.texts import N_, Message
from datapact.history.entries.agreement_shapes import ENDED_ELSEWHERE_SHAPE, SIGNED_ELSEWHERE_SHAPE
from datapact.history.state.facts import EndedElsewhere, SignedElsewhere
from datapact.history.state.ledger import Ledger
from datapact.history.transitions.common import files_of
from datapact.history.transitions.rule import LEGAL, Names, Rule, shown, words

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry


def _allow(ledger: Ledger, _entry: Entry) -> Message | None:
    if ledger.offers:
        return Message(N_("The agreement is negotiated in DataPact, so it is signed here, not elsewhere."))
    return None


def _step_signed_elsewhere(ledger: Ledger, entry: Entry) -> Ledger:
    body = entry.body
    signatures = body["signatures"]
    ledger.elsewhere.append(
        SignedElsewhere(
            digest=entry.digest,
            organisation=entry.organisation,
            author=entry.kid,
            time=entry.time,
            state=body["state"],
            evidence=body["evidence"],
            signed_on=body["signed_on"],
            reference=body["reference"],
            files=files_of(body["files"]),
            signatures=tuple(one for one in signatures if isinstance(one, Mapping))
            if isinstance(signatures, list)
            else (),
            remarks=body["remarks"],
        )
    )
    return ledger


def _sentence_signed_elsewhere(entry: Entry, names: Names) -> Message:
    return Message(N_("{member} recorded a contract that was signed elsewhere."), {"member": shown(entry.kid, names)})


SIGNED_ELSEWHERE_RULE = Rule(
    shape=SIGNED_ELSEWHERE_SHAPE,
    roles=LEGAL,
    sentence=_sentence_signed_elsewhere,
    allow=_allow,
    step=_step_signed_elsewhere,
)
"""A legal member records a contract that was signed on paper or in another service.

A later one corrects it: the newest counts. ``signatures`` is what signing/elsewhere/record.py found in the file.
"""


def _step_ended_elsewhere(ledger: Ledger, entry: Entry) -> Ledger:
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


def _sentence_ended_elsewhere(entry: Entry, names: Names) -> Message:
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
    sentence=_sentence_ended_elsewhere,
    step=_step_ended_elsewhere,
)
"""How a contract that was signed elsewhere ended; a later entry corrects an earlier one."""
