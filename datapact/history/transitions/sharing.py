"""The rules of entries about sharing: consents, notices, what is on file, decisions, deliveries, recalls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from datapact.base.texts import N_, Message
from datapact.history.commitments.disclosure import WITHHELD
from datapact.history.entries.organisation_shapes import (
    AUTHORISATION_SHAPE,
    CONSENT_BATCH_SHAPE,
    DECISION_SHAPE,
    DELIVERY_SHAPE,
    FACT_ON_FILE_SHAPE,
    LEGAL_BASIS_SHAPE,
    NOTICE_SHAPE,
    RECALL_ACKNOWLEDGED_SHAPE,
    RECALL_DONE_SHAPE,
    RECALL_RECEIVED_SHAPE,
    RECALL_SHAPE,
)
from datapact.history.state.organisation import OrganisationState
from datapact.history.transitions.rule import EVERYBODY, LEGAL, LEGAL_OR_LEAD, Names, Rule, named, shown, words

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry


def _sentence_consent_batch(entry: Entry, names: Names) -> Message:
    return Message(
        N_("Consents were recorded; number of events: {count}; source: {source}."),
        {"count": words(entry.body["count"]), "source": words(entry.body["source"])},
    )


CONSENT_BATCH_RULE: Rule[Any] = Rule(
    shape=CONSENT_BATCH_SHAPE,
    roles=LEGAL_OR_LEAD,
    sentence=_sentence_consent_batch,
)
"""Many events of consent at once, signed by the root of a tree over their rows."""


def _sentence_notice(entry: Entry, names: Names) -> Message:
    places = {"notice": words(entry.body["notice"]), "version": words(entry.body["version"])}
    ended = entry.body["invalid_from"]
    if isinstance(ended, str) and ended:
        return Message(
            N_("Notice {notice}, version {version}, is not valid from {day}."), {**places, "day": words(ended)}
        )
    return Message(N_("Notice {notice}, version {version}, was recorded."), places)


NOTICE_RULE: Rule[Any] = Rule(
    shape=NOTICE_SHAPE,
    roles=LEGAL_OR_LEAD,
    sentence=_sentence_notice,
)
"""A version of what people are told before they consent (Art. 13, 14 GDPR), or that it is no longer valid."""


def _sentence_legal_basis(entry: Entry, names: Names) -> Message:
    return Message(
        N_("{member} recorded a legal basis for the dataset {dataset}: {article}."),
        {
            "member": shown(entry.kid, names),
            "dataset": words(entry.body["dataset"]),
            "article": words(entry.body["article"]),
        },
    )


LEGAL_BASIS_RULE: Rule[Any] = Rule(
    shape=LEGAL_BASIS_SHAPE,
    roles=LEGAL,
    sentence=_sentence_legal_basis,
)
"""On what a controller relies for a dataset, a purpose and an operation (Art. 6, 9, 10 GDPR)."""


def _sentence_authorisation(entry: Entry, names: Names) -> Message:
    revoked = isinstance(entry.body["revoked"], str) and entry.body["revoked"] != ""
    pattern = (
        N_("{member} recorded that an authorisation for the dataset {dataset} was revoked.")
        if revoked
        else N_("{member} recorded an authorisation for the dataset {dataset}.")
    )
    return Message(pattern, {"member": shown(entry.kid, names), "dataset": words(entry.body["dataset"])})


AUTHORISATION_RULE: Rule[Any] = Rule(
    shape=AUTHORISATION_SHAPE,
    roles=LEGAL_OR_LEAD,
    sentence=_sentence_authorisation,
)
"""A user's contract or request, or a data holder's permission; no consent, revocable as agreed."""


def _sentence_fact_on_file(entry: Entry, names: Names) -> Message:
    return Message(
        N_("{member} put a fact on file: {what}."),
        {"member": shown(entry.kid, names), "what": words(entry.body["reference"])},
    )


FACT_ON_FILE_RULE: Rule[Any] = Rule(
    shape=FACT_ON_FILE_SHAPE,
    roles=LEGAL_OR_LEAD,
    sentence=_sentence_fact_on_file,
)
"""A document or a finding that decisions rest on, with the days on which it holds."""


VERDICT_WORDS: Mapping[str, str] = {
    "permit": N_("Permitted"),
    "partial": N_("Partial"),
    "incomplete": N_("Incomplete"),
    "deny": N_("Not permitted"),
}


def _sentence_decision(entry: Entry, names: Names) -> Message:
    body = entry.body
    verdict = body["verdict"]
    return Message(
        N_("{member} used an answer on sharing the dataset {dataset}: {verdict}, {n} of {m}."),
        {
            "member": shown(entry.kid, names),
            "dataset": named(body["dataset"], names),
            "verdict": Message(VERDICT_WORDS[verdict]) if verdict in VERDICT_WORDS else words(verdict),
            "n": words(body["n"]),
            "m": words(body["m"]),
        },
    )


DECISION_RULE: Rule[Any] = Rule(
    shape=DECISION_SHAPE,
    roles=LEGAL_OR_LEAD,
    sentence=_sentence_decision,
)
"""An answer to "may we share?" that was used, with all that is needed to give it again."""


def _allow(state: OrganisationState, entry: Entry) -> Message | None:
    overridden = entry.body["overridden"]
    if overridden is WITHHELD or overridden == 0:
        return None
    author = state.by_kid.get(entry.kid)
    if author is None or "legal" not in author.roles:
        return Message(N_("Only a legal member may record that data of people left whom the decision did not allow."))
    return None


def _sentence_delivery(entry: Entry, names: Names) -> Message:
    body = entry.body
    recipient = body["recipient"]
    return Message(
        N_("{dataset} went to {recipient} for {purpose}; number of people: {count}."),
        {
            "dataset": named(body["dataset"], names),
            "recipient": shown(recipient, names) if isinstance(recipient, str) else words(recipient),
            "count": words(body["count"]),
            "purpose": named(body["purpose"], names),
        },
    )


DELIVERY_RULE = Rule(
    shape=DELIVERY_SHAPE,
    roles=LEGAL_OR_LEAD,
    sentence=_sentence_delivery,
    allow=_allow,
)
"""Data left for a partner: which dataset, when, for which purpose, on which decision, about whom (sealed)."""


def _sentence_recall(entry: Entry, names: Names) -> Message:
    body = entry.body
    recipient = body["recipient"]
    return Message(
        N_("{recipient} was told about people in {dataset} whose data it may no longer use; number: {count}."),
        {
            "recipient": shown(recipient, names) if isinstance(recipient, str) else words(recipient),
            "dataset": words(body["dataset"]),
            "count": words(body["count"]),
        },
    )


RECALL_RULE: Rule[Any] = Rule(
    shape=RECALL_SHAPE,
    roles=LEGAL_OR_LEAD,
    sentence=_sentence_recall,
)
"""A partner was told to stop using, erase or return what we delivered about people who withdrew or objected."""


def _sentence_recall_received(entry: Entry, names: Names) -> Message:
    body = entry.body
    sender = body["sender"]
    return Message(
        N_("{sender} told us about people in {dataset} whose data we may no longer use; number: {count}."),
        {
            "sender": shown(sender, names) if isinstance(sender, str) else words(sender),
            "dataset": words(body["dataset"]),
            "count": words(body["count"]),
        },
    )


RECALL_RECEIVED_RULE: Rule[Any] = Rule(
    shape=RECALL_RECEIVED_SHAPE,
    roles=EVERYBODY,
    sentence=_sentence_recall_received,
)
"""A partner told us of people whose data, that it had delivered to us, we may no longer use."""


def _sentence_recall_acknowledged(entry: Entry, names: Names) -> Message:
    recipient = entry.body["recipient"]
    who = shown(recipient, names) if isinstance(recipient, str) else words(recipient)
    if entry.body["outcome"] == "received":
        return Message(
            N_("{recipient} confirmed that it was told whose data it may no longer use."), {"recipient": who}
        )
    return Message(N_("{recipient} confirmed what it did with the data that we called back."), {"recipient": who})


RECALL_ACKNOWLEDGED_RULE: Rule[Any] = Rule(
    shape=RECALL_ACKNOWLEDGED_SHAPE,
    roles=EVERYBODY,
    sentence=_sentence_recall_acknowledged,
)
"""A partner confirmed that it was told, or what it has done with the data since."""


def _sentence_recall_done(entry: Entry, _names: Names) -> Message:
    return Message(
        N_("It was confirmed what was done here with called-back data of {dataset}."),
        {"dataset": words(entry.body["dataset"])},
    )


RECALL_DONE_RULE: Rule[Any] = Rule(
    shape=RECALL_DONE_SHAPE,
    roles=LEGAL_OR_LEAD,
    sentence=_sentence_recall_done,
)
"""What our own house did with the data of people who withdrew or objected, or whom a partner called back."""
