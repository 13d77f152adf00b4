"""Unsaved edits of a draft, kept encrypted in the vault until they are in a ``draft`` entry.

Every edit stands here within two seconds. After a kill they are played again over the text that they were made on;
saving a draft and forgetting its journal is one transaction, so nothing is ever applied twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from datapact.agreements.commands import Command, read_command, write_command
from datapact.agreements.editing import apply
from datapact.agreements.state import AgreementDocument
from datapact.clock import write_time
from datapact.errors import DataPactError, Malformed
from datapact.strictjson import canonical, parse_object
from datapact.texts import N_
from datapact.vault import journal
from datapact.vault.own_data import UNSAVED, own_data

if TYPE_CHECKING:
    from sqlmodel import Session


@dataclass(frozen=True, slots=True)
class Unsaved:
    """The edits over one text: ``base`` is the digest of the entry that holds it, ``since`` the time of the first."""

    base: str
    since: str
    commands: tuple[Command, ...]


@dataclass(frozen=True, slots=True)
class Replayed:
    """What the edits made; ``applied`` of them fitted, the rest could not be read or applied any more."""

    document: AgreementDocument
    applied: int
    lost: int


def note_edits(session: Session, history: str, base: str, commands: Sequence[Command], moment: datetime) -> None:
    """Keep edits in the running transaction; ``base`` is the digest of the entry whose text they change."""
    if not commands:
        return
    written = canonical({"base": base, "commands": [write_command(command) for command in commands]})
    journal.put_edit(session, history, written.decode(), write_time(moment))


def unsaved(session: Session, history: str) -> Unsaved | None:
    """The edits of an agreement that are in no draft yet; None where there are none. Raises Malformed."""
    rows = journal.get_edits(session, history)
    if not rows:
        return None
    base = ""
    commands: list[Command] = []
    for row in rows:
        with own_data(UNSAVED):
            value = parse_object(row.change.encode())
        listed = value.get("commands")
        if set(value) != {"base", "commands"} or not isinstance(listed, list):
            raise Malformed(N_("An unsaved change in this vault cannot be read. The changes before it were kept."))
        if value["base"] != base:
            base, commands = str(value["base"]), []
        commands += [read_command(entry) for entry in listed]
    return Unsaved(base, rows[0].time, tuple(commands))


def forget_edits(session: Session, history: str) -> None:
    """Forget the edits of an agreement: they are in a draft now, or were thrown away."""
    journal.clear_edits(session, history)


def play(document: AgreementDocument, commands: Sequence[Command]) -> Replayed:
    """The document with the edits played over it, as far as they can be applied."""
    for index, command in enumerate(commands):
        try:
            document = apply(document, command)
        except DataPactError:
            return Replayed(document, index, len(commands) - index)
    return Replayed(document, len(commands), 0)
