"""A reader of cards and bundles written from docs/file-format.md alone: standard library and `cryptography`.

It shares no code with DataPact, so that the page is held against what the program writes.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from typing import Any, NamedTuple

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, mlkem, x25519
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PrivateKey, Suite


class Refused(Exception):
    """The file is not what the page says."""


def need(condition: bool, what: str) -> None:
    if not condition:
        raise Refused(what)


def encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    need(encode(data) == text, "base64url")
    return data


def digest(data: bytes) -> str:
    return encode(hashlib.sha256(data).digest())


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    need(len(dict(pairs)) == len(pairs), "duplicate member")
    return dict(pairs)


def parse(data: bytes | str) -> Any:
    return json.loads(data, object_pairs_hook=_unique)


def canonical(value: Any) -> bytes:
    """Enough of RFC 8785 for the ASCII names and integers of headers."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def thumbprint(key: ec.EllipticCurvePublicKey) -> str:
    numbers = key.public_numbers()
    x, y = (encode(number.to_bytes(32, "big")) for number in (numbers.x, numbers.y))
    return digest(canonical({"crv": "P-256", "kty": "EC", "x": x, "y": y}))


class Jws(NamedTuple):
    kid: str
    payload: bytes
    signed: bytes
    signature: bytes

    def made_by(self, key: ec.EllipticCurvePublicKey) -> bool:
        r, s = (int.from_bytes(part, "big") for part in (self.signature[:32], self.signature[32:]))
        try:
            key.verify(encode_dss_signature(r, s), self.signed, ec.ECDSA(SHA256()))
        except InvalidSignature:
            return False
        return thumbprint(key) == self.kid


def read_jws(token: str, typ: str) -> Jws:
    header, payload, signature = token.split(".")
    members = parse(decode(header))
    need(set(members) == {"alg", "kid", "typ"} and members["alg"] == "ES256" and members["typ"] == typ, "header")
    need(len(decode(signature)) == 64, "signature")
    return Jws(members["kid"], decode(payload), f"{header}.{payload}".encode(), decode(signature))


class Entry(NamedTuple):
    digest: str
    jws: Jws
    claims: dict[str, Any]
    body: dict[str, Any]


def read_entry(packed: dict[str, Any]) -> Entry:
    jws = read_jws(packed["jws"], "dp-entry")
    claims = parse(jws.payload)
    need(claims["v"] == 1 and canonical(claims) == jws.payload, "entry")
    by_digest = {digest(text.encode()): parse(decode(text)) for text in packed["disclosures"]}
    body = _opened({"_sd": claims["_sd"]}, by_digest)
    need(not by_digest, "a disclosure that nothing refers to")
    return Entry(digest(jws.signed), jws, claims, body)


def _opened(value: Any, by_digest: dict[str, list[Any]]) -> Any:
    if isinstance(value, list):
        elements = []
        for element in value:
            if isinstance(element, dict) and "..." in element:
                _salt, element = by_digest.pop(element["..."])
            elements.append(_opened(element, by_digest))
        return elements
    if isinstance(value, dict):
        members = {name: _opened(member, by_digest) for name, member in value.items() if name != "_sd"}
        for concealed in value.get("_sd", []):
            if concealed in by_digest:
                _salt, name, member = by_digest.pop(concealed)
                members[name] = _opened(member, by_digest)
        return members
    return value


class Card(NamedTuple):
    organisation: str
    sequence: int
    entries: list[Entry]
    author_keys: dict[str, dict[str, ec.EllipticCurvePublicKey]]
    """For each head of the history, the keys that may sign under it."""


def _key_of(certificate: str) -> ec.EllipticCurvePublicKey:
    key = x509.load_der_x509_certificate(decode(certificate)).public_key()
    need(isinstance(key, ec.EllipticCurvePublicKey), "certificate")
    return key  # type: ignore[return-value]


def read_card(data: bytes) -> Card:
    jws = read_jws(data.decode("ascii").strip(), "dp-card")
    claims = parse(jws.payload)
    need(claims["format"] == 1, "format")
    entries, at = walk(claims["organisation"], claims["entries"])
    need(jws.made_by(at[entries[-1].digest][jws.kid]), "signature of the card")
    need(claims["sequence"] == len(entries), "sequence")
    return Card(claims["organisation"], claims["sequence"], entries, at)


class Directory(NamedTuple):
    organisation: str
    name: str
    version: int
    cards: list[Card]
    left: dict[str, str]


def read_directory(data: bytes) -> Directory:
    jws = read_jws(data.decode("ascii").strip(), "dp-directory")
    claims = parse(jws.payload)
    need(claims["format"] == 1, "format")
    cards = [read_card(member["card"].encode("ascii")) for member in claims["members"]]
    left = {one["organisation"]: one["day"] for one in claims["left"]}
    listed = [card.organisation for card in cards]
    need(len({*listed, *left}) == len(listed) + len(left), "listed twice")
    writer = cards[listed.index(claims["organisation"])]
    need(jws.made_by(writer.author_keys[writer.entries[-1].digest][jws.kid]), "signature of the directory")
    return Directory(claims["organisation"], claims["name"], claims["version"], cards, left)


def walk(
    organisation: str, packed: list[dict[str, Any]]
) -> tuple[list[Entry], dict[str, dict[str, ec.EllipticCurvePublicKey]]]:
    """A public history, verified entry by entry, and the author keys that each entry leaves."""
    entries = [read_entry(item) for item in packed]
    keys: dict[str, ec.EllipticCurvePublicKey] = {}
    identity: x509.Certificate | None = None
    at: dict[str, dict[str, ec.EllipticCurvePublicKey]] = {}
    before: str | None = None
    for entry in entries:
        kind, body = entry.claims["kind"], entry.body
        need(entry.claims["org"] == organisation, "organisation")
        need(entry.claims["parents"] == ([before] if before else []), "chain")
        if kind in ("founding", "identity_renewal"):
            identity = x509.load_der_x509_certificate(decode(body["identity"]))
        assert identity is not None
        member = body["member"] if kind == "founding" else body if kind == "member" else None
        added = {}
        if member is not None:
            x509.load_der_x509_certificate(decode(member["author"])).verify_directly_issued_by(identity)
            added = {thumbprint(_key_of(member["author"])): _key_of(member["author"])}
        if before is None:
            need(kind == "founding" and entry.jws.kid == organisation, "founding")
            need(entry.jws.made_by(_key_of(body["identity"])), "founding signature")
        else:
            need(entry.claims["org_head"] == before, "head")
            renewal = added if body.get("renewed") else {}
            need(entry.jws.made_by((at[before] | renewal)[entry.jws.kid]), "signature")
        keys = keys | added
        if kind == "revocation":
            keys = {kid: key for kid, key in keys.items() if kid not in body["kids"]}
        before = entry.digest
        at[before] = keys
    return entries, at


class Bundle(NamedTuple):
    organisation: str
    card: Card
    entries: dict[str, list[Entry]]
    contents: dict[str, Any]
    attachments: dict[str, bytes]


def open_envelope(data: bytes, private_key: bytes) -> tuple[dict[str, Any], str, bytes]:
    """The header's core, the digest of the first line, and the payload."""
    line, ciphertext = data.split(b"\n", 1)
    header = parse(line)
    core = header["core"]
    need(core["format"] == 1 and core["type"] == "datapact-bundle" and canonical(header) == line, "header")
    ml = mlkem.MLKEM768PrivateKey.from_seed_bytes(private_key[:64])
    x = x25519.X25519PrivateKey.from_private_bytes(private_key[64:])
    public = ml.public_key().public_bytes_raw() + x.public_key().public_bytes_raw()
    wrapped = decode(header["keys"][core["recipients"].index(digest(public))])
    suite = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
    info = hashlib.sha256(canonical(core)).digest()
    content_key = suite.decrypt(wrapped, MLKEM768X25519PrivateKey(ml, x), info=info)
    return core, digest(line), AESGCM(content_key).decrypt(decode(core["nonce"]), ciphertext, canonical(core))


def unpack(packed: dict[str, Any], rest: bytes, whole: int) -> bytes:
    """What was packed; the rest of the payload, of ``whole`` bytes, is zero bytes up to a size of Padmé."""
    body, zeros = rest[: packed["size"]], rest[packed["size"] :]
    used = whole - len(zeros)
    exponent = used.bit_length() - 1
    step = 1 << (exponent - exponent.bit_length())
    need(whole == max(32 * 1024, -(-used // step) * step) and not any(zeros), "padding")
    if packed["packing"] == "none":
        return body
    need(packed["packing"] == "deflate", "packing")
    need(packed["unpacked"] <= max(4 * 1024 * 1024, 32 * packed["size"]), "bomb")
    found = zlib.decompressobj().decompress(body, packed["unpacked"] + 1)
    need(len(found) == packed["unpacked"], "unpacked")
    return found


def read_bundle(data: bytes, private_key: bytes) -> Bundle:
    """Open a bundle and verify it by the cards in it: the sender's and those that it introduces."""
    core, line, payload = open_envelope(data, private_key)
    token, rest = payload.split(b"\n", 1)
    jws = read_jws(token.decode(), "dp-bundle")
    statement = parse(jws.payload)
    need(statement["bundle"] == core["id"] and statement["recipients"] == core["recipients"], "statement")
    need(statement["envelope"] == line, "envelope")
    need(statement["format"] == (2 if "packed" in statement else 1), "format")
    if "packed" in statement:
        rest = unpack(statement["packed"], rest, len(payload))
    size = statement["contents"]["size"]
    need(digest(rest[:size]) == statement["contents"]["digest"], "contents")
    contents = parse(rest[:size])
    card = read_card(contents["card"].encode())
    need(card.organisation == statement["organisation"], "sender")
    need(jws.made_by(card.author_keys[statement["head"]][jws.kid]), "signature of the bundle")
    attachments, place = {}, size
    for about in contents["attachments"]:
        attachment = rest[place : place + about["size"]]
        for one in (*about.get("earlier", ()), about):
            need(digest(attachment[: one["size"]]) == one["digest"], "attachment")
            attachments[one["digest"]] = attachment[: one["size"]]
        place += about["size"]
    need(place == len(rest), "end")
    histories = {
        history["history"]: [read_entry(packed) for packed in history["entries"]] for history in contents["histories"]
    }
    return Bundle(card.organisation, card, histories, contents, attachments)


def verify_entry(entry: Entry, cards: dict[str, Card]) -> bool:
    """Whether a member of the organisation that the entry names signed it."""
    keys = cards[entry.claims["org"]].author_keys[entry.claims["org_head"]]
    return entry.jws.kid in keys and entry.jws.made_by(keys[entry.jws.kid])


def verify_proof(data: bytes, agreement: bytes) -> list[tuple[str, str]]:
    """Check proof.json against the agreement.json beside it; the persons and certificates that must have signed."""
    proof = parse(data)
    need(proof["format"] == 1, "format")
    cards = {}
    for organisation in proof["organisations"]:
        entries, at = walk(organisation["id"], organisation["entries"])
        cards[organisation["id"]] = Card(organisation["id"], len(entries), entries, at)
    freeze, offer = read_entry(proof["freeze"]), read_entry(proof["offer"])
    accepts = [read_entry(packed) for packed in proof["accepts"]]
    need(all(verify_entry(entry, cards) for entry in (freeze, offer, *accepts)), "signatures")
    need(all(entry.body["offer"] == offer.digest for entry in (freeze, *accepts)), "offer")
    willing = {entry.claims["org"] for entry in (offer, *accepts)}
    need(willing == set(offer.body["parties"]) == set(cards), "parties")
    need(freeze.body["agreement_sha256"] == digest(agreement) == digest(canonical(offer.body["state"])), "text")
    heads = {head["organisation"]: head["head"] for head in freeze.body["heads"]}
    need(heads == {card.organisation: card.entries[-1].digest for card in cards.values()}, "heads")
    slots = {slot["id"]: slot for slot in freeze.body["slots"]}
    for one in proof["signatories"]:
        need(thumbprint(_key_of(one["certificate"])) == slots[one["slot"]]["kid"], "certificate")
    need(len(proof["signatories"]) == len(slots), "signatories")
    return [(one["person"], one["certificate"]) for one in proof["signatories"]]
