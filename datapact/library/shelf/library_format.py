"""The format of a library file (``.dplib``), read without a vault: clauses, positions and templates, and who signed them by the card inside.

Its positions name no members; its signature says which member of which house wrote it. Files of before have none.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, ClassVar

from datapact.base.clock import read_time
from datapact.base.errors import Damaged, Malformed
from datapact.base.format import Bounds, Format, part
from datapact.base.strictjson import canonical, parse_object, sha256_of
from datapact.base.texts import N_, Message
from datapact.history.commitments.jws import read_compact, verify
from datapact.history.entries.packed import Jws
from datapact.library.clauses.own_clause import OwnClause
from datapact.library.playbook.position import Position
from datapact.library.templates.own_template import OwnTemplate
from datapact.organisation.identity.card import Card, read_card

if TYPE_CHECKING:
    from datapact.base.strictjson import JsonObject

ENDING = ".dplib"
LARGEST = 16 * 1024 * 1024
MOST_IN_FILE = 500
SIGNATURE_TYPE = "datapact-library+jws"
UNSIGNED = Message(N_("This library is not signed: nobody can tell who wrote it, or who changed it on the way."))
_LONGEST_CLAIM = 1024
"""Bytes of what is signed."""


@part
class LibraryFile(Format):
    """A library file."""

    file_kind: ClassVar = "datapact-library"
    largest: ClassVar = LARGEST
    numbers: ClassVar = (1, 2)
    optional: ClassVar = frozenset({"templates", "card", "signature"})
    malformed: ClassVar = N_("This file is no library of clauses. Ask whoever made it for a new one.")
    newer: ClassVar = N_("This library was written by a newer DataPact. Update this DataPact to read it.")

    clauses: Annotated[tuple[OwnClause, ...], Bounds(most=MOST_IN_FILE)]
    """By id, each once."""
    positions: Annotated[tuple[Position, ...], Bounds(most=MOST_IN_FILE)]
    """By key, each once; they name no members."""
    templates: Annotated[tuple[OwnTemplate, ...], Bounds(most=MOST_IN_FILE)] = ()
    """By key, each once; left out where there are none."""
    card: Jws = ""
    """The card of the house (``.dpcard``) that signed; left out in a file without a signature."""
    signature: Jws = ""
    """Compact JWS of a member over the time and the digest of this file without it; left out in files of before."""

    def own_number(self) -> int:
        return 2 if self.card else 1

    def mistake(self) -> str:
        for name, ids in (
            ("clauses", [one.id for one in self.clauses]),
            ("positions", [one.key for one in self.positions]),
            ("templates", [one.key for one in self.templates]),
        ):
            if ids != sorted(set(ids)):
                return name
        for index, clause in enumerate(self.clauses):
            if place := clause.mistake():
                return f"clauses.{index}.{place}"
        for index, position in enumerate(self.positions):
            if place := position.mistake():
                return f"positions.{index}.{place}"
            if position != without_members(position):
                return f"positions.{index}.beyond_members"
        for index, template in enumerate(self.templates):
            if place := template.mistake():
                return f"templates.{index}.{place}"
        return "" if bool(self.card) == bool(self.signature) else "signature"

    def unsigned(self) -> JsonObject:
        """The file without its signature, whose digest is signed."""
        return replace(self, signature="").to_json()


@dataclass(frozen=True, slots=True)
class Claim:
    """A signature that holds by the card in the same file, which may be older than what the reader knows of that house."""

    card: Card
    """Of the house, as the file has it."""
    kid: str
    """Thumbprint of the key."""
    person: str
    """Name of the member, as the card has it."""
    at: datetime
    """UTC, by the signer's claim."""


def read_claim(read: LibraryFile) -> Claim:
    """The signature of a library with its signer, by its own card alone.

    Raises Damaged for a signature that is not over this file, or not by a member of the house whose card it brings, and what
    reading a card raises.
    """
    card = read_card(read.card.encode("ascii"))
    token = read_compact(read.signature, SIGNATURE_TYPE)
    member = card.line.state.by_kid.get(token.kid)
    try:
        claim = parse_object(token.payload, limit=_LONGEST_CLAIM)
        at = read_time(str(claim.get("at")))
    except (Malformed, ValueError):
        raise _damaged() from None
    right = claim.get("digest") == sha256_of(canonical(read.unsigned()))
    if member is None or not verify(token, member.author_key) or not right:
        raise _damaged()
    return Claim(card, token.kid, member.name or member.id, at)


def is_library(data: bytes) -> bool:
    """Whether a JSON file claims to be a library."""
    return data.lstrip().startswith(b"{") and f'"type":"{LibraryFile.file_kind}"'.encode() in data


def without_members(position: Position) -> Position:
    """A position that names nobody of the house, as it may leave."""
    return replace(position, stands=tuple(replace(one, members=()) for one in position.stands), beyond_members=())


def _damaged() -> Damaged:
    return Damaged(
        N_(
            "This library was changed after it was signed, or not signed by a member of the house that it names. Ask that house for a new "
            "export."
        )
    )
