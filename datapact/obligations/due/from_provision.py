"""Obligations from the frequency of datasets where late provision costs a penalty: when data is due, and the reservation.

The clause on late provision makes data due at the end of the period that its frequency names. So the words "monatlich" or
"quarterly" at the beginning of a frequency give days; other words give none, and the check says where they name no time (G63).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import partial

from datapact.base.texts import LANGUAGES, N_, Argument, Message
from datapact.contract.terms import Dataset, Localised
from datapact.contract.vocabulary.messages import joined
from datapact.deadlines.bgb import on_day
from datapact.deadlines.period import last_of_month
from datapact.obligations.due.obligation import Derived
from datapact.obligations.due.source import Ground, in_months, within_calendar

AHEAD_MONTHS = 14  # days are derived anew at least once a year
_PERIODS: tuple[tuple[int, re.Pattern[str]], ...] = tuple(
    (months, re.compile(rf"\W*({words})\b", re.IGNORECASE))
    for months, words in (
        (1, r"monatlich|jeden monat|(einmal |ein mal )?im monat|monthly|every month|each month|once a month"),
        (3, r"vierteljährlich|quartalsweise|jedes quartal|alle drei monate|quarterly|every quarter|every three months"),
        (
            6,
            r"halbjährlich|jedes halbjahr|alle sechs monate|half-?yearly|semi-?annual(ly)?|twice a year|every six months",
        ),
        (12, r"jährlich|jedes jahr|einmal im jahr|yearly|annual(ly)?|every year|once a year"),
    )
)
_BY = re.compile(r"\b(?:bis zum|zum|by the|on the|until the) (\d{1,2})(?:\.|st|nd|rd|th)", re.IGNORECASE)


def obligations_of_provision(ground: Ground) -> Iterator[Derived]:
    """All obligations of this kind, in no order; none where late provision costs no penalty."""
    if not ground.terms.penalty.delay_day_euros:
        return
    for dataset in ground.terms.datasets:
        for day in due_days(
            dataset.frequency, ground.since, min(ground.horizon, in_months(ground.today, AHEAD_MONTHS))
        ):
            yield from _of_dataset(ground, dataset, day)


def due_days(frequency: Localised, since: date, until: date) -> Iterator[date]:
    """The days at which data of this frequency is due at the latest, from ``since`` to ``until``; none for words without a time."""
    said = next((one for one in (getattr(frequency, language) for language in LANGUAGES) if one.strip()), "")
    every = next((months for months, words in _PERIODS if words.match(said)), 0)
    if not every:
        return
    by = _BY.search(said)
    number = int(by[1]) if by is not None and every == 1 else 0
    year, month = since.year, since.month
    while date(year, month, 1) <= until:
        last = last_of_month(year, month)
        day = date(year, month, min(number, last.day)) if number else last
        if month % every == 0 and since <= day <= until:
            yield day
        if (year, month) == (date.max.year, date.max.month):
            return
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


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
