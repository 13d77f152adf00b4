"""Statements on partners that were made without knowing of a withdrawal: trust that one withdraws, nobody gives back unknowingly.

No order of the entries can say it: of two withdrawals at two computers, each followed by a confirmation of the other partner, one would
have to come after what follows on it. So it is asked for each partner alone, over what each statement knew.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from datapact.organisation.identity.house import knowing_in_house

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry
    from datapact.vault.database.session import Session

_WITHDRAWN = frozenset({"partner_distrusted", "partner_removed"})
_OVER = {
    "partner_added": frozenset({"partner_removed"}),
    "partner_introduced": _WITHDRAWN,
    "partner_trusted": _WITHDRAWN,
}
"""By kind of a statement the kinds that hold against it unless it knew of them."""


def unaware(session: Session, entries: Iterable[Entry]) -> frozenset[str]:
    """The digests of the statements among these, given in commit order, that did not know of every withdrawal about their partner.

    They give nothing back: no trust, and no place in the list. What came before a withdrawal is among them, too.
    """
    weighed = [entry for entry in entries if entry.kind in _OVER or entry.kind in _WITHDRAWN]
    taken: dict[str, list[Entry]] = {}
    for entry in weighed:
        if entry.kind not in _OVER:
            taken.setdefault(str(entry.body["organisation"]), []).append(entry)
    if not taken:
        return frozenset()
    knowing = knowing_in_house(session, (entry.digest for entry in weighed))
    return frozenset(
        entry.digest
        for entry in weighed
        if any(
            one.kind in _OVER.get(entry.kind, ()) and not knowing.knows(entry.digest, one.digest)
            for one in taken.get(str(entry.body["organisation"]), ())
        )
    )
