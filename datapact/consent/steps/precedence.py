"""Contracts that stand above each other: a framework agreement and what is concluded under it.

An agreement names its framework, and which of both prevails where they contradict each other. The limits of the one that
prevails count for the other, too; where neither is said to prevail, a contradiction leaves the answer incomplete.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Literal

from datapact.base.texts import N_, Argument, Message
from datapact.consent.facts.facts import AgreementFacts, is_about
from datapact.consent.steps.actions import evaluate_action
from datapact.consent.steps.contract import evaluate_limits
from datapact.consent.steps.evaluation import Evaluation
from datapact.consent.steps.onward_sharing import BINDING

type Precedence = Literal["", "prevails", "yields", "open"]
"""What another agreement is to the one that is judged; empty: they do not stand above each other."""


def stands_under(agreement: AgreementFacts, other: AgreementFacts) -> bool:
    """Whether an agreement names another as its framework, by number, title or id."""
    named = {agreement.under.casefold(), agreement.terms.facts.parent_agreement.strip().casefold()} - {""}
    called = {one.casefold() for one in (other.id, other.number, other.title)}
    return agreement is not other and bool(named & called)


def precedence_of(agreement: AgreementFacts, other: AgreementFacts) -> Precedence:
    """What ``other`` is to ``agreement``."""
    if stands_under(agreement, other):
        return {"parent": "prevails", "this": "yields", "": "open"}[agreement.terms.facts.precedence]  # type: ignore[return-value]
    if stands_under(other, agreement):
        return {"parent": "yields", "this": "prevails", "": "open"}[other.terms.facts.precedence]  # type: ignore[return-value]
    return ""


def counting(agreement: AgreementFacts, binding: Iterable[AgreementFacts]) -> tuple[AgreementFacts, ...]:
    """The agreements whose prohibitions count beside this one: all but those that yield to it."""
    return tuple(one for one in binding if precedence_of(agreement, one) != "yields")


def evaluate_precedence(evaluation: Evaluation, binding: Sequence[AgreementFacts]) -> None:
    """Add what agreements above or below this one say of the action and the limits."""
    question = evaluation.question
    for other in binding:
        precedence = precedence_of(evaluation.agreement, other)
        about = is_about(other, question.dataset, question.partner)
        if precedence not in ("prevails", "open") or other.status not in BINDING or not about:
            continue
        beside = replace(
            evaluation,
            agreement=other,
            dataset=next(one for one in other.terms.datasets if one.key == question.dataset),
            partner=other.key_of(question.partner),
            reasons=[],
            obligations=[],
            expiries=[],
        )
        evaluate_action(beside)
        evaluate_limits(beside)
        denying = [one for one in beside.reasons if one.verdict == "deny"]
        if precedence == "prevails":
            evaluation.reasons += [one for one in beside.reasons if one.verdict in ("deny", "incomplete")]
            evaluation.expiries += beside.expiries
        elif denying:
            names: dict[str, Argument] = {
                "number": evaluation.agreement.number or evaluation.agreement.title,
                "other": other.number or other.title,
                "why": denying[0].message,
            }
            evaluation.missing(
                "G35",
                Message(
                    N_(
                        "The agreements {number} and {other} contradict each other, and neither says which one prevails. {other}: "
                        "{why}"
                    ),
                    names,
                ),
                evaluation.place("facts.precedence"),
            )
