"""Step 2 for data received from others: whether the agreement by which we received it permits onward sharing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from datapact.base.texts import N_, Argument, Message, counted
from datapact.consent.facts.facts import DISPUTED, AgreementFacts, is_upstream
from datapact.consent.facts.judgement import roles_of
from datapact.consent.steps.evaluation import Evaluation, need_fact
from datapact.contract.vocabulary.messages import own

type Names = dict[str, Argument]

BINDING = ("in_force", "suspended", *DISPUTED)
"""An agreement in one of these states binds us, whether or not it permits anything on the day."""
ENDED = ("expired", "terminated")
HAS_ENDED = N_(
    "We have “{dataset}” under the agreement {number}, which has ended. Nothing on file shows that we may "
    "still share it with {partner}: put it on file."
)
PART_ENDED = N_(
    "We have “{dataset}” under the agreement {number}; our part in it, or the order, ended on {day}. Nothing on file shows that "
    "we may still share it with {partner}: put it on file."
)
OPEN_END = N_(
    "We have “{dataset}” under the agreement {number}, whose termination is disputed. Nothing on file shows that we may "
    "share it with {partner} if it has ended: put it on file."
)


def evaluate_onward(evaluation: Evaluation, names: Names) -> None:
    """Judge by the agreement under which we got a dataset whether it may be shared on."""
    rule, place = evaluation.agreement.terms.onward.rule, evaluation.place("onward.rule")
    if rule == "forbidden":
        evaluation.deny("G28", Message(N_("The agreement forbids us to share “{dataset}” on."), names), place)
    elif rule == "":
        evaluation.missing("G28", Message(N_("Nothing says whether we may share “{dataset}” on."), names), place)
    elif rule == "conditional":
        need_conditions(evaluation, names)


def sources_of(evaluation: Evaluation, binding: Sequence[AgreementFacts]) -> tuple[AgreementFacts, ...]:
    """The other agreements by which we received the dataset, and which give it to the partner neither way.

    That the partner signed one of them, too, makes it no recipient there.
    """
    partner, dataset = evaluation.question.partner, evaluation.dataset.key
    found = []
    for one in binding:
        key = one.key_of(partner)
        if one.id == evaluation.agreement.id or key.startswith("sub_processors.") or not is_upstream(one, dataset):
            continue
        entry = next(other for other in one.terms.datasets if other.key == dataset)
        if not key or key not in (entry.provider, *entry.recipients):
            found.append(one)
    return tuple(found)


def evaluate_sources(evaluation: Evaluation, sources: Sequence[AgreementFacts]) -> None:
    """All agreements by which we received the dataset; where every one has ended, for all or for us, our right to it may have, too."""
    dataset = evaluation.dataset.key
    binding = [one for one in sources if one.status in BINDING]
    for one in binding:
        evaluate_upstream(evaluation, one)
        _remind_of_retention(evaluation, one)
    lasts = {one.id: last for one in binding if (last := _last_day_of_ours(one, dataset)) is not None}
    over = {one for one, last in lasts.items() if last < evaluation.day}
    certain = [one for one in binding if one.status != "end_disputed" and one.id not in over]
    ends = [min((end for end in (one.ends, lasts.get(one.id)) if end is not None), default=None) for one in certain]
    if ends and None not in ends:
        evaluation.expires(
            max(end for end in ends if end is not None), Message(N_("the agreement by which we have the data ends"))
        )
    ended = [one for one in sources if one.status in (*ENDED, "end_disputed") or one.id in over]
    if ended and not certain:
        source = ended[-1]
        words = PART_ENDED if source.id in over else OPEN_END if source.status == "end_disputed" else HAS_ENDED
        names: Names = {
            "dataset": own(evaluation.dataset.name, dataset),
            "number": source.number or source.title,
            "partner": evaluation.facts.name(evaluation.question.partner),
            **({"day": lasts[source.id].isoformat()} if source.id in over else {}),
        }
        need_fact(
            evaluation,
            "onward_conditions",
            "G28",
            Message(
                words,
                names,
            ),
            Message(N_("What showed that we may still share “{dataset}” with {partner} no longer holds."), names),
        )


def _last_day_of_ours(source: AgreementFacts, dataset: str) -> date | None:
    """The last day on which the data came to us under a source that may go on for others: of our part in it, or of the order."""
    days = [last for key, last, _way in source.going if key == source.own]
    days += [last for key, recipient, last in source.ended if (key, recipient) == (dataset, source.own)]
    return min(days, default=None)


def _remind_of_retention(evaluation: Evaluation, source: AgreementFacts) -> None:
    """What was to be deleted by now is not there to be given on; which rows are older nobody can tell from here."""
    months = next((one.retention.months for one in source.terms.datasets if one.key == evaluation.dataset.key), None)
    if months is not None:
        words = counted(
            "We have “{dataset}” under the agreement {number}, which has us keep it for {n} month at most: check that nothing older goes out.",
            "We have “{dataset}” under the agreement {number}, which has us keep it for {n} months at most: check that nothing older goes out.",
            months,
            dataset=own(evaluation.dataset.name, evaluation.dataset.key),
            number=source.number or source.title,
        )
        evaluation.warn("G51", words, ("agreement", f"{source.id}#datasets.{evaluation.dataset.key}.retention"))


def evaluate_upstream(evaluation: Evaluation, source: AgreementFacts) -> None:
    """Onward sharing: the agreement by which we received the data must allow it."""
    names: Names = {"dataset": own(evaluation.dataset.name, evaluation.dataset.key)}
    number = source.number or source.title
    link = ("agreement", f"{source.id}#onward.rule")
    rule = source.terms.onward.rule
    if rule in ("allowed", "conditional") and _only_processes(source, evaluation.dataset.key):
        said = {**names, "number": number, "partner": evaluation.facts.name(evaluation.question.partner)}
        need_fact(
            evaluation,
            "onward_conditions",
            "P15",
            Message(
                N_(
                    "We process “{dataset}” on behalf of others under the agreement {number}. Who processes passes data on only "
                    "as instructed, or is a controller itself (Art. 28(10) GDPR): put the documented instruction to give it to "
                    "{partner} on file."
                ),
                said,
            ),
            Message(N_("The instruction to give “{dataset}” to {partner} no longer holds."), said),
        )
    elif rule == "forbidden":
        evaluation.deny(
            "G28",
            Message(
                N_("We have “{dataset}” under the agreement {number}, which forbids us to share it on."),
                {**names, "number": number},
            ),
            link,
        )
    elif rule == "":
        evaluation.missing(
            "G28",
            Message(
                N_("We have “{dataset}” under the agreement {number}, and nothing says whether we may share it on."),
                {**names, "number": number},
            ),
            link,
        )
    elif rule == "conditional":
        need_conditions(evaluation, {**names, "partner": evaluation.facts.name(evaluation.question.partner)})


def _only_processes(source: AgreementFacts, dataset: str) -> bool:
    """Whether we hold the dataset under this agreement as a processor and nothing else."""
    entry = next((one for one in source.terms.datasets if one.key == dataset), None)  # none: a framework of the source
    roles = set() if entry is None else roles_of(source.terms, source.own, entry)
    return bool(roles) and roles <= {"processor", "sub_processor"}


def need_conditions(evaluation: Evaluation, names: Names) -> None:
    """The conditions under which the dataset may be passed on are met, by a fact on file."""
    need_fact(
        evaluation,
        "onward_conditions",
        "G28",
        Message(
            N_(
                "“{dataset}” may be shared on under conditions. Nothing on file shows that {partner} meets them: put it "
                "on file."
            ),
            names,
        ),
        Message(N_("The conditions for sharing “{dataset}” on no longer hold for {partner}."), names),
    )
