"""Many files at once, sealed ones and cards: each is taken in or refused by itself, in whatever order they lie there.

A file may need another one first: entries that it builds on, or the card of an author. So what is refused for that reason is
tried again after others were taken in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from datapact.agreements.views.list import keys_of, rows_of
from datapact.base.errors import DataPactError, Locked, MissingEntries, NotForUs, Surroundings
from datapact.base.files import read_whole, surroundings
from datapact.base.progress import Progress
from datapact.base.texts import N_, Message
from datapact.exchange.bundle.carried import came_parcels, still_true
from datapact.exchange.bundle.limits import LIMITS
from datapact.exchange.receive.receive import Received, receive_bundle
from datapact.organisation.identity.card import LARGEST as LARGEST_CARD
from datapact.organisation.partners.partners import add_partner

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting

LARGEST_FILE = LIMITS.payload + LIMITS.header + 1024
CARD = ".dpcard"
ENDINGS = (".dpact", CARD)
DIRECTORY = ".dpdir"
DIRECTORY_APART = Message(
    N_(
        "This is a directory of a network, with cards whose fingerprints are compared first: open it by itself with File → Open"
        " a received file, or with datapact directory read."
    )
)
ALIKE = Message(N_("Another partner has the same name. Compare fingerprints with both."))


@dataclass(frozen=True, slots=True)
class TakenFile:
    """The outcome of one file: exactly one of ``received`` and ``refused`` is there."""

    path: Path
    """Where the file lies, as it was given."""
    received: Received | None
    """The news in it; without entries where everything had been received before."""
    refused: Message | None
    """Why nothing of it was taken in."""
    about: tuple[str, ...] = ()
    """Number and title of each agreement in it, as the list has them: what a person knows it by."""


def files_in(folder: Path) -> tuple[Path, ...]:
    """The sealed files, cards and directories of networks in a folder by their names, those of folders in it left out.

    Raises Surroundings.
    """
    taken = (*ENDINGS, DIRECTORY)
    try:
        return tuple(sorted(path for path in folder.iterdir() if path.suffix.lower() in taken and path.is_file()))
    except OSError as error:
        raise surroundings(error, folder) from error


def receive_many(acting: Acting, files: Sequence[Path], progress: Progress) -> tuple[TakenFile, ...]:
    """Receive these files, cards first; the answers are in their order.

    Receiving one again is harmless. Raises Surroundings when a file cannot be read, and Locked for a mere auditor; what was
    taken in before stays.
    """
    given = list(dict.fromkeys(files))
    found = {path: _with_card(acting, path) for path in given if path.suffix.lower() == CARD}
    found |= {path: TakenFile(path, None, DIRECTORY_APART) for path in given if path.suffix.lower() == DIRECTORY}
    waiting = [path for path in given if path not in found]
    while waiting:
        again: list[Path] = []
        for done, path in enumerate(waiting, len(files) - len(waiting)):
            progress(path.name, done, len(files))
            try:
                received = receive_bundle(acting, read_whole(path, limit=LARGEST_FILE))
            except (MissingEntries, NotForUs) as error:
                found[path] = TakenFile(path, None, error.message)
                again.append(path)
            except (Surroundings, Locked):
                raise
            except DataPactError as error:
                found[path] = TakenFile(path, None, error.message)
            else:
                found[path] = TakenFile(path, received, None)
        waiting = again if len(again) < len(waiting) else []
    found = _with_titles(acting, _without_settled(acting, found))
    return tuple(found[path] for path in files)


def _without_settled(acting: Acting, found: Mapping[Path, TakenFile]) -> dict[Path, TakenFile]:
    """The same without warnings of a file that came after all: among the others, whatever they are called."""
    with acting.vault.read() as session:
        came = {one.digest for one in came_parcels(session)}
    return {
        path: one
        if one.received is None
        else replace(
            one,
            received=replace(
                one.received, warnings=tuple(each for each in one.received.warnings if still_true(each, came))
            ),
        )
        for path, one in found.items()
    }


def _with_titles(acting: Acting, found: Mapping[Path, TakenFile]) -> dict[Path, TakenFile]:
    ids = [history for one in found.values() if one.received is not None for history in one.received.agreements]
    if not ids:
        return dict(found)
    with acting.vault.read() as session:
        listed = rows_of(session, keys_of(session, ids)).values()
    named = {row.id: f"{row.number}  {row.title}".strip() for row in listed}
    return {
        path: one
        if one.received is None
        else replace(one, about=tuple(named[history] for history in one.received.agreements if history in named))
        for path, one in found.items()
    }


def _with_card(acting: Acting, path: Path) -> TakenFile:
    """Take in the card of a partner: its identity is only declared, as if it had been added by itself."""
    data = read_whole(path, limit=LARGEST_CARD)
    try:
        taken = add_partner(acting, data)
    except Surroundings:
        raise
    except DataPactError as error:
        return TakenFile(path, None, error.message)
    partner = taken.partner
    said = Message(N_("Card taken in. Fingerprint to compare: {digits}"), {"digits": partner.fingerprint})
    alike = (ALIKE,) if taken.namesakes else ()
    return TakenFile(path, Received(partner.organisation, partner.name, (), (), (), alike, (said,)), None)
