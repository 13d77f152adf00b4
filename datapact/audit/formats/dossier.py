"""dossier.json: every entry of a dossier as it was signed, the public histories that verify it, and the other files.

A reader needs neither DataPact nor a network: signatures are JWS, disclosures RFC 9901, digests SHA-256.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Final, Literal

from datapact.base.format import Bounds, Format, Shown, Time, Written, part
from datapact.base.texts import N_, Language
from datapact.history.entries.entry import Entry
from datapact.history.entries.packed import Digest, EntryInFile, entries_by_history
from datapact.pdf.reports.names import DOSSIER

SIGNED_PDF = "agreement-signed.pdf"


FROZEN_PDF = "agreement-frozen.pdf"


NAME: Final = DOSSIER
MOST_ENTRIES: Final = 100_000
MOST_ORGANISATIONS: Final = 100
MOST_FILES: Final = 200

type Audience = Literal["partner", "internal"]


@part
class ListedFile:
    """Another file inside the dossier: its name, its SHA-256 (base64url) and its media type."""

    name: str
    sha256: Digest
    media: str


def _have_other_names(files: tuple[ListedFile, ...]) -> bool:
    return len({one.name for one in files}) == len(files)


type Files = Annotated[tuple[ListedFile, ...], Bounds(most=MOST_FILES), Shown({}, _have_other_names)]
"""The files beside the one that lists them."""


@part
class _History:
    id: Digest
    entries: Annotated[tuple[EntryInFile, ...], Bounds(most=MOST_ENTRIES)]


def _listed(found: Mapping[str, tuple[Entry, ...]]) -> tuple[_History, ...]:
    return tuple(_History(identity, entries) for identity, entries in sorted(found.items()))


@part
class DossierFile(Format):
    """The content of dossier.json. ``kid`` is the author key of the member who signed the dossier for ``organisation``.

    ``entries`` are those of the agreement, ``records`` those of the organisation's own history about it (internal
    dossiers only), ``organisations`` the public histories by id, in order.
    """

    file_kind: ClassVar = "datapact-dossier"
    largest: ClassVar = 64 * 1024 * 1024
    malformed: ClassVar = N_("The dossier in this PDF is not in its form. Ask the sender for a new file.")
    newer: ClassVar = N_("This dossier was written by a newer DataPact. Update this DataPact to read it.")

    audience: Audience
    """``partner`` holds only shared entries."""
    agreement: str
    """``urn:uuid:`` id of its history."""
    organisation: str
    member: str
    """Id of who exported, within that organisation."""
    kid: str
    time: Time
    """UTC, by the exporter's clock."""
    language: Language
    """Of the pages, ``de`` or ``en``."""
    withheld: tuple[Annotated[str, Bounds(most=100)], ...]
    """Names of the parts that were withheld."""
    entries: Annotated[tuple[EntryInFile, ...], Bounds(most=MOST_ENTRIES)]
    records: Annotated[tuple[EntryInFile, ...], Bounds(most=MOST_ENTRIES)]
    organisations: Annotated[
        Mapping[str, tuple[Entry, ...]],
        Written(Annotated[tuple[_History, ...], Bounds(most=MOST_ORGANISATIONS)], entries_by_history, _listed),
    ]
    files: Files
    """Attached beside dossier.json."""

    def mistake(self) -> str:
        if len(self.entries) + len(self.records) > MOST_ENTRIES:
            return "records"
        return "files" if NAME in {one.name for one in self.files} else ""
