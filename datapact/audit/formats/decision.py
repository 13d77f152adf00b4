"""decision.json: a used answer as it was signed, what it was made of, and all that proves its inputs unaltered.

Beside it the PDF carries inputs.json (byte for byte the inputs that the entry names by digest), and as tables the
people (subjects.csv), their signed events (events.csv), and the hashes of the batches (batches.csv, nodes.csv).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from datapact.audit.formats.dossier import MOST_ENTRIES, ListedFile, entry_json, read_entry_json, read_files
from datapact.base import strictjson
from datapact.base.clock import read_time, write_time
from datapact.base.errors import Malformed, NewerFormat
from datapact.base.strictjson import JsonValue
from datapact.base.texts import N_
from datapact.history.commitments.jws import is_digest
from datapact.history.entries.entry import Entry, read_entry

FORMAT: Final = 1
TYPE: Final = "datapact-decision"
NAME: Final = "decision.json"
INPUTS: Final = "inputs.json"
SUBJECTS: Final = "subjects.csv"
EVENTS: Final = "events.csv"
BATCHES: Final = "batches.csv"
NODES: Final = "nodes.csv"
SCRIPT: Final = "recount.py"
LARGEST: Final = 64 * 1024 * 1024
MOST_STEPS: Final = 200_000


@dataclass(frozen=True, slots=True)
class DecisionFile:
    """What decision.json says. ``kid`` is the author key of the member who signed the file for ``organisation``.

    ``entry`` is the decision, ``batches`` the signed batches of consents that it could rest on, oldest first, ``chain``
    the organisation's internal entries before the decision without what they say: that no batch is missing. It is
    empty where the exporter left it out. ``cohort`` says which counts in the inputs the answer rests on, -1: none.
    """

    organisation: str
    member: str
    kid: str
    time: datetime
    language: str
    cohort: int
    entry: Entry = field(repr=False)
    batches: tuple[Entry, ...] = field(repr=False)
    chain: tuple[Entry, ...] = field(repr=False)
    history: tuple[Entry, ...] = field(repr=False)
    """The public history of the organisation."""
    files: tuple[ListedFile, ...] = ()


def write_decision(file: DecisionFile) -> bytes:
    """Canonical bytes."""
    return strictjson.canonical(
        {
            "format": FORMAT,
            "type": TYPE,
            "organisation": file.organisation,
            "member": file.member,
            "kid": file.kid,
            "time": write_time(file.time),
            "language": file.language,
            "cohort": file.cohort,
            "entry": entry_json(file.entry),
            "batches": [entry_json(one) for one in file.batches],
            "chain": [one.jws for one in file.chain],
            "history": [entry_json(one) for one in file.history],
            "files": [{"name": one.name, "sha256": one.sha256, "media": one.media} for one in file.files],
        }
    )


def read_decision(data: bytes) -> DecisionFile:
    """Read strictly; raises Malformed, TooLarge or NewerFormat. No signature is checked here."""
    value = strictjson.parse_object(data, limit=LARGEST)
    number = value.get("format")
    if not isinstance(number, int) or isinstance(number, bool) or number < FORMAT or value.get("type") != TYPE:
        raise malformed()
    if number > FORMAT:
        raise NewerFormat(N_("This file was written by a newer DataPact. Update this DataPact to read it."))
    match value:
        case {
            "organisation": str(organisation),
            "member": str(member),
            "kid": str(kid),
            "time": str(time),
            "language": "de" | "en" as language,
            "cohort": int(cohort),
            "entry": dict(entry),
            "batches": list(batches),
            "chain": list(chain),
            "history": list(history),
            "files": list(files),
            **rest,
        } if rest.keys() == {"format", "type"} and is_digest(organisation) and is_digest(kid):
            if len(batches) + len(history) > MOST_ENTRIES or len(chain) > MOST_STEPS or isinstance(cohort, bool):
                raise malformed()
            return DecisionFile(
                organisation=organisation,
                member=member,
                kid=kid,
                time=read_time(time),
                language=language,
                cohort=cohort,
                entry=read_entry_json(entry),
                batches=tuple(read_entry_json(one) for one in batches),
                chain=tuple(read_entry(_text(one), ()) for one in chain),
                history=tuple(read_entry_json(one) for one in history),
                files=read_files(files, NAME),
            )
    raise malformed()


def _text(value: JsonValue) -> str:
    if isinstance(value, str):
        return value
    raise malformed()


def steps_back(entry: Entry, chain: Sequence[Entry]) -> tuple[Entry, ...] | None:
    """The internal entries from the first to the one before ``entry``, each named by the next; None where one lacks."""
    known = {one.digest: one for one in chain}
    found: list[Entry] = []
    following = entry.parents
    while following:
        if len(following) != 1 or following[0] not in known or len(found) > len(known):
            return None
        found.append(known[following[0]])
        following = found[-1].parents
    return tuple(reversed(found))


def malformed() -> Malformed:
    """The refusal of a decision file that is not in its form."""
    return Malformed(N_("The decision in this PDF is not in its form. Ask the sender for a new file."))
