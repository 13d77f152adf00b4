"""Duties that follow from terms: which, when, whose, and why on that day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import islice
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from datapact.base.texts import Message, counted
from datapact.contract.terms import read_terms
from datapact.deadlines.termination import notice_end, running_terms
from datapact.obligations.due.from_data import retention_obligations
from datapact.obligations.due.from_provision import due_days
from datapact.obligations.due.obligation import Derived, key_of, read_message, series_of, write_message
from datapact.obligations.due.projection import derive
from datapact.obligations.due.source import AnnouncedChange, Ground, in_months, occurrences
from tests.depth import examples
from tests.obligations.offices import terms_of

TODAY = date(2026, 11, 24)


def ground(us: str = "keller", since: date = date(2026, 1, 1), **parts: Any) -> Ground:
    terms = read_terms(terms_of(**parts))
    end = parts.pop("_end", None)
    return Ground("urn:uuid:1", terms, us, "en", TODAY, since, end=end)


def of_kind(found: list[Derived], kind: str) -> list[tuple[date, str]]:
    return [(one.due, str(one.title)) for one in found if one.kind == kind]


def ended(us: str, **end_of_data: Any) -> list[Derived]:
    terms = read_terms(terms_of(end_of_data=end_of_data))
    return derive(
        Ground("urn:uuid:1", terms, us, "en", TODAY, date(2026, 1, 1), end=date(2026, 12, 1), terminated=True)
    )


def test_before_data_goes_by_a_disputed_notice_that_has_to_be_settled() -> None:
    terms = read_terms(terms_of(end_of_data={"rule": "delete", "days": 30}))
    told = []
    for disputed in (False, True):
        made = Ground("urn:uuid:1", terms, "keller", "en", TODAY, TODAY, end=TODAY, terminated=True, disputed=disputed)
        found = derive(made)
        assert [one.due for one in found if one.kind == "deletion"]
        steps = [str(step) for one in found if one.kind == "deletion" for step in one.steps]
        ends = [str(one.title) for one in found if one.kind == "termination"]
        told.append((any("Settle that before data is deleted" in step for step in steps), "disputed" in ends[0]))
    assert told == [(False, False), (True, True)]


def test_reviews_recur_by_the_number_of_the_first_day() -> None:
    found = derive(ground(review={"first": date(2026, 8, 31), "every_months": 6}))
    assert [due for due, _ in of_kind(found, "review")][:4] == [
        date(2026, 8, 31),
        date(2027, 2, 28),
        date(2027, 8, 31),
        date(2028, 2, 29),
    ]
    assert of_kind(derive(ground(review={"first": date(2026, 3, 1)})), "review") == [
        (date(2026, 3, 1), "Review the agreement")
    ]
    # without a first day the interval runs from the start
    assert of_kind(derive(ground(review={"every_months": 12})), "review")[0][0] == date(2027, 1, 1)


def test_what_recurred_before_the_agreement_was_known_is_not_asked_for() -> None:
    found = derive(ground(since=date(2026, 10, 1), review={"first": date(2020, 1, 15), "every_months": 12}))
    assert of_kind(found, "review")[0][0] == date(2027, 1, 15)


def test_the_end_is_a_date_that_passes_by_itself() -> None:
    terms = read_terms(terms_of())
    found = derive(Ground("urn:uuid:1", terms, "keller", "en", TODAY, TODAY, end=date(2027, 6, 30)))
    (end,) = [one for one in found if one.kind == "end"]
    assert (end.due, end.nature) == (date(2027, 6, 30), "date")


def test_an_agreement_that_renews_itself_has_a_last_day_for_notice_of_each_term() -> None:
    found = derive(
        ground(
            duration={"start": date(2026, 1, 1), "end": date(2026, 12, 31), "notice_months": 1, "renewal_months": 12}
        )
    )
    assert [one.due for one in found if one.kind == "end"][:2] == [date(2026, 12, 31), date(2027, 12, 31)]
    assert [one.due for one in found if one.kind == "notice"][:2] == [date(2026, 11, 30), date(2027, 11, 30)]
    last = next(one for one in found if one.kind == "notice")
    assert "III ZR 172/04" in str(last.citation)
    assert any("§ 130(1) BGB" in str(step) for step in last.steps)


@settings(max_examples=examples(60), deadline=None)
@given(
    st.dates(date(2026, 12, 1), date(2030, 1, 1)),
    st.integers(0, 12),
    st.integers(0, 40),
    st.sampled_from([1, 3, 12, 24]),
)
def test_notice_on_the_last_day_ends_the_term_and_a_day_later_does_not(
    end: date, months: int, days: int, renewal: int
) -> None:
    duration = {"end": end, "notice_months": months, "notice_days": days, "renewal_months": renewal}
    for one in derive(ground(duration=duration)):
        if one.kind == "notice":
            assert one.occurrence is not None
            assert notice_end(one.due, months, days, "any_day") <= one.occurrence
            later = date.fromordinal(one.due.toordinal() + 1)
            assert notice_end(later, months, days, "any_day") > one.occurrence


def test_deletion_is_due_after_the_end_where_the_recipient_resides() -> None:
    # 1 December 2026 and 30 days: 31 December, a Thursday
    found = ended("ipd", rule="delete", days=30, certificate=True)
    assert of_kind(found, "deletion") == [(date(2026, 12, 31), "Institut: delete the data")]
    assert of_kind(found, "certificate_due") == [
        (date(2026, 12, 31), "Send the certificate of deletion: scope, method, signatory")
    ]
    # 31 days: New Year's Day; Saturday and Sunday follow
    found = ended("keller", rule="delete", days=31, certificate=True)
    (deletion,) = [one for one in found if one.kind == "deletion"]
    assert (deletion.due, deletion.party) == (date(2027, 1, 4), "ipd")
    assert any("DE-TH" in str(step) for step in deletion.steps)
    assert "Obtain the certificate of deletion of Institut" in of_kind(found, "certificate_due")[0][1]


def test_who_deletes_is_told_what_may_be_kept_beyond_the_end() -> None:
    retention = {"criterion": {"de": "zehn Jahre"}, "after_end": {"de": "Archiv nach Leitlinie 17", "en": "archive"}}
    dataset = {
        "key": "d",
        "name": {"de": "Messreihen"},
        "provider": "keller",
        "recipients": ["ipd"],
        "retention": retention,
    }
    terms = read_terms(terms_of(end_of_data={"rule": "delete"}, datasets=[dataset]))
    for us in ("keller", "ipd"):
        found = derive(
            Ground("urn:uuid:1", terms, us, "en", TODAY, date(2026, 1, 1), end=date(2026, 12, 1), terminated=True)
        )
        (deletion,) = [one for one in found if one.kind == "deletion"]
        assert any("Messreihen" in str(step) and "archive" in str(step) for step in deletion.steps)


def test_without_a_period_deletion_is_due_at_once() -> None:
    (deletion,) = [one for one in ended("keller", rule="return") if one.kind == "deletion"]
    assert deletion.due == date(2026, 12, 2)
    assert "§ 271(1) BGB" in str(deletion.steps[0])
    choice = ended("keller", rule="choice", chosen_by="keller")
    assert of_kind(choice, "choice") == [(date(2026, 12, 1), "Choose whether data is deleted or returned")]
    assert not [one for one in ended("keller", rule="keep") if one.kind == "deletion"]
    assert not [one for one in derive(ground(end_of_data={"rule": "delete"})) if one.kind == "deletion"]


def test_measures_guarantees_assessments_and_transfers() -> None:
    found = derive(
        ground(
            measures=[{"key": "tls", "kind": "transit", "description": {"en": "TLS"}}],
            processing={"controller": "keller", "processor": "ipd"},
            assessments=[
                {"key": "dpia", "kind": "dpia", "party": "keller", "reference": "D-7", "review": date(2027, 10, 8)},
                {"key": "other", "kind": "dpia", "party": "ipd"},
            ],
            transfers=[
                {
                    "key": "us",
                    "importer": "Cloud Inc.",
                    "country": "US",
                    "mechanism": "46(2)(c)",
                    "module": "2",
                    "assessment_date": date(2025, 3, 1),
                },
                {"key": "ch", "importer": "Bern AG", "country": "CH", "mechanism": "45", "assessment_date": TODAY},
            ],
        )
    )
    assert of_kind(found, "measures")[0][0] == date(2027, 1, 1)
    assert of_kind(found, "guarantees")[0] == (
        date(2027, 1, 1),
        "Check the guarantees and measures of the processor Institut",
    )
    assert of_kind(found, "assessment") == [(date(2027, 10, 8), "Review the data protection impact assessment D-7")]
    assert [due for due, _ in of_kind(found, "transfer_assessment")][:2] == [date(2026, 3, 1), date(2027, 3, 1)]
    # the processor itself does not check its own guarantees
    assert not of_kind(derive(ground("ipd", processing={"controller": "keller", "processor": "ipd"})), "guarantees")


def test_milestones_and_acceptance() -> None:
    found = derive(
        ground(
            pilot={
                "applies": True,
                "acceptance_days": 14,
                "milestones": [
                    {"key": "data", "name": {"en": "Delivery of data"}, "day": date(2026, 12, 11)},
                    {"key": "old", "name": {"en": "Long ago"}, "day": date(2020, 1, 1)},
                ],
            }
        )
    )
    assert of_kind(found, "milestone") == [(date(2026, 12, 11), "Milestone: Delivery of data")]
    assert [due for due, _ in of_kind(found, "acceptance")] == [date(2026, 12, 28)]  # over Christmas and a weekend
    stones = [{"key": "d", "name": {"en": "Data"}, "day": date(2026, 12, 11)}]
    terms = read_terms(terms_of(pilot={"applies": True, "milestones": stones}))
    ended_before = Ground("urn:uuid:1", terms, "keller", "en", TODAY, TODAY, end=date(2026, 12, 10), terminated=True)
    assert not of_kind(derive(ended_before), "milestone")
    assert of_kind(derive(replace(ended_before, disputed=True)), "milestone"), "a disputed end may not come"
    (end,) = of_kind(derive(replace(ended_before, unproven=True)), "termination")
    assert "once that has reached the partner" in end[1]


def provided(us: str, frequency: str, **penalty: Any) -> list[Derived]:
    data = [
        {
            "key": "logs",
            "name": {"en": "Logs"},
            "provider": "keller",
            "recipients": ["ipd"],
            "frequency": {"en": frequency},
        }
    ]
    found = derive(ground(us, since=date(2026, 11, 20), datasets=data, penalty={"delay_day_euros": 200, **penalty}))
    return [one for one in found if one.kind == "provision"]


def test_late_data_has_a_due_day_and_a_reminder_to_reserve_the_penalty() -> None:
    """§ 341(3) BGB; a Sunday or holiday moves the day (§ 193 BGB): 31 January 2027 is one."""
    ours, theirs = provided("keller", "monthly"), provided("ipd", "Monthly.")
    assert [one.due for one in ours][:3] == [date(2026, 11, 30), date(2026, 12, 31), date(2027, 2, 1)]
    assert str(ours[0].title) == "Provide “Logs” to Institut; later it costs a penalty"
    assert [one.due for one in theirs] == [one.due for one in ours]
    assert "reserve the penalty on acceptance" in str(theirs[0].title)
    assert "§ 341(3) BGB" in str(theirs[0].steps[-1])
    assert [one.due for one in provided("ipd", "quarterly")][:2] == [date(2026, 12, 31), date(2027, 3, 31)]
    assert provided("ipd", "monthly by the 10th")[0].due == date(2026, 12, 10)
    after = provided("ipd", "quarterly, by the 15th of the following month")
    assert [one.due for one in after][:2] == [date(2027, 1, 15), date(2027, 4, 15)]
    for words in (
        "monthly by the 5th working day",
        "monthly on the 1st Monday",
        "every three months",
        "monthly, on request",
        "annually in March",
        "monatlich bis zum 30. Juni",
        "monthly by the fifth",
        "monatlich im Voraus",
        "quarterly in February, May, August and November",
        "monthly, as a file",
    ):
        assert provided("ipd", words) == [], "a wrong day is worse than none"
    assert provided("ipd", "on request") == provided("ipd", "monthly", delay_day_euros=None) == []


@settings(max_examples=examples(300))
@given(
    st.sampled_from(("monatlich", "Quarterly", "halbjährlich", "annually")),
    st.text(st.characters(categories=("L", "N", "P", "Z")), min_size=1, max_size=12),
)
def test_whatever_else_stands_beside_a_period_gives_no_day(period: str, more: str) -> None:
    assume(any(one.isalnum() for one in more))
    assert not list(due_days(f"{period} {more}", date(2026, 1, 1), date(2027, 12, 31)))


def test_announced_changes() -> None:
    notice = AnnouncedChange("d", "sub_processors", "ipd", TODAY, date(2027, 1, 15), date(2026, 12, 24), "A new host")
    ours = AnnouncedChange("e", "sub_processors", "keller", TODAY, None, date(2026, 12, 24), "Ours")
    done = AnnouncedChange("f", "measures", "ipd", TODAY, None, date(2026, 12, 24), "Objected", objected=True)
    base = ground()
    found = derive(Ground("urn:uuid:1", base.terms, "keller", "en", TODAY, TODAY, notices=(notice, ours, done)))
    assert of_kind(found, "objection") == [
        (date(2026, 12, 24), "Object to what Institut announced, or let it stand: A new host")
    ]
    assert of_kind(found, "change") == [(date(2027, 1, 15), "What Institut announced takes effect: A new host")]


def test_retention_counts_from_receipt() -> None:
    found = list(retention_obligations(ground(), iter([("x", "machine-logs", "Institut", date(2026, 2, 28))])))
    assert [one.due for one in found] == [date(2028, 2, 28)]
    assert "Machine logs" in str(found[0].title)
    assert not list(retention_obligations(ground(), iter([("x", "unknown", "Institut", TODAY)])))


def test_keys_are_stable_and_tell_obligations_apart() -> None:
    found = derive(ground(review={"first": date(2027, 1, 1), "every_months": 12}))
    again = derive(ground(review={"first": date(2027, 1, 1), "every_months": 12}))
    keys = [key_of("a", one) for one in found]
    assert keys == [key_of("a", one) for one in again]
    assert len(set(keys)) == len(keys)
    assert not set(keys) & {key_of("b", one) for one in found}
    assert len({series_of("a", one) for one in found if one.kind == "review"}) == 1


@pytest.mark.parametrize(
    "message",
    [
        Message("Review the agreement"),
        Message("{breach}: {step}", {"breach": "Lost laptop", "step": counted("{n} day", "{n} days", 3)}),
    ],
)
def test_messages_survive_the_table_in_both_languages(message: Message) -> None:
    assert read_message(write_message(message)).both() == message.both()


@settings(max_examples=examples(80), deadline=None)
@given(
    st.dates(date(2000, 1, 1), date(2040, 1, 1)),
    st.integers(1, 60),
    st.dates(date(2000, 1, 1), date(2040, 1, 1)),
    st.integers(0, 3000),
)
def test_occurrences_against_counting_up(first: date, every: int, since: date, length: int) -> None:
    until = date.fromordinal(since.toordinal() + length)
    slow = []
    for step in range(2000):
        day = in_months(first, step * every)
        if day > until:
            break
        if day >= since:
            slow.append(day)
    assert list(occurrences(first, every, since, until)) == slow[:60]


def test_a_term_whose_day_of_notice_has_passed_says_so() -> None:
    """Until when notice had to be received, and to which day the term goes on; the next term follows behind it."""
    day = date(2026, 12, 1)
    first, second = islice(running_terms(date(2027, 2, 28), 12, 3, 0, day), 2)
    assert (first.end, first.notice.day, first.next_end) == (date(2027, 2, 28), date(2026, 11, 30), date(2028, 2, 29))
    assert (second.end, second.notice.day) == (date(2028, 2, 29), date(2027, 11, 30))
    assert next(running_terms(date(2020, 2, 29), 12, 0, 30, day)).end == date(2027, 2, 28)
    assert list(running_terms(date(9999, 12, 31), 12, 3, 0, day)) == []
