"""Ask a signing service that the user set up, within bounds of time and size; no redirection is followed."""

from __future__ import annotations

import base64
import http.client
import json
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from email.message import Message as Headers
from typing import IO, Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from datapact.base.errors import AnswerNo, DataPactError, Malformed, Surroundings
from datapact.base.texts import N_
from datapact.signing.keys.services import LOOPBACK, service_address

PATIENCE: Final = 60.0
"""Seconds for one answer: a service may have its own hardware sign."""
LARGEST: Final = 2 * 1024 * 1024
"""Bytes of an answer."""
_PIECE: Final = 16 * 1024
_LONGEST_REASON: Final = 200
_SHORTEST_SECRET: Final = 3
_KNOWN_TO_ALL: Final = frozenset(
    {
        "id",
        "credentialID",
        "numSignatures",
        "hashes",
        "hashAlgorithmOID",
        "signAlgo",
        "operationMode",
        "grant_type",
        "client_id",
    }
)
"""Names under which nothing secret is sent."""


def post_json(url: str, *, name: str, body: object, token: str = "") -> dict[str, Any]:
    """The answer of the service ``name`` to JSON; raises AnswerNo where it refuses, Surroundings, Malformed."""
    data = json.dumps(body).encode()
    return _posted(url, name, data, "application/json", token)


def post_order(url: str, *, name: str, body: object, token: str = "") -> None:
    """Ask for something that has no answer but that it was done; raises as ``post_json``."""
    _posted(url, name, json.dumps(body).encode(), "application/json", token, empty=True)


def post_form(url: str, *, name: str, fields: dict[str, str]) -> dict[str, Any]:
    """The answer of the service to a form, as ``post_json``."""
    return _posted(url, name, urlencode(fields).encode(), "application/x-www-form-urlencoded", "")


def _posted(url: str, name: str, data: bytes, kind: str, token: str, *, empty: bool = False) -> dict[str, Any]:
    service_address(url)
    headers = {"Content-Type": kind, "Accept": "application/json", "User-Agent": "DataPact"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    request = urllib.request.Request(url, data=data, headers=headers)  # noqa: S310 - checked above
    until = time.monotonic() + PATIENCE
    opener = _LOCAL if urlsplit(url).hostname in LOOPBACK else _OPENER
    try:
        with opener.open(request, timeout=PATIENCE) as answer:
            said = _read(answer, name, until)
            return {} if empty and not said.strip() else _object(said, name)
    except urllib.error.HTTPError as error:
        raise _refusal(error, name, until, _sent(data, kind, token)) from None  # whose headers hold the token
    except TimeoutError as error:
        raise _slow(name) from error
    except (OSError, http.client.HTTPException) as error:
        if isinstance(getattr(error, "reason", None), TimeoutError):
            raise _slow(name) from error
        raise Surroundings(
            N_("The signing service {name} cannot be reached. Nothing was signed; try again later."), name=name
        ) from error


def _read(answer: IO[bytes], name: str, until: float) -> bytes:
    pieces: list[bytes] = []
    size = 0
    while piece := answer.read1(_PIECE) if isinstance(answer, http.client.HTTPResponse) else answer.read(_PIECE):
        size += len(piece)
        if size > LARGEST:
            raise not_understood(name)
        if time.monotonic() > until:
            raise _slow(name)
        pieces.append(piece)
    return b"".join(pieces)


def _object(data: bytes, name: str) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except ValueError:
        raise not_understood(name) from None
    if not isinstance(found, dict):
        raise not_understood(name)
    return found


def _sent(data: bytes, kind: str, token: str) -> list[str]:
    """The words that were sent under a name that may hold a code, a secret or a token, the longest first."""
    found: list[object] = [json.loads(data) if kind == "application/json" else dict(parse_qsl(data.decode()))]
    words = {token}
    while found:
        one = found.pop()
        if isinstance(one, dict):
            found += [value for key, value in one.items() if key not in _KNOWN_TO_ALL]
        elif isinstance(one, list):
            found += one
        else:
            words.add(str(one))
    return sorted((word for word in words if len(word) >= _SHORTEST_SECRET), key=len, reverse=True)


def _refusal(error: urllib.error.HTTPError, name: str, until: float, sent: Sequence[str]) -> DataPactError:
    """Why a service said no, in its own words as far as they are words, without what was ``sent``: a service may repeat a PIN."""
    with error:
        if error.code >= 500:
            return Surroundings(
                N_("The signing service {name} is out of order (answer {code}). Nothing was signed; try again later."),
                name=name,
                code=str(error.code),
            )
        try:
            said = _object(_read(error, name, until), name)
        except (DataPactError, OSError):
            said = {}
    why = str(said.get("error_description") or said.get("error") or error.code)
    for word in sent:
        why = why.replace(word, "…")
    return refused(name, why)


def refused(name: str, why: object) -> AnswerNo:
    """The service said no: ``why`` is its word, of which only visible characters are shown."""
    words = "".join(one for one in str(why) if one.isprintable())[:_LONGEST_REASON]
    return AnswerNo(N_("The signing service {name} refused: {why}. Nothing was signed."), name=name, why=words)


def not_understood(name: str) -> Malformed:
    """The answer is none of the interface."""
    return Malformed(
        N_("The signing service {name} answered what is no answer of its interface. Nothing was signed."), name=name
    )


def later(name: str) -> Surroundings:
    """The service gives its answer another time, which nobody here waits for."""
    return Surroundings(
        N_("The signing service {name} wants to answer later. DataPact does not wait for that; nothing was signed."),
        name=name,
    )


def require_one(name: str, signatures: object) -> bytes:
    """The one signature of an answer; raises Malformed, Surroundings where the service answers later."""
    if signatures is None:
        raise later(name)
    if not isinstance(signatures, list) or len(signatures) != 1:
        raise not_understood(name)
    try:
        return base64.b64decode(str(signatures[0]), validate=True)
    except ValueError:
        raise not_understood(name) from None


def _slow(name: str) -> Surroundings:
    return Surroundings(
        N_("The signing service {name} did not answer within {n} seconds. Nothing was signed; try again later."),
        name=name,
        n=int(PATIENCE),
    )


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Headers, newurl: str
    ) -> None:
        """Follow nothing: urllib then raises the answer as an error."""


_OPENER = urllib.request.build_opener(_NoRedirect)
_LOCAL = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))
