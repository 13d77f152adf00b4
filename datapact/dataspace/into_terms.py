"""Terms from a policy that a machine or a partner sent: what it says becomes terms, and what has no term is named.

Save for what is named, the terms permit no more than the policy: a day that it permits in part is left out, and what differs from
pair to pair becomes datasets of its own. Everything else of a contract is still to be drafted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, tzinfo
from typing import Final

from datapact.agreements.projection.parties import slug
from datapact.base.clock import days_later, read_time
from datapact.base.errors import AnswerNo
from datapact.base.local_time import day_of, end_of_day, start_of_day
from datapact.base.texts import N_, Argument, Message
from datapact.consent.terms.purposes import ANY_PURPOSE, narrower
from datapact.consent.terms.states import DPV
from datapact.contract.templates.clause_library import free_id
from datapact.contract.terms import (
    Dataset,
    Duration,
    EndOfData,
    Localised,
    ModelTerms,
    Onward,
    Party,
    Purpose,
    Terms,
    UseLimits,
)
from datapact.dataspace.compare import Given
from datapact.dataspace.from_terms import COUNTRIES
from datapact.dataspace.policy import (
    DATE_TIME,
    DELETE,
    DELIVERIES,
    DISTRIBUTE,
    FINE_TUNE,
    PURPOSE,
    SPATIAL,
    TEST,
    TEXT_DIGEST,
    TRAIN,
    USE,
    Constraint,
    Rule,
)
from datapact.dataspace.sentences import ACTIONS

ASSIGNER, ASSIGNEE = "assigner", "assignee"
"""Stand for the party that a policy does not name."""
NOT_UNDERSTOOD: Final = N_("DataPact does not understand {place} of the policy.")
MOST_NAMED: Final = 200
"""Datasets or purposes that one draft takes: people have to read it."""
_LONGEST: Final = 120
_TURNING: Final = frozenset({"@context", "profile", "conflict", "@type", "inheritFrom", "@graph"})
"""Members that change what every other one says, where they are not those that DataPact knows."""
_MODELS: Final[Mapping[str, str]] = {TRAIN: "training", FINE_TUNE: "fine_tuning", TEST: "testing"}
_COUNTRY: Final = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class FromPolicy:
    """The terms made from a policy, and the rest of it."""

    terms: Terms
    """Parties, datasets, purposes, limits and the end; the rest is empty."""
    unmapped: tuple[Message, ...]
    """What the policy says, or leaves open, and no term carries; a sentence each."""
    targets: tuple[str, ...] = ()
    """What the policy calls each of the datasets, in their order."""
    meant: tuple[str, ...] = ()
    """What the policy calls each of the purposes, in their order."""


@dataclass(slots=True)
class _Work:
    zone: tzinfo
    keys: Mapping[str, str]
    called: Mapping[str, Localised]
    remarks: dict[str, Message] = field(default_factory=dict)
    datasets: list[Dataset] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    purposes: dict[tuple[str, bool], tuple[str, set[str]]] = field(default_factory=dict)

    def tell(self, words: str, **names: Argument) -> None:
        message = Message(words, names)
        self.remarks[message.text("en")] = message


def named_parties(given: Given) -> tuple[str, ...]:
    """The parties that a policy names, in its order; ``assigner`` and ``assignee`` where it does not name one."""
    found: dict[str, None] = {}
    for rule in _rules(given):
        found[rule.assigner or ASSIGNER] = None
        found[rule.assignee or ASSIGNEE] = None
    return tuple(found)


def shown(text: str) -> str:
    """A name from a foreign file for people: one line, nothing invisible, at most 120 characters."""
    line = "".join(one if one.isprintable() else " " for one in text)
    return " ".join(line.split())[:_LONGEST]


def into_terms(
    given: Given, parties: Mapping[str, Party], zone: tzinfo, called: Mapping[str, Localised] | None = None
) -> FromPolicy:
    """The terms that policies of a file say; ``parties`` has the party of each of ``named_parties``.

    ``called`` has names of datasets and purposes by what the policy calls them, where somebody knows them.

    Raises AnswerNo for a policy that permits nothing, names fewer than two parties, or whose words may mean anything: by a context, a
    profile or a rule for conflicts that DataPact does not know.
    """
    work = _Work(zone, {iri: party.key for iri, party in parties.items()}, called or {})
    rules = _rules(given)
    for one in given.policies:
        if turned := next((place for place in one.strange if place.rpartition(".")[2] in _TURNING), None):
            raise AnswerNo(
                N_(
                    "DataPact does not know {place} of this policy, so its words may mean anything. Ask for one in plain ODRL, or draft "
                    "the agreement from a template."
                ),
                place=turned[:_LONGEST],
            )
        for place in one.strange:
            work.tell(NOT_UNDERSTOOD, place=shown(place))
    permissions = [one for one in rules if one.kind == "permission"]
    if not permissions:
        raise AnswerNo(N_("This policy permits nothing, so there is nothing to draft."))
    if len(set(work.keys.values())) < 2:
        raise AnswerNo(N_("An agreement needs two parties, and this policy names one organisation only."))
    _take_permissions(work, permissions)
    forbidden = _take_prohibitions(work, [one for one in rules if one.kind == "prohibition"])
    if DISTRIBUTE not in forbidden:
        work.tell(N_("“Use” includes sharing on where a policy says nothing of it. The draft leaves that open."))
    duration = _common_days(work)
    end = _deletion(work, [one for one in rules if one.kind == "obligation"], duration.end)
    terms = Terms(
        parties=tuple({party.key: party for party in parties.values()}.values()),
        datasets=tuple(work.datasets),
        purposes=tuple(_purposes(work)),
        duration=duration,
        onward=Onward(rule="forbidden" if DISTRIBUTE in forbidden else ""),
        models=ModelTerms.model_validate(
            {name: "forbidden" for action, name in _MODELS.items() if action in forbidden}
        ),
        end_of_data=end,
    )
    meant = tuple(iri for iri, _prohibited in _ordered(work))
    return FromPolicy(terms, tuple(work.remarks.values()), tuple(work.targets), meant)


def _rules(given: Given) -> list[Rule]:
    return list(dict.fromkeys(rule for one in given.policies for rule in one.rules))


def _take_permissions(work: _Work, permissions: Sequence[Rule]) -> None:
    """Datasets by provider, target and limits; recipients for whom all of that and the purposes are the same share one."""
    groups: dict[tuple[str, str, str, tuple[Constraint, ...]], dict[str, None]] = {}
    for rule in permissions:
        if rule.action != USE:
            continue  # told as not understood
        limits = tuple(one for one in rule.constraints if one.left not in (PURPOSE, TEXT_DIGEST))
        named = [one for one in rule.constraints if one.left == PURPOSE]
        common = set(named[0].right).intersection(*(one.right for one in named[1:])) if named else set()
        purposes = groups.setdefault((rule.assigner, rule.assignee, rule.target, limits), {})
        purposes.update(dict.fromkeys(one for one in (named[0].right if named else ()) if one in common))
        if not named:
            words = N_("The policy permits “{dataset}” for every purpose. A draft names purposes, so name them.")
            work.tell(words, dataset=_tail(rule.target))
        elif not common:
            words = N_(
                "A permission for “{dataset}” asks for purposes that exclude one another, so it permits none of them."
            )
            work.tell(words, dataset=_tail(rule.target))
    shared: dict[tuple[str, str, tuple[Constraint, ...], tuple[str, ...]], dict[str, None]] = {}
    for (assigner, assignee, target, limits), purposes in groups.items():
        shared.setdefault((assigner, target, limits, tuple(purposes)), {})[assignee] = None
    taken: set[str] = set()
    for (assigner, target, limits, found), assignees in list(shared.items())[:MOST_NAMED]:
        key = free_id(slug(_tail(target), "data")[:36].rstrip("-"), taken)
        taken.add(key)
        name, provider = _tail(target), work.keys[assigner or ASSIGNER]
        work.targets.append(target)
        work.datasets.append(
            Dataset(
                key=key,
                name=work.called.get(target) or Localised(de=name, en=name),
                description=Localised(de=shown(target), en=shown(target)),
                provider=provider,
                recipients=tuple(
                    dict.fromkeys(other for one in assignees if (other := work.keys[one or ASSIGNEE]) != provider)
                ),
                limits=_limits(work, limits, name),
            )
        )
        for iri in found:
            work.purposes.setdefault((iri, False), (iri, set()))[1].add(key)
    if len(shared) > MOST_NAMED:
        work.tell(N_("The policy names more than {most} datasets; the rest is left out."), most=str(MOST_NAMED))


def _limits(work: _Work, constraints: Sequence[Constraint], name: str) -> UseLimits:
    places = [
        {country for one in found.right if (country := _country(one))} for found in constraints if found.left == SPATIAL
    ]
    for found in constraints:
        for one in found.right if found.left == SPATIAL else ():
            if not _country(one):
                work.tell(N_("The place {place} is no country that DataPact knows."), place=shown(one))
    common = set.intersection(*places) if places else set()
    if places and not common:
        words = N_("The places of “{dataset}” leave no country: the draft permits no delivery until you name one.")
        work.tell(words, dataset=name)
    firsts = [_first_whole(one.right[0], work.zone) for one in constraints if (one.left, one.operator) == _BEGINS]
    lasts = [_last_whole(one.right[0], work.zone) for one in constraints if (one.left, one.operator) == _ENDS]
    counts = [int(one.right[0]) for one in constraints if one.left == DELIVERIES]
    nowhere = bool(places) and not common
    return UseLimits(
        places=tuple(sorted(common)),
        first=max(firsts, default=None),
        last=min(lasts, default=None),
        deliveries=0 if nowhere else min([*counts, 100_000]) if counts else None,
    )


_BEGINS: Final = (DATE_TIME, "gteq")
_ENDS: Final = (DATE_TIME, "lteq")


def _country(iri: str) -> str:
    code = iri.removeprefix(COUNTRIES).removeprefix("loc:")
    return code if _COUNTRY.fullmatch(code) else ""


def _first_whole(time: str, zone: tzinfo) -> date:
    """The first local day that lies wholly behind a time."""
    moment = read_time(time)
    day = day_of(moment, zone)
    return day if start_of_day(day, zone) == moment or day == date.max else days_later(day, 1)


def _last_whole(time: str, zone: tzinfo) -> date:
    """The last local day that lies wholly before a time."""
    moment = read_time(time)
    day = day_of(moment, zone)
    return day if end_of_day(day, zone) <= moment or day == date.min else days_later(day, -1)


def _take_prohibitions(work: _Work, prohibitions: Sequence[Rule]) -> frozenset[str]:
    """Prohibited purposes, and the actions that are forbidden outright."""
    forbidden: set[str] = set()
    for rule in prohibitions:
        keys = {
            one.key
            for one, target in zip(work.datasets, work.targets, strict=True)
            if rule.target in ("", target)
            and rule.assigner in ("", *(iri for iri, key in work.keys.items() if key == one.provider))
        }
        action = Message(ACTIONS.get(rule.action, shown(rule.action)))
        dataset = _tail(rule.target) or Message(N_("all data"))
        if rule.action == USE and rule.constraints and all(one.left == PURPOSE for one in rule.constraints):
            named = set(rule.constraints[0].right).intersection(*(one.right for one in rule.constraints[1:]))
            below = {one for other in named for one in narrower(other)}
            if not keys:
                work.tell(
                    N_("A purpose is forbidden for data that the policy does not permit: {dataset}."), dataset=dataset
                )
            for iri in sorted(named - below) if keys else ():
                work.purposes.setdefault((iri, True), (iri, set()))[1].update(keys)
        elif rule.action in (DISTRIBUTE, *_MODELS) and not rule.constraints:
            forbidden.add(rule.action)
            if rule.target and len(set(work.targets)) > 1:
                work.tell(
                    N_("What is forbidden with “{dataset}” holds for all datasets of the draft: {action}."),
                    dataset=dataset,
                    action=action,
                )
        elif rule.constraints:
            work.tell(
                N_("Forbidden under conditions that no term carries, with “{dataset}”: {action}."),
                dataset=dataset,
                action=action,
            )
        else:
            words = N_(
                "Forbidden, and no term of the draft says so; write it into a clause, with “{dataset}”: {action}."
            )
            work.tell(words, dataset=dataset, action=action)
    return frozenset(forbidden)


def _common_days(work: _Work) -> Duration:
    """Days that all datasets share become those of the agreement."""
    days = {(one.limits.first, one.limits.last) for one in work.datasets}
    if len(days) != 1:
        return Duration()
    first, last = next(iter(days))
    if first is not None and last is not None and last < first:
        return Duration()
    bare = {"first": None, "last": None}
    work.datasets = [one.model_copy(update={"limits": one.limits.model_copy(update=bare)}) for one in work.datasets]
    return Duration(start=first, end=last)


def _deletion(work: _Work, duties: Sequence[Rule], end: date | None) -> EndOfData:
    days: set[int] = set()
    for rule in duties:
        plain = [one for one in rule.constraints if (one.left, one.operator) == _ENDS]
        last = min((_last_whole(one.right[0], work.zone) for one in plain), default=date.min)
        # One that is due while the use goes on has no term: the draft counts days from the end on.
        if rule.action == DELETE and end is not None and last >= end and len(plain) == len(rule.constraints):
            days.add((last - end).days)
        else:
            words = N_("A duty that no term of the draft carries, with “{dataset}”: {action}.")
            action = Message(ACTIONS.get(rule.action, shown(rule.action)))
            work.tell(words, dataset=_tail(rule.target) or Message(N_("all data")), action=action)
    return EndOfData(rule="delete", days=min(days)) if days else EndOfData()


def _purposes(work: _Work) -> Iterator[Purpose]:
    taken: set[str] = set()
    all_keys = {one.key for one in work.datasets}
    if len(work.purposes) > MOST_NAMED:
        work.tell(N_("The policy names more than {most} purposes; the rest is left out."), most=str(MOST_NAMED))
    for iri, prohibited in _ordered(work):
        keys = work.purposes[iri, prohibited][1]
        key = free_id(slug(_tail(iri), "purpose")[:36].rstrip("-"), taken)
        taken.add(key)
        name = _tail(iri)
        yield Purpose(
            key=key,
            name=work.called.get(iri) or Localised(de=name, en=name),
            description=Localised(de=shown(iri), en=shown(iri)),
            iri=iri
            if iri.startswith(DPV) and len(iri) <= 200 and iri.isascii() and iri.isprintable() and " " not in iri
            else ANY_PURPOSE,
            datasets=() if keys == all_keys else tuple(sorted(keys)),
            prohibited=prohibited,
        )


def _ordered(work: _Work) -> list[tuple[str, bool]]:
    """The purposes that a draft takes, permitted ones first; of too many, the prohibited ones stay."""
    kept = sorted(work.purposes, key=lambda one: not one[1])[:MOST_NAMED]
    return sorted(kept, key=lambda one: one[1])


def _tail(iri: str) -> str:
    """The part of a name that people can tell it by, without the word that DataPact puts before its own keys."""
    last = re.split(r"[#/:]", iri.rstrip("#/:"))[-1]
    return shown(re.sub(r"^(?:datasets|purposes)\.(?=.)", "", last) or iri)
