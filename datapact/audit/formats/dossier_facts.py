"""pages.json: what the pages of a dossier show besides its entries and files, so that anybody can draw them again.

The day and the moment of a dossier are its exporter's choice. What only an internal one shows (how people have consented,
which duties fall due, how sure the house is of the others, how severe it takes its own rules) follows from no entry in
the file: it is the exporter's word, and here it stands as data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from datapact.base import strictjson
from datapact.base.clock import read_time, write_time
from datapact.base.errors import Malformed, NewerFormat
from datapact.base.strictjson import JsonObject, JsonValue
from datapact.base.texts import N_
from datapact.consent.terms.states import STATES

FORMAT: Final = 1
TYPE: Final = "datapact-dossier-pages"
NAME: Final = "pages.json"
LARGEST: Final = 16 * 1024 * 1024
_TRUST: Final = frozenset({"declared", "introduced", "renamed", "confirmed"})


@dataclass(frozen=True, slots=True)
class ConsentCount:
    """How the people of one scope stand."""

    dataset: str
    purpose: str
    states: Mapping[str, int] = field(hash=False)
    next_expiry: datetime | None

    @property
    def total(self) -> int:
        """Everybody of whom something is recorded."""
        return sum(self.states.values())

    @property
    def valid(self) -> int:
        """Those whose consent holds."""
        return self.states.get("given", 0) + self.states.get("renewed", 0)


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A duty as the pages show it, in their language."""

    due: date
    title: str
    state: str
    owner: str
    evidence: str


@dataclass(frozen=True, slots=True)
class PageFacts:
    """``on`` is the local day as at which the dossier is, ``known_at`` up to when entries count. The rest is internal."""

    on: date
    known_at: datetime
    trust: Mapping[str, str] = field(default_factory=dict, hash=False)
    house_severity: Mapping[str, str] = field(default_factory=dict, hash=False)
    consents: tuple[ConsentCount, ...] = ()
    duties: tuple[DutyLine, ...] = ()


def write_facts(facts: PageFacts) -> bytes:
    """Canonical bytes."""
    return strictjson.canonical(
        {
            "format": FORMAT,
            "type": TYPE,
            "on": facts.on.isoformat(),
            "known_at": write_time(facts.known_at),
            "trust": dict(facts.trust),
            "house_severity": dict(facts.house_severity),
            "consents": [
                {
                    "dataset": one.dataset,
                    "purpose": one.purpose,
                    "states": dict(one.states),
                    "next_expiry": None if one.next_expiry is None else write_time(one.next_expiry),
                }
                for one in facts.consents
            ],
            "duties": [
                {
                    "due": one.due.isoformat(),
                    "title": one.title,
                    "state": one.state,
                    "owner": one.owner,
                    "evidence": one.evidence,
                }
                for one in facts.duties
            ],
        }
    )


def read_facts(data: bytes) -> PageFacts:
    """The facts; raises Malformed for anything that ``write_facts`` does not write, NewerFormat for a later format."""
    value = strictjson.parse_object(data, limit=LARGEST)
    if value.get("type") == TYPE and isinstance(value.get("format"), int) and value["format"] != FORMAT:
        raise NewerFormat(N_("The pages of this dossier were made by a newer DataPact. Update DataPact."))
    try:
        facts = _facts(value)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _malformed() from error
    if write_facts(facts) != data:
        raise _malformed()
    return facts


def _facts(value: JsonObject) -> PageFacts:
    trust, severity = _texts(value["trust"]), _texts(value["house_severity"])
    if not set(trust.values()) <= _TRUST or not set(severity.values()) <= {"E", "W"}:
        raise _malformed()
    return PageFacts(
        on=date.fromisoformat(_text(value["on"])),
        known_at=read_time(value["known_at"]),
        trust=trust,
        house_severity=severity,
        consents=tuple(_count(one) for one in _objects(value["consents"])),
        duties=tuple(
            DutyLine(
                date.fromisoformat(_text(one["due"])),
                *(_text(one[name]) for name in ("title", "state", "owner", "evidence")),
            )
            for one in _objects(value["duties"])
        ),
    )


def _count(value: Mapping[str, JsonValue]) -> ConsentCount:
    states = value["states"]
    if not isinstance(states, dict) or not set(states) <= set(STATES):
        raise _malformed()
    if any(isinstance(one, bool) or not isinstance(one, int) or one < 0 for one in states.values()):
        raise _malformed()
    ends = value["next_expiry"]
    return ConsentCount(
        _text(value["dataset"]),
        _text(value["purpose"]),
        {name: int(str(number)) for name, number in states.items()},
        None if ends is None else read_time(ends),
    )


def _objects(value: JsonValue) -> Sequence[Mapping[str, JsonValue]]:
    if isinstance(value, list) and all(isinstance(one, dict) for one in value):
        return value
    raise _malformed()


def _texts(value: JsonValue) -> dict[str, str]:
    if isinstance(value, dict):
        return {name: _text(text) for name, text in value.items()}
    raise _malformed()


def _text(value: JsonValue) -> str:
    if isinstance(value, str):
        return value
    raise _malformed()


def _malformed() -> Malformed:
    return Malformed(N_("What the pages of this dossier show is not in its form. Ask the sender for a new file."))
