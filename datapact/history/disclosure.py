"""Selective disclosure after RFC 9901 (SD-JWT): a body becomes salted digests and texts that open them.

The signature covers the digests only. A text that is withheld from an auditor, or erased for a person
(Art. 17 GDPR), leaves every signature valid; where it was, the body shows ``WITHHELD``.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from datapact import strictjson
from datapact.errors import Malformed, WrongUse
from datapact.strictjson import to_base64url
from datapact.texts import N_

SALT_BYTES = 16
DIGESTS = "_sd"
ALGORITHM = "_sd_alg"
ELEMENT = "..."
RESERVED: Final = frozenset({DIGESTS, ALGORITHM, ELEMENT})
_DEEPEST = 64
_SHORTEST_SALT = 22  # base64url characters of 128 bits

type Path = tuple[str | int, ...]
type Policy = Callable[[Path, Any], bool]
"""Whether a value at a path (member names and list positions) gets a disclosure of its own."""


class Withheld:
    """The type of ``WITHHELD``, which stands in a body for what the reader was not given."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "WITHHELD"


WITHHELD: Final = Withheld()


@dataclass(frozen=True, slots=True)
class Revealed:
    """A body put together again. ``missing`` digests have no text, ``erased`` ones are marked as erased.

    In a list, WITHHELD stands in the element's place. In an object the names of withheld members are
    unknown: there the member ``...`` holds WITHHELD.
    """

    body: dict[str, Any]
    missing: tuple[str, ...]
    erased: tuple[str, ...]
    places: Mapping[str, Path]


def digest_of(disclosure: str) -> str:
    """RFC 9901, 4.2.3: base64url SHA-256 over the ASCII text of a disclosure."""
    return to_base64url(hashlib.sha256(disclosure.encode("ascii")).digest())


def conceal(body: Mapping[str, Any], policy: Policy) -> tuple[list[str], list[str]]:
    """Digests (sorted) for the payload's ``_sd`` and the disclosures that open them.

    Every member of the body is its own disclosure; below that ``policy`` decides, recursively.
    Raises WrongUse when the body uses a reserved member name.
    """
    disclosures: list[str] = []
    digests = sorted(
        _disclose(disclosures, name, _concealed(value, (name,), policy, disclosures)) for name, value in body.items()
    )
    return digests, disclosures


def _disclose(disclosures: list[str], name: str | None, value: Any) -> str:
    if name in RESERVED:
        raise WrongUse(N_("The name {name} is reserved and cannot be used here. Choose another."), name=str(name))
    salt = to_base64url(secrets.token_bytes(SALT_BYTES))
    parts = [salt, value] if name is None else [salt, name, value]
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False)
    disclosure = to_base64url(text.encode("utf-8"))
    disclosures.append(disclosure)
    return digest_of(disclosure)


def _concealed(value: Any, path: Path, policy: Policy, disclosures: list[str]) -> Any:
    if isinstance(value, Mapping):
        open_members: dict[str, Any] = {}
        digests = []
        for name, member in value.items():
            place = (*path, name)
            inner = _concealed(member, place, policy, disclosures)
            if name in RESERVED:
                raise WrongUse(N_("The name {name} is reserved and cannot be used here. Choose another."), name=name)
            if policy(place, member):
                digests.append(_disclose(disclosures, name, inner))
            else:
                open_members[name] = inner
        return {**open_members, DIGESTS: sorted(digests)} if digests else open_members
    if isinstance(value, Sequence) and not isinstance(value, str):
        elements: list[Any] = []
        for position, element in enumerate(value):
            place = (*path, position)
            inner = _concealed(element, place, policy, disclosures)
            elements.append({ELEMENT: _disclose(disclosures, None, inner)} if policy(place, element) else inner)
        return elements
    return value


def reveal(digests: Iterable[object], disclosures: Collection[str], erased: Collection[str] = ()) -> Revealed:
    """Put a body together from a payload's ``_sd`` and the disclosures at hand (RFC 9901, 7.1).

    Raises Malformed for a digest that occurs twice, a disclosure or erasure that nothing refers to,
    reserved names, or anything that is not a disclosure.
    """
    opened: dict[str, list[Any]] = {}
    for text in disclosures:
        digest, content = _opened(text)
        if digest in opened:
            raise _refusal()
        opened[digest] = content
    walk = _Walk(opened, frozenset(erased))
    body: dict[str, Any] = {}
    walk.members(digests, body, ())
    if walk.opened or not walk.erased.issubset(walk.seen):
        raise _refusal()
    missing = tuple(digest for digest in walk.absent if digest not in walk.erased)
    return Revealed(body, missing, tuple(digest for digest in walk.absent if digest in walk.erased), walk.places)


def _refusal() -> Malformed:
    return Malformed(N_("The disclosed parts of an entry do not fit its signature. Ask the sender for a new file."))


def _opened(text: object) -> tuple[str, list[Any]]:
    raw = strictjson.from_base64url(text)
    content = strictjson.parse(raw)
    if (
        not isinstance(content, list)
        or not 2 <= len(content) <= 3
        or not isinstance(content[0], str)
        or len(content[0]) < _SHORTEST_SALT
        or (len(content) == 3 and (not isinstance(content[1], str) or content[1] in RESERVED))
    ):
        raise _refusal()
    assert isinstance(text, str)
    return digest_of(text), content


class _Walk:
    """One pass over a body; takes each disclosure out of ``opened`` when its digest is met."""

    def __init__(self, opened: dict[str, list[Any]], erased: frozenset[str]) -> None:
        self.opened = opened
        self.erased = erased
        self.seen: set[str] = set()
        self.absent: list[str] = []
        self.places: dict[str, Path] = {}

    def take(self, digest: object, size: int) -> list[Any] | None:
        if not isinstance(digest, str) or digest in self.seen or len(digest) != 43:
            raise _refusal()
        self.seen.add(digest)
        content = self.opened.pop(digest, None)
        if content is None:
            self.absent.append(digest)
        elif len(content) != size or digest in self.erased:
            raise _refusal()
        return content

    def members(self, digests: object, into: dict[str, Any], path: Path) -> None:
        if not isinstance(digests, Iterable) or isinstance(digests, str | Mapping):
            raise _refusal()
        for digest in digests:
            content = self.take(digest, 3)
            if content is None:
                into[ELEMENT] = WITHHELD
                continue
            name = content[1]
            if name in into:
                raise _refusal()
            place = (*path, name)
            self.places[digest] = place
            into[name] = self.value(content[2], place)

    def value(self, value: Any, path: Path) -> Any:
        if isinstance(value, dict):
            if len(path) > _DEEPEST or ELEMENT in value or ALGORITHM in value:
                raise _refusal()
            digests = value.pop(DIGESTS, ())
            for name, member in value.items():
                if isinstance(member, dict | list):
                    value[name] = self.value(member, (*path, name))
            if digests:
                self.members(digests, value, path)
            return value
        if isinstance(value, list):
            if len(path) > _DEEPEST:
                raise _refusal()
            return [self.element(element, (*path, position)) for position, element in enumerate(value)]
        return value

    def element(self, element: Any, path: Path) -> Any:
        if isinstance(element, dict) and ELEMENT in element:
            if len(element) != 1:
                raise _refusal()
            content = self.take(element[ELEMENT], 2)
            if content is None:
                return WITHHELD
            self.places[element[ELEMENT]] = path
            return self.value(content[1], path)
        return self.value(element, path)
