"""Messages about recalls in a bundle to one partner, and their handling on arrival.

A recall is repeated in every bundle until its recipient has said what it did; the recipient answers each time. So a
file lost either way costs only a repetition. Bundles for several recipients carry no recalls: the pseudonyms concern
one recipient only.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from datapact.agreements.views.known_names import dataset_in, known_datasets
from datapact.base.clock import read_time
from datapact.base.day_words import long_date
from datapact.base.errors import Damaged
from datapact.base.local_time import day_of, local_zone
from datapact.base.texts import N_, Argument, Message, counted
from datapact.consent.recalls.confirmations import Outcome, note_acknowledgement, why_not_then
from datapact.consent.recalls.recall_names import dataset_called
from datapact.consent.recalls.records import Recall, arrival_key, note_arrival, recalls_to
from datapact.consent.recalls.replies import answered_key, note_reply_written, owed_answers
from datapact.consent.recalls.rules import ASK_WORDS, OUTCOME_WORDS, Ask
from datapact.contract.text.value_words import bilingual
from datapact.exchange.bundle.contents import OrganisationMessage
from datapact.exchange.bundle.limits import LIMITS
from datapact.exchange.bundle.withdrawals import Withdrawal, WithdrawalAcknowledged, digest_of
from datapact.history.state.organisation import OrganisationLine
from datapact.organisation.acting.records import Record, newest_records, record_of
from datapact.vault.database.entries import get_meta, set_meta

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

MOST_IN_A_BUNDLE = 500
"""Recalls, and answers, in one bundle; the others follow with the next."""
MOST_PEOPLE_IN_A_BUNDLE = LIMITS.recalled_people
MOST_WAITING = 200_000
"""People in notices of one partner that nobody here has answered. What goes beyond is not recorded before some are: it
comes again with every file of the partner until it is answered, so nothing is lost, and nobody fills our vault."""
MOST_NOTICES_WAITING = 2_000
"""The same for the notices themselves."""


def recall_messages(
    session: Session, partners: Sequence[str], now: datetime, *, most_people: int = MOST_PEOPLE_IN_A_BUNDLE
) -> list[OrganisationMessage]:
    """The messages about recalls in a bundle for these partners: none unless it is for only one.

    It notes that answers are written, so call it in the transaction that writes the bundle.
    """
    if len(partners) != 1:
        return []
    (partner,) = partners
    told: list[OrganisationMessage] = []
    for recall in recalls_to(session, partner)[:MOST_IN_A_BUNDLE]:
        most_people -= len(recall.people)
        if most_people < 0:
            break
        if recall.people:  # none where all people were erased since
            told.append(_withdrawal(recall))
    return [*told, *_replies(session, partner, now)]


def _withdrawal(recall: Recall) -> Withdrawal:
    return Withdrawal(
        id=recall.key,
        entry=recall.entry,
        agreement=recall.agreement,
        dataset=recall.dataset_words or recall.dataset,
        purpose=recall.purpose,
        ask=recall.ask,
        due="" if recall.due is None else recall.due.isoformat(),
        note=recall.note,
        people=recall.people,
        called=recall.called,
    )


def _replies(session: Session, partner: str, now: datetime) -> list[OrganisationMessage]:
    answers: list[OrganisationMessage] = []
    owed = [(key, *both) for key, both in owed_answers(session).items() if both[0].body["sender"] == partner]
    for key, arrived, done in owed[:MOST_IN_A_BUNDLE]:
        record = arrived if done is None else done
        answers.append(
            WithdrawalAcknowledged(
                id=key.partition(".")[2],
                entry=record.entry,
                outcome="received" if done is None else done.body["outcome"],
                at=record.recorded if done is None else read_time(done.body["at"]),
                evidence="" if done is None else done.body.get("evidence", ""),
                note="" if done is None else done.body.get("note", ""),
            )
        )
        note_reply_written(session, key, partner, record.entry, now)
    return answers


def take_recall_messages(
    acting: Acting, session: Session, sender: OrganisationLine, messages: Sequence[OrganisationMessage]
) -> list[Message]:
    """Record the messages about recalls in a partner's bundle; a sentence for each new one. Raises Damaged.

    An answer to a recall unknown to this vault is passed over: a restored vault may have lost the recall.
    """
    if sender.id == acting.organisation:
        return []
    news: list[Message] = []
    calling = any(isinstance(one, Withdrawal) for one in messages)
    notices, waiting = _waiting(session, sender.id) if calling else (0, 0)
    left_out = 0
    for message in messages:
        match message:
            case Withdrawal():
                known = record_of(session, "recall_received", arrival_key(sender.id, message.id)) is not None
                many = waiting + len(message.people) > MOST_WAITING or notices >= MOST_NOTICES_WAITING
                if many and not known:
                    left_out += 1
                    continue
                news += _take_withdrawal(acting, session, sender, message)
                if not known:
                    notices, waiting = notices + 1, waiting + len(message.people)
            case WithdrawalAcknowledged():
                news += _take_acknowledgement(acting, session, sender, message)
            case _:
                pass
    if left_out:
        news.append(
            counted(
                "{n} notice of {sender} about called-back data was not recorded: at most {notices} notices about {most} people "
                "wait for your reply at a time. Reply to some; then it is taken in with the next file.",
                "{n} notices of {sender} about called-back data were not recorded: at most {notices} notices about {most} "
                "people wait for your reply at a time. Reply to some; then the others are taken in with the next file.",
                left_out,
                sender=sender.state.name,
                notices=MOST_NOTICES_WAITING,
                most=MOST_WAITING,
            )
        )
    return news


def _waiting(session: Session, sender: str) -> tuple[int, int]:
    """The number of a partner's recalls on record here without our answer, and of people in them."""
    done = newest_records(session, "recall_done")
    people = [
        int(record.body["count"])
        for key, record in newest_records(session, "recall_received").items()
        if record.body["sender"] == sender and key not in done
    ]
    return len(people), sum(people)


def _take_withdrawal(acting: Acting, session: Session, sender: OrganisationLine, message: Withdrawal) -> list[Message]:
    told = Recall(
        key=message.id,
        entry=message.entry,
        partner=sender.id,
        dataset=message.dataset,
        purpose=message.purpose,
        agreement=message.agreement,
        ask=next(ask for ask in _ASKS if ask == message.ask),
        due=date.fromisoformat(message.due) if message.due else None,
        note=message.note,
        people=message.people,
        called=message.called,
    )
    called = dataset_called(session, told.dataset, told.agreement, told.called)
    record = note_arrival(acting, session, sender.id, told, digest_of(message))
    if record is None:
        key = answered_key(arrival_key(sender.id, message.id))
        if get_meta(session, key) is None:
            return []  # our answer has not been sent yet
        set_meta(session, key, None)
        names: dict[str, Argument] = {"sender": sender.state.name, "dataset": called}
        return [
            Message(
                N_("{sender} asks again about called-back data in {dataset}. The reply goes out with your next file."),
                names,
            )
        ]
    now = acting.clock()
    today = day_of(now, local_zone(now)).isoformat()  # nobody is late with what it has just learned of
    due = _day(max(message.due, today)) if message.due else Message(N_("without undue delay"))
    if message.ask == "rectify":
        return [
            counted(
                "{sender} corrected data of {n} person in the dataset {dataset}: correct it as well. Due: {due}.",
                "{sender} corrected data of {n} people in the dataset {dataset}: correct it as well. Due: {due}.",
                len(message.people),
                sender=sender.state.name,
                dataset=called,
                due=due,
            )
        ]
    sentence = counted(
        "{sender} calls back data of {n} person in the dataset {dataset}. You are asked to: {ask}. Due: {due}.",
        "{sender} calls back data of {n} people in the dataset {dataset}. You are asked to: {ask}. Due: {due}.",
        len(message.people),
        sender=sender.state.name,
        dataset=called,
        ask=Message(ASK_WORDS[message.ask]),
        due=due,
    )
    return [sentence]


def _dataset_name(session: Session, dataset: str, agreement: str) -> Argument:
    """The dataset's name in our copy of the agreement, else in any of ours; its key where none names it."""
    return dataset_in(session, agreement, dataset) or known_datasets(session).get(dataset, dataset)


def _day(text: str) -> Message:
    day = date.fromisoformat(text)
    return bilingual(long_date(day, "de"), long_date(day, "en"))


_ASKS: tuple[Ask, ...] = ("erase", "erase_or_return", "restrict", "stop", "rectify")


def _take_acknowledgement(
    acting: Acting, session: Session, sender: OrganisationLine, message: WithdrawalAcknowledged
) -> list[Message]:
    recall = record_of(session, "recall", message.id)
    if recall is None:
        return []
    if recall.body["recipient"] != sender.id:
        raise Damaged(N_("This bundle answers a notice that went to somebody else. Nothing was taken in."))
    outcome: Outcome = next(one for one in _OUTCOMES if one == message.outcome)
    record = note_acknowledgement(
        acting, session, recall, outcome, message.at, message.entry, message.evidence, message.note
    )
    if record is None:
        return []
    called = _dataset_name(session, str(recall.body["dataset"]), str(recall.body.get("agreement", "")))
    names: dict[str, Argument] = {"sender": sender.state.name, "dataset": called}
    return [_what_is_answered(recall, outcome, names), *_wrong_clock(recall, message.at, acting.clock(), names)]


def _wrong_clock(recall: Record, at: datetime, now: datetime, names: dict[str, Argument]) -> list[Message]:
    """A sentence where the sender's time of the answer cannot be: the time of its arrival is recorded instead."""
    if why_not_then(recall, at, now) is None:
        return []
    zone = local_zone(now)
    words = N_(
        "By its own clock {sender} replied about {dataset} on {day}; our notice is of {since}. The day on which the reply"
        " arrived is recorded instead. Ask {sender} when it acted."
    )
    days: dict[str, Argument] = {
        "day": day_of(at, zone).isoformat(),
        "since": day_of(recall.recorded, zone).isoformat(),
    }
    return [Message(words, {**names, **days})]


def _what_is_answered(recall: Record, outcome: Outcome, names: dict[str, Argument]) -> Message:
    if outcome == "received":
        if recall.body.get("ask") == "rectify":
            return Message(N_("{sender} confirms that it was told whose data in {dataset} was corrected."), names)
        return Message(N_("{sender} confirms that it was told whose data in {dataset} is called back."), names)
    done = Message(OUTCOME_WORDS[outcome])
    if outcome == "rectified":
        return Message(N_("{sender} confirms that it corrected the data in {dataset}."), names)
    return Message(N_("{sender} confirms about the called-back data in {dataset}: {done}."), {**names, "done": done})


_OUTCOMES: tuple[Outcome, ...] = ("received", "erased", "returned", "restricted", "stopped", "rectified", "kept")
