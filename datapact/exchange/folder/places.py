"""The folders that are shared with partners: a setting of one member at one computer, for a path means something there alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from datapact.base.errors import WrongUse
from datapact.base.texts import N_
from datapact.organisation.partners.partners import list_partners
from datapact.vault.database.settings import read_settings, write_settings

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

FOLDERS = "shared-folder.places"
DONE = "shared-folder.done"
_MOST_DONE = 5_000


@dataclass(frozen=True, slots=True)
class SharedFolder:
    """A folder that a partner and we can read and write."""

    organisation: str
    """Id of the partner."""
    name: str
    """The partner's name."""
    folder: Path
    """Where it lies at this computer."""


def shared_folders(acting: Acting) -> tuple[SharedFolder, ...]:
    """The folders of this member at this computer, by the names of the partners; those of removed partners are left out."""
    with acting.vault.read() as session:
        return folders_in(session, acting.member.id)


def folders_in(session: Session, member: str) -> tuple[SharedFolder, ...]:
    """``shared_folders`` of a member in an open transaction."""
    places = _strings(read_settings(session, member).get(FOLDERS))
    names = {one.organisation: one.name for one in list_partners(session)}
    found = [SharedFolder(one, names[one], Path(path)) for one, path in places.items() if one in names]
    return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.organisation)))


def set_shared_folder(acting: Acting, organisation: str, folder: Path | None) -> None:
    """Share a folder with a partner from now on, or no more; raises WrongUse for one that is not there or that holds the vault."""
    if folder is not None:
        folder = folder.absolute()
        if not folder.is_dir():
            raise WrongUse(N_("There is no folder {folder}. Check the name."), folder=str(folder))
        own, there = acting.vault.folder.resolve(), folder.resolve()
        if there == own or own in there.parents or there in own.parents:
            raise WrongUse(
                N_(
                    "The vault lies in {folder}, or the folder in the vault: a partner would see its files. Choose a folder of its own."
                ),
                folder=str(folder),
            )
    with acting.vault.write() as session:
        places = _strings(read_settings(session, acting.member.id).get(FOLDERS))
        if folder is None:
            places.pop(organisation, None)
        else:
            places[organisation] = str(folder)
        write_settings(session, acting.member.id, {FOLDERS: places or None})


def done_with(session: Session, member: str) -> frozenset[str]:
    """Digests of files in shared folders that need nobody any more."""
    found = read_settings(session, member).get(DONE)
    return frozenset(one for one in found if isinstance(one, str)) if isinstance(found, list) else frozenset()


def note_done(acting: Acting, digests: Iterable[str]) -> None:
    """Record the digests of all files that lie there and need nobody any more; of those gone nothing stays."""
    kept = sorted(set(digests))[:_MOST_DONE]
    with acting.vault.write() as session:
        write_settings(session, acting.member.id, {DONE: kept or None})


def _strings(value: object) -> dict[str, str]:
    if not isinstance(value, Mapping):
        return {}
    return {str(key): one for key, one in value.items() if isinstance(one, str)}
