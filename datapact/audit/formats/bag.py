"""bag.json: the content of an export of many agreements, its day and its omissions; the signed index carries it."""

from __future__ import annotations

from dataclasses import field
from typing import Annotated, ClassVar, Final

from datapact.audit.formats.dossier import Audience
from datapact.audit.formats.record_counts import CountedEntries
from datapact.base.format import Bounds, Day, Format, Json, Shown, Time, part
from datapact.base.strictjson import JsonObject
from datapact.base.texts import LANGUAGES, N_, Language, Message
from datapact.consent.proof.in_file import RowsProven
from datapact.history.entries.packed import Digest, EntryInFile
from datapact.pdf.reports.names import EXPORT

NAME: Final = EXPORT
INDEX: Final = "index.pdf"
FIELD: Final = "export"
MOST_FILES: Final = 20_000
CONTRACTS: Final = "contracts/"
"""The folder with signed PDFs of contracts that have no dossier in it."""


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
    """The content of bag.json. Texts in both languages are objects with "de" and "en"."""

    file_kind: ClassVar = "datapact-export"
    numbers: ClassVar = (1, 2)
    """The second one has ``proof`` and ``counted``; readers of the first form do not know them."""
    optional: ClassVar = frozenset({"proof", "counted"})
    largest: ClassVar = 64 * 1024 * 1024
    malformed: ClassVar = N_("The index of this export is not in its form. Ask the sender for a new file.")

    audience: Audience
    """``partner`` or ``internal``."""
    organisation: Digest
    """Id of the exporting one."""
    member: str
    """Id of who exported, within that organisation."""
    kid: Digest
    """Thumbprint of that member's author key."""
    time: Time
    """UTC, by the exporter's clock."""
    on: Day
    """Local day that the export is as at."""
    known_at: Time
    """Moment up to which entries count, UTC."""
    language: Language
    """``de`` or ``en``."""
    withheld: tuple[str, ...]
    """Names of the parts that were withheld."""
    engagement: str
    """Key of the audit it is for, or empty."""
    population: tuple[Json, ...]
    """How many agreements there were, each in both languages."""
    filters: tuple[Json, ...]
    """Each in both languages; empty where nothing was narrowed."""
    left_out: tuple[Json, ...]
    """Reasons with numbers, each in both languages."""
    gaps: tuple[Json, ...]
    """What is missing in it, each in both languages."""
    dossiers: Annotated[tuple[BagDossier, ...], Bounds(most=MOST_FILES)]
    """In the order of the export."""
    files: Annotated[tuple[BagFile, ...], Bounds(most=MOST_FILES), Shown({}, _have_other_names)]
    """All files of the payload but the index itself and bag.json."""
    history: tuple[EntryInFile, ...] = field(repr=False)
    """Public history of ``organisation``, oldest first."""
    proof: RowsProven | None = None
    """The rows of the vault that it was made from, held against what was signed; None from earlier programs."""
    counted: CountedEntries | None = field(default=None, repr=False)
    """Deliveries, recalls and consents of the house, to be counted; only in an internal export."""

    def own_number(self) -> int:
        return 1 if self.proof is None and self.counted is None else 2


def both(message: Message) -> JsonObject:
    """A message in both languages."""
    return {language: message.text(language) for language in LANGUAGES}
