"""The list of agreements, of any size: filtered, searched, sorted and paged by SQL, the archive included.

A window reads the keys of all rows once (``list_index``) and rows only where they are shown. ``filters.conditions_of``
defines the meaning of filters. This module is loaded before the first paint, so it imports no tables.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import starmap
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from datapact.agreements.projection.status import STATUS_WORDS
from datapact.agreements.views.filters import (
    NOT_NARROWED,
    SEND,
    Among,
    Between,
    Condition,
    Filters,
    conditions_of,
    sort_column,
    title_column,
    words_that_count,
)
from datapact.base.errors import WrongUse
from datapact.base.texts import N_
from datapact.history.entries.entry import AGREEMENT_PREFIX
from datapact.vault.database import search as vault_search
from datapact.vault.database.plain import sql
from datapact.vault.database.stored_json import read_stored_json

if TYPE_CHECKING:
    from datapact.vault.database.session import Session

FEW = 1000  # found rows up to which they are sorted; more are met soon enough on the way through the sorted list
type Waits = Literal["", "send", "say_sent", "awaited", "changed", "unanswered"]
"""What an agreement waits for beside its next step: a step of ours that no file carried yet, or, of a draft that goes as
Word files, as in ``rounds.ByWord``."""

MANY_PARTIES = 8
"""Parties from which a text takes long to read the first time, so that it is read ahead, and shown in two steps."""
LAST_DAY = "min(coalesce(due, ends), coalesce(ends, due))"


@dataclass(slots=True)  # not frozen: a page of rows is then made in a seventh of the time
class ListedAgreement:
    """One row of the list, as in ``projection.tables``; times and days are ISO text."""

    key: int
    """Rowid in the table ``agreement`` of this vault."""
    id: str
    """``urn:uuid:`` id of the agreement's history."""
    number: str
    """As the text has it, such as ``DP-2026-0001``; may be empty."""
    title: str
    """In the language of the reader."""
    kind: str
    """Kind of contract by its template, such as ``ai-pilot``."""
    partners: str
    """Names of the other parties, joined by a comma and a space."""
    status: str
    """One of ``STATUS_WORDS``."""
    turn: str
    """``us``, ``partner``, or empty for nobody."""
    since: str
    """Time of the newest step, UTC."""
    next_step: str
    """One of ``NEXT_STEPS``, for our organisation."""
    starts: str | None
    """First local day by the terms; None where they have none."""
    last_day: str | None
    """By notice or by the terms, the earlier one."""
    archived: int
    """True once moved to the archive."""
    evidence: str = ""
    """The class of evidence of a contract signed elsewhere, else empty."""
    disputed: str = ""
    """Names of the parties that dispute an agreement signed in full."""
    stage: str = ""
    """Name of a stage; empty before the first entry."""
    due: str | None = None
    """Last day by a notice of termination, ISO 8601; None without one."""
    ends: str | None = None
    """Last agreed day, ISO 8601; None where none is agreed."""
    amends: str = ""
    """The agreement whose text this one replaces from its first day; empty for an agreement of its own."""
    changed: str = ""
    """Moment of the newest entry, ISO 8601 in UTC."""
    prevailing_title: str = ""
    """In the prevailing language, for machines."""
    amended_number: str = ""
    """Number of the agreement that ``amends`` names; empty where this one amends none, or none in this vault."""
    waits: Waits = ""
    """Found for each page of rows; empty where nothing waits."""

    @property
    def mover(self) -> str:
        """The one whose move it is for people, as ``turn``: a draft of ours, or what we have not sent yet, is on us, too."""
        if self.waits:
            return "partner" if self.waits == "awaited" else "us"
        return self.turn or ("us" if self.next_step == "finish_draft" else "")

    @property
    def step(self) -> str:
        """The step that ``mover`` takes: ``next_step``, or ``SEND`` where what we did outside of a draft has not gone out."""
        return SEND if self.waits in ("send", "say_sent") and self.next_step != "finish_draft" else self.next_step


DERIVED: Mapping[str, str] = {
    "mover": "CASE WHEN turn = '' AND next_step = 'finish_draft' THEN 'us' ELSE turn END",
    "step": "next_step",
}
"""``mover`` and ``step`` of a row for which nothing waits, as expressions of SQL."""
_SELECT = (
    "SELECT rowid, id, number, {shown}, kind, partners, status, turn, since, next_step, starts,"  # noqa: S608 - ours
    f" {LAST_DAY}, archived, evidence, disputed, stage, due, ends, amends, changed, title,"
    " coalesce((SELECT core.number FROM agreement AS core WHERE core.id = agreement.amends), '') FROM agreement"
)
_FOUND_FEW = "id IN (SELECT id FROM agreement_text WHERE number IN (SELECT value FROM json_each(:numbers)))"
_FOUND_MANY = "(SELECT number FROM agreement_text AS known WHERE known.id = agreement.id) IN ({numbers})"
type _Values = dict[str, str | int]


def list_agreements(
    session: Session,
    filters: Filters = NOT_NARROWED,
    sort: str = "-changed",
    *,
    today: date | None = None,
    limit: int = 1000,
    offset: int = 0,
    ids: Sequence[str] | None = None,
) -> list[ListedAgreement]:
    """One page of the rows that ``filters`` show. ``sort`` is a column, a leading ``-`` reverses; ``ids`` limit it.

    ``today`` is needed for the filter on coming ends. Raises WrongUse for a column or status that does not exist.
    """
    for name in filters.status:
        if name not in STATUS_WORDS:
            raise WrongUse(
                N_("There is no status {status}. Statuses: {statuses}."), status=name, statuses=", ".join(STATUS_WORDS)
            )
    where, values = _where(session, filters, today)
    if ids is not None:
        where.append("id IN (SELECT value FROM json_each(:ids))")
        values["ids"] = json.dumps(list(ids))
    statement = f"{_select()}{_all_of(where)}{_order(sort)} LIMIT :limit OFFSET :offset"
    return _rows(session, statement, {**values, "limit": limit, "offset": offset})


def _select() -> str:
    return _SELECT.replace("{shown}", title_column())


def _rows(session: Session, statement: str, values: _Values) -> list[ListedAgreement]:
    found = session.connection().exec_driver_sql(statement, values).cursor
    rows = [] if found is None else list(starmap(ListedAgreement, found.fetchall()))
    waits = _what_waits(session, rows)
    for row in rows if waits else ():
        row.waits = waits.get(row.id, "")
    return rows


_OWN = sql("SELECT value FROM meta WHERE key = 'organisation'")
_UNSENT = sql(  # the plus keeps SQLite on the index of the history, as of one kind there can be very many
    "SELECT value FROM json_each(:ids) AS one WHERE EXISTS (SELECT 1 FROM entry WHERE history = one.value AND +kind = 'offer')"
    " AND EXISTS (SELECT 1 FROM entry AS mine WHERE mine.history = one.value AND mine.stream = 'shared'"
    " AND mine.organisation = :own AND +mine.kind <> 'receipt' AND mine.seq > coalesce((SELECT max(seq) FROM entry AS sent"
    " WHERE sent.history = one.value AND sent.stream = 'shared' AND sent.organisation = :own AND +sent.kind = 'receipt'), 0))"
)
_UNSAID = sql(  # a text that goes outside waits only while no newer text stands
    "SELECT one.value FROM json_each(:ids) AS one WHERE EXISTS (SELECT 1 FROM meta WHERE key >= 'handed:' || one.value || ':'"
    " AND key < 'handed:' || one.value || ';' AND json_extract(meta.value, '$.waits') = 1"
    " AND (NOT (key GLOB '*[:]outside' OR key GLOB '*[:]word') OR json_extract(meta.value, '$.written') = (SELECT digest FROM entry"
    " WHERE history = one.value AND +kind IN ('draft', 'offer', 'counter') ORDER BY seq DESC LIMIT 1)))"
)
_BY_WORD = sql(
    "SELECT about, kind, body FROM organisation_record WHERE kind IN ('word_sent', 'word_received')"
    " AND about IN (SELECT value FROM json_each(:ids)) ORDER BY seq"
)
_DRAFTS = sql(
    "SELECT history, digest FROM entry WHERE history IN (SELECT value FROM json_each(:ids)) AND +kind = 'draft' ORDER BY seq"
)


_NEWEST_UNSENT = (  # the plus as above; of what has the id of a history, the newest step of ours alone is read
    "SELECT one.id FROM {ids} AS one WHERE (SELECT kind FROM entry WHERE history = one.id AND +stream = 'shared'"
    " AND +organisation = :own ORDER BY seq DESC LIMIT 1) <> 'receipt'"
)
_ALL_UNSENT = sql(_NEWEST_UNSENT.format(ids="agreement"))
_SOME_UNSENT = sql(
    _NEWEST_UNSENT.format(ids="(SELECT DISTINCT history AS id FROM entry NOT INDEXED WHERE seq > :seen)")
)
_TOUCHED = sql("SELECT DISTINCT history FROM entry NOT INDEXED WHERE seq > :seen")
_NEWEST = sql("SELECT max(seq) FROM entry")
_HANDED = f"handed:{AGREEMENT_PREFIX}"  # as in handed_over, which would be loaded before the first paint
_UNSAID_KEYS = sql(
    f"SELECT key FROM meta WHERE key >= '{_HANDED}' AND key < '{_HANDED[:-1]};'"  # noqa: S608 - ours
    " AND json_extract(value, '$.waits') = 1"
)
_BY_WORD_OF = sql("SELECT DISTINCT about FROM organisation_record WHERE kind IN ('word_sent', 'word_received')")


class Unsent(NamedTuple):
    """Histories whose newest shared step of ours is in no file, as of an entry: only those with later ones are read again."""

    seen: int = 0
    """Number of the newest entry that was looked at; 0 for none."""
    histories: frozenset[str] = frozenset()
    """Ids; agreements or not, at whatever stage."""


def unsent_since(session: Session, known: Unsent) -> Unsent:
    """What is unsent now, from what was known earlier in this vault."""
    run = session.connection().execute
    newest, own = int(run(_NEWEST).scalar() or 0), run(_OWN).scalar()
    if not known.seen or newest < known.seen:
        return Unsent(newest, frozenset(map(str, run(_ALL_UNSENT, {"own": own}).scalars())))
    seen = {"seen": known.seen}
    kept = known.histories.difference(map(str, run(_TOUCHED, seen).scalars()))
    return Unsent(newest, kept.union(map(str, run(_SOME_UNSENT, {**seen, "own": own}).scalars())))


def waiting_rows(session: Session, unsent: Unsent) -> list[ListedAgreement]:
    """All rows for which something waits, archived ones too: found among the few that can, as for a page of rows."""
    run = session.connection().execute
    written = (str(key).removeprefix(_HANDED) for key in run(_UNSAID_KEYS).scalars())
    ids = {AGREEMENT_PREFIX + key.partition(":")[0] for key in written}
    ids.update(unsent.histories, map(str, run(_BY_WORD_OF).scalars()))
    if not ids:
        return []
    statement = f"{_select()} WHERE id IN (SELECT value FROM json_each(:ids))"  # noqa: S608 - a constant
    return [row for row in _rows(session, statement, {"ids": json.dumps(sorted(ids))}) if row.waits]


def _what_waits(session: Session, rows: Sequence[ListedAgreement]) -> dict[str, Waits]:
    """What these rows wait for, by id; without reading a history."""
    # where somebody of ours signs or answers next, that goes before sending
    exchanged = [row.id for row in rows if row.stage not in ("draft", "") and row.next_step not in ("sign", "answer")]
    drafted = [row.id for row in rows if row.next_step == "finish_draft"]
    run = session.connection().execute
    ids = json.dumps([row.id for row in rows if row.next_step not in ("sign", "answer")])
    unsaid = {str(one) for one in run(_UNSAID, {"ids": ids}).scalars()} if rows else set()
    waits: dict[str, Waits] = {}
    if exchanged:
        own = run(_OWN).scalar()
        waits |= {str(one): "send" for one in run(_UNSENT, {"ids": json.dumps(exchanged), "own": own}).scalars()}
    records = run(_BY_WORD, {"ids": json.dumps(drafted)}).all() if drafted else ()
    if records:
        known: dict[str, list[str]] = {}
        for history, digest in run(_DRAFTS, {"ids": json.dumps(sorted({str(row[0]) for row in records}))}):
            known.setdefault(str(history), []).append(str(digest))
        last = {(str(about), str(kind)): read_stored_json(str(body)) for about, kind, body in records}
        newest = {str(about): str(kind) for about, kind, _body in records}
        for history, drafts in known.items():
            sent, received = last.get((history, "word_sent")), last.get((history, "word_received"))
            waits[history] = _by_word(drafts, sent, received, sent_last=newest[history] == "word_sent")
    waits |= {one: "say_sent" for one in unsaid if waits.get(one, "") in ("", "awaited")}
    return waits


def _by_word(
    drafts: Sequence[str], sent: Mapping[str, Any] | None, received: Mapping[str, Any] | None, *, sent_last: bool
) -> Waits:
    """As ``rounds.stands_by_word`` says of a history: where it stands by the last file that went out, and that came back."""
    went = "" if sent is None else str(sent.get("version", ""))
    if went and went not in drafts:
        return ""
    if received is not None:
        made = str(received.get("draft", ""))
        later = drafts.index(went) >= drafts.index(made) if went and made in drafts else sent_last
        if not (went and later):
            return "unanswered" if made and (made != drafts[-1] or received.get("refused")) else ""
    return "" if not went else "awaited" if went == drafts[-1] else "changed"


def first_keys(session: Session, filters: Filters, sort: str, today: date, limit: int) -> list[int]:
    """The keys of the first rows that ``filters`` show, in the order of ``sort`` (a column, ``-`` reverses).

    This is what a window paints before its index is there. Raises WrongUse for a column that does not exist.
    """
    where, values = _where(session, filters, today)
    statement = sql(f"SELECT rowid FROM agreement{_all_of(where)}{_order(sort)} LIMIT :limit")  # noqa: S608 - ours
    return [int(row[0]) for row in session.connection().execute(statement, {**values, "limit": limit})]


def _where(session: Session, filters: Filters, today: date | None) -> tuple[list[str], _Values]:
    """``filters`` as conditions of SQL and their values."""
    if today is None and filters.ending_days is not None:
        raise ValueError("what ends soon depends on the day")
    where: list[str] = []
    values: _Values = {}
    for place, condition in enumerate(conditions_of(filters, today or date.min)):
        where.append(_sql_condition(session, condition, f"v{place}", values))
    if words := words_that_count(filters):
        where.append(_having(session, words, values))
    return where, values


def _sql_condition(session: Session, condition: Condition, name: str, values: _Values) -> str:
    """One condition; the plus keeps SQLite on the index of the order, where the first rows are found soon."""
    match condition:
        case Between(column, first, last):
            values |= {f"{name}_first": first, f"{name}_last": last}
            return f"{_expression(column)} BETWEEN :{name}_first AND :{name}_last"
        case Among(column, wanted) if column in DERIVED:
            waiting = waiting_rows(session, unsent_since(session, Unsent()))
            values[name] = json.dumps(wanted)
            values[f"{name}_waiting"] = json.dumps([row.key for row in waiting])
            values[f"{name}_fitting"] = json.dumps([row.key for row in waiting if condition.fits(getattr(row, column))])
            listed = "(SELECT value FROM json_each(:{}))".format
            return (
                f"CASE WHEN rowid IN {listed(f'{name}_waiting')} THEN rowid IN {listed(f'{name}_fitting')}"
                f" ELSE {DERIVED[column]} IN {listed(name)} END"
            )
        case Among(column, (one,)):
            values[name] = one
            return f"+{column} = :{name}"
        case Among(column, wanted):
            values[name] = json.dumps(wanted)
        case _:  # SQLite folds the case of ASCII alone, so the values that fit are found here
            column = condition.column
            every = session.connection().execute(sql(f"SELECT DISTINCT {column} FROM agreement")).scalars()  # noqa: S608
            values[name] = json.dumps([value for value in every if condition.fits(value)])
    return f"+{column} IN (SELECT value FROM json_each(:{name}))"  # noqa: S608 - a column of ours


def _having(session: Session, words: str, values: _Values) -> str:
    """The condition for rows whose text has these words."""
    few = vault_search.search_numbers(session, words, FEW + 1)
    query = vault_search.numbers_query(session, words) if len(few) > FEW else None
    if query is None:
        values["numbers"] = json.dumps(few)
        return _FOUND_FEW
    values |= query[1]
    return _FOUND_MANY.format(numbers=query[0])


def _expression(column: str) -> str:
    return {"last_day": LAST_DAY, "title": title_column()}.get(column, column)


def _all_of(conditions: Iterable[str]) -> str:
    together = " AND ".join(conditions)
    return f" WHERE {together}" if together else ""


def _order(sort: str) -> str:
    direction = "DESC" if sort.startswith("-") else "ASC"  # of the id too, as the index has both
    return f" ORDER BY {_expression(sort_column(sort))} {direction}, id {direction}"


def count_agreements(session: Session) -> int:
    """Number of agreements, archived ones too."""
    return int(session.connection().execute(sql("SELECT count(*) FROM agreement")).scalar_one())


_MEANT = sql(
    "SELECT id FROM agreement WHERE number = :wanted OR id = :beginning OR id LIKE :pattern ESCAPE '!' LIMIT 3"
)


LEAST_OF_ID = 8
"""More than of other ids, as numbers of agreements are typed in the same place and often are digits alone."""


def find_agreement(session: Session, given: str) -> str:
    """The history id found by a whole id, the beginning of one (8 characters or more), or a number.

    Raises WrongUse when no agreement matches, or several do.
    """
    wanted = given.strip()
    known = wanted.removeprefix(AGREEMENT_PREFIX)
    beginning = AGREEMENT_PREFIX + known
    values = {
        "wanted": wanted,
        "beginning": beginning,
        "pattern": _beginning(beginning) if len(known) >= LEAST_OF_ID else "",
    }
    found = [str(one) for one in session.connection().execute(_MEANT, values).scalars()]
    if not found:
        raise WrongUse(N_("There is no agreement {text}. See datapact agreement list."), text=wanted[:60])
    if len(found) > 1:
        raise WrongUse(N_("Several agreements fit {text}. Give the whole id."), text=wanted[:60])
    return found[0]


def keys_beginning(session: Session, beginning: str) -> list[int]:
    """The keys of the rows whose number or title begins with the text, for typing ahead; ASCII in either case."""
    conditions = f"number LIKE :pattern ESCAPE '!' OR {title_column()} LIKE :pattern ESCAPE '!'"
    found = session.connection().execute(
        sql(f"SELECT rowid FROM agreement WHERE {conditions}"),  # noqa: S608 - a constant
        {"pattern": _beginning(beginning)},
    )
    return [int(row[0]) for row in found]


def _beginning(words: str) -> str:
    """A pattern for LIKE with ``ESCAPE '!'``."""
    return re.sub(r"([!%_])", r"!\1", words) + "%"


def rows_of(session: Session, keys: Sequence[int]) -> dict[int, ListedAgreement]:
    """The rows with these keys; a key whose row is gone is left out."""
    statement = f"{_select()} WHERE rowid IN (SELECT value FROM json_each(:keys))"  # noqa: S608 - a constant
    return {row.key: row for row in _rows(session, statement, {"keys": json.dumps(list(keys))})}


def keys_of(session: Session, ids: Sequence[str]) -> list[int]:
    """The keys of agreements by history id; one that is not there is left out."""
    statement = sql("SELECT rowid FROM agreement WHERE id IN (SELECT value FROM json_each(:ids))")
    return [int(row[0]) for row in session.connection().execute(statement, {"ids": json.dumps(list(ids))})]


def set_archived(session: Session, ids: Sequence[str], archived: bool) -> None:
    """Move agreements to the archive or back; a view of the list, not a step in a history."""
    session.connection().execute(
        sql("UPDATE agreement SET archived = :archived WHERE id IN (SELECT value FROM json_each(:ids))"),
        {"archived": int(archived), "ids": json.dumps(list(ids))},
    )
