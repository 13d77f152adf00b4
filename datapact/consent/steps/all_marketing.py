"""An objection to marketing holds for all data that the controller holds for it (Art. 21(3) GDPR), not for one dataset alone."""

from __future__ import annotations

from datapact.base.texts import counted
from datapact.consent.steps.evaluation import Evaluation
from datapact.consent.terms.purposes import MARKETING
from datapact.contract.vocabulary.messages import own


def evaluate_all_marketing(evaluation: Evaluation) -> None:
    """Add that people on file here objected to all marketing of a party in other data, and nobody has recorded it here.

    Nothing goes out for marketing until somebody has: which of the people asked about they are the counts do not know."""
    if MARKETING not in evaluation.agreed.reach:
        return
    parties = {
        evaluation.facts.own,
        evaluation.question.partner,
        *(reference for _key, reference in evaluation.agreement.references),
    }
    for dataset, controller, people in evaluation.facts.objected_elsewhere:
        if dataset == evaluation.question.dataset and controller in parties:
            evaluation.missing(
                "S8",
                counted(
                    "{n} person in “{dataset}” objected to all direct marketing of {controller} in other data (Art. 21(3) GDPR). "
                    "Record the objection here, too, before anything goes out for marketing.",
                    "{n} people in “{dataset}” objected to all direct marketing of {controller} in other data (Art. 21(3) GDPR). "
                    "Record the objections here, too, before anything goes out for marketing.",
                    people,
                    dataset=own(evaluation.dataset.name, evaluation.dataset.key),
                    controller=evaluation.facts.name(controller),
                ),
            )
