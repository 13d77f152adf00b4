"""Erase what is due, or one person's data on request, with a record of what was erased and why.

All of it happens in one transaction. Signatures and roots still verify: only disclosures, columns and salts are erased,
and the inputs of used decisions about these people, which then cannot be replayed. Copies in backups go with their
rotation; the automatic ones can be renewed at once.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import text

from datapact.base.errors import AnswerNo, Locked, WrongUse
from datapact.base.strictjson import parse_object
from datapact.base.texts import N_
from datapact.consent.decision.replay import LARGEST_INPUTS
from datapact.consent.recalls.pending import people_to_recall
from datapact.consent.records.delivered import signed_deliveries
from datapact.consent.records.event import Event
from datapact.consent.records.events import append_events
from datapact.consent.terms.subjects import one_form
from datapact.consent.views.erasing import Emptied, erase_delivery_rows, erase_files, erase_pairs, erase_recall_rows
from datapact.history.commitments.disclosure import WITHHELD
from datapact.history.entries import store as history_store
from datapact.history.entries.entry import places_in, without
from datapact.obligations.retention import rules
from datapact.obligations.retention.erasures import Erasure, record_erasure
from datapact.obligations.retention.rules import Rule
from datapact.organisation.acting.records import Record, rebuild_records, record_by_entry, records
from datapact.vault.database.entries import attachment

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


def people_numbered(session: Session, numbers: Collection[int]) -> dict[int, tuple[str, str]]:
    """Dataset and pseudonym of the people with these numbers, as far as they still exist."""
    listed = text(
        "SELECT id, dataset, pseudonym FROM consent_subject WHERE id IN (SELECT value FROM json_each(:numbers))"
    )
    rows = session.connection().execute(listed, {"numbers": json.dumps(sorted(numbers))})
    return {row.id: (row.dataset, row.pseudonym) for row in rows}


def erase_inputs(session: Session, people: Collection[tuple[str, str]], emptied: Emptied) -> None:
    """Erase the inputs of used decisions whose question named one of these people (dataset, pseudonym)."""
    datasets = {dataset for dataset, _pseudonym in people}
    for record in records(session, "decision"):
        dataset, digest = record.body.get("dataset"), str(record.body.get("inputs", ""))
        kept = attachment(session, digest) if dataset is WITHHELD or dataset in datasets else None
        if kept is None or b'"subjects":[' not in kept[1]:
            continue
        question = cast(Mapping[str, Any], parse_object(kept[1], limit=LARGEST_INPUTS).get("question"))
        if any((question["dataset"], one) in people for one in question["subjects"] or ()):
            erase_file(session, digest, emptied)
            emptied.entries.add(record.entry)


def erase_file(session: Session, digest: str, emptied: Emptied) -> None:
    """Erase an attachment by digest."""
    done = session.connection().execute(text("DELETE FROM attachment WHERE digest = :digest"), {"digest": digest})
    emptied.files += done.rowcount
    if done.rowcount:
        emptied.lost.add(digest)


MAY_ERASE = frozenset({"admin", "legal"})

PERSONAL: Mapping[str, tuple[str, ...]] = {
    "recall": ("note",),
    "recall_received": ("note",),
    "recall_acknowledged": ("note", "person", "evidence"),
    "recall_done": ("note", "person", "evidence"),
}
"""Members of records that may name people, by kind: they go when the recall's time has come."""


def erase_due(acting: Acting, kinds: Iterable[str] = rules.TYPES) -> tuple[Erasure, ...]:
    """Erase what is due by the rules of these types; one erasure record for each type with anything due.

    Raises Locked unless the member is legal or admin, WrongUse for an unknown type.
    """
    wanted = tuple(kinds)
    unknown = sorted(set(wanted) - set(rules.TYPES))
    if unknown:
        raise WrongUse(
            N_("There is no type of records “{name}”. Choose one of: {names}."),
            name=unknown[0],
            names=", ".join(rules.TYPES),
        )
    _check_roles(acting)
    made = []
    with acting.vault.write() as session:
        for rule in rules.rules(session):
            if rule.type.key in wanted:
                emptied = _empty(session, rule, acting.clock())
                if emptied:
                    made.append(record_erasure(acting, session, emptied, rule, "", ""))
    acting.vault.empty_log()
    return tuple(made)


def _empty(session: Session, rule: Rule, now: datetime) -> Emptied:
    emptied = Emptied()
    before = rules.seconds_before(rule, now)
    match rule.type.key:
        case "consent":
            pairs = rules.ended_consents(session, before)
            people = people_numbered(session, {subject for _scope, subject in pairs})
            erase_pairs(session, pairs, emptied)
            still = people_numbered(session, people)
            erase_inputs(session, {person for number, person in people.items() if number not in still}, emptied)
        case "delivery":
            erase_delivery_rows(session, rules.old_deliveries(session, before), emptied)
        case _:
            files: set[str] = set()
            erase_recall_rows(session, rules.rectified_lines(session, before), emptied)
            for recall in rules.finished_recalls(session, before):
                erase_recall_rows(session, rules.recall_lines(session, recall.entry), emptied)
                files |= _erase_words(session, recall, emptied)
            rebuild_records(session)
            erase_files(session, files, emptied)
    return emptied


_PERSON = text("SELECT id FROM consent_subject WHERE dataset = :dataset AND pseudonym = :pseudonym")
_SCOPES = text(
    "SELECT s.id, s.purpose, s.controller, n.state FROM consent_scope AS s"
    " CROSS JOIN consent_now AS n ON n.scope = s.id AND n.subject = :subject WHERE s.dataset = :dataset"
)
_GONE_TO = text("SELECT delivery, line FROM delivery_subject WHERE dataset = :dataset AND pseudonym = :pseudonym")
_RECALLED = text(
    "SELECT recall, line, delivery FROM recall_subject WHERE dataset = :dataset AND (pseudonym = :pseudonym OR sent_as = :pseudonym)"
    " AND salt IS NOT NULL"
)
_ERASED_EVENTS = text(
    "SELECT e.id FROM consent_scope AS s CROSS JOIN consent_event AS e ON e.scope = s.id AND e.subject = :subject"
    " WHERE s.dataset = :dataset AND e.state = 10"
)


def erase_person(acting: Acting, dataset: str, pseudonym: str, reason: str, *, objections_too: bool = False) -> Erasure:
    """Erase the records of one person in a dataset, on request (Art. 17 GDPR); ``reason`` names nobody.

    An objection that stands stays by its pseudonym: what was recorded of it bars whatever an import brings back
    (Art. 21(3), 17(1)(c), 17(3)(b) GDPR). ``objections_too`` is for data that the house holds no more.

    While recipients hold the person's data they have to be told first (Art. 19): then an event ``erased`` is recorded,
    which opens those recalls, and it and the lines of the deliveries stay (``kept``) until the recipients have
    answered; a second call erases the rest. Raises AnswerNo where nothing is recorded, WrongUse without a reason,
    Locked unless the member is legal or admin.
    """
    _check_roles(acting)
    if not reason.strip():
        raise WrongUse(N_("Say on what the erasure rests, such as the number of the request; name nobody."))
    if pseudonym in reason:
        raise WrongUse(N_("The reason must not name the person: it stays in the record."))
    pseudonym = one_form(pseudonym)
    with acting.vault.write() as session:
        connection = session.connection()
        person = {"dataset": dataset, "pseudonym": pseudonym}
        signed = {one.id: one for one in signed_deliveries(session) if one.id}
        sent = [row for row in connection.execute(_GONE_TO, person) if row.delivery in signed]
        told = connection.execute(_RECALLED, person).all()
        subject = connection.execute(_PERSON, person).scalar()
        if subject is None and not sent and not told:
            raise AnswerNo(N_("Nothing of this person is recorded in {dataset}."), dataset=dataset)
        if sent:
            _record_erased(acting, session, dataset, pseudonym, {signed[row.delivery].purpose for row in sent})
            subject = connection.execute(_PERSON, person).scalar()
        emptied = Emptied()
        open_recalls = _open_recalls(session)
        waiting = {
            one.delivery
            for people in people_to_recall(session).values()
            for one in people
            if one.pseudonym == pseudonym
        } | _unanswered(session, open_recalls, person)
        emptied.kept = sum(row.delivery in waiting for row in sent) + sum(
            row.recall in open_recalls and not row.delivery
            for row in told  # of partners that told us
        )
        if subject is not None:
            pairs = [
                (row.id, int(subject)) for row in connection.execute(_SCOPES, {"subject": subject, "dataset": dataset})
            ]
            keep = (
                frozenset(connection.execute(_ERASED_EVENTS, {"subject": subject, "dataset": dataset}).scalars())
                if waiting
                else frozenset()
            )
            erase_pairs(session, pairs, emptied, keep, objections_too=objections_too)
        erase_delivery_rows(session, [(row.delivery, row.line) for row in sent if row.delivery not in waiting], emptied)
        closed = [(row.recall, row.line) for row in told if row.recall not in open_recalls]
        erase_recall_rows(session, closed, emptied)
        _erase_letters(session, {recall for recall, _line in closed}, emptied)
        erase_inputs(session, {(dataset, pseudonym)}, emptied)
        if emptied.objections and not emptied and not emptied.kept:
            raise AnswerNo(
                N_(
                    "Only the objection of this person is left in {dataset}. It stays, so that no"
                    " later import or answer uses the data again (Art. 21 GDPR)."
                ),
                dataset=dataset,
            )
        made = record_erasure(acting, session, emptied, None, reason, dataset)
    acting.vault.empty_log()
    return made


def _record_erased(acting: Acting, session: Session, dataset: str, pseudonym: str, purposes: set[str]) -> None:
    """Record an event ``erased`` for the purposes that the person's data was delivered for, unless it is there."""
    now = acting.clock()
    connection = session.connection()
    subject = connection.execute(_PERSON, {"dataset": dataset, "pseudonym": pseudonym}).scalar()
    known: set[tuple[str, str]] = set()
    if subject is not None:
        for row in connection.execute(_SCOPES, {"subject": subject, "dataset": dataset}):
            if row.state == 10:
                known.add((row.purpose, row.controller))
    wanted = {(purpose, acting.organisation) for purpose in purposes} - known
    events = [
        Event(str(uuid.uuid4()), pseudonym, dataset, purpose, controller, "erased", now)
        for purpose, controller in sorted(wanted)
    ]
    if events:
        append_events(acting, session, events, source="erasure")


def _open_recalls(session: Session) -> frozenset[str]:
    """Entries of the recalls, ours and to us, that are not answered for good."""
    closed = {record.entry for record in rules.finished_recalls(session)}
    every = (record.entry for kind in ("recall", "recall_received") for record in records(session, kind))
    return frozenset(entry for entry in every if entry not in closed)


def _unanswered(session: Session, open_recalls: frozenset[str], person: Mapping[str, str]) -> set[int]:
    rows = session.connection().execute(
        text("SELECT recall, delivery FROM recall_subject WHERE dataset = :dataset AND pseudonym = :pseudonym"),
        dict(person),
    )
    return {row.delivery for row in rows if row.recall in open_recalls and row.delivery}


def _erase_words(session: Session, recall: Record, emptied: Emptied) -> set[str]:
    """Erase the names of people in the records of a recall; returns the digests of the files that these named."""
    files: set[str] = set()
    letter = recall.body.get("letter")
    if isinstance(letter, str) and letter:
        files.add(letter)
    found = [recall]
    for kind in ("recall_acknowledged", "recall_done"):
        found += records(session, kind, key=recall.key)
    for record in found:
        evidence = record.body.get("evidence")
        if isinstance(evidence, str) and evidence:
            files.add(evidence)
        members = PERSONAL[record.kind] + (("letter",) if record.kind == "recall" else ())
        if gone := erase_members(session, record.entry, members):
            emptied.records += 1
            emptied.parts.setdefault(record.entry, set()).update(gone)
            emptied.entries.add(record.entry)
    return files


def erase_members(session: Session, digest: str, members: Iterable[str]) -> frozenset[str]:
    """Erase non-empty members of an entry's body (RFC 9901 disclosures); returns the digests of these parts.

    The signature still verifies. The caller writes the records anew (``rebuild_records``).
    """
    entry = history_store.load_one(session, digest)
    if entry is None:
        return frozenset()
    wanted = {name for name in members if entry.body.get(name) not in (WITHHELD, None, "")}
    gone = [one for one, place in places_in(entry).items() if len(place) == 1 and place[0] in wanted]
    if not gone:
        return frozenset()
    history_store.save_disclosures(session, without(entry, gone, erased=True))
    return frozenset(gone)


def _erase_letters(session: Session, recalls: Iterable[str], emptied: Emptied) -> None:
    """Erase our copies of letters that name the person; the digest in the record still matches the recipient's."""
    for recall in recalls:
        record = record_by_entry(session, recall)
        letter = "" if record is None else record.body.get("letter", "")
        if letter:
            erase_file(session, letter, emptied)


def _check_roles(acting: Acting) -> None:
    if acting.member.roles.isdisjoint(MAY_ERASE):
        raise Locked(
            N_("Your roles do not allow this. It takes one of these roles: {roles}."),
            roles=", ".join(sorted(MAY_ERASE)),
        )
