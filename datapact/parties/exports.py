"""Whatever leaves the vault in the open is recorded: what it was, by its digest, and who took it out."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from datapact.parties.organisation_log import append_organisation_entry
from datapact.strictjson import to_base64url
from datapact.texts import Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry
    from datapact.parties.acting import Acting

_LONGEST = 300


def record_export(acting: Acting, what: Message, data: bytes) -> Entry:
    """Write the ``exported`` entry for a file; its words are in the language of whoever exported it."""
    body = {"what": what.text()[:_LONGEST], "digest": to_base64url(hashlib.sha256(data).digest())}
    with acting.vault.write(reader=True) as session:
        return append_organisation_entry(acting, session, "exported", body)
