"""What people do to a PDF after somebody signed it: they comment, fill in fields, sign again; with locks, and beyond what is harmless."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache, partial

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.fields import FieldMDPAction, FieldMDPSpec, MDPPerm, SigFieldSpec
from pyhanko.sign.signers import PdfSignatureMetadata
from reportlab.pdfgen.canvas import Canvas

from tests.signing.test_ades import another_signer

type Change = Callable[[IncrementalPdfFileWriter], None]


@cache
def form(lock: FieldMDPAction | None = None, permits: MDPPerm | None = None) -> bytes:
    """A page with two fields to fill in, signed; the signature locks the field ``note`` (or all but it), or forbids by its lock."""
    drawn = io.BytesIO()
    canvas = Canvas(drawn, pagesize=(300, 200), invariant=True)
    canvas.drawString(20, 170, "Vertrag")
    for place, one in enumerate(("note", "other")):
        canvas.acroForm.textfield(name=one, x=20, y=40 + 50 * place, width=200, height=24)
    canvas.save()
    writer = IncrementalPdfFileWriter(io.BytesIO(drawn.getvalue()), strict=False)
    spec = None if lock is None else FieldMDPSpec(lock, None if lock is FieldMDPAction.ALL else ["note"])
    fields.append_signature_field(writer, SigFieldSpec("Sig", field_mdp_spec=spec, doc_mdp_update_value=permits))
    out = io.BytesIO()
    signers.sign_pdf(writer, PdfSignatureMetadata(field_name="Sig"), signer=another_signer(), output=out)
    return out.getvalue()


def _page(writer: IncrementalPdfFileWriter) -> generic.DictionaryObject:
    return writer.root["/Pages"]["/Kids"][0]


def filled(writer: IncrementalPdfFileWriter, field: str = "note", *, more: bool = False) -> None:
    """A field with other words in it, and their picture."""
    for one in writer.root["/AcroForm"]["/Fields"]:
        found = one.get_object()
        if found.get("/T") == field:
            found[pdf_name("/V")] = generic.TextStringObject("Geändert")
            picture = generic.StreamObject(
                {pdf_name("/Subtype"): pdf_name("/Form"), pdf_name("/BBox"): generic.ArrayObject([generic.NumberObject(n) for n in (0, 0, 9, 9)])},
                stream_data=b"BT ET",
            )  # fmt: skip
            found[pdf_name("/AP")] = generic.DictionaryObject({pdf_name("/N"): writer.add_object(picture)})
            if more:
                found[pdf_name("/Rect")] = generic.ArrayObject([generic.NumberObject(n) for n in (0, 0, 300, 200)])
            writer.update_container(found)


def outside(writer: IncrementalPdfFileWriter) -> None:
    """A new field on the page that the form does not know."""
    found = generic.DictionaryObject(
        {
            pdf_name("/Subtype"): pdf_name("/Widget"),
            pdf_name("/FT"): pdf_name("/Tx"),
            pdf_name("/T"): generic.TextStringObject("x"),
            pdf_name("/Rect"): generic.ArrayObject([generic.NumberObject(n) for n in (0, 0, 300, 200)]),
        }
    )
    page = _page(writer)
    page["/Annots"] = generic.ArrayObject([*page["/Annots"], writer.add_object(found)])
    writer.update_container(page)


def commented(writer: IncrementalPdfFileWriter, kind: str = "/Highlight", **more: generic.PdfObject) -> None:
    """A comment beside what the page had, with what it shows and a note that belongs to it."""
    rect = generic.ArrayObject([generic.NumberObject(n) for n in (10, 10, 90, 30)])
    picture = generic.StreamObject({pdf_name("/Subtype"): pdf_name("/Form"), pdf_name("/BBox"): rect}, stream_data=b"")
    note = generic.DictionaryObject(
        {
            pdf_name("/Subtype"): pdf_name(kind),
            pdf_name("/Rect"): rect,
            pdf_name("/T"): generic.TextStringObject("Jonas Weber"),
            pdf_name("/AP"): generic.DictionaryObject({pdf_name("/N"): writer.add_object(picture)}),
            **{pdf_name(f"/{key}"): value for key, value in more.items()},
        }
    )
    page = _page(writer)
    page["/Annots"] = generic.ArrayObject([*page["/Annots"], writer.add_object(note)])
    writer.update_container(page)


def _with_popup(writer: IncrementalPdfFileWriter, *, listed: bool) -> None:
    popup = generic.DictionaryObject({pdf_name("/Subtype"): pdf_name("/Popup")})
    place = writer.add_object(popup)
    commented(writer, Popup=place)
    if listed:
        page = _page(writer)
        page["/Annots"] = generic.ArrayObject([*page["/Annots"], place])


def _without_the_old(writer: IncrementalPdfFileWriter) -> None:
    commented(writer)
    page = _page(writer)
    page["/Annots"] = generic.ArrayObject([*page["/Annots"]][1:])


def _and_words(change: Change) -> Change:
    def both(writer: IncrementalPdfFileWriter) -> None:
        change(writer)
        page = _page(writer)
        page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"BT ET"))
        writer.update_container(page)

    return both


def _signed(writer: IncrementalPdfFileWriter) -> None:
    fields.append_signature_field(writer, SigFieldSpec("Later"))


_LOCKS = ((None, None), *((one, None) for one in FieldMDPAction), *((None, one) for one in MDPPerm))
_ACTION = generic.DictionaryObject({pdf_name("/S"): pdf_name("/URI")})
_CHANGES: tuple[tuple[str, Change], ...] = (
    ("filled", filled),
    ("filled other", partial(filled, field="other")),
    ("comment", commented),
    ("new field", _signed),
)
TABLE: tuple[tuple[str, Callable[[], bytes], Change], ...] = (
    *(
        (f"{name} after {lock} {permits}", partial(form, lock, permits), change)
        for lock, permits in _LOCKS
        for name, change in _CHANGES
    ),
    ("filled and moved", form, partial(filled, more=True)),
    ("field outside", form, outside),
    ("filled and words", form, _and_words(filled)),
    ("comment and words", form, _and_words(commented)),
    ("comment that acts", form, partial(commented, A=_ACTION)),
    ("link", form, partial(commented, kind="/Link")),
    ("popup listed", form, partial(_with_popup, listed=True)),
    ("popup nowhere", form, partial(_with_popup, listed=False)),
    ("comment for another", form, _without_the_old),
)
"""Name, the signed file, and what is done to it."""
