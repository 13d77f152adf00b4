"""Open recalls: which recipients have still to be told of withdrawals, and which have yet to confirm.

Nothing is kept as a task: tasks follow from the events of consent, the lists of deliveries, and the records of what was
told and confirmed. A withdrawal is not retroactive (Art. 7(3) GDPR): what was shared before does not become unlawful, but
recipients have to be told (Art. 19), found through the deliveries (C-154/21). It recalls data until the person agrees
anew; a refusal when asked again recalls nothing.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import text

from datapact.agreements.views.known_names import known_datasets
from datapact.base.clock import days_later, read_time, write_time
from datapact.base.local_time import day_of, local_zone
from datapact.consent.facts.purpose_links import other_terms
from datapact.consent.recalls.deadlines import agreed_days, follow_up_days, house_days
from datapact.consent.recalls.recall_names import dataset_called
from datapact.consent.recalls.rectified import untold
from datapact.consent.recalls.replies import ANSWERED, owed_answers, written_reply
from datapact.consent.recalls.rules import Ask, DeliveryReach, EventScope, reaches, request_of
from datapact.consent.recalls.settled import Confirmed, Settled, settled_by
from datapact.consent.recalls.task import RecallTask, Stage
from datapact.consent.records.delivered import Delivered, counting_deliveries, signed_deliveries
from datapact.consent.records.event import RECEIVED
from datapact.consent.terms.purposes import MARKETING, lies_within
from datapact.consent.terms.states import BY_CODE, CALLING_CODES, RECTIFIED
from datapact.organisation.acting.handed_over import HANDED, REPLY
from datapact.organisation.acting.records import Record, newest_records, records
from datapact.organisation.identity.own_history import own_organisation
from datapact.organisation.partners.references import reference_names
from datapact.vault.database.remembered import Remembered

if TYPE_CHECKING:
    from datapact.vault.database.session import Session


class PersonToRecall(NamedTuple):
    """A person in a delivery of whom the recipient has still to be told."""

    delivery: int
    """Id of the delivery's row in the database."""
    entry: str
    """Digest of the delivery's entry."""
    pseudonym: str
    """In our records."""
    sent_as: str
    """Pseudonym at the recipient, also where it is the same."""
    state: int
    """Code of ``states.BY_CODE``: what happened."""
    at: int
    """When it happened, seconds since 1970 (UTC)."""
    recorded: int
    """When we learned of it, seconds since 1970 (UTC): when we recorded it, or before that, when it is said to have arrived."""
    rectified: str = ""
    """Digest of the record of the rectification; empty for anything else."""
    what: str = ""
    """What was corrected; empty for anything else."""
    left: int = 0
    """When the data left, seconds since 1970 (UTC); of a rectification 0."""


class Group(NamedTuple):
    """The part of the news that goes into one recall."""

    recipient: str
    """Organisation id or ``external:N``."""
    dataset: str
    """Key of the dataset."""
    purpose: str
    """IRI or key that the data was delivered for."""
    agreement: str
    """History id of the delivery's agreement; empty for none."""
    ask: Ask
    """The request to the recipient."""
    learned: date
    """Local day on which we first learned of its people: whoever became known on another day has days of their own."""


_UNDATED = date(1970, 1, 1)
SCOPES = text("SELECT id, dataset, purpose, controller FROM consent_scope")
_STRENGTH: Mapping[Ask, int] = {"erase": 2, "erase_or_return": 1, "restrict": 0, "stop": 0, "rectify": 0}
# the five codes of CALLING_CODES, as literals so that the partial index is used
_LEARNED = (  # Art. 12(3) GDPR counts from receipt
    "min(e.recorded, coalesce(CASE WHEN json_valid(e.more)"
    f" THEN CAST(strftime('%s', json_extract(e.more, '$.{RECEIVED}')) AS INTEGER) END, e.recorded))"
)
_TO_TELL = text(
    f"SELECT p.delivery, p.pseudonym, p.sent_as, e.state, e.at, {_LEARNED} AS recorded"  # noqa: S608 - our own words
    " FROM consent_event AS e INDEXED BY consent_event_calling"
    " CROSS JOIN consent_subject AS s ON s.id = e.subject"
    " CROSS JOIN delivery_subject AS p INDEXED BY delivery_subject_is"
    "  ON p.dataset = s.dataset AND p.pseudonym = s.pseudonym"
    " CROSS JOIN consent_now AS n ON n.scope = e.scope AND n.subject = e.subject"
    " WHERE e.scope = :scope AND e.state IN (5, 7, 8, 9, 10)"
    # in force until the person agrees anew
    " AND (n.event = e.id OR (n.state NOT IN (2, 3) AND NOT EXISTS (SELECT 1 FROM consent_event AS g"
    "  WHERE g.scope = e.scope AND g.subject = e.subject AND g.state IN (2, 3)"
    "  AND (g.at > e.at OR (g.at = e.at AND g.id > e.id)))))"
    # told already, of this or of what asks for more
    " AND NOT EXISTS (SELECT 1 FROM recall_subject AS r WHERE r.delivery = p.delivery AND r.pseudonym = p.pseudonym"
    "  AND r.at >= e.at AND (r.state = e.state OR r.state = 10 OR (r.state IN (5, 7) AND e.state IN (8, 9))))"
)


def people_to_recall(session: Session, recipient: str | None = None) -> dict[Group, list[PersonToRecall]]:
    """The people of whom recipients have to be told, one group a recall; only one recipient where given."""
    own = own_organisation(session)
    known = reference_names(session).keys()
    connection = session.connection()
    delivered = {one.id: one for one in counting_deliveries(session) if one.id and recipient in (None, one.recipient)}
    by_dataset: dict[str, list[Delivered]] = {}
    for row in delivered.values():
        by_dataset.setdefault(row.dataset, []).append(row)
    others = OtherBases(session) if delivered else None
    called = other_terms(session)
    bases = {
        row.id: DeliveryReach(
            row.dataset,
            {row.purpose, *called.get((row.agreement, row.purpose), ())},
            row.recipient,
            row.basis,
        )
        for row in delivered.values()
    }
    groups: dict[Group, dict[tuple[int, str, int], PersonToRecall]] = {}
    strongest: dict[tuple[int, str], int] = {}
    for scope in connection.execute(SCOPES).all():
        about = EventScope(scope.dataset, scope.purpose, scope.controller)
        reached = {
            (row.id, code)
            for row in by_dataset.get(scope.dataset, ())
            for code in CALLING_CODES
            if reaches(BY_CODE[code].name, about, bases[row.id], own, known)
        }
        if not reached or others is None:
            continue
        for found in connection.execute(_TO_TELL, {"scope": scope.id}):
            if (found.delivery, found.state) not in reached:
                continue
            row = delivered[found.delivery]
            ask = request_of(
                BY_CODE[found.state].name,
                other_basis=others.allow(row.dataset, bases[row.id].purposes, row.recipient, row.at),
            )
            group = Group(row.recipient, row.dataset, row.purpose, row.agreement, ask, _UNDATED)
            person = (row.id, found.pseudonym)
            strongest[person] = max(strongest.get(person, 0), _STRENGTH[ask])
            people = groups.setdefault(group, {})
            one = PersonToRecall(
                *(row.id, row.entry, found.pseudonym, found.sent_as, found.state, found.at, found.recorded), left=row.at
            )
            before = people.get((row.id, found.pseudonym, found.state))
            if before is None or before.at < one.at:
                people[row.id, found.pseudonym, found.state] = one
    needed = {
        # a recipient that has to erase a person's data need not be told to restrict it
        group: [one for one in people.values() if strongest[one.delivery, one.pseudonym] == _STRENGTH[group.ask]]
        for group, people in groups.items()
    }
    for corrected in untold(session):
        left = delivered.get(corrected.delivery)
        if (
            left is not None and strongest.get((corrected.delivery, corrected.pseudonym), 0) == 0
        ):  # what goes is not corrected first
            group = Group(left.recipient, left.dataset, left.purpose, left.agreement, "rectify", _UNDATED)
            needed.setdefault(group, []).append(
                PersonToRecall(
                    left.id,
                    left.entry,
                    corrected.pseudonym,
                    corrected.sent_as,
                    RECTIFIED.code,
                    corrected.at,
                    int(corrected.recorded.timestamp()),
                    corrected.entry,
                    corrected.what,
                )
            )
    return dict(_by_day(needed))


def _by_day(groups: Mapping[Group, list[PersonToRecall]]) -> Iterator[tuple[Group, list[PersonToRecall]]]:
    """The groups parted by the local day on which we first learned of each person."""
    for group, people in groups.items():
        first: dict[str, int] = {}
        for one in people:
            first[one.pseudonym] = min(one.recorded, first.get(one.pseudonym, one.recorded))
        days: dict[date, list[PersonToRecall]] = {}
        for one in people:
            days.setdefault(_local(first[one.pseudonym]), []).append(one)
        yield from ((group._replace(learned=day), days[day]) for day in sorted(days))


def _local(recorded: int) -> date:
    moment = datetime.fromtimestamp(recorded, UTC)
    return day_of(moment, local_zone(moment))


class OtherBases:
    """Whether a recipient may keep the data of a delivery on a basis of its own that was on record before the data left.

    Nobody can switch from consent to another basis once it is withdrawn (EDPB 05/2020, 122), and our own basis lets
    nobody else keep data. A basis with a last day does not count: the data would have to go after it.
    """

    def __init__(self, session: Session) -> None:
        self._records = [
            record
            for record in newest_records(session, "legal_basis").values()
            if record.body.get("article") not in ("6(1)(a)", None)
            and record.body.get("special") != "9(2)(a)"
            and not record.body.get("valid_to")
        ]

    def allow(self, dataset: str, purposes: Collection[str], recipient: str, at: int) -> bool:
        """Whether the recipient had such a basis for dataset and purpose (by any of its names) at ``at`` (seconds since
        1970); one for a wider purpose is none."""
        return any(
            record.body.get("dataset") == dataset
            and str(record.body.get("purpose")) in purposes
            and record.body.get("controller") == recipient
            and record.body.get("recipient", "") in ("", recipient)
            and record.recorded.timestamp() <= at
            for record in self._records
        )


@dataclass(frozen=True, slots=True)
class PendingRecalls:
    """The recalls pending at one recipient: people it has not acknowledged, the oldest event, whether overdue."""

    recipient: str
    """Organisation id or ``external:N``."""
    people: int
    """Added up over its tasks, so that one person can count twice."""
    oldest: datetime
    """When we learned of it, UTC."""
    overdue: bool
    """Of any of its tasks."""


# withdrawn and invalidated ask for the same, so do objected and restricted
_ASKS = "CASE WHEN e.state = 10 THEN 10 WHEN e.state < 8 THEN 5 WHEN e.state = 8 AND :marketing THEN 8 ELSE 9 END"
_CALLED = (
    " FROM consent_event AS e INDEXED BY consent_event_calling"  # noqa: S608 - our own words
    " CROSS JOIN consent_now AS n ON n.scope = e.scope AND n.subject = e.subject"
    " WHERE e.scope IN (SELECT value FROM json_each(:scopes)) AND e.state IN (5, 7, 8, 9, 10) AND e.id >= :first"
    " AND e.batch NOT IN (SELECT value FROM json_each(:lists))"
    f" AND {_ASKS} || ' ' || {_LEARNED} NOT IN (SELECT value FROM json_each(:settled))"
    # the newest event of its person, apart from those that recall nothing: being asked again, refusal, expiry
    " AND (n.event = e.id OR (n.state IN (0, 1, 4, 6) AND NOT EXISTS (SELECT 1 FROM consent_event AS g"
    "  WHERE g.scope = e.scope AND g.subject = e.subject AND g.state NOT IN (0, 1, 4, 6)"
    "  AND (g.at > e.at OR (g.at = e.at AND g.id > e.id)))))"
)
_OWN = text(  # put together from our own words, as the next one is; a line for all who became known at one moment
    "SELECT f.asks AS state, f.recorded AS since, count(*) AS people FROM"  # noqa: S608
    f" (SELECT e.subject, {_ASKS} AS asks, min({_LEARNED}) AS recorded{_CALLED} GROUP BY 1, 2) AS f"
    " GROUP BY 1, 2 ORDER BY 1, 2"
)
_OWN_PEOPLE = text(
    f"SELECT s.pseudonym, c.state, c.at, c.asks, c.recorded"  # noqa: S608
    f" FROM (SELECT e.subject, e.state, e.at, {_LEARNED} AS recorded, {_ASKS} AS asks{_CALLED}) AS c"
    " JOIN consent_subject AS s ON s.id = c.subject ORDER BY s.pseudonym, c.at"
)


class _Unsettled(NamedTuple):
    """Whom we have not acted on, of a dataset and purpose."""

    dataset: str
    purpose: str
    scopes: list[int]
    first: int
    """Number of the first event that is not settled with all before it."""
    lists: tuple[int, ...]
    """Numbers of the lists behind it that are settled."""
    alone: frozenset[tuple[Ask, int]]
    """What was settled of one line alone: what was asked, and the moment at which its people became known."""

    def values(self) -> dict[str, Any]:
        """What ``_OWN`` and ``_OWN_PEOPLE`` ask with; an objection to marketing asks for more than one to other purposes."""
        marketing = lies_within(self.purpose, MARKETING)
        settled = [f"{code} {known}" for ask, known in self.alone for code in _ASK_CODES if self.ask(code) == ask]
        return {
            "scopes": json.dumps(self.scopes),
            "first": self.first,
            "lists": json.dumps(self.lists),
            "marketing": marketing,
            "settled": json.dumps(settled),
        }

    def ask(self, code: int) -> Ask:
        """What an event that ``_ASKS`` calls by this code asks of ourselves."""
        return request_of(BY_CODE[code].name, other_basis=False, marketing=lies_within(self.purpose, MARKETING))


_ASK_CODES = (5, 8, 9, 10)


_TOLD = text(
    "SELECT DISTINCT pseudonym, delivery, at FROM recall_subject WHERE recall = :recall AND pseudonym IS NOT NULL"
    " AND state IN (5, 7, 8, 9, 10)"
)
_SENT_ANSWERS = text(
    f"SELECT value FROM meta WHERE key GLOB '{ANSWERED}*' OR key GLOB '{HANDED}{REPLY}*' ORDER BY key"  # noqa: S608
)
_RUNNING = text("SELECT running FROM entry ORDER BY seq DESC LIMIT 1")


def open_recalls(session: Session, now: datetime) -> tuple[RecallTask, ...]:
    """All open steps of recalls, the earliest due day first.

    The result is kept until the next entry, so a second call costs next to nothing.
    """
    zone = local_zone(now)
    today = day_of(now, zone)
    standard, follow_up = house_days(session), follow_up_days(session)
    tasks = []
    for task, days, due in _derived(session):
        allowed = standard if days is None else days
        day = due or days_later(day_of(task.since, zone), allowed)
        if task.stage in ("wait", "confirm") and task.sent is not None:  # nobody can answer on the day it is told
            day = max(day, days_later(day_of(task.sent, zone), follow_up))
        tasks.append(replace(task, due=day, overdue=day < today))
    return _distinguished(
        sorted(tasks, key=lambda task: (task.due, _ORDER[task.stage], task.partner, task.dataset, task.recall))
    )


def _distinguished(tasks: Iterable[RecallTask]) -> tuple[RecallTask, ...]:
    """The steps, of which all but the first of a place bear the moment that tells them apart: where there is one step alone,
    its key stays what earlier programs gave it."""
    seen: set[tuple[str, ...]] = set()
    found = []
    for task in tasks:
        place = (task.stage, task.partner, task.dataset, task.purpose, task.ask)
        alone = task.stage not in ("tell", "own") or place not in seen
        found.append(task if alone else replace(task, known=write_time(task.since)))
        seen.add(place)
    return tuple(found)


_ORDER: Mapping[str, int] = {"answer": 0, "reply": 1, "own": 2, "tell": 3, "send": 4, "wait": 5, "confirm": 6}


def pending_by_recipient(session: Session, now: datetime) -> tuple[PendingRecalls, ...]:
    """The pending recalls of each recipient that has not acknowledged all of them, by reference."""
    found: dict[str, PendingRecalls] = {}
    for task in open_recalls(session, now):
        if task.stage in ("tell", "send", "wait"):
            before = found.get(task.partner, PendingRecalls(task.partner, 0, task.since, overdue=False))
            found[task.partner] = PendingRecalls(
                task.partner,
                before.people + task.people,
                min(before.oldest, task.since),
                before.overdue or task.overdue,
            )
    return tuple(found[recipient] for recipient in sorted(found))


type _Derived = tuple[RecallTask, int | None, date | None]

_DERIVED = Remembered[bytes, tuple[_Derived, ...]](8)


def _derived(session: Session) -> tuple[_Derived, ...]:
    # The running digest covers every entry before it; beside entries, only the notes about sent answers are read here.
    running = session.connection().execute(_RUNNING).scalar()
    if not isinstance(running, bytes):
        return ()
    sent = session.connection().execute(_SENT_ANSWERS).scalars()
    running += "".join(str(one) for one in sent).encode()
    missing = frozenset(one.entry for one in signed_deliveries(session) if one.row_missing)
    running += "".join(sorted(missing)).encode()  # a row can go, and come back, without an entry
    return _DERIVED.made(
        session,
        running,
        lambda: _named(
            session,
            (*_recall_tasks(session), *_confirmation_tasks(session), *_answer_tasks(session), *_own_tasks(session)),
            missing,
        ),
    )


def _named(session: Session, found: tuple[_Derived, ...], missing: frozenset[str]) -> tuple[_Derived, ...]:
    titles = known_datasets(session) if found else {}  # of all agreements, of which there can be very many
    return tuple(
        (
            replace(
                task,
                dataset_name=task.dataset_name or titles.get(task.dataset, ""),
                row_missing=not missing.isdisjoint(task.deliveries),
            ),
            days,
            due,
        )
        for task, days, due in found
    )


def _recall_tasks(session: Session) -> Iterable[_Derived]:
    for group, people in people_to_recall(session).items():
        task = RecallTask(
            stage="tell",
            partner=group.recipient,
            dataset=group.dataset,
            purpose=group.purpose,
            agreement=group.agreement,
            ask=group.ask,
            people=len({one.pseudonym for one in people}),
            since=datetime.fromtimestamp(min(one.recorded for one in people), UTC),
            due=_UNDATED,
            overdue=False,
            deliveries=tuple(sorted({one.entry for one in people})),
            late=len({one.pseudonym for one in people if one.left > one.at and not one.rectified}),
        )
        yield task, agreed_days(session, group.agreement, day_of(task.since, local_zone(task.since))), None


def _confirmation_tasks(session: Session) -> Iterable[_Derived]:
    answers = newest_records(session, "recall_acknowledged")
    steps = sendings(session)
    left = {one.id: one.at for one in signed_deliveries(session) if one.id}
    for key, record in newest_records(session, "recall").items():
        answer = answers.get(key)
        outcome = "" if answer is None else answer.body.get("outcome")
        if outcome in ("", "received"):
            sending = sending_of(record, steps)
            stage: Stage = "confirm" if outcome else ("wait" if sending.sent else "send")
            task = _of_record(record, stage, record.body["recipient"])
            late = {
                row.pseudonym
                for row in session.connection().execute(_TOLD, {"recall": record.entry})
                if left.get(row.delivery, row.at) > row.at
            }
            task = replace(task, mail_opened=sending.mail_opened, sent=sending.sent, late=len(late))
            if sending.sent is None and not outcome:  # until it is sent, the day to tell it stays where it was
                yield task, agreed_days(session, task.agreement, day_of(task.since, local_zone(task.since))), None
            else:
                yield task, None, _day(record)


class Sending(NamedTuple):
    """The state of sending a recall's file."""

    mail_opened: bool
    """The e-mail with it was opened."""
    sent: datetime | None
    """When a person says that it was sent, UTC; None while nobody does."""


def sendings(session: Session) -> dict[str, Sending]:
    """The records about sending, by the key of the recall. That it was sent stays, whatever is opened later."""
    found: dict[str, Sending] = {}
    for record in records(session, "recall_sent"):
        before = found.get(record.key, Sending(mail_opened=False, sent=None))
        sent = before.sent
        if record.body.get("step") == "sent" and sent is None:
            sent = read_time(record.body["at"]) if record.body.get("at") else record.recorded
        found[record.key] = Sending(before.mail_opened or record.body.get("step") == "mail_opened", sent)
    return found


def sending_of(record: Record, steps: Mapping[str, Sending]) -> Sending:
    """The state of the sending of this recall; one that an earlier program recorded counts as told then."""
    if not record.body.get("since"):
        return Sending(mail_opened=False, sent=record.recorded)
    return steps.get(record.key, Sending(mail_opened=False, sent=None))


def _answer_tasks(session: Session) -> Iterable[_Derived]:
    done = newest_records(session, "recall_done")
    owed = owed_answers(session)
    for key, record in newest_records(session, "recall_received").items():
        if key not in done:
            yield _of_partner(session, record, "answer"), None, _day_to_answer(record)
        elif key in owed:
            task, written = _of_partner(session, record, "reply"), written_reply(session, key, *owed[key])
            if written is not None:
                task = replace(task, written=read_time(written.written_at), mail_opened=written.opened)
            yield task, None, _day_to_answer(record)


def _of_partner(session: Session, record: Record, stage: Stage) -> RecallTask:
    body = record.body
    called = dataset_called(session, body["dataset"], body.get("agreement", ""), body.get("called", ()))
    return replace(_of_record(record, stage, body["sender"]), dataset_name=called)


def _of_record(record: Record, stage: Stage, partner: str) -> RecallTask:
    body = record.body
    return RecallTask(
        stage=stage,
        partner=partner,
        dataset=body["dataset"],
        purpose=body["purpose"],
        agreement=body.get("agreement", ""),
        ask=body["ask"],
        people=body["count"],
        since=known_since(record),
        due=_UNDATED,
        overdue=False,
        recall=record.key,
        letter=body.get("channel") == "letter",
        deliveries=tuple(body.get("deliveries", ())),
    )


def known_since(record: Record) -> datetime:
    """The moment at which we learned of what a recall is about; no later act moves it. Of an earlier program's the time of its entry."""
    since = record.body.get("since")
    return read_time(since) if isinstance(since, str) and since else record.recorded


def _day_to_answer(record: Record) -> date | None:
    """The last day to do what a partner asks; not before the day on which we learned of it, however late we were told."""
    said = _day(record)
    return None if said is None else max(said, day_of(record.recorded, local_zone(record.recorded)))


def _day(record: Record) -> date | None:
    try:
        return date.fromisoformat(record.body.get("due", ""))
    except ValueError:
        return None


def own_people(
    session: Session, dataset: str, purpose: str, ask: Ask, since: datetime | None = None
) -> tuple[tuple[str, str, int], ...]:
    """The people of an ``own`` step: pseudonym, state and time of the event that recalls the data, by pseudonym.

    ``since``: only those who first became known at this moment.
    """
    found = []
    for one in _unsettled(session):
        if (one.dataset, one.purpose) != (dataset, purpose):
            continue
        rows = [row for row in session.connection().execute(_OWN_PEOPLE, one.values()) if one.ask(row.asks) == ask]
        first: dict[str, int] = {}
        for row in rows:
            first[row.pseudonym] = min(row.recorded, first.get(row.pseudonym, row.recorded))
        found += [
            (str(row.pseudonym), BY_CODE[row.state].name, int(row.at))
            for row in rows
            if since is None or first[row.pseudonym] == int(since.timestamp())
        ]
    return tuple(found)


def _unsettled(session: Session) -> Iterator[_Unsettled]:
    """What we have not acted on, by dataset and purpose."""
    confirmed: dict[tuple[str, str], list[Confirmed]] = {}
    alone: dict[tuple[str, str], set[tuple[Ask, int]]] = {}
    for record in newest_records(session, "recall_done").values():
        place = (record.body["dataset"], record.body["purpose"])
        through, known = record.body.get("through"), record.body.get("known")
        if through:
            confirmed.setdefault(place, []).append((record.entry, int(read_time(through).timestamp())))
        elif known:
            alone.setdefault(place, set()).add((record.body["ask"], int(read_time(known).timestamp())))
    scopes: dict[tuple[str, str], list[int]] = {}
    for scope in session.connection().execute(SCOPES):
        scopes.setdefault((scope.dataset, scope.purpose), []).append(scope.id)
    settled = settled_by(session, confirmed)
    for place, numbers in scopes.items():
        done = settled.get(place, Settled(0, ()))
        if done.first is not None:
            yield _Unsettled(*place, numbers, done.first, done.lists, frozenset(alone.get(place, ())))


def _own_tasks(session: Session) -> Iterable[_Derived]:
    own = own_organisation(session)
    for one in _unsettled(session):
        for row in session.connection().execute(_OWN, one.values()):
            task = RecallTask(
                stage="own",
                partner=own,
                dataset=one.dataset,
                purpose=one.purpose,
                agreement="",
                ask=one.ask(row.state),
                people=row.people,
                since=datetime.fromtimestamp(row.since, UTC),
                due=_UNDATED,
                overdue=False,
            )
            yield task, None, None
