"""An auditor's records in the organisation's history: marks, remarks, samples, and accesses in batches; the house's answers.

Only an auditor can write a remark, and a later version by another auditor does not replace it. A legal member answers for
the house, in a running audit or after its end, in an entry of its own: the remark stays as it is.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from datapact.audit.engagements.engagements import Engagement, engagement, engagement_for
from datapact.audit.engagements.sampling import (
    POPULATION_WORDS,
    POPULATIONS,
    Sample,
    draw,
    new_seed,
    population,
    population_digest,
)
from datapact.base.clock import read_time, write_time
from datapact.base.errors import AnswerNo, WrongUse
from datapact.base.files import write_whole
from datapact.base.texts import N_, Message
from datapact.consent.proof.run import Rests, proven_whole
from datapact.history.entries.house_records import MARKS, STANDS
from datapact.organisation.acting.records import Record, append_record, record_export, records

if TYPE_CHECKING:
    from pathlib import Path

    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


MOST_ACCESSES = 500


@dataclass(frozen=True, slots=True)
class Remark:
    """A mark with a remark on an item. ``author`` is the thumbprint of the auditor's key."""

    key: str
    """UUID; a later one of the same author replaces it."""
    engagement: str
    """Key of the audit."""
    agreement: str
    """History id, or empty."""
    about: str
    """Id of what it is on: history, entry, register or item of a sample."""
    mark: str
    """One of ``MARKS``; ``none`` for a remark without a mark."""
    text: str
    """Of the auditor, may be empty."""
    author: str
    recorded: datetime
    """Claimed time of the newest version, UTC."""
    entry: str
    """Digest of the entry of the newest version."""


@dataclass(frozen=True, slots=True)
class RemarkAnswer:
    """The house's answer to a remark. ``author`` is the thumbprint of the legal member's key."""

    key: str
    """UUID."""
    engagement: str
    """Key of the audit."""
    remark: str
    """Digest of the entry of the wording that is answered, base64url."""
    stands: str
    """One of ``STANDS``."""
    text: str
    """What the house does about it, or why not; not empty."""
    author: str
    recorded: datetime
    """Claimed time of the entry, UTC."""
    entry: str
    """Digest of its entry, base64url."""


@dataclass(frozen=True, slots=True)
class DrawnSample:
    """A recorded sample."""

    key: str
    """UUID."""
    engagement: str
    """Key of the audit."""
    population_of: str
    """One of ``POPULATIONS``."""
    sample: Sample
    """With seed and population, so that anybody draws it again."""
    author: str
    """Thumbprint of the auditor's key."""
    recorded: datetime
    """Claimed time of the entry, UTC."""
    entry: str
    """Digest of its entry, base64url."""


@dataclass(frozen=True, slots=True)
class Access:
    """One thing that an auditor opened or exported."""

    what: str
    """``agreement``, ``dossier``, ``register``, ``decision`` or ``export``."""
    about: str
    """History id, digest of an entry, or name of a register."""
    time: datetime
    """When it happened, UTC."""


@dataclass(frozen=True, slots=True)
class Accesses:
    """A batch of accesses, recorded at once."""

    engagement: str
    """Key of the audit."""
    author: str
    """Thumbprint of the auditor's key."""
    recorded: datetime
    """Claimed time of the entry, UTC."""
    accesses: tuple[Access, ...] = field(default=())
    """In the order they happened, at most ``MOST_ACCESSES``."""


def remark(
    acting: Acting,
    engagement: str,
    about: str,
    *,
    mark: str = "none",
    text: str = "",
    agreement: str = "",
    key: str = "",
) -> Remark:
    """Set a mark or write a remark on ``about`` (an entry, an agreement, an item of a sample).

    ``key`` of an own earlier remark replaces it. Raises AnswerNo outside the audit, WrongUse for an unknown mark or
    somebody else's remark, Locked without the role auditor.
    """
    if mark not in MARKS:
        raise WrongUse(N_("A mark is one of these: {marks}."), marks=", ".join(MARKS))
    with acting.vault.write(reader=True) as session:
        found = engagement_for(acting, session, engagement)
        _require_scope(found, agreement)
        if key and all(one.key != key or one.author != acting.kid for one in remarks(session, found.key)):
            raise WrongUse(N_("There is no such remark of yours."))
        return _remark(_append(acting, session, "remark", found, about, agreement, mark, text, {}, key))


def _require_scope(found: Engagement, agreement: str) -> None:
    if agreement and not found.covers(agreement):
        raise AnswerNo(N_("This agreement is not in the scope of the audit {title}."), title=found.title)


def remarks(session: Session, engagement: str = "") -> tuple[Remark, ...]:
    """The newest version of each remark, by key and author, oldest first; of one audit or of all."""
    return tuple(wordings[-1] for wordings in remark_wordings(session, engagement))


def remark_wordings(session: Session, engagement: str = "") -> tuple[tuple[Remark, ...], ...]:
    """All versions of each remark, by key and author, oldest first: what was written before stays readable."""
    found: dict[tuple[str, str], list[Remark]] = {}
    for record in _written(session, "remark", engagement):
        found.setdefault((record.key, record.author), []).append(_remark(record))
    return tuple(tuple(wordings) for wordings in found.values())


def answer_remark(acting: Acting, remark: str, *, stands: str, text: str) -> RemarkAnswer:
    """Answer a remark for the house, also when the audit is over or closed; ``remark`` is the entry of its newest wording.

    Raises WrongUse for an unknown remark, an older wording, an unknown ``stands`` or no text, AnswerNo to who wrote the remark,
    Locked without the role legal.
    """
    if stands not in STANDS:
        raise WrongUse(N_("An answer to a remark is one of these: {answers}."), answers=", ".join(STANDS))
    if not text.strip():
        raise WrongUse(N_("Say what the house does about it, or why it sees it otherwise."))
    with acting.vault.write() as session:
        every = remark_wordings(session)
        found = next((one[-1] for one in every if remark in {wording.entry for wording in one}), None)
        if found is None:
            raise WrongUse(N_("There is no such remark. See datapact audit show."))
        if found.entry != remark:
            raise WrongUse(N_("The auditor has changed this remark since. Read it again, and answer the new wording."))
        if found.author == acting.kid:
            raise AnswerNo(N_("You wrote this remark yourself: another legal member answers it for the house."))
        body = {
            "key": str(uuid.uuid4()),
            "engagement": found.engagement,
            "agreement": found.agreement,
            "remark": found.entry,
            "stands": stands,
            "text": text.strip(),
        }
        return _answer(append_record(acting, session, "remark_answered", body))


def remark_answers(session: Session, engagement: str = "") -> tuple[RemarkAnswer, ...]:
    """Every answer of the house to remarks, oldest first; of one audit or of all."""
    found = (_answer(one) for one in records(session, "remark_answered"))
    return tuple(one for one in found if engagement in ("", one.engagement))


def _answer(record: Record) -> RemarkAnswer:
    body = record.body
    said = {name: str(body.get(name, "")) for name in ("engagement", "remark", "stands", "text")}
    return RemarkAnswer(key=record.key, author=record.author, recorded=record.recorded, entry=record.entry, **said)


def draw_sample(acting: Acting, engagement: str, population_of: str, size: int, seed: str = "") -> DrawnSample:
    """Draw and record a sample of the agreements, decisions, deliveries, consents or consent batches in scope.

    ``seed`` may be one that was agreed on; by default a random one. Raises what ``remark`` raises.
    """
    with acting.vault.write(reader=True) as session:
        found = engagement_for(acting, session, engagement)
        proven_whole(acting, session, rests_of(population_of))
        drawn = draw(population(acting, session, found, population_of), size, seed or new_seed())
        data = {
            "population_of": population_of,
            "seed": drawn.seed,
            "method": drawn.method,
            "population": drawn.population,
            "digest": drawn.digest,
            "items": list(drawn.items),
        }
        return _sample(_append(acting, session, "sample", found, population_of, "", "none", "", data))


def population_sizes(acting: Acting, engagement: str) -> dict[str, int]:
    """How many items each population of an audit has, before one draws from it. Raises what ``remark`` raises."""
    with acting.vault.read() as session:
        found = engagement_for(acting, session, engagement)
        return {name: len(set(population(acting, session, found, name))) for name in POPULATIONS}


def rests_of(population_of: str) -> Rests:
    """The rows from which a population is read."""
    return Rests(
        agreements=None,
        consents=None if population_of == "consents" else frozenset(),
        lists=None if population_of == "deliveries" else frozenset(),
    )


def samples(session: Session, engagement: str = "") -> tuple[DrawnSample, ...]:
    """Every sample, oldest first."""
    return tuple(_sample(record) for record in _written(session, "sample", engagement))


def record_accesses(acting: Acting, engagement: str, accesses: Sequence[Access]) -> tuple[Accesses, ...]:
    """Record accesses of an auditor, some hundred at a time; writes nothing for none."""
    written = []
    for start in range(0, len(accesses), MOST_ACCESSES):
        part = accesses[start : start + MOST_ACCESSES]
        data = {
            "accesses": [{"what": one.what, "about": one.about, "time": write_time(one.time)} for one in part],
        }
        with acting.vault.write(reader=True) as session:
            found = engagement_for(acting, session, engagement)
            written.append(_accesses(_append(acting, session, "access", found, "", "", "none", "", data)))
    return tuple(written)


def accesses(session: Session, engagement: str = "") -> tuple[Accesses, ...]:
    """Every batch of accesses, oldest first."""
    return tuple(_accesses(record) for record in _written(session, "access", engagement))


def _append(
    acting: Acting,
    session: Session,
    what: str,
    found: Engagement,
    about: str,
    agreement: str,
    mark: str,
    text: str,
    data: Mapping[str, Any],
    key: str = "",
) -> Record:
    body = {
        "key": key or str(uuid.uuid4()),
        "what": what,
        "engagement": found.key,
        "agreement": agreement,
        "about": about,
        "mark": mark,
        "text": text,
        "data": dict(data),
    }
    return append_record(acting, session, "remarked", body)


def _written(session: Session, what: str, engagement: str) -> Iterable[Record]:
    for record in records(session, "remarked"):
        if record.body.get("what") == what and engagement in ("", record.body.get("engagement")):
            yield record


def _remark(record: Record) -> Remark:
    body = record.body
    texts = {name: str(body.get(name, "")) for name in ("engagement", "agreement", "about", "mark", "text")}
    return Remark(key=record.key, author=record.author, recorded=record.recorded, entry=record.entry, **texts)


def _sample(record: Record) -> DrawnSample:
    data = record.body["data"]
    drawn = Sample(
        seed=str(data["seed"]),
        method=str(data["method"]),
        population=int(data["population"]),
        digest=str(data["digest"]),
        items=tuple(str(one) for one in data["items"]),
    )
    return DrawnSample(
        record.key,
        str(record.body.get("engagement", "")),
        str(data["population_of"]),
        drawn,
        record.author,
        record.recorded,
        record.entry,
    )


def _accesses(record: Record) -> Accesses:
    found = tuple(
        Access(str(one["what"]), str(one["about"]), read_time(one["time"])) for one in record.body["data"]["accesses"]
    )
    return Accesses(str(record.body.get("engagement", "")), record.author, record.recorded, found)


def in_order(items: Iterable[str]) -> list[str]:
    """Each item once, in the order of bytes, from which samples are drawn."""
    return sorted(set(items), key=lambda one: one.encode("utf-8"))


def population_text(items: Iterable[str]) -> bytes:
    """The population as text, an item a line."""
    return "".join(f"{one}\n" for one in in_order(items)).encode("utf-8")


def save_population(acting: Acting, key: str, file: Path) -> int:
    """Write the population of the sample ``key`` as it was when it was drawn; returns how many items it has.

    The export is recorded. Raises WrongUse where there is no such sample, AnswerNo where the vault no longer holds the
    population it was drawn from, Surroundings where the file cannot be written.
    """
    with acting.vault.read() as session:
        drawn = next((one for one in samples(session) if one.key == key), None)
        if drawn is None:
            raise WrongUse(N_("There is no such sample."))
        found = engagement(session, drawn.engagement)
        proven_whole(acting, session, rests_of(drawn.population_of))
        items = in_order(population(acting, session, found, drawn.population_of, drawn.recorded))
    if population_digest(items) != drawn.sample.digest:
        raise AnswerNo(
            N_(
                "This sample was drawn from {then} items; today {now} of them or others are in this vault. What was erased or"
                " taken in since cannot be written again."
            ),
            then=drawn.sample.population,
            now=len(items),
        )
    told: dict[str, str | int | Message] = {
        "what": Message(POPULATION_WORDS[drawn.population_of]),
        "title": found.title,
    }
    data = population_text(items)
    record_export(acting, Message(N_("Population of a sample: {what}, {title}"), told), data)
    write_whole(file, data)
    return len(items)
