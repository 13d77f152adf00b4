"""Comments of colleagues that name the member at work with an @, since the member last marked everything as seen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from typing import TYPE_CHECKING

from datapact.agreements.projection.tables import AgreementRow
from datapact.history.entries import store as history_store
from datapact.organisation.acting.names import known_names
from datapact.organisation.identity.own_history import own_line
from datapact.team.steps.colleagues import MOST, SEEN
from datapact.vault.database import entries as vault_store
from datapact.vault.database.plain import sql
from datapact.vault.database.remembered import Remembered
from datapact.vault.database.settings import read_settings

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

_SAID = sql(
    "SELECT seq, digest FROM entry WHERE seq > :seen AND organisation = :own AND history LIKE 'urn:uuid:%'"
    " AND kind IN ('comment', 'note', 'remark', 'house_remark') ORDER BY seq"
)
_LONGEST = 200
_TOGETHER = 500  # comments read at a time


@dataclass(frozen=True, slots=True)
class Mention:
    """A comment of a colleague that names the member."""

    history: str
    """History id of the agreement."""
    number: str
    """As the list has it."""
    title: str
    """In the reader's language."""
    name: str
    """Of the colleague who wrote it."""
    text: str
    """What it says, cut after 200 characters."""
    time: datetime
    """By its author's claim, UTC."""


def mentioned(text: str, people: Mapping[str, str]) -> frozenset[str]:
    """The ids of the people, given with their names, whom a text names: @id, @full name, or @first name that only one bears."""
    firsts = [_first(name) for name in people.values()]
    found = set()
    for one, name in people.items():
        called = {one, name, *({_first(name)} if firsts.count(_first(name)) == 1 else ())}
        words = "|".join(re.escape(each) for each in called if each)
        if words and re.search(rf"(?<!\w)@(?:{words})(?![\w-])", text, re.IGNORECASE):
            found.add(one)
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class _Read:
    """Comments that were read in this process: up to which place, and those among them that name the member."""

    upto: int
    digests: tuple[str, ...]


_READ: Remembered[tuple[str, int, frozenset[tuple[str, str]]], _Read] = Remembered(4)
"""By member, by what the member has seen, and by the people of the house with their names."""


def mentions_of_me(acting: Acting) -> tuple[Mention, ...]:
    """Comments of others of the house that name the member, newest first; none for who never marked anything as seen.

    A comment is read once while the vault is open, so that asking again after each item of a colleague costs what is new.
    """
    with acting.vault.read() as session:
        seen = read_settings(session, acting.member.id).get(SEEN)
        if not isinstance(seen, int):
            return ()
        line = own_line(session)
        people = {one.id: one.name for one in line.state.members.values()}
        mine = {kid for kid, one in line.state.by_kid.items() if one.id == acting.member.id}
        key = acting.member.id, seen, frozenset(people.items())
        read = _READ.get(session, key) or _Read(seen, ())
        rows = session.connection().execute(_SAID, {"seen": read.upto, "own": line.id}).all()
        digests = list(read.digests)
        for several in batched((str(digest) for _seq, digest in rows), _TOGETHER):
            for entry in (history_store.entry_of(session, one) for one in vault_store.several(session, several)):
                text = None if entry.kid in mine else entry.body.get("text")
                if isinstance(text, str) and acting.member.id in mentioned(text, people):
                    digests.append(entry.digest)
        if rows:
            read = _READ.put(session, key, _Read(int(rows[-1][0]), tuple(digests[-MOST:])))
        return tuple(_shown(session, read.digests[::-1])) if read.digests else ()


def _shown(session: Session, digests: Iterable[str]) -> Iterator[Mention]:
    names = known_names(session)
    for digest in digests:
        entry = history_store.load_one(session, digest)
        row = None if entry is None else session.get(AgreementRow, entry.history)
        text = None if entry is None else entry.body.get("text")  # erased since, perhaps
        if entry is not None and row is not None and isinstance(text, str):
            said = text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …"
            yield Mention(row.id, row.number, row.shown_title, names.get(entry.kid, ""), said, entry.time)


def _first(name: str) -> str:
    return name.partition(" ")[0].casefold()
