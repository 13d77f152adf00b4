"""Obligations from the calendar of an agreement: reviews, its end, renewal, notice, milestones, acceptance."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial

from datapact.base.texts import N_, Argument, Message
from datapact.contract.vocabulary.messages import own
from datapact.deadlines.bgb import from_event
from datapact.deadlines.period import Period
from datapact.deadlines.termination import RunningTerm, running_terms
from datapact.obligations.due.obligation import Derived
from datapact.obligations.due.source import Ground, in_months, occurrences, within_calendar

_PARTIES = Message(N_("as agreed by the parties"))
BGB = "https://www.gesetze-im-internet.de/bgb/"


def obligations_of_time(ground: Ground) -> Iterator[Derived]:
    """All obligations of this kind, in no order."""
    yield from _reviews(ground)
    yield from _ends(ground)
    yield from _milestones(ground)
    yield from _announced(ground)
    yield from _amendments(ground)
    yield from _members(ground)
    yield from _ended_orders(ground)


_GOES = {
    "leaving": N_("{party} leaves the agreement; nothing goes to or comes from it after this day"),
    "exclusion": N_("{party} is excluded from the agreement; nothing goes to or comes from it after this day"),
}
_AFTER = {
    "delete": N_("{party}: delete the data received under the agreement, and confirm it"),
    "return": N_("{party}: return the data received under the agreement, delete the copies, and confirm it"),
}


def _members(ground: Ground) -> Iterator[Derived]:
    """The last day of each party whose own part ends, and what it then does with the data."""
    rules, agreed = ground.terms.membership, ground.terms.end_of_data
    for party, last, way, counted in ground.going:
        name = {"party": ground.name(party)}
        yield Derived(
            "termination",
            f"membership.{party}",
            Message(_GOES[way], name),
            last,
            (Message(N_("The last day is included; a day that was agreed is not moved by holidays.")),),
            nature="date",
            citation=_PARTIES,
        )
        rule, days = (rules.data_after, rules.data_after_days) if rules.data_after else (agreed.rule, agreed.days)
        if rule in _AFTER:
            place = f"membership.data_after.{party}"
            yield _data_after(ground, party, place, Message(_AFTER[rule], name), counted, days)


def _data_after(ground: Ground, party: str, place: str, title: Message, last: date, days: int | None) -> Derived:
    """What a party does with data after a last day: within the agreed days, else without undue delay."""
    due: date = last
    steps: tuple[Message, ...] = (Message(N_("Without undue delay after its last day.")),)
    if days:
        found = within_calendar(partial(from_event, last, Period(days, "days"), ground.place(party)))
        due, steps = found.day, found.steps
    return Derived("deletion", place, title, due, steps, party=party, citation=_PARTIES)


_ORDER_AFTER = {
    "delete": N_("{party}: delete the data of the order of “{dataset}”, and confirm it"),
    "return": N_("{party}: return the data of the order of “{dataset}”, delete the copies, and confirm it"),
    "choice": N_("{party}: delete or return, as agreed, the data of the order of “{dataset}”, and confirm it"),
}


def _ended_orders(ground: Ground) -> Iterator[Derived]:
    """The last day of each order that ends before the agreement, and what its recipient then does with the data."""
    agreed, datasets = ground.terms.end_of_data, {one.key: one for one in ground.terms.datasets}
    for dataset, party, last in ground.ended:
        if dataset not in datasets:
            continue
        name: dict[str, Argument] = {"party": ground.name(party), "dataset": own(datasets[dataset].name, dataset)}
        yield Derived(
            "termination",
            f"orders.{dataset}.{party}",
            Message(N_("The order of “{dataset}” ends for {party}; nothing of it goes there after this day"), name),
            last,
            (Message(N_("The last day is included; a day that was agreed is not moved by holidays.")),),
            nature="date",
            citation=_PARTIES,
        )
        if agreed.rule in _ORDER_AFTER:
            place = f"orders.data_after.{dataset}.{party}"
            yield _data_after(ground, party, place, Message(_ORDER_AFTER[agreed.rule], name), last, agreed.days)


def _reviews(ground: Ground) -> Iterator[Derived]:
    review = ground.terms.review
    every = review.every_months or 0
    first = review.first or (in_months(ground.start, every) if every else None)
    if first is None:
        return
    words = (
        Message(
            N_("The review is agreed every {months} months, first on {day}."), {"months": every, "day": _iso(first)}
        )
        if every
        else Message(N_("The review is agreed for {day}."), {"day": _iso(first)})
    )
    # a review due before the agreement came into this vault is no longer an obligation, unless it is the only one
    for day in occurrences(first, every, ground.since, ground.horizon):
        yield Derived(
            "review", "review", Message(N_("Review the agreement")), day, (words,), occurrence=day, citation=_PARTIES
        )


def _ends(ground: Ground) -> Iterator[Derived]:
    duration = ground.terms.duration
    if ground.end is not None:
        if ground.disputed:
            title = N_("The agreement ends by notice of termination, if that is not disputed with success")
        elif ground.unproven:
            title = N_("The agreement ends by your notice of termination, once that has reached the partner")
        else:
            title = N_("The agreement ends by notice of termination") if ground.terminated else N_("The agreement ends")
        yield Derived(
            "termination" if ground.terminated else "end",
            "duration.end",
            Message(title),
            ground.end,
            (Message(N_("The last day is included; a day that was agreed is not moved by holidays.")),),
            nature="date",
            citation=_PARTIES,
        )
        return
    if duration.end is None or not duration.renewal_months:
        return
    until, notice = in_months(ground.today, 60), (duration.notice_months or 0, duration.notice_days or 0)
    for term in running_terms(duration.end, duration.renewal_months, *notice, ground.today):
        if term.end > until:
            return
        yield from _one_term(term, duration.renewal_months)


def _one_term(term: RunningTerm, months: int) -> Iterator[Derived]:
    """The end of one term of an agreement that renews itself, and the last day to prevent the next one."""
    told: dict[str, Argument] = {"months": months, "day": _iso(term.notice.day)}
    yield Derived(
        "end",
        "duration.renewal_months",
        Message(N_("The term ends; unless notice is received by {day}, it goes on for {months} months"), told),
        term.end,
        (Message(N_("Term ends counted in whole months from the day after the former end (§§ 187(2), 188(2) BGB).")),),
        nature="date",
        occurrence=term.end,
        citation=_PARTIES,
    )
    yield Derived(
        "notice",
        "duration.notice_months",
        Message(N_("Last day on which notice to the end of {end} must be received"), {"end": _iso(term.end)}),
        term.notice.day,
        term.notice.steps,
        nature="date",
        occurrence=term.end,
        citation=Message(N_("§§ 130, 187(1), 188 BGB; BGH, III ZR 172/04")),
        source=BGB + "__130.html",
    )


def _milestones(ground: Ground) -> Iterator[Derived]:
    pilot = ground.terms.pilot
    last = date.max if ground.end is None or ground.disputed else ground.end
    for milestone in pilot.milestones:
        if milestone.day is None or not ground.since <= milestone.day <= last:
            continue  # what was to come after the last day is owed no more
        place, name = f"pilot.milestones.{milestone.key}", milestone.name.text(ground.language)
        yield Derived(
            "milestone",
            place,
            Message(N_("Milestone: {name}"), {"name": name}),
            milestone.day,
            (Message(N_("The parties agreed on {day}."), {"day": _iso(milestone.day)}),),
            citation=_PARTIES,
        )
        if pilot.acceptance_days:
            period, place_of_ours = Period(pilot.acceptance_days, "days"), ground.place(ground.us)
            found = within_calendar(partial(from_event, milestone.day, period, place_of_ours))
            yield Derived(
                "acceptance",
                place,
                Message(N_("Accept the result of the milestone, or object: {name}"), {"name": name}),
                found.day,
                found.steps,
                citation=Message(N_("as agreed by the parties; §§ 187(1), 188(1), 193 BGB")),
                source=BGB + "__193.html",
            )


def _announced(ground: Ground) -> Iterator[Derived]:
    """Periods for objections to a partner's notices, and the days from which announced changes count."""
    for notice in ground.notices:
        title = {"words": notice.words, "party": ground.name(notice.party)}
        received = Message(N_("The notice was received on {day}."), {"day": _iso(notice.received)})
        if notice.objection_until is not None and not ground_is_author(ground, notice.party) and not notice.objected:
            yield Derived(
                "objection",
                f"notice.{notice.digest}",
                Message(N_("Object to what {party} announced, or let it stand: {words}"), title),
                notice.objection_until,
                (received, Message(N_("Silence until the end of this day counts as no objection, as agreed."))),
                citation=Message(N_("as agreed by the parties; for sub-processors Art. 28(2) GDPR")),
                source="CELEX:32016R0679",
            )
        if notice.effective is not None:
            yield Derived(
                "change",
                f"notice.{notice.digest}",
                Message(N_("What {party} announced takes effect: {words}"), title),
                notice.effective,
                (received,),
                party=notice.party,
                nature="date",
                citation=_PARTIES,
            )


def _amendments(ground: Ground) -> Iterator[Derived]:
    """The days from which signed amendments count."""
    for history, begins in ground.amended:
        yield Derived(
            "change",
            f"amendment.{history}",
            Message(N_("The amendment takes effect")),
            begins,
            (Message(N_("From this day its text replaces that of this agreement.")),),
            nature="date",
            citation=_PARTIES,
        )


def ground_is_author(ground: Ground, party: str) -> bool:
    """Whether the named author is our own party."""
    return bool(ground.us) and party == ground.us


def _iso(day: date) -> str:
    return day.isoformat()
