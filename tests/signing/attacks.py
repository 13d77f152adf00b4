"""Ways to tamper with a signed PDF. Each takes the signed contract and returns the tampered file."""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import Callable
from datetime import datetime, timedelta

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter, append_signature_field
from pyhanko.sign.signers import PdfSignatureMetadata, SimpleSigner
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator.registry import SimpleCertificateStore

from datapact.signing.pades import sign_field
from tests.signing.samples import FIELDS, NOW, Signatory, Signed, authority

type Tamper = Callable[[IncrementalPdfFileWriter], None]
type Attack = Callable[[Signed], bytes]


def append_revision(pdf: bytes, tamper: Tamper) -> bytes:
    """An unsigned revision with the changes of ``tamper``, well-formed in every other way."""
    writer = sign_field.Pdf17Writer(io.BytesIO(pdf))
    tamper(writer)
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def sign_with_more(
    pdf: bytes,
    field: str,
    by: Signatory,
    tamper: Tamper,
    *,
    certify: bool = False,
    permission: MDPPerm = MDPPerm.FILL_FORMS,
    at: datetime = NOW,
    subfilter: SigSeedSubFilter = SigSeedSubFilter.PADES,
    store: bool = True,
) -> bytes:
    """What a hostile signatory does: a good signature over a revision that also does something else."""
    writer = sign_field.Pdf17Writer(io.BytesIO(pdf))
    tamper(writer)
    chain = [asn1_x509.Certificate.load(by.authority.certificate.public_bytes(Encoding.DER))]
    certificate = asn1_x509.Certificate.load(by.certificate.public_bytes(Encoding.DER))
    if store:
        from asn1crypto import crl as asn1_crl

        DocumentSecurityStore.supply_dss_in_writer(
            writer,
            sig_contents=None,
            certs=[certificate, *chain],
            crls=[asn1_crl.CertificateList.load(by.authority.crl().public_bytes(Encoding.DER))],
        )
    key = by.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    signer = SimpleSigner(certificate, asn1_keys.PrivateKeyInfo.load(key), SimpleCertificateStore.from_certs(chain))
    metadata = PdfSignatureMetadata(
        field_name=field,
        md_algorithm="sha256",
        certify=certify,
        subfilter=subfilter,
        docmdp_permissions=permission,
    )
    stamp = sign_field.DrawnStamp(border_width=0, lines=(by.name,))
    hole, output = sign_field.prepared(sign_field._Pdf17Signer(metadata, signer, stamp_style=stamp), writer, at, 0)
    signed = signer.async_sign(
        hole.document_digest,
        "sha256",
        use_pades=subfilter == SigSeedSubFilter.PADES,
        signed_attr_settings=PdfCMSSignedAttributes(signing_time=at),
    )
    return sign_field.filled(hole, output, asyncio.run(signed), None)


def _field(writer: IncrementalPdfFileWriter, place: int) -> generic.DictionaryObject:
    return writer.root["/AcroForm"]["/Fields"].raw_get(place).get_object()


# Changes that only a new revision makes --------------------------------------------------------------------------


def _page_content(writer: IncrementalPdfFileWriter) -> None:
    writer.add_stream_to_page(
        0, writer.add_object(generic.StreamObject(stream_data=b"BT /F1 12 Tf 72 500 Td (5 %) Tj ET"))
    )


def _overwrite_page_stream(writer: IncrementalPdfFileWriter) -> None:
    page = writer.find_page_for_modification(0)[0].get_object()
    reference = page.raw_get("/Contents").reference
    writer.objects[(reference.generation, reference.idnum)] = generic.StreamObject(stream_data=b"q Q")


def _annotation(writer: IncrementalPdfFileWriter) -> None:
    page = writer.find_page_for_modification(0)[0].get_object()
    note = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/FreeText"),
            pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (72, 400, 300, 500))),
            pdf_name("/Contents"): generic.TextStringObject("50 %"),
        }
    )
    page[pdf_name("/Annots")] = generic.ArrayObject([writer.add_object(note)])
    writer.update_container(page)


def _annotation_in_list(writer: IncrementalPdfFileWriter) -> None:
    page = writer.find_page_for_modification(1)[0].get_object()
    link = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/Link"),
            pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 10, 10))),
        }
    )
    page["/Annots"].append(writer.add_object(link))
    writer.update_container(page["/Annots"])


def _new_signature_field(writer: IncrementalPdfFileWriter) -> None:
    append_signature_field(writer, SigFieldSpec("one-more", on_page=0, box=(10, 10, 100, 50)))


def _new_invisible_field(writer: IncrementalPdfFileWriter) -> None:
    append_signature_field(writer, SigFieldSpec("one-more", on_page=0))


def _new_text_field(writer: IncrementalPdfFileWriter) -> None:
    field = generic.DictionaryObject(
        {
            pdf_name("/FT"): pdf_name("/Tx"),
            pdf_name("/T"): generic.TextStringObject("price"),
            pdf_name("/V"): generic.TextStringObject("1 EUR"),
        }
    )
    writer.root["/AcroForm"]["/Fields"].append(writer.add_object(field))
    writer.update_container(writer.root["/AcroForm"]["/Fields"])


def _field_value(writer: IncrementalPdfFileWriter) -> None:
    _field(writer, 2)[pdf_name("/V")] = generic.TextStringObject("signed, honestly")
    writer.update_container(_field(writer, 2))


def _rename_field(writer: IncrementalPdfFileWriter) -> None:
    _field(writer, 2)[pdf_name("/T")] = generic.TextStringObject("somebody-else")
    writer.update_container(_field(writer, 2))


def _move_field(writer: IncrementalPdfFileWriter) -> None:
    _field(writer, 2)[pdf_name("/Rect")] = generic.ArrayObject(map(generic.NumberObject, (0, 0, 600, 800)))
    writer.update_container(_field(writer, 2))


def _move_signed_field(writer: IncrementalPdfFileWriter) -> None:
    _field(writer, 0)[pdf_name("/Rect")] = generic.ArrayObject(map(generic.NumberObject, (0, 0, 600, 800)))
    writer.update_container(_field(writer, 0))


def _remove_signature(writer: IncrementalPdfFileWriter) -> None:
    del _field(writer, 1)["/V"]
    writer.update_container(_field(writer, 1))


def _swap_signatures(writer: IncrementalPdfFileWriter) -> None:
    first, second = _field(writer, 0), _field(writer, 1)
    first[pdf_name("/V")], second[pdf_name("/V")] = second.raw_get("/V"), first.raw_get("/V")
    writer.update_container(first)
    writer.update_container(second)


def _share_signature(writer: IncrementalPdfFileWriter) -> None:
    _field(writer, 2)[pdf_name("/V")] = _field(writer, 1).raw_get("/V")
    writer.update_container(_field(writer, 2))


def _new_picture(writer: IncrementalPdfFileWriter) -> None:
    reference = _field(writer, 0)["/AP"].raw_get("/N").reference
    old = reference.get_object()
    new = generic.StreamObject({key: old.raw_get(key) for key in old}, stream_data=b"q Q")
    writer.objects[(reference.generation, reference.idnum)] = new


def _xmp(writer: IncrementalPdfFileWriter) -> None:
    reference = writer.root.raw_get("/Metadata").reference
    old = writer.prev.get_object(reference)
    data = bytes(old.data).replace(b"Vertrag", b"Quittung")
    writer.objects[(reference.generation, reference.idnum)] = generic.StreamObject(
        {pdf_name("/Type"): pdf_name("/Metadata"), pdf_name("/Subtype"): pdf_name("/XML")}, stream_data=data
    )


def _information(writer: IncrementalPdfFileWriter) -> None:
    information = writer.trailer["/Info"]
    information[pdf_name("/Title")] = generic.TextStringObject("Quittung")
    writer.update_container(information)


def _new_information(writer: IncrementalPdfFileWriter) -> None:
    writer.set_info(generic.DictionaryObject({pdf_name("/Title"): generic.TextStringObject("Quittung")}))


def _orphan(writer: IncrementalPdfFileWriter) -> None:
    writer.add_object(generic.TextStringObject("for a later swap"))


def _open_action(writer: IncrementalPdfFileWriter) -> None:
    writer.root[pdf_name("/OpenAction")] = generic.DictionaryObject(
        {pdf_name("/S"): pdf_name("/JavaScript"), pdf_name("/JS"): generic.TextStringObject("app.alert(1)")}
    )
    writer.update_root()


def _version(writer: IncrementalPdfFileWriter) -> None:
    writer.root[pdf_name("/Version")] = pdf_name("/2.0")
    writer.update_root()


def _new_pages(writer: IncrementalPdfFileWriter) -> None:
    writer.root[pdf_name("/Pages")] = writer.add_object(
        generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Pages"),
                pdf_name("/Count"): generic.NumberObject(1),
                pdf_name("/Kids"): generic.ArrayObject([writer.root["/Pages"]["/Kids"].raw_get(0)]),
            }
        )
    )
    writer.update_root()


def _new_root(writer: IncrementalPdfFileWriter) -> None:
    writer.trailer[pdf_name("/Root")] = writer.add_object(
        generic.DictionaryObject({key: writer.root.raw_get(key) for key in writer.root})
    )
    writer._root = writer.trailer.raw_get("/Root")


def _empty_store(writer: IncrementalPdfFileWriter) -> None:
    store = writer.root["/DSS"]
    store[pdf_name("/CRLs")] = generic.ArrayObject()
    writer.update_container(store)


def _strange_store(writer: IncrementalPdfFileWriter) -> None:
    store = writer.root["/DSS"]
    store[pdf_name("/Page")] = generic.NumberObject(1)
    writer.update_container(store)


def _over(
    writer: IncrementalPdfFileWriter, victim: generic.Reference, value: generic.PdfObject
) -> generic.IndirectObject:
    """Write ``value`` in place of an object of the document."""
    writer.objects[(victim.generation, victim.idnum)] = value
    return generic.IndirectObject(victim.idnum, victim.generation, writer)


def _store_over_a_page(writer: IncrementalPdfFileWriter) -> None:
    page = writer.find_page_for_modification(0)[0].reference
    before = writer.root["/DSS"] if "/DSS" in writer.root else {}  # noqa: SIM401  ``get`` follows no pointer
    store = generic.DictionaryObject(
        {key: before.raw_get(key) for key in before} | {pdf_name("/Type"): pdf_name("/Page")}
    )
    held = before["/Certs"] if "/Certs" in before else ()  # noqa: SIM401
    more = [held.raw_get(place) for place in range(len(held))]
    certificate = authority("Fremd").certificate.public_bytes(Encoding.DER)
    more.append(writer.add_object(generic.StreamObject(stream_data=certificate)))
    store[pdf_name("/Certs")] = generic.ArrayObject(more)
    writer.root[pdf_name("/DSS")] = _over(writer, page, store)
    writer.update_root()


def _store_among_the_keys_of_a_page(writer: IncrementalPdfFileWriter) -> None:
    _store_over_a_page(writer)
    pointer = writer.root.raw_get("/DSS")
    store = writer.objects[(pointer.generation, pointer.idnum)]
    page = writer.prev.get_object(generic.Reference(pointer.idnum, pointer.generation, writer.prev))
    for key in page:
        store[key] = page.raw_get(key)
    store[pdf_name("/Contents")] = generic.ArrayObject()


def _information_over_a_page(writer: IncrementalPdfFileWriter) -> None:
    page = writer.find_page_for_modification(0)[0].reference
    information = writer.trailer["/Info"]
    same = generic.DictionaryObject({key: information.raw_get(key) for key in information})
    writer.trailer[pdf_name("/Info")] = _over(writer, page, same)


def _metadata_over_a_page(writer: IncrementalPdfFileWriter) -> None:
    content = writer.find_page_for_modification(0)[0].get_object().raw_get("/Contents").reference
    old = writer.root["/Metadata"]
    same = generic.StreamObject(
        {pdf_name("/Type"): pdf_name("/Metadata"), pdf_name("/Subtype"): pdf_name("/XML")}, stream_data=bytes(old.data)
    )
    writer.root[pdf_name("/Metadata")] = _over(writer, content, same)
    writer.update_root()


def _active_picture(writer: IncrementalPdfFileWriter) -> None:
    field = _field(writer, 2)
    page = writer.find_page_for_modification(0)[0]
    picture = generic.StreamObject(
        {
            pdf_name("/Type"): pdf_name("/XObject"),
            pdf_name("/Subtype"): pdf_name("/Form"),
            pdf_name("/BBox"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 9, 9))),
            pdf_name("/Ref"): generic.DictionaryObject({pdf_name("/Page"): page}),
        },
        stream_data=b"q Q",
    )
    field[pdf_name("/AP")] = generic.DictionaryObject({pdf_name("/N"): writer.add_object(picture)})
    field[pdf_name("/Rect")] = generic.ArrayObject(map(generic.NumberObject, (0, 0, 0, 0)))
    writer.update_container(field)


CHANGES: dict[str, Tamper] = {
    tamper.__name__.strip("_"): tamper
    for tamper in (
        _page_content,
        _overwrite_page_stream,
        _annotation,
        _annotation_in_list,
        _new_signature_field,
        _new_invisible_field,
        _new_text_field,
        _move_signed_field,
        _remove_signature,
        _swap_signatures,
        _new_picture,
        _xmp,
        _information,
        _new_information,
        _orphan,
        _open_action,
        _version,
        _new_pages,
        _new_root,
        _empty_store,
        _strange_store,
        _store_over_a_page,
        _store_among_the_keys_of_a_page,
        _information_over_a_page,
        _metadata_over_a_page,
    )
}
CHANGES_OF_AN_EMPTY_FIELD: dict[str, Tamper] = {
    tamper.__name__.strip("_"): tamper
    for tamper in (_field_value, _rename_field, _move_field, _share_signature, _active_picture)
}


# Changes of bytes ------------------------------------------------------------------------------------------------


def _changed_text(signed: Signed) -> bytes:
    return signed.pdf.replace(b"/Title (Vertrag)", b"/Title (Quittun)", 1)


def _changed_in_signature(signed: Signed) -> bytes:
    place = signed.pdf.rindex(b"/Contents <") + 800
    return signed.pdf[:place] + (b"0" if signed.pdf[place : place + 1] != b"0" else b"1") + signed.pdf[place + 1 :]


def _changed_claimed_time(signed: Signed) -> bytes:
    return signed.pdf.replace(b"20261124120100", b"20261124120900", 1)


def _bytes_behind(signed: Signed) -> bytes:
    return signed.pdf + b"%% nobody signed this"


def _newline_behind(signed: Signed) -> bytes:
    return signed.pdf + b"\n"


def _bytes_before(signed: Signed) -> bytes:
    return b"GIF89a" + signed.pdf


def _padding_used(signed: Signed) -> bytes:
    end = re.search(rb"0000>\s", signed.pdf[signed.pdf.rindex(b"/Contents <") :])
    assert end is not None
    place = signed.pdf.rindex(b"/Contents <") + end.start()
    return signed.pdf[:place] + b"beef" + signed.pdf[place + 4 :]


def _wider_hole(signed: Signed) -> bytes:
    ranges = list(re.finditer(rb"/ByteRange \[0 (\d+) (\d+) (\d+)\]", signed.pdf))
    last = ranges[-1]
    text = b"/ByteRange [0 %d %d %d]" % (int(last[1]) - 9, int(last[2]), int(last[3]))
    return signed.pdf[: last.start()] + text.ljust(len(last[0])) + signed.pdf[last.end() :]


def _no_byte_range(signed: Signed) -> bytes:
    return re.sub(rb"/ByteRange \[([^\]]*)\]", lambda m: b"/ByteRange [" + b" " * len(m[1]) + b"]", signed.pdf)


def _no_contents(signed: Signed) -> bytes:
    place = signed.pdf.rindex(b"/Contents <")
    return signed.pdf[:place] + b"/Contentz" + signed.pdf[place + 9 :]


def _broken_startxref(signed: Signed) -> bytes:
    head, _, tail = signed.pdf.rpartition(b"startxref")
    number = re.search(rb"\d+", tail)
    assert number is not None
    return head + b"startxref" + tail.replace(number[0], str(int(number[0]) - 7).encode(), 1)


def _broken_offset(signed: Signed) -> bytes:
    place = signed.pdf.rindex(b"xref\n", 0, signed.pdf.rindex(b"startxref"))
    entry = re.compile(rb"(\d{10}) 00000 n").search(signed.pdf, place)
    assert entry is not None
    return signed.pdf[: entry.start()] + b"%010d" % (int(entry[1]) + 1) + signed.pdf[entry.start() + 10 :]


def _missing_table(signed: Signed) -> bytes:
    return signed.pdf.replace(b"\nxref\n", b"\nxxxx\n")


def _cut_in_the_middle(signed: Signed) -> bytes:
    return signed.pdf[: len(signed.revisions[2]) + 500]


def _loop_of_tables(signed: Signed) -> bytes:
    place = signed.pdf.rindex(b"/Prev ")
    own = re.search(rb"startxref\s+(\d+)", signed.pdf[signed.pdf.rindex(b"startxref") :])
    old = re.compile(rb"/Prev (\d+)").match(signed.pdf, place)
    assert own is not None
    assert old is not None
    return signed.pdf[:place] + b"/Prev " + own[1].rjust(len(old[1]), b"0") + signed.pdf[old.end() :]


BYTES: dict[str, Attack] = {
    attack.__name__.strip("_"): attack
    for attack in (
        _changed_text,
        _changed_in_signature,
        _changed_claimed_time,
        _bytes_behind,
        _newline_behind,
        _bytes_before,
        _padding_used,
        _wider_hole,
        _no_byte_range,
        _no_contents,
        _broken_startxref,
        _broken_offset,
        _missing_table,
        _cut_in_the_middle,
        _loop_of_tables,
    )
}


# Hostile signatories ---------------------------------------------------------------------------------------------


def _hidden_object_in_a_gap(signed: Signed) -> bytes:
    """An object that no table names, for readers that repair: in the gap before the last signatory's revision."""
    hidden = signed.revisions[2] + b"5 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n"
    return sign_with_more(hidden, FIELDS[2], signed.signatories[2], lambda _writer: None, at=NOW + timedelta(minutes=2))


def _not_certified(signed: Signed) -> bytes:
    return sign_with_more(signed.revisions[0], FIELDS[0], signed.signatories[0], lambda _writer: None)


def _certified_for_annotations(signed: Signed) -> bytes:
    return sign_with_more(
        signed.revisions[0],
        FIELDS[0],
        signed.signatories[0],
        lambda _writer: None,
        certify=True,
        permission=MDPPerm.ANNOTATE,
    )


def _first_signer_adds_content(signed: Signed) -> bytes:
    return sign_with_more(signed.revisions[0], FIELDS[0], signed.signatories[0], _page_content, certify=True)


def _first_signer_stores_over_a_page(signed: Signed) -> bytes:
    return sign_with_more(
        signed.revisions[0],
        FIELDS[0],
        signed.signatories[0],
        _store_among_the_keys_of_a_page,
        certify=True,
        store=False,
    )


HOSTILE: dict[str, Attack] = {
    attack.__name__.strip("_"): attack
    for attack in (
        _hidden_object_in_a_gap,
        _not_certified,
        _certified_for_annotations,
        _first_signer_adds_content,
        _first_signer_stores_over_a_page,
    )
}
