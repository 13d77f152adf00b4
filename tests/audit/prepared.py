"""Ways to prepare or to change a report: before somebody signs it, by a revision behind it, or by saving it anew."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from pyhanko.pdf_utils.misc import PdfError

from datapact.audit.formats import signed_report
from tests.signing import attacks

type Prepare = Callable[[pikepdf.Pdf], None]


def saved(pdf: bytes, prepare: Prepare) -> bytes:
    """The document with a change, as one clean revision."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        prepare(opened)
        out = io.BytesIO()
        opened.save(out, force_version="1.7", object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def prepare_every_report(monkeypatch: pytest.MonkeyPatch, prepare: Prepare) -> None:
    """From now on reports are changed between drawing and signing, as somebody with a valid key can do."""
    real = signed_report.render_report

    def render(*arguments: Any) -> bytes:
        return saved(real(*arguments), prepare)

    monkeypatch.setattr(signed_report, "render_report", render)


def _other_words(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].Contents = pikepdf.Stream(pdf, b"BT /F1 30 Tf 50 700 Td (FORGED) Tj ET")


def _last_page(pdf: pikepdf.Pdf) -> None:
    pdf.pages[-1].Contents = pikepdf.Stream(pdf, b"q Q")


def _cover(pdf: pikepdf.Pdf) -> None:
    box = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Square, Rect=[70, 700, 200, 720], IC=[1, 1, 1], F=4
    )
    pdf.pages[0].obj.Annots = pdf.make_indirect(pikepdf.Array([pdf.make_indirect(box)]))


def _script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))


def _layer(pdf: pikepdf.Pdf) -> None:
    layer = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name=pikepdf.String("Price")))
    pdf.Root.OCProperties = pikepdf.Dictionary(OCGs=[layer], D=pikepdf.Dictionary(OFF=[layer]))


def _letters(pdf: pikepdf.Pdf) -> None:
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font" and "/Widths" in item:
            item.Widths = pikepdf.Array([500] * len(item.Widths))


def _more(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].contents_add(b"q 1 1 1 rg 70 700 200 20 re f Q")


def _hidden(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Metadata.Spare = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Pages, Kids=[], Count=0))


def _title(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/Title"] = "Quittung"


def _another_page(pdf: pikepdf.Pdf) -> None:
    pdf.add_blank_page()


def _another_file(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AF.append(pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Filespec, F=pikepdf.String("x.txt"))))


def _listener(pdf: pikepdf.Pdf) -> None:
    pdf.Root.StructTreeRoot.K[0].ActualText = pikepdf.String("The consent was withdrawn.")


def _no_layout(pdf: pikepdf.Pdf) -> None:
    data = pdf.Root.Metadata.read_bytes().replace(b"datapact:layout>", b"datapact:breadth>")
    pdf.Root.Metadata = pdf.make_indirect(
        pikepdf.Stream(pdf, data, Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)
    )
    _other_words(pdf)


def _other_layout(pdf: pikepdf.Pdf) -> None:
    data = pdf.Root.Metadata.read_bytes().replace(b"<datapact:layout>", b"<datapact:layout>9")
    pdf.Root.Metadata = pdf.make_indirect(
        pikepdf.Stream(pdf, data, Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)
    )
    _other_words(pdf)


def _named(*found: Prepare) -> dict[str, Prepare]:
    return {one.__name__.strip("_"): one for one in found}


PREPARED = _named(
    _other_words, _last_page, _cover, _script, _layer, _letters, _more, _hidden, _title, _another_page, _another_file
) | _named(_listener)
"""Each is a lie that names this program's own layout, so it is invalid."""
DISGUISED = _named(_no_layout, _other_layout)
"""A lie that claims to be of another release: nobody can say that it is one, and it is never valid."""


def _hostile(tamper: attacks.Tamper, pdf: bytes) -> bytes | None:
    try:
        return attacks.append_revision(pdf, tamper)
    except (KeyError, IndexError, AttributeError, TypeError, PdfError):  # this document lacks what the attack changes
        return None


def with_revisions(pdf: bytes) -> dict[str, bytes]:
    """The document with each of the changes that a new revision can make to it."""
    made = {name: _hostile(tamper, pdf) for name, tamper in attacks.CHANGES.items()}
    return {name: data for name, data in made.items() if data is not None and data != pdf}
