"""Step 2, what the law asks of the agreement: its errors that touch this dataset, partner or purpose, and that nobody here
has set aside or confirmed, make the answer incomplete."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from datapact.base.texts import LANGUAGES, N_, Message
from datapact.checks.model.statutory_error import UNREAD, StatutoryError
from datapact.consent.facts.facts import AgreementFacts
from datapact.consent.facts.question import Reason
from datapact.consent.steps.evaluation import Evaluation
from datapact.consent.steps.legal_basis import Reliance
from datapact.consent.steps.onward_sharing import BINDING
from datapact.consent.steps.precedence import precedence_of
from datapact.contract.vocabulary.acts import GDPR, SCC_TRANSFERS
from datapact.contract.vocabulary.messages import OwnWords

JUDGED_HERE = frozenset(
    "G05 G06 G07 G09 G30 G47 T01 T02 T04 K01 K02 K04 K06 X02 X11 X14 X17 D02 D03 D14 S01".split()  # noqa: SIM905 - legible
)
"""Rules of which other steps judge the same from what is on file, records beside the agreement included."""
_OF_PEOPLE = (GDPR.url, SCC_TRANSFERS.url)


def evaluate_errors(evaluation: Evaluation, reliances: Sequence[Reliance], *, personal: bool) -> None:
    """Add each error that counts, naming it; one of a rule that has already made the answer incomplete adds nothing."""
    said = {one.rule for one in evaluation.reasons if one.verdict in ("deny", "incomplete")}
    for error in evaluation.agreement.errors:
        if error.rule not in said and _counts(evaluation, error, reliances, personal=personal):
            evaluation.reasons.append(_reason(evaluation, error))


def evaluate_unread(
    evaluation: Evaluation, binding: Sequence[AgreementFacts], sources: Sequence[AgreementFacts]
) -> None:
    """Unread words: other contracts bind us, too; of those by which we have the data, and of those that stand above this one, every word is read.

    What the law asks of them is not judged here; what own words and free texts there forbid, nobody knows who has not read them.
    """
    ours = (evaluation.agreement, *sources)
    for other in binding:
        above = any(precedence_of(one, other, binding) in ("prevails", "open") for one in ours if one.id != other.id)
        if other.id == evaluation.agreement.id or other.status not in BINDING or not (above or other in sources):
            continue
        beside = replace(evaluation, agreement=other, reasons=[])
        unread = next(
            (
                one
                for one in other.errors
                if one.rule in UNREAD and (not one.datasets or evaluation.dataset.key in one.datasets)
            ),
            None,
        )
        if unread is not None:
            evaluation.reasons.append(_reason(beside, unread))


def _counts(evaluation: Evaluation, error: StatutoryError, reliances: Sequence[Reliance], *, personal: bool) -> bool:
    if error.rule in JUDGED_HERE or _is_judged_in_part(error):
        return False
    if not personal and error.source in _OF_PEOPLE and evaluation.dataset.key not in error.datasets:
        return False
    terms, purpose = evaluation.agreement.terms, evaluation.agreed.purpose
    parties = {evaluation.agreement.own, evaluation.partner, *(one.party for one in reliances)}
    engaged = {f"sub_processors.{one.key}": one.engaged_by for one in terms.sub_processors}
    parties |= {by for key, by in engaged.items() if key == evaluation.partner}
    parties |= {key for key, by in engaged.items() if by == evaluation.partner}  # they get the data with it
    if error.place.startswith("legal_bases."):
        # a basis on file takes the place of the one that the agreement states
        parties -= {one.party for one in reliances if not one.from_terms}
        if not parties & error.parties:
            return False
    return error.touches(evaluation.dataset.key, parties, "" if purpose is None else purpose.key)


def _is_judged_in_part(error: StatutoryError) -> bool:
    """Other steps look for the assessments and the balancing test; not for whether an assessment is needed at all."""
    if error.rule == "A13" and error.place.startswith("purposes."):
        return True  # by evaluate_practice
    return (error.rule == "G17" and not error.place.startswith("facts.dpia_")) or (
        error.rule == "G08" and error.place.endswith(".balancing_test")
    )


def _reason(evaluation: Evaluation, error: StatutoryError) -> Reason:
    agreement = evaluation.agreement
    message = Message(
        N_(
            "The agreement {number}, {rule}: {error} Amend it, or a legal member confirms the wording or sets the finding "
            "aside with a reason."
        ),
        {
            "number": agreement.number or agreement.title,
            "rule": error.rule,
            "error": OwnWords(error.message["en"], german=error.message["de"]),
        },
    )
    citation: dict[str, str] = {language: error.citation[language] for language in LANGUAGES}
    return Reason(
        error.rule,
        "incomplete",
        message,
        citation,
        error.source,
        error.authority,
        evaluation.place(error.place),
    )
