"""receipt: goes with every bundle; the heads that its sender has seen, a commitment to its internal heads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.history.facts import Receipt
from datapact.history.kinds.rule import EVERYBODY, Names, Rule, shown
from datapact.history.ledger import Ledger
from datapact.history.shapes.receipt import RECEIPT_SHAPE
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _step(ledger: Ledger, entry: Entry) -> Ledger:
    seen = tuple(digest for digest in entry.body["seen"] if isinstance(digest, str))
    ledger.receipts.append(Receipt(entry.digest, entry.organisation, entry.time, seen, entry.body["commitment"]))
    return ledger


def _sentence(entry: Entry, names: Names) -> Message:
    return Message(
        N_("{organisation} confirmed what it has received."), {"organisation": shown(entry.organisation, names)}
    )


RECEIPT_RULE = Rule(
    shape=RECEIPT_SHAPE,
    roles=EVERYBODY,
    sentence=_sentence,
    step=_step,
)
