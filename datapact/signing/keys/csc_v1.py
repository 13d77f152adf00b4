"""Version 1 of the interface (1.0.4.0) by pyHanko's client, over our own bounded transport."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.csc_signer import (
    CSCAuthorizationInfo,
    CSCAuthorizationManager,
    CSCServiceSessionInfo,
    CSCSigner,
    fetch_certs_in_csc_credential,
)

from datapact.base.errors import AnswerNo
from datapact.base.texts import N_
from datapact.signing.keys.browser_login import Alive, Browser, authorise
from datapact.signing.keys.service_requests import not_understood, post_json
from datapact.signing.keys.services import RemoteKey, Service


def signed(
    service: Service,
    token: str,
    key: RemoteKey,
    attributes: bytes,
    entered: Mapping[str, str],
    browser: Browser,
    alive: Alive,
    secret: str,
) -> bytes:
    """The signature over the hash of ``attributes``; the certificate is asked once more, so that another one is refused."""
    try:
        return asyncio.run(_signed(service, token, key, attributes, entered, browser, alive, secret))
    except SigningError as error:
        raise not_understood(service.name) from error


async def _signed(
    service: Service,
    token: str,
    key: RemoteKey,
    attributes: bytes,
    entered: Mapping[str, str],
    browser: Browser,
    alive: Alive,
    secret: str,
) -> bytes:
    session: Any = _Transport(service.name)
    told = CSCServiceSessionInfo(service.address, key.credential, token or None)
    info = await fetch_certs_in_csc_credential(session, told)
    if info.signing_cert.dump() != key.certificate.public_bytes(Encoding.DER):
        raise AnswerNo(
            N_("The signing service {name} shows another certificate for this key than before. Nothing was signed."),
            name=service.name,
        )

    class Authorisation(CSCAuthorizationManager):
        async def authorize_signature(self, hash_b64s: list[str]) -> CSCAuthorizationInfo:
            """Have exactly these hashes authorised."""
            if key.mode == "oauth2code":
                return CSCAuthorizationInfo(_in_browser(service, key, hash_b64s, browser, alive, secret))
            body = self.format_csc_auth_request(pin=entered.get("PIN"), otp=entered.get("OTP"), hash_b64s=hash_b64s)
            url = self.csc_session_info.endpoint_url("credentials/authorize")
            return self.parse_csc_auth_response(post_json(url, name=service.name, body=body, token=token))

    signer = CSCSigner(session, Authorisation(told, info))
    return await signer.async_sign_raw(attributes, "sha256")  # it sends the hash alone


def _in_browser(
    service: Service, key: RemoteKey, hashes: list[str], browser: Browser, alive: Alive, secret: str
) -> str:
    encoded = ",".join(base64.urlsafe_b64encode(base64.b64decode(one)).decode() for one in hashes)
    wanted = {"credentialID": key.credential, "numSignatures": str(len(hashes)), "hash": encoded}
    return str(authorise(service, "credential", wanted, browser, alive, secret)["access_token"])


class _Transport:
    """A session of aiohttp for pyHanko's client: one answer within our bounds, no redirection."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._answer: dict[str, Any] = {}

    def post(self, url: str, *, headers: Mapping[str, str], json: object, **_options: object) -> Self:
        """Ask, and be the answer."""
        token = headers.get("Authorization", "").removeprefix("Bearer ")
        self._answer = post_json(url, name=self._name, body=json, token=token)
        return self

    async def json(self) -> dict[str, Any]:
        """The answer."""
        return self._answer

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is left open."""
