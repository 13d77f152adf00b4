"""Remote signing services on loopback: Certomancer's for version 1, and one of version 2 after its specification."""

from __future__ import annotations

import base64
import hashlib
import json
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.signing.samples import Signatory

SHA256 = "2.16.840.1.101.3.4.2.1"
ECDSA = "1.2.840.10045.4.3.2"
CLIENT = "datapact-test"


@dataclass
class Service2:
    """A service of version 2 with one key; ``fault`` makes it misbehave."""

    person: Signatory
    mode: str = "oauth2code"
    fault: str = ""
    secrets: dict[str, str] = field(default_factory=dict)
    sent: str = ""
    """The name of a secret that is only known once it was asked for."""
    client_secret: str = ""
    asked: list[tuple[str, Any]] = field(default_factory=list)
    """Everything that reached it: path, and body or query."""
    address: str = ""
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)
    _tokens: dict[str, dict[str, str]] = field(default_factory=dict)

    def answer(self, path: str, body: Any, token: str) -> tuple[int, Any]:
        """The answer to a question of the interface, as status and JSON."""
        match path:
            case "/csc/v2/info":
                login = {"oauth2": self.address} if self.mode == "oauth2code" else {}
                kind = ["oauth2code"] if login else ["external"]
                return 200, {"specs": "2.0.0.2", "name": "Signaturdienst Nord", "authType": kind, **login}
            case "/oauth2/token":
                return self._token(body)
        if self.mode == "oauth2code" and self._tokens.get(token, {}).get("scope") != "service":
            return 401, {"error": "invalid_token", "error_description": "The access token is not valid"}
        match path:
            case "/csc/v2/credentials/list":
                return 200, {"credentialIDs": ["GX0112348"], "credentialInfos": [self._info()]}
            case "/csc/v2/credentials/getChallenge":
                self.secrets[self.sent] = "4711"
                return 200, None
            case "/csc/v2/credentials/authorize":
                return self._authorize(body)
            case "/csc/v2/signatures/signHash":
                return self._sign(body)
        return 404, {"error": "invalid_request"}

    def _info(self) -> dict[str, Any]:
        chain = (self.person.certificate, self.person.authority.certificate)
        objects = [{"type": "Password", "id": name, "format": "N", "label": name} for name in self.secrets]
        objects += (
            [{"type": "ChallengeResponse", "id": self.sent, "format": "N", "label": self.sent}] if self.sent else []
        )
        return {
            "credentialID": "GX0112348",
            "key": {"status": "enabled", "algo": [ECDSA], "len": 256, "curve": "1.2.840.10045.3.1.7"},
            "cert": {
                "status": "valid",
                "certificates": [base64.b64encode(one.public_bytes(Encoding.DER)).decode() for one in chain],
            },
            "auth": {"mode": self.mode, "expression": " AND ".join(self.secrets), "objects": objects},
            "multisign": 1,
        }

    def authorise(self, query: dict[str, str]) -> str:
        """Where the browser is sent after its user agreed, or refused."""
        self.asked.append(("/oauth2/authorize", query))
        assert query["client_id"] == CLIENT
        assert query["code_challenge_method"] == "S256"
        if self.fault == "refuses":
            return query["redirect_uri"] + "?" + urlencode({"error": "access_denied", "state": query["state"]})
        code = f"code-{len(self._codes)}"
        self._codes[code] = query
        return query["redirect_uri"] + "?" + urlencode({"code": code, "state": query["state"]})

    def _token(self, body: dict[str, str]) -> tuple[int, Any]:
        query = self._codes.pop(body["code"], None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(body["code_verifier"].encode()).digest()).rstrip(b"=")
        if body.get("client_secret", "") != self.client_secret:
            return 401, {"error": "invalid_client"}
        if (
            query is None
            or query["redirect_uri"] != body["redirect_uri"]
            or query["code_challenge"].encode() != challenge
        ):
            return 400, {"error": "invalid_grant", "error_description": "The code is not valid"}
        token = f"token-{len(self._tokens)}"
        self._tokens[token] = query
        answer: dict[str, Any] = {"access_token": token, "token_type": "Bearer", "expires_in": 300}
        if query["scope"] == "credential":
            details = json.loads(query["authorization_details"])
            if self.fault == "another hash":
                details[0]["documentDigests"][0]["hash"] = base64.b64encode(bytes(32)).decode()
            answer |= {"token_type": "SAD", "authorization_details": details}
        return 200, answer

    def _authorize(self, body: dict[str, Any]) -> tuple[int, Any]:
        entered = {one["id"]: one["value"] for one in body.get("authData", [])}
        if entered != self.secrets:
            return 400, {
                "error": "invalid_pin",
                "error_description": f"The PIN is invalid: 2 attempts are left {entered}",
            }
        self._tokens["sad"] = {"hashes": body["hashes"][0], "credentialID": body["credentialID"]}
        return 200, {"SAD": "sad", "expiresIn": 300}

    def _sign(self, body: dict[str, Any]) -> tuple[int, Any]:
        bound = self._tokens.get(body["SAD"], {})
        (wanted,) = body["hashes"]
        allowed = bound.get("hashes", "").replace("-", "+").replace("_", "/")
        if (bound.get("credentialID"), allowed) != (body["credentialID"], wanted):
            return 400, {"error": "invalid_request", "error_description": "The hash is not authorised"}
        assert (body["hashAlgorithmOID"], body["signAlgo"]) == (SHA256, ECDSA)
        if self.fault == "down":
            return 503, {}
        if self.fault == "later":
            return 200, {"responseID": "1234"}
        if self.fault == "nonsense":
            return 200, {"signatures": ["§"]}
        digest = bytes(32) if self.fault == "signs another hash" else base64.b64decode(wanted)
        key = ec.generate_private_key(ec.SECP256R1()) if self.fault == "another key" else self.person.key
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        value = key.sign(digest, ec.ECDSA(Prehashed(hashes.SHA256())))
        if self.fault == "side by side":  # r and s without DER, as some do
            r, s = decode_dss_signature(value)
            value = r.to_bytes(32) + s.to_bytes(32)
        return 200, {"signatures": [base64.b64encode(value).decode()]}


class Service1(Service2):
    """A service of version 1.0.4 with one key, which sends its codes by ``credentials/sendOTP``; each serves once.

    Certomancer's has no such codes.
    """

    def answer(self, path: str, body: Any, token: str) -> tuple[int, Any]:
        match path:
            case "/csc/v1/info":
                return 200, {"specs": "1.0.4.0", "name": "Signaturdienst Nord", "authType": ["external"]}
            case "/csc/v1/credentials/list":
                return 200, {"credentialIDs": ["GX0112348"]}
            case "/csc/v1/credentials/info":
                told = self._info()
                del told["auth"], told["credentialID"]
                kind = "online" if self.sent else "offline"
                otp = {"presence": "true", "type": kind, "format": "N", "label": "Code", "ID": "MB01-K741200"}
                pin = {"presence": "true", "format": "N", "label": "PIN"}
                return 200, told | {"authMode": "explicit", "SCAL": "2", "PIN": pin, "OTP": otp}
            case "/csc/v1/credentials/sendOTP":
                if not self.sent or body != {"credentialID": "GX0112348"}:
                    return 400, {"error": "invalid_request", "error_description": "Invalid parameter credentialID"}
                if self.fault == "no message":
                    return 500, {}
                self.secrets["OTP"] = f"{4711 + len(self.asked)}"
                return 204, None
            case "/csc/v1/credentials/authorize":
                return self._authorize(body)
            case "/csc/v1/signatures/signHash":
                return self._sign(body)
        return 404, {"error": "invalid_request"}

    def _authorize(self, body: dict[str, Any]) -> tuple[int, Any]:
        if body.get("PIN") != self.secrets["PIN"]:
            return 400, {"error": "invalid_pin", "error_description": "The PIN is invalid"}
        if body.get("OTP") != self.secrets.pop("OTP", None):
            return 400, {"error": "invalid_otp", "error_description": "The OTP is invalid"}
        assert body["numSignatures"] == 1
        self._tokens["sad"] = {"hashes": body["hash"][0], "credentialID": body["credentialID"]}
        return 200, {"SAD": "sad", "expiresIn": 300}

    def _sign(self, body: dict[str, Any]) -> tuple[int, Any]:
        asked = {**body, "hashes": body["hash"], "hashAlgorithmOID": SHA256, "signAlgo": ECDSA}
        assert body["hashAlgo"] == SHA256
        return super()._sign(asked)


@contextmanager
def running2(person: Signatory, kind: type[Service2] = Service2, **options: Any) -> Iterator[Service2]:
    """A service of version 2 or of another kind, listening."""
    service = kind(person, **options)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
            self.send_response(302)
            self.send_header("Location", service.authorise(query))
            self.end_headers()

        def do_POST(self) -> None:
            data = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers["Content-Type"] == "application/json":
                body = json.loads(data)
            else:
                body = {name: values[0] for name, values in parse_qs(data.decode()).items()}
            service.asked.append((self.path, body))
            status, answer = service.answer(self.path, body, self.headers.get("Authorization", "")[len("Bearer ") :])
            said = b"" if answer is None else json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            with suppress(OSError):  # nobody waits any more
                self.wfile.write(said)

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def browser(address: str) -> None:
    """A browser whose user agrees to everything: it goes where it is sent, in a thread as programs do."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    threading.Thread(target=lambda: opener.open(address, timeout=10).close(), daemon=True).start()


@contextmanager
def running1(person: Signatory, folder: Path) -> Iterator[str]:
    """Certomancer's service of version 1 with hashes that are bound; gives its address."""
    folder.mkdir()
    for name, key in (("anna", person.key), ("issuer", person.authority.key)):
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (folder / f"{name}.pem").write_bytes(pem)
    now = datetime.now(UTC)
    valid = {"valid-from": (now - timedelta(days=30)).isoformat(), "valid-to": (now + timedelta(days=300)).isoformat()}
    usage = {"schema": "key-usage", "params": ["non_repudiation"]}
    config = {
        "external-url-prefix": "http://127.0.0.1",
        "keysets": {"keys": {"keys": {name: {"path": str(folder / f"{name}.pem")} for name in ("anna", "issuer")}}},
        "pki-architectures": {
            "nord": {
                "keyset": "keys",
                "entities": {
                    "issuer": {"country-name": "DE", "common-name": "Zertifizierungsdienst Nord"},
                    "anna": {"country-name": "DE", "common-name": "Anna Keller (Dienst)"},
                },
                "certs": {
                    "issuer": {
                        "subject": "issuer",
                        "issuer": "issuer",
                        "validity": valid,
                        "extensions": [{"id": "basic_constraints", "critical": True, "value": {"ca": True}}],
                    },
                    "anna": {
                        "subject": "anna",
                        "issuer": "issuer",
                        "validity": valid,
                        "extensions": [{"id": "key_usage", "critical": True, "smart-value": usage}],
                    },
                },
            }
        },
    }
    (folder / "certomancer.yml").write_text(json.dumps(config))  # which is YAML, too
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "csc_dummy", str(folder / "certomancer.yml"), str(port), "2"]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        end = time.monotonic() + 60
        while time.monotonic() < end and process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        assert process.poll() is None, (folder / "log").read_text()
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)
