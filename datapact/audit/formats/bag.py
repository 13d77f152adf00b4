"""bag.json: what an export of many agreements holds, as at which day, with what was left out; the signed index carries it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from datapact.audit.formats.dossier import Audience, entry_json, read_entry_json
from datapact.base import strictjson
from datapact.base.clock import read_time, write_time
from datapact.base.errors import Malformed, NewerFormat
from datapact.base.strictjson import JsonObject, JsonValue
from datapact.base.texts import LANGUAGES, N_, Message
from datapact.history.commitments.jws import is_digest
from datapact.history.entries.entry import Entry

FORMAT: Final = 1
TYPE: Final = "datapact-export"
NAME: Final = "bag.json"
INDEX: Final = "index.pdf"
FIELD: Final = "export"
LARGEST: Final = 64 * 1024 * 1024
MOST_FILES: Final = 20_000


@dataclass(frozen=True, slots=True)
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
    sha256: str


@dataclass(frozen=True, slots=True)
class BagFile:
    """A file of the export: its name inside, its size and its SHA-256 (base64url)."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class BagIndex:
    """What bag.json says. Texts in both languages are objects with "de" and "en"."""

    audience: Audience
    organisation: str
    member: str
    kid: str
    time: datetime
    on: date
    known_at: datetime
    language: str
    withheld: tuple[str, ...]
    engagement: str
    population: tuple[JsonValue, ...]
    filters: tuple[JsonValue, ...]
    left_out: tuple[JsonValue, ...]
    gaps: tuple[JsonValue, ...]
    dossiers: tuple[BagDossier, ...]
    files: tuple[BagFile, ...]
    """All files of the payload but the index itself and bag.json."""
    history: tuple[Entry, ...] = field(repr=False)


def both(message: Message) -> JsonObject:
    """A message in both languages."""
    return {language: message.text(language) for language in LANGUAGES}


def write_index(index: BagIndex) -> bytes:
    """Canonical bytes."""
    return strictjson.canonical(
        {
            "format": FORMAT,
            "type": TYPE,
            "audience": index.audience,
            "organisation": index.organisation,
            "member": index.member,
            "kid": index.kid,
            "time": write_time(index.time),
            "on": index.on.isoformat(),
            "known_at": write_time(index.known_at),
            "language": index.language,
            "withheld": list(index.withheld),
            "engagement": index.engagement,
            "population": list(index.population),
            "filters": list(index.filters),
            "left_out": list(index.left_out),
            "gaps": list(index.gaps),
            "dossiers": [{name: getattr(one, name) for name in BagDossier.__slots__} for one in index.dossiers],
            "files": [{"name": one.name, "size": one.size, "sha256": one.sha256} for one in index.files],
            "history": [entry_json(one) for one in index.history],
        }
    )


def read_index(data: bytes) -> BagIndex:
    """Read strictly; raises Malformed, TooLarge or NewerFormat. No signature is checked here."""
    value = strictjson.parse_object(data, limit=LARGEST)
    number = value.get("format")
    if not isinstance(number, int) or isinstance(number, bool) or number < FORMAT or value.get("type") != TYPE:
        raise malformed()
    if number > FORMAT:
        raise NewerFormat(N_("This file was written by a newer DataPact. Update this DataPact to read it."))
    match value:
        case {
            "audience": "partner" | "internal" as audience,
            "organisation": str(organisation),
            "member": str(member),
            "kid": str(kid),
            "time": str(time),
            "on": str(on),
            "known_at": str(known_at),
            "language": "de" | "en" as language,
            "withheld": list(withheld),
            "engagement": str(engagement),
            "population": list(population),
            "filters": list(filters),
            "left_out": list(left_out),
            "gaps": list(gaps),
            "dossiers": list(dossiers),
            "files": list(files),
            "history": list(history),
            **rest,
        } if rest.keys() == {"format", "type"} and is_digest(organisation) and is_digest(kid):
            if (
                len(files) > MOST_FILES
                or len(dossiers) > MOST_FILES
                or not all(isinstance(one, str) for one in withheld)
            ):
                raise malformed()
            return BagIndex(
                audience=audience,
                organisation=organisation,
                member=member,
                kid=kid,
                time=read_time(time),
                on=_day(on),
                known_at=read_time(known_at),
                language=language,
                withheld=tuple(str(one) for one in withheld),
                engagement=engagement,
                population=tuple(population),
                filters=tuple(filters),
                left_out=tuple(left_out),
                gaps=tuple(gaps),
                dossiers=_dossiers(dossiers),
                files=_files(files),
                history=tuple(read_entry_json(one) for one in history),
            )
    raise malformed()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise malformed() from None


def _dossiers(items: Sequence[JsonValue]) -> tuple[BagDossier, ...]:
    found = []
    for item in items:
        match item:
            case {
                "file": str(file),
                "agreement": str(agreement),
                "number": str(number),
                "title": str(title),
                "partners": str(partners),
                "status": str(status),
                "entries": int(entries),
                "missing": int(missing),
                "erased": int(erased),
                "sha256": str(sha256),
                **rest,
            } if not rest and is_digest(sha256):
                found.append(
                    BagDossier(file, agreement, number, title, partners, status, entries, missing, erased, sha256)
                )
            case _:
                raise malformed()
    return tuple(found)


def _files(items: Sequence[JsonValue]) -> tuple[BagFile, ...]:
    found = []
    for item in items:
        match item:
            case {"name": str(name), "size": int(size), "sha256": str(sha256), **rest} if not rest and is_digest(
                sha256
            ):
                found.append(BagFile(name, size, sha256))
            case _:
                raise malformed()
    if len({one.name for one in found}) < len(found):
        raise malformed()
    return tuple(found)


def malformed() -> Malformed:
    """The refusal of an export that is not in its form."""
    return Malformed(N_("The index of this export is not in its form. Ask the sender for a new file."))
