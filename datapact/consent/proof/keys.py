"""Keys for pseudonyms against the records of which key is used."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlmodel import select

from datapact.base.texts import N_, Message
from datapact.consent.proof.unproven import Unproven
from datapact.consent.terms.pseudonyms import KIND, KeyRow, key_digest, key_name

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry
    from datapact.vault.database.session import Session


def check_keys(session: Session, written: Sequence[Entry]) -> tuple[int, list[Unproven]]:
    """How many keys there are, and what does not fit. One that an earlier program made and nobody used since is written nowhere."""
    newest = {str(entry.body["key"]): entry.body for entry in written if entry.kind == KIND}
    rows = list(session.exec(select(KeyRow).order_by(KeyRow.dataset, KeyRow.recipient)))
    wrong = []
    for row in rows:
        body = newest.pop(key_name(row.dataset, row.recipient), None)
        if body is None:
            continue
        if body["forgotten"] is True:
            words = N_(
                "The key for pseudonyms of {dataset} was forgotten, but a key stands in its place. Forget it again."
            )
        elif body["digest"] != key_digest(row.secret):
            words = N_(
                "The key for pseudonyms of {dataset} is not the one that was written down. Restore a backup, or forget the key: "
                "the next table has other pseudonyms then."
            )
        else:
            continue
        wrong.append(_unproven(row.dataset, row.recipient, words))
    for body in newest.values():
        if body["forgotten"] is not True:
            words = N_(
                "The key for pseudonyms of {dataset} was written down, but is missing from the vault. Restore a backup, or forget "
                "the key: the next table has other pseudonyms then."
            )
            wrong.append(_unproven(str(body["dataset"]), str(body["recipient"]), words))
    return len(rows), wrong


def _unproven(dataset: str, recipient: str, words: str) -> Unproven:
    return Unproven(KIND, key_name(dataset, recipient), Message(words, {"dataset": dataset}), about=dataset)
