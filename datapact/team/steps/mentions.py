"""Comments of colleagues that name the member at work with an @, since the member last marked everything as seen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from datapact.agreements.projection.tables import AgreementRow
from datapact.history.entries import store as history_store
from datapact.organisation.acting.names import known_names
from datapact.organisation.identity.own_history import own_line
from datapact.team.steps.colleagues import MOST, SEEN
from datapact.vault.database.plain import sql
from datapact.vault.database.settings import read_settings

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting

_SAID = sql(
    "SELECT digest FROM entry WHERE seq > :seen AND organisation = :own AND history LIKE 'urn:uuid:%'"
    " AND kind IN ('comment', 'note', 'remark', 'house_remark') ORDER BY seq DESC"
)
_LONGEST = 200


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


def mentions_of_me(acting: Acting) -> tuple[Mention, ...]:
    """Comments of others of the house that name the member, newest first; none for who never marked anything as seen."""
    with acting.vault.read() as session:
        seen = read_settings(session, acting.member.id).get(SEEN)
        if not isinstance(seen, int):
            return ()
        line = own_line(session)
        people = {one.id: one.name for one in line.state.members.values()}
        mine = {kid for kid, one in line.state.by_kid.items() if one.id == acting.member.id}
        names, found = known_names(session), []
        values = {"seen": seen, "own": line.id}
        for digest in session.connection().execute(_SAID, values).scalars().all():
            entry = history_store.load_one(session, str(digest))
            text = None if entry is None or entry.kid in mine else entry.body.get("text")
            if entry is None or not isinstance(text, str) or acting.member.id not in mentioned(text, people):
                continue
            row = session.get(AgreementRow, entry.history)
            if row is not None:
                said = text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …"
                found.append(Mention(row.id, row.number, row.shown_title, names.get(entry.kid, ""), said, entry.time))
            if len(found) == MOST:
                break
    return tuple(found)


def _first(name: str) -> str:
    return name.partition(" ")[0].casefold()
