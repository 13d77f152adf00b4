"""Comparing a PDF with our own rendering: the same, different, or not to be told."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Name, Pdf

from datapact.pdf.agreement.compare import compare_rendering, layout_of
from datapact.pdf.agreement.render import render_agreement
from datapact.pdf.engine.layout import LAYOUT
from tests.pdf.sample import sample_document

DOCUMENT = sample_document(("de",))
PDF = render_agreement(DOCUMENT)


def saved(change: Callable[[Pdf], object], **options: object) -> bytes:
    """The document, changed and written anew."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(PDF)) as opened:
        change(opened)
        opened.save(target, force_version="1.7", **options)  # type: ignore[arg-type]
    return target.getvalue()


def replaced(old: bytes, new: bytes, page: int = 2) -> Callable[[Pdf], object]:
    def change(opened: Pdf) -> None:
        stream = opened.pages[page].obj.Contents
        data = stream.read_bytes()
        assert old in data
        stream.write(data.replace(old, new, 1))

    return change


def font_changed(opened: Pdf) -> None:
    font = next(iter(opened.pages[0].obj.Resources.Font.values()))
    font.Widths[5] = 999


def alternative_changed(opened: Pdf) -> None:
    opened.Root.StructTreeRoot.K[0].K[0].Alt = pikepdf.String("something else")


def attachment_changed(opened: Pdf) -> None:
    opened.Root.AF[0].EF.F.write(b'{"price":1}')


def script_added(opened: Pdf) -> None:
    opened.Root.OpenAction = pikepdf.Dictionary(S=Name.JavaScript, JS=pikepdf.String("app.alert(1)"))


def layer_added(opened: Pdf) -> None:
    opened.Root.OCProperties = pikepdf.Dictionary(OCGs=pikepdf.Array(), D=pikepdf.Dictionary())


def field_moved(opened: Pdf) -> None:
    opened.Root.AcroForm.Fields[0].Rect = pikepdf.Array([0, 0, 1, 1])


def page_removed(opened: Pdf) -> None:
    del opened.pages[3]


def object_hidden(opened: Pdf) -> None:
    opened.Root.Pages.Hidden = opened.make_indirect(pikepdf.Stream(opened, b"BT (other words) Tj ET"))


def test_our_own_bytes_are_the_same() -> None:
    assert layout_of(PDF) == LAYOUT
    assert compare_rendering(PDF, DOCUMENT).verdict == "same"


def test_other_compression_is_the_same() -> None:
    plain = saved(
        lambda _opened: None,
        compress_streams=False,
        stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
    )
    assert plain != PDF
    assert compare_rendering(plain, DOCUMENT).verdict == "same"


@pytest.mark.parametrize(
    "change",
    [
        replaced(b"Tj", b"Tj 0 0 10 10 re f"),
        font_changed,
        alternative_changed,
        attachment_changed,
        script_added,
        layer_added,
        field_moved,
        page_removed,
        object_hidden,
    ],
)
def test_a_changed_file_is_different_with_a_reason(change: Callable[[Pdf], object]) -> None:
    rendering = compare_rendering(saved(change), DOCUMENT)
    assert rendering.verdict == "different"
    assert rendering.reasons


def test_another_agreement_is_different() -> None:
    other = sample_document(("de",), "draft")
    assert compare_rendering(PDF, other).verdict == "different"
    assert compare_rendering(PDF, replace(DOCUMENT, dated=DOCUMENT.dated.replace(hour=1))).verdict == "different"


def test_a_second_revision_or_data_behind_the_end_is_different() -> None:
    assert compare_rendering(PDF + b"tail", DOCUMENT).verdict == "different"
    assert compare_rendering(PDF + PDF, DOCUMENT).verdict == "different"


def test_an_unknown_layout_is_indeterminate() -> None:
    assert compare_rendering(PDF, replace(DOCUMENT, layout="0-older")).verdict == "indeterminate"

    def older(opened: Pdf) -> None:
        data = opened.Root.Metadata.read_bytes()
        opened.Root.Metadata.write(data.replace(LAYOUT.encode(), b"0-older"))

    rendering = compare_rendering(saved(older), DOCUMENT)
    assert rendering.verdict == "indeterminate"
    assert "0-older" in str(rendering.reasons[0])


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_a_mutated_file_is_never_an_error(data: st.DataObject) -> None:
    broken = bytearray(PDF)
    for _ in range(data.draw(st.integers(1, 8))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(broken)))
    for pdf in (bytes(broken), bytes(broken[:cut])):
        assert compare_rendering(pdf, DOCUMENT).verdict in ("same", "different", "indeterminate")
        layout_of(pdf)


def test_no_pdf_at_all() -> None:
    assert compare_rendering(b"", DOCUMENT).verdict == "different"
    assert compare_rendering(b"%PDF-1.7\nhello", DOCUMENT).verdict == "different"
    assert layout_of(b"no") is None
