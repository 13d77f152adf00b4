"""Authorisation in the browser of the system: OAuth 2.0 code (RFC 6749) with PKCE (RFC 7636), back by loopback (RFC 8252)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from html import escape
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, Final
from urllib.parse import parse_qs, urlencode, urlsplit

from datapact.base.errors import AnswerNo, Surroundings, WrongUse
from datapact.base.texts import N_, _, current_language
from datapact.signing.keys.service_requests import not_understood, post_form, refused
from datapact.signing.keys.services import Service

type Browser = Callable[[str], object]
"""Opens an address in the browser of the system."""
type Alive = Callable[[], object]
"""Called while we wait; raises where the user has given up."""

PATIENCE: Final = 300.0
"""Seconds that a person has to log in and authorise."""
_STEP: Final = 0.25
_LONGEST_LINE: Final = 16 * 1024


def system_browser(address: str) -> None:
    """Open the browser of the system; raises Surroundings where there is none."""
    if not webbrowser.open(address):
        raise Surroundings(N_("No browser can be opened on this computer. Nothing was signed."))


def nobody_waits() -> None:
    """The answer of callers that nobody can interrupt."""


def authorise(
    service: Service,
    scope: str,
    wanted: dict[str, str],
    browser: Browser = system_browser,
    alive: Alive = nobody_waits,
    secret: str = "",
) -> dict[str, Any]:
    """The answer with the access token for ``scope``; ``wanted`` says what is to be authorised.

    ``secret`` is the client secret where the service wants one; it goes to its authorisation server alone. Raises AnswerNo where the user or the service refuses, Surroundings where no answer comes, WrongUse where the service
    was set up without a client id.
    """
    if not service.login or not service.client_id:
        raise WrongUse(
            N_(
                "The signing service {name} wants a login. Remove it, and add it again with the client id that it gave you."
            ),
            name=service.name,
        )
    verifier, state = secrets.token_urlsafe(48), secrets.token_urlsafe(24)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    with _Loopback(state) as back:
        query = {
            "response_type": "code",
            "client_id": service.client_id,
            "redirect_uri": back.address,
            "scope": scope,
            "state": state,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
            "lang": current_language(),
            **wanted,
        }
        browser(f"{service.login}/oauth2/authorize?{urlencode(query)}")
        code = back.wait(service.name, alive)
        fields = {
            "grant_type": "authorization_code",
            "code": code,
            "client_id": service.client_id,
            "redirect_uri": back.address,
            "code_verifier": verifier,
            **({"client_secret": secret} if secret else {}),
        }
    answer = post_form(f"{service.login}/oauth2/token", name=service.name, fields=fields)
    if not isinstance(answer.get("access_token"), str) or not answer["access_token"]:
        raise not_understood(service.name)
    return answer


class _Loopback(HTTPServer):
    """Listens on this computer alone, on a free port, until the browser comes back with our own state."""

    def __init__(self, state: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.timeout = _STEP
        self.state = state
        self.code = ""
        self.error = ""

    @property
    def address(self) -> str:
        """The address that the browser is sent back to."""
        return f"http://127.0.0.1:{self.server_port}/"

    def wait(self, name: str, alive: Alive) -> str:
        """The code that came back; raises AnswerNo or Surroundings."""
        until = time.monotonic() + PATIENCE
        while not self.code and not self.error:
            if time.monotonic() > until:
                raise Surroundings(
                    N_(
                        "The browser did not come back from {name} within {n} minutes. Nothing was signed. If the service"
                        " showed an error instead, it may not allow the way back to this computer: ask it to register"
                        " http://127.0.0.1/ for DataPact, or sign at its own page and bring the PDF back."
                    ),
                    name=name,
                    n=int(PATIENCE // 60),
                )
            alive()
            self.handle_request()
        if self.error == "access_denied":
            raise AnswerNo(N_("The signature was not authorised at {name}. Nothing was signed."), name=name)
        if self.error:
            raise refused(name, self.error)
        return self.code

    def handle_error(self, request: object, client_address: object) -> None:
        """Do nothing: whoever broke off is no answer."""


class _Handler(BaseHTTPRequestHandler):
    server: _Loopback
    timeout = 5

    def do_GET(self) -> None:
        """Take the answer, if it bears our state."""
        found = parse_qs(urlsplit(self.path[:_LONGEST_LINE]).query)
        ours = hmac.compare_digest(found.get("state", [""])[0].encode(), self.server.state.encode())
        if not ours or not ({"code", "error"} & found.keys()):
            self.send_error(404)
            return
        self.server.error = "".join(found.get("error", [""]))
        self.server.code = "" if self.server.error else "".join(found.get("code", [""]))
        said = _("Go back to DataPact; you may close this page.")
        page = f"<!doctype html><meta charset=utf-8><title>DataPact</title><p>{escape(said)}</p>".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(page)

    def log_message(self, format: str, *arguments: object) -> None:
        """Log nothing: the address holds the code."""
