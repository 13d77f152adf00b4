"""The authorities for timestamps of this computer, in the order in which they are asked: a file of the user.

They belong to the device, never to a vault: none is synced or received. Each is kept with the certificate that its
timestamps must lead to, so that no other computer can answer in its name.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar, Final

from datapact.base.errors import Damaged, DataPactError, WrongUse
from datapact.base.files import read_whole, write_whole
from datapact.base.format import Base64url, Bounds, Format, Written, part
from datapact.base.strictjson import from_base64url, to_base64url
from datapact.base.texts import N_
from datapact.base.user_folders import settings_home
from datapact.signing.authorities.address import require_address

if TYPE_CHECKING:
    from cryptography import x509

MOST: Final = 16
LONGEST_NAME: Final = 80


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


@part
class _Authority:
    """An authority as the file has it."""

    optional: ClassVar = frozenset({"revocation"})

    name: str
    address: str
    anchor: Base64url
    revocation: tuple[str, ...] | None = None
    """None in a file of a program that asked nobody about certificates."""


def _read(one: _Authority) -> TimestampAuthority:
    asked = tuple(require_address(where) for where in one.revocation or ())
    return TimestampAuthority(one.name, require_address(one.address), from_base64url(one.anchor), asked)


def _written(one: TimestampAuthority) -> _Authority:
    return _Authority(one.name, one.address, to_base64url(one.anchor), one.revocation)


@part
class Authorities(Format):
    """The authorities of this computer, in the order in which they are asked."""

    largest: ClassVar = 1024 * 1024
    malformed: ClassVar = N_("The list of authorities for timestamps is not in its form.")

    authorities: Annotated[
        tuple[Annotated[TimestampAuthority, Written(_Authority, _read, _written)], ...], Bounds(most=MOST)
    ]
    """At most ``MOST``; the first is asked first."""


def authorities_file() -> Path:
    """The file with the authorities; it need not exist."""
    return settings_home() / "timestamp-authorities.json"


def authorities(file: Path | None = None) -> tuple[TimestampAuthority, ...]:
    """The authorities in their order, none where nobody set one up; raises Damaged for a file that cannot be read."""
    file = file or authorities_file()
    if not file.exists():
        return ()
    try:
        return Authorities.read(read_whole(file, limit=Authorities.largest)).authorities
    except DataPactError as error:
        raise _unreadable(file) from error


def authority_names() -> tuple[str, ...]:
    """The names of the authorities that are asked; none where the list cannot be read: what needs it says so."""
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


def _write(kept: Sequence[TimestampAuthority], file: Path | None) -> None:
    file = file or authorities_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    write_whole(file, Authorities(tuple(kept)).write())


def _unreadable(file: Path) -> Damaged:
    return Damaged(
        N_("The list of authorities for timestamps cannot be read: {file}. Move it away and set them up again."),
        file=str(file),
    )
