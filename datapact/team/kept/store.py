"""Items and what they brought, in the tables of this copy: plain functions over an open transaction."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Literal

from datapact.team.kept.tables import TeamItemRow, TeamLoggedRow
from datapact.team.log.item import Item, read_item, read_token
from datapact.vault.database.plain import sql
from datapact.vault.keys.own_data import RECORD, own_data

if TYPE_CHECKING:
    from datapact.vault.database.session import Session

type What = Literal[
    "entry",
    "decided",
    "erasure",
    "acknowledged",
    "file",
    "rows",
    "card",
    "fact",
    "external",
    "identity",
    "pseudonyms",
    "sealing",
]

_ITEMS = sql("SELECT digest, token FROM team_item ORDER BY sequence")
_SEALED = sql("SELECT sealed FROM team_item WHERE digest = :digest")
_REFUSED = sql("SELECT token, sealed, refused FROM team_item WHERE refused <> '' ORDER BY sequence")
_ANY_REFUSED = sql("SELECT 1 FROM team_item WHERE refused <> '' LIMIT 1")
_TOKENS_SINCE = sql("SELECT token FROM team_item WHERE sequence > :sequence")
_TAKEN = sql("UPDATE team_item SET refused = :refused WHERE digest = :digest")
_CUT = sql("DELETE FROM team_item WHERE sequence > :sequence")
_CUT_CHUNKS = sql("UPDATE team_chunk SET sequence = 0 WHERE sequence > :sequence")
_CUT_LOGGED = sql(
    "DELETE FROM team_logged WHERE sequence > :sequence"
    " AND (what <> 'file' OR key IN (SELECT digest FROM attachment))"  # what was erased here stays known, and away
)
_LOGGED = sql(
    "INSERT INTO team_logged (what, key, sequence) SELECT :what, value, :sequence FROM json_each(:keys) WHERE true"
    " ON CONFLICT DO NOTHING"
)
_LOGGED_AT = sql("SELECT sequence FROM team_logged WHERE what = :what AND key = :key")
_LOGGED_AGAIN = sql(
    "INSERT INTO team_logged (what, key, sequence) VALUES (:what, :key, :sequence)"
    " ON CONFLICT (what, key) DO UPDATE SET sequence = excluded.sequence"
)
_EVERYTHING = (
    sql("INSERT INTO team_logged SELECT 'entry', digest, 0 FROM entry"),
    sql("INSERT INTO team_logged SELECT 'file', digest, 0 FROM attachment"),
    sql("INSERT INTO team_logged SELECT 'card', organisation || ' ' || sequence, 0 FROM partner"),
)
_THINGS = sql(
    "SELECT what, key FROM team_logged WHERE what IN ('fact', 'external', 'identity', 'pseudonyms', 'sealing') ORDER BY what, key"
)
_NO_LONGER = sql("DELETE FROM team_logged WHERE what = :what AND substr(key, 45) = :key")
_NOT_LOGGED = sql("DELETE FROM team_logged WHERE what = :what AND key IN (SELECT value FROM json_each(:keys))")
_NEWEST_OF = sql("SELECT coalesce(max(sequence), 0) FROM team_logged WHERE what = :what")
_HAS_ERASED = sql(
    "SELECT NOT EXISTS (SELECT 1 FROM team_logged WHERE what = 'erasure' AND substr(key, 45) <> :device"
    " AND sequence > (SELECT coalesce(max(sequence), 0) FROM team_logged WHERE what = 'acknowledged' AND key LIKE '% ' || :device))"
)
_FORGET_CARD = sql("DELETE FROM team_logged WHERE what = 'card' AND substr(key, 1, :length) = :beginning")
_FORGET = (sql("DELETE FROM team_item"), sql("DELETE FROM team_logged"), sql("DELETE FROM team_chunk"))


def keep_item(session: Session, item: Item, refused: str = "") -> None:
    """Store an item that was sent or seen; ``refused`` is the JSON of why its content was not taken in."""
    kept = TeamItemRow(
        sequence=item.sequence, digest=item.digest, token=item.token, sealed=item.sealed, refused=refused
    )
    session.add(kept)
    session.flush()


def kept_items(session: Session, load: Callable[[str], bytes] | None = None) -> list[Item]:
    """Every item of the log that this copy has, oldest first; raises Damaged.

    ``load`` fetches the bytes of an item by its digest when they are needed; by default from this transaction.
    """
    fetch = partial(kept_sealed, session) if load is None else load
    with own_data(RECORD):
        return [
            read_token(str(token), partial(fetch, str(digest)))
            for digest, token in session.connection().execute(_ITEMS).all()
        ]


def kept_since(session: Session, sequence: int) -> dict[str, str]:
    """The tokens of the kept items behind this one, each with the digest of the bytes that it names; raises Damaged."""
    with own_data(RECORD):
        found = session.connection().execute(_TOKENS_SINCE, {"sequence": sequence}).scalars()
        return {str(token): read_token(str(token), bytes).head.sealed for token in found}


def has_refused(session: Session) -> bool:
    """Whether the content of an item was not taken in."""
    return session.connection().execute(_ANY_REFUSED, {}).first() is not None


def kept_sealed(session: Session, digest: str) -> bytes:
    """The sealed bytes of a kept item; empty for one that is not kept."""
    return bytes(session.connection().execute(_SEALED, {"digest": digest}).scalar() or b"")


def refused_items(session: Session) -> list[tuple[Item, str]]:
    """The items whose content was not taken in, each with the JSON of why."""
    found = session.connection().execute(_REFUSED)
    with own_data(RECORD):
        return [(read_item(str(token), bytes(sealed)), str(refused)) for token, sealed, refused in found]


def note_taken(session: Session, item: Item, refused: str = "") -> None:
    """Record that the content of a kept item was taken in after all, or why it still was not."""
    session.connection().execute(_TAKEN, {"digest": item.digest, "refused": refused})


def cut_after(session: Session, sequence: int) -> None:
    """Forget the items after this one, and that they brought anything: they lie on a branch that does not count."""
    for statement in (_CUT, _CUT_CHUNKS, _CUT_LOGGED):
        session.connection().execute(statement, {"sequence": sequence})


def note_logged(session: Session, what: What, keys: Iterable[str], sequence: int) -> None:
    """Record that the log holds something since this item."""
    if several := list(keys):
        session.connection().execute(_LOGGED, {"what": what, "keys": json.dumps(several), "sequence": sequence})


def no_longer_logged(session: Session, what: What, keys: Iterable[str]) -> None:
    """Forget that the log holds these, so that they are sent once more."""
    session.connection().execute(_NOT_LOGGED, {"what": what, "keys": json.dumps(sorted(keys))})


def newest_logged(session: Session, what: What) -> int:
    """The number of the newest item that brought something of this kind; 0 for none."""
    return int(session.connection().execute(_NEWEST_OF, {"what": what}).scalar() or 0)


def has_acknowledged(session: Session, device: str) -> bool:
    """Whether a device said, behind each erasure that it did not write itself, that it has taken in all before."""
    return bool(session.connection().execute(_HAS_ERASED, {"device": device}).scalar())


def forget_card(session: Session, organisation: str) -> None:
    """Forget that every copy holds the card of a partner, as where it was removed: who still has it sends it again."""
    beginning = f"{organisation} "
    session.connection().execute(_FORGET_CARD, {"beginning": beginning, "length": len(beginning)})


def is_logged(session: Session, what: What, key: str) -> bool:
    """Whether the log, or every copy from the beginning, holds something."""
    return session.get(TeamLoggedRow, (what, key)) is not None


def logged_at(session: Session, what: What, key: str) -> int:
    """The number of the item that brought something last; 0 where every copy had it from the beginning, or the log has it not."""
    return int(session.connection().execute(_LOGGED_AT, {"what": what, "key": key}).scalar() or 0)


def note_again(session: Session, what: What, key: str, sequence: int) -> None:
    """Record that the log holds something once more, in this item."""
    session.connection().execute(_LOGGED_AGAIN, {"what": what, "key": key, "sequence": sequence})


def logged_things(session: Session) -> dict[tuple[str, str], str]:
    """The digest of each small thing as the log has it last, by sort and key."""
    found = session.connection().execute(_THINGS, {})
    return {(str(what), str(key)[44:]): str(key)[:43] for what, key in found}


def note_thing(session: Session, what: What, key: str, digest: str, sequence: int) -> None:
    """Record what the log has last of a small thing: the digest of its value, before its key."""
    session.connection().execute(_NO_LONGER, {"what": what, "key": key})
    note_logged(session, what, [f"{digest} {key}"], sequence)


def note_everything(session: Session) -> None:
    """Record that all that lies in the vault now comes with each copy of it."""
    for statement in _EVERYTHING:
        session.connection().execute(statement, {})


def forget_team(session: Session) -> None:
    """Empty the tables of the team."""
    for statement in _FORGET:
        session.connection().execute(statement, {})
