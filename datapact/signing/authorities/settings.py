"""The authorities for timestamps of this computer, in the order in which they are asked: a file of the user.

They belong to the device, never to a vault: none is synced or received. Each is kept with the certificate that its
timestamps must lead to, so that no other computer can answer in its name.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import platformdirs

from datapact.base.errors import Damaged, DataPactError, WrongUse
from datapact.base.files import read_whole, write_whole
from datapact.base.strictjson import JsonObject, canonical, from_base64url, parse_object, to_base64url
from datapact.base.texts import N_
from datapact.signing.authorities.address import require_address

if TYPE_CHECKING:
    from cryptography import x509

FORMAT: Final = 1
MOST: Final = 16
LONGEST_NAME: Final = 80
_LARGEST: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class TimestampAuthority:
    """An authority that attests times (RFC 3161)."""

    name: str
    """As the user calls it; unique on this computer."""
    address: str
    """Where it is asked, by http or https."""
    anchor: bytes
    """The certificate that its timestamps must lead to, DER."""
    revocation: tuple[str, ...] = ()
    """Addresses that are asked whether its certificates were revoked (OCSP and revocation lists)."""

    @property
    def certificate(self) -> x509.Certificate:
        """The anchor, read."""
        from cryptography import x509

        return x509.load_der_x509_certificate(self.anchor)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the anchor, in hexadecimal digits, to compare with what the authority publishes."""
        return hashlib.sha256(self.anchor).hexdigest()


def authorities_file() -> Path:
    """The file with the authorities; it need not exist."""
    return Path(platformdirs.user_config_dir("datapact", appauthor=False)) / "timestamp-authorities.json"


def authorities(file: Path | None = None) -> tuple[TimestampAuthority, ...]:
    """The authorities in their order, none where nobody set one up; raises Damaged for a file that cannot be read."""
    file = file or authorities_file()
    if not file.exists():
        return ()
    try:
        found = parse_object(read_whole(file, limit=_LARGEST))
        listed = found["authorities"]
        if found.get("format") != FORMAT or not isinstance(listed, list):
            raise _unreadable(file)
        return tuple(_read(one) for one in listed[:MOST])
    except (DataPactError, ValueError, KeyError, TypeError) as error:
        raise _unreadable(file) from error


def authority_names() -> tuple[str, ...]:
    """What is asked, by name; none where the list cannot be read: what needs it says so."""
    try:
        return tuple(one.name for one in authorities())
    except Damaged:
        return ()


def add_authority(authority: TimestampAuthority, *, first: bool = False, file: Path | None = None) -> None:
    """Keep an authority, at the end or as the first; raises WrongUse where its name or address is there already."""
    kept = authorities(file)
    if not authority.name or len(authority.name) > LONGEST_NAME:
        raise WrongUse(N_("Give the authority a name of at most {n} characters."), n=LONGEST_NAME)
    for one in kept:
        if one.name == authority.name or one.address == authority.address:
            raise WrongUse(N_("The authority {name} is set up already. Remove it first."), name=one.name)
    if len(kept) == MOST:
        raise WrongUse(N_("More than {n} authorities are not kept. Remove one first."), n=MOST)
    _write((authority, *kept) if first else (*kept, authority), file)


def remove_authority(name: str, file: Path | None = None) -> None:
    """Forget the authority with this name; raises WrongUse where there is none."""
    kept = authorities(file)
    left = tuple(one for one in kept if one.name != name)
    if len(left) == len(kept):
        raise _unknown(name)
    _write(left, file)


def prefer(name: str, file: Path | None = None) -> None:
    """Ask the authority with this name before all others; raises WrongUse where there is none."""
    kept = authorities(file)
    wanted = [one for one in kept if one.name == name]
    if not wanted:
        raise _unknown(name)
    _write((*wanted, *(one for one in kept if one.name != name)), file)


def _unknown(name: str) -> WrongUse:
    return WrongUse(N_("No authority {name} is set up on this computer."), name=name)


def _read(one: object) -> TimestampAuthority:
    if not isinstance(one, dict):
        raise TypeError
    name, address, anchor = one["name"], one["address"], one["anchor"]
    if not isinstance(name, str) or not isinstance(address, str) or not isinstance(anchor, str):
        raise TypeError
    revocation = one.get("revocation", [])
    if not isinstance(revocation, list):
        raise TypeError
    asked = tuple(require_address(str(where)) for where in revocation[:MOST])
    return TimestampAuthority(name, require_address(address), from_base64url(anchor), asked)


def _write(kept: Sequence[TimestampAuthority], file: Path | None) -> None:
    file = file or authorities_file()
    listed: list[JsonObject] = [
        {
            "name": one.name,
            "address": one.address,
            "anchor": to_base64url(one.anchor),
            "revocation": [*one.revocation],
        }
        for one in kept
    ]
    file.parent.mkdir(parents=True, exist_ok=True)
    write_whole(file, canonical({"format": FORMAT, "authorities": [*listed]}))


def _unreadable(file: Path) -> Damaged:
    return Damaged(
        N_("The list of authorities for timestamps cannot be read: {file}. Move it away and set them up again."),
        file=str(file),
    )
