"""Remote signing by the interface of the Cloud Signature Consortium, whichever version a service speaks.

Only the SHA-256 of the signed attributes leaves this computer, and every authorisation is bound to it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding

from datapact.base.errors import AnswerNo, WrongUse
from datapact.base.strictjson import to_base64url
from datapact.base.texts import N_
from datapact.history.entries.certificates import key_thumbprint
from datapact.organisation.identity.certificate_authority import for_signing_contracts, order_chain
from datapact.signing.keys import csc_v2
from datapact.signing.keys.browser_login import Alive, Browser, authorise, nobody_waits, system_browser
from datapact.signing.keys.device import Device
from datapact.signing.keys.service_requests import not_understood, post_json, post_order
from datapact.signing.keys.services import LOOPBACK, Api, RemoteKey, Service, service_address

MOST_KEYS: Final = 32
_LONGEST_ID: Final = 1024


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """A service, with the token of its login for as long as this program runs; never written anywhere."""

    service: Service
    """As set up."""
    token: str = field(repr=False)
    """Empty where the service asks for no login."""
    secret: str = field(default="", repr=False)
    """The client secret, as entered for this login; empty where the service wants none."""


def set_up(name: str, address: str, api: Api, client_id: str = "", *, confidential: bool = False) -> Service:
    """Ask a new service once what it is, and give it as it is to be kept; raises WrongUse for a bad address.

    ``confidential``: its operator gave a client secret, too, which is asked for at each login and kept nowhere.

    The address of its authorisation server is its own word, and shown: it is kept from then on.
    """
    name, client_id = name.strip(), client_id.strip()
    if not name or len(name) > 80 or not name.isprintable():
        raise WrongUse(N_("Give the service a name of at most 80 characters."))
    address = service_address(address)
    said = post_json(f"{address}/csc/v{api}/info", name=name, body={})
    kinds = said.get("authType")
    login = said.get("oauth2")
    if not isinstance(kinds, list):
        raise not_understood(name)
    if "oauth2code" not in kinds and "external" not in kinds and kinds:
        raise AnswerNo(
            N_("The signing service {name} offers no login in the browser (OAuth 2.0). DataPact knows no other one."),
            name=name,
        )
    known = service_address(str(login)) if "oauth2code" in kinds and login else ""
    if known and _is_here(known) and not _is_here(address):  # else it could have us ask programs on this computer
        raise not_understood(name)
    if known and not client_id:
        raise WrongUse(N_("The signing service {name} wants a login: give the client id that it gave you."), name=name)
    return Service(name, address, api, client_id, known, confidential and bool(known))


def _is_here(address: str) -> bool:
    return urlsplit(address).hostname in LOOPBACK


def log_in(
    service: Service, browser: Browser = system_browser, alive: Alive = nobody_waits, secret: str = ""
) -> LoggedIn:
    """Log in where the service asks for it; raises what ``authorise`` raises, WrongUse where a client secret is missing."""
    if not service.login:
        return LoggedIn(service, "")
    if service.confidential and not secret:
        raise WrongUse(N_("The signing service {name} asks for the client secret."), name=service.name)
    secret = secret if service.confidential else ""
    return LoggedIn(service, str(authorise(service, "service", {}, browser, alive, secret)["access_token"]), secret)


def send_codes(logged: LoggedIn, key: RemoteKey) -> None:
    """Have the service send the codes that it sends on request; raises as ``post_json``. Nothing where it sends none."""
    if key.mode == "explicit" and key.sent:
        what = "sendOTP" if logged.service.api == "1" else "getChallenge"
        url = f"{logged.service.address}/csc/v{logged.service.api}/credentials/{what}"
        post_order(url, name=logged.service.name, body={"credentialID": key.credential}, token=logged.token)


def remote_keys(logged: LoggedIn) -> tuple[RemoteKey, ...]:
    """The keys that the service holds for whoever logged in, those that suit first."""
    service = logged.service
    listed = _post(logged, "credentials/list", {} if service.api == "1" else csc_v2.LIST)
    ids, infos = listed.get("credentialIDs"), listed.get("credentialInfos")
    if not isinstance(ids, list):
        raise not_understood(service.name)
    known = (
        {str(one.get("credentialID")): one for one in infos if isinstance(one, dict)} if isinstance(infos, list) else {}
    )
    found = []
    for one in map(str, ids[:MOST_KEYS]):
        info = known.get(one) or _post(logged, "credentials/info", _INFO | {"credentialID": one})
        key = _key(service, one, info)
        if key is not None:
            found.append(key)
    return tuple(sorted(found, key=lambda key: not key.suits))


def known_key(device: Device, kid: str) -> RemoteKey:
    """The key with this thumbprint at a service that this computer knows; raises AnswerNo where there is none."""
    for one in device.keys:
        if one.kid == kid:
            return one
    raise AnswerNo(
        N_(
            "This computer knows no signing service that holds the key for which the text was frozen. Choose the service"
            " and its certificate under Settings, You and your keys."
        )
    )


def sign_remotely(
    logged: LoggedIn,
    key: RemoteKey,
    attributes: bytes,
    entered: Mapping[str, str],
    browser: Browser = system_browser,
    alive: Alive = nobody_waits,
) -> bytes:
    """The value over ``attributes`` with SHA-256 by a key at a service, as ``BegunSignature.finish`` takes it.

    ``entered`` holds what the user entered for ``key.secrets``. Of the text only the hash leaves, no number and no name.
    Whatever comes back is verified by ``finish``. Raises AnswerNo, Surroundings, Malformed, WrongUse.
    """
    digest = hashlib.sha256(attributes).digest()
    missing = [one for one in key.secrets if key.mode == "explicit" and not entered.get(one)]
    if missing:
        raise WrongUse(
            N_("The signing service {name} asks for: {what}."), name=logged.service.name, what=", ".join(missing)
        )
    if logged.service.api == "1":
        from datapact.signing.keys import csc_v1

        value = csc_v1.signed(logged.service, logged.token, key, attributes, entered, browser, alive, logged.secret)
    else:
        value = csc_v2.signed(logged.service, logged.token, key, digest, entered, browser, alive, logged.secret)
    return _as_der(value) if isinstance(key.certificate.public_key(), ec.EllipticCurvePublicKey) else value


_INFO: Final[dict[str, Any]] = {"certificates": "chain", "certInfo": False, "authInfo": True}


def _post(logged: LoggedIn, what: str, body: dict[str, Any]) -> dict[str, Any]:
    service = logged.service
    return post_json(f"{service.address}/csc/v{service.api}/{what}", name=service.name, body=body, token=logged.token)


def _key(service: Service, credential: str, info: dict[str, Any]) -> RemoteKey | None:
    """One key of a service; None for one that cannot sign."""
    try:
        state, encoded = info["key"], info["cert"]["certificates"]
        if state["status"] != "enabled" or len(credential) > _LONGEST_ID:
            return None
        certificates = [x509.load_der_x509_certificate(base64.b64decode(str(one), validate=True)) for one in encoded]
        algorithms = tuple(str(one) for one in state["algo"])
        certificate = certificates[0]
        mode, secrets, sent = csc_v2.authorisation(info) if service.api == "2" else _authorisation(info)
        kid = key_thumbprint(to_base64url(certificate.public_bytes(Encoding.DER)))
    except (KeyError, IndexError, TypeError, ValueError, binascii.Error):
        raise not_understood(service.name) from None
    chain = order_chain(certificate, certificates[1:])
    suits = for_signing_contracts(certificate)
    return RemoteKey(kid, service.name, credential, certificate, chain, mode, secrets, algorithms, sent, suits)


def _authorisation(info: dict[str, Any]) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Mode, what is entered, and what of it is sent first, as version 1 says them: PIN and OTP by their presence."""
    wanted = [
        one for one in ("PIN", "OTP") if isinstance(info.get(one), dict) and str(info[one].get("presence")) == "true"
    ]
    sent = ("OTP",) if "OTP" in wanted and info["OTP"].get("type") == "online" else ()
    return str(info.get("authMode", "implicit")), tuple(wanted), sent


def _as_der(value: bytes) -> bytes:
    """ECDSA as DER, where a service gives r and s side by side."""
    try:
        decode_dss_signature(value)
    except ValueError:
        if len(value) == 64:
            return encode_dss_signature(int.from_bytes(value[:32]), int.from_bytes(value[32:]))
    return value
