"""Rules on contradictions: a term against another term, and a text against a term that it speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import cast

from datapact.base.texts import N_, Argument, Message
from datapact.checks.mentions.laws import law_of
from datapact.checks.mentions.reading import NOT_ON_DATA, is_of_other_words, mentions_of
from datapact.checks.model.facts import Case, Mention
from datapact.checks.model.rule import Gap, rule
from datapact.contract.screening.access import access_outside_eea
from datapact.contract.terms import Localised, Terms
from datapact.contract.terms.paths import value_at
from datapact.contract.text.periods import Period, PeriodUnit
from datapact.contract.vocabulary.acts import PRACTICE
from datapact.contract.vocabulary.broader import ANY_PURPOSE, with_broader
from datapact.contract.vocabulary.citations import cite
from datapact.contract.vocabulary.labels import label_of_iri, label_of_path
from datapact.contract.vocabulary.messages import label_words, own, place_name


@rule(
    "G45",
    "W",
    "house",
    cite(PRACTICE),
    N_(
        "The terms agree with each other: renewal with termination, review and milestones with the term, permitted purposes with "
        "prohibited ones."
    ),
    version=3,
)
def g45(case: Case) -> Iterator[Gap]:
    duration, terms = case.terms.duration, case.terms
    monthly = duration.notice_to in ("", "any_day", "month")
    if duration.renewal_months and duration.notice_months is not None and monthly:
        yield Gap(
            "duration.renewal_months",
            Message(
                N_(
                    "The agreement renews itself, and each party may end it to the end of any month anyway: the renewal "
                    "means nothing. Agree on one of the two."
                )
            ),
        )
    if duration.renewal_months and duration.end is None:
        yield Gap(
            "duration.renewal_months",
            Message(N_("The agreement renews itself, but it has no end from which it could. Enter its last day.")),
        )
    if terms.review.first is not None and duration.end is not None and terms.review.first > duration.end:
        yield Gap(
            "review.first", Message(N_("The first review is after the end of the agreement. Correct one of the days."))
        )
    for milestone in terms.pilot.milestones:
        outside = milestone.day is not None and (
            (duration.end is not None and milestone.day > duration.end)
            or (duration.start is not None and milestone.day < duration.start)
        )
        if outside:
            yield Gap(
                f"pilot.milestones.{milestone.key}.day",
                Message(N_("A milestone lies outside the term of the agreement. Correct its day, or the term.")),
            )
    if terms.onward.rule == "forbidden" and terms.onward.conditions.given():
        yield Gap(
            "onward.conditions",
            Message(
                N_("Onward sharing is forbidden, but conditions for it are named. Delete them, or choose conditions.")
            ),
        )
    if terms.facts.access_outside_eea is False and access_outside_eea(terms).value:
        yield Gap(
            "facts.access_outside_eea",
            Message(
                N_("Nobody outside the EEA is said to get access, but {reason}. Correct the answer, or the list."),
                {"reason": access_outside_eea(terms).reason or ""},
            ),
            "E",
        )
    yield from denied_by_a_prohibition(terms)


def denied_by_a_prohibition(terms: Terms) -> Iterator[Gap]:
    """Permitted purposes for which every answer will be no: at or below a prohibited term, or under its name, nothing is permitted."""
    for permitted in terms.purposes:
        for other in terms.purposes:
            apart = permitted.datasets and other.datasets and not set(permitted.datasets) & set(other.datasets)
            if permitted.prohibited or not other.prohibited or apart:
                continue
            names: dict[str, Argument] = {
                "permitted": own(permitted.name, permitted.key),
                "prohibited": own(other.name, other.key),
                "term": label_words(label_of_iri(permitted.iri)),
                "wider": label_words(label_of_iri(other.iri)),
            }
            if other.iri != ANY_PURPOSE and other.iri in with_broader(permitted.iri):
                words = _SAME_TERM if permitted.iri == other.iri else _WIDER_TERM
                yield Gap(f"purposes.{permitted.key}.iri", Message(words, names))
            elif _is_called(permitted.name, other.name):
                yield Gap(f"purposes.{permitted.key}.name", Message(_SAME_NAME, names))


_SAME_TERM = N_(
    "“{permitted}” is permitted and “{prohibited}” is prohibited, and both have the vocabulary’s term “{term}”. What is "
    "prohibited under a term is prohibited for all of it, so every answer for “{permitted}” will be no. Give one of the "
    "two another term, or none."
)
_WIDER_TERM = N_(
    "“{permitted}” is permitted and “{prohibited}” is prohibited, and the vocabulary’s term “{wider}” of the prohibition includes “{term}”. "
    "What is prohibited under a term is prohibited for all of it, so every answer for “{permitted}” will be no. Give the prohibition a "
    "narrower term, or none."
)
_SAME_NAME = N_(
    "“{permitted}” is permitted and “{prohibited}” is prohibited, and both have one name. Their readers take them for one, so every answer "
    "for “{permitted}” will be no. Give one of the two another name."
)


def _is_called(one: Localised, other: Localised) -> bool:
    pairs = ((one.de, other.de), (one.en, other.en))
    return any(mine.strip() and mine.strip().casefold() == theirs.strip().casefold() for mine, theirs in pairs)


def _mentions_of(words: str) -> tuple[Mention, ...]:
    return mentions_of("", words)


def _mentions_of_other_words(words: str) -> tuple[Mention, ...]:
    return mentions_of(NOT_ON_DATA[0], words)


def _free(case: Case) -> Iterator[Mention]:
    """The subjects of the parties' own texts in the terms."""
    for place, value in case.values:
        if isinstance(value, Localised):
            read = (
                _mentions_of_other_words if is_of_other_words(place) else _mentions_of
            )  # all else follows from the words
            for words in (value.de, value.en):
                if words:
                    yield from (replace(one, place=place) for one in case.document.recalled(read, words))


@rule(
    "G46",
    "W",
    "house",
    cite(PRACTICE),
    N_("No text names another number, day, country or law than the term that it speaks of."),
    version=2,
)
def g46(case: Case) -> Iterator[Gap]:
    found: set[tuple[str, str]] = set()
    for mention in (*case.document.mentions, *_free(case)):
        place, path = mention.place, _contradicted(case.terms, mention)
        if path is None or (place, path) in found or place == path:
            continue
        found.add((place, path))
        names: dict[str, Argument] = {
            "place": place_name(place, case.document.numbers),
            "said": mention.words[:80],
            "term": label_words(label_of_path(path)),
        }
        yield Gap(
            place,
            Message(N_("{place} says “{said}”, but {term} says otherwise. Make both say the same."), names),
            when_freezing="E",
        )


def _contradicted(terms: Terms, mention: Mention) -> str | None:
    """The term that says otherwise than a text does; None where one that it may speak of agrees, or none says anything."""
    if not isinstance(mention.says, Period):
        return None if mention.path == "parties" or _agrees(terms, mention) else mention.path
    agreed = [
        (path, period)
        for pattern in (mention.path, *mention.also)
        for path, period in _periods_at(terms, pattern, mention.place)
    ]
    return None if not agreed or any(period.may_equal(mention.says) for _path, period in agreed) else agreed[0][0]


_UNIT = re.compile(r"(hours|days|months|years)$")


def _periods_at(terms: Terms, pattern: str, place: str) -> Iterator[tuple[str, Period]]:
    """The periods that the terms agree at a place, or at every member of a list; for a text on a dataset at that one."""
    first, star, rest = pattern.partition(".*.")
    own = [one for one in terms.datasets if place.startswith(f"datasets.{one.key}.")] or terms.datasets
    for path in [f"{first}.{one.key}.{rest}" for one in own] if star else [pattern]:
        number, unit = value_at(terms, path), _UNIT.search(path)
        if isinstance(number, int) and unit is not None:
            yield path, Period(number, cast("PeriodUnit", unit[1]))


def _agrees(terms: Terms, mention: Mention) -> bool:
    """Whether the term says what the text says of it, or says nothing."""
    if mention.path == "law.governing":
        law = law_of(terms.law.governing)
        said = str(mention.says)
        return law is None or (said != f"not {law}" if said.startswith("not ") else said == law)
    if mention.path == "facts.access_outside_eea":
        return terms.facts.access_outside_eea is not False
    agreed = value_at(terms, mention.path)
    if agreed is None or agreed == "any_day" or agreed == "":
        return True
    return agreed in mention.says if isinstance(mention.says, frozenset) else agreed == mention.says


@rule(
    "G55",
    "W",
    "house",
    cite(PRACTICE),
    N_(
        "No text names a company that stands nowhere in the terms, as one does that was left over from another contract."
    ),
)
def g55(case: Case) -> Iterator[Gap]:
    mentions = [one for one in (*case.document.mentions, *_free(case)) if one.path == "parties"]
    known = {name for _place, name in _names(case)} if mentions else set()
    said: set[str] = set()
    for mention in mentions:
        if mention.place in said or any(name in mention.words or mention.words in name for name in known):
            continue
        said.add(mention.place)
        yield Gap(
            mention.place,
            Message(
                N_(
                    "{place} names “{name}”, which is no party and stands nowhere else in the terms. Was the name left over "
                    "from another contract? Then correct it."
                ),
                {"place": place_name(mention.place, case.document.numbers), "name": mention.words[-80:]},
            ),
        )


_NAMED = ("name", "short_name", "holder_name", "importer")


def _names(case: Case) -> Iterator[tuple[str, str]]:
    """Every name of a party, person or third party in the terms."""
    for place, value in case.values:
        if isinstance(value, str) and value and place.rpartition(".")[2] in _NAMED:
            yield place, value


RULES = (g45, g46, g55)
