"""A token of SoftHSM 2 in a folder of a test, with a person's key and certificates on it, put there by other programs."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from datapact.signing.keys.device import Device

PIN = "246813"
MODULE = next(
    (one for one in map(Path, ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/pkcs11/libsofthsm2.so")) if one.exists()),
    Path("libsofthsm2.so"),
)
PROGRAMS = [pytest.mark.judge(name) for name in ("softhsm2-util", "pkcs11-tool", "pdfsig", "openssl")]


@dataclass(frozen=True)
class SoftToken:
    """A token that lies in a folder."""

    folder: Path
    label: str
    device: Device

    def put(
        self,
        certificate: x509.Certificate,
        key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | None = None,
        number: str = "01",
    ) -> None:
        """Put a certificate, and its key where one is given, on the token."""
        der = self.folder / "certificate.der"
        der.write_bytes(certificate.public_bytes(Encoding.DER))
        if key is not None:
            pem = self.folder / "key.pem"
            pem.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
            _run(
                "softhsm2-util", "--import", pem, "--token", self.label, "--label", "key", "--id", number, "--pin", PIN
            )
        tool = ("pkcs11-tool", "--module", MODULE, "--token-label", self.label, "--login", "--pin", PIN)
        _run(*tool, "--write-object", der, "--type", "cert", "--id", number)

    def pull_out(self) -> None:
        """From now on it is not there."""
        shutil.rmtree(self.folder / "tokens")
        (self.folder / "tokens").mkdir()


def new_token(folder: Path, monkeypatch: pytest.MonkeyPatch, label: str = "Anna Keller") -> SoftToken:
    """An empty token; the only one that anybody finds while the test runs."""
    (folder / "tokens").mkdir(parents=True)
    settings = folder / "softhsm2.conf"
    settings.write_text(f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\nlog.level = ERROR\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(settings))
    monkeypatch.setattr("datapact.signing.keys.tokens.usual_modules", lambda: ())
    _run("softhsm2-util", "--init-token", "--free", "--label", label, "--pin", PIN, "--so-pin", "87654321")
    return SoftToken(folder, label, Device((MODULE,)))


def _run(*command: object) -> None:
    done = subprocess.run([str(one) for one in command], capture_output=True, text=True, check=False, env=os.environ)
    assert done.returncode == 0, done.stderr


def judged(pdf: bytes, folder: Path, authorities: Sequence[x509.Certificate]) -> str:
    """What pdfsig says of a PDF, after openssl has verified the first CMS signature over its bytes."""
    import io

    from pyhanko.pdf_utils.reader import PdfFileReader

    file = folder / "judged.pdf"
    file.write_bytes(pdf)
    signature = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0]
    start, length, again, rest = (int(one) for one in signature.byte_range)
    (folder / "signed").write_bytes(pdf[start : start + length] + pdf[again : again + rest])
    (folder / "cms").write_bytes(_cms(signature))
    (folder / "roots.pem").write_bytes(b"".join(one.public_bytes(Encoding.PEM) for one in authorities))
    _run(
        "openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", folder / "cms", "-content", folder / "signed",
        "-CAfile", folder / "roots.pem", "-purpose", "any", "-no_check_time", "-out", os.devnull,
    )  # fmt: skip
    return subprocess.run(["pdfsig", "-nocert", str(file)], capture_output=True, text=True, check=False).stdout


def _cms(signature: object) -> bytes:
    from asn1crypto import parser

    content: bytes = signature.pkcs7_content  # type: ignore[attr-defined]
    return content[: parser.peek(content)]
