"""The document before a member signs it: the exact bytes, their digest, and the slot."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from datapact.base import strictjson
from datapact.base.texts import Language

PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class ToSign:
    """The PDF to sign: the exact bytes, their digest, and the slot. Show it before ``sign``."""

    history: str
    """History id of the agreement."""
    slot: str
    """Id of the slot; name of its form field."""
    person: str
    """Name of who signs, as frozen."""
    capacity: str
    """Code of the power to sign."""
    party: str
    """Name of the party."""
    pdf: bytes
    """What the signature will cover, byte for byte."""
    revision_from: str
    """SHA-256 of ``pdf``, base64url."""
    first: bool
    """Nobody has signed yet; this signature certifies the document."""
    kid: str
    """Thumbprint of the key that the slot was frozen for."""
    language: Language
    """That of the prevailing text."""
    outside: bool = False
    """Whether people without DataPact sign the text, too, so that ours is no shared step."""


def digest_of(data: bytes) -> str:
    """The name of a revision: base64url SHA-256."""
    return strictjson.to_base64url(hashlib.sha256(data).digest())
