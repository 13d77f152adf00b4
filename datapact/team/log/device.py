"""Keys of a device: one signs items, one opens the keys of epochs. A member's author key vouches for both.

They serve transport only: what a colleague decided is signed by the author key, as without a team.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
    load_der_public_key,
)

from datapact.base.errors import Damaged
from datapact.base.format import Base64url, Format, part
from datapact.base.strictjson import canonical, from_base64url, parse_object, to_base64url
from datapact.base.texts import N_
from datapact.history.commitments.jws import is_p256, read_compact, sign_compact, thumbprint, verify
from datapact.history.entries.packed import Digest, Jws
from datapact.history.state.organisation import OrganisationLine
from datapact.vault.keys import hpke
from datapact.vault.keys.own_data import PRIVATE_KEY, own_data

TYPE = "dp-team-device"


@part
class DeviceStatement(Format):
    """The words by which a member's author key vouches for a device, not yet verified."""

    malformed: ClassVar = N_("The keys of a colleague's device are not in their form.")

    head: Digest
    """Digest of the entry of the organisation's public line under which the member acts."""
    member: str
    """Id of the member."""
    opens: Base64url
    """Raw public HPKE key (1,216 bytes) to which keys of epochs are sealed."""
    signs: Base64url
    """DER of the public key that signs the items of the device."""
    team: str
    """Id of the team."""


@dataclass(frozen=True, slots=True)
class Device:
    """A device whose keys a member has vouched for."""

    kid: str
    """Thumbprint of the key that signs its items; its name in the log."""
    member: str
    """Id of the member."""
    author: str
    """Thumbprint of the author key that vouches for it."""
    statement: str
    """Compact JWS by that author key."""
    signs: ec.EllipticCurvePublicKey
    """P-256."""
    opens: bytes
    """Raw public HPKE key."""
    head: str
    """Digest of the entry of the public line under which the member vouched."""


@dataclass(frozen=True, slots=True)
class DeviceKeys:
    """The private keys of this device."""

    signs: ec.EllipticCurvePrivateKey = field(repr=False)
    """P-256."""
    opens: bytes = field(repr=False)
    """Raw private HPKE key."""

    @property
    def kid(self) -> str:
        """The name of the device in the log."""
        return thumbprint(self.signs.public_key())

    def to_bytes(self) -> bytes:
        """The bytes to wrap for the member's slot."""
        der = self.signs.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        return canonical({"opens": to_base64url(self.opens), "signs": to_base64url(der)})


def new_keys() -> DeviceKeys:
    """Fresh keys for this device."""
    return DeviceKeys(ec.generate_private_key(ec.SECP256R1()), hpke.new_private_key())


@own_data(PRIVATE_KEY)
def keys_from_bytes(secret: bytes) -> DeviceKeys:
    """The keys that ``to_bytes`` wrote; raises Damaged."""
    value = parse_object(secret)
    try:
        signs = load_der_private_key(from_base64url(value.get("signs")), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise Damaged(PRIVATE_KEY) from None
    if not isinstance(signs, ec.EllipticCurvePrivateKey):
        raise Damaged(PRIVATE_KEY)
    return DeviceKeys(signs, from_base64url(value.get("opens")))


def vouch(author: ec.EllipticCurvePrivateKey, keys: DeviceKeys, member: str, head: str, team: str) -> str:
    """The statement of a member, under its author key, for its own device."""
    public = keys.signs.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    opens = to_base64url(hpke.public_key(keys.opens))
    statement = DeviceStatement(head=head, member=member, opens=opens, signs=to_base64url(public), team=team)
    return sign_compact(statement.write(), author, typ=TYPE)


def read_device(statement: Jws, team: str, line: OrganisationLine) -> Device:
    """The device of a statement; raises Damaged unless a member of that line signed it for this team."""
    unverified = read_compact(statement, TYPE)
    said = DeviceStatement.read(unverified.payload)
    try:
        signs = load_der_public_key(from_base64url(said.signs))
    except (ValueError, UnsupportedAlgorithm):
        raise DeviceStatement.refusal("signs") from None
    member = line.member_at(said.head, unverified.kid) if said.head in line.positions else None
    if (
        not isinstance(signs, ec.EllipticCurvePublicKey)
        or not is_p256(signs)
        or said.team != team
        or member is None
        or member.id != said.member
        or not verify(unverified, member.author_key)
    ):
        raise Damaged(N_("No member of the organisation vouches for this device."))
    opens = from_base64url(said.opens)
    hpke.seal(opens, b"", b"")  # raises Malformed: what nothing can be sealed to would stop the next epoch
    return Device(thumbprint(signs), said.member, unverified.kid, statement, signs, opens, said.head)
