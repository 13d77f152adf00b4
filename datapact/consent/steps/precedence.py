"""Contracts beside the one that is judged: a framework and what is concluded under it, and those by which we hold the data.

An agreement names its framework, and which of both prevails where they contradict each other. The limits of the one that
prevails count for the other, too, also along a chain of frameworks; where neither is said to prevail, or each of them, a
contradiction leaves the answer incomplete. Nobody can set aside what a third party was promised.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Literal

from datapact.base.texts import N_, Argument, Message
from datapact.consent.facts.facts import AgreementFacts, is_about
from datapact.consent.facts.question import Reason
from datapact.consent.steps.actions import evaluate_action
from datapact.consent.steps.contract import evaluate_limits
from datapact.consent.steps.evaluation import Evaluation
from datapact.consent.steps.onward_sharing import BINDING

type Precedence = Literal["", "prevails", "yields", "open"]
"""What another agreement is to the one that is judged; empty: they do not stand above each other."""


def stands_under(agreement: AgreementFacts, other: AgreementFacts) -> bool:
    """Whether an agreement names another as its framework, by number (among other words, too), title or id."""
    if agreement.id == other.id:
        return False
    named = {agreement.under.casefold(), agreement.terms.facts.parent_agreement.strip().casefold()} - {""}
    called = {one.casefold() for one in (other.id, other.number, other.title)}
    return bool(named & called) or any(_says_number(one, other.number.casefold()) for one in named)


def _says_number(words: str, number: str) -> bool:
    """Whether words hold a number with a digit as a whole: “Framework DP-2 of 1 March” for DP-2, not for DP-22."""
    found = any(one.isdigit() for one in number) and len(number) > 2
    return found and re.search(rf"(?<![\w/-]){re.escape(number)}(?![\w/-])", words) is not None


def _direct(agreement: AgreementFacts, other: AgreementFacts) -> Precedence:
    """What ``other`` is to ``agreement`` by the words of these two alone."""
    said: set[Precedence] = set()
    if stands_under(agreement, other):
        said.add(_ABOVE[agreement.terms.facts.precedence])
    if stands_under(other, agreement):
        said.add(_BELOW[other.terms.facts.precedence])
    if len(said) > 1:
        return "open"  # each names the other: neither prevails
    for one in said:
        return "open" if one == "yields" and not _binds_no_other(other, agreement) else one
    return ""


_ABOVE: dict[str, Precedence] = {"parent": "prevails", "this": "yields", "": "open"}
_BELOW: dict[str, Precedence] = {"parent": "yields", "this": "prevails", "": "open"}


def _binds_no_other(yielding: AgreementFacts, agreement: AgreementFacts) -> bool:
    """Whether every party of an agreement that yields is a party of the one that prevails over it."""
    there = {name for one in agreement.terms.parties for name in _identities(agreement, one.key, one.name)}
    return all(there & _identities(yielding, one.key, one.name) for one in yielding.terms.parties)


def _identities(agreement: AgreementFacts, key: str, name: str) -> set[str]:
    return {agreement.reference(key), name.strip().casefold()} - {""}


def precedence_of(agreement: AgreementFacts, other: AgreementFacts, binding: Iterable[AgreementFacts]) -> Precedence:
    """What ``other`` is to ``agreement``, which may stand under it by way of further ones."""
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


def evaluate_precedence(evaluation: Evaluation, binding: Sequence[AgreementFacts]) -> None:
    """Add what agreements above or below this one say of the action and the limits.

    Of one that stands beside it counts that it forbids the action: both bind us.
    """
    question = evaluation.question
    for other in binding:
        precedence = precedence_of(evaluation.agreement, other, binding)
        about = is_about(other, question.dataset, question.partner)
        same = other.id == evaluation.agreement.id
        if same or precedence == "yields" or other.status not in BINDING or not about:
            continue
        beside = _beside(evaluation, other, other.key_of(question.partner))
        evaluate_action(beside)
        if precedence:
            evaluate_limits(beside)
        denying = _denying(beside)
        if precedence == "prevails":
            evaluation.reasons += [one for one in beside.reasons if one.verdict in ("deny", "incomplete")]
            evaluation.expiries += beside.expiries
        elif denying:
            _contradict(evaluation, other, denying[0])


def evaluate_source_limits(evaluation: Evaluation, sources: Sequence[AgreementFacts]) -> None:
    """What we may not do with data that we received, nobody may do whom we give it to.

    Where one source denies and another does not, they contradict each other.
    """
    judged = []
    for source in sources:
        if source.status in BINDING:
            beside = _beside(evaluation, source, evaluation.partner)
            evaluate_action(beside)
            evaluate_limits(beside, source_of=evaluation)
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


def _beside(evaluation: Evaluation, other: AgreementFacts, partner: str) -> Evaluation:
    """The same question under another agreement, with nothing found yet."""
    dataset = next(one for one in other.terms.datasets if one.key == evaluation.question.dataset)
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
        "The agreements {number} and {other} contradict each other, and neither says which one prevails. {other}: {why}"
    )
    evaluation.missing("G35", Message(words, names), evaluation.place("facts.precedence"))
