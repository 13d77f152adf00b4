"""Obligations from the frequency of datasets where late provision costs a penalty: when data is due, and the reservation.

The clause on late provision makes data due at the end of the period that its frequency names. So "monatlich" or "quarterly"
gives days, alone or with a day of the month. Whatever else stands there may name another time, so it gives none, and the check
says where the words name no time (G63).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import partial

from datapact.base.texts import N_, Argument, Message
from datapact.contract.terms import Dataset
from datapact.contract.vocabulary.messages import joined
from datapact.deadlines.bgb import on_day
from datapact.deadlines.period import last_of_month
from datapact.obligations.due.obligation import Derived
from datapact.obligations.due.source import Ground, in_months, within_calendar

AHEAD_MONTHS = 14  # days are derived anew at least once a year
_PERIODS: tuple[tuple[int, str], ...] = (
    # those whose end the calendar knows: "every three months" may begin on any day
    (1, r"monatlich|jeden monat|monthly|every month|each month"),
    (3, r"vierteljährlich|quartalsweise|jedes quartal|quarterly|every quarter"),
    (6, r"halbjährlich|jedes halbjahr|half-?yearly|semi-?annually"),
    (12, r"jährlich|jedes jahr|yearly|annually|every year"),
)
_WORDS = tuple(
    (months, re.compile(rf"\W*({words})\b(?P<rest>.*)", re.IGNORECASE | re.DOTALL)) for months, words in _PERIODS
)
_IN_IT = re.compile(
    r"\W*(?:bis )?(?:zum|by the|on the) (?P<day>\d{1,2})(?:\.|st|nd|rd|th)"
    r"(?: (?:des|eines|jeden|des jeweiligen|des laufenden) monats| of (?:the|each|every) month)?\W*",
    re.IGNORECASE,
)
_NOTHING = re.compile(r"[\s.,;:()]*")
_AFTER_IT = re.compile(
    r"\W*(?:bis )?(?:zum|by the|on the) (?P<day>\d{1,2})(?:\.|st|nd|rd|th)"
    r" (?:des (?:folgemonats|folgenden monats|nächsten monats)|of the (?:following|next) month)\W*",
    re.IGNORECASE,
)


def obligations_of_provision(ground: Ground) -> Iterator[Derived]:
    """All obligations of this kind, in no order; none where late provision costs no penalty."""
    if not ground.terms.penalty.delay_day_euros:
        return
    until = min(ground.horizon, in_months(ground.today, AHEAD_MONTHS))
    for dataset in ground.terms.datasets:
        for day in due_days(dataset.frequency.text(ground.language), ground.since, until):
            yield from _of_dataset(ground, dataset, day)


def due_days(frequency: str, since: date, until: date) -> Iterator[date]:
    """The days at which data of this frequency is due at the latest, from ``since`` to ``until``.

    None where the words leave the time open, or name one that is not understood: a wrong day is worse than none.
    """
    read = _read(frequency)
    if read is None:
        return
    every, number, later = read
    year, month = since.year, since.month
    while date(year, month, 1) <= until:
        last = last_of_month(year, month)
        if month % every == 0 and last >= since:
            day = last
            if number:
                end = in_months(date(year, month, 1), 1) if later else date(year, month, 1)
                day = end.replace(day=min(number, last_of_month(end.year, end.month).day))
            if since <= day <= until:
                yield day
        if (year, month) >= (date.max.year, date.max.month - 1):
            return
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def _read(frequency: str) -> tuple[int, int, bool] | None:
    """Months of the period, the day of the month that is named (0: its last), and whether that is of the month after it."""
    for every, words in _WORDS:
        found = words.match(frequency)
        if found is None:
            continue
        rest = found["rest"]
        if _NOTHING.fullmatch(rest):
            return every, 0, False
        after, inside = _AFTER_IT.fullmatch(rest), _IN_IT.fullmatch(rest) if every == 1 else None
        named = after or inside
        if named is not None and 1 <= int(named["day"]) <= 31:
            return every, int(named["day"]), after is not None
        return None
    return None


def _of_dataset(ground: Ground, dataset: Dataset, day: date) -> Iterator[Derived]:
    found = within_calendar(partial(on_day, day, ground.place(dataset.provider)))
    words = Message(
        N_("“{frequency}” is agreed: due at the end of the period that it names, unless a day is named."),
        {"frequency": dataset.frequency.text(ground.language)},
    )
    names: dict[str, Argument] = {
        "dataset": dataset.name.text(ground.language),
        "provider": ground.name(dataset.provider),
        "recipients": joined([ground.name(one) for one in dataset.recipients]),
    }
    place = f"datasets.{dataset.key}.frequency"
    source = "https://www.gesetze-im-internet.de/bgb/__341.html"
    if not ground.us or ground.us == dataset.provider:
        yield Derived(
            "provision",
            place,
            Message(N_("Provide “{dataset}” to {recipients}; later it costs a penalty"), names),
            found.day,
            (words, *found.steps),
            party=dataset.provider,
            occurrence=day,
            citation=Message(N_("as agreed by the parties; §§ 193, 286(2) no. 1, 339 BGB")),
            source=source,
        )
    elif ground.us in dataset.recipients:
        reserve = Message(
            N_(
                "Whoever accepts late data without reserving the penalty loses it (§ 341(3) BGB): tell {provider} in text form on "
                "acceptance, and note here that the data came in time, or that the penalty is reserved."
            ),
            names,
        )
        yield Derived(
            "provision",
            place,
            Message(
                N_("“{dataset}” is due from {provider}; if it comes late, reserve the penalty on acceptance"), names
            ),
            found.day,
            (words, *found.steps, reserve),
            party=ground.us,
            occurrence=day,
            citation=Message(N_("as agreed by the parties; § 341(3) BGB")),
            source=source,
        )
