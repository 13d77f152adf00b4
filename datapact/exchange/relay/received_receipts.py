"""Receipts that lie among received files: each is compared by itself once the files are taken in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from datapact.base.errors import DataPactError, Locked, Surroundings
from datapact.base.files import read_whole, surroundings
from datapact.base.texts import N_, Message, counted
from datapact.exchange.relay.comparing import Compared, compare_receipts
from datapact.exchange.relay.receipts import ENDING, LARGEST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datapact.organisation.acting.acting_member import Acting


@dataclass(frozen=True, slots=True)
class ComparedFile:
    """The outcome of one file of receipts: exactly one of ``compared`` and ``refused`` is there."""

    path: Path
    """Where it lies."""
    compared: Compared | None
    """What the receipts say against this vault."""
    refused: Message | None
    """Why they were not compared."""


def receipts_in(folder: Path) -> tuple[Path, ...]:
    """The receipts of relays in a folder, by name; raises Surroundings."""
    try:
        return tuple(sorted(path for path in folder.iterdir() if path.suffix.lower() == ENDING and path.is_file()))
    except OSError as error:
        raise surroundings(error, folder) from error


def compare_all(acting: Acting, files: Sequence[Path]) -> tuple[ComparedFile, ...]:
    """Compare each; raises Surroundings for one that cannot be read, Locked."""
    found = []
    for path in files:
        try:
            found.append(ComparedFile(path, compare_receipts(acting, read_whole(path, limit=LARGEST)), None))
        except (Surroundings, Locked):
            raise
        except DataPactError as error:
            found.append(ComparedFile(path, None, error.message))
    return tuple(found)


def news_of(compared: Compared) -> tuple[Message, ...]:
    """Sentences on what is missing or contradicts; none where all is well."""
    news = []
    for sent in compared.sent:
        to = ", ".join(sent.to)
        if sent.state == "missing":
            words = N_(
                "The relay never had, or dropped, your file for {to}, SHA-256 {digest}. Send the agreement again."
            )
            news.append(Message(words, {"to": to, "digest": sent.digest}))
        elif sent.state == "not_ours":
            words = N_(
                "A file for {to} bears your label, and this vault did not write it, SHA-256 {digest}. Ask who runs the relay."
            )
            news.append(Message(words, {"to": to, "digest": sent.digest}))
    for came in compared.came:
        if came.state == "missing":
            words = N_(
                "A file from {sender} for you is not in this vault, SHA-256 {digest}. Take it in, or ask the sender to send again."
            )
            news.append(Message(words, {"sender": came.sender, "digest": came.digest}))
    return (*news, *compared.warnings)


def sum_of(compared: Compared) -> Message:
    """A sentence on how many of our files were carried and how many came."""
    carried = sum(one.state == "carried" for one in compared.sent)
    came = sum(one.state == "taken_in" for one in compared.came)
    first = counted("{n} file of yours was carried", "{n} files of yours were carried", carried)
    return counted("{first}; {n} file for you is here.", "{first}; {n} files for you are here.", came, first=first)
