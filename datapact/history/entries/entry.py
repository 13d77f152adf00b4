"""An entry: one signed, immutable step in a history.

It is a compact JWS. Its canonical payload names the place of the step (history, parents), the author and the head of
the organisation's history in force for the author, the time by the author's clock, and the salted digests of the body.
The disclosures travel beside it. The digest leaves the signature out, because ECDSA signatures are malleable: two
signatures over the same bytes are the same entry.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from itertools import pairwise
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from datapact.base import strictjson
from datapact.base.clock import read_time, write_time
from datapact.base.errors import Damaged, Malformed, NewerFormat, TooLarge
from datapact.base.strictjson import JsonValue, to_base64url
from datapact.base.texts import N_
from datapact.history.commitments import jws
from datapact.history.commitments.disclosure import ALGORITHM, DIGESTS, ELEMENT, WITHHELD, Path, conceal, digest_of
from datapact.history.commitments.reveal import Revealed, Unopened, at_hand, places, reveal
from datapact.history.entries import shapes
from datapact.history.entries.body_members import anything
from datapact.history.entries.shape import Shape, Stream

VERSION = 1
TYPE = "dp-entry"
LARGEST_JWS = 256 * 1024
LARGEST_DISCLOSURES = 16 * 1024 * 1024
"""Bytes; an offer of twenty-five parties that all provide to all has six million."""
MOST_PARENTS = 64
ORGANISATION_PREFIX = "urn:datapact:organisation:"
AGREEMENT_PREFIX = "urn:uuid:"

_DIGEST = "[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]"
_UUID = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
_LIST = f'(?:"{_DIGEST}"(?:,"{_DIGEST}")*)?'

# The RFC 8785 form of a payload has one shape only: member names in order, no space, nothing to escape.
_PAYLOAD = re.compile(
    rf'{{"_sd":\[(?P<digests>{_LIST})\],"_sd_alg":"sha-256","counter":(?P<counter>[1-9][0-9]{{0,15}}),'
    rf'"history":"(?P<history>{ORGANISATION_PREFIX}{_DIGEST}|{AGREEMENT_PREFIX}{_UUID})","kind":"(?P<kind>[a-z_]{{1,40}})",'
    rf'"org":"(?P<organisation>{_DIGEST})",(?:"org_head":"(?P<head>{_DIGEST})",)?"parents":\[(?P<parents>{_LIST})\],'
    rf'"replica":"(?P<replica>[A-Za-z0-9_-]{{22}})","time":"(?P<time>[^"\\]+)","v":{VERSION}}}',
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One step. ``body`` shows WITHHELD where this copy lacks a disclosure."""

    digest: str
    """Base64url of SHA-256 over ``signing_input``, without the signature."""
    jws: str
    """Compact token, as it was signed."""
    kid: str
    """RFC 7638 thumbprint of the author's key, base64url."""
    version: int
    """Of the format of entries, now 1."""
    history: str
    """``urn:datapact:organisation:`` and an organisation id, or ``urn:uuid:`` id of an agreement."""
    kind: str
    """Name such as ``offer``; docs/file-format.md lists them."""
    parents: tuple[str, ...]
    """Digests of the entries that the author knew last, sorted; empty for a first entry."""
    organisation: str
    """Id of the author's organisation."""
    organisation_head: str | None
    """Digest of the entry of its public history under which he acts; None for ``founding``."""
    time: datetime
    """UTC, the claim of the author's clock."""
    replica: str
    """Id of the vault that wrote it, 22 base64url characters; public."""
    counter: int
    """Number of the entry within its replica and stream, from 1."""
    revealed: Revealed | Unopened = field(hash=False)
    """The body put together, or what opens it."""
    disclosures: tuple[str, ...]
    """Base64url of salt, name and value, one for each part of the body that is here."""
    stream: Stream
    """``shared`` with the partners, ``public``, or ``internal``."""

    @property
    def body(self) -> Mapping[str, Any]:
        """Members by name."""
        return self.revealed.body

    @property
    def absent(self) -> tuple[str, ...]:
        """Digests of the disclosures that this copy lacks."""
        return self.revealed.absent

    @property
    def erased(self) -> tuple[str, ...]:
        """Those of them that were erased for a person."""
        return self.revealed.erased

    @property
    def missing(self) -> int:
        """Number of disclosures that this copy lacks although they were not erased."""
        return len(self.absent) - len(self.erased)


def organisation_history(organisation: str) -> str:
    """The history id of an organisation."""
    return ORGANISATION_PREFIX + organisation


def write_entry(
    *,
    key: ec.EllipticCurvePrivateKey,
    history: str,
    kind: str,
    body: Mapping[str, Any],
    parents: Collection[str],
    organisation: str,
    organisation_head: str | None,
    time: datetime,
    replica: str,
    counter: int,
) -> Entry:
    """Sign a new entry and read it back; so raises what ``read_entry`` raises for a wrong body."""
    described = shapes.shape_of(history, kind)
    digests, disclosures = conceal(body, described.conceals)
    payload: dict[str, JsonValue] = {
        "v": VERSION,
        "history": history,
        "kind": kind,
        "parents": sorted(parents),
        "org": organisation,
        "time": write_time(time),
        "replica": replica,
        "counter": counter,
        DIGESTS: digests,
        ALGORITHM: "sha-256",
    }
    if organisation_head is not None:
        payload["org_head"] = organisation_head
    token = jws.sign_compact(strictjson.canonical(payload), key, typ=TYPE)
    return read_entry(token, disclosures)


def read_entry(
    token: str,
    disclosures: Sequence[str],
    erased: Collection[str] = (),
    *,
    later: Callable[[Callable[[], Revealed]], Revealed] | None = None,
) -> Entry:
    """Read an entry and check all of its structure and bounds, not its signature or its place in a history.

    With ``later`` members with disclosures inside wait until somebody reads them; it then opens them by what it is given.

    Raises TooLarge over 256 KiB of token or 16 MiB of disclosures, NewerFormat for a version or kind that
    this program does not know, Malformed for anything that is not exactly the format.
    """
    if len(token) > LARGEST_JWS or sum(map(len, disclosures)) + 44 * len(erased) > LARGEST_DISCLOSURES:
        raise TooLarge(N_("An entry is larger than the format allows. Ask the sender for a new file."))
    unverified = jws.read_compact(token, TYPE)
    try:
        shape = _PAYLOAD.fullmatch(unverified.payload.decode("ascii"))
    except UnicodeDecodeError:
        shape = None
    if shape is None:
        raise _misshapen(unverified.payload)
    listed, counter, history, kind, organisation, head, named, replica, time = shape.groups()
    parents = _names(named)
    described = shapes.shape_of(history, kind)
    if (
        int(counter) > strictjson.LARGEST_INTEGER
        or (head is None and kind != "founding")
        or len(parents) > MOST_PARENTS
        or not all(first < second for first, second in pairwise(parents))
    ):
        raise _misshapen(unverified.payload)
    digests = list(_names(listed))

    def opened() -> Revealed:
        return _opened(described, reveal(digests, disclosures, erased))

    revealed = None if later is None else _unopened(described, digests, disclosures, partial(later, opened))
    return Entry(
        digest=to_base64url(hashlib.sha256(unverified.signing_input).digest()),
        jws=token,
        kid=unverified.kid,
        version=VERSION,
        history=history,
        kind=kind,
        parents=parents,
        organisation=organisation,
        organisation_head=head,
        time=read_time(time),
        replica=replica,
        counter=int(counter),
        revealed=opened() if revealed is None else revealed,
        disclosures=tuple(disclosures),
        stream=described.stream,
    )


@dataclass(frozen=True, slots=True)
class Link:
    """The place of an entry in its history, without its body, for an order over very many of them."""

    digest: str
    """As of the entry."""
    parents: tuple[str, ...]
    """Digests of the entries on which it builds."""
    time: datetime
    """The author's claim (UTC)."""
    stream: Stream
    """By the kind of the entry."""


def read_link(token: str) -> Link:
    """The link of an entry that was read whole before it was stored; raises Malformed or Damaged for none of ours."""
    unverified = jws.read_compact(token, TYPE)
    shape = _PAYLOAD.fullmatch(unverified.payload.decode("ascii", "replace"))
    if shape is None:
        raise _misshapen(unverified.payload)
    stream = shapes.shape_of(shape["history"], shape["kind"]).stream
    digest = to_base64url(hashlib.sha256(unverified.signing_input).digest())
    return Link(digest, _names(shape["parents"]), read_time(shape["time"]), stream)


def _opened(described: Shape, revealed: Revealed) -> Revealed:
    described.validate(revealed.body)
    if ELEMENT not in revealed.body:
        return revealed
    body = {name: value for name, value in revealed.body.items() if name != ELEMENT}
    body |= {name: WITHHELD for name in described.members if name not in body}
    if len(revealed.erased) == len(revealed.absent) and not described.is_readable(body):
        # Nothing personal is essential: who "erased" it would make others fold differently.
        raise Malformed(N_("A part that nobody may erase is missing from an entry. Ask the sender for a new file."))
    return replace(revealed, body=body)


def _unopened(
    described: Shape, digests: Sequence[str], disclosures: Sequence[str], open_all: Callable[[], Revealed]
) -> Unopened | None:
    """The body with its large members left for later; None where that is no gain or does not go."""
    found = at_hand(digests, disclosures)
    if found is None:
        return None
    known, names = found
    waiting = [name for name in names if name not in known]
    if not waiting or any(described.members.get(name) is not anything for name in waiting):
        return None
    described.validate(known | {name: {} for name in waiting})
    return Unopened(known, names, open_all)


def _names(listed: str) -> tuple[str, ...]:
    """The texts of a JSON list of digests, without its brackets."""
    return tuple(listed[1:-1].split('","')) if listed else ()


def _misshapen(payload: bytes) -> Damaged:
    """The error for a payload that is not in the form; says so when it is only newer."""
    version = strictjson.parse_object(payload).get("v")
    if isinstance(version, int) and version > VERSION:
        return NewerFormat(N_("An entry was written by a newer DataPact. Update this DataPact to read it."))
    return Malformed(N_("An entry does not have the form of an entry. Ask the sender for a new file."))


def verify_entry(entry: Entry, public_key: ec.EllipticCurvePublicKey) -> bool:
    """Whether the key that the entry names is this one and made its signature."""
    signing_input, _, signature = entry.jws.rpartition(".")
    return jws.verify_signature(
        entry.kid, signing_input.encode("ascii"), strictjson.from_base64url(signature), public_key
    )


def without(entry: Entry, digests: Collection[str], *, erased: bool) -> Entry:
    """The entry less the disclosures with these digests and all that only they refer to; its signature still holds.

    ``erased`` marks them as erased for a person (Art. 17 GDPR), so that partners accept their absence; otherwise
    they are withheld and count as missing.
    """
    where = places_in(entry)
    gone = [where[digest] for digest in digests if digest in where]
    kept = []
    for disclosure in entry.disclosures:
        place = where[digest_of(disclosure)]
        if not any(place[: len(path)] == path for path in gone):
            kept.append(disclosure)
    return _marked(entry, kept, {*entry.erased, *digests} if erased else set(entry.erased))


def _marked(entry: Entry, kept: Sequence[str], erased: set[str]) -> Entry:
    # An erasure inside one that came later is not referred to any more: keep those that are.
    referred = set(read_entry(entry.jws, kept).absent)
    return read_entry(entry.jws, kept, erased & referred)


def places_in(entry: Entry) -> dict[str, Path]:
    """Places in the body of an entry's disclosures: paths of member names and positions, by digest."""
    payload = strictjson.parse_object(jws.read_compact(entry.jws, TYPE).payload)
    digests = payload[DIGESTS]
    assert isinstance(digests, list)
    return places([str(digest) for digest in digests], entry.disclosures)
