"""Many agreements sent at once: a sealed file for each, into one folder, and one e-mail for each address."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from datapact.agreements.file_names import free_place
from datapact.errors import DataPactError, Surroundings
from datapact.exchange.letters import Letter, many_letter
from datapact.exchange.outgoing import outgoing, send_out
from datapact.files import write_whole
from datapact.parties.own_profile import own_profile
from datapact.texts import Message

if TYPE_CHECKING:
    from datapact.parties.acting import Acting

type Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class ManySent:
    """``files`` were written; ``refused`` are numbers of agreements with the reason why there is no file for them."""

    files: tuple[Path, ...]
    refused: tuple[tuple[str, Message], ...]
    letters: tuple[Letter, ...]


def send_many_out(acting: Acting, histories: Sequence[str], folder: Path, progress: Progress) -> ManySent:
    """Send each agreement to all its other parties; each stands for itself, so one refusal stops no other.

    No file in ``folder`` is replaced. Raises Surroundings when the folder cannot be written to.
    """
    files: list[Path] = []
    refused: list[tuple[str, Message]] = []
    by_address: dict[str, list[tuple[str, str, Letter]]] = {}
    for done, history in enumerate(histories):
        number = ""
        try:
            ready = outgoing(acting, history)
            number = ready.number
            progress(number, done, len(histories))
            sent = send_out(acting, history, [recipient.organisation for recipient in ready.recipients])
        except Surroundings:
            raise
        except DataPactError as error:
            refused.append((number, error.message))
            continue
        place = free_place(folder, sent.file)
        write_whole(place, sent.data, private=False)
        files.append(place)
        by_address.setdefault(sent.letter.to, []).append((sent.number, place.name, sent.letter))
    with acting.vault.read() as session:
        own = own_profile(session)
    letters = tuple(many_letter(letters, own) for letters in by_address.values())
    return ManySent(tuple(files), tuple(refused), letters)
