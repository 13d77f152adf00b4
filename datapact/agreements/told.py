"""The history of an agreement in sentences, as people read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from datapact.agreements.disputes import disputes_of, names_disputing
from datapact.agreements.record import load_state
from datapact.history.kinds import registry
from datapact.parties.organisation_log import directory
from datapact.texts import Message

if TYPE_CHECKING:
    from sqlmodel import Session

    from datapact.history.entry import Entry
    from datapact.parties.acting import Acting


@dataclass(frozen=True, slots=True)
class Step:
    """One entry as people read it; ``remark`` is what its author wrote, ``void`` says why it has no effect.

    ``disputes`` are the entries behind a signed agreement that a revocation claims not to know, ``disputed`` names who
    disputes this entry so.
    """

    digest: str
    kind: str
    stream: str
    time: datetime
    organisation: str
    sentence: Message
    remark: str
    void: Message | None
    disputes: tuple[str, ...] = ()
    disputed: str = ""


def sentences(acting: Acting, history: str) -> tuple[Step, ...]:
    """Every step of an agreement in sentences, oldest first."""
    with acting.vault.read() as session:
        folded = load_state(session, history)
        names = names_known(session)
    disputes = disputes_of(folded, names)
    steps = []
    for digest in folded.order:
        entry = folded.entries[digest]
        steps.append(
            Step(
                digest=digest,
                kind=entry.kind,
                stream=entry.stream,
                time=entry.time,
                organisation=entry.organisation,
                sentence=registry.rule_of(entry.history, entry.kind).sentence(entry, names),
                remark=_remark(entry),
                void=folded.void.get(digest),
                disputes=next((one.entries for one in disputes if one.revocation == digest), ()),
                disputed=names_disputing(one for one in disputes if digest in one.entries),
            )
        )
    return tuple(steps)


_REMARKS = {
    "comment": "text",
    "note": "text",
    "revocation": "reason",
    "notice": "text",
    "objection": "reason",
    "suspended": "reason",
    "signed_elsewhere": "remarks",
    "ended_elsewhere": "reason",
}


def _remark(entry: Entry) -> str:
    text = entry.body.get(_REMARKS.get(entry.kind, "note"))
    return text if isinstance(text, str) else ""


def names_known(session: Session) -> dict[str, str]:
    """Names by organisation id, author key thumbprint and member id, as the directory knows them."""
    names: dict[str, str] = {}
    for organisation, line in directory(session).items():
        names[organisation] = line.state.name
        for state in line.states.values():
            for member in state.members.values():
                names[member.author_kid] = member.name
                names.setdefault(member.id, member.name)
    return names
