"""Some pages of a PDF of ours as a PDF of their own, with their words and without what the whole carries."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import pikepdf


def some_pages(pdf: bytes, numbers: Sequence[int]) -> bytes:
    """The pages of these numbers, counted from 0, in this order.

    The whole file's claims (PDF/A, PDF/UA), attachments and signatures are not taken along: they are not true of a part.
    """
    made = pikepdf.new()
    with pikepdf.open(BytesIO(pdf)) as whole:
        for source in (whole.pages[number] for number in numbers):
            shown = [
                _as_picture(one) for one in source.get("/Annots", ()) if one.get("/Subtype") != "/Link" and "/AP" in one
            ]
            for name in ("/Annots", "/StructParents"):  # they lead to what is not here
                if name in source:
                    del source[name]
            if shown:
                source.Annots = whole.make_indirect(pikepdf.Array(shown))
            made.pages.append(source)
        for name in ("/Title", "/Author"):
            if name in whole.docinfo:
                made.docinfo[name] = str(whole.docinfo[name])
        if "/Lang" in whole.Root:
            made.Root.Lang = str(whole.Root.Lang)
        out = BytesIO()
        made.save(out)
    return out.getvalue()


def _as_picture(annotation: pikepdf.Object) -> pikepdf.Object:
    """How a signature or a note looks, without what it is."""
    look = {name: annotation[name] for name in ("/Rect", "/F", "/AP", "/AS") if name in annotation}
    return pikepdf.Dictionary({"/Type": pikepdf.Name("/Annot"), "/Subtype": pikepdf.Name("/Stamp"), **look})
