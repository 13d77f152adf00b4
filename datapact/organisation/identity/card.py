"""Partner cards (``.dpcard``): the public history of an organisation in one small signed file.

A compact JWS (``typ`` dp-card) by the author key of a member, over canonical JSON: format, organisation id,
sequence number, all public entries with their disclosures, and the time. The sequence number is the number of
entries, so whoever has the same number has the same history or has met a forger.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from datapact.base.clock import read_time
from datapact.base.errors import Damaged, Malformed, NewerFormat, TooLarge
from datapact.base.strictjson import JsonValue, parse_object
from datapact.base.texts import N_
from datapact.history.commitments.jws import is_digest, read_compact, verify
from datapact.history.entries.entry import Entry, read_entry
from datapact.history.fold.organisation import verify_line
from datapact.history.state.organisation import OrganisationLine
from datapact.organisation.identity.profile import Profile, plain_line, read_profile
from datapact.organisation.identity.roles import is_member_id
from datapact.vault.keys.own_data import PARTNER, own_data

if TYPE_CHECKING:
    pass

FORMAT = 1
TYPE = "dp-card"
LARGEST = 1024 * 1024
_MALFORMED = N_("This file is not a partner card. Ask the partner for a new card.")


@dataclass(frozen=True, slots=True)
class Card:
    """A verified card: ``line`` is the organisation's public history, ``profile`` what it says of itself."""

    organisation: str
    sequence: int
    created: datetime
    line: OrganisationLine
    profile: Profile
    data: bytes


@lru_cache(maxsize=256)
def read_card(data: bytes) -> Card:
    """Read and verify a card: every entry, and the card's own signature by a member of its organisation.

    Raises TooLarge, NewerFormat, Malformed or Damaged.
    """
    if len(data) > LARGEST:
        raise TooLarge(N_("This file is too large to be a partner card. Ask the partner for a new card."))
    try:
        token = read_compact(data.decode("ascii"), TYPE)
    except UnicodeDecodeError:
        raise Malformed(_MALFORMED) from None
    claims = parse_object(token.payload, limit=LARGEST)
    version = claims.get("format")
    if isinstance(version, int) and not isinstance(version, bool) and version > FORMAT:
        raise NewerFormat(N_("This card was written by a newer DataPact. Update this DataPact to read it."))
    if claims.keys() != {"created", "entries", "format", "organisation", "sequence"} or version != FORMAT:
        raise Malformed(_MALFORMED)
    organisation, sequence, packed = claims["organisation"], claims["sequence"], claims["entries"]
    if not is_digest(organisation) or not isinstance(packed, list) or isinstance(sequence, bool):
        raise Malformed(_MALFORMED)
    line = verify_line([_read_entry(item) for item in packed])
    if line.id != organisation or sequence != len(line.entries) or len(packed) != len(line.entries):
        raise Malformed(_MALFORMED)
    author = line.state.by_kid.get(token.kid)
    if author is None or not verify(token, author.author_key):
        raise Damaged(N_("This card was not signed by a member of its organisation. Ask the partner for a new card."))
    for entry in line.entries:
        _require_plain(entry)
    return Card(line.id, len(line.entries), read_time(claims["created"]), line, read_profile(line.state.profile), data)


def read_stored_card(data: bytes) -> Card:
    """A card out of our own vault, where it was verified when it came; raises Damaged, which blames no partner."""
    with own_data(PARTNER):
        return read_card(data)


def _require_plain(entry: Entry) -> None:
    """Names of a partner's people are shown as they are: no control or bidirectional characters in them."""
    body = entry.body["member"] if entry.kind == "founding" else entry.body
    if entry.kind in ("founding", "member"):
        if not is_member_id(body["id"]):
            raise Malformed(_MALFORMED)
        for name in ("name", "power"):
            if isinstance(text := body.get(name), str):
                plain_line(text, name)


def _entry_json(entry: Entry) -> JsonValue:
    return {"disclosures": entry.disclosures, "erased": entry.erased, "jws": entry.jws}


def _read_entry(item: JsonValue) -> Entry:
    match item:
        case {"disclosures": list(disclosures), "erased": list(erased), "jws": str(jws), **rest} if not rest:
            if all(isinstance(text, str) for text in (*disclosures, *erased)):
                return read_entry(jws, [str(text) for text in disclosures], [str(text) for text in erased])
    raise Malformed(_MALFORMED)
