"""The signed index counts what the house recorded of consents, deliveries and recalls, so that an outsider can count.

``chain`` are all internal entries of the house without what they say: each names the one before it (in a team all heads that its
computer knew), so that none but the newest can be left out, and its signed payload shows its kind. Of batches of consents the number of rows and the root are shown, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from typing import Annotated

from datapact.audit.formats.decision import MOST_STEPS, Step
from datapact.base.format import Bounds, Count, part
from datapact.base.texts import N_, Message
from datapact.history.entries.packed import EntryInFile

SHOWN_OF_BATCHES = frozenset({"key", "count", "root"})


@part
class CountedEntries:
    """The numbers of deliveries, recalls and consents that the house recorded, and the entries by which to count them."""

    deliveries: Count
    """Entries of the kind ``delivery``."""
    recalls: Count
    """Entries of the kind ``recall``: partners were told."""
    recalls_received: Count
    """Entries of the kind ``recall_received``: partners told us."""
    consents: Count
    """Rows of all batches, erased ones too."""
    chain: Annotated[tuple[Step, ...], Bounds(most=MOST_STEPS)] = field(repr=False)
    """All internal entries without their content, oldest first; the last one is the newest at the time of the export."""
    batches: Annotated[tuple[EntryInFile, ...], Bounds(most=MOST_STEPS)] = field(repr=False)
    """Those of the kind ``consent_batch``, in the order of the chain, of their content ``key``, ``count`` and ``root``."""

    def statements(self) -> tuple[Message, ...]:
        """Sentences on the numbers, for pages."""
        told: dict[str, str | int | Message] = {
            "deliveries": self.deliveries,
            "recalls": self.recalls,
            "received": self.recalls_received,
            "consents": self.consents,
            "batches": len(self.batches),
        }
        return (
            Message(
                N_(
                    "Recorded by the organisation, whatever this export selects: deliveries: {deliveries}; recalls: {recalls},"
                    " received from partners: {received}; consents: {consents}, in batches: {batches}."
                ),
                told,
            ),
            Message(N_("bag.json carries the signed entries by which this can be counted, without what they say.")),
        )


def count_problem(counted: CountedEntries) -> Message | None:
    """Why the numbers do not follow from the entries; None where they do. Signatures are checked elsewhere."""
    if counted.chain and counted.chain[0].parents:
        return Message(N_("The chain of entries by which to count does not begin with the first one."))
    known: set[str] = set()
    for entry in counted.chain:
        if entry.digest in known or not known.issuperset(entry.parents):
            return Message(
                N_("The chain of entries by which to count is broken: one before {entry} is missing."),
                {"entry": entry.digest[:12]},
            )
        known.add(entry.digest)
    kinds = [entry.kind for entry in counted.chain]
    batches = [entry.digest for entry in counted.chain if entry.kind == "consent_batch"]
    said = (counted.deliveries, counted.recalls, counted.recalls_received)
    found = tuple(kinds.count(kind) for kind in ("delivery", "recall", "recall_received"))
    if said != found or [one.digest for one in counted.batches] != batches or _rows(counted) != counted.consents:
        return Message(N_("The index counts other numbers of deliveries, recalls or consents than its entries show."))
    return None


def _rows(counted: CountedEntries) -> int:
    def each() -> Iterator[int]:
        for one in counted.batches:
            count = one.body.get("count")
            yield count if isinstance(count, int) else -1

    return sum(each())
