"""A rule on documents that are named and decide: whether one carries the use is chosen by a person, never read from its words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from datapact.base.texts import N_, Argument, Message
from datapact.checks.model.dated import days_in
from datapact.checks.model.facts import Case
from datapact.checks.model.named import is_answer
from datapact.checks.model.rule import Gap, rule
from datapact.checks.model.words_of_no import reads_as_no
from datapact.contract.screening.outcomes import NamedDocument, named_documents
from datapact.contract.terms import Localised
from datapact.contract.vocabulary.acts import (
    AI_ACT,
    AI_ACT_IN_FORCE,
    DATA_ACT,
    GDPR,
    GDPR_IN_FORCE,
    SCC_TRANSFERS,
    STANDARD_CLAUSES_DECIDED,
    Act,
)
from datapact.contract.vocabulary.citations import cite
from datapact.contract.vocabulary.messages import name_or_words, own, place_name

_OPEN = N_(
    "Nobody has answered whether “{words}” at {place} carries the use. Choose it there, or beside the agreement; not answered is not yes."
)
_UNNAMED = N_("“{words}” at {place} carries the use on conditions that are not named. Name them.")
_OUTGROWN = N_(
    "“{words}” at {place} was chosen to carry the use as it was first signed. A change has other words for what it is about: weigh it again, "
    "and enter the new document, or set this aside with the reason."
)
_READS_OTHERWISE = N_(
    "“{words}” at {place} was chosen to carry the use, and reads otherwise. Correct the words or the choice; if it is right, a legal member "
    "sets this aside with the reason."
)
_NO = N_("“{words}” at {place} does not carry the use, as was answered. Settle what it found, or leave the use out.")


@rule(
    "G65",
    "W",
    "statute",
    cite(GDPR, "5(2), 24(1), 35(7)(d)"),
    N_(
        "Of each assessment, test, permit or word of a council that is named somebody has chosen whether it carries the use, or on which "
        "conditions. Not answered is a warning, and an error once the text is fixed for signature, as is one chosen for other words than those "
        "of the text as changed, or whose own words read as a no; one that does not carry it is an error."
    ),
    version=5,
)
def g65(case: Case) -> Iterator[Gap]:
    for one in named_documents(case.terms) if case.pd else ():
        if one.carries and (one.outcome != "conditions" or is_answer(one.conditions)):
            if one.answer in case.document.outgrown:
                yield Gap(one.answer, Message(_OUTGROWN, _names(case, one)), "W", when_freezing="E")
            elif one.outcome == "carries" and reads_as_no(one.result, one.title):
                yield Gap(one.answer, Message(_READS_OTHERWISE, _names(case, one)), "W", when_freezing="E")
            continue
        told = {"": _OPEN, "conditions": _UNNAMED}.get(one.outcome, _NO)
        yield Gap(
            one.conditions_at if one.outcome == "conditions" else one.answer,
            Message(told, _names(case, one)),
            severity="E" if one.outcome == "against" else "W",
            authority=None if one.outcome else "house",  # an open question is no breach of the law yet
            when_freezing="E",
        )


def _names(case: Case, one: NamedDocument) -> dict[str, Argument]:
    return {"words": one.words.strip(". ")[:160], "place": place_name(one.place, case.document.numbers)}


_TO_COME = N_(
    "{what} at {place} bears a day to come: {day}. What is not there yet shows nothing. Correct the day, or enter the document once it is there."
)
_BEFORE_THE_LAW = N_(
    "{what} at {place} bears the day {day}, before the law that asks for it ({law}) could ask for anything. Correct the day, or name the "
    "document that was made under it."
)
_UNDER: Mapping[str, tuple[date, Act]] = {
    "fundamental_rights": (AI_ACT_IN_FORCE, AI_ACT),
    "ai_classification": (AI_ACT_IN_FORCE, AI_ACT),
    "prohibited_practice": (AI_ACT_IN_FORCE, AI_ACT),
    "standard_clauses": (STANDARD_CLAUSES_DECIDED, SCC_TRANSFERS),
}
"""By kind of assessment the first day on which a document under its law could be made; of all others the GDPR."""
_GDPR = (GDPR_IN_FORCE, GDPR)
_OLDER_DOCUMENTS = ("works_council_agreement", "health_access", "necessity")
"""Members that name documents of before the GDPR, too: a works agreement, a permit, the contract that a transfer is for."""


@dataclass(frozen=True, slots=True)
class _Dated:
    place: str
    what: Argument
    days: tuple[date, ...]
    under: tuple[date, Act] | None
    """None where the document can be older than any of these laws."""


@rule(
    "G67",
    "W",
    "statute",
    cite(GDPR, "5(2), 24(1), 35(1)"),
    N_(
        "A document that shows something bears a day on which it can have been made: none to come, and none before the law that asks "
        "for it was in force. Otherwise a warning, and an error once the text is fixed for signature."
    ),
)
def g67(case: Case) -> Iterator[Gap]:
    for one in _dated(case) if case.pd or case.terms.data_act.applies else ():
        told: dict[str, Argument] = {"what": one.what, "place": place_name(one.place, case.document.numbers)}
        if min(one.days) > case.on:
            message = Message(_TO_COME, {**told, "day": min(one.days).isoformat()})
        elif one.under is not None and max(one.days) < one.under[0]:
            message = Message(
                _BEFORE_THE_LAW,
                {
                    **told,
                    "day": max(one.days).isoformat(),
                    "law": own(Localised(de=one.under[1].de, en=one.under[1].en), ""),
                },
            )
        else:
            continue
        yield Gap(one.place, message, when_freezing="E")


def _dated(case: Case) -> Iterator[_Dated]:
    """Every document that the terms name with its day, in a field of its own or in the words."""
    terms = case.terms
    for each in terms.assessments:
        days = (each.day,) if each.day is not None else days_in(each.reference)
        if days:
            under = None if each.kind == "other" else _UNDER.get(each.kind, _GDPR)
            yield _Dated(
                f"assessments.{each.key}.day",
                Message(N_("“{name}”"), {"name": name_or_words(each.reference, each.key)}),
                days,
                under,
            )
    for index, basis in enumerate(terms.legal_bases):
        if basis.balancing_test_date is not None:
            named = f"“{basis.balancing_test}”"
            yield _Dated(f"legal_bases.{index}.balancing_test_date", named, (basis.balancing_test_date,), _GDPR)
    for transfer in terms.transfers:
        if transfer.assessment_date is not None:
            named, at = f"“{transfer.assessment}”", f"transfers.{transfer.key}.assessment_date"
            yield _Dated(at, named, (transfer.assessment_date,), _GDPR)
    for document in named_documents(terms):
        list_name, member = document.place.split(".")[0], document.place.rpartition(".")[2]
        days = days_in(document.words)
        if days and list_name != "assessments":
            under = None if member in _OLDER_DOCUMENTS else _GDPR
            yield _Dated(document.place, f"“{document.words[:160]}”", days, under)
    for notice in terms.notices:
        if notice.day is not None and notice.day < GDPR_IN_FORCE:
            yield _Dated(
                f"notices.{notice.key}.day",
                Message(N_("“{name}”"), {"name": name_or_words(notice.reference, notice.key)}),
                (notice.day,),
                _GDPR,
            )
    for sub in terms.sub_processors:
        if sub.contract_date is not None and sub.contract_date < GDPR_IN_FORCE:
            with_it = Message(N_("The contract with {name}"), {"name": name_or_words(sub.name, sub.key)})
            yield _Dated(f"sub_processors.{sub.key}.contract_date", with_it, (sub.contract_date,), _GDPR)
    act = terms.data_act
    if act.applies and act.instrument_date is not None:
        asked = act.instrument == "user_request"  # a contract of the user can be older than the Data Act
        under = (DATA_ACT.applies_from, DATA_ACT) if asked and DATA_ACT.applies_from is not None else None
        yield _Dated("data_act.instrument_date", f"“{act.instrument_reference}”", (act.instrument_date,), under)
    if terms.consent.oldest is not None and terms.consent.oldest > case.on:
        yield _Dated("consent.oldest", Message(N_("The oldest consent")), (terms.consent.oldest,), None)


RULES = (g65, g67)
