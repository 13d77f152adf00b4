"""The facts behind an answer as JSON: the inputs that whoever repeats the answer reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, fields
from datetime import date
from functools import cache
from typing import Any

from datapact.base.clock import read_time, write_time
from datapact.base.errors import Malformed
from datapact.base.local_time import read_zone, write_zone
from datapact.base.strictjson import JsonObject, JsonValue
from datapact.base.texts import N_
from datapact.checks.model.statutory_error import UNREAD, StatutoryError, error_of
from datapact.consent.facts.breaches import OpenBreach
from datapact.consent.facts.facts import (
    AgreementFacts,
    Authorisation,
    BasisRecord,
    DecisionFacts,
    FactOnFile,
    Namesake,
    NoticeFacts,
    PurposeLink,
    Unplaced,
    Unreadable,
    Written,
    WrittenLinks,
    facts_on,
    is_about,
    read_field,
)
from datapact.consent.facts.frameworks import weighing
from datapact.contract.terms import read_terms, write_terms
from datapact.organisation.identity.copy_age import CopyAge

_PARTS: Mapping[str, type[Any]] = {
    "notices": NoticeFacts,
    "bases": BasisRecord,
    "authorisations": Authorisation,
    "facts": FactOnFile,
    "links": PurposeLink,
    "unreadable": Unreadable,
    "unplaced": Unplaced,
    "namesakes": Namesake,
    "against": FactOnFile,
    "breaches": OpenBreach,
}


_LATER = frozenset(
    {
        "words",
        "outdated",
        "judged",
        "changed",
        "controller",
        "recipient",
        "against",
        "weighed",
        "requester",
        "outcome",
        "conditions",
        "other_act",
    }
)
"""Members that answers of older programs lack."""
_LEFT_OUT = frozenset({"judged"})
"""Members that no answer needs, since what follows from them stands beside."""


def facts_as_json(facts: DecisionFacts, dataset: str, partner: str) -> JsonObject:
    """The facts that the decision on one dataset and partner can depend on, as JSON for ``facts_from_json``."""
    weigh = {one.id for one in weighing(facts.agreements, dataset, partner)}
    agreements = [one for one in facts.agreements if one.id in weigh]
    unreadable = [_as_json(one) for one in facts.unreadable if partner in one.parties]
    waiting: list[JsonValue] = [list(one) for one in facts.unmended if one[0] == dataset]
    unplaced = [_as_json(one) for one in facts.unplaced if one.dataset == dataset]
    namesakes = [_as_json(one) for one in facts.namesakes if one.dataset == dataset]
    against = [_as_json(one) for one in facts.against if one.dataset in ("", dataset)]
    marked: list[JsonValue] = [list(one) for one in facts.marked_by if one[0] == dataset]
    recalled: list[JsonValue] = [list(one) for one in facts.recalled if one[0] == dataset]
    elsewhere: list[JsonValue] = [list(one) for one in facts.objected_elsewhere if one[0] == dataset]
    remaining: list[JsonValue] = [list(one) for one in facts.remaining if one[0] == dataset]
    involved = {reference for one in agreements for _key, reference in (*one.references, *one.importers)}
    involved |= {facts.own, partner}
    reached = {
        reference for one in agreements for key, reference in one.references if key.startswith("sub_processors.")
    }
    breaches = [_as_json(one) for one in facts.breaches if one.partner in reached | {partner}]
    return {
        "own": facts.own,
        "at": write_time(facts.at),
        "known_at": write_time(facts.known_at),
        "zone": write_zone(facts.zone),
        "names": {reference: name for reference, name in sorted(facts.names.items()) if reference in involved},
        "agreements": [
            {
                "id": one.id,
                "number": one.number,
                "title": one.title,
                "status": one.status,
                "ends": _plain(one.ends),
                "signed": one.signed,
                "evidence": one.evidence,
                "own": one.own,
                "references": [list(pair) for pair in one.references],
                "terms": write_terms(one.terms),
                "changes": _plain(one.changes),
                "pauses": _plain(one.pauses),
                **({"disputed_by": list(one.disputed_by)} if one.disputed_by else {}),
                **({"under": one.under} if one.under else {}),
                **({"seats": [list(pair) for pair in one.seats]} if one.seats else {}),
                **({"contradicted": list(one.contradicted)} if one.contradicted else {}),
                **({"reads_unsigned": one.reads_unsigned} if one.reads_unsigned else {}),
                **({"undated": True} if one.undated else {}),
                **({"unshown": one.unshown} if one.unshown else {}),
                **({"textless": True} if one.textless else {}),
                **({"importers": [list(pair) for pair in one.importers]} if one.importers else {}),
                **({"added": [dataset]} if dataset in one.added else {}),
                **({"going": [[key, last.isoformat(), way] for key, last, way in one.going]} if one.going else {}),
                **_ended(one, dataset),
                **_errors(one, decides=is_about(one, dataset, partner)),
            }
            for one in agreements
        ],
        "notices": [_as_json(one) for one in facts.notices],
        "bases": [_as_json(one) for one in facts.bases if one.dataset == dataset],
        "authorisations": [_as_json(one) for one in facts.authorisations if one.dataset == dataset],
        "facts": [_as_json(one) for one in facts_on(facts, dataset)],
        "links": _links(facts),
        "consented": [dataset] if dataset in facts.consented else [],
        **({"standing": [dataset]} if dataset in facts.standing else {}),
        "personal_by": [list(one) for one in facts.personal_by if one[0] == dataset],
        **({"marked_by": marked} if marked else {}),
        "deliveries": [list(one) for one in facts.deliveries if one[0] == dataset and one[1] == partner],
        **({"unreadable": unreadable} if unreadable else {}),
        **({"unmended": waiting} if waiting else {}),
        **({"unplaced": unplaced} if unplaced else {}),
        **({"namesakes": namesakes} if namesakes else {}),
        **({"recalled": recalled} if recalled else {}),
        **({"objected_elsewhere": elsewhere} if elsewhere else {}),
        **({"against": against} if against else {}),
        **({"remaining": remaining} if remaining else {}),
        **({"breaches": breaches} if breaches else {}),
        **({} if facts.copy is None else {"copy": asdict(facts.copy)}),
    }


def facts_from_json(value: Mapping[str, Any]) -> DecisionFacts:
    """The facts that ``facts_as_json`` wrote; raises Malformed."""
    try:
        return DecisionFacts(
            own=str(value["own"]),
            at=read_time(value["at"]),
            known_at=read_time(value["known_at"]),
            zone=read_zone(str(value["zone"])),
            names=dict(value["names"]),
            agreements=tuple(
                AgreementFacts(
                    id=one["id"],
                    number=one["number"],
                    title=one["title"],
                    status=_value_text(one["status"]),
                    ends=_day(one["ends"]),
                    signed=one["signed"],
                    evidence=one["evidence"],
                    own=one["own"],
                    references=tuple(_named_in(one["terms"], one["references"])),
                    terms=read_terms(one["terms"]),
                    changes=_day(one.get("changes")),  # decisions of older programs did not look ahead
                    pauses=_day(one.get("pauses")),
                    under=str(one.get("under", "")),
                    seats=tuple((str(key), str(country)) for key, country in one.get("seats", ())),
                    contradicted=tuple(str(place) for place in one.get("contradicted", ())),
                    reads_unsigned=str(one.get("reads_unsigned", "")),
                    undated=one.get("undated") is True,
                    unshown=str(one.get("unshown", "")),
                    textless=one.get("textless") is True,
                    importers=tuple((str(key), str(reference)) for key, reference in one.get("importers", ())),
                    added=tuple(str(key) for key in one.get("added", ())),
                    disputed_by=tuple(str(by) for by in one.get("disputed_by", ())),
                    going=tuple(
                        (str(key), date.fromisoformat(str(last)), str(way)) for key, last, way in one.get("going", ())
                    ),
                    ended=tuple(
                        (str(key), str(recipient), date.fromisoformat(str(last)))
                        for key, recipient, last in one.get("ended", ())
                    ),
                    judge=_found(tuple(error_of(error) for error in one.get("errors", ()))),
                )
                for one in value["agreements"]
            ),
            deliveries=tuple((str(one), str(other), int(count)) for one, other, count in value["deliveries"]),
            consented=frozenset(map(str, value.get("consented", ()))),
            standing=frozenset(map(str, value.get("standing", ()))),
            personal_by=tuple((str(key), str(number)) for key, number in value.get("personal_by", ())),
            marked_by=tuple((str(key), str(mark), str(number)) for key, mark, number in value.get("marked_by", ())),
            objected_elsewhere=tuple((str(key), str(by), int(n)) for key, by, n in value.get("objected_elsewhere", ())),
            recalled=tuple((str(key), str(by), str(day), int(n)) for key, by, day, n in value.get("recalled", ())),
            remaining=tuple((str(key), str(by), str(day), int(n)) for key, by, day, n in value.get("remaining", ())),
            unmended=tuple((str(key), str(file), str(day), int(n)) for key, file, day, n in value.get("unmended", ())),
            copy=_copy(value.get("copy")),
            written=WrittenLinks(),
            **{name: tuple(_from_json(kind, one) for one in value.get(name, ())) for name, kind in _PARTS.items()},
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Malformed(N_("The inputs of this answer cannot be read. Restore the record from a backup.")) from error


def _copy(value: Mapping[str, Any] | None) -> CopyAge | None:
    if value is None:
        return None
    numbers = (int(value["minutes"]), int(value["hours"]), int(value["refused"]))
    return CopyAge(
        int(value["sequence"]), str(value["code"]), *numbers, ahead=value["ahead"] is True, left=value["left"] is True
    )


def _ended(one: AgreementFacts, dataset: str) -> dict[str, Any]:
    """The orders of a dataset that end before the agreement; nothing where none does, as in inputs of earlier programs."""
    found = [[key, recipient, last.isoformat()] for key, recipient, last in one.ended if key == dataset]
    return {"ended": found} if found else {}


def _errors(agreement: AgreementFacts, *, decides: bool) -> JsonObject:
    """The errors of an agreement that may decide, and what nobody has read of another; where there are any: answers of older programs had none."""
    errors = [one for one in agreement.errors if decides or one.rule in UNREAD]
    return {"errors": [one.as_json() for one in errors]} if errors else {}


def _found(errors: tuple[StatutoryError, ...]) -> Callable[[], tuple[StatutoryError, ...]]:
    return lambda: errors


def _plain(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _named_in(terms: Any, references: Any) -> Iterator[tuple[str, str]]:
    """Who stands under which key; raises ValueError where the terms know no such sub-processor."""
    keys = {f"sub_processors.{one['key']}" for one in terms.get("sub_processors", ())}
    for key, reference in references:
        if str(key).startswith("sub_processors.") and key not in keys:
            raise ValueError("a sub-processor of no terms")
        yield str(key), str(reference)


def _value_text(value: object) -> str:
    if not value:
        raise ValueError("nothing is said")
    return str(value)


def _day(value: object) -> date | None:
    return date.fromisoformat(str(value)) if value else None


def _links(facts: DecisionFacts) -> Written:
    """What was signed about purposes: the longest part, the same for every question of a day, so written once."""
    kept = facts.written
    if kept.links is not facts.links:
        kept.links, kept.as_json = facts.links, Written(_as_json(one) for one in facts.links)
    return kept.as_json


def _as_json(one: Any) -> JsonObject:
    return {name: _plain(getattr(one, name)) for name in _names(type(one))}  # type: ignore[arg-type] # types have a hash


@cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(part.name for part in fields(kind) if part.name not in _LEFT_OUT)


def _from_json(kind: type[Any], value: Mapping[str, Any]) -> Any:
    named = [part for part in fields(kind) if part.name not in _LATER or part.name in value]
    return kind(**{part.name: read_field(str(part.type), value[part.name]) for part in named})
