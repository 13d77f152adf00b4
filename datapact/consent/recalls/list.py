"""The list of recalls: what is to be done with each recipient, and what is done.

Open recalls come from ``pending``; recalls answered for good are added from the records, to show that everybody was
told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from datapact.agreements.views.known_names import known_datasets
from datapact.base.clock import read_time
from datapact.base.errors import Malformed
from datapact.base.local_time import day_of, local_zone
from datapact.base.texts import N_, Argument, Message
from datapact.consent.recalls.own_done import own_confirmations
from datapact.consent.recalls.pending import (
    PersonToRecall,
    known_since,
    open_recalls,
    own_people,
    people_to_recall,
    sending_of,
    sendings,
)
from datapact.consent.recalls.recall_names import dataset_called, purpose_called
from datapact.consent.recalls.records import people_of
from datapact.consent.recalls.replies import owed_answers
from datapact.consent.recalls.rules import Ask
from datapact.consent.recalls.task import RecallTask, Stage, late_words, recall_key
from datapact.consent.records.delivered import counting_deliveries, missing_words
from datapact.consent.records.events import moment
from datapact.consent.terms.some_people import NAMED, some_people
from datapact.consent.terms.states import BY_CODE
from datapact.contract.text.formatters import day_words
from datapact.contract.vocabulary.messages import OwnWords
from datapact.organisation.acting.handed_over import MAIL_OPENED
from datapact.organisation.acting.records import Record, newest_records, record_of
from datapact.organisation.identity.own_history import own_organisation
from datapact.organisation.identity.reference import is_external
from datapact.organisation.partners.references import reference_names

if TYPE_CHECKING:
    from datapact.vault.database.session import Session

type Step = Literal["tell", "send", "wait", "confirm", "answer", "reply", "own", "done"]

STEP_WORDS: Mapping[Step, str] = {
    "tell": N_("to be told"),
    "send": N_("written, not sent yet"),
    "wait": N_("told, not acknowledged yet"),
    "confirm": N_("acknowledged, result open"),
    "answer": N_("the partner calls back: act"),
    "reply": N_("done, reply not sent yet"),
    "own": N_("to do in our house"),
    "done": N_("done"),
}
"""The steps of a recall, in words."""
REPLY_WRITTEN = N_("done; reply written, not sent yet")


@dataclass(frozen=True, slots=True)
class RecallLine:
    """A line of the list: a task, or for ``done`` a recall that was answered for good."""

    step: Step
    """The step of the recall: a key of ``STEP_WORDS``."""
    partner: str
    """Reference; who was told or told us, and our own organisation for ``own``."""
    partner_name: str
    """Its reference where we have no name of it."""
    external: bool
    """A partner without DataPact: it is told by letter."""
    dataset: str
    """Key of the dataset."""
    dataset_name: Argument
    """The agreement's name for it, or its key."""
    purpose: str
    """IRI or key that the data was delivered for, or consent given for."""
    agreement: str
    """History id; empty for none."""
    ask: Ask
    """The request on the data."""
    people: int
    """Number of people; for a recall that of its record."""
    since: datetime
    """When we learned of the oldest event, UTC; no later act moves it."""
    due: date | None
    """Last local day to do it; None once it is done."""
    overdue: bool
    """``due`` lies before today."""
    sentence: Message
    """The step to take or taken, for people."""
    recall: str = ""
    """Key of the recall; empty before it was told, and for ``own``."""
    entry: str = ""
    """Digest of the record of the recall, ours or to us, once there is one."""
    letter: bool = False
    """Told by letter instead of a bundle."""
    outcome: str = ""
    """The outcome in the answer: a key of ``rules.OUTCOME_WORDS``; empty without an answer."""
    answered: datetime | None = None
    """Time of the answer, UTC; None without one."""
    note: str = ""
    """Free text of the answer, or of the recall while it is open; may be empty."""
    person: str = ""
    """The person who answered."""
    evidence: str = ""
    """Digest of the file that shows the answer; empty without one."""
    delivery: str = ""
    """Digest of the first delivery by which the data went."""
    written: datetime | None = None
    """When the file or letter was written, UTC; None before, and of a partner's recall."""
    mail_opened: bool = False
    """The e-mail with it was opened."""
    sent: datetime | None = None
    """When a person says that it was sent, UTC; None before."""
    purpose_name: OwnWords | None = None
    """What a partner that told us calls the purpose; None where it told no name, and of our own recalls."""
    named: tuple[str, ...] = ()
    """The first pseudonyms of its people, as in ``people_of_line``; of open lines, and of what was confirmed here."""
    sealed: bool = False
    """Of ``done``: the partner answered in a sealed file."""
    known: str = ""
    """As in ``RecallTask``."""
    declared: datetime | None = None
    """When the first of its people declared it, UTC; of open lines only. ``since`` is later where it was recorded later."""

    left_after: int = 0
    """Number of people whose data left after they had declared it; of lines that are told or to be told."""

    @property
    def late_delivery(self) -> Message | None:
        """That data left after the declaration; None where none did."""
        return late_words(self.left_after)

    @property
    def who(self) -> str:
        """The people by their pseudonyms; further ones as an ellipsis."""
        return some_people(self.named, self.people)

    @property
    def late_record(self) -> Message | None:
        """That it was declared on an earlier day than we recorded it; None where it was not. Our days run from the record,
        the law's from receipt (Art. 12(3), 19 GDPR), which may have been before."""
        if self.declared is None:
            return None
        zone = local_zone(self.since)
        declared, known = day_of(self.declared, zone), day_of(self.since, zone)
        if self.step == "done" or declared >= known:
            return None
        return Message(
            N_(
                "Declared on {declared}, on record here since {known}. The law counts from the day on which it reached you "
                "(Art. 12(3), 19 GDPR): if that was before, act without delay, whatever day stands here."
            ),
            {"declared": day_words(declared), "known": day_words(known)},
        )

    @property
    def own_word(self) -> Message | None:
        """That nothing but the word of who recorded it stands behind an answer: neither file, name nor remark, nor a sealed
        file of the partner; None where something does, or nothing was answered."""
        if (
            self.step != "done"
            or not self.outcome
            or self.sealed
            or self.evidence
            or self.person.strip()
            or self.note.strip()
        ):
            return None
        return Message(N_("none: our own word alone"))

    @property
    def step_words(self) -> Message:
        """The step in words, with the e-mail where it was opened."""
        if self.step in ("send", "reply") and self.mail_opened:
            return Message(MAIL_OPENED)
        return Message(REPLY_WRITTEN if self.step == "reply" and self.written else STEP_WORDS[self.step])

    @property
    def obligation(self) -> str:
        """The key of this step among the obligations."""
        return recall_key(self.step, self.partner, self.dataset, self.purpose, self.ask, self.recall or self.known)


def recall_lines(session: Session, now: datetime, *, done: bool = False) -> tuple[RecallLine, ...]:
    """Open recalls, the earliest due day first; with ``done`` also answered ones, the newest answer first."""
    names = reference_names(session)
    lines = [_named(session, _open(session, task, names)) for task in open_recalls(session, now)]
    if done:
        closed = [
            *_closed(session, names, to_us=False),
            *_closed(session, names, to_us=True),
            *_confirmed_here(session, names),
        ]
        lines += sorted(closed, key=lambda line: line.answered or line.since, reverse=True)
    return tuple(lines)


def unknown_people(session: Session) -> tuple[Message, ...]:
    """That nobody knows here whom deliveries concerned, so that recipients of theirs are in no line; nothing where it is known."""
    return missing_words(one for one in counting_deliveries(session) if one.list_missing)


def _named(session: Session, line: RecallLine) -> RecallLine:
    people = people_of_line(session, line)
    declared = moment(min(at for _subject, _state, at in people)) if people else None
    return replace(line, named=tuple(subject for subject, _state, _at in people[:NAMED]), declared=declared)


def recalled_people(session: Session, entry: str) -> tuple[tuple[str, str, int], ...]:
    """Pseudonym at the recipient, state and time (seconds since 1970) of everybody in a recall."""
    return tuple((one.subject, one.state, one.at) for one in people_of(session, entry))


def people_of_line(session: Session, line: RecallLine) -> tuple[tuple[str, str, int], ...]:
    """The people of a line: pseudonym (the recipient's, once it was told), state and time of everybody."""
    if line.entry:
        return recalled_people(session, line.entry)
    if line.step == "done":
        done = (one for one in own_confirmations(session, line.dataset) if one.record.key == line.recall)
        return next((one.people for one in done), ())
    if line.step == "own":
        return own_people(session, line.dataset, line.purpose, line.ask, line.since)
    return _each_once(_to_tell(session, line))


def _to_tell(session: Session, line: RecallLine) -> list[PersonToRecall]:
    """The people of a line of whom nobody was told yet, one for each delivery."""
    learned = day_of(line.since, local_zone(line.since))
    place = (line.partner, line.dataset, line.purpose, line.agreement, line.ask, learned)
    return next(
        (found for group, found in people_to_recall(session, line.partner).items() if tuple(group) == place), []
    )


def _each_once(people: Iterable[PersonToRecall]) -> tuple[tuple[str, str, int], ...]:
    """Pseudonym, state and time of everybody, once each, whatever the number of deliveries that carried them."""
    last = {
        one.pseudonym: (one.pseudonym, BY_CODE[one.state].name, one.at)
        for one in sorted(people, key=lambda one: one.at)
    }
    return tuple(sorted(last.values()))


def _open(session: Session, task: RecallTask, names: Mapping[str, str]) -> RecallLine:
    stage: Stage = task.stage
    record = None
    if task.recall:
        record = record_of(session, "recall_received" if stage in ("answer", "reply") else "recall", task.recall)
    replies = {"confirm": "recall_acknowledged", "reply": "recall_done"}
    answer = record_of(session, replies[stage], task.recall) if stage in replies else None
    return RecallLine(
        step=stage,
        partner=task.partner,
        partner_name=names.get(task.partner, task.partner),
        external=is_external(task.partner),
        dataset=task.dataset,
        dataset_name=task.dataset_name or task.dataset,
        purpose=task.purpose,
        agreement=task.agreement,
        ask=task.ask,
        people=task.people,
        since=task.since,
        due=task.due,
        overdue=task.overdue,
        sentence=task.sentence(names),
        recall=task.recall,
        entry="" if record is None else record.entry,
        letter=task.letter,
        outcome="" if answer is None else str(answer.body.get("outcome", "")),
        answered=None if answer is None else _time(answer),
        note="" if record is None else str(record.body.get("note", "")),
        person="" if answer is None else str(answer.body.get("person", "")),
        delivery=task.deliveries[0] if task.deliveries else "",
        purpose_name=None if record is None or stage not in ("answer", "reply") else purpose_called(record.body),
        written=task.written if stage == "reply" else None if record is None or stage == "answer" else record.recorded,
        mail_opened=task.mail_opened,
        sent=task.sent,
        known=task.known,
        left_after=task.late,
    )


def _closed(session: Session, names: Mapping[str, str], *, to_us: bool) -> list[RecallLine]:
    told, answers, partner = (
        ("recall_received", "recall_done", "sender") if to_us else ("recall", "recall_acknowledged", "recipient")
    )
    closing = newest_records(session, answers)
    records = newest_records(session, told)
    titles = known_datasets(session)
    steps = {} if to_us else sendings(session)
    owed = owed_answers(session) if to_us else {}
    found = []
    for key, record in records.items():
        answer = closing.get(key)
        if answer is None or answer.body.get("outcome") in ("received", None) or key in owed:
            continue
        body = record.body
        name = names.get(body[partner], body[partner])
        title = titles.get(str(body["dataset"]), str(body["dataset"]))
        if to_us:
            title = dataset_called(session, body["dataset"], body.get("agreement", ""), body.get("called", ()))
        arguments: dict[str, Argument] = {"partner": name, "dataset": title}
        sentence = (
            Message(N_("We answered {partner} about {dataset}."), arguments)
            if to_us
            else Message(N_("{partner} answered about {dataset}."), arguments)
        )
        found.append(
            RecallLine(
                step="done",
                partner=body[partner],
                partner_name=name,
                external=is_external(body[partner]),
                dataset=body["dataset"],
                dataset_name=title,
                purpose_name=purpose_called(body) if to_us else None,
                purpose=body["purpose"],
                agreement=body.get("agreement", ""),
                ask=body["ask"],
                people=body["count"],
                since=known_since(record),
                written=None if to_us else record.recorded,
                sent=None if to_us else sending_of(record, steps).sent,
                due=None,
                overdue=False,
                sentence=sentence,
                recall=key,
                entry=record.entry,
                letter=body.get("channel") == "letter",
                outcome=str(answer.body["outcome"]),
                sealed=answer.body.get("channel") == "bundle",
                answered=_time(answer),
                note=str(answer.body.get("note", "")),
                person=str(answer.body.get("person", "")),
                evidence=str(answer.body.get("evidence", "")),
            )
        )
    return found


def _confirmed_here(session: Session, names: Mapping[str, str]) -> list[RecallLine]:
    """A line for everything that we confirmed in our own house."""
    own = own_organisation(session)
    titles = known_datasets(session)
    found = []
    for one in own_confirmations(session):
        body = one.record.body
        title = titles.get(str(body["dataset"]), str(body["dataset"]))
        found.append(
            RecallLine(
                step="done",
                partner=own,
                partner_name=names.get(own, own),
                external=False,
                dataset=body["dataset"],
                dataset_name=title,
                purpose=body["purpose"],
                agreement="",
                ask=one.ask,
                people=len(one.people),
                since=one.since,
                due=None,
                overdue=False,
                sentence=Message(
                    N_("It was confirmed what was done here with called-back data of {dataset}."), {"dataset": title}
                ),
                recall=one.record.key,
                outcome=one.outcome,
                answered=one.at,
                note=str(body.get("note", "")),
                person=str(body.get("person", "")),
                evidence=str(body.get("evidence", "")),
                named=tuple(subject for subject, _state, _at in one.people[:NAMED]),
            )
        )
    return found


def _time(record: Record) -> datetime:
    try:
        return read_time(record.body.get("at"))
    except Malformed:
        return record.recorded
