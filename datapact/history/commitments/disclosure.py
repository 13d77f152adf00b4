"""Selective disclosure after RFC 9901 (SD-JWT): a body becomes salted digests and the disclosures that open them.

The signature covers the digests only. A text that is withheld from an auditor, or erased for a person
(Art. 17 GDPR), leaves every signature valid; where it was, the body shows ``WITHHELD``.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Any, Final

from datapact.base.errors import WrongUse
from datapact.base.strictjson import to_base64url
from datapact.base.texts import N_

SALT_BYTES = 16
DIGESTS = "_sd"
ALGORITHM = "_sd_alg"
ELEMENT = "..."
RESERVED: Final = frozenset({DIGESTS, ALGORITHM, ELEMENT})

type Path = tuple[str | int, ...]
type Policy = Callable[[Path, Any], bool]
"""Whether a value at a path (member names and list positions) gets a disclosure of its own."""


_write = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False).encode


class Withheld:
    """The type of ``WITHHELD``, the placeholder in a body for a value withheld from the reader."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "WITHHELD"


WITHHELD: Final = Withheld()


def digest_of(disclosure: str) -> str:
    """RFC 9901, 4.2.3: base64url SHA-256 over the ASCII text of a disclosure."""
    return to_base64url(sha256(disclosure.encode("ascii")).digest())


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
    disclosure = to_base64url(_write(parts).encode("utf-8"))
    disclosures.append(disclosure)
    return digest_of(disclosure)


_PLAIN = frozenset({str, int, bool, type(None)})
"""Nearly all parts of a body; whether one is a mapping takes much longer to say."""


def _concealed(value: Any, path: Path, policy: Policy, disclosures: list[str]) -> Any:
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is dict or isinstance(value, Mapping):
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
    if kind is list or (isinstance(value, Sequence) and not isinstance(value, str)):
        elements: list[Any] = []
        for position, element in enumerate(value):
            place = (*path, position)
            inner = _concealed(element, place, policy, disclosures)
            elements.append({ELEMENT: _disclose(disclosures, None, inner)} if policy(place, element) else inner)
        return elements
    return value
