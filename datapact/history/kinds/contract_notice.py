"""notice: a party announces a change or another matter, from when, and until when the others may object."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.history.after_signature import Notice
from datapact.history.kinds.once_signed import refusal_unless_signed
from datapact.history.kinds.rule import LEGAL, Names, Rule, shown, words
from datapact.history.ledger import Ledger
from datapact.history.shapes.contract_notice import CONTRACT_NOTICE_SHAPE
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry

_SUBJECTS = {
    "sub_processors": N_("{organisation} gave notice of a change of sub-processors from {day}."),
    "measures": N_("{organisation} gave notice of a change of technical and organisational measures from {day}."),
    "contacts": N_("{organisation} gave notice of other contacts from {day}."),
    "other": N_("{organisation} gave notice of a matter from {day}."),
}


def _allow(ledger: Ledger, entry: Entry) -> Message | None:
    body = entry.body
    if body["objection_until"] and body["objection_until"] < body["day"]:
        return Message(N_("The period for objections ends before it begins."))
    return refusal_unless_signed(ledger)


def _step(ledger: Ledger, entry: Entry) -> Ledger:
    body = entry.body
    ledger.notices[entry.digest] = Notice(
        digest=entry.digest,
        organisation=entry.organisation,
        author=entry.kid,
        time=entry.time,
        about=body["about"],
        text=body["text"],
        day=body["day"],
        effective=body["effective"],
        objection_until=body["objection_until"],
    )
    return ledger


def _sentence(entry: Entry, names: Names) -> Message:
    subject = _SUBJECTS.get(str(entry.body["about"]), _SUBJECTS["other"])
    return Message(subject, {"organisation": shown(entry.organisation, names), "day": words(entry.body["effective"])})


CONTRACT_NOTICE_RULE = Rule(
    shape=CONTRACT_NOTICE_SHAPE,
    roles=LEGAL,
    sentence=_sentence,
    allow=_allow,
    step=_step,
)
