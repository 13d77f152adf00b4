"""The rules of entries about obligations, breaches, retention and erasure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datapact.base.texts import N_, Message
from datapact.history.entries.organisation_shapes import (
    BREACH_SHAPE,
    BREACH_STEP_SHAPE,
    ERASED_SHAPE,
    OBLIGATION_DONE_SHAPE,
    OBLIGATION_SET_SHAPE,
    OBLIGATION_WAIVED_SHAPE,
    RETENTION_RULE_SHAPE,
)
from datapact.history.transitions.rule import ADMIN_OR_LEGAL, LEGAL, LEGAL_OR_LEAD, Names, Rule, shown, words

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry


def _sentence_obligation_set(entry: Entry, names: Names) -> Message:
    places = {"member": shown(entry.kid, names), "duty": words(entry.body["title"])}
    return Message(N_("{member} recorded who looks after a duty, or a duty of our own: {duty}."), places)


OBLIGATION_SET_RULE: Rule[Any] = Rule(
    shape=OBLIGATION_SET_SHAPE,
    roles=LEGAL_OR_LEAD,
    sentence=_sentence_obligation_set,
)
"""A duty added by hand, or who looks after a derived one; with ``open`` it opens a duty again."""


def _sentence_obligation_done(entry: Entry, names: Names) -> Message:
    places = {"member": shown(entry.kid, names), "duty": words(entry.body["title"]), "day": words(entry.body["on"])}
    return Message(N_("{member} recorded that a duty was met on {day}: {duty}."), places)


OBLIGATION_DONE_RULE: Rule[Any] = Rule(
    shape=OBLIGATION_DONE_SHAPE,
    roles=LEGAL_OR_LEAD,
    sentence=_sentence_obligation_done,
)
"""A duty was met; for a deletion with its scope, its method and who signed the certificate."""


def _sentence_obligation_waived(entry: Entry, names: Names) -> Message:
    places = {"member": shown(entry.kid, names), "duty": words(entry.body["title"])}
    return Message(N_("{member} recorded that a duty need not be met: {duty}."), places)


OBLIGATION_WAIVED_RULE: Rule[Any] = Rule(
    shape=OBLIGATION_WAIVED_SHAPE,
    roles=LEGAL,
    sentence=_sentence_obligation_waived,
)
"""A duty need not be met, with the reason."""


def _sentence_breach(entry: Entry, names: Names) -> Message:
    places = {"member": shown(entry.kid, names), "title": words(entry.body["title"])}
    return Message(N_("{member} recorded a breach: {title}."), places)


BREACH_RULE: Rule[Any] = Rule(
    shape=BREACH_SHAPE,
    roles=LEGAL_OR_LEAD,
    sentence=_sentence_breach,
)
"""A personal data breach or security incident, as it is known; a later record of the same key replaces it."""


def _sentence_breach_step(entry: Entry, names: Names) -> Message:
    places = {"member": shown(entry.kid, names), "title": words(entry.body["title"])}
    if entry.body["state"] == "not_needed":
        return Message(N_("{member} recorded why a step after a breach is not needed: {title}."), places)
    return Message(N_("{member} recorded a step after a breach: {title}."), places)


BREACH_STEP_RULE: Rule[Any] = Rule(
    shape=BREACH_STEP_SHAPE,
    roles=LEGAL_OR_LEAD,
    sentence=_sentence_breach_step,
)
"""One step of a breach was taken, or is not needed and why."""


def _sentence_retention_rule(entry: Entry, _names: Names) -> Message:
    return Message(
        N_("A rule of retention was set for records of the type {kind}; months: {months}."),
        {"kind": words(entry.body["key"]), "months": words(entry.body["months"])},
    )


RETENTION_RULE_RULE: Rule[Any] = Rule(
    shape=RETENTION_RULE_SHAPE,
    roles=LEGAL,
    sentence=_sentence_retention_rule,
)
"""How long our own house keeps a type of records before what names people in them is erased."""


def _sentence_erased(entry: Entry, _names: Names) -> Message:
    body = entry.body
    return Message(
        N_("Personal records were erased ({rule}); consent events: {events}, lines of deliveries: {lines}."),
        {"rule": words(body["rule"]), "events": words(body["events"]), "lines": words(body["deliveries"])},
    )


ERASED_RULE: Rule[Any] = Rule(
    shape=ERASED_SHAPE,
    roles=ADMIN_OR_LEGAL,
    sentence=_sentence_erased,
)
"""What named people was destroyed, by a rule of retention or on request. The record itself names nobody."""
