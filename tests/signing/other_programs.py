"""PDFs signed by programs of other hands: OpenSSL's CMS in a field that we write, and poppler's pdfsig."""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pikepdf
import pytest
from asn1crypto import core
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from cryptography.x509.oid import NameOID

_HOLE = 16384
_RANGE = b"[0 AAAAAAAAAA BBBBBBBBBB CCCCCCCCCC]"


@cache
def signer() -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    """A key with a certificate that vouches for itself."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Karl Prüfer")])
    now = datetime.now(UTC)
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    built = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    built = built.serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(1))
    return key, built.not_valid_after(now + timedelta(300)).add_extension(usage, critical=True).sign(
        key, hashes.SHA256()
    )


def page() -> bytes:
    """One page of plain text."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(595, 842))
    pdf.pages[0].Contents = pdf.make_stream(b"BT ET")
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def written_by_openssl(folder: Path, kind: str = "", changed: bytes = b"") -> bytes:
    """A page with one signature of a kind, over other bytes where ``changed`` is given."""
    sub = {"x509": b"/adbe.x509.rsa_sha1", "sha1": b"/adbe.pkcs7.sha1", "unknown": b"/Other.kind"}.get(
        kind, b"/adbe.pkcs7.detached"
    )
    inside = b"/Cert <" + signer()[1].public_bytes(Encoding.DER).hex().encode() + b"> " if kind == "x509" else b""
    date = b"(gestern)" if kind == "no date" else b"(D:20261130100000Z)"
    hole = b"<" + b"0" * _HOLE + b">"
    value = b"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter %b /M %b %b/ByteRange %b /Contents %b >>" % (
        *(sub, date, inside, _RANGE, hole),
    )
    pdf = page()
    opened = pikepdf.open(io.BytesIO(pdf))
    root, size = opened.Root.objgen[0], int(opened.trailer.Size)
    name = b"" if kind == "no name" else b"/T (Unterschrift) "
    field = b"<< /Type /Annot /Subtype /Widget /FT /Sig %b/Rect [0 0 0 0] /F 132 /V %b >>" % (
        *(name, value if kind == "value inside" else b"%d 0 R" % (size + 1)),
    )
    objects = {
        root: opened.Root.unparse(resolved=True)[:-2] + b" /AcroForm << /SigFlags 3 /Fields [ %d 0 R ] >> >>" % size,
        size: field,
        size + 1: b"null" if kind == "value inside" else value,
    }
    out = bytearray(pdf)
    places = {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = len(out)
    lines = b"".join(b"%d 1\n%010d 00000 n \n" % one for one in places.items())
    before = int(re.findall(rb"startxref\s+(\d+)", pdf)[-1])
    out += b"xref\n%btrailer << /Size %d /Root %d 0 R /Prev %d >>\n" % (lines, size + 2, root, before)
    out += b"startxref\n%d\n%%%%EOF\n" % table
    start = out.index(hole)
    end = start + len(hole)
    whole = bytes(out).replace(_RANGE, b"[0 %10d %10d %10d]" % (start, end, len(out) - end))
    signed = _signed(folder, kind, whole[:start] + whole[end:] + changed)
    return whole[:start] + b"<" + signed.hex().encode().ljust(_HOLE, b"0") + b">" + whole[end:]


def _signed(folder: Path, kind: str, data: bytes) -> bytes:
    key, certificate = signer()
    if kind == "x509":
        return bytes(core.OctetString(key.sign(data, padding.PKCS1v15(), hashes.SHA1())).dump())
    (folder / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (folder / "own.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    (folder / "data").write_bytes(hashlib.sha1(data).digest() if kind == "sha1" else data)
    by = ["-signer", folder / "own.pem", "-inkey", folder / "key.pem"]
    more = {
        "sha1": ["-nodetach", "-md", "sha1"],
        "several": [*by, "-md", "sha512"],
        "ripemd": ["-md", "ripemd160"],
        "md5": ["-md", "md5"],
    }.get(kind, [])
    command = ["openssl", "cms", "-sign", "-binary", "-in", folder / "data", "-outform", "DER", *by, *more]
    return subprocess.run(command, capture_output=True, check=True).stdout


def _store(folder: Path) -> str:
    """A store of NSS with the signer's key; skips where its tools are not installed."""
    if shutil.which("certutil") is None or shutil.which("pk12util") is None:
        pytest.skip("libnss3-tools is not installed")
    store = f"sql:{folder / 'nss'}"
    (folder / "nss").mkdir(exist_ok=True)
    key, certificate = signer()
    packed = serialize_key_and_certificates(b"karl", key, certificate, None, BestAvailableEncryption(b"x"))
    (folder / "karl.p12").write_bytes(packed)
    subprocess.run(["certutil", "-N", "-d", store, "--empty-password"], capture_output=True, check=True)
    imported = ["pk12util", "-i", folder / "karl.p12", "-d", store, "-W", "x", "-K", ""]
    subprocess.run(imported, capture_output=True, check=True)
    return store


def signed_by_poppler(folder: Path, pdf: bytes | None = None, fields: tuple[str, ...] = ()) -> bytes:
    """A page signed twice by pdfsig in fields of its own, or the ``fields`` of a PDF signed one after the other."""
    if shutil.which("pdfsig") is None:
        pytest.skip("poppler-utils is not installed")
    _store(folder)
    steps = [["-sign", one] for one in fields] or [
        ["-add-signature", "-new-signature-field-name", one] for one in ("eins", "zwei")
    ]
    file = folder / "in.pdf"
    file.write_bytes(pdf or page())
    for place, step in enumerate(steps):
        made = folder / f"out{place}.pdf"
        command = ["pdfsig", "-nssdir", folder / "nss", "-nick", "karl", *step, file, made]
        subprocess.run(command, capture_output=True, check=True)
        file = made
    return file.read_bytes()
