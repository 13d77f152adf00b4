"""Step 6 of the decision, prerequisites: notices, impact assessments, training."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from datapact.base.texts import N_, Argument, Message
from datapact.checks.model.named import names_something
from datapact.consent.facts.breaches import BREACH, BREACH_RULE
from datapact.consent.facts.facts import NoticeFacts, holds
from datapact.consent.facts.judgement import is_personal_for
from datapact.consent.facts.question import Wanted
from datapact.consent.steps.evaluation import Evaluation, need_fact, shows_something
from datapact.consent.steps.legal_basis import Reliance
from datapact.consent.steps.subjects import names_purpose, names_recipient
from datapact.consent.steps.transfers import destinations, is_to_international
from datapact.contract.vocabulary.countries import EEA
from datapact.contract.vocabulary.messages import joined, name_or_words, own
from datapact.contract.vocabulary.words_of_people import is_of_people, names_personal_data


def evaluate_prerequisites(evaluation: Evaluation, reliances: Sequence[Reliance]) -> None:
    """Judge every prerequisite of the law before the data goes out."""
    _judge_categories(evaluation, reliances)
    _judge_notices(evaluation, reliances)
    _judge_impact(evaluation, reliances)
    if evaluation.dataset.limits.training:
        need_fact(
            evaluation,
            "training",
            "S6",
            Message(
                N_("The agreement asks that the people of {partner} are trained first. Put the training on file."),
                _names(evaluation),
            ),
            Message(N_("The training of the people of {partner} is no longer valid."), _names(evaluation)),
        )


def evaluate_breaches(evaluation: Evaluation) -> None:
    """Name every breach at the recipient that nobody has settled: whether more data may go there is for people to judge."""
    engaged = {
        f"sub_processors.{one.key}": name_or_words(one.name, one.key)
        for one in evaluation.agreement.terms.sub_processors
        if one.engaged_by == evaluation.partner
    }
    reached = {evaluation.agreement.reference(key): name for key, name in engaged.items()}
    for one in evaluation.facts.breaches:
        if one.day > evaluation.day or one.partner not in {evaluation.question.partner, *reached}:
            continue
        name = reached.get(one.partner) or evaluation.facts.name(one.partner)
        evaluation.warn(
            BREACH_RULE, Message(_BREACHES[one.risk], {"partner": name, "day": one.day.isoformat()}), (BREACH, one.key)
        )


_BREACHES = {
    "risk": N_(
        "A breach at {partner}, known here since {day}, is a risk for the people concerned and not settled. Whether "
        "more data may go there again is for people to decide; once it may, mark that step of the breach as done."
    ),
    "high": N_(
        "A breach at {partner}, known here since {day}, is a high risk for the people concerned and not settled. Whether "
        "more data may go there again is for people to decide; once it may, mark that step of the breach as done."
    ),
    "unknown": N_(
        "A breach at {partner} is known here since {day}, and nobody has judged its risk yet. Judge it. Once more data "
        "may go there again, mark that step of the breach as done."
    ),
}


def _names(evaluation: Evaluation) -> dict[str, Argument]:
    return {
        "partner": evaluation.facts.name(evaluation.question.partner),
        "dataset": own(evaluation.dataset.name, evaluation.dataset.key),
    }


def _judge_categories(evaluation: Evaluation, reliances: Sequence[Reliance]) -> None:
    """Consent covers categories of data: what is in the dataset and has none can be held against no consent."""
    bases = [one.basis for one in reliances if one.basis is not None]
    if not any(one.article == "6(1)(a)" or one.special == "9(2)(a)" for one in bases):
        return
    items = evaluation.dataset.items
    of_people = any(map(is_of_people, items))
    open_items = [
        one
        for one in items
        if not is_of_people(one) and ((not one.categories and not of_people) or names_personal_data(one.name))
    ]
    if open_items:
        words = N_(
            "{items} in “{dataset}” has no category of personal data, so nobody can tell whether the consents cover it. Give it "
            "its category in the agreement."
        )
        listed = joined([own(one.name, evaluation.dataset.key) for one in open_items[:5]])
        place = evaluation.place(f"datasets.{evaluation.dataset.key}.items")
        evaluation.missing("K02", Message(words, {**_names(evaluation), "items": listed}), place)


def _judge_notices(evaluation: Evaluation, reliances: Sequence[Reliance]) -> None:
    """Our own notice names the recipient (T01) and the transfer (T04); its own notice is its obligation (T02)."""
    mine = next((one for one in reliances if one.party == evaluation.agreement.own), None)
    by_consent = mine is not None and mine.basis is not None and mine.basis.article == "6(1)(a)"
    told = _notices_that_name_partner(evaluation)
    if mine is not None and not by_consent and not _holds_longest(evaluation, told):
        for_others = [one for one in _in_force(evaluation) if names_recipient(evaluation, one)]
        evaluation.missing(
            "T01",
            Message(
                N_(
                    "A notice on file names {partner} as a recipient of data in “{dataset}”, but not for this purpose. Inform the"
                    " people of it, and record the version that names both."
                )
                if for_others and not told
                else N_(
                    "No notice on file tells the people in “{dataset}” that {partner} receives their data. Record the "
                    "notice that they were given."
                ),
                _names(evaluation),
            ),
            ("notice", ""),
            wanted=Wanted("fact_on_file", "notice_13", evaluation.question.partner),
        )
    outside = any(one not in EEA for one in destinations(evaluation)) or is_to_international(evaluation)
    of_transfer = [one for one in told if one.transfers]
    if mine is not None and outside and not _holds_longest(evaluation, of_transfer, of_transfer=True):
        evaluation.missing(
            "T04",
            Message(
                N_(
                    "No notice on file tells the people in “{dataset}” of the transfer. Record the notice with what it says of "
                    "it; a fact on file counts where its finding says that the notice names the transfer."
                ),
                _names(evaluation),
            ),
            ("notice", ""),
        )
    partner = next((one for one in reliances if one.party == evaluation.partner), None)
    personal = is_personal_for(evaluation.agreement.terms, evaluation.dataset, evaluation.partner)
    if partner is not None and personal and not _has_informed(evaluation):
        evaluation.obligation(
            "T02",
            Message(
                N_(
                    "{partner} informs the people in “{dataset}” within a month, at first contact or first disclosure, "
                    "unless an exemption applies."
                ),
                _names(evaluation),
            ),
            evaluation.place("notices"),
        )


def _notices_that_name_partner(evaluation: Evaluation) -> list[NoticeFacts]:
    return [one for one in _in_force(evaluation) if names_purpose(evaluation, one) and names_recipient(evaluation, one)]


def _in_force(evaluation: Evaluation) -> list[NoticeFacts]:
    return [
        one
        for one in evaluation.facts.notices
        if (one.valid_from is None or one.valid_from <= evaluation.day)
        and (one.invalid_from is None or evaluation.day < one.invalid_from)
    ]


def _holds_longest(evaluation: Evaluation, notices: Sequence[NoticeFacts], *, of_transfer: bool = False) -> bool:
    """Whether a notice, or a fact that one was given, holds on the day; of several, the longest counts.

    ``of_transfer``: that a notice was given tells nothing of a transfer, unless somebody wrote down that it names one.
    """
    lasts = [None if one.invalid_from is None else one.invalid_from - timedelta(days=1) for one in notices]
    lasts += [
        one.valid_to
        for one in evaluation.facts.facts
        if (
            (one.sort == "notice_13" and one.about in ("", evaluation.question.partner))
            or (one.sort == "notice_14" and one.about == evaluation.facts.own)
        )  # that the recipient informed people of itself, or need not, shows nothing of what we told them
        and one.dataset in ("", evaluation.dataset.key)
        and holds(one.valid_from, one.valid_to, evaluation.day)
        and (one.day is None or one.day <= evaluation.day)
        and shows_something(one)
        and not one.open
        and not evaluation.is_outgrown(one)
        and (not of_transfer or names_something(one.result))
    ]
    if lasts and None not in lasts:
        evaluation.expires(max(one for one in lasts if one is not None), Message(N_("the notice to the people ends")))
    return bool(lasts)


def _has_informed(evaluation: Evaluation) -> bool:
    """Whether it is on file that the recipient informed the people itself, or need not (Art. 14 GDPR)."""
    return any(
        (one.sort, one.about) == ("notice_14", evaluation.question.partner)
        and one.dataset in ("", evaluation.dataset.key)
        and holds(one.valid_from, one.valid_to, evaluation.day)
        and (one.day is None or one.day <= evaluation.day)
        and shows_something(one)
        and not one.open
        and not evaluation.is_outgrown(one)
        for one in evaluation.facts.facts
    )


def _judge_impact(evaluation: Evaluation, reliances: Sequence[Reliance]) -> None:
    """Judge impact assessments: each controller has one where required; a remaining high risk went to the authority."""
    terms = evaluation.agreement.terms
    if terms.facts.dpia_required is False or (terms.facts.dpia_required is None and not _points_to_impact(evaluation)):
        return
    for one in reliances:
        assessed = [
            found
            for found in terms.assessments
            if found.party == one.party
            and names_something(found.reference)
            and found.day is not None
            and found.day <= evaluation.day
        ]
        impact = [found for found in assessed if found.kind == "dpia"]
        if impact:
            late = [found.review for found in impact if found.review is not None and found.review < evaluation.day]
            if len(late) == len(impact):
                words = N_(
                    "The impact assessment of {party} was to be reviewed by {day}. Review it (Art. 35(11) GDPR)."
                )
                told = {"party": evaluation.agreement.terms.party(one.party).name, "day": max(late).isoformat()}
                evaluation.warn("G17", Message(words, told), evaluation.place("assessments"))
            if any(found.residual_high_risk for found in impact) and not any(
                found.kind == "prior_consultation" for found in assessed
            ):
                _need(
                    evaluation,
                    one,
                    "prior_consultation",
                    N_("A high risk remains; nothing shows that {party} consulted the authority first."),
                    N_("What showed that {party} consulted the authority no longer holds."),
                )
        else:
            _need(
                evaluation,
                one,
                "dpia",
                N_("A data protection impact assessment is required; none of {party} is on file."),
                N_("The data protection impact assessment of {party} is no longer valid."),
            )


def _points_to_impact(evaluation: Evaluation) -> bool:
    """Where nobody has answered whether an assessment is needed, data or decisions that point to one count as yes (Art. 35(3))."""
    facts, dataset = evaluation.agreement.terms.facts, evaluation.dataset
    marks = (
        dataset.special_categories,
        dataset.offence_data,
        dataset.children,
        facts.automated_decisions,
        facts.monitoring,
    )
    return any(one is True for one in marks)


def _need(evaluation: Evaluation, reliance: Reliance, sort: str, absent: str, ended: str) -> None:
    names = {"party": evaluation.facts.name(reliance.reference) if reliance.reference else reliance.party}
    need_fact(evaluation, sort, "G17", Message(absent, names), Message(ended, names), about=reliance.reference)
