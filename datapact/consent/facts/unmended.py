"""Imports whose bad lines were left aside and are not mended: what is on file of their datasets is incomplete."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from datapact.organisation.acting.records import newest_records, records

if TYPE_CHECKING:
    from datapact.vault.database.session import Session


@dataclass(frozen=True, slots=True)
class Unmended:
    """An import with lines left aside."""

    entry: str
    """Digest of the entry of its batch."""
    source: str
    """Name of the file."""
    recorded: datetime
    """Time of the entry, UTC."""
    lines: int
    """Number of lines left aside."""
    datasets: tuple[str, ...]
    """Keys of the datasets that they are about."""
    constants: Mapping[str, str] = field(default_factory=dict, hash=False)
    """What held for every line of the file, by name of the field; the rest is read in the same way."""


def unmended(session: Session, known_at: datetime | None = None, up_to: int | None = None) -> tuple[Unmended, ...]:
    """The imports that wait for their rest, oldest first, as known then."""
    mended: frozenset[str] | None = None
    found = []
    for record in records(session, "consent_batch", known_at=known_at, up_to=up_to):
        mapping = record.body.get("mapping")
        aside = mapping.get("aside") if isinstance(mapping, dict) else None
        if not isinstance(aside, dict):
            continue
        if mended is None:
            mended = frozenset(newest_records(session, "import_mended", known_at=known_at, up_to=up_to))
        if record.entry not in mended:
            datasets = tuple(str(one) for one in aside.get("datasets", ()))
            source = str(record.body.get("source", ""))
            said = mapping.get("constants") if isinstance(mapping, dict) else None
            constants = {str(name): str(value) for name, value in said.items()} if isinstance(said, dict) else {}
            lines = int(aside.get("lines", 0))
            found.append(Unmended(record.entry, source, record.recorded, lines, datasets, constants))
    return tuple(found)
