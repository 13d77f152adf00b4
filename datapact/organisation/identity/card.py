"""Partner cards (``.dpcard``): the public history of an organisation in one small signed file.

A compact JWS (``typ`` dp-card) by the author key of a member, over canonical JSON: format, organisation id, sequence
number, all public entries with their disclosures, and the time. The sequence number is the number of entries, so cards
with the same number have the same history, or one is forged.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Annotated, ClassVar

from datapact.base.errors import Damaged, TooLarge
from datapact.base.format import Bounds, Format, Time, part
from datapact.base.texts import N_
from datapact.history.commitments.jws import read_compact, verify
from datapact.history.entries.entry import Entry
from datapact.history.entries.packed import Digest, EntryInFile
from datapact.history.fold.organisation import verify_line
from datapact.history.state.organisation import OrganisationLine
from datapact.organisation.identity.profile import Profile, plain_line, read_profile
from datapact.organisation.identity.roles import is_member_id
from datapact.vault.keys.own_data import PARTNER, own_data

TYPE = "dp-card"
LARGEST = 1024 * 1024


@part
class CardPayload(Format):
    """The content of a card; a compact JWS around it is the file."""

    largest: ClassVar = LARGEST
    malformed: ClassVar = N_("This file is not a partner card. Ask the partner for a new card.")
    newer: ClassVar = N_("This card was written by a newer DataPact. Update this DataPact to read it.")

    created: Time
    """Moment of writing, UTC."""
    entries: Annotated[tuple[EntryInFile, ...], Bounds(1)]
    """The public history, oldest entry first."""
    organisation: Digest
    """Id of the organisation."""
    sequence: Annotated[int, Bounds(1)]
    """Number of public entries in the card."""


@dataclass(frozen=True, slots=True)
class Card:
    """A verified card: ``line`` is the organisation's public history, ``profile`` its description of itself."""

    organisation: str
    """Organisation id."""
    sequence: int
    """Number of public entries."""
    created: datetime
    """By the signer's claim, UTC."""
    line: OrganisationLine
    profile: Profile
    data: bytes
    """The card as it came, ASCII."""


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
        raise CardPayload.refusal() from None
    said = CardPayload.read(token.payload)
    line = verify_line(said.entries)
    if line.id != said.organisation or not said.sequence == len(said.entries) == len(line.entries):
        raise CardPayload.refusal()
    author = line.state.by_kid.get(token.kid)
    if author is None or not verify(token, author.author_key):
        raise Damaged(N_("This card was not signed by a member of its organisation. Ask the partner for a new card."))
    for entry in line.entries:
        _require_plain(entry)
    return Card(line.id, len(line.entries), said.created, line, read_profile(line.state.profile), data)


def read_stored_card(data: bytes) -> Card:
    """A card from our own vault, verified on arrival; raises Damaged, which blames no partner."""
    with own_data(PARTNER):
        return read_card(data)


def _require_plain(entry: Entry) -> None:
    """Refuse control or bidirectional characters in names of a partner's people, which are shown unchanged."""
    body = entry.body["member"] if entry.kind == "founding" else entry.body
    if entry.kind in ("founding", "member"):
        if not is_member_id(body["id"]):
            raise CardPayload.refusal()
        for name in ("name", "power"):
            if isinstance(text := body.get(name), str):
                plain_line(text, name)
