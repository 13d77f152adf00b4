"""dossier.json: every entry of a dossier as it was signed, the public histories that verify it, and the other files.

Whoever has it needs neither DataPact nor a network: signatures are JWS, disclosures RFC 9901, digests SHA-256.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from datapact.base import strictjson
from datapact.base.clock import read_time, write_time
from datapact.base.errors import Malformed, NewerFormat
from datapact.base.strictjson import JsonObject, JsonValue
from datapact.base.texts import N_
from datapact.history.commitments.jws import is_digest
from datapact.history.entries.entry import Entry, read_entry

SIGNED_PDF = "agreement-signed.pdf"


FROZEN_PDF = "agreement-frozen.pdf"


FORMAT: Final = 1
TYPE: Final = "datapact-dossier"
NAME: Final = "dossier.json"
LARGEST: Final = 64 * 1024 * 1024
MOST_ENTRIES: Final = 100_000
MOST_ORGANISATIONS: Final = 100
MOST_FILES: Final = 200

type Audience = Literal["partner", "internal"]


@dataclass(frozen=True, slots=True)
class ListedFile:
    """Another file inside the dossier: its name, its SHA-256 (base64url) and its media type."""

    name: str
    sha256: str
    media: str


@dataclass(frozen=True, slots=True)
class DossierFile:
    """What dossier.json says. ``kid`` is the author key of the member who signed the dossier for ``organisation``.

    ``entries`` are those of the agreement, ``records`` those of the organisation's own history about it (internal
    dossiers only), ``organisations`` the public histories by id, in order.
    """

    audience: Audience
    agreement: str
    organisation: str
    member: str
    kid: str
    time: datetime
    language: str
    withheld: tuple[str, ...]
    entries: tuple[Entry, ...]
    records: tuple[Entry, ...]
    organisations: Mapping[str, tuple[Entry, ...]]
    files: tuple[ListedFile, ...]


def write_dossier(dossier: DossierFile) -> bytes:
    """Canonical bytes."""
    return strictjson.canonical(
        {
            "format": FORMAT,
            "type": TYPE,
            "audience": dossier.audience,
            "agreement": dossier.agreement,
            "organisation": dossier.organisation,
            "member": dossier.member,
            "kid": dossier.kid,
            "time": write_time(dossier.time),
            "language": dossier.language,
            "withheld": list(dossier.withheld),
            "entries": [entry_json(entry) for entry in dossier.entries],
            "records": [entry_json(entry) for entry in dossier.records],
            "organisations": [
                {"id": identity, "entries": [entry_json(entry) for entry in entries]}
                for identity, entries in sorted(dossier.organisations.items())
            ],
            "files": [{"name": one.name, "sha256": one.sha256, "media": one.media} for one in dossier.files],
        }
    )


def entry_json(entry: Entry) -> JsonObject:
    """One entry with its disclosures; erased ones are named."""
    return {"jws": entry.jws, "disclosures": list(entry.disclosures), "erased": list(entry.erased)}


def read_dossier(data: bytes) -> DossierFile:
    """Read strictly; raises Malformed, TooLarge or NewerFormat. No signature is checked here."""
    value = strictjson.parse_object(data, limit=LARGEST)
    number = value.get("format")
    if not isinstance(number, int) or isinstance(number, bool) or number < FORMAT or value.get("type") != TYPE:
        raise malformed()
    if number > FORMAT:
        raise NewerFormat(N_("This dossier was written by a newer DataPact. Update this DataPact to read it."))
    match value:
        case {
            "audience": "partner" | "internal" as audience,
            "agreement": str(agreement),
            "organisation": str(organisation),
            "member": str(member),
            "kid": str(kid),
            "time": str(time),
            "language": "de" | "en" as language,
            "withheld": list(withheld),
            "entries": list(entries),
            "records": list(records),
            "organisations": list(organisations),
            "files": list(files),
            **rest,
        } if rest.keys() == {"format", "type"}:
            if len(entries) + len(records) > MOST_ENTRIES or len(organisations) > MOST_ORGANISATIONS:
                raise malformed()
            return DossierFile(
                audience=audience,
                agreement=agreement,
                organisation=organisation,
                member=member,
                kid=kid,
                time=read_time(time),
                language=language,
                withheld=tuple(_text(one) for one in withheld),
                entries=tuple(read_entry_json(one) for one in entries),
                records=tuple(read_entry_json(one) for one in records),
                organisations=_organisations(organisations),
                files=read_files(files, NAME),
            )
    raise malformed()


def _text(value: JsonValue) -> str:
    if isinstance(value, str) and len(value) <= 100:
        return value
    raise malformed()


def read_entry_json(value: JsonValue) -> Entry:
    """The entry of ``entry_json``; raises Malformed for anything else."""
    match value:
        case {"jws": str(jws), "disclosures": list(disclosures), "erased": list(erased), **rest} if not rest:
            if all(isinstance(text, str) for text in (*disclosures, *erased)):
                return read_entry(jws, [str(text) for text in disclosures], [str(text) for text in erased])
    raise malformed()


def _organisations(items: Sequence[JsonValue]) -> dict[str, tuple[Entry, ...]]:
    found: dict[str, tuple[Entry, ...]] = {}
    for item in items:
        match item:
            case {"id": str(identity), "entries": list(entries), **rest} if not rest and is_digest(identity):
                if identity in found or len(entries) > MOST_ENTRIES:
                    raise malformed()
                found[identity] = tuple(read_entry_json(one) for one in entries)
            case _:
                raise malformed()
    return found


def read_files(items: Sequence[JsonValue], own: str) -> tuple[ListedFile, ...]:
    """The list of attached files; ``own`` is the name of the file that has the list."""
    found: list[ListedFile] = []
    for item in items:
        match item:
            case {"name": str(name), "sha256": str(sha256), "media": str(media), **rest} if not rest:
                if not is_digest(sha256) or len(found) >= MOST_FILES:
                    raise malformed()
                found.append(ListedFile(name, sha256, media))
            case _:
                raise malformed()
    if len({one.name for one in found} | {own}) <= len(found):
        raise malformed()
    return tuple(found)


def malformed() -> Malformed:
    """The refusal of a dossier that is not in its form."""
    return Malformed(N_("The dossier in this PDF is not in its form. Ask the sender for a new file."))
