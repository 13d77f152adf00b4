"""Authorities on loopback for tests: Certomancer's (timestamps, OCSP, revocation lists), OpenSSL's, and faulty ones."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from certomancer.integrations import aiohttp_animator
from certomancer.registry import CertLabel, CertomancerConfig
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from datapact.base.clock import utc_now
from datapact.signing.authorities.settings import TimestampAuthority

_KEYS = ("root", "issuer", "tsa", "next", "late", "gone", "ocsp")


def _certificates() -> dict[str, Any]:
    """Two years around today; ``next`` lasts a year longer, ``late`` ended, ``gone`` is revoked since yesterday."""
    now = utc_now()
    start, end = (now - timedelta(days=365)).isoformat(), (now + timedelta(days=365)).isoformat()
    valid = {"valid-from": start, "valid-to": end}
    authority = [
        {"id": "basic_constraints", "critical": True, "value": {"ca": True}},
        {
            "id": "key_usage",
            "critical": True,
            "smart-value": {"schema": "key-usage", "params": ["key_cert_sign", "crl_sign"]},
        },
    ]
    lists = {"schema": "crl-dist-url", "params": {"crl-repo-names": ["issuer"]}}
    stamps = [
        {"id": "key_usage", "critical": True, "smart-value": {"schema": "key-usage", "params": ["digital_signature"]}},
        {"id": "extended_key_usage", "critical": True, "value": ["time_stamping"]},
        {"id": "crl_distribution_points", "smart-value": lists},
        {
            "id": "authority_information_access",
            "smart-value": {"schema": "aia-urls", "params": {"ocsp-responder-names": ["issuer"]}},
        },
    ]
    below = {"issuer": "issuer", "authority-key": "issuer", "extensions": stamps}
    top = {
        "id": "crl_distribution_points",
        "smart-value": {"schema": "crl-dist-url", "params": {"crl-repo-names": ["root"]}},
    }
    return {
        "root": {
            "subject": "root",
            "issuer": "root",
            "authority-key": "root",
            "validity": valid,
            "extensions": authority,
        },
        "issuer": {
            "subject": "issuer",
            "issuer": "root",
            "authority-key": "root",
            "validity": valid,
            "extensions": [*authority, top],
        },
        "tsa": {**below, "subject": "tsa", "validity": valid},
        "next": {
            **below,
            "subject": "next",
            "validity": {"valid-from": start, "valid-to": (now + timedelta(days=730)).isoformat()},
        },
        "late": {
            **below,
            "subject": "late",
            "validity": {"valid-from": start, "valid-to": (now - timedelta(days=30)).isoformat()},
        },
        "gone": {
            **below,
            "subject": "gone",
            "validity": valid,
            "revocation": {"revoked-since": (now - timedelta(days=1)).isoformat(), "reason": "key_compromise"},
        },
        "ocsp": {
            "subject": "ocsp",
            "issuer": "issuer",
            "authority-key": "issuer",
            "validity": valid,
            "extensions": [
                {"id": "extended_key_usage", "value": ["ocsp_signing"]},
                {"id": "ocsp_no_check", "value": None},
            ],
        },
    }


def _config(folder: Path, prefix: str) -> CertomancerConfig:
    for name in _KEYS:
        key = ec.generate_private_key(ec.SECP256R1())
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (folder / f"{name}.pem").write_bytes(pem)
    names = {
        name: {"country-name": "DE", "organization-name": "Zeitwerk", "common-name": f"Zeitwerk {name}"}
        for name in _KEYS
    }
    tsa = {"certs-to-embed": ["issuer", "root"]}
    config = {
        "external-url-prefix": prefix,
        "keysets": {"keys": {"keys": {name: {"path": f"{name}.pem"} for name in _KEYS}}},
        "pki-architectures": {
            "zeit": {
                "keyset": "keys",
                "entities": names,
                "certs": _certificates(),
                "services": {
                    "time-stamping": {name: {**tsa, "signing-cert": name} for name in ("tsa", "next", "late", "gone")},
                    "ocsp": {"issuer": {"for-issuer": "issuer", "responder-cert": "ocsp", "signing-key": "ocsp"}},
                    "crl-repo": {
                        name: {"for-issuer": name, "signing-key": name, "simulated-update-schedule": "P90D"}
                        for name in ("root", "issuer")
                    },
                },
            }
        },
    }
    return CertomancerConfig(config, key_search_dir=str(folder), external_url_prefix=prefix)


@dataclass
class Animated:
    """Certomancer's authorities, in a thread."""

    prefix: str
    """Address up to the names of services."""
    root: x509.Certificate
    issuer: x509.Certificate
    asked: list[str]
    """Paths that were asked, in order."""
    clock: Callable[[], datetime] | None = None
    """What the authorities take for the time; None: the computer's clock."""

    def authority(self, name: str = "tsa") -> TimestampAuthority:
        """An authority as a user would set it up."""
        about = (f"{self.prefix}/zeit/ocsp/issuer", f"{self.prefix}/zeit/crls/root/latest.crl")
        return TimestampAuthority(f"Zeitwerk {name}", self.address(name), self.root.public_bytes(Encoding.DER), about)

    def address(self, name: str = "tsa") -> str:
        return f"{self.prefix}/zeit/tsa/{name}"


@contextmanager
def animated(folder: Path) -> Iterator[Animated]:
    """Start the authorities."""
    listening = socket.create_server(("127.0.0.1", 0))
    prefix = f"http://127.0.0.1:{listening.getsockname()[1]}"
    config = _config(folder, prefix)
    arch = config.get_pki_arch("zeit")
    root, issuer = (x509.load_der_x509_certificate(arch.get_cert(CertLabel(one)).dump()) for one in ("root", "issuer"))
    made = Animated(prefix, root, issuer, [])
    loop = asyncio.new_event_loop()

    @web.middleware
    async def noted(request: web.Request, handler: Any) -> web.StreamResponse:
        made.asked.append(request.path)
        answer: web.StreamResponse = await handler(request)
        return answer

    async def start() -> web.AppRunner:
        app = aiohttp_animator.build_animator_app(config.pki_archs, with_web_ui=False)
        app.middlewares.append(noted)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.SockSite(runner, listening).start()
        return runner

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(aiohttp_animator, "_now", lambda: (made.clock or utc_now)())
        runner = loop.run_until_complete(start())
        thread = threading.Thread(target=loop.run_forever, daemon=True)
        thread.start()
        yield made
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@contextmanager
def _running(server: Any) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


type Answer = Callable[[bytes], tuple[int, bytes]]
"""Status and body for the body of a question."""


@contextmanager
def answering(answer: Answer, *, delay: float = 0) -> Iterator[str]:
    """A server with this answer; its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            time.sleep(delay)
            status, reply = answer(body)
            try:
                self.send_response(status)
                self.send_header("Content-Length", str(len(reply)))
                if status == 302:
                    self.send_header("Location", reply.decode())
                self.end_headers()
                self.wfile.write(reply)
            except OSError:
                pass  # who asked did not wait

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        server.block_on_close = False
        with _running(server):
            yield f"http://127.0.0.1:{server.server_address[1]}/"


@dataclass(frozen=True)
class OpenSsl:
    """``openssl ts`` behind HTTP, with a certificate that it signed itself."""

    folder: Path
    certificate: x509.Certificate

    def answer(self, question: bytes) -> tuple[int, bytes]:
        """Let OpenSSL answer a question."""
        query, reply = self.folder / "query.tsq", self.folder / "reply.tsr"
        query.write_bytes(question)
        done = subprocess.run(
            [
                *("openssl", "ts", "-reply", "-config", self.folder / "ts.cnf", "-queryfile", query, "-out", reply),
                *("-signer", self.folder / "tsa.pem", "-inkey", self.folder / "tsa.key"),
            ],
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return 200, reply.read_bytes()


def openssl(folder: Path, digest: hashes.HashAlgorithm | None = None, md: str = "sha256") -> OpenSsl:
    """Set up OpenSSL as an authority; ``md`` is the digest that it signs with."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Zweite Zeit")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=300))
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .sign(key, digest or hashes.SHA256())
    )
    (folder / "tsa.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    (folder / "tsa.key").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (folder / "ts.cnf").write_text(
        "[tsa]\ndefault_tsa = one\n[one]\n"
        f"serial = {folder}/serial\ndefault_policy = 1.2.3.4\nsigner_digest = {md}\n"
        "digests = sha256\naccuracy = secs:1\ness_cert_id_alg = sha256\nordering = yes\ntsa_name = yes\n"
    )
    (folder / "serial").write_text("01\n")
    return OpenSsl(folder, certificate)
