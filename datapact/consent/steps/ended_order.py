"""Step 2, one order: nothing more of its data goes to a recipient for whom it has ended, whatever the agreement still says."""

from __future__ import annotations

from datapact.base.texts import N_, Message
from datapact.consent.steps.evaluation import Evaluation
from datapact.consent.steps.onward_sharing import Names
from datapact.contract.vocabulary.messages import own

_SUB_PROCESSOR = "sub_processors."


def evaluate_ended_order(evaluation: Evaluation) -> None:
    """Deny what goes to a recipient, or to its sub-processor, after the last day of the order; also what we got by one that ended."""
    agreement, dataset = evaluation.agreement, evaluation.dataset
    receivers = {agreement.own, receiver(evaluation)}
    called = {party.key: party.short_name or party.name for party in agreement.terms.parties}
    for key, recipient, last in agreement.ended:
        if key != dataset.key or recipient not in receivers:
            continue
        told: Names = {
            "dataset": own(dataset.name, dataset.key),
            "party": called.get(recipient, recipient),
            "number": agreement.number or agreement.title,
            "day": last.isoformat(),
        }
        if last < evaluation.day:
            words = N_(
                "The order of “{dataset}” under the agreement {number} has ended for {party}; its last day was {day}."
            )
            evaluation.deny("S2", Message(words, told), evaluation.place(f"datasets.{dataset.key}"))
        else:
            evaluation.expires(last, Message(N_("the order of “{dataset}” ends for {party}"), told))


def receiver(evaluation: Evaluation) -> str:
    """Key of the party that receives: the partner, or whoever engaged it."""
    partner = evaluation.partner
    if not partner.startswith(_SUB_PROCESSOR):
        return partner
    key = partner.removeprefix(_SUB_PROCESSOR)
    return next((one.engaged_by for one in evaluation.agreement.terms.sub_processors if one.key == key), "")
