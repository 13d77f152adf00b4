"""datapact agreement facts: the screening questions of one agreement or of all, and answers beside the text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from datapact.agreements.steps.own_facts import (
    ScreenedAgreement,
    house_facts,
    nobody_recognised,
    record_own_facts,
    screened,
    terms_of_agreement,
    with_open_questions,
)
from datapact.base.clock import local_day
from datapact.base.errors import WrongUse
from datapact.base.strictjson import parse
from datapact.base.texts import N_, _, counted
from datapact.cli.kit.otherwise import shown_otherwise
from datapact.cli.kit.output import emit
from datapact.cli.kit.session import acting, on_agreement
from datapact.cli.printed.agreements import AgreementFacts, FactsAgreement
from datapact.consent.facts.contradictions import against_answers
from datapact.contract.screening.questions import PlacedQuestion

_VALUES = {"yes": True, "no": False, "open": None}


def facts(agreement: str, set_: Sequence[str], none: Sequence[str], nobody: Sequence[str], note: str) -> None:
    """Show what is open, or record answers of the house."""
    if not agreement:
        if set_ or none or nobody:
            raise WrongUse(N_("Name the agreement whose facts you answer."))
        with acting() as member, member.vault.read() as session:
            found = with_open_questions(session, local_day(member.clock()))
        emit(
            AgreementFacts({"agreements": [_as_json(one) for one in found], "says_otherwise": []}),
            [line for one in found for line in _lines(one)] or [_("No fact is open in any agreement.")],
        )
        return
    with on_agreement(agreement) as (member, history):
        before = screened(member, history)
        answers = _answers(set_)
        named = tuple(answers)
        for place in none:
            answers |= _none(before, place)
        if nobody:
            terms = terms_of_agreement(member, history)
            for dataset in nobody:
                answers |= nobody_recognised(terms, dataset)
        if answers:
            record_own_facts(member, history, answers, note, named=named)
        after = screened(member, history)
        on_file = house_facts(member, history)
        disputed = [place for one in on_file for place in one.disputed]
        with member.vault.read() as session:
            answers = {place: value for one in on_file for place, value in one.own.items()}
            otherwise = against_answers(member, session, {history: answers})
    lines = [_line(one) for one in after.questions] + list(map(str, after.sentences))
    lines.append(str(counted("{n} question is still open.", "{n} questions are still open.", len(after.open))))
    lines += [str(one.words) for one in otherwise]
    if disputed:
        lines.append(
            _(
                "The text says otherwise at {places}. Whether the data may be shared stays incomplete until the text is changed, or the "
                "answer is taken back (--set PLACE=open).",
                places=", ".join(disputed),
            )
        )
    emit(AgreementFacts({"agreements": [_as_json(after)], "says_otherwise": shown_otherwise(otherwise)}), lines)


def _answers(given: Sequence[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for each in given:
        place, sign, value = each.partition("=")
        if not sign or not place:
            raise WrongUse(N_("Write --set as PLACE=VALUE."))
        found[place.strip()] = _value(value.strip())
    return found


def _value(written: str) -> Any:
    """yes, no, open, words, or what is not one value (a text in two languages, a list) as JSON."""
    return parse(written) if written[:1] in ("[", "{") else _VALUES.get(written, written)


def _none(agreement: ScreenedAgreement, place: str) -> dict[str, Any]:
    asked = [one for one in agreement.questions if one.place == place]
    if not asked:
        raise WrongUse(N_("The agreement has no {place}."), place=place[:100])
    return {f"{place}.{name}": False for one in asked for name in one.open if name != "personal"}


def _lines(agreement: ScreenedAgreement) -> list[str]:
    told = [*map(_line, agreement.open), *map(str, agreement.sentences)]
    return [f"{agreement.number}  {agreement.title}", *(f"    {one}" for one in told)]


def _line(one: PlacedQuestion) -> str:
    words = ", ".join(f"{one.place}.{name}: {_fact_words(one, name)}" for name in one.known)
    return f"{one.text()}  ({words})"


def _fact_words(one: PlacedQuestion, name: str) -> str:
    known = one.known[name]
    if known.value is None:
        return _("open")
    said = _("yes") if known.value else _("no")
    return f"{said} ({known.reason})" if known.reason is not None else said


def _as_json(agreement: ScreenedAgreement) -> FactsAgreement:
    return {
        "agreement": agreement.history,
        "number": agreement.number,
        "title": agreement.prevailing_title,
        "status": agreement.status,
        "questions": [
            {
                "question": one.question.id,
                "place": one.place,
                "open": list(one.open) + (["land"] if one.needs_land else []),
                "facts": [
                    {
                        "name": name,
                        "value": known.value,
                        "reason": None if known.reason is None else known.reason.both(),
                    }
                    for name, known in one.known.items()
                ],
            }
            for one in agreement.questions
        ],
        "void": [
            {
                "place": one.place,
                "value": one.value,
                "changed": list(one.changed),
            }
            for one in agreement.void
        ],
    }
