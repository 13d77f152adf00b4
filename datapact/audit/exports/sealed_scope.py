"""The dossiers of an audit's scope, sealed for the external auditor, leaving nothing unencrypted on the disk."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from datapact.audit.engagements.engagements import engagement
from datapact.audit.engagements.sealed_copy import seal_copy
from datapact.audit.exports.bag import BagExport, build_bag, record_bag
from datapact.audit.exports.bag_content import BagRequest
from datapact.base.strictjson import sha256_of
from datapact.base.texts import Language

if TYPE_CHECKING:
    from datapact.audit.formats.withholding import Choice
    from datapact.organisation.acting.acting_member import Acting

_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder in memory; what is made in it is in a private folder of random name


@dataclass(frozen=True, slots=True)
class SealedScope:
    """The sealed file, its base64url SHA-256, and the export in it."""

    data: bytes = field(repr=False)
    """Envelope for the auditor's and our own organisation."""
    sha256: str
    """Of ``data``, base64url."""
    export: BagExport
    """The archive inside, as it was made."""


def seal_scope(
    acting: Acting,
    key: str,
    name: str,
    *,
    use_by: date | None = None,
    withheld: Sequence[Choice] = (),
    language: Language | None = None,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> SealedScope:
    """Export the internal dossiers of the audit's scope and seal them; ``name`` is the name of the archive inside.

    Both steps are recorded. Raises what build_bag, record_bag and seal_copy raise.
    """
    with acting.vault.read() as session:
        found = engagement(session, key)
    made = build_bag(
        acting,
        BagRequest("internal", agreements=found.agreements, withheld=tuple(withheld)),
        workshop=_workshop(acting.vault.folder),
        language=language,
        engagement=found.key,
        progress=progress,
    )
    record_bag(acting, made, found.auditor)
    sealed = seal_copy(acting, found.key, made.data, name, use_by)
    return SealedScope(sealed, sha256_of(sealed), made)


def _workshop(vault: Path) -> Path:
    """A folder in memory where there is one, else the vault's, which only its owner can read."""
    return _MEMORY if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK | os.X_OK) else vault
