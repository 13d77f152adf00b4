"""Addresses of authorities, as a user may set them up."""

from __future__ import annotations

from urllib.parse import urlsplit

from datapact.base.errors import WrongUse
from datapact.base.texts import N_


def require_address(address: str) -> str:
    """The address as it is kept; raises WrongUse for one that is none, or holds a name and passphrase."""
    address = address.strip()
    try:
        parts = urlsplit(address)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fits = False
    if not fits or not address.isascii() or any(one.isspace() for one in address):
        raise WrongUse(N_("The address of an authority begins with https:// or http:// and names a computer."))
    if parts.username is not None or parts.password is not None:
        raise WrongUse(N_("An address with a name or a passphrase in it is not kept. Leave both out."))
    return address
