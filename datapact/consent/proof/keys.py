"""Keys for pseudonyms against the records of which key is used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlmodel import select

from datapact.base.texts import Message
from datapact.consent.proof.unproven import Unproven
from datapact.consent.proof.unreadable import row_held
from datapact.consent.terms.pseudonyms import KIND, KeyRow, key_name, wrong_key
from datapact.organisation.identity.house import in_house_order

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry
    from datapact.vault.database.session import Session


def check_keys(session: Session, written: Sequence[Entry]) -> tuple[int, list[Unproven]]:
    """The number of keys, and what does not fit. One that an earlier program made and nobody used since is written nowhere."""
    kept = in_house_order(session, (entry for entry in written if entry.kind == KIND))
    newest = {str(entry.body["key"]): entry.body for entry in kept}
    rows = list(session.exec(select(KeyRow).order_by(KeyRow.dataset, KeyRow.recipient)))
    wrong: list[Unproven] = []
    for row in rows:
        body = newest.pop(key_name(row.dataset, row.recipient), None)
        name = key_name(row.dataset, row.recipient)
        wrong += row_held(KIND, name, partial(_of_row, row, body), about=str(row.dataset))
    for body in newest.values():
        if words := wrong_key(body, None):
            wrong.append(_unproven(str(body["dataset"]), str(body["recipient"]), words))
    return len(rows), wrong


def _of_row(row: KeyRow, body: Mapping[str, Any] | None) -> Iterator[Unproven]:
    if words := wrong_key(body, row.secret):
        yield _unproven(row.dataset, row.recipient, words)


def _unproven(dataset: str, recipient: str, words: str) -> Unproven:
    return Unproven(KIND, key_name(dataset, recipient), Message(words, {"dataset": dataset}), about=dataset)
