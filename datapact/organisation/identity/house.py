"""The house's own records where several computers of a team write them: heads, order, and how new this copy is.

Without a team they are one chain, and nothing here costs anything. In a team each record names all heads that its computer
knew; the order is a function of the records alone, so that every computer reads the same from them.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Container, Iterable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from datapact.base.clock import read_time
from datapact.base.errors import AnswerNo, Locked
from datapact.base.format import Format, part
from datapact.base.texts import N_
from datapact.history.entries import store
from datapact.history.entries.entry import MOST_PARENTS, Entry, Link, organisation_history
from datapact.history.state.dag import Knowing, in_order, knowing
from datapact.organisation.identity.copy_age import CopyAge
from datapact.organisation.identity.fingerprint import GROUP, fingerprint
from datapact.organisation.identity.own_history import SYNCED, is_restored, newest_internal, own_organisation
from datapact.vault.database.entries import get_meta, set_meta
from datapact.vault.database.plain import sql
from datapact.vault.database.remembered import Remembered
from datapact.vault.database.settings import WHOLE_VAULT, read_settings, write_settings
from datapact.vault.database.stored_json import read_stored_json
from datapact.vault.keys.own_data import SETTING, own_data

if TYPE_CHECKING:
    from datapact.vault.database.session import Session

HEADS = "house_heads"  # the key in meta of the heads, where the newest record is not the only one
MERGED = "house_merged"  # there once two computers wrote without knowing of each other
HOURS = "team.answer_hours"
"""Setting of the vault: hours since the last synchronisation after which a copy answers no more."""
DEFAULT_HOURS = 24
MOST_HOURS = 24 * 14
_AHEAD = timedelta(seconds=1)  # what is recorded later does not count yet, so an answer would leave it out
_CODE_GROUPS = 4  # of two, somebody who was removed tries out enough items in a night

_NEWEST = sql("SELECT running FROM entry ORDER BY seq DESC LIMIT 1")
_INTERNAL = sql(
    "SELECT digest FROM entry WHERE history = :history AND stream = 'internal'"
    " AND digest IN (SELECT value FROM json_each(:digests))"
)
_LATEST = sql("SELECT max(time) FROM entry WHERE history = :history AND stream = 'internal'")


def internal_heads(session: Session, history: str) -> tuple[str, ...]:
    """The digests of the internal entries of a house that no other names, as many as a new one can name."""
    noted = get_meta(session, HEADS)
    if noted is not None:
        return tuple(map(str, read_stored_json(noted)))
    newest = newest_internal(session, history)
    return () if newest is None else (newest,)


def note_internal(session: Session, entries: Iterable[Entry], heads: Collection[str]) -> None:
    """Record the heads after these entries, stored just now, where ``heads`` were those before; parents come first."""
    open_ends = dict.fromkeys(heads)
    newest = ""
    for entry in entries:
        for parent in entry.parents:
            open_ends.pop(parent, None)
        open_ends[entry.digest] = None
        newest = entry.digest
    alone = list(open_ends) == [newest]
    set_meta(session, HEADS, None if alone else json.dumps(sorted(open_ends)))
    if not alone:
        set_meta(session, MERGED, "1")


def named_parents(heads: Collection[str]) -> tuple[str, ...]:
    """The heads that one entry names; the others stay heads."""
    return tuple(sorted(heads)[:MOST_PARENTS])


def unknown_parents(entry: Entry, before: Container[str]) -> tuple[str, ...]:
    """The entries on which an internal one builds that are none of the internal ones ``before`` it, by digest.

    What a colleague brings is taken in and what lies here is proven by this one rule, so that nothing is taken in that
    would break every proof. Who has no record yet names none.
    """
    return tuple(parent for parent in entry.parents if parent not in before)


def internal_among(session: Session, history: str, digests: Collection[str]) -> set[str]:
    """The digests among these that are of internal entries of a house here."""
    values = {"history": history, "digests": json.dumps(sorted(digests))}
    return set(map(str, session.connection().execute(_INTERNAL, values).scalars()))


def in_house_order(session: Session, entries: Iterable[Entry]) -> list[Entry]:
    """Internal entries of the house, given in commit order, in the order that is the same in each copy."""
    given = list(entries)
    if not has_merged(session):
        return given
    places = house_places(session)
    return sorted(given, key=lambda one: places[one.digest])


def house_places(session: Session) -> Mapping[str, int]:
    """The place of each internal entry of the house by digest, in the order that is the same in each copy."""
    newest = session.connection().execute(_NEWEST).scalar()
    return _PLACES.made(session, bytes(newest or b""), lambda: _places(session))


_PLACES = Remembered[bytes, Mapping[str, int]](2)  # the running digest covers every entry before it


def _places(session: Session) -> Mapping[str, int]:
    return {one.digest: place for place, one in enumerate(in_order(_written(session)))}


def has_merged(session: Session) -> bool:
    """Whether computers of a team have written here without knowing of each other; else each entry knows all before it."""
    return get_meta(session, MERGED) is not None


def knowing_in_house(session: Session, digests: Iterable[str]) -> Knowing:
    """The order of these internal entries, given in commit order: which was written knowing of which."""
    those = tuple(digests)
    if not has_merged(session):
        return Knowing({one: place for place, one in enumerate(those)})
    return _KNOWING.made(session, those, lambda: knowing(_written(session), frozenset(those)))


def known_by(session: Session, entries: Iterable[str]) -> Mapping[str, frozenset[str]]:
    """For each internal entry of which some of ``entries`` know, which of them do; only where ``has_merged``.

    Cheaper than ``knowing_in_house`` where few entries are asked about very many others.
    """
    asked = frozenset(entries)
    found: dict[str, frozenset[str]] = {}
    for one in reversed(list(_written(session))):
        later = found.get(one.digest, _NOBODY) | (asked & {one.digest})
        if later:
            for parent in one.parents:
                before = found.get(parent)
                found[parent] = later if before is None or before == later else before | later
    return found


_NOBODY: frozenset[str] = frozenset()
_KNOWING = Remembered[tuple[str, ...], Knowing](16)  # a digest covers all that its entry knows


def _written(session: Session) -> Iterable[Link]:
    links = store.load_links(session, organisation_history(own_organisation(session)))
    return (one for one in links if one.stream == "internal")


@part
class HouseSynced(Format):
    """The last synchronisation of a copy in a team, for rooms that know no team."""

    numbers: ClassVar = ()
    malformed: ClassVar = SETTING.id

    at: str
    """Time of the last whole synchronisation in UTC; empty before the first."""
    head: str
    """Digest of the newest item here."""
    left: bool
    """Whether this copy has left its team, so that nothing new arrives."""
    refused: int
    """Items of colleagues whose content was not taken in."""
    sequence: int
    """Number of the newest item here."""


def note_synced(session: Session, synced: HouseSynced | None) -> None:
    """Write how new this copy is; None for one without a team."""
    set_meta(session, SYNCED, None if synced is None else synced.write().decode("utf-8"))


def house_synced(session: Session) -> HouseSynced | None:
    """The age of this copy; None for one without a team. Raises Damaged."""
    noted = get_meta(session, SYNCED)
    if noted is None:
        return None
    with own_data(SETTING):
        return HouseSynced.read(noted.encode("utf-8"))


def copy_age(session: Session, now: datetime) -> CopyAge | None:
    """The age of this copy; None for one without a team, which lacks nothing."""
    synced = house_synced(session)
    if synced is None:
        return None
    latest = (
        session.connection().execute(_LATEST, {"history": organisation_history(own_organisation(session))}).scalar()
    )
    is_known = synced.at and not is_restored(session)
    since = now - read_time(synced.at) if is_known else timedelta(minutes=-1)
    return CopyAge(
        synced.sequence,
        code_to_read_aloud(synced.head),
        int(since // timedelta(minutes=1)),
        answer_hours(session),
        synced.refused,
        ahead=latest is not None and read_time(str(latest)) > now + _AHEAD,
        left=synced.left,
    )


def require_current(session: Session, now: datetime) -> None:
    """Raise AnswerNo where records of colleagues may be missing here: what leaves would tell less than there is."""
    age = copy_age(session, now)
    if age is not None and (lacks := age.lacks) is not None:
        raise AnswerNo(lacks)


def require_not_left(session: Session) -> None:
    """Raise Locked in a copy that has left its team: nobody would ever see what it records for the house."""
    synced = house_synced(session)
    if synced is not None and synced.left:
        raise Locked(
            N_(
                "This computer has left the team: it records nothing for the house any more. Record it at one of the team."
            )
        )


def answer_hours(session: Session) -> int:
    """Hours since the last synchronisation up to which a copy in a team answers: what the house set, or a day."""
    value = read_settings(session, WHOLE_VAULT).get(HOURS)
    return (
        value if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MOST_HOURS else DEFAULT_HOURS
    )


def write_answer_hours(session: Session, hours: int) -> None:
    """Set the bound of the house, 1 to ``MOST_HOURS``."""
    write_settings(session, WHOLE_VAULT, {HOURS: hours})


def code_to_read_aloud(head: str) -> str:
    """Twenty digits of a digest, to read aloud; empty for none."""
    return fingerprint(head)[: _CODE_GROUPS * (GROUP + 1) - 1] if head else ""
