"""Obligations from the data: its end, retention, measures, guarantees, assessments and transfers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial

from datapact.base.clock import days_later
from datapact.base.texts import N_, Message
from datapact.contract.terms import Terms
from datapact.deadlines.bgb import from_event
from datapact.deadlines.period import Period
from datapact.obligations.due.obligation import Derived
from datapact.obligations.due.source import Ground, in_months, occurrences, within_calendar

GDPR = "CELEX:32016R0679"
_YEARLY = Message(N_("Once a year is practice, not statute; record another day where you agreed on one."))


def obligations_of_data(ground: Ground) -> Iterator[Derived]:
    """All obligations of this kind, in no order."""
    yield from _end_of_data(ground)
    yield from _measures(ground)
    yield from _assessments(ground)
    yield from _transfers(ground)


def holders(terms: Terms) -> tuple[str, ...]:
    """Keys of the parties that receive data under the agreement, the processor among them."""
    found = {recipient for dataset in terms.datasets for recipient in dataset.recipients}
    if terms.processing.processor:
        found.add(terms.processing.processor)
    return tuple(party.key for party in terms.parties if party.key in found)


def _end_of_data(ground: Ground) -> Iterator[Derived]:
    agreed = ground.terms.end_of_data
    if ground.end is None or agreed.rule in ("", "keep"):
        return
    citation = (
        Message(N_("Art. 28(3)(g) GDPR; as agreed by the parties"))
        if ground.terms.processing.processor
        else Message(N_("as agreed by the parties; Art. 5(1)(e), 17(1)(a) GDPR"))
    )
    if agreed.rule == "choice" and agreed.chosen_by:
        yield Derived(
            "choice",
            "end_of_data.chosen_by",
            Message(N_("Choose whether data is deleted or returned")),
            ground.end,
            (Message(N_("The choice must be known when the agreement ends.")),),
            party=agreed.chosen_by,
            citation=citation,
            source=GDPR,
        )
    for party in holders(ground.terms):
        due, steps = _day_after_end(ground, party)
        yield Derived(
            "deletion",
            f"end_of_data.{party}",
            Message(_END_WORDS[agreed.rule], {"party": ground.name(party)}),
            due,
            steps,
            party=party,
            citation=citation,
            source=GDPR,
        )
        if agreed.certificate:
            ours = ground.ours(party)
            words = (
                N_("Send the certificate of deletion: scope, method, signatory")
                if ours
                else N_("Obtain the certificate of deletion of {party}: scope, method, signatory")
            )
            yield Derived(
                "certificate_due",
                f"end_of_data.certificate.{party}",
                Message(words, {"party": ground.name(party)}),
                due,
                steps,
                citation=citation,
                source=GDPR,
            )


SETTLE_FIRST = N_(
    "A party disputes the notice of termination, so whether the agreement ends is open. Settle that before data is deleted: "
    "what is gone cannot be brought back."
)
_KEPT = N_(
    "Except “{dataset}”, which may be kept beyond the end until its own time is over: {ground}. It may be used for that alone."
)
_END_WORDS = {
    "delete": N_("{party}: delete the data"),
    "return": N_("{party}: return the data and delete the copies"),
    "choice": N_("{party}: delete or return the data, as chosen"),
}


def _day_after_end(ground: Ground, party: str) -> tuple[date, tuple[Message, ...]]:
    """The day by which the data must go, and how it is counted; a disputed end has to be settled first."""
    due, steps = _reckoned(ground, party)
    kept = [
        Message(
            _KEPT, {"dataset": one.name.text(ground.language), "ground": one.retention.after_end.text(ground.language)}
        )
        for one in ground.terms.datasets
        if one.retention.after_end.given() and party in (*one.recipients, ground.terms.processing.processor)
    ]
    return due, (*([Message(SETTLE_FIRST)] if ground.disputed else []), *steps, *kept)


def _reckoned(ground: Ground, party: str) -> tuple[date, tuple[Message, ...]]:
    assert ground.end is not None
    days = ground.terms.end_of_data.days
    if days is None:
        words = N_("No period is agreed, so it is due at once when the agreement has ended, on {day} (§ 271(1) BGB).")
        due = days_later(ground.end, 1)
        return due, (Message(words, {"day": due.isoformat()}),)
    found = within_calendar(partial(from_event, ground.end, Period(days, "days"), ground.place(party)))
    return found.day, found.steps


def _measures(ground: Ground) -> Iterator[Derived]:
    terms = ground.terms
    if not terms.is_personal():
        return
    first = in_months(ground.start, 12)
    processor = terms.processing.processor
    for day in occurrences(first, 12, ground.since, ground.horizon):
        if terms.measures:
            yield Derived(
                "measures",
                "measures",
                Message(N_("Test, assess and evaluate the technical and organisational measures")),
                day,
                (_YEARLY,),
                occurrence=day,
                citation=Message(N_("Art. 32(1)(d) GDPR")),
                source=GDPR,
            )
        if processor and not (ground.us and ground.us == processor):
            yield Derived(
                "guarantees",
                "processing.guarantees",
                Message(
                    N_("Check the guarantees and measures of the processor {party}"), {"party": ground.name(processor)}
                ),
                day,
                (_YEARLY,),
                party=terms.processing.controller,
                occurrence=day,
                citation=Message(N_("Art. 28(1) and (3)(h) GDPR")),
                source=GDPR,
            )


_ASSESSMENTS = {
    "dpia": N_("Review the data protection impact assessment {reference}"),
    "prior_consultation": N_("Review the prior consultation {reference}"),
    "model_personal_data": N_("Review the assessment whether the model is personal data {reference}"),
    "fundamental_rights": N_("Review the fundamental rights impact assessment {reference}"),
    "ai_classification": N_("Review the classification of the AI system {reference}"),
    "prohibited_practice": N_("Review the assessment of prohibited practices {reference}"),
    "standard_clauses": N_("Compare the standard clauses with the official text again {reference}"),
    "other": N_("Review the assessment {reference}"),
}
_ASSESSMENT_LAW = {
    "dpia": N_("Art. 35(11) GDPR"),
    "prior_consultation": N_("Art. 36 GDPR"),
    "model_personal_data": N_("EDPB Opinion 28/2024"),
    "fundamental_rights": N_("Art. 27(2) Regulation (EU) 2024/1689"),
    "ai_classification": N_("Art. 6(4) Regulation (EU) 2024/1689"),
    "prohibited_practice": N_("Art. 5 Regulation (EU) 2024/1689"),
    "standard_clauses": N_("Clause 2 of the clauses of Decision (EU) 2021/914"),
    "other": N_("as recorded with the assessment"),
}


def _assessments(ground: Ground) -> Iterator[Derived]:
    for one in ground.terms.assessments:
        if one.review is None:
            continue
        yield Derived(
            "assessment",
            f"assessments.{one.key}",
            Message(_ASSESSMENTS[one.kind], {"reference": one.reference or one.version}),
            one.review,
            (Message(N_("The assessment names {day} for its review."), {"day": one.review.isoformat()}),),
            party=one.party,
            occurrence=one.review,
            citation=Message(_ASSESSMENT_LAW[one.kind]),
            source=GDPR if one.kind in ("dpia", "prior_consultation") else "",
        )


def _transfers(ground: Ground) -> Iterator[Derived]:
    for one in ground.terms.transfers:
        if one.mechanism in ("", "45", "49") or one.assessment_date is None:
            continue
        first = in_months(one.assessment_date, 12)
        for day in occurrences(first, 12, first, ground.horizon):
            yield Derived(
                "transfer_assessment",
                f"transfers.{one.key}",
                Message(
                    N_("Renew the assessment of the transfer to {importer} ({country})"),
                    {"importer": one.importer, "country": one.country},
                ),
                day,
                (
                    Message(N_("The assessment is dated {day}."), {"day": one.assessment_date.isoformat()}),
                    _YEARLY,
                ),
                occurrence=day,
                citation=Message(N_("Art. 46(1) GDPR; C-311/18; clause 14 of the standard clauses 2021/914")),
                source="CELEX:32021D0914",
            )


def retention_obligations(ground: Ground, deliveries: Iterator[tuple[str, str, str, date]]) -> Iterator[Derived]:
    """The end of retention of delivered data, given as (delivery, dataset key, recipient's name, day of receipt).

    The template counts from receipt; the day of receipt is not counted (§ 187(1) BGB).
    """
    months_of = {dataset.key: dataset.retention.months for dataset in ground.terms.datasets}
    names = {dataset.key: dataset.name.text(ground.language) for dataset in ground.terms.datasets}
    for delivery, dataset, recipient, received in deliveries:
        months = months_of.get(dataset)
        if months is None:
            continue
        found = within_calendar(partial(from_event, received, Period(months, "months"), subject="other"))
        yield Derived(
            "retention",
            f"datasets.{dataset}.retention.{delivery}",
            Message(
                N_("Retention of “{dataset}” at {recipient} ends: have its deletion confirmed"),
                {"dataset": names[dataset], "recipient": recipient},
            ),
            found.day,
            (Message(N_("Retention is counted from receipt.")), *found.steps),
            citation=Message(N_("Art. 5(1)(e) GDPR; as agreed by the parties")),
            source=GDPR,
        )
