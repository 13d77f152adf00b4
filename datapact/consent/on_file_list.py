"""What is on file, as a person looks through it: legal bases, authorisations and facts with their state, narrowed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from datapact.consent.asking import purpose_name
from datapact.consent.moments import day_of, local_zone
from datapact.consent.on_file import as_part
from datapact.consent.on_file_words import ARTICLES, AUTHORISATIONS, FACTS, State, country_names
from datapact.consent.world import Authorisation, Basis, FactOnFile
from datapact.parties.names import known_names
from datapact.parties.organisation_records import Record, records
from datapact.parties.references import reference_names
from datapact.texts import Message

if TYPE_CHECKING:
    from sqlmodel import Session

type Kind = Literal["legal_basis", "authorisation", "fact_on_file"]
type Part = Basis | Authorisation | FactOnFile

KINDS: Mapping[Kind, type[Part]] = {
    "legal_basis": Basis,
    "authorisation": Authorisation,
    "fact_on_file": FactOnFile,
}


@dataclass(frozen=True, slots=True)
class FileLine:
    """A record in force. ``about`` is whom it concerns by reference (or country), ``name`` what that is called.

    ``recorded`` and ``by`` say when and by whom this version was put on file, ``first`` when the first of ``versions``
    was.
    """

    kind: Kind
    part: Part
    state: State
    about: str
    name: str
    granted_by: str
    recorded: datetime
    by: str
    first: datetime
    versions: int
    note: str
    revocable: str

    @property
    def key(self) -> str:
        return self.part.key

    @property
    def what(self) -> Message:
        """Article or sort, in words."""
        part = self.part
        if isinstance(part, Basis):
            return Message("Art. {article} GDPR", {"article": part.article})
        words = AUTHORISATIONS.get(part.sort) if isinstance(part, Authorisation) else FACTS.get(part.sort, ("",))[0]
        return Message(words or "{sort}", {} if words else {"sort": part.sort})

    @property
    def purpose(self) -> str:
        return "" if isinstance(self.part, FactOnFile) else self.part.purpose

    @property
    def document(self) -> str:
        """Where the document is kept."""
        return self.part.document if isinstance(self.part, Basis) else self.part.reference

    @property
    def last(self) -> date | None:
        """The last day on which it holds, as far as that is known."""
        part = self.part
        gone = part.revoked if isinstance(part, Authorisation) else None
        days = [one for one in (part.valid_to, None if gone is None else _day_before(gone)) if one is not None]
        return min(days, default=None)


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Which lines are looked at; empty means all. ``words`` are found in names, keys and documents."""

    kinds: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    words: str = ""


def file_lines(session: Session, now: datetime) -> tuple[FileLine, ...]:
    """Every record in force of its key, the newest first."""
    names = {**country_names(), **reference_names(session)}
    people = known_names(session)
    today = day_of(now, local_zone(now))
    lines = []
    for kind in KINDS:
        versions: dict[str, list[Record]] = {}
        for record in records(session, kind):
            versions.setdefault(record.key, []).append(record)
        lines += [_line(kind, found, names, people, today) for found in versions.values()]
    return tuple(sorted(lines, key=lambda line: line.recorded, reverse=True))


def state_on(part: Part, day: date) -> State:
    """What state a record has on a day: a review that was due leaves it in force, but it asks for attention."""
    if isinstance(part, Authorisation) and part.revoked is not None and part.revoked <= day:
        return "revoked"
    if part.valid_to is not None and part.valid_to < day:
        return "ended"
    if part.valid_from is not None and part.valid_from > day:
        return "later"
    if isinstance(part, Basis) and part.review is not None and part.review <= day:
        return "review"
    return "in_force"


def narrowed(lines: Sequence[FileLine], wanted: Narrowing) -> tuple[FileLine, ...]:
    """The lines that fit, in their order."""
    words = wanted.words.casefold().split()
    return tuple(
        line
        for line in lines
        if (not wanted.kinds or line.kind in wanted.kinds)
        and (not wanted.states or line.state in wanted.states)
        and all(word in _searched(line) for word in words)
    )


def _searched(line: FileLine) -> str:
    part = line.part
    parts = [line.name, str(line.what), part.dataset, line.document, line.granted_by, line.note, line.by, line.key]
    if isinstance(part, Basis):
        parts += [str(Message(ARTICLES.get(part.article, part.article))), part.law, part.approver]
    if isinstance(part, FactOnFile):
        parts.append(part.result)
    if line.purpose:
        parts += [line.purpose, str(purpose_name(line.purpose))]
    return " ".join(parts).casefold()


def _line(
    kind: Kind, versions: Sequence[Record], names: Mapping[str, str], people: Mapping[str, str], today: date
) -> FileLine:
    record = versions[-1]
    part: Part = as_part(KINDS[kind], record)
    match part:
        case Basis():
            about = part.controller
        case Authorisation():
            about = part.partner
        case _:
            about = part.about
    return FileLine(
        kind=kind,
        part=part,
        state=state_on(part, today),
        about=about,
        name=names.get(about, about),
        granted_by=part.granted_by if isinstance(part, Authorisation) else "",
        recorded=record.recorded,
        by=people.get(record.author, ""),
        first=versions[0].recorded,
        versions=len(versions),
        note=str(record.body.get("note", "")),
        revocable=str(record.body.get("revocable", "")),
    )


def _day_before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)
