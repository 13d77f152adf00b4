"""Step 4, Art. 5 AI Act: an agreed purpose that is a prohibited practice permits nothing. Words propose, a person decides."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from datapact.base.texts import N_, Argument, Message
from datapact.checks.model.named import names_something
from datapact.checks.regimes.prohibited_practices import (
    Practice,
    claims_exception,
    practice_in,
    words_of_people,
    words_of_purpose,
    words_of_term,
)
from datapact.consent.facts.facts import PRACTICE_NAME, PurposeLink
from datapact.consent.facts.question import Wanted
from datapact.consent.steps.evaluation import Evaluation
from datapact.contract.vocabulary.labels import label_of_iri
from datapact.contract.vocabulary.messages import own


def evaluate_practice(evaluation: Evaluation) -> None:
    """Denied once a legal member has confirmed it; where it only reads so, open until that or an exception is on file."""
    agreed, terms = evaluation.agreed, evaluation.agreement.terms
    if agreed.purpose is None:
        return
    key = agreed.key
    signed = {one.sort for one in evaluation.facts.links if one.agreed == key and one.holds}
    names: dict[str, Argument] = {"purpose": own(agreed.purpose.name, agreed.purpose.key)}
    place = evaluation.place(f"purposes.{agreed.purpose.key}")
    if "practice" in signed:
        words = N_("A legal member has confirmed that “{purpose}” is a practice that Art. 5 AI Act prohibits.")
        evaluation.deny("A13", Message(words, names), place)
        return
    assessed = any(
        one.kind == "prohibited_practice"
        and names_something(one.reference)
        and one.day is not None
        and one.day <= evaluation.day
        for one in terms.assessments
    )
    if assessed or "no_practice" in signed:
        return
    texts = words_of_purpose(agreed.purpose)
    if agreed.how == "part":
        asked = label_of_iri(evaluation.question.purpose)
        texts += [asked.de, asked.en, words_of_term(evaluation.question.purpose)]
    practice = _read(tuple(texts), tuple(words_of_people(evaluation.dataset)), evaluation.day)
    if practice is None:
        return
    words = (
        N_(
            "“{purpose}” reads like {practice}. Art. 5(1)({point}) AI Act permits that for medical or safety reasons only, "
            "which the words name. A legal member records that they carry it, or confirms that it is prohibited."
        )
        if claims_exception(practice, texts)
        else N_(
            "“{purpose}” reads like {practice}, which Art. 5(1)({point}) AI Act prohibits. A legal member confirms it, or "
            "records why it is none: medical or safety reasons, research, another meaning."
        )
    )
    names |= {"practice": Message(practice.name), "point": practice.point}
    link = PurposeLink("", "no_practice", PRACTICE_NAME, key)
    evaluation.missing("A13", Message(words, names), place, wanted=Wanted("purpose_link", link=link))


@lru_cache(maxsize=20_000)
def _read(texts: tuple[str, ...], context: tuple[str, ...], day: date) -> Practice | None:
    """Read the words of a purpose once for all the partners that it is agreed with."""
    return practice_in(list(texts), list(context), day)
