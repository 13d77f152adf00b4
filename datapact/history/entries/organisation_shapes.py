"""The shapes of the entries of organisations: stream, members of the body, what is essential and what is concealed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from datapact.base.strictjson import from_base64url, to_base64url
from datapact.history.commitments.disclosure import ELEMENT, WITHHELD, Path
from datapact.history.entries.body_members import (
    Check,
    binary,
    digest,
    line,
    listed,
    moment,
    name,
    number,
    optional,
    party,
    record,
    roles,
    text,
    truth,
)
from datapact.history.entries.certificates import is_author_certificate, is_certificate, is_long_term_certificate
from datapact.history.entries.shape import Shape

MEMBER_MEMBERS: Mapping[str, Check] = {
    "id": name,
    "name": name,
    "roles": roles,
    "author": is_author_certificate,
    "signing": optional(is_certificate),
    "personal": optional(binary),
    "power": line,
    "renewed": truth,
}


_MOST_MEMBERS = 50


def is_profile(value: Any) -> bool:
    """An object with a name; ``organisation.identity.profile`` reads its members strictly."""
    if not isinstance(value, dict) or len(value) > _MOST_MEMBERS:
        return False
    return ELEMENT in value if "name" not in value else value["name"] is WITHHELD or name(value["name"])


def _conceals_profile(path: Path, _value: Any) -> bool:
    return len(path) == 2


SEALING_KEY_MEMBERS: Mapping[str, Check] = {"public": binary, "thumbprint": digest}


def is_sealing_key(value: Any) -> bool:
    """A public key with its true thumbprint, the base64url SHA-256 of the raw key."""
    return record(SEALING_KEY_MEMBERS)(value) and "..." not in value and fits_thumbprint(value)


def fits_thumbprint(body: Mapping[str, Any]) -> bool:
    """Whether the thumbprint of a sealing key is that of its public key."""
    return bool(to_base64url(hashlib.sha256(from_base64url(body["public"])).digest()) == body["thumbprint"])


_SEPARATE = frozenset({"profile", "member"})


def _conceals_founding(path: Path, _value: Any) -> bool:
    return len(path) == 2 and path[0] in _SEPARATE


SHAPES: tuple[Shape, ...] = (
    Shape(
        name="delivery",
        stream="internal",
        members={
            "key": name,
            "agreement": line,
            "dataset": name,
            "version": line,
            "recipient": party,
            "purpose": name,
            "agreed": line,  # AGREEMENT#purposes.KEY of the agreed purpose; empty for none
            "basis": line,
            "at": moment,
            "decision": optional(digest),
            "reason": text,
            "count": number,
            "root": digest,
            "overridden": number,
            "override_reason": text,
            "note": text,
            "recipient_name": line,
        },
        later=frozenset({"agreed", "recipient_name"}),
    ),
    Shape(
        name="identity_renewal",
        stream="public",
        members={"identity": is_author_certificate, "cross": is_author_certificate, "crl": binary},
    ),
    Shape(
        name="member",
        stream="public",
        members=MEMBER_MEMBERS,
    ),
    Shape(
        name="revocation",
        stream="public",
        members={"id": name, "kids": listed(digest, least=1), "reason": text, "crl": binary},
    ),
    Shape(
        name="profile",
        stream="public",
        members={"profile": is_profile},
        conceals=_conceals_profile,
    ),
    Shape(
        name="roles",
        stream="public",
        members={"id": name, "roles": roles},
    ),
    Shape(
        name="sealing_key",
        stream="public",
        members=SEALING_KEY_MEMBERS,
    ),
    Shape(
        name="long_term_key",
        stream="public",
        members={"certificate": optional(is_long_term_certificate), "reason": text},
    ),
    Shape(
        name="founding",
        stream="public",
        members={
            "profile": is_profile,
            "identity": is_author_certificate,
            "member": record({name: check for name, check in MEMBER_MEMBERS.items() if name != "renewed"}),
            "sealing": is_sealing_key,
            "crl": optional(binary),
        },
        conceals=_conceals_founding,
    ),
    Shape(
        name="vouched",
        stream="public",
        members={"id": name, "kids": listed(digest, least=1), "count": number, "root": digest},
    ),
)
