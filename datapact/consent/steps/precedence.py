"""Contracts beside the one that is judged: a framework and what is concluded under it, and those by which we hold the data.

An agreement names its framework, and which of both prevails where they contradict each other. The limits of the one that
prevails count for the other, too, also along a chain of frameworks; where neither is said to prevail, or each of them, a
contradiction leaves the answer incomplete. Nobody can set aside what a third party was promised.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Literal

from datapact.base.texts import N_, Argument, Message
from datapact.consent.facts.facts import AgreementFacts, is_about
from datapact.consent.facts.frameworks import framework_names, is_named, stands_under
from datapact.consent.facts.question import Reason
from datapact.consent.steps.actions import evaluate_action
from datapact.consent.steps.agreed_purpose import is_for, is_held, is_one_of
from datapact.consent.steps.contract import evaluate_limits, forbid_sub_processors
from datapact.consent.steps.evaluation import Evaluation, need_fact
from datapact.consent.steps.onward_sharing import BINDING, ENDED, evaluate_onward, evaluate_upstream
from datapact.contract.vocabulary.messages import joined, own

type Precedence = Literal["", "prevails", "yields", "open"]
"""What another agreement is to the one that is judged; empty: they do not stand above each other."""


def _direct(agreement: AgreementFacts, other: AgreementFacts) -> Precedence:
    """The rank of ``other`` for ``agreement`` by the words of these two alone."""
    said: set[Precedence] = set()
    if stands_under(agreement, other):
        said.add(_by_both(_ABOVE[agreement.terms.facts.precedence], _OF_FRAMEWORK[other.terms.framework.prevails]))
    if stands_under(other, agreement):
        said.add(_by_both(_BELOW[other.terms.facts.precedence], _OF_ORDER[agreement.terms.framework.prevails]))
    if len(said) > 1:
        return "open"  # each names the other: neither prevails
    for one in said:
        return "open" if one == "yields" and not _binds_no_other(other, agreement) else one
    return ""


_ABOVE: dict[str, Precedence] = {"parent": "prevails", "this": "yields", "": "open"}
_BELOW: dict[str, Precedence] = {"parent": "yields", "this": "prevails", "": "open"}
_OF_FRAMEWORK: dict[str, Precedence] = {"framework": "prevails", "order": "yields", "": "open"}
_OF_ORDER: dict[str, Precedence] = {"framework": "yields", "order": "prevails", "": "open"}


def _by_both(order: Precedence, framework: Precedence) -> Precedence:
    """The rank by the words of the order and those of the framework on all its orders: the latter bind us, too, and never less.

    A contract yields where the order says so and the framework says nothing else; where the order is silent, it prevails if the
    framework says so.
    """
    if framework != "prevails":
        return order
    return "open" if order == "yields" else "prevails"


def _binds_no_other(yielding: AgreementFacts, agreement: AgreementFacts) -> bool:
    """Whether every party of an agreement that yields is a party of the one that prevails over it."""
    there = {name for one in agreement.terms.parties for name in _identities(agreement, one.key, one.name)}
    return all(there & _identities(yielding, one.key, one.name) for one in yielding.terms.parties)


def _identities(agreement: AgreementFacts, key: str, name: str) -> set[str]:
    return {agreement.reference(key), name.strip().casefold()} - {""}


def precedence_of(agreement: AgreementFacts, other: AgreementFacts, binding: Iterable[AgreementFacts]) -> Precedence:
    """The rank of ``other`` for ``agreement``, which may stand under it by way of further ones."""
    direct, above = _direct(agreement, other), _above(agreement, binding).get(other.id, "")
    if direct == "yields" and above:
        return "open"  # a circle
    return direct if direct in ("yields", "prevails") else above or direct


def _above(agreement: AgreementFacts, binding: Iterable[AgreementFacts]) -> dict[str, Precedence]:
    """The agreements above one, by id: those that prevail along the whole way, and those of which that is open."""
    among = [one for one in binding if one.status in BINDING and one.id != agreement.id]
    found: dict[str, Precedence] = {}
    waiting: list[tuple[AgreementFacts, Precedence]] = [(agreement, "prevails")]
    while waiting:
        one, so_far = waiting.pop()
        for other in among:
            step = _direct(one, other)
            if step not in ("prevails", "open"):
                continue
            reached: Precedence = "prevails" if step == so_far == "prevails" else "open"
            if found.get(other.id) not in ("prevails", reached):
                found[other.id] = reached
                waiting.append((other, reached))
    return found


def counting(agreement: AgreementFacts, binding: Sequence[AgreementFacts]) -> tuple[AgreementFacts, ...]:
    """The agreements whose prohibitions count beside this one: all but those that yield to it."""
    return tuple(one for one in binding if precedence_of(agreement, one, binding) != "yields")


def evaluate_precedence(
    evaluation: Evaluation, binding: Sequence[AgreementFacts], sources: Sequence[AgreementFacts]
) -> None:
    """Add what agreements above or below this one say of the action, the limits, sub-processors and sharing on.

    Of one that stands beside it counts that it forbids the action or the sub-processor: both bind us. A framework need
    name neither the dataset nor the partner. ``sources``: the agreements by which we have the dataset.
    """
    question = evaluation.question
    for other in binding:
        precedence = precedence_of(evaluation.agreement, other, binding)
        about = is_about(other, question.dataset, question.partner)
        same = other.id == evaluation.agreement.id
        if same or precedence == "yields" or other.status not in BINDING or not (about or precedence):
            continue
        beside = _under(evaluation, other, other.key_of(question.partner))
        evaluate_action(beside)
        if precedence:
            _evaluate_part(evaluation, other, precedence)
            if _names(other, question.dataset):
                evaluate_limits(beside, held_by=beside if beside.partner else evaluation)
            _evaluate_general(evaluation, beside)
        denying = _denying(beside)
        if precedence == "prevails":
            evaluation.expires(
                other.ends, Message(N_("the agreement {number} ends"), {"number": other.number or other.title})
            )
            evaluation.reasons += [one for one in beside.reasons if one.verdict in ("deny", "incomplete")]
            evaluation.expiries += beside.expiries
        elif denying:
            _contradict(evaluation, other, denying[0])
    _evaluate_ended(evaluation, binding)
    _evaluate_absent(evaluation, binding, [one for one in sources if one.status in BINDING])


def _evaluate_part(evaluation: Evaluation, other: AgreementFacts, precedence: Precedence) -> None:
    """Add that our part, or the partner's, in a contract above this one has ended or ends: the order alone does not say that it goes on."""
    called = {party.key: party.short_name or party.name for party in other.terms.parties}
    for key, last, _way in other.going:
        if key not in (other.own, other.key_of(evaluation.question.partner)):
            continue
        names: dict[str, Argument] = {
            "party": called.get(key, key),
            "other": other.number or other.title,
            "number": evaluation.agreement.number or evaluation.agreement.title,
            "day": last.isoformat(),
        }
        if last >= evaluation.day:
            evaluation.expires(last, Message(N_("the part of {party} in the agreement {other} ends"), names))
            continue
        words = N_(
            "{party} is no party of the agreement {other} any more, under which {number} stands; its last day was {day}. Whether {number} goes on "
            "is open: have it say that it prevails itself, or end it."
        )
        add = evaluation.missing if precedence == "prevails" else evaluation.warn
        add("G35", Message(words, names), evaluation.place("facts.precedence"))


def _evaluate_ended(evaluation: Evaluation, binding: Sequence[AgreementFacts]) -> None:
    """A framework that has ended binds nobody by itself, and its words may be part of the orders under it: what it forbids is open."""
    agreement, question = evaluation.agreement, evaluation.question
    under = {agreement.id, *_above(agreement, binding)}
    for other in binding:
        stands = any(
            one.id in under and one.id != other.id and _direct(one, other) in ("prevails", "open") for one in binding
        )
        if other.status not in ENDED or not stands:
            continue
        beside = _under(evaluation, other, other.key_of(question.partner))
        for one in other.terms.purposes:
            if (
                one.prohibited
                and is_for(one, question.dataset)
                and is_held(evaluation.agreed, question, other, one, evaluation.facts.links)
            ):
                words = N_("The agreement {number} prohibits the purpose “{purpose}” for this dataset.")
                named: dict[str, Argument] = {
                    "number": other.number or other.title,
                    "purpose": own(one.name, one.key),
                }
                beside.deny("S1", Message(words, named))
        evaluate_action(beside)
        if _names(other, question.dataset):
            evaluate_limits(beside, held_by=beside if beside.partner else evaluation)
        _evaluate_general(evaluation, beside)
        for why in _denying(beside)[:1]:
            told: dict[str, Argument] = {
                "number": agreement.number or agreement.title,
                "other": other.number or other.title,
                "why": why.message,
            }
            words = N_(
                "The agreement {number} stands under {other}, which has ended. Whether what it forbids goes on for contracts under it is open, and it "
                "forbids this: {why} Have the agreement say that it prevails itself, or what counts now."
            )
            evaluation.missing("G35", Message(words, told), evaluation.place("facts.precedence"))


def _names(agreement: AgreementFacts, dataset: str) -> bool:
    return any(one.key == dataset for one in agreement.terms.datasets)


def _evaluate_general(evaluation: Evaluation, receiver: Evaluation) -> None:
    """Rules of an agreement above whatever the dataset: on sub-processors, and of sharing on what we received."""
    names: dict[str, Argument] = {
        "dataset": own(evaluation.dataset.name, evaluation.dataset.key),
        "partner": evaluation.facts.name(evaluation.question.partner),
    }
    if evaluation.partner.startswith("sub_processors.") and not receiver.partner.startswith("sub_processors."):
        forbid_sub_processors(receiver, names)
    if evaluation.dataset.provider != evaluation.agreement.own and receiver.agreement.terms.onward.rule:
        evaluate_onward(receiver, names)


def _evaluate_absent(
    evaluation: Evaluation, binding: Sequence[AgreementFacts], sources: Sequence[AgreementFacts]
) -> None:
    """A framework that is said to prevail, and that nobody can read here, may forbid anything: a missing fact."""
    above = {each for one in (evaluation.agreement, *sources) for each in (one.id, *_above(one, binding))}
    for agreement in binding:
        named = framework_names(agreement)
        if agreement.id not in above or not named or agreement.terms.facts.precedence == "this":
            continue
        there = [one for one in evaluation.facts.agreements if is_named(one, named)]
        if any(one.status in BINDING or one.id == agreement.id for one in there):
            continue
        names: dict[str, Argument] = {
            "number": agreement.number or agreement.title,
            "framework": agreement.terms.facts.parent_agreement.strip() or agreement.under,
        }
        place = ("agreement", f"{agreement.id}#facts.parent_agreement")
        if agreement.terms.facts.precedence == "parent":
            words = N_(
                "The agreement {number} says that “{framework}” prevails over it, and none of that name binds us on file: "
                "nobody can tell what it forbids. Register it, or have the agreement say that it prevails itself."
            )
            evaluation.missing("G35", Message(words, names), place)
        else:
            words = N_(
                "The agreement {number} names “{framework}”, which does not bind us on file, and does not say which of both "
                "prevails: read it before."
            )
            evaluation.warn("G35", Message(words, names), place)


def evaluate_source_limits(
    evaluation: Evaluation, sources: Sequence[AgreementFacts], binding: Sequence[AgreementFacts]
) -> None:
    """Limits of the source: nobody whom we give received data to may do what we may not.

    Where one source denies and another does not, they contradict each other. A source's framework counts with it.
    """
    judged = []
    for source in sources:
        if source.status in BINDING:
            beside = _under(evaluation, source, evaluation.partner)
            evaluate_action(beside)
            evaluate_limits(beside, held_by=evaluation, source=True)
            _evaluate_source_purpose(evaluation, beside)
            _evaluate_above_source(evaluation, beside, binding)
            judged.append((source, beside))
    certain = all(_denying(beside) for _source, beside in judged)
    for source, beside in judged:
        denying = _denying(beside)
        evaluation.reasons += [one for one in beside.reasons if one.verdict == "incomplete"]
        evaluation.expiries += beside.expiries
        if certain:
            evaluation.reasons += denying
        elif denying:
            _contradict(evaluation, source, denying[0])


def _evaluate_source_purpose(evaluation: Evaluation, source: Evaluation) -> None:
    """Data received for some purposes is given on for one of them; another one asks for the source's word (Art. 5(1)(b))."""
    agreement, agreed = source.agreement, evaluation.agreed
    permitted = [
        one for one in agreement.terms.purposes if not one.prohibited and is_for(one, evaluation.question.dataset)
    ]
    if agreed.purpose is None or not permitted or any(is_one_of(agreed, agreement, one) for one in permitted):
        return
    names: dict[str, Argument] = {
        "dataset": own(evaluation.dataset.name, evaluation.dataset.key),
        "number": agreement.number or agreement.title,
        "purposes": joined([own(one.name, one.key) for one in permitted]),
        "purpose": own(agreed.purpose.name, agreed.purpose.key),
        "partner": evaluation.facts.name(evaluation.question.partner),
    }
    words = N_(
        "We have “{dataset}” under the agreement {number} for: {purposes}. Nothing shows that it may be given on for “{purpose}”: "
        "put on file that it may go to {partner} for that, or join both purposes as one of the house."
    )
    ended = N_("What showed that “{dataset}” may be given on for “{purpose}” no longer holds.")
    need_fact(source, "onward_conditions", "S1", Message(words, names), Message(ended, names))


def _evaluate_above_source(evaluation: Evaluation, source: Evaluation, binding: Sequence[AgreementFacts]) -> None:
    """Add to what a source says what the frameworks above it say of the action, the limits and of sharing on."""
    above = _above(source.agreement, binding)
    for other in binding:
        if other.id not in above or other.id == evaluation.agreement.id:
            continue
        beside = _under(evaluation, other, evaluation.partner)
        evaluate_action(beside)
        if _names(other, evaluation.question.dataset):
            evaluate_limits(beside, held_by=evaluation, source=True)
        onward = _under(evaluation, other, evaluation.partner)
        if other.terms.onward.rule:
            evaluate_upstream(onward, other)
        if above[other.id] == "prevails":
            source.reasons += [one for one in beside.reasons if one.verdict in ("deny", "incomplete")]
            source.expiries += beside.expiries
            evaluation.reasons += [one for one in onward.reasons if one.verdict in ("deny", "incomplete")]
            evaluation.expiries += onward.expiries
        elif denying := [*_denying(beside), *_denying(onward)]:
            _contradict(replace(evaluation, agreement=source.agreement), other, denying[0])


def _under(evaluation: Evaluation, other: AgreementFacts, partner: str) -> Evaluation:
    """The same question under another agreement, with nothing found yet."""
    named = (one for one in other.terms.datasets if one.key == evaluation.question.dataset)
    dataset = next(named, evaluation.dataset)
    return replace(
        evaluation, agreement=other, dataset=dataset, partner=partner, reasons=[], obligations=[], expiries=[]
    )


def _denying(evaluation: Evaluation) -> list[Reason]:
    return [one for one in evaluation.reasons if one.verdict == "deny"]


def _contradict(evaluation: Evaluation, other: AgreementFacts, denying: Reason) -> None:
    names: dict[str, Argument] = {
        "number": evaluation.agreement.number or evaluation.agreement.title,
        "other": other.number or other.title,
        "why": denying.message,
    }
    words = N_(
        "The agreements {number} and {other} contradict each other, and what they say leaves open which one prevails. {other}: {why}"
    )
    evaluation.missing("G35", Message(words, names), evaluation.place("facts.precedence"))
