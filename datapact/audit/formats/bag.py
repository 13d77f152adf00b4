"""bag.json: what an export of many agreements holds, as at which day, with what was left out; the signed index carries it."""

from __future__ import annotations

from dataclasses import field
from typing import Annotated, ClassVar, Final

from datapact.audit.formats.dossier import Audience
from datapact.base.format import Bounds, Day, Format, Json, Shown, Time, part
from datapact.base.strictjson import JsonObject
from datapact.base.texts import LANGUAGES, N_, Language, Message
from datapact.history.entries.packed import Digest, EntryInFile

NAME: Final = "bag.json"
INDEX: Final = "index.pdf"
FIELD: Final = "export"
MOST_FILES: Final = 20_000


@part
class BagDossier:
    """One dossier of the export, by its name inside. ``title`` and ``number`` are empty where they are withheld."""

    file: str
    agreement: str
    number: str
    title: str
    partners: str
    status: str
    entries: int
    missing: int
    erased: int
    sha256: Digest


@part
class BagFile:
    """A file of the export: its name inside, its size and its SHA-256 (base64url)."""

    name: str
    size: int
    sha256: Digest


def _have_other_names(files: tuple[BagFile, ...]) -> bool:
    return len({one.name for one in files}) == len(files)


@part
class BagIndex(Format):
    """What bag.json says. Texts in both languages are objects with "de" and "en"."""

    file_kind: ClassVar = "datapact-export"
    largest: ClassVar = 64 * 1024 * 1024
    malformed: ClassVar = N_("The index of this export is not in its form. Ask the sender for a new file.")

    audience: Audience
    organisation: Digest
    member: str
    kid: Digest
    time: Time
    on: Day
    known_at: Time
    language: Language
    withheld: tuple[str, ...]
    engagement: str
    population: tuple[Json, ...]
    filters: tuple[Json, ...]
    left_out: tuple[Json, ...]
    gaps: tuple[Json, ...]
    dossiers: Annotated[tuple[BagDossier, ...], Bounds(most=MOST_FILES)]
    files: Annotated[tuple[BagFile, ...], Bounds(most=MOST_FILES), Shown({}, _have_other_names)]
    """All files of the payload but the index itself and bag.json."""
    history: tuple[EntryInFile, ...] = field(repr=False)


def both(message: Message) -> JsonObject:
    """A message in both languages."""
    return {language: message.text(language) for language in LANGUAGES}
