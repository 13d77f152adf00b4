"""Compact JWS (RFC 7515) in the one shape that our formats allow: ES256, named by the key's thumbprint.

The header has exactly the members ``alg``, ``kid`` (RFC 7638 thumbprint) and ``typ``. Anything else, ``crit`` included,
is refused, so that no token can demand a rule that the reader does not know.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric import ec
from joserfc import jws
from joserfc.jwk import ECKey

from datapact.base import strictjson
from datapact.base.errors import Malformed, NewerFormat
from datapact.base.texts import N_

ALGORITHM = "ES256"
_SIGNATURE_SIZE = 64
_HEADER_LIMIT = 1024
_MOST_REMEMBERED_KEYS = 4096

_DIGEST = re.compile(r"[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]")  # the last character carries four bits

_es256 = jws.JWSRegistry.algorithms[ALGORITHM]


@dataclass(frozen=True, slots=True)
class Unverified:
    """A token whose shape is right and whose signature nobody has checked yet."""

    kid: str
    """RFC 7638 thumbprint of the key that the header names, base64url."""
    typ: str
    """Kind of token as the header has it, for example ``dp-entry``."""
    payload: bytes
    """Second segment, decoded."""
    signing_input: bytes
    """Header and payload as they stand in the token, joined by a full stop; ASCII."""
    signature: bytes
    """64 bytes, r and s of ES256."""


@dataclass(frozen=True, slots=True)
class _Remembered:
    key: ec.EllipticCurvePublicKey  # held, so that its id() stays its own
    jose: ECKey
    kid: str


_remembered: dict[int, _Remembered] = {}


def _remember(public_key: ec.EllipticCurvePublicKey) -> _Remembered:
    # Keys of `cryptography` are unhashable, and importing one costs as much as verifying.
    known = _remembered.get(id(public_key))
    if known is not None and known.key is public_key:
        return known
    jose = ECKey.import_key(public_key)
    known = _Remembered(public_key, jose, jose.thumbprint())
    if len(_remembered) >= _MOST_REMEMBERED_KEYS:
        _remembered.clear()
    _remembered[id(public_key)] = known
    return known


def thumbprint(public_key: ec.EllipticCurvePublicKey) -> str:
    """RFC 7638 thumbprint (base64url SHA-256 over the canonical JWK) of a P-256 public key."""
    return _remember(public_key).kid


def is_p256(public_key: object) -> bool:
    """Whether this is the only kind of key that signs in our formats."""
    return isinstance(public_key, ec.EllipticCurvePublicKey) and isinstance(public_key.curve, ec.SECP256R1)


def sign_compact(payload: bytes, key: ec.EllipticCurvePrivateKey, *, typ: str) -> str:
    """Sign ``payload`` with ES256; ``kid`` is the thumbprint of the key's public half."""
    header = {"alg": ALGORITHM, "kid": thumbprint(key.public_key()), "typ": typ}
    return jws.serialize_compact(header, payload, ECKey.import_key(key), algorithms=[ALGORITHM])


def read_compact(token: str, typ: str | None) -> Unverified:
    """Parse a token without trusting it; ``typ`` is the type it must have, None allows any.

    Raises Malformed for any other shape, algorithm or ``typ``, NewerFormat for a critical extension.
    """
    parts = token.split(".")
    if len(parts) != 3 or not token.isascii() or len(parts[0]) > _HEADER_LIMIT:
        raise Malformed(N_("A signed part of this file is not a compact JWS. Ask the sender for a new file."))
    kid, typ = _kid(parts[0], typ)
    signature = strictjson.from_base64url(parts[2])
    if len(signature) != _SIGNATURE_SIZE:
        raise Malformed(N_("A signature in this file has the wrong length. Ask the sender for a new file."))
    payload = strictjson.from_base64url(parts[1])
    return Unverified(kid, typ, payload, token[: token.rindex(".")].encode("ascii"), signature)


@lru_cache(maxsize=1024)
def _kid(segment: str, expected: str | None) -> tuple[str, str]:
    header = strictjson.parse_object(strictjson.from_base64url(segment), limit=_HEADER_LIMIT)
    if "crit" in header:
        raise NewerFormat(N_("A signed part of this file asks for rules that this DataPact does not know. Update it."))
    kid = header.get("kid")
    typ = header.get("typ") if expected is None else expected
    if header != {"alg": ALGORITHM, "kid": kid, "typ": typ} or not is_digest(kid) or not isinstance(typ, str):
        raise Malformed(N_("A signed part of this file has an unexpected header. Ask the sender for a new file."))
    assert isinstance(kid, str)
    return kid, typ


def kid_of_header(segment: str) -> str:
    """The thumbprint in the header segment of one of our tokens; raises Malformed for another header."""
    return _kid(segment, None)[0]


def is_digest(value: object) -> bool:
    """Whether a value is the unpadded base64url text of 32 bytes: a thumbprint or an SHA-256 digest."""
    return isinstance(value, str) and _DIGEST.fullmatch(value) is not None


def verify(token: Unverified | str, public_key: ec.EllipticCurvePublicKey, *, typ: str | None = None) -> bool:
    """Whether ``public_key`` is the key that the token names and that made the signature.

    A token given as text is parsed first by ``read_compact``; raises what that raises.
    """
    unverified = read_compact(token, typ) if isinstance(token, str) else token
    return verify_signature(unverified.kid, unverified.signing_input, unverified.signature, public_key)


def verify_signature(kid: str, signing_input: bytes, signature: bytes, public_key: ec.EllipticCurvePublicKey) -> bool:
    """``verify`` for a token that is already parsed."""
    if not is_p256(public_key):
        return False
    known = _remember(public_key)
    return known.kid == kid and _es256.verify(signing_input, signature, known.jose)
