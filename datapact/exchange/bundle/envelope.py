"""The envelope of a bundle: it shows from outside only who can open it, without names.

A file is one line of JSON, ``{"core":{...},"keys":[...]}``, a line feed, and the ciphertext. A random content key seals
the payload once (AES-256-GCM, canonical core as associated data); HPKE (RFC 9180, base mode, KEM 0x647A of
draft-ietf-hpke-pq, HKDF-SHA256, AES-256-GCM) wraps that key to each recipient, with SHA-256 of the canonical core as
``info``. So nothing in the core can be changed, and a wrapped key works in no other file.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from datapact.base.errors import Damaged, NotForUs, TooLarge
from datapact.base.format import Base64url, Bounds, Format, SchemaOf, Shown, Written, part
from datapact.base.strictjson import (
    canonical,
    from_base64url,
    parse_object,
    sha256_of,
    to_base64url,
)
from datapact.base.texts import N_
from datapact.exchange.bundle.limits import LIMITS, Limits
from datapact.history.entries.packed import Digest
from datapact.organisation.identity.hpke_keys import key_thumbprint, unwrap_with, wrap_to

TYPE = "datapact-bundle"
KEM_ID = 0x647A
KDF_ID = 0x0001
AEAD_ID = 0x0002
COPY_TYPE = "dp-sealed-copy"
"""Type of the signed statement in a sealed copy for an auditor, which has the same envelope (audit/engagements/sealed_copy.py)."""
WRAPPED_SIZE = 1120 + 32 + 16
"""Encapsulated key, content key and tag."""
_TAG_SIZE = 16
_MALFORMED = N_("This file is not a DataPact bundle, or it was damaged on the way. Ask the sender for a new file.")
_TOO_MANY = N_("This file names more recipients than a bundle may have. Nothing was taken in.")
TAMPERED = N_(
    "This file was changed or damaged after it was sealed. Nothing was taken in; ask the sender for a new file."
)


@dataclass(frozen=True, slots=True)
class Envelope:
    """The part of a bundle visible without a key."""

    id: str
    """Random name of the bundle, base64url of 16 bytes."""
    recipients: tuple[str, ...]
    """Thumbprints of the sealing keys that can open it, in the order of their wrapped keys."""
    digest: str
    """base64url SHA-256 of the first line, wrapped keys included; what is signed inside repeats it."""


@dataclass(frozen=True, slots=True)
class OpenEnvelope:
    """An envelope ready for sealing, once."""

    envelope: Envelope
    """What will be seen from outside."""
    line: bytes
    """First line of the file, without the line feed."""
    core: bytes
    """Canonical JSON of the member ``core``: associated data of the payload."""
    nonce: bytes
    """12 random bytes of AES-256-GCM, for one payload alone."""
    content_key: bytes = field(repr=False)
    """32 random bytes of AES-256-GCM."""


def _is_sorted(names: tuple[str, ...]) -> bool:
    return list(names) == sorted(set(names))


def _exactly(size: int) -> Shown:
    return Shown({}, lambda data: len(data) == size)


def _number(number: int) -> Shown:
    return Shown({"const": number}, lambda given: given == number)


@part
class _Core(Format):
    file_kind: ClassVar = TYPE
    malformed: ClassVar = _MALFORMED
    too_large: ClassVar = _TOO_MANY

    id: Annotated[str, Shown({"pattern": "^[A-Za-z0-9_-]{22}$"}, lambda text: len(from_base64url(text)) == 16)]
    nonce: Annotated[
        bytes,
        Written(Annotated[str, Shown({"pattern": "^[A-Za-z0-9_-]{16}$"})], from_base64url, to_base64url),
        _exactly(12),
    ]
    recipients: Annotated[tuple[Digest, ...], Bounds(1, LIMITS.recipients), Shown({"uniqueItems": True}, _is_sorted)]
    aead: Annotated[int, _number(AEAD_ID)] = AEAD_ID
    kdf: Annotated[int, _number(KDF_ID)] = KDF_ID
    kem: Annotated[int, _number(KEM_ID)] = KEM_ID


@part
class Header(Format):
    """The first line of a file: its core, and the wrapped keys in the order of their recipients."""

    numbers: ClassVar = ()
    largest: ClassVar = LIMITS.header
    malformed: ClassVar = _MALFORMED
    too_large: ClassVar = _TOO_MANY

    core: Annotated[_Core, Written(Annotated[dict[str, Any], SchemaOf(_Core)], _Core.of, _Core.to_json)]
    """Id, nonce, recipients and algorithms."""
    keys: Annotated[
        tuple[Annotated[bytes, Written(Base64url, from_base64url, to_base64url), _exactly(WRAPPED_SIZE)], ...],
        Bounds(1, LIMITS.recipients),
    ]
    """A wrapped key for each recipient, base64url."""

    def mistake(self) -> str:
        return "" if len(self.keys) == len(self.core.recipients) else "keys"


@dataclass(frozen=True, slots=True)
class _Header:
    envelope: Envelope
    core: bytes
    nonce: bytes
    keys: tuple[bytes, ...]


def new_envelope(recipients: Sequence[bytes], limits: Limits = LIMITS) -> OpenEnvelope:
    """An envelope that the private key of any of the raw public keys ``recipients`` opens.

    Raises TooLarge for none or too many recipients, Malformed for an impossible key.
    """
    publics = {key_thumbprint(public): public for public in recipients}
    if not 0 < len(publics) <= limits.recipients:
        raise TooLarge(N_("One file may be sealed for {most} organisations at most."), most=limits.recipients)
    names = tuple(sorted(publics))
    bundle_id = to_base64url(secrets.token_bytes(16))
    nonce = secrets.token_bytes(12)
    core = _Core(bundle_id, nonce, names).write()
    content_key = AESGCM.generate_key(256)
    info = hashlib.sha256(core).digest()
    keys = [to_base64url(wrap_to(publics[name], content_key, info)) for name in names]
    line = b'{"core":' + core + b',"keys":' + canonical(keys) + b"}"
    return OpenEnvelope(Envelope(bundle_id, names, _digest(line)), line, core, nonce, content_key)


def seal(envelope: OpenEnvelope, payload: bytes, limits: Limits = LIMITS) -> bytes:
    """The file that holds ``payload``. Use an envelope once only: its nonce may encrypt only one payload.

    Raises TooLarge for a payload beyond the limits.
    """
    if len(payload) > limits.payload:
        raise TooLarge(N_("This is more than one file may hold. Send the agreements or attachments one by one."))
    return envelope.line + b"\n" + AESGCM(envelope.content_key).encrypt(envelope.nonce, payload, envelope.core)


def is_bundle(data: bytes) -> bool:
    """Whether the first line is that of a bundle, or of another file sealed like one."""
    return data.startswith(b"{") and f'"type":"{TYPE}"'.encode() in data[: LIMITS.header].partition(b"\n")[0]


def look_at(data: bytes, limits: Limits = LIMITS) -> Envelope:
    """The envelope of a bundle, read without a key.

    Raises Malformed, NewerFormat or TooLarge.
    """
    return _read_header(data, limits)[0].envelope


def unseal(data: bytes, private_keys: Mapping[str, bytes], limits: Limits = LIMITS) -> tuple[Envelope, bytes]:
    """Envelope and payload of a bundle; ``private_keys`` are our raw sealing keys by thumbprint, old ones included.

    Raises NotForUs when it is sealed for others, Damaged when it was changed or cut short, Malformed, NewerFormat
    or TooLarge when it is no bundle that this program may open.
    """
    header, start = _read_header(data, limits)
    if len(data) - start > limits.payload + _TAG_SIZE:
        raise TooLarge(N_("This file is larger than a bundle may be. Nothing was taken in."))
    ours = [
        (name, key) for name, key in zip(header.envelope.recipients, header.keys, strict=True) if name in private_keys
    ]
    if not ours:
        raise NotForUs(N_("This file is sealed for somebody else. Ask the sender to seal it for your current card."))
    name, wrapped = ours[0]
    info = hashlib.sha256(header.core).digest()
    try:
        content_key = unwrap_with(private_keys[name], wrapped, info)
        payload = AESGCM(content_key).decrypt(header.nonce, memoryview(data)[start:], header.core)
    except (InvalidTag, ValueError, Damaged):
        raise Damaged(TAMPERED) from None
    return header.envelope, payload


def _read_header(data: bytes, limits: Limits) -> tuple[_Header, int]:
    end = data.find(b"\n", 0, limits.header + 1)
    if end < 0:
        raise Header.refusal()
    line = data[:end]
    header = Header.of(parse_object(line, limit=limits.header))
    if len(header.core.recipients) > limits.recipients:
        raise TooLarge(_TOO_MANY)
    if header.write() != line:
        raise Header.refusal()
    packed = header.core.write()
    envelope = Envelope(header.core.id, header.core.recipients, _digest(line))
    return _Header(envelope, packed, header.core.nonce, header.keys), end + 1


def _digest(line: bytes) -> str:
    return sha256_of(line)
