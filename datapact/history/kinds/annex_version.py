"""annex_version: a party changes an annex under the annex's own rule; the signed core stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.history.after_signature import ContractChange
from datapact.history.kinds.change_content import removals_of
from datapact.history.kinds.once_signed import refusal_unless_signed
from datapact.history.kinds.rule import LEGAL, Names, Rule, shown, words
from datapact.history.ledger import Ledger
from datapact.history.shapes.annex_version import ANNEX_RULES, ANNEX_VERSION_SHAPE
from datapact.history.standing import standing_of
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry

_SENTENCES = {
    "sub_processors": N_("{organisation} wrote a new version of the list of sub-processors, from {day}."),
    "measures": N_("{organisation} wrote a new version of its technical and organisational measures, from {day}."),
    "contacts": N_("{organisation} changed its contacts, from {day}."),
    "datasets": N_("{organisation} proposed an order for datasets, from {day}."),
}


def _allow(ledger: Ledger, entry: Entry) -> Message | None:
    body = entry.body
    if (reason := refusal_unless_signed(ledger)) is not None:
        return reason
    if body["rule"] not in ANNEX_RULES[body["annex"]]:
        return Message(N_("This annex cannot be changed under this rule."))
    if not body["notice"]:
        if body["rule"] == "objection":
            return Message(N_("This annex is changed by notice, and the version names none."))
        return None
    notice = ledger.notices.get(body["notice"])
    if notice is None or notice.digest in standing_of(ledger).void:
        return Message(N_("The notice that the version names is not there."))
    if notice.organisation != entry.organisation or notice.about != body["annex"]:
        return Message(N_("The notice that the version names is another organisation's or about something else."))
    if body["rule"] == "objection" and not notice.objection_until:
        return Message(N_("The notice gives no period for objections."))
    return None


def _step(ledger: Ledger, entry: Entry) -> Ledger:
    body = entry.body
    ledger.changes[entry.digest] = ContractChange(
        digest=entry.digest,
        organisation=entry.organisation,
        author=entry.kid,
        time=entry.time,
        annex=body["annex"],
        rule=body["rule"],
        content=body["content"],
        removals=removals_of(body["removals"]),
        day=body["day"],
        effective=body["effective"],
        notice=body["notice"],
        note=body["note"],
    )
    return ledger


def _sentence(entry: Entry, names: Names) -> Message:
    sentence = _SENTENCES.get(str(entry.body["annex"]), N_("{organisation} changed an annex, from {day}."))
    return Message(sentence, {"organisation": shown(entry.organisation, names), "day": words(entry.body["effective"])})


ANNEX_VERSION_RULE = Rule(
    shape=ANNEX_VERSION_SHAPE,
    roles=LEGAL,
    sentence=_sentence,
    allow=_allow,
    step=_step,
)
