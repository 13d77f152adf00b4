"""PDFs that show another document to a reader that follows the tables than to one that reads from front to end."""

from __future__ import annotations

import asyncio
import hashlib
import io
import re
import zlib
from collections.abc import Callable

import pikepdf
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.sign.signers import SimpleSigner
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tests.signing import attacks
from tests.signing.samples import FIELDS, NOW, Signatory, Signed

type Change = Callable[[bytes], bytes]


def signed_over(pdf: bytes, by: Signatory) -> bytes:
    """The last signature made anew over bytes that changed behind its place: what a hostile last signatory can do."""
    found = list(re.finditer(rb"/ByteRange ?\[0 (\d+) (\d+) (\d+)", pdf))[-1]
    first, second = int(found[1]), int(found[2])
    rest = len(pdf) - second
    assert len(str(rest)) <= len(found[3]) + 3
    written = b"%d" % rest
    grown = len(written) - len(found[3])
    pdf = pdf[: found.start(3)] + written + pdf[found.end(3) + max(grown, 0) :]
    signed = pdf[:first] + pdf[second:]
    certificate, issuer = (
        asn1_x509.Certificate.load(one.public_bytes(Encoding.DER)) for one in (by.certificate, by.authority.certificate)
    )
    key = by.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    signer = SimpleSigner(certificate, asn1_keys.PrivateKeyInfo.load(key), SimpleCertificateStore.from_certs([issuer]))
    made = asyncio.run(
        signer.async_sign(
            hashlib.sha256(signed).digest(),
            "sha256",
            use_pades=True,
            signed_attr_settings=PdfCMSSignedAttributes(signing_time=NOW),
        )
    )
    hole = made.dump().hex().encode()
    size = second - first - 2
    filled: bytes = pdf[: first + 1] + hole + b"0" * (size - len(hole)) + pdf[second - 1 :]
    return filled


def _before_trailer(more: bytes) -> Change:
    return lambda pdf: pdf[: pdf.rindex(b"trailer")] + more + pdf[pdf.rindex(b"trailer") :]


def _in_trailer(more: bytes) -> Change:
    def change(pdf: bytes) -> bytes:
        place = pdf.rindex(b"/Prev")
        return pdf[:place] + more + pdf[place:]

    return change


def _before_table(more: bytes) -> Change:
    def change(pdf: bytes) -> bytes:
        place = pdf.rindex(b"\nxref\n") + 1
        moved = re.sub(rb"(?<=startxref\n)\d+(?=\n%%EOF\n?\Z)", b"%d" % (place + len(more)), pdf)
        return moved[:place] + more + moved[place:]

    return change


def _older_table(pdf: bytes) -> bytes:
    """Who follows the tables never sees the revision before."""
    earlier = [one[1] for one in re.finditer(rb"/Prev (\d+)", pdf)]
    place = pdf.rindex(b"/Prev " + earlier[-1])
    return pdf[:place] + b"/Prev " + earlier[-2] + pdf[place + len(b"/Prev " + earlier[-1]) :]


TABLES: dict[str, Change] = {
    "an object removed": _before_trailer(b"5 1\n0000000000 00001 f \n"),
    "a row twice": _before_trailer(b"0 1\n0000000000 65535 f \n"),
    "a row of another object": _before_trailer(b"5 1\n0000000015 00000 n \n"),
    "an object with a generation": _before_table(b"5 1 obj\n<< >>\nendobj\n"),
    "an object no table names": _before_table(b"99 0 obj\n<< >>\nendobj\n"),
    "another table before": _older_table,
    "a hybrid": _in_trailer(b"/XRefStm 15\n"),
    "two catalogs": _in_trailer(b"/Root 2 0 R\n"),
    "two trailers": _before_trailer(b"trailer\n<< /Root 2 0 R /Size 9 >>\n"),
    "no row of a new object": lambda pdf: (
        pdf[: pdf.rindex(b"0 2\n")]
        + pdf[pdf.rindex(b"0 2\n") :].replace(re.findall(rb"\d{10} 00000 n \n", pdf)[-1], b"0000000000 00001 f \n")
    ),
}


def with_attachments(base: bytes, files: list[tuple[str, bytes]]) -> bytes:
    """A PDF to be signed with these attachments, in one list, so that a name can stand there twice."""
    with pikepdf.open(io.BytesIO(base)) as pdf:
        listed = pikepdf.Array()
        for name, data in files:
            stream = pdf.make_indirect(pikepdf.Stream(pdf, data))
            spec = pikepdf.Dictionary(Type=pikepdf.Name.Filespec, F=name, UF=name, EF=pikepdf.Dictionary(F=stream))
            listed.append(pikepdf.String(name))
            listed.append(pdf.make_indirect(spec))
        pdf.Root.Names = pikepdf.Dictionary(EmbeddedFiles=pikepdf.Dictionary(Names=listed))
        output = io.BytesIO()
        pdf.save(output, static_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return output.getvalue()


def signed_once(base: bytes, signed: Signed) -> bytes:
    return attacks.sign_with_more(base, FIELDS[0], signed.signatories[0], lambda _writer: None, certify=True)


def object_bomb(size: int) -> bytes:
    """A PDF whose object stream inflates to ``size`` bytes."""
    data = zlib.compress(b"9 0 " + b" " * size, 9)
    head = b"%%PDF-1.7\n1 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n" % len(
        data
    )
    return head + data + b"\nendstream\nendobj\ntrailer\n<< /Root 9 0 R >>\nstartxref\n0\n%%EOF\n"


def cyclic(size: int) -> bytes:
    """A form whose fields are each other's kids, a tree of ``size`` to the eighth fields for who counts them."""
    kids = b"[" + b"3 0 R 4 0 R " * (size // 2) + b"]"
    fields = b"".join(b"%d 0 obj\n<< /T (a) /Kids %s >>\nendobj\n" % (number, kids) for number in (3, 4))
    return (
        b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /AcroForm << /Fields [3 0 R 4 0 R] >> /Names << /EmbeddedFiles 5 0 R >> >>\n"
        b"endobj\n5 0 obj\n<< /Kids [" + b"5 0 R " * size + b"] >>\nendobj\n" + fields + b"trailer\n<< /Root 1 0 R >>\n"
        b"startxref\n0\n%%EOF\n"
    )


def encrypted(pdf: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        output = io.BytesIO()
        opened.save(output, encryption=pikepdf.Encryption(owner="o", user="", R=6))
    return output.getvalue()
