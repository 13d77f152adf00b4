"""The table of obligations, one row an obligation and due day: derived anew when its agreement has changed, and all
from time to time.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, Index, Text, delete, insert, text
from sqlmodel import Field, SQLModel, select

from datapact.agreements.projection.reading_version import amendments_of
from datapact.base.clock import days_later
from datapact.base.local_time import day_of, local_zone
from datapact.base.progress import CountProgress
from datapact.base.texts import N_, Message
from datapact.history.entries import store as history_store
from datapact.history.fold.agreement import fold
from datapact.obligations.due.from_data import obligations_of_data, retention_obligations
from datapact.obligations.due.from_provision import obligations_of_provision
from datapact.obligations.due.from_term import obligations_of_time
from datapact.obligations.due.obligation import Derived, Obligation, key_of, read_message, series_of, write_message
from datapact.obligations.due.recorded import Marks, marks_of, own_obligations
from datapact.obligations.due.source import HORIZON_MONTHS, IN_FORCE_STAGES, Ground, ground_of, in_months, occurrences
from datapact.organisation.acting.log import directory
from datapact.vault.database.database import each_page_once
from datapact.vault.database.remembered import Remembered
from datapact.vault.database.stored_json import read_stored_json

if TYPE_CHECKING:
    from datapact.history.fold.authority import Directory
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


def _text(*, key: bool = False) -> Column[str]:
    return Column(Text, primary_key=key, nullable=False)


class ObligationRow(SQLModel, table=True):
    """An obligation with its due day (local day, ISO 8601); ``data`` is JSON of the other members of ``Obligation``."""

    __tablename__ = "obligation"
    __table_args__ = (
        Index("obligation_due", "state", "due", "nature", "series"),
        Index("obligation_series", "series", "state", "due"),
        Index("obligation_kind", "kind", "due"),
        Index("obligation_agreement", "agreement"),
    )
    key: str = Field(sa_column=_text(key=True))
    """16 hexadecimal digits; ``own:…`` for one of our own that does not recur."""
    agreement: str = Field(sa_column=_text())
    """History id; empty for the organisation."""
    series: str = Field(sa_column=_text())
    """The key shared by the occurrences of a recurring obligation."""
    kind: str = Field(sa_column=_text())
    """A key of ``obligation.KINDS``."""
    nature: str = Field(sa_column=_text())
    """"duty": overdue when its day has passed; "date": an event that passes by itself."""
    due: str = Field(sa_column=_text())
    """Such as ``2027-01-31``."""
    owner: str = Field(sa_column=_text())
    """Id of the member who looks after it; empty for nobody."""
    state: str = Field(sa_column=_text())
    """A key of ``obligation.STATES``."""
    data: str = Field(sa_column=_text())


class ObligationSource(SQLModel, table=True):
    """The head of an agreement's history its obligations were derived from, and the last day for which that holds."""

    __tablename__ = "obligation_source"
    agreement: str = Field(sa_column=_text(key=True))
    """History id; empty for the organisation."""
    head: str = Field(sa_column=_text())
    """Heads of the agreement and of those that amend it, with spaces; empty for the organisation."""
    until: str = Field(sa_column=_text())
    """Local day, ISO 8601."""


RENEW_AFTER_DAYS = 180
"""Greatest age of an unchanged agreement's derivation, far less than the horizon of recurring obligations."""

_SIGNED = "('signed', 'terminated')"
_HEADS = (  # names of ours alone
    "agreement.head || coalesce((SELECT ' ' || group_concat(change.head, ' ') FROM agreement AS change"
    " WHERE change.amends = agreement.id AND change.stage IN ('signed', 'terminated')), '')"
)
"""The head of an agreement and of those that amend it, from which its obligations follow."""
_OWN_TEXT = "(agreement.amends = '' OR NOT EXISTS (SELECT 1 FROM agreement AS core WHERE core.id = agreement.amends))"
"""An amendment counts through the agreement that it amends."""
_STALE = text(
    f"SELECT agreement.id, {_HEADS} AS heads FROM agreement LEFT JOIN obligation_source AS known"  # noqa: S608
    f" ON known.agreement = agreement.id WHERE agreement.stage IN {_SIGNED} AND {_OWN_TEXT}"
    f" AND (known.head IS NULL OR known.head <> {_HEADS} OR known.until < :today) LIMIT :most"
)
_GONE = text(
    "SELECT known.agreement FROM obligation_source AS known LEFT JOIN agreement ON agreement.id = known.agreement"  # noqa: S608
    f" WHERE known.agreement <> '' AND (agreement.id IS NULL OR NOT {_OWN_TEXT} OR (agreement.stage NOT IN {_SIGNED}"
    " AND NOT EXISTS (SELECT 1 FROM obligation WHERE obligation.agreement = agreement.id AND series LIKE 'own:%')))"
)
_HEADS_OF = text(f"SELECT {_HEADS} FROM agreement WHERE agreement.id = :id")  # noqa: S608

PORTION = 500
"""Number of agreements derived in one transaction."""


_NEWEST = text("SELECT running FROM entry ORDER BY seq DESC LIMIT 1")
_FRESH = Remembered[tuple[bytes, date], bool](8)
"""The newest entries (by the digest over all before them) and days with nothing stale."""
_LEFT = Remembered[tuple[bytes, date], list[tuple[str, str]]](1)
"""What a portion left for the next one, so that not each of hundreds looks through all agreements."""


def _moment_of(session: Session, today: date) -> tuple[bytes, date]:
    return bytes(session.connection().execute(_NEWEST).scalar_one()), today


def stale(session: Session, today: date, most: int = -1) -> list[tuple[str, str]]:
    """The signed agreements (history id, head) whose obligations are not derived from their present head; ``most`` of them, -1 all.

    One look at the newest entry is enough where nothing was written since this was last empty today.
    """
    if _FRESH.get(session, _moment_of(session, today)):
        return []
    connection = session.connection()
    with each_page_once(connection):
        return [(row[0], row[1]) for row in connection.execute(_STALE, {"today": today.isoformat(), "most": most})]


def refresh_stale(acting: Acting, progress: CountProgress | None = None, *, most: int = 0) -> int:
    """Bring the table of obligations up to date; returns how many agreements were derived anew.

    With ``most``, at most that many at once, so that others can write in between: call it until it returns fewer.

    It takes some milliseconds a changed agreement, in portions that stay when the rest is interrupted; it writes
    nothing where nothing changed, and one look at the newest entry is enough to see that.
    """
    now = acting.clock()
    today = day_of(now, zone := local_zone(now))
    with acting.vault.read() as session:
        moment = _moment_of(session, today)
        if _FRESH.get(session, moment):
            return 0
        left = _LEFT.get(session, moment) if most else None
        waiting = stale(session, today) if left is None else left
        with each_page_once(session.connection()):
            gone = [] if left else list(session.connection().execute(_GONE).scalars())
        first_time = session.get(ObligationSource, "") is None
        known = directory(session)
        if not waiting and not gone and not first_time:
            _FRESH.put(session, moment, True)
            return 0
    waiting, left = (waiting[:most], waiting[most:]) if most else (waiting, [])
    for begin in range(0, len(waiting), PORTION):
        with acting.vault.write(reader=True) as session, each_page_once(session.connection()):
            for place, (agreement, head) in enumerate(waiting[begin : begin + PORTION], begin + 1):
                _derive(session, acting.organisation, agreement, head, now, zone, known)
                if progress is not None:
                    progress(place, len(waiting))
    with acting.vault.write(reader=True) as session:
        for agreement in gone:
            _forget(session, agreement)
        _derive_organisation(session, today)
    with acting.vault.read() as session:  # deriving writes no entries, so the moment is the same
        _LEFT.put(session, moment, left)
        if not left:
            _FRESH.put(session, moment, True)
    return len(waiting)


def refresh(acting: Acting, session: Session, agreement: str) -> None:
    """Derive the obligations of one agreement (or, for "", of the organisation) anew, in the running transaction."""
    now = acting.clock()
    zone = local_zone(now)
    if not agreement:
        _derive_organisation(session, day_of(now, zone))
        return
    head = session.connection().execute(_HEADS_OF, {"id": agreement}).scalar()
    _derive(session, acting.organisation, agreement, str(head or ""), now, zone, directory(session))


def _derive(
    session: Session, organisation: str, agreement: str, head: str, now: datetime, zone: tzinfo, known: Directory
) -> None:
    entries = history_store.load(session, agreement)
    today = day_of(now, zone)
    state = fold(entries, known) if entries else None
    ground = None
    if state is not None and state.stage in IN_FORCE_STAGES:
        ground = ground_of(state, agreement, organisation, now, zone, amendments_of(session, agreement))
    marks = marks_of(session, agreement)
    derived = own_obligations(marks, in_months(today, HORIZON_MONTHS))
    if ground is not None:
        derived += derive(ground)
        derived += retention_obligations(ground, _deliveries(session, agreement, zone))
    _store(session, agreement, derived, marks, head, today, ground)


def derive(ground: Ground) -> list[Derived]:
    """All obligations from the terms of one agreement, by due day."""
    return sorted(
        [*obligations_of_time(ground), *obligations_of_data(ground), *obligations_of_provision(ground)],
        key=lambda one: (one.due, one.kind, one.place),
    )


def _deliveries(session: Session, agreement: str, zone: tzinfo) -> Iterator[tuple[str, str, str, date]]:
    from datapact.consent.records.corrections import never_left
    from datapact.organisation.acting.records import records
    from datapact.organisation.partners.references import reference_names

    gone = never_left(session)
    found = [record for record in records(session, "delivery", about=agreement) if record.entry not in gone]
    names = reference_names(session) if found else {}
    for record in found:
        recipient = str(record.body.get("recipient", ""))
        at = datetime.fromisoformat(str(record.body["at"])) if record.body.get("at") else record.recorded
        yield record.entry[:16], str(record.body.get("dataset", "")), names.get(recipient, recipient), day_of(at, zone)


def _derive_organisation(session: Session, today: date) -> None:
    marks = marks_of(session, "")
    horizon = in_months(today, HORIZON_MONTHS)
    derived = own_obligations(marks, horizon)
    first = (
        session.connection()
        .execute(text("SELECT min(due) FROM obligation WHERE kind IN ('measures', 'guarantees')"))
        .scalar()
    )
    if first:
        derived += [
            Derived(
                "training",
                "organisation",
                Message(N_("Train the people who have access to personal data of partners")),
                day,
                (
                    Message(N_("First one year after the first agreement with personal data, then once a year.")),
                    Message(N_("Once a year is practice, not statute; record another day where you agreed on one.")),
                ),
                occurrence=day,
                citation=Message(N_("Art. 29, 32(4) and 39(1)(b) GDPR")),
                source="CELEX:32016R0679",
            )
            for day in occurrences(date.fromisoformat(first), 12, date.fromisoformat(first), horizon)
        ]
    _store(session, "", derived, marks, "", today, None)


def forget_all(session: Session) -> None:
    """Empty the table, as after an erasure: it is then derived anew without the erased content."""
    session.connection().execute(delete(ObligationRow))
    session.connection().execute(delete(ObligationSource))
    _FRESH.forget(session)
    _LEFT.forget(session)


def _forget(session: Session, agreement: str) -> None:
    session.connection().execute(delete(ObligationRow).where(_rows().agreement == agreement))
    session.connection().execute(
        delete(ObligationSource).where(ObligationSource.__table__.c.agreement == agreement)  # type: ignore[attr-defined]
    )


def _rows() -> Any:
    return ObligationRow.__table__.c  # type: ignore[attr-defined]


def _store(
    session: Session,
    agreement: str,
    derived: Iterable[Derived],
    marks: Marks,
    head: str,
    today: date,
    ground: Ground | None,
) -> None:
    _forget(session, agreement)
    rows = {row["key"]: row for row in (_row(agreement, one, marks, ground) for one in derived)}
    if rows:
        session.connection().execute(insert(ObligationRow), list(rows.values()))
    until = days_later(today, RENEW_AFTER_DAYS)
    if ground is not None and ground.changes_on is not None:
        until = min(until, days_later(ground.changes_on, -1))
    session.add(ObligationSource(agreement=agreement, head=head, until=until.isoformat()))
    session.flush()


def _row(agreement: str, one: Derived, marks: Marks, ground: Ground | None) -> dict[str, str]:
    own = one.place.startswith("own:")
    series = one.place if own else series_of(agreement, one)
    key = one.place if own and one.occurrence is None else key_of(agreement, one)
    state = marks.state(key)
    if state == "open" and ground is not None and not ground.ours(one.party):
        state = "not_ours"
    data = {
        "title": write_message(one.title),
        "party": one.party,
        "party_name": ground.name(one.party) if ground is not None and one.party else "",
        "place": one.place,
        "citation": write_message(one.citation),
        "source": one.source,
        "steps": [write_message(step) for step in one.steps],
        "evidence": marks.evidence(key),
        "note": marks.note(key, series),
    }
    return {
        "key": key,
        "agreement": agreement,
        "series": series,
        "kind": one.kind,
        "nature": one.nature,
        "due": one.due.isoformat(),
        "owner": marks.owner(key, series),
        "state": state,
        "data": json.dumps(data, ensure_ascii=False),
    }


def obligation_of(row: Any, today: date, number: str = "", title: str = "") -> Obligation:
    """The obligation of a row of the table, as at ``today``."""
    data = read_stored_json(row.data)
    due = date.fromisoformat(row.due)
    return Obligation(
        key=row.key,
        agreement=row.agreement,
        kind=row.kind,
        title=read_message(data["title"]),
        due=due,
        state=row.state,
        overdue=row.state == "open" and row.nature == "duty" and due < today,
        owner=row.owner,
        party=data["party"],
        party_name=data["party_name"],
        nature=row.nature,
        series=row.series,
        place=data["place"],
        citation=read_message(data["citation"]) if data["citation"] else None,
        source=data["source"],
        steps=tuple(read_message(step) for step in data["steps"]),
        evidence=data["evidence"],
        note=data["note"],
        number=number,
        agreement_title=title,
    )


def row_by_key(session: Session, beginning: str) -> list[ObligationRow]:
    """At most three rows whose key begins with the text."""
    wanted = select(ObligationRow).where(_rows().key.startswith(beginning, autoescape=True)).limit(3)
    return list(session.exec(wanted))
