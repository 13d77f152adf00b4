"""Version 2 of the interface (released as 2.0.0.2): its own names of fields, and authorisation bound to the hash."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric import ec

from datapact.base.errors import AnswerNo
from datapact.base.texts import N_
from datapact.signing.keys.browser_login import Alive, Browser, authorise
from datapact.signing.keys.service_requests import later, not_understood, post_json, require_one
from datapact.signing.keys.services import RemoteKey, Service

SHA256: Final = "2.16.840.1.101.3.4.2.1"
LIST: Final[dict[str, Any]] = {
    "credentialInfo": True,
    "certificates": "chain",
    "certInfo": False,
    "authInfo": True,
    "onlyValid": True,
}
_RSA: Final = ("1.2.840.113549.1.1.11", "1.2.840.113549.1.1.1")  # sha256WithRSAEncryption, rsaEncryption
_ECDSA: Final = ("1.2.840.10045.4.3.2",)  # ecdsa-with-SHA256


def authorisation(info: dict[str, Any]) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Mode of authorisation of a key, what the user enters for it, and what of that the service sends when it is asked."""
    auth = info["auth"]
    objects = [one for one in auth.get("objects", []) if one.get("type") in ("Password", "ChallengeResponse")]
    sent = [str(one["id"]) for one in objects if one["type"] == "ChallengeResponse"]
    return str(auth["mode"]), tuple(str(one["id"]) for one in objects), tuple(sent)


def signed(
    service: Service,
    token: str,
    key: RemoteKey,
    digest: bytes,
    entered: Mapping[str, str],
    browser: Browser,
    alive: Alive,
    secret: str,
) -> bytes:
    """The signature over one hash by ``signatures/signHash``."""
    curve = isinstance(key.certificate.public_key(), ec.EllipticCurvePublicKey)
    algorithm = next((one for one in (_ECDSA if curve else _RSA) if one in key.algorithms), None)
    if algorithm is None:
        raise AnswerNo(
            N_("The key at the signing service {name} cannot sign with SHA-256. Nothing was signed."), name=service.name
        )
    if key.mode == "oauth2code":
        activation = _authorised_in_browser(service, key, digest, browser, alive, secret)
    else:
        activation = _authorised_here(service, token, key, digest, entered)
    answer = post_json(
        f"{service.address}/csc/v2/signatures/signHash",
        name=service.name,
        token=token or activation,
        body={
            "credentialID": key.credential,
            "SAD": activation,
            "hashes": [_base64(digest)],
            "hashAlgorithmOID": SHA256,
            "signAlgo": algorithm,
            "operationMode": "S",
        },
    )
    return require_one(service.name, answer.get("signatures"))


def _authorised_in_browser(
    service: Service, key: RemoteKey, digest: bytes, browser: Browser, alive: Alive, secret: str
) -> str:
    """The access token for one signature over this hash.

    The label, which the service's page shows, is the hash as it was shown here: it can be compared, and tells nothing else.
    """
    details = [
        {
            "type": "credential",
            "credentialID": key.credential,
            "documentDigests": [{"hash": _base64(digest), "label": f"SHA-256 {digest.hex()}"}],
            "hashAlgorithmOID": SHA256,
        }
    ]
    wanted = {
        "credentialID": key.credential,
        "numSignatures": "1",
        "hashes": base64.urlsafe_b64encode(digest).decode(),
        "hashAlgorithmOID": SHA256,
        "authorization_details": json.dumps(details, ensure_ascii=False),
    }
    answer = authorise(service, "credential", wanted, browser, alive, secret)
    _require_bound(service.name, answer.get("authorization_details"), key, digest)
    return str(answer["access_token"])


def _require_bound(name: str, details: object, key: RemoteKey, digest: bytes) -> None:
    """Refuse an authorisation that says it is for another hash or key (RFC 9396, 7); one that says nothing is bound anyway."""
    if details is None:
        return
    try:
        said = [one for one in details if one["type"] == "credential"]  # type: ignore[attr-defined]
        hashes = {one["hash"] for entry in said for one in entry.get("documentDigests", [])}
        keys = {entry.get("credentialID", key.credential) for entry in said}
    except (TypeError, KeyError, AttributeError):
        raise not_understood(name) from None
    if hashes - {_base64(digest)} or keys - {key.credential}:
        raise AnswerNo(N_("The signing service {name} authorised another text or key. Nothing was signed."), name=name)


def _authorised_here(service: Service, token: str, key: RemoteKey, digest: bytes, entered: Mapping[str, str]) -> str:
    body: dict[str, Any] = {
        "credentialID": key.credential,
        "numSignatures": 1,
        "hashes": [_base64(digest)],
        "hashAlgorithmOID": SHA256,
    }
    if key.secrets:
        body["authData"] = [{"id": one, "value": entered[one]} for one in key.secrets]
    answer = post_json(f"{service.address}/csc/v2/credentials/authorize", name=service.name, body=body, token=token)
    if not isinstance(answer.get("SAD"), str):
        if "handle" in answer:
            raise later(service.name)
        raise not_understood(service.name)
    return str(answer["SAD"])


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
