"""The sharing decision in nine steps: may we share this dataset with this partner for this purpose, now?

Default deny; a prohibition overrides every permission; a missing fact makes the decision incomplete, never a permit.
``decide`` is a pure function of the question, the facts and the counts of the cohort.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from datapact.base.clock import write_time
from datapact.base.strictjson import to_base64url
from datapact.base.texts import N_, Argument, Message
from datapact.consent.facts.facts import AgreementFacts, DecisionFacts, Written, is_about, written
from datapact.consent.facts.facts_json import facts_as_json
from datapact.consent.facts.frameworks import weighing
from datapact.consent.facts.judgement import is_personal_for
from datapact.consent.facts.question import Decision, Needs, Question, Reason, Tally, Verdict
from datapact.consent.steps.actions import evaluate_action
from datapact.consent.steps.agreed_purpose import Agreed, candidates, is_for, is_held, no_candidate
from datapact.consent.steps.all_marketing import evaluate_all_marketing
from datapact.consent.steps.contract import (
    evaluate_compatibility,
    evaluate_copy,
    evaluate_doubt,
    evaluate_in_force,
    evaluate_inside,
    evaluate_limits,
    evaluate_members,
    evaluate_parties,
    evaluate_purpose,
    evaluate_recalled,
    evaluate_unmended,
    evaluate_unreadable,
    judge_texts,
    look_ahead,
)
from datapact.consent.steps.data_act import (
    evaluate_devices,
    evaluate_gatekeeper,
    evaluate_permissions,
    evaluate_product_data,
    evaluate_terminal_equipment,
)
from datapact.consent.steps.ended_order import evaluate_ended_order
from datapact.consent.steps.evaluation import Evaluation, need_fact, reason
from datapact.consent.steps.legal_basis import Reliance, evaluate_legal_bases
from datapact.consent.steps.obligations import add_obligations
from datapact.consent.steps.onward_sharing import BINDING, evaluate_sources, sources_of
from datapact.consent.steps.open_facts import (
    evaluate_contradicted,
    evaluate_findings,
    evaluate_judgement,
    evaluate_namesakes,
    evaluate_open,
    evaluate_secrecy,
    evaluate_shared_key,
)
from datapact.consent.steps.other_roles import evaluate_other_roles
from datapact.consent.steps.practices import evaluate_practice
from datapact.consent.steps.precedence import counting, evaluate_precedence, evaluate_source_limits
from datapact.consent.steps.prerequisites import evaluate_breaches, evaluate_prerequisites
from datapact.consent.steps.statutory import evaluate_errors, evaluate_unread
from datapact.consent.steps.subjects import fresh_until, is_missing, needs_of, reasons_of
from datapact.consent.steps.transfers import evaluate_place, evaluate_transfer
from datapact.consent.terms.purposes import vocabulary_version
from datapact.contract.vocabulary.messages import own

RULES_VERSION = "24"
RANK: Mapping[Verdict, int] = {"deny": 0, "incomplete": 1, "partial": 2, "permit": 3}

type Cohort = Callable[[Needs], Tally]
"""Counts the people of a dataset against what is needed of each."""


def rule_set() -> str:
    """The version of the rules of decision, with the version of the vocabulary of purposes."""
    return f"{RULES_VERSION}/dpv-{vocabulary_version()}"


def decide(question: Question, facts: DecisionFacts, cohort: Cohort) -> Decision:
    """The decision on ``question`` from the facts in ``facts``; ``cohort`` is called at most once an agreement."""
    about = [one for one in facts.agreements if is_about(one, question.dataset, question.partner)]
    if not about:
        return _without_agreement(question, facts)
    binding = weighing(facts.agreements, question.dataset, question.partner)
    meant, clear = candidates(question, facts, about)
    if not meant:
        meant = tuple(no_candidate(question, one) for one in about)
    doubtful = () if clear else meant
    answers = [_judge(question, facts, agreed, binding, doubtful, cohort) for agreed in meant]
    return max(answers, key=lambda answer: (RANK[answer.verdict], answer.n))


def _without_agreement(question: Question, facts: DecisionFacts) -> Decision:
    message = Message(
        N_(
            "No agreement with {partner} names the dataset “{dataset}”. For separate controllers the law asks for none: "
            "that there must be one is our own policy."
        ),
        {"partner": facts.name(question.partner), "dataset": _name_of(question.dataset, facts)},
    )
    return _answer(question, facts, "deny", (reason("S2", "deny", message, authority="house"),))


def _name_of(key: str, facts: DecisionFacts) -> Argument:
    """The name of the dataset in an agreement with somebody else; its key, as it was asked, where none has it."""
    named = (one for agreed in facts.agreements for one in agreed.terms.datasets if one.key == key)
    return next((own(one.name, one.key) for one in named), key)


def _prohibitions(
    agreed: Agreed, question: Question, facts: DecisionFacts, binding: Iterable[AgreementFacts]
) -> list[Reason]:
    """Purposes that a binding agreement prohibits and that are the one asked about, or wider.

    A suspended agreement gives no permission, but its prohibitions stand. So do those of the agreement by which we
    have the dataset ourselves, and of its framework, whichever of the two prevails: nothing shows that they contradict.
    """
    found = []
    for agreement in binding:
        for one in agreement.terms.purposes if agreement.status in BINDING else ():
            if (
                one.prohibited
                and is_for(one, question.dataset)
                and is_held(agreed, question, agreement, one, facts.links)
            ):
                message = Message(
                    N_("The agreement {number} prohibits the purpose “{purpose}” for this dataset."),
                    {"number": agreement.number or agreement.title, "purpose": own(one.name, one.key)},
                )
                found.append(reason("S1", "deny", message, ("agreement", f"{agreement.id}#purposes.{one.key}")))
    return found


def _judge(
    question: Question,
    facts: DecisionFacts,
    agreed: Agreed,
    binding: Sequence[AgreementFacts],
    doubtful: Sequence[Agreed],
    cohort: Cohort,
) -> Decision:
    """The decision on one agreed purpose; ``binding`` are all agreements whose prohibitions count, ``doubtful`` all
    purposes that can be meant, where that is open."""
    agreement = agreed.agreement
    terms = agreement.terms
    evaluation = Evaluation(
        question,
        facts,
        agreement,
        next(one for one in terms.datasets if one.key == question.dataset),
        agreement.key_of(question.partner),
        agreed,
    )
    evaluation.reasons += _prohibitions(agreed, question, facts, counting(agreement, binding))
    sources = sources_of(evaluation, binding)
    evaluate_sources(evaluation, sources)
    evaluate_source_limits(evaluation, sources, binding)
    judge_texts(evaluation, binding)
    if doubtful:
        evaluate_doubt(evaluation, doubtful)
    for step in (
        evaluate_purpose,
        evaluate_unreadable,
        evaluate_unmended,
        evaluate_copy,
        evaluate_recalled,
        evaluate_breaches,
        evaluate_findings,
        evaluate_contradicted,
        evaluate_namesakes,
        evaluate_shared_key,
        evaluate_in_force,
        evaluate_members,
        evaluate_ended_order,
        evaluate_parties,
        evaluate_action,
        evaluate_limits,
        evaluate_permissions,
        evaluate_gatekeeper,
        evaluate_devices,
        evaluate_terminal_equipment,
        evaluate_judgement,
        evaluate_secrecy,
        evaluate_practice,
    ):
        step(evaluation)
    evaluate_precedence(evaluation, binding, sources)
    evaluate_inside(evaluation, binding)
    if agreement.status == "in_force":
        look_ahead(evaluation, binding)
    reliances: tuple[Reliance, ...] = ()
    personal = is_personal_for(terms, evaluation.dataset, agreement.own) or is_personal_for(
        terms, evaluation.dataset, evaluation.partner
    )
    needs = None
    if personal:
        evaluate_open(evaluation)
        evaluate_other_roles(evaluation, binding)
        evaluate_all_marketing(evaluation)
        reliances = evaluate_legal_bases(evaluation)
        evaluate_compatibility(evaluation, reliances)
        derogation = evaluate_transfer(evaluation)
        evaluate_prerequisites(evaluation, reliances)
        needs = needs_of(evaluation, reliances, derogation=derogation)
    else:
        evaluate_place(evaluation)
    evaluate_product_data(evaluation, reliances, personal=personal)
    if not evaluation.stopped():
        evaluate_errors(evaluation, reliances, personal=personal)
        evaluate_unread(evaluation, binding, sources)
    verdict: Verdict = "permit"
    if evaluation.stopped():
        verdict = "deny"
    elif any(one.verdict == "incomplete" for one in evaluation.reasons):
        verdict = "incomplete"
    tally = Tally(0, 0)
    if needs is not None and verdict == "permit":
        tally = cohort(needs)
        evaluation.reasons += reasons_of(evaluation, tally, needs, reliances)
        verdict = _by_people(tally, needs)
        if tally.total == 0:
            verdict = _without_cohort(evaluation, verdict, reliances)
        if tally.until is not None:
            evaluation.expiries.append(
                (datetime.fromtimestamp(tally.until, UTC), Message(N_("the first consents end")))
            )
        if needs.consents and tally.oldest is not None:
            evaluation.expires(
                fresh_until(evaluation, tally.oldest), Message(N_("the first consents are to be renewed"))
            )
    if RANK[verdict] >= RANK["partial"]:
        add_obligations(evaluation, reliances)
    return _finish(evaluation, verdict, tally, needs, reliances)


def _without_cohort(evaluation: Evaluation, verdict: Verdict, reliances: Sequence[Reliance]) -> Verdict:
    """Nobody is on file whose objection could be honoured: a signed statement says that they are filtered at the source."""
    if any(one.basis is not None and one.basis.article in ("6(1)(e)", "6(1)(f)") for one in reliances):
        names: dict[str, Argument] = {"dataset": own(evaluation.dataset.name, evaluation.dataset.key)}
        need_fact(
            evaluation,
            "objections_filtered",
            "S8",
            Message(
                N_(
                    "Nobody in “{dataset}” is on file, so no objection (Art. 21 GDPR) could be honoured. Record the people, or "
                    "a signed statement that whoever objected is filtered out at the source."
                ),
                names,
            ),
            Message(
                N_("The statement that objections are filtered out of “{dataset}” at the source has ended."), names
            ),
            about=evaluation.facts.own,
        )
    if evaluation.stopped():
        return "deny"
    return "incomplete" if any(one.verdict == "incomplete" for one in evaluation.reasons) else verdict


def _by_people(tally: Tally, needs: Needs) -> Verdict:
    """The decision by the counts of the cohort, where nothing else bars the sharing."""
    if tally.total == 0:
        return "incomplete" if needs.consents else "permit"
    if tally.allowed == tally.total:
        return "permit"
    if tally.allowed:
        return "partial"
    return "incomplete" if any(count and is_missing(outcome) for outcome, count in tally.counts.items()) else "deny"


def _finish(
    evaluation: Evaluation, verdict: Verdict, tally: Tally, needs: Needs | None, reliances: tuple[Reliance, ...]
) -> Decision:
    shares = RANK[verdict] >= RANK["partial"]
    first = min(evaluation.expiries, key=lambda one: one[0], default=None) if shares else None
    ends, why = (None, None) if first is None else first
    basis = ", ".join(dict.fromkeys(one.basis.article for one in reliances if one.basis is not None))
    return _answer(
        evaluation.question,
        evaluation.facts,
        verdict,
        tuple(evaluation.reasons),
        obligations=tuple(evaluation.obligations),
        agreement=evaluation.agreement,
        agreed=evaluation.agreed.key,
        tally=tally,
        needs=needs,
        valid_until=ends,
        until_why=why,
        basis=basis,
    )


def _answer(
    question: Question,
    facts: DecisionFacts,
    verdict: Verdict,
    reasons: tuple[Reason, ...],
    *,
    obligations: tuple[Any, ...] = (),
    agreement: AgreementFacts | None = None,
    agreed: str = "",
    tally: Tally | None = None,
    needs: Needs | None = None,
    valid_until: datetime | None = None,
    until_why: Message | None = None,
    basis: str = "",
) -> Decision:
    counted = tally or Tally(0, 0)
    shares = RANK[verdict] >= RANK["partial"]
    return Decision(
        question=question,
        verdict=verdict,
        n=counted.allowed if shares else 0,
        m=counted.total,
        reasons=reasons,
        obligations=obligations,
        agreement=agreement.id if agreement is not None else "",
        agreed=agreed,
        evidence=agreement.evidence if agreement is not None else "",
        basis=basis,
        valid_until=valid_until,
        until_why=until_why,
        tally=counted,
        needs=needs,
        rule_set=rule_set(),
    )


class CountRecord:
    """Counts people for ``decide`` and keeps each request with its counts, which belong to the inputs."""

    def __init__(self, cohort: Cohort) -> None:
        self._cohort = cohort
        self.answers: list[tuple[Needs, Tally]] = []

    def __call__(self, needs: Needs) -> Tally:
        found = self._cohort(needs)
        self.answers.append((needs, found))
        return found


def inputs_of(question: Question, facts: DecisionFacts, asked: CountRecord) -> Mapping[str, Any]:
    """The inputs of a decision as JSON: version of the rules, question, facts, counts of the cohort."""
    return {
        "format": 1,
        "rule_set": rule_set(),
        "question": {
            "dataset": question.dataset,
            "partner": question.partner,
            "purpose": question.purpose,
            "action": question.action,
            "place": question.place,
            "at": write_time(question.at),
            "known_at": write_time(question.known_at or facts.known_at),
            "subjects": None if question.subjects is None else sorted(question.subjects),
            **({} if question.bound is None else {"bound": asdict(question.bound)}),
            **({"agreed": question.agreed} if question.agreed else {}),
        },
        "world": facts_as_json(facts, question.dataset, question.partner),
        "cohorts": [{"needs": needs.as_json(), "tally": found.as_json()} for needs, found in asked.answers],
    }


def digest_of(inputs: Mapping[str, Any]) -> str:
    """base64url SHA-256 of the canonical JSON of inputs."""
    return to_base64url(hashlib.sha256(_written(inputs).encode("utf-8")).digest())


def _written(value: Any) -> str:
    """The canonical JSON, put together from what was written before; a test holds it against ``strictjson.canonical``."""
    if isinstance(value, Written):
        return value.text
    if isinstance(value, Mapping) and value:
        return "{" + ",".join(f"{written(name)}:{_written(value[name])}" for name in sorted(value)) + "}"
    return written(value)


def digest_of_subjects(salt: str, pseudonyms: Iterable[str]) -> str:
    """base64url SHA-256 over the salt and the pseudonyms in order, each followed by LF (UTF-8)."""
    hashed = hashlib.sha256(salt.encode("ascii") + b"\n")
    for one in sorted(pseudonyms):
        hashed.update(one.encode("utf-8") + b"\n")
    return to_base64url(hashed.digest())
