"""Step 9 of the decision: the obligations of a sharing, from the terms of the agreement that it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from datapact.base.texts import N_, Argument, Message, counted
from datapact.consent.steps.evaluation import Evaluation
from datapact.consent.steps.legal_basis import Reliance
from datapact.contract.screening.outcomes import named_documents
from datapact.contract.terms import Retention
from datapact.contract.vocabulary.messages import own


def add_obligations(evaluation: Evaluation, reliances: Sequence[Reliance]) -> None:
    """Add the obligations to be met along with the sharing or after it."""
    terms, dataset = evaluation.agreement.terms, evaluation.dataset
    names: dict[str, Argument] = {
        "partner": evaluation.facts.name(evaluation.question.partner),
        "dataset": own(dataset.name, dataset.key),
    }
    words = (
        N_("Record the delivery: without it no withdrawal finds its recipient.")
        if evaluation.is_of_people()
        else N_("Record the delivery, so that it can be shown later what went where.")
    )
    evaluation.obligation("S9", Message(words, names))
    if any(one.basis is not None and one.basis.article == "6(1)(a)" for one in reliances):
        evaluation.obligation(
            "S7",
            Message(N_("Pass every withdrawal on to {partner}; it stops the use of that person's data."), names),
            evaluation.place("consent.withdrawal"),
        )
    if reliances:
        evaluation.obligation(
            "G16",
            Message(N_("Pass rectification, erasure and restriction on to {partner}."), names),
            evaluation.place("rights.pass_on_to_recipients"),
        )
    _of_retention(evaluation, dataset.retention, names)
    if terms.onward.rule in ("forbidden", "conditional"):
        words = (
            N_("{partner} must not share “{dataset}” on.")
            if terms.onward.rule == "forbidden"
            else N_("{partner} may share “{dataset}” on under the agreed conditions only.")
        )
        evaluation.obligation("G28", Message(words, names), evaluation.place("onward.rule"))
    if dataset.reidentification_banned:
        evaluation.obligation(
            "G29",
            Message(N_("{partner} must not re-identify anybody in “{dataset}”."), names),
            evaluation.place(f"datasets.{dataset.key}.reidentification_banned"),
        )
    if reliances and terms.breach.hours is not None:
        evaluation.obligation(
            "G14",
            counted(
                "Breaches are reported within {n} hour.",
                "Breaches are reported within {n} hours.",
                terms.breach.hours,
            ),
            evaluation.place("breach.hours"),
        )
    _of_documents(evaluation)
    purpose = evaluation.agreed.purpose
    if purpose is not None and purpose.description.given():
        words = N_("“{dataset}” is used for the purpose as the agreement describes it: {description}")
        described = {**names, "description": own(purpose.description, purpose.key)}
        evaluation.obligation("S1", Message(words, described), evaluation.place(f"purposes.{purpose.key}"))
    if terms.remarks.given():
        added = {"remarks": own(terms.remarks, "")}
        evaluation.obligation(
            "S3", Message(N_("Keep to what the agreement adds: {remarks}"), added), evaluation.place("remarks")
        )
    narrower = [one for one in terms.purposes if one.prohibited]
    for one in narrower:
        evaluation.obligation(
            "S1",
            Message(N_("The purpose “{purpose}” stays prohibited."), {"purpose": own(one.name, one.key)}),
            evaluation.place(f"purposes.{one.key}"),
        )


def _of_documents(evaluation: Evaluation) -> None:
    """The conditions on which a document that the agreement names carries the use."""
    for one in named_documents(evaluation.agreement.terms):
        if one.outcome == "conditions" and _touches(evaluation, one.place):
            words = N_("Keep the conditions on which {what} carries the use: {conditions}")
            said: dict[str, Argument] = {"what": one.words, "conditions": one.conditions}
            evaluation.obligation("G65", Message(words, said), evaluation.place(one.place))


def _touches(evaluation: Evaluation, place: str) -> bool:
    """Whether a document at this place is about the dataset and purpose asked about; one of no single one is."""
    terms, purpose = evaluation.agreement.terms, evaluation.agreed.purpose
    match place.split("."):
        case ["purposes", key, *_rest]:
            return purpose is None or key == purpose.key
        case ["datasets", key, *_rest]:
            return key == evaluation.dataset.key
        case ["legal_bases", index, *_rest]:
            basis = terms.legal_bases[int(index)]
            return basis.dataset == evaluation.dataset.key and (purpose is None or basis.purpose == purpose.key)
        case ["transfers", key, *_rest]:
            datasets = next(one.datasets for one in terms.transfers if one.key == key)
            return not datasets or evaluation.dataset.key in datasets
    return True


_AT_THE_END: Mapping[str, str] = {
    "delete": N_("At the end {partner} deletes “{dataset}”, as agreed."),
    "return": N_("At the end {partner} returns “{dataset}” and deletes the copies, as agreed."),
    "choice": N_("At the end {partner} deletes or returns “{dataset}”, as is chosen under the agreement."),
}


def _of_retention(evaluation: Evaluation, retention: Retention, names: dict[str, Argument]) -> None:
    place = evaluation.place(f"datasets.{evaluation.dataset.key}.retention")
    if retention.months is not None:
        evaluation.obligation(
            "G11",
            counted(
                "{partner} keeps “{dataset}” for {n} month at most.",
                "{partner} keeps “{dataset}” for {n} months at most.",
                retention.months,
                **names,
            ),
            place,
        )
    end = evaluation.agreement.terms.end_of_data
    if end.rule in _AT_THE_END:
        evaluation.obligation(
            "G12",
            Message(_AT_THE_END[end.rule], names),
            evaluation.place("end_of_data.rule"),
        )
