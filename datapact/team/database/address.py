"""The address of a team's database: a URL without a password, TLS with a checked name and a certificate of one's own unless it is this computer."""

from __future__ import annotations

import ipaddress
from pathlib import Path

from psycopg import ProgrammingError, conninfo

from datapact.base.errors import WrongUse
from datapact.base.texts import N_

_STRICT = "verify-full"
_TIMEOUT = "15"  # seconds
_FILES = ("sslcert", "sslkey", "sslrootcert", "sslcrl")


def address(url: str, password: str = "") -> str:
    """The connection string for a URL, to be kept in the vault.

    Outside this computer it demands TLS and a certificate for the name of the server (``sslmode=verify-full``; the
    authorities of the system, or those of ``sslrootcert``), and a client certificate that the server asks for (``sslcert``
    and ``sslkey``), unless the address says that there is none: ``sslcertmode=disable``, for providers that issue none. Raises
    WrongUse for a URL that is none, that names no server, that has the password in it, or that asks for less.
    """
    try:
        parts: dict[str, str] = {name: str(value) for name, value in conninfo.conninfo_to_dict(url).items()}
    except ProgrammingError:
        raise WrongUse(
            N_("This is not the address of a PostgreSQL database. Write postgresql://USER@SERVER/DATABASE.")
        ) from None
    if not {"password", "sslpassword"}.isdisjoint(parts):
        raise WrongUse(
            N_("Leave the password out of the address: others on this computer can see it. Use --password-file FILE.")
        )
    if not parts.get("host") or not parts.get("user") or not parts.get("dbname") or "service" in parts:
        raise WrongUse(N_("Name user, server and database: postgresql://USER@SERVER/DATABASE."))
    if not is_this_computer(parts):
        if parts.get("sslmode", _STRICT) != _STRICT or parts.get("gssencmode", "disable") != "disable":
            raise WrongUse(
                N_(
                    "Outside this computer the connection must be encrypted and the server's name checked: sslmode=verify-full."
                )
            )
        _require_certificate(parts)
        parts |= {  # DataPact is started in other folders, too
            name: str(Path(parts[name]).absolute())
            for name in _FILES
            if parts.get(name, "system") not in ("", "system")
        }
        parts = {"sslcertmode": "require", "sslrootcert": "system", **parts, "sslmode": _STRICT}
    if password:
        parts["password"] = password
    return conninfo.make_conninfo("", **{"gssencmode": "disable", "connect_timeout": _TIMEOUT} | parts)


def _require_certificate(parts: dict[str, str]) -> None:
    mode = parts.get("sslcertmode", "require")
    if mode == "disable" and not {"sslcert", "sslkey"} & parts.keys():
        return
    if mode != "require" or not parts.get("sslcert") or not parts.get("sslkey"):
        raise WrongUse(
            N_(
                "Outside this computer the database must also ask for a certificate of yours. Name it in the address: ?sslcert=FILE&sslkey=FILE. Where your provider gives out none, say so there: ?sslcertmode=disable."
            )
        )
    for name in ("sslcert", "sslkey"):
        if not Path(parts[name]).is_file():  # the driver would go on without one
            raise WrongUse(
                N_("There is no file {file}, which the address names as your certificate or key."), file=parts[name]
            )


def is_this_computer(parts: dict[str, str]) -> bool:
    """Whether every server that these parts name is this computer."""
    named = [one for name in ("host", "hostaddr") for one in parts.get(name, "").split(",") if name in parts]
    return all(map(_is_loopback, named))


def shown(database: str) -> str:
    """An address for people: servers, each with its port, and database, without user and password."""
    parts = conninfo.conninfo_to_dict(database)
    hosts, ports = (str(parts.get(name) or "").split(",") for name in ("host", "port"))
    each = zip(hosts, ports * len(hosts) if len(ports) == 1 else ports, strict=False)
    return f"{','.join(f'{host}:{port}' if port else host for host, port in each)}/{parts.get('dbname')}"


def _is_loopback(host: str) -> bool:
    if host.startswith(("/", "@")) or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
