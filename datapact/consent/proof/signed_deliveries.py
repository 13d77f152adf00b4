"""Deliveries as they were signed: what an entry says of each, also where its row in the table is gone or another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datapact.base.clock import read_time
from datapact.base.strictjson import to_base64url
from datapact.history.commitments.merkle import root_of

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry


def lists_without_row(connection: Any) -> dict[str, int]:
    """The lists of people whose delivery has no row: root, and the id that their lines bear."""
    found: dict[str, int] = {}
    for (number,) in connection.execute(
        "SELECT DISTINCT delivery FROM delivery_subject WHERE delivery NOT IN (SELECT id FROM delivery)"
    ).fetchall():
        leaves = connection.execute("SELECT leaf FROM delivery_subject WHERE delivery = ? ORDER BY line", (number,))
        try:
            found[to_base64url(root_of([bytes(leaf) for (leaf,) in leaves]))] = number
        except (TypeError, ValueError):  # a text where a digest belongs
            continue
    return found


def delivery_columns(entry: Entry) -> tuple[Any, ...]:
    """The columns of a delivery's row behind its entry, from what was signed."""
    body, recorded = entry.body, entry.time
    at = read_time(body["at"]) if body.get("at") else recorded
    names = ("dataset", "version", "recipient", "purpose", "basis", "agreement", "decision")
    return (
        *(body.get(name, "") for name in names),
        int(at.timestamp()),
        int(recorded.timestamp()),
        body.get("count", 0),
    )
