"""Freezing: the agreed text, its slots and its layout become fixed; what may be signed is decided here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from datapact.agreements.complete import whole_state
from datapact.agreements.findings import blocking_findings
from datapact.agreements.house_rules import house_severity
from datapact.agreements.negotiation import terms_of
from datapact.agreements.record import append, load_state, state_digest
from datapact.documents.layout import LAYOUT
from datapact.errors import AnswerNo
from datapact.parties.organisation_log import directory
from datapact.signing.freeze_plan import OTHER_PROPOSAL, others_open
from datapact.signing.slots import plan_slots
from datapact.texts import N_, counted

if TYPE_CHECKING:
    from datapact.history.entry import Entry
    from datapact.parties.acting import Acting


def freeze(acting: Acting, history: str, on: date) -> Entry:
    """Fix the agreed text for signature.

    Raises AnswerNo when the text is not agreed, another party wrote it, another proposal is open, findings of
    severity E stand without an override, or a signatory has no certified key.
    """
    with acting.vault.write() as session:
        folded = load_state(session, history)
        if folded.agreed is None:
            raise AnswerNo(N_("The text is not agreed by every party yet, so it cannot be frozen."))
        if folded.offers[folded.agreed].organisation != acting.organisation:
            raise AnswerNo(N_("Only the organisation that wrote the agreed text may freeze it. Ask the partner to."))
        if others_open(folded):
            raise AnswerNo(OTHER_PROPOSAL)
        state = whole_state(folded.offers[folded.agreed])
        blocking = blocking_findings(folded, state, acting.organisation, on, house_severity(session))
        if blocking:
            raise AnswerNo(
                counted(
                    "{n} finding of severity E stands ({ids}). Correct the text, or let a second legal member override it.",
                    "{n} findings of severity E stand ({ids}). Correct the text, or let a second legal member override them.",
                    len(blocking),
                    ids=", ".join(sorted({finding.id for finding in blocking})),
                )
            )
        known = directory(session)
        slots = plan_slots(terms_of(state), known)
        body = {
            "offer": folded.agreed,
            "agreement_sha256": state_digest(state),
            "layout": LAYOUT,
            "slots": slots,
            "heads": heads_of(known, [slot["organisation"] for slot in slots]),
        }
        return append(acting, session, history, "freeze", body)


def heads_of(known: Mapping[str, Any], organisations: Sequence[str]) -> list[dict[str, str]]:
    """The heads of the parties' public histories that this freeze knows, so that ``proof.json`` is the same everywhere."""
    return [
        {"organisation": organisation, "head": known[organisation].head} for organisation in sorted(set(organisations))
    ]
