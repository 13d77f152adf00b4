"""receipt: goes with every bundle; the heads that its sender has seen, a commitment to its internal heads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.history.facts import Receipt
from datapact.history.kinds.kind import EVERYBODY, Kind, Names, never, shown
from datapact.history.kinds.members import digest, listed, optional
from datapact.history.ledger import Ledger
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


KIND = Kind(
    name="receipt",
    stream="shared",
    roles=EVERYBODY,
    members={"seen": listed(digest), "commitment": optional(digest)},
    sentence=_sentence,
    allow=never,
    step=_step,
    essential=frozenset({"seen"}),
)
