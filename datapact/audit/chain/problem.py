"""The question of one dataset as text in SMT-LIB 2.7, which any solver reads: is there a delivery that one agreement permits
and that breaks one upstream? ``unsat`` says that there is none.

A delivery is a purpose of the agreement, an action, a recipient, a country and a day. Each agreement upstream says on which days it
counts, and of a delivery on such a day whether it lets its purpose, its action, its recipient and its country pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from datapact.audit.chain.links import OTHERS, Link, conditions_met, names_purpose, permits_action, prohibits_purpose
from datapact.consent.facts.facts import DecisionFacts
from datapact.consent.terms.agreed_keys import agreed_key
from datapact.contract.terms import Purpose

type Matter = Literal["purpose", "prohibited", "action", "onward", "place", "days"]

SOMEBODY, ELSEWHERE = "somebody else", "elsewhere"
"""A recipient that the agreement does not name, and a country that no agreement of the chain names."""
_PURPOSE, _ACTION, _RECIPIENT, _COUNTRY = "purpose", "action", "recipient", "country"
_PLAIN: Final = re.compile(r"[^ -~]")


@dataclass(frozen=True, slots=True)
class Breach:
    """One way in which a delivery can break what stands upstream."""

    matter: Matter
    """What it is about."""
    upstream: Link
    """The agreement that would be broken; for ``purpose`` and ``days`` one of those of the same two parties."""
    name: str
    """Of its condition in the text."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One dataset of one agreement against everything upstream."""

    link: Link
    """What is given, and by which agreement."""
    upstream: tuple[Link, ...]
    """The nearest first."""
    breaches: tuple[Breach, ...]
    """Each way that is looked for."""
    purposes: tuple[Purpose, ...]
    """By the number of ``purpose-N``."""
    actions: tuple[str, ...]
    """Actions by the number of ``action-N``; the first is ``share``."""
    recipients: tuple[str, ...]
    """Party references by the number of ``recipient-N``; the last is ``SOMEBODY``."""
    countries: tuple[str, ...]
    """Two letters by the number of ``country-N``; the last is ``ELSEWHERE``."""
    days: tuple[date, ...]
    """Local days at which something begins or ends, the earliest first: examples are said with these."""
    definitions: str
    """The text up to the conditions."""

    @property
    def text(self) -> str:
        """The whole question in SMT-LIB."""
        any_of = " ".join(one.name for one in self.breaches)
        return f"{self.definitions}(assert delivery)\n(assert (or false {any_of}))\n(check-sat)\n"


def problem_of(link: Link, upstream: Sequence[Link], facts: DecisionFacts) -> Problem:
    """The question whether a delivery of this dataset, from today on, breaks what stands upstream."""
    countries = dict.fromkeys(place for one in (link, *upstream) for place in one.dataset.limits.places)
    problem = _Writing(link, tuple(upstream), (*countries, ELSEWHERE), facts)
    head, breaches = list(problem.head()), tuple(problem.breaches())
    return Problem(
        link,
        tuple(upstream),
        breaches,
        link.purposes,
        problem.actions,
        problem.recipients,
        problem.countries,
        tuple(sorted(problem.days)),
        "\n".join([*head, *problem.lines, ""]),
    )


class _Writing:
    def __init__(
        self, link: Link, upstream: tuple[Link, ...], countries: tuple[str, ...], facts: DecisionFacts
    ) -> None:
        self.link, self.upstream, self.facts = link, upstream, facts
        self.met = {
            one: conditions_met(link, one, facts)
            for one in dict.fromkeys(fact.about for fact in facts.facts if fact.sort == "onward_conditions")
            if link.agreement.terms.onward.rule == "conditional" and one not in ("", link.provider)
        }
        known = dict.fromkeys((*link.recipients, *link.engaged, *(one for one, met in self.met.items() if met)))
        self.recipients, self.countries = (*known, SOMEBODY), countries
        self.actions = ("share", *(one for one in OTHERS if permits_action(link, one) != "no"))
        self.days = {facts.day}
        self.lines: list[str] = []

    def head(self) -> Iterator[str]:
        """The meaning of the names, and the delivery that is looked for."""
        link = self.link
        yield f"; {_plain(link.agreement.id)} gives {_plain(link.dataset.key)}, from {_plain(link.provider)}"
        yield "; unsat: no delivery that it permits breaks an agreement upstream. Days are counted from 0001-01-01, which is 1."
        for name, values in (
            (_PURPOSE, [agreed_key(link.agreement.id, one.key) for one in link.purposes]),
            (_ACTION, self.actions),
            (_RECIPIENT, self.recipients),
            (_COUNTRY, self.countries),
        ):
            yield from (f"; {name}-{place} is {_plain(one)}" for place, one in enumerate(values))
        yield "(set-logic ALL)"
        for name, number in (
            (_PURPOSE, max(1, len(link.purposes))),
            (_ACTION, len(self.actions)),
            (_RECIPIENT, len(self.recipients)),
            (_COUNTRY, len(self.countries)),
        ):
            made = " ".join(f"({name}-{place})" for place in range(number))
            yield f"(declare-datatypes (({name.capitalize()} 0)) (({made})))"
            yield f"(declare-const {name} {name.capitalize()})"
        yield "(declare-const day Int)"
        mine = {*link.recipients, *link.engaged}
        given = [_one_of(_RECIPIENT, [place for place, one in enumerate(self.recipients) if one in mine])]
        given += [
            _all(_one_of(_RECIPIENT, [self.recipients.index(one)]), self._between(fact.valid_from, fact.valid_to))
            for one, met in self.met.items()
            for fact in met
            if one not in mine
        ]
        if link.agreement.terms.onward.rule == "allowed":
            given.append(_one_of(_RECIPIENT, [len(self.recipients) - 1]))
        yield self._defined(
            "delivery",
            _all(
                f"(<= {self.facts.day.toordinal()} day)",
                self._days(link, link.provider),
                _one_of(_PURPOSE, range(len(link.purposes))),
                self._action(link),
                _any(*given),
                self._country(link),
                *(
                    f"(=> {_one_of(_RECIPIENT, [place])} (<= day {last.toordinal()}))"
                    for place, one in enumerate(link.recipients)
                    for reference, last in link.going
                    if reference == one
                ),
            ),
        )

    def breaches(self) -> Iterator[Breach]:
        """Each way to break what stands upstream, its condition written."""
        groups: dict[tuple[str, str], list[int]] = {}
        holders = {self.link.provider, *(one.provider for one in self.upstream)}
        for number, one in enumerate(self.upstream):
            for holder in (each for each in one.recipients if each in holders):
                groups.setdefault((one.provider, holder), []).append(number)
        for number, one in enumerate(self.upstream):
            self.lines.append(f"; {number}: {_plain(one.agreement.id)} gives it, from {_plain(one.provider)}")
            purposes = enumerate(self.link.purposes)
            links = self.facts.links
            named = [(place, purpose) for place, purpose in purposes]
            self._define(
                f"names-{number}",
                _one_of(_PURPOSE, [n for n, each in named if names_purpose(one, self.link, each, links)]),
            )
            self._define(
                f"prohibits-{number}",
                _one_of(_PURPOSE, [n for n, each in named if prohibits_purpose(one, self.link, each, links)]),
            )
            self._define(f"acts-{number}", self._action(one))
            self._define(f"takes-{number}", self._recipient(one))
            self._define(f"reaches-{number}", self._country(one))
        for place, ((_provider, holder), numbers) in enumerate(groups.items()):
            counting = []
            for number in numbers:
                name = f"counts-{place}-{number}"
                self._define(name, self._days(self.upstream[number], holder))
                counting.append(name)
                for matter, condition in (
                    ("prohibited", f"prohibits-{number}"),
                    ("action", f"(not acts-{number})"),
                    ("onward", f"(not takes-{number})"),
                    ("place", f"(not reaches-{number})"),
                ):
                    yield self._breach(matter, place, number, _all(name, condition))  # type: ignore[arg-type]
            named_by = _any(*(_all(one, f"names-{number}") for one, number in zip(counting, numbers, strict=True)))
            yield self._breach("purpose", place, numbers[0], _all(_any(*counting), f"(not {named_by})"))
            yield self._breach("days", place, numbers[-1], f"(not {_any(*counting)})")

    def _breach(self, matter: Matter, group: int, number: int, condition: str) -> Breach:
        name = f"breaks-{matter}-{group}-{number}"
        self._define(name, condition)
        return Breach(matter, self.upstream[number], name)

    def _recipient(self, one: Link) -> str:
        """To whom it lets the data go: its own parties of this dataset, and others where sharing on is allowed for them."""
        own = {one.provider, *one.recipients, *one.processors}
        met = [_one_of(_RECIPIENT, [n for n, each in enumerate(self.recipients) if each in own])]
        rule = one.agreement.terms.onward.rule
        if rule == "allowed":
            return "true"
        for number, each in enumerate(self.recipients[:-1] if rule == "conditional" else ()):
            for fact in conditions_met(one, each, self.facts):
                met.append(_all(_one_of(_RECIPIENT, [number]), self._between(fact.valid_from, fact.valid_to)))
        return _any(*met)

    def _action(self, one: Link) -> str:
        """What it lets a recipient do with the data; on conditions only whom a document on file says that it meets them."""
        said = [permits_action(one, each) for each in self.actions]
        met = [_one_of(_ACTION, [place for place, each in enumerate(said) if each == "yes"])]
        for place, each in enumerate(self.actions):
            if said[place] != "on conditions":
                continue
            sort = "onward_conditions" if each == "publish" else "model_conditions"
            for number, recipient in enumerate(self.recipients[:-1]):
                met += [
                    _all(
                        _one_of(_ACTION, [place]),
                        _one_of(_RECIPIENT, [number]),
                        self._between(fact.valid_from, fact.valid_to),
                    )
                    for fact in conditions_met(one, recipient, self.facts, sort)
                ]
        return "true" if "no" not in said and "on conditions" not in said else _any(*met)

    def _country(self, one: Link) -> str:
        places = one.dataset.limits.places
        if not places:
            return "true"
        return _one_of(_COUNTRY, [number for number, each in enumerate(self.countries) if each in places])

    def _days(self, one: Link, holder: str) -> str:
        parts = [last for reference, last in one.going if reference in (holder, one.provider)]
        last = min((each for each in (one.last, *parts) if each is not None), default=None)
        return self._between(one.first, last)

    def _between(self, first: date | None, last: date | None) -> str:
        found = []
        if first is not None:
            self.days |= {first}
            self.days |= {date.fromordinal(first.toordinal() - 1)} if first > date.min else set()
            found.append(f"(<= {first.toordinal()} day)")
        if last is not None:
            self.days |= {last}
            self.days |= {date.fromordinal(last.toordinal() + 1)} if last < date.max else set()
            found.append(f"(<= day {last.toordinal()})")
        return _all(*found)

    def _define(self, name: str, condition: str) -> None:
        self.lines.append(self._defined(name, condition))

    @staticmethod
    def _defined(name: str, condition: str) -> str:
        return f"(define-fun {name} () Bool {condition})"


def _one_of(name: str, numbers: Sequence[int]) -> str:
    return _any(*(f"(= {name} {name}-{one})" for one in numbers))


def _all(*conditions: str) -> str:
    kept = [one for one in conditions if one != "true"]
    return "true" if not kept else kept[0] if len(kept) == 1 else f"(and {' '.join(kept)})"


def _any(*conditions: str) -> str:
    kept = [one for one in conditions if one != "false"]
    return "false" if not kept else kept[0] if len(kept) == 1 else f"(or {' '.join(kept)})"


def _plain(text: str) -> str:
    """A name for a comment: one line of ASCII."""
    return _PLAIN.sub("?", text)[:200]
