"""Date-only updates of metadata are noted, anything else is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from datapact.signing.pades.inspect import inspect_signatures
from tests.signing.attacks import Tamper, sign_with_more
from tests.signing.samples import FIELDS, NOW, Signed, signed_contract


@pytest.fixture(scope="module")
def signed() -> Signed:
    return signed_contract()


def _date(text: str) -> Tamper:
    def tamper(writer: IncrementalPdfFileWriter) -> None:
        information = writer.trailer["/Info"]
        information[pdf_name("/ModDate")] = generic.TextStringObject(text)
        writer.update_container(information)

    return tamper


def _xmp(change: tuple[bytes, bytes]) -> Tamper:
    def tamper(writer: IncrementalPdfFileWriter) -> None:
        reference = writer.root.raw_get("/Metadata").reference
        data = bytes(writer.prev.get_object(reference).data)
        assert change[0] in data
        names = {pdf_name("/Type"): pdf_name("/Metadata"), pdf_name("/Subtype"): pdf_name("/XML")}
        writer.objects[(reference.generation, reference.idnum)] = generic.StreamObject(
            names, stream_data=data.replace(*change)
        )

    return tamper


NEW_DATE = b"<xmp:ModifyDate xmlns:xmp='http://ns.adobe.com/xap/1.0/'>2026-11-24T12:02:00Z</xmp:ModifyDate>"
NO_DATE = NEW_DATE.replace(b"2026-11-24T12:02:00Z", b"pay 5 EUR")
ENTITY = b'<!DOCTYPE x [<!ENTITY a "b">]>'


@pytest.mark.parametrize(
    ("tamper", "verdict"),
    [
        (_date("D:20261124120200+00'00'"), "valid"),
        (_date("D:20261124120200Z"), "valid"),
        (_date("next week, pay 5 EUR"), "invalid"),
        (_xmp((b"</rdf:RDF>", b"\n\n  </rdf:RDF>")), "valid"),
        (_xmp((b"</rdf:Description>", NEW_DATE + b"</rdf:Description>")), "valid"),
        (_xmp((b"</rdf:Description>", NO_DATE + b"</rdf:Description>")), "invalid"),
        (_xmp((b"Vertrag", b"Quittung")), "invalid"),
        (_xmp((b"<x:xmpmeta", ENTITY + b"<x:xmpmeta")), "invalid"),
        (_xmp((b"</rdf:RDF>", b"")), "invalid"),
    ],
)
def test_metadata(tamper: Tamper, verdict: str, signed: Signed) -> None:
    pdf = sign_with_more(signed.revisions[2], FIELDS[2], signed.signatories[2], tamper, at=NOW + timedelta(minutes=2))
    report = inspect_signatures(pdf, roots=signed.roots)
    assert report.verdict == verdict
    if verdict == "valid":
        assert [str(note) for note in report.notes] == [
            "A later revision of the PDF updates the date of change in its metadata, nothing else."
        ]
