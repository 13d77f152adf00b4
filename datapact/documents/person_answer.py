"""The answer to "to whom did you give my data?" (Art. 15(1)(c) GDPR) as a document."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from datapact.consent.recall_rules import ASK_WORDS, OUTCOME_WORDS
from datapact.consent.states import STATES
from datapact.consent.whom_we_told import CallBack, Given, WhomWeTold
from datapact.documents.report import Facts, Heading, Note, Paragraph, Part, Report, Table, Words
from datapact.texts import N_, Language, Message


def person_report(answer: WhomWeTold, organisation: str, language: Language) -> Report:
    """The answer in words: a table of all recipients, then each delivery with what was called back."""
    blocks: list[Part] = [
        Facts(
            (
                (Message(N_("Person (pseudonym)")), answer.subject),
                (Message(N_("Dataset")), answer.dataset),
                (Message(N_("As known on")), answer.at),
                (Message(N_("Recipients")), len(answer.recipients)),
            )
        )
    ]
    if not answer.given:
        blocks.append(Paragraph(Message(N_("No delivery of this person's data is recorded."))))
    else:
        blocks.append(_table(answer.given))
        blocks += [block for number, one in enumerate(answer.given, 1) for block in _delivery(number, one)]
    blocks.append(
        Note(
            Message(
                N_(
                    "This answer names the recipients that are recorded in DataPact, each itself (Court of Justice,"
                    " C-154/21). The other information that Art. 15 GDPR asks for is not part of it."
                )
            )
        )
    )
    return Report(
        title=Message(N_("Recipients of a person's data")),
        language=language,
        blocks=blocks,
        kind=Message(N_("Information under Art. 15(1)(c) GDPR")),
        foot=organisation,
    )


def _table(given: Sequence[Given]) -> Table:
    rows = [(one.name, one.delivery.at, one.delivery.purpose, _standing(one)) for one in given]
    headings = [Message(N_("Recipient")), Message(N_("When")), Message(N_("Purpose")), Message(N_("Called back"))]
    return Table(headings, rows, widths=(0.28, 0.18, 0.32, 0.22))


def _standing(one: Given) -> Words:
    if not one.called_back:
        return Message(N_("no"))
    outcome = one.called_back[-1].outcome
    return Message(OUTCOME_WORDS[outcome]) if outcome else Message(N_("told, not acknowledged yet"))


def _delivery(number: int, one: Given) -> list[Part]:
    delivery = one.delivery
    facts: list[tuple[Words, Words]] = [
        (Message(N_("Recipient")), one.name),
        (Message(N_("Left on")), delivery.at),
        (Message(N_("Version of the dataset")), delivery.version),
        (Message(N_("Purpose")), delivery.purpose),
        (Message(N_("Legal basis")), delivery.basis),
        (Message(N_("Pseudonym at the recipient")), one.sent_as),
        (Message(N_("Decision relied on")), delivery.decision or delivery.reason),
        (Message(N_("Entry of the delivery")), delivery.entry),
    ]
    if one.overridden:
        facts.append((Message(N_("Left although the decision did not allow it")), delivery.override_reason))
    blocks: list[Part] = [
        Heading(Message(N_("Delivery {number}: {recipient}"), {"number": number, "recipient": one.name}), 2),
        Facts(facts),
    ]
    return [*blocks, *(Paragraph(_told(called)) for called in one.called_back)]


def _told(called: CallBack) -> Message:
    arguments: dict[str, str | int | Message] = {
        "why": Message(STATES[called.state].label),
        "told": _day(called.told),
        "ask": Message(ASK_WORDS.get(called.ask, called.ask)),
    }
    if called.acknowledged is None:
        return Message(N_("Called back ({why}): told on {told} to {ask}; not acknowledged yet."), arguments)
    return Message(
        N_("Called back ({why}): told on {told} to {ask}; acknowledged on {day}: {outcome}."),
        {
            **arguments,
            "day": _day(called.acknowledged),
            "outcome": Message(OUTCOME_WORDS[called.outcome]),
        },
    )


def _day(moment: datetime) -> str:
    return moment.date().isoformat()
