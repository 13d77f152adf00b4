"""Files that entries name: the revisions of the PDF that pass from signatory to signatory, and signed copies of a party's own."""

from __future__ import annotations

from datapact.history.entries.entry import Entry
from datapact.history.transitions.common import files_of


def needed(entry: Entry) -> frozenset[str]:
    """Digests of the files that a reader needs with this entry."""
    return _digests(entry, "revision_to")


def named(entry: Entry) -> frozenset[str]:
    """Digests of all files that this entry names."""
    return _digests(entry, "revision_from", "revision_to")


def _digests(entry: Entry, *members: str) -> frozenset[str]:
    if entry.kind == "counterpart_signed":
        return frozenset(file.digest for file in files_of(entry.body.get("files")))
    if entry.kind not in ("signed", "accession"):
        return frozenset()
    values = (entry.body.get(member) for member in members)
    return frozenset(value for value in values if isinstance(value, str))
