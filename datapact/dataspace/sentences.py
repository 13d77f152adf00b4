"""The policy of an agreement in sentences for people, rule by rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, tzinfo
from typing import Final

from babel import Locale

from datapact.base.clock import read_time
from datapact.base.day_words import long_date
from datapact.base.local_time import day_of
from datapact.base.texts import N_, Argument, Message
from datapact.contract.terms import Terms
from datapact.contract.vocabulary.messages import OwnWords, joined, own
from datapact.dataspace.from_terms import COUNTRIES, dataset_iri
from datapact.dataspace.policy import (
    AGGREGATE,
    DATE_TIME,
    DELETE,
    DELIVERIES,
    DERIVE,
    DISTRIBUTE,
    FINE_TUNE,
    LICENCE,
    PUBLISH,
    PURPOSE,
    REMOTE,
    SPATIAL,
    TEST,
    TEXT_DIGEST,
    TRAIN,
    USE,
    Constraint,
    Policy,
    Rule,
)

ACTIONS: Final[Mapping[str, str]] = {
    USE: N_("use"),
    DELETE: N_("delete"),
    DISTRIBUTE: N_("share on"),
    DERIVE: N_("derive further data"),
    AGGREGATE: N_("combine with other data"),
    TRAIN: N_("train models"),
    FINE_TUNE: N_("fine-tune models"),
    TEST: N_("test models"),
    REMOTE: N_("access from afar"),
    LICENCE: N_("license models"),
    PUBLISH: N_("publish"),
}


def sentences(policy: Policy, terms: Terms, zone: tzinfo) -> Iterator[Message]:
    """One sentence for each rule, in the order of the policy; ``zone`` is that in which its days are said."""
    names: dict[str, Argument] = {one.iri: one.name for one in policy.parties}
    agreement = policy.paper.agreement
    names |= {dataset_iri(agreement, one.key): own(one.name, one.key) for one in terms.datasets}
    names |= {f"{agreement}#purposes.{one.key}": own(one.name, one.key) for one in terms.purposes}
    for rule in policy.rules:
        yield _sentence(rule, names, zone)


def _sentence(rule: Rule, names: Mapping[str, Argument], zone: tzinfo) -> Message:
    given: dict[str, Argument] = {
        "recipient": names.get(rule.assignee, rule.assignee),
        "dataset": names.get(rule.target, rule.target),
        "action": Message(ACTIONS.get(rule.action, rule.action)),
    }
    limits = [_limit(one, names, zone) for one in rule.constraints]
    if rule.kind == "permission":
        pattern = N_("{recipient} may use “{dataset}”: {limits}.")
    elif rule.kind == "prohibition" and limits:
        pattern = N_("{recipient} may not use “{dataset}” for anything like this: {limits}.")
    elif rule.kind == "prohibition":
        pattern = N_("{recipient} may not do this with “{dataset}”: {action}.")
    else:
        pattern = N_("{recipient} deletes “{dataset}”: {limits}.")
    return Message(pattern, given | {"limits": joined(limits, strongly=True)})


def _limit(one: Constraint, names: Mapping[str, Argument], zone: tzinfo) -> Argument:
    say: Mapping[str, Callable[[], Message]] = {
        PURPOSE: lambda: Message(N_("for {purposes}"), {"purposes": names.get(one.right[0], one.right[0])}),
        SPATIAL: lambda: Message(
            N_("only in {countries}"), {"countries": countries_words(iri.removeprefix(COUNTRIES) for iri in one.right)}
        ),
        DATE_TIME: lambda: Message(
            N_("from {day}") if one.operator == "gteq" else N_("until {day}"), {"day": _day(one.right[0], zone)}
        ),
        TEXT_DIGEST: lambda: Message(N_("as the paper with the digest {digest} says"), {"digest": one.right[0][:23]}),
        DELIVERIES: lambda: Message(N_("at most {n} deliveries"), {"n": one.right[0]}),
    }
    return say[one.left]() if one.left in say else f"{one.left} {one.operator} {', '.join(one.right)}"


def countries_words(codes: Iterable[str]) -> Argument:
    """Countries, given by two letters, by their names in both languages."""
    kept = list(codes)
    english, german = (", ".join(str(Locale(one).territories.get(code, code)) for code in kept) for one in ("en", "de"))
    return OwnWords(english, german=german)


def day_words(day: date) -> Argument:
    """A local day as people say it, in both languages."""
    return OwnWords(long_date(day, "en"), german=long_date(day, "de"))


def _day(time: str, zone: tzinfo) -> Argument:
    return day_words(day_of(read_time(time), zone))
