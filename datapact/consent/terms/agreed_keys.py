"""Agreed purposes by their place, and the digest of their words."""

from __future__ import annotations

import hashlib

from datapact.base.strictjson import canonical, to_base64url
from datapact.consent.terms.purposes import ANY_PURPOSE
from datapact.contract.terms import Purpose

_PLACE = "#purposes."


def agreed_key(agreement: str, purpose: str) -> str:
    """The agreed purpose by its agreement's history id and its key there: ``AGREEMENT#purposes.KEY``."""
    return f"{agreement}{_PLACE}{purpose}"


def is_agreed_key(text: str) -> bool:
    """Whether a text names a purpose of an agreement, rather than a term of the vocabulary."""
    return _PLACE in text


def parts_of(agreed: str) -> tuple[str, str]:
    """History id of the agreement, and key of the purpose in it."""
    agreement, _, key = agreed.partition(_PLACE)
    return agreement, key


def term_of(purpose: Purpose) -> str:
    """The vocabulary's term of an agreed purpose, or its key where the parties gave none."""
    return purpose.key if purpose.iri == ANY_PURPOSE else purpose.iri


def words_of(purpose: Purpose) -> str:
    """Digest (base64url) of the words of an agreed purpose in every language; a changed term alone is no other wording."""
    said = {
        "name": {"de": purpose.name.de, "en": purpose.name.en},
        "description": {"de": purpose.description.de, "en": purpose.description.en},
    }
    return to_base64url(hashlib.sha256(canonical(said)).digest())
