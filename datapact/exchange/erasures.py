"""Parts that an entry had lost already when it came (Art. 17 GDPR lets a sender erase them).

Only the entry's author can be sure what was in it, and any sender can claim an erasure. So when a later bundle brings
what an earlier one left out, it is put back; what this vault erased itself never is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlmodel import Session

from datapact.history import store as history_store
from datapact.history.entry import Entry
from datapact.vault.store import get_meta, set_meta


def note_erased(session: Session, arrived: Iterable[Entry]) -> list[Entry]:
    """Remember and return those new entries of which parts were erased before they came."""
    incomplete = [entry for entry in arrived if entry.erased]
    for entry in incomplete:
        set_meta(session, _key(entry.digest), "1")
    return incomplete


def put_back(session: Session, held: Mapping[str, Entry], arrived: Iterable[Entry]) -> bool:
    """Store parts that were missing when an entry came first and are here now; whether there were any."""
    changed = False
    for entry in arrived:
        before = held.get(entry.digest)
        if before is None or len(entry.disclosures) <= len(before.disclosures):
            continue
        if get_meta(session, _key(entry.digest)) and set(entry.disclosures) >= set(before.disclosures):
            history_store.save_disclosures(session, entry)
            if not entry.erased:
                set_meta(session, _key(entry.digest), None)
            changed = True
    return changed


def _key(digest: str) -> str:
    return f"erased-on-arrival:{digest}"
