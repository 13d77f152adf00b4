"""The rules of entries about audits and exports: engagement, remarks, what left the vault, receipts of bundles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from datapact.base.texts import N_, Message
from datapact.history.entries.agreement_shapes import RECEIPT_SHAPE
from datapact.history.entries.organisation_shapes import (
    DOSSIER_RELEASED_SHAPE,
    ENGAGEMENT_SHAPE,
    EXPORTED_SHAPE,
    REMARKED_SHAPE,
)
from datapact.history.state.facts import Receipt
from datapact.history.state.ledger import Ledger
from datapact.history.transitions.rule import EVERYBODY, LEGAL, Names, Rule, shown, words

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry


def _sentence_engagement(entry: Entry, names: Names) -> Message:
    body = entry.body
    places = {"title": words(body["title"]), "until": words(body["until"])}
    if body["closed"] is True:
        return Message(N_("The audit {title} was closed."), places)
    return Message(N_("The audit {title} was opened until {until}."), places)


ENGAGEMENT_RULE: Rule[Any] = Rule(
    shape=ENGAGEMENT_SHAPE,
    roles=LEGAL,
    sentence=_sentence_engagement,
)
"""A legal member opens a scope for an auditor, inside or outside, from one day until another."""


_SENTENCES: Mapping[str, str] = {
    "remark": N_("{member} made a remark in an audit."),
    "sample": N_("{member} drew a sample in an audit."),
    "access": N_("{member} looked at records in an audit."),
}


def _sentence_remarked(entry: Entry, names: Names) -> Message:
    what = entry.body["what"]
    told = _SENTENCES[what] if what in _SENTENCES else N_("{member} wrote something down in an audit.")
    return Message(told, {"member": shown(entry.kid, names)})


REMARKED_RULE: Rule[Any] = Rule(
    shape=REMARKED_SHAPE,
    roles=frozenset({"auditor"}),
    sentence=_sentence_remarked,
)
"""What an auditor wrote down: a mark and a remark, a sample drawn, what was looked at.

With ``exported`` the only kind that the key of a mere auditor is accepted for; and nobody else may write it, so that
marks stay the auditor's own.
"""


def _sentence_exported(entry: Entry, names: Names) -> Message:
    return Message(N_("{what} was exported."), {"what": words(entry.body["what"])})


EXPORTED_RULE: Rule[Any] = Rule(
    shape=EXPORTED_SHAPE,
    roles=EVERYBODY | {"auditor"},
    sentence=_sentence_exported,
)
"""Something left the vault in the open. Whoever can read the vault can take things out, so anybody writes it."""


def _sentence_dossier_released(entry: Entry, names: Names) -> Message:
    places = {"member": shown(entry.kid, names), "title": words(entry.body["title"])}
    return Message(N_("{member} released the internal audit dossier of {title}."), places)


DOSSIER_RELEASED_RULE: Rule[Any] = Rule(
    shape=DOSSIER_RELEASED_SHAPE,
    roles=LEGAL,
    sentence=_sentence_dossier_released,
)
"""A legal member let an internal audit dossier of one agreement out of the house."""


def _step(ledger: Ledger, entry: Entry) -> Ledger:
    seen = tuple(digest for digest in entry.body["seen"] if isinstance(digest, str))
    ledger.receipts.append(Receipt(entry.digest, entry.organisation, entry.time, seen, entry.body["commitment"]))
    return ledger


def _sentence_receipt(entry: Entry, names: Names) -> Message:
    return Message(
        N_("{organisation} confirmed what it has received."), {"organisation": shown(entry.organisation, names)}
    )


RECEIPT_RULE = Rule(
    shape=RECEIPT_SHAPE,
    roles=EVERYBODY,
    sentence=_sentence_receipt,
    step=_step,
)
"""Goes with every bundle; the heads that its sender has seen, a commitment to its internal heads."""
