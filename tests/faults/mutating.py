"""Changes by chance: of bytes, of the structure of JSON, and of what a signature covers."""

from __future__ import annotations

import json
import random
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from datapact.base.errors import DataPactError
from datapact.base.strictjson import canonical, from_base64url, to_base64url
from datapact.history.commitments.jws import sign_compact
from tests.exchange.test_properties import places, replaced

VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 2**53 - 1, 2**53, 10**30, 1.5, "", "x", "a.b.c", "A" * 43, "A" * 22, "\u202eevil",
    "{{ 7*7 }}", "<b>&amp;", "../../etc/passwd", "x" * 10_000, "\x00", "2026-11-24", "9999-12-31T23:59:59Z",
    "2020-01-01T00:00:00Z", "=1+1", [], {}, [[]], [None], {"": ""}, {"_sd": ["A" * 43]}, {"...": "A" * 43}, ["x"] * 300,
    {"de": 5}, {"de": "x", "en": "y"}, "urn:uuid:00000000-0000-4000-8000-000000000000", "https://w3id.org/dpv#Purpose",
)  # fmt: skip


def bytes_changed(data: bytes, chance: random.Random) -> bytes:
    """One to three changes: flips, cuts, insertions, repetitions, zeros, numbers, doubled or dropped lines."""
    for _ in range(chance.randint(1, 3)):
        place = chance.randrange(len(data) + 1)
        before, after = data[:place], data[place:]
        match chance.randrange(9):
            case 0 | 1:
                data = before + bytes([after[0] ^ (1 << chance.randrange(8))]) + after[1:] if after else before
            case 2:
                data = before
            case 3:
                data = before + chance.randbytes(chance.randint(1, 40)) + after
            case 4:
                data = before + after[: chance.randint(1, 2_000)] + after
            case 5:
                data = before + bytes(min(len(after), 16)) + after[16:]
            case 6:
                data = after + before
            case 7:
                data = before + chance.choice((b"9" * 300, b"-1", b"<<", b">>", b"endobj", b"[" * 200, b"\r\n%%EOF\n"))
                data += after
            case 8:
                data = before + after[chance.randint(1, 200) :]
    return data


def value_changed(value: Any, chance: random.Random) -> Any:
    """A JSON value of which one to three places hold something else, or something from elsewhere in it."""
    for _ in range(chance.randint(1, 3)):
        found = places(value)[1:]
        if not found:
            return chance.choice(VALUES)
        path = chance.choice(found)
        if chance.random() < 0.25:
            value = _added(value, path, chance)
        else:
            new = _at(value, chance.choice(found)) if chance.random() < 0.3 else chance.choice(VALUES)
            value = replaced(value, path, new)
    return value


def json_changed(data: bytes, chance: random.Random) -> bytes:
    """The same for the text of a JSON file."""
    return json.dumps(value_changed(json.loads(data), chance), ensure_ascii=chance.random() < 0.5).encode(
        "utf-8", "surrogatepass"
    )


def signed_anew(token: str, key: ec.EllipticCurvePrivateKey, chance: random.Random) -> str:
    """A compact JWS whose claims were changed and that its author signs all the same; the same when nobody could."""
    header, payload, _signature = token.split(".")
    typ = json.loads(from_base64url(header))["typ"]
    claims = value_changed(json.loads(from_base64url(payload)), chance)
    try:
        text = canonical(claims)
    except (ValueError, RecursionError, DataPactError):
        text = json.dumps(claims).encode()
    return sign_compact(text, key, typ=typ)


def disclosures_changed(told: list[str], chance: random.Random) -> list[str]:
    """Disclosures of which some are dropped, doubled, swapped, or say something else under the old digest."""
    told = list(told)
    for _ in range(chance.randint(1, 2)):
        if not told:
            break
        place = chance.randrange(len(told))
        match chance.randrange(4):
            case 0:
                del told[place]
            case 1:
                told.append(told[place])
            case 2:
                chance.shuffle(told)
            case 3:
                changed = value_changed(json.loads(from_base64url(told[place])), chance)
                told[place] = to_base64url(json.dumps(changed).encode("utf-8", "surrogatepass"))
    return told


def _at(value: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def _added(value: Any, path: tuple[Any, ...], chance: random.Random) -> Any:
    """With one more member or item where a member or item stands."""
    parent = _at(value, path[:-1])
    if isinstance(parent, list):
        return replaced(value, path[:-1], [*parent, chance.choice(VALUES)]) if path[:-1] else [*parent, None]
    more = {**parent, chance.choice(("extra", "x", "", "_sd", "@id", "kind")): chance.choice(VALUES)}
    return replaced(value, path[:-1], more) if path[:-1] else more
