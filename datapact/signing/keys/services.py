"""Remote signing services that this computer knows, and the keys that they hold for its user: part of the settings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import urlsplit

from datapact.base.errors import WrongUse
from datapact.base.texts import N_

if TYPE_CHECKING:
    from cryptography import x509

type Api = Literal["1", "2"]
"""The major version of the interface of the Cloud Signature Consortium: 1.0.4.0, or 2.0.0.2."""

RELEASED: Final[dict[Api, str]] = {"1": "1.0.4.0", "2": "2.0.0.2"}
"""The released specification that each is read from."""
LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
_API_PATH: Final = re.compile(r"/csc(/v[0-9]+)?$")


@dataclass(frozen=True, slots=True)
class Service:
    """A remote signing service that the user set up."""

    name: str
    """As the user calls it; unique on this computer."""
    address: str
    """What stands before ``/csc/``, without a slash at its end."""
    api: Api
    """Which version of the interface it speaks."""
    client_id: str
    """By which the service knows DataPact (OAuth 2.0); empty where it asks for no login."""
    login: str = ""
    """Its authorisation server, as it named it when it was set up; empty where it asks for no login."""
    confidential: bool = False
    """Its login asks for a client secret as well, which is entered each time and kept nowhere."""

    @property
    def host(self) -> str:
        """The computer that is asked, for people."""
        return urlsplit(self.address).hostname or self.address

    @property
    def login_host(self) -> str:
        """The computer at which its user logs in, for people; empty without a login."""
        return urlsplit(self.login).hostname or self.login


@dataclass(frozen=True, slots=True)
class RemoteKey:
    """A key that a service holds, by what it said when its certificate was chosen."""

    kid: str
    """Thumbprint of the key, by which a slot is frozen."""
    service: str
    """Name of the service."""
    credential: str
    """Id of the key at the service."""
    certificate: x509.Certificate
    """Of the key; nobody has judged its issuer."""
    chain: tuple[x509.Certificate, ...]
    """Its issuers, nearest first."""
    mode: str
    """How the service has a signature authorised: ``implicit``, ``explicit`` or ``oauth2code``."""
    secrets: tuple[str, ...]
    """What the user enters here where it is ``explicit``, such as ``PIN`` and ``OTP``."""
    algorithms: tuple[str, ...]
    """Object identifiers of what the key can do."""
    sent: tuple[str, ...] = ()
    """Those of ``secrets`` that the service sends on request, such as a code by text message."""
    suits: bool = True
    """P-256 or RSA of 3,072 bits or more, and for non-repudiation."""


def service_address(text: str) -> str:
    """The address as it is kept; raises WrongUse for one that is not https (http only on this computer itself)."""
    address = _API_PATH.sub("", text.strip().rstrip("/")).rstrip("/")
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        safe = parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)
        fits = safe and bool(host) and parts.port != 0 and not parts.query and not parts.fragment
    except ValueError:
        fits = False
    if not fits or not address.isascii() or any(one.isspace() for one in address) or "@" in address:
        raise WrongUse(N_("The address of a signing service begins with https:// and names a computer."))
    return address
