"""The story of one person's data in sentences: consent events, expired consents, deliveries, recalls, answers.

The person is a pseudonym in one dataset. The sentences contain only recorded facts; the newest comes first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from datapact.base.day_words import long_date
from datapact.base.local_time import day_of, local_zone
from datapact.base.texts import N_, Argument, Message, current_language
from datapact.consent.deliveries.disclosure_log import Given, PersonRecall, disclosure_log_of
from datapact.consent.notices.notices import notices
from datapact.consent.recalls.own_done import OwnDone, own_confirmations
from datapact.consent.recalls.rectified import Rectification, rectifications_of
from datapact.consent.recalls.rules import ASK_WORDS, OUTCOME_WORDS
from datapact.consent.records.corrections import correction_words
from datapact.consent.records.delivered import missing_words
from datapact.consent.records.event import Event
from datapact.consent.records.events import events_of, moment
from datapact.consent.records.status import ConsentStatus, standings
from datapact.consent.records.taken_back import Remark, remark_on
from datapact.consent.terms.named_purposes import purpose_names
from datapact.consent.terms.purpose_names import PurposeNames
from datapact.consent.terms.states import CALLED_FOR, CALLING, RECTIFIED, VALID
from datapact.consent.terms.subjects import one_form
from datapact.organisation.partners.references import reference_names

if TYPE_CHECKING:
    from datapact.vault.database.session import Session

type What = Literal["event", "ran_out", "left", "told", "answered"]

_SENTENCES: Mapping[str, str] = {
    "unknown": N_("Something about the consent to “{purpose}” is recorded that has no known state ({controller})."),
    "requested": N_("Consent was asked for: “{purpose}”, {controller}."),
    "given": N_("Consent was given: “{purpose}”, {controller}."),
    "renewed": N_("Consent was renewed: “{purpose}”, {controller}."),
    "refused": N_("Consent was refused: “{purpose}”, {controller}."),
    "withdrawn": N_("Consent was withdrawn: “{purpose}”, {controller}."),
    "expired": N_("Consent ended: “{purpose}”, {controller}."),
    "invalidated": N_("Consent was found to be invalid: “{purpose}”, {controller}."),
    "objected": N_("The person objected: “{purpose}”, {controller} (Art. 21 GDPR)."),
    "restricted": N_("Processing was restricted: “{purpose}”, {controller} (Art. 18 GDPR)."),
    "erased": N_("The data had to be erased: “{purpose}”, {controller} (Art. 17 GDPR)."),
}


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened. ``event`` is set for events, ``delivery`` (digest) for deliveries."""

    at: datetime
    """When it happened, UTC."""
    what: What
    """Something about consent, a consent that ran out, data that left, a recall, its answer."""
    state: str
    """Of the event, of the consent that ran out, or of the recall's cause."""
    sentence: Message
    """The recorded fact, for people."""
    details: tuple[Message, ...] = ()
    """Further sentences, may be empty."""
    event: Event | None = None
    delivery: str = ""

    @property
    def form(self) -> str:
        """Digest of the signed form that is kept with the event; empty without one."""
        return self.event.more.get("evidence_digest", "") if self.event is not None else ""


@dataclass(frozen=True, slots=True)
class Story:
    """The story of one person, newest first; ``standing`` is the status now, scope by scope."""

    dataset: str
    """Key of the dataset."""
    subject: str
    """Pseudonym in our records."""
    at: datetime
    """Moment of the question, UTC."""
    standing: tuple[ConsentStatus, ...]
    happenings: tuple[TimelineEntry, ...]
    """Of one second, what was found later comes first."""
    names: Mapping[str, str]
    """Of parties, by reference."""

    @property
    def can_withdraw(self) -> bool:
        """Whether there is a valid or expired consent to withdraw."""
        return any(one.event.state in VALID for one in self.standing)


def story_of(session: Session, dataset: str, subject: str, now: datetime) -> Story:
    """The story of a person in a dataset; index look-ups only, whatever the size."""
    names = reference_names(session)
    found: list[TimelineEntry] = []
    today = day_of(now, local_zone(now))
    purposes = purpose_names(session, today, datasets=(dataset,))
    told = {key: one.named for key, one in notices(session).items()}
    for number, event in events_of(session, dataset=dataset, subject=subject):
        remark = remark_on(session, number, today) if event.state in CALLING else None
        found.append(_event(event, names, purposes, told, now, remark))
    standing = standings(session, subject, now, dataset=dataset)
    found += [_ran_out(one, names, purposes) for one in standing if one.state == "expired" and one.event.state in VALID]
    found += [_corrected(one) for one in rectifications_of(session, dataset, one_form(subject))]
    found += [
        entry
        for one in own_confirmations(session, dataset)
        for entry in _confirmed_here(one, one_form(subject), purposes)
    ]
    told_by: set[str] = set()
    for given in disclosure_log_of(session, dataset, subject, now).given:
        found.append(_left(given, purposes))
        for called in given.recalls:
            if called.recall in told_by:
                continue  # one notice about several deliveries is one happening
            told_by.add(called.recall)
            if called.sent is not None:
                found.append(_recall_entry(given, called, called.sent))
            if called.acknowledged is not None:
                found.append(_confirmation_entry(given, called, called.acknowledged))
    places = {id(one): place for place, one in enumerate(found)}
    found.sort(key=lambda one: (one.at, places[id(one)]), reverse=True)
    return Story(dataset, subject, now, tuple(standing), tuple(found), names)


def _about(event: Event, names: Mapping[str, str], purposes: PurposeNames) -> dict[str, Argument]:
    return {
        "purpose": purposes.name(event.purpose, dataset=event.dataset),
        "controller": names.get(event.controller, event.controller),
    }


def _event(
    event: Event,
    names: Mapping[str, str],
    purposes: PurposeNames,
    notice_names: Mapping[tuple[str, str], Message],
    now: datetime,
    remark: Remark | None = None,
) -> TimelineEntry:
    details: list[Message] = []
    if remark is not None:
        details.append(remark.words)
    if event.until is not None and event.state in VALID:
        details.append(Message(N_("Valid until {day}."), {"day": _day(event.until, now)}))
    if event.notice:
        details.append(
            Message(
                N_("On the notice {notice}."),
                {
                    "notice": notice_names.get((event.notice, event.notice_version))
                    or f"{event.notice} {event.notice_version}"
                },
            )
        )
    if event.explicit:
        details.append(Message(N_("Declared explicitly.")))
    if event.more.get("guardian"):
        details.append(
            Message(N_("Declared by the holder of parental responsibility {who}."), {"who": event.more["guardian"]})
        )
    if event.more.get("evidence_digest"):
        details.append(Message(N_("The digest of a signed form is kept with it.")))
    elif event.more.get("evidence"):
        details.append(Message(N_("Evidence: {where}"), {"where": event.more["evidence"]}))
    return TimelineEntry(
        event.at,
        "event",
        event.state,
        Message(_SENTENCES[event.state], _about(event, names, purposes)),
        tuple(details),
        event,
    )


def _corrected(one: Rectification) -> TimelineEntry:
    sentence = Message(N_("The data was corrected: {what} (Art. 16 GDPR)."), {"what": one.what})
    return TimelineEntry(moment(one.at), "event", RECTIFIED.name, sentence)


def _ran_out(one: ConsentStatus, names: Mapping[str, str], purposes: PurposeNames) -> TimelineEntry:
    assert one.event.until is not None
    sentence = Message(N_("Consent ran out: “{purpose}”, {controller}."), _about(one.event, names, purposes))
    return TimelineEntry(one.event.until, "ran_out", "expired", sentence)


def _left(given: Given, purposes: PurposeNames) -> TimelineEntry:
    delivery = given.delivery
    asked = delivery.agreed or delivery.purpose
    purpose = purposes.name(asked, agreement=delivery.agreement, dataset=delivery.dataset)  # a letter is more reserved
    arguments: dict[str, Argument] = {"recipient": given.name, "purpose": purpose}
    details = [*missing_words((delivery,))]
    if given.left_after is not None:
        details += given.left_after.words()
    if delivery.decision:
        details.append(Message(N_("It relied on an answer that is on record.")))
    elif delivery.reason:
        details.append(Message(N_("Without an answer, because: {reason}"), {"reason": delivery.reason}))
    if given.overridden:
        details.append(
            Message(
                N_("The answer did not allow it. Reason that was recorded: {reason}"),
                {"reason": delivery.override_reason},
            )
        )
    details += [correction_words(one) for one in given.corrections]
    return TimelineEntry(
        delivery.at,
        "left",
        "",
        Message(N_("Data left to {recipient} for “{purpose}”."), arguments),
        tuple(details),
        delivery=delivery.entry,
    )


def _recall_entry(given: Given, called: PersonRecall, at: datetime) -> TimelineEntry:
    arguments: dict[str, str | int | Message] = {
        "recipient": given.name,
        "why": Message(CALLED_FOR[called.state].label),
        "ask": Message(ASK_WORDS.get(called.ask, called.ask)),
    }
    sentence = (
        Message(N_("{recipient} was told by letter ({why}) and asked: {ask}."), arguments)
        if called.by_letter
        else Message(N_("{recipient} was told ({why}) and asked: {ask}."), arguments)
    )
    return TimelineEntry(at, "told", called.state, sentence, delivery=given.delivery.entry)


def _confirmation_entry(given: Given, called: PersonRecall, at: datetime) -> TimelineEntry:
    outcome = Message(OUTCOME_WORDS.get(called.outcome, called.outcome))
    sentence = Message(N_("{recipient} answered: {outcome}."), {"recipient": given.name, "outcome": outcome})
    details = (Message(N_("Remark: {words}"), {"words": called.note}),) if called.note else ()
    return TimelineEntry(at, "answered", called.state, sentence, details, delivery=given.delivery.entry)


def _confirmed_here(done: OwnDone, subject: str, purposes: PurposeNames) -> Iterator[TimelineEntry]:
    """What was done in our own house, where the person is among those for whom it was confirmed."""
    state = next((state for pseudonym, state, _at in done.people if pseudonym == subject), "")
    if not state:
        return
    body = done.record.body
    sentence = Message(
        N_("It was confirmed for “{purpose}” what was done here with the data: {outcome}."),
        {
            "purpose": purposes.name(body["purpose"], dataset=body["dataset"]),
            "outcome": Message(OUTCOME_WORDS.get(done.outcome, done.outcome)),
        },
    )
    note = str(body.get("note", ""))
    details = (Message(N_("Remark: {words}"), {"words": note}),) if note else ()
    yield TimelineEntry(done.at, "answered", state, sentence, details)


def _day(moment: datetime, now: datetime) -> str:
    return long_date(day_of(moment, local_zone(now)), current_language())


__all__ = ["Story", "TimelineEntry", "What", "story_of"]
