"""The world of a decision as JSON: what a used answer keeps, and what its digest is over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from datapact.agreements.terms import read_terms, write_terms
from datapact.clock import read_time, write_time
from datapact.consent.moments import read_zone, write_zone
from datapact.consent.world import (
    AgreementFacts,
    Authorisation,
    Basis,
    FactOnFile,
    NoticeFacts,
    Unreadable,
    World,
    is_about,
    is_upstream,
)
from datapact.errors import Malformed
from datapact.strictjson import JsonObject
from datapact.texts import N_

_PARTS: Mapping[str, type[Any]] = {
    "notices": NoticeFacts,
    "bases": Basis,
    "authorisations": Authorisation,
    "facts": FactOnFile,
}


def world_as_json(world: World, dataset: str, partner: str) -> JsonObject:
    """What the answer on one dataset and partner can depend on, as JSON that ``world_from_json`` reads."""
    agreements = [one for one in world.agreements if is_about(one, dataset, partner) or is_upstream(one, dataset)]
    unreadable = [_as_json(one) for one in world.unreadable if partner in one.parties]
    involved = {reference for one in agreements for _key, reference in one.references} | {world.own, partner}
    return {
        "own": world.own,
        "at": write_time(world.at),
        "known_at": write_time(world.known_at),
        "zone": write_zone(world.zone),
        "reading": world.reading,
        "names": {reference: name for reference, name in sorted(world.names.items()) if reference in involved},
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
            }
            for one in agreements
        ],
        "notices": [_as_json(one) for one in world.notices],
        "bases": [_as_json(one) for one in world.bases if one.dataset == dataset],
        "authorisations": [_as_json(one) for one in world.authorisations if one.dataset == dataset],
        "facts": [_as_json(one) for one in world.facts if one.dataset in ("", dataset)],
        "deliveries": [list(one) for one in world.deliveries if one[0] == dataset and one[1] == partner],
        **({"unreadable": unreadable} if unreadable else {}),
    }


def world_from_json(value: Mapping[str, Any]) -> World:
    """The world that ``world_as_json`` wrote; raises Malformed."""
    try:
        return World(
            own=str(value["own"]),
            at=read_time(value["at"]),
            known_at=read_time(value["known_at"]),
            zone=read_zone(str(value["zone"])),
            reading=int(value.get("reading", 1)),
            names=dict(value["names"]),
            agreements=tuple(
                AgreementFacts(
                    id=one["id"],
                    number=one["number"],
                    title=one["title"],
                    status=one["status"],
                    ends=_day(one["ends"]),
                    signed=one["signed"],
                    evidence=one["evidence"],
                    own=one["own"],
                    references=tuple((str(key), str(reference)) for key, reference in one["references"]),
                    terms=read_terms(one["terms"]),
                    changes=_day(one.get("changes")),  # answers of before did not look ahead
                    pauses=_day(one.get("pauses")),
                )
                for one in value["agreements"]
            ),
            deliveries=tuple((str(one), str(other), int(count)) for one, other, count in value["deliveries"]),
            unreadable=tuple(_from_json(Unreadable, one) for one in value.get("unreadable", ())),
            **{name: tuple(_from_json(kind, one) for one in value[name]) for name, kind in _PARTS.items()},
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Malformed(N_("The inputs of this decision cannot be read. Restore the record from a backup.")) from error


def _plain(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _day(value: object) -> date | None:
    return date.fromisoformat(str(value)) if value else None


def _as_json(one: Any) -> JsonObject:
    return {part.name: _plain(getattr(one, part.name)) for part in fields(one)}


def _from_json[Part](kind: type[Part], value: Mapping[str, Any]) -> Part:
    return kind(**{part.name: read_field(str(part.type), value[part.name]) for part in fields(kind)})  # type: ignore[arg-type]


def read_field(kind: str, value: Any) -> Any:
    """A member of a record's body as the field of this type holds it: days as dates, lists as tuples."""
    if kind == "date | None":
        return _day(value)
    if kind.startswith("tuple"):
        return tuple(str(one) for one in value) if isinstance(value, Sequence) and not isinstance(value, str) else ()
    return bool(value) if kind == "bool" else str(value)
