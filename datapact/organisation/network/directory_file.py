"""Network directories (``.dpdir``): the cards of a network in one file, signed by the member who put them together.

A compact JWS (``typ`` dp-directory) over canonical JSON. Each card inside is the organisation's own, with its own
signature, which is verified; the signature of the directory says who put it together and vouches for no card.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Annotated, ClassVar

from datapact.base.errors import Damaged, Malformed, TooLarge
from datapact.base.format import Bounds, Day, Format, Shown, Written, part
from datapact.base.strictjson import from_base64url, parse_object, sha256_of
from datapact.base.texts import N_
from datapact.history.commitments.jws import read_compact, verify
from datapact.history.entries.packed import Digest, Jws
from datapact.history.state.organisation import Member, OrganisationLine
from datapact.organisation.identity.card import Card, read_card
from datapact.organisation.identity.profile import plain_line
from datapact.organisation.network.labels import Routing, is_routing_key

TYPE = "dp-directory"
ENDING = ".dpdir"
LARGEST = 32 * 1024 * 1024
MOST = 100
"""Members of one directory, and organisations that left."""
MOST_VERSIONS = 1_000_000
"""The highest version, so that none can be written after which there is no room for the next."""
WRITERS = frozenset({"admin", "legal"})
"""Roles whose signature on a directory speaks for their organisation, as for the partners that they add."""


def _name(text: str) -> str:
    name = plain_line(text, "name")
    if not name or name != text:
        raise ValueError
    return name


def _same(value: str) -> str:
    return value


def _read_day(text: str) -> date | None:
    if not text:
        return None
    day = date.fromisoformat(text)
    if day.isoformat() != text:
        raise ValueError
    return day


def _write_day(day: date | None) -> str:
    return "" if day is None else day.isoformat()


_MAYBE_DAY = Shown({"pattern": "^([0-9]{4}-[0-9]{2}-[0-9]{2})?$"})
type MaybeDay = Annotated[date | None, Written(Annotated[str, _MAYBE_DAY], _read_day, _write_day)]
type Name = Annotated[str, Written(Annotated[str, Bounds(1, 300)], _name, _same)]


@part
class MemberInFile:
    """One member of the network: its card, and whether the writing organisation has compared its fingerprint."""

    card: Jws
    """The organisation's own card (``.dpcard``) as it came."""
    confirmed: MaybeDay
    """Local day on which the writing organisation says that it compared the fingerprint; empty: it says nothing."""


@part
class LeftInFile:
    """An organisation that was listed in an earlier version and is a member no longer."""

    day: Day
    """Last day of its membership, as the writing organisation has it."""
    name: Name
    """As its last card had it."""
    organisation: Digest
    """Its id."""


@part
class DirectoryPayload(Format):
    """The content of a directory; a compact JWS around it is the file."""

    numbers: ClassVar = (1, 2)
    optional: ClassVar = frozenset({"routing"})
    largest: ClassVar = LARGEST
    canonical_only: ClassVar = True
    malformed: ClassVar = N_("This file is not a directory of a network. Ask whoever put it together for a new one.")
    newer: ClassVar = N_("This directory was written by a newer DataPact. Update this DataPact to read it.")
    too_large: ClassVar = N_("This directory lists more organisations than a directory can. Ask for a smaller one.")

    day: Day
    """Local day as of which the list holds."""
    left: Annotated[tuple[LeftInFile, ...], Bounds(0, MOST)]
    """Who left, and when; by id."""
    members: Annotated[tuple[MemberInFile, ...], Bounds(1, MOST)]
    """The members, the writing organisation among them."""
    name: Name
    """Of the network, one line."""
    network: Annotated[str, Shown({"pattern": "^[A-Za-z0-9_-]{22}$"}, lambda text: _is_network(text))]
    """Id of the network for this writing organisation: 16 random bytes, base64url."""
    organisation: Digest
    """Id of the organisation that put it together."""
    version: Annotated[int, Bounds(1, MOST_VERSIONS)]
    """From 1; a lower one never replaces a higher one of the same network and organisation."""
    routing: Annotated[str, Shown({"pattern": "^[A-Za-z0-9_-]{43}$"}, is_routing_key)] = ""
    """Key of the routing labels, base64url of 32 random bytes; left out where the network has no labels."""

    def own_number(self) -> int:
        return 2 if self.routing else 1


def _is_network(text: object) -> bool:
    try:
        return isinstance(text, str) and len(from_base64url(text)) == 16
    except Malformed:
        return False


@dataclass(frozen=True, slots=True)
class Listed:
    """A member in a verified directory."""

    card: Card
    """Verified by its own signature."""
    confirmed: date | None
    """The day on which the writing organisation says that it compared the fingerprint; None: it says nothing."""


@dataclass(frozen=True, slots=True)
class NetworkDirectory:
    """A verified directory. What it says of members that are confirmed or left is the word of ``organisation``."""

    network: str
    """Id of the network for this organisation."""
    name: str
    """Of the network."""
    version: int
    """From 1."""
    day: date
    """As of which it holds."""
    organisation: str
    """Id of the organisation that put it together; its card is among those of the members."""
    members: tuple[Listed, ...]
    """In the order of the file."""
    left: tuple[LeftInFile, ...]
    """In the order of the file."""
    digest: str
    """SHA-256 of the signed bytes without the signature, base64url: ECDSA signatures are malleable."""
    kid: str
    """Thumbprint of the key that signed it, base64url; by the card inside, of a member who may write directories."""
    routing_key: str = ""
    """Key of the network's routing labels, base64url; empty where it has none."""

    @property
    def writer(self) -> Card:
        """The card of the organisation that put it together."""
        return next(one.card for one in self.members if one.card.organisation == self.organisation)

    @property
    def routing(self) -> Routing | None:
        """The way of files in this network; None where it has no labels."""
        members = tuple(one.card.organisation for one in self.members)
        return Routing(self.network, self.name, members, self.routing_key, self.version) if self.routing_key else None


def is_directory(data: bytes) -> bool:
    """Whether a file begins as a directory does; nothing else of it is looked at."""
    head, dot, _rest = data[:2048].partition(b".")
    try:
        return bool(dot) and parse_object(from_base64url(head.decode("ascii")), limit=2048).get("typ") == TYPE
    except (Malformed, TooLarge, UnicodeDecodeError):
        return False


@lru_cache(maxsize=8)
def read_directory(data: bytes) -> NetworkDirectory:
    """Read and verify a directory: every card by its own signature, then that of the member who put them together.

    Raises TooLarge, NewerFormat, Malformed or Damaged; one bad card refuses the whole file.
    """
    if len(data) > LARGEST:
        raise TooLarge(N_("This file is too large to be a directory of a network. Ask for a smaller one."))
    try:
        token = read_compact(data.decode("ascii"), TYPE)
    except UnicodeDecodeError:
        raise DirectoryPayload.refusal() from None
    said = DirectoryPayload.read(token.payload)
    members = tuple(Listed(read_card(one.card.encode("ascii")), one.confirmed) for one in said.members)
    _require_once([one.card.organisation for one in members] + [one.organisation for one in said.left])
    writer = next((one.card for one in members if one.card.organisation == said.organisation), None)
    author = None if writer is None else writer_of(writer.line, token.kid)
    if author is None or not verify(token, author.author_key):
        raise Damaged(
            N_(
                "This directory was not signed by a member of the organisation that put it together. Ask that organisation "
                "for a new one."
            )
        )
    return NetworkDirectory(
        said.network,
        said.name,
        said.version,
        said.day,
        said.organisation,
        members,
        said.left,
        sha256_of(token.signing_input),
        token.kid,
        said.routing,
    )


def writer_of(line: OrganisationLine, kid: str) -> Member | None:
    """The member with this author key who may write directories at the end of a public history; None where there is none."""
    member = line.state.by_kid.get(kid)
    return None if member is None or member.roles.isdisjoint(WRITERS) else member


def require_writer(directory: NetworkDirectory, line: OrganisationLine) -> None:
    """Raise Damaged unless whoever signed may still write for the organisation, by the longest history of it that is known.

    The card in the file may be an old one, which still lists a member whose key was revoked since.
    """
    if writer_of(line, directory.kid) is None:
        raise Damaged(
            N_(
                "Whoever signed this directory may not write one for {by} any more, by a newer card of it. Ask {by} for a new "
                "directory."
            ),
            by=line.state.name,
        )


def _require_once(organisations: list[str]) -> None:
    if len(set(organisations)) != len(organisations):
        raise Malformed(
            N_("An organisation is listed twice in this directory. Ask whoever put it together for a new one.")
        )
