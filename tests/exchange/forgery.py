"""Bundles that a hostile partner could make: real ones taken apart, changed, signed and sealed again."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from datapact.base.strictjson import from_base64url
from datapact.exchange.bundle.bundle import Bundle, read_bundle, write_bundle
from datapact.exchange.bundle.contents import Contents, PackedHistory
from datapact.history.entries.entry import Entry, write_entry
from datapact.history.entries.packed import PackedEntry
from datapact.history.state.organisation import OrganisationLine
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.private_keys import sealing_keys
from datapact.organisation.identity.own_history import own_line
from tests.exchange.houses import HISTORY


def opened_by(acting: Acting, data: bytes) -> Bundle:
    with acting.vault.read() as session:
        return read_bundle(data, sealing_keys(session))


def line_of(acting: Acting) -> OrganisationLine:
    with acting.vault.read() as session:
        return own_line(session)


def sealing_key(acting: Acting) -> bytes:
    return from_base64url(line_of(acting).state.sealing_public)


def resealed(sender: Acting, receiver: Acting, contents: Contents, **changes: Any) -> bytes:
    """A bundle with these contents by ``sender``, for ``receiver``."""
    arguments: dict[str, Any] = {
        "organisation": sender.organisation,
        "head": line_of(sender).head,
        "key": sender.author_key,
        "time": sender.clock(),
        "recipients": [sealing_key(sender), sealing_key(receiver)],
    }
    return write_bundle(contents, **(arguments | changes))


def changed(
    sender: Acting, receiver: Acting, data: bytes, change: Callable[[Contents], Contents], **changes: Any
) -> bytes:
    """A bundle of ``sender`` with other contents."""
    return resealed(sender, receiver, change(opened_by(sender, data).contents), **changes)


def with_entries(contents: Contents, *entries: PackedEntry, history: str = HISTORY) -> Contents:
    return dataclasses.replace(contents, histories=(PackedHistory(history, entries),))


def with_more(contents: Contents, *entries: PackedEntry) -> Contents:
    (history,) = contents.histories
    return with_entries(contents, *history.entries, *entries)


def packed(entry: Entry) -> PackedEntry:
    return PackedEntry(entry.jws, entry.disclosures, ())


def forged_entry(
    author: Acting, kind: str, body: dict[str, Any], parents: tuple[str, ...] = (), **changes: Any
) -> Entry:
    """An entry as a hostile program would write it, without asking the fold."""
    arguments: dict[str, Any] = {
        "key": author.author_key,
        "history": HISTORY,
        "kind": kind,
        "body": body,
        "parents": parents,
        "organisation": author.organisation,
        "organisation_head": line_of(author).head,
        "time": author.clock(),
        "replica": author.vault.replica,
        "counter": 99,
    }
    return write_entry(**(arguments | changes))
