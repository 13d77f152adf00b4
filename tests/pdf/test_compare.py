"""Comparing a PDF with our own rendering: the same, different, or not to be told."""

from __future__ import annotations

import io
import re
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
from tests.depth import examples
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


def places_of_shared(opened: Pdf) -> list[tuple[int, str]]:
    """Object number and key of each member that refers to a dictionary or array."""
    return [
        (stored.objgen[0], key)
        for stored in opened.objects
        if isinstance(stored, pikepdf.Dictionary)
        for key, value in stored.items()
        if isinstance(value, pikepdf.Dictionary | pikepdf.Array) and value.is_indirect and key not in ("/Parent", "/P")
    ]


with pikepdf.open(io.BytesIO(PDF)) as _opened:
    SHARED = places_of_shared(_opened)


def evil_font() -> pikepdf.Dictionary:
    glyphs = pikepdf.Array([0, *[Name("/nine")] * 256])
    encoding = pikepdf.Dictionary(Type=Name.Encoding, Differences=glyphs)
    return pikepdf.Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=encoding)


def test_no_page_may_bring_a_font_table_of_its_own() -> None:
    """The pages share one table; a direct one at each page has no number, and looked as if it had been seen."""

    def change(opened: Pdf) -> None:
        for page in opened.pages:
            fonts = page.obj.Resources.Font
            page.obj.Resources.Font = pikepdf.Dictionary(dict.fromkeys(fonts.keys(), evil_font()))
        last = opened.pages[-1].obj.Resources
        with pikepdf.open(io.BytesIO(PDF)) as true:
            table = true.pages[-1].obj.Resources.Font
            last.Font = pikepdf.Dictionary({key: opened.copy_foreign(value) for key, value in table.items()})

    assert compare_rendering(saved(change), DOCUMENT).verdict == "different"


@settings(max_examples=examples(30), deadline=None)
@given(st.sampled_from(SHARED), st.booleans())
def test_what_is_shared_is_looked_at_wherever_it_is_used(place: tuple[int, str], emptied: bool) -> None:
    """Made direct at one place, as it was or empty, a container is not the one that the others name."""

    def change(opened: Pdf) -> None:
        number, key = place
        holder = opened.get_object(number, 0)
        value = holder[key]
        if isinstance(value, pikepdf.Array):
            holder[key] = pikepdf.Array([] if emptied else list(value))
        else:
            holder[key] = pikepdf.Dictionary({} if emptied else dict(value.items()))

    assert compare_rendering(saved(change), DOCUMENT).verdict == "different"


def with_more(plain: bytes, at: int, more: bytes) -> bytes:
    """A file with a plain table of references, more bytes at a place, and the table true again."""
    start = int(plain[plain.rindex(b"startxref") :].split()[1])
    rows = re.sub(
        rb"(?m)^(\d{10})( \d{5} n)",
        lambda row: b"%010d" % (int(row[1]) + (len(more) if int(row[1]) > at else 0)) + row[2],
        plain[start:],
    )
    rows = rows.replace(b"startxref\n%d" % start, b"startxref\n%d" % (start + len(more)))
    return plain[:at] + more + plain[at:start] + rows


def test_a_key_that_stands_twice_is_different() -> None:
    plain = saved(lambda _opened: None, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    at = plain.index(b"/MediaBox")
    assert compare_rendering(with_more(plain, at, b" "), DOCUMENT).verdict == "same"
    box = plain[at : plain.index(b"]", at) + 1]
    assert compare_rendering(with_more(plain, at, b"/MediaBox [ 0 0 9 9 ] "), DOCUMENT).verdict == "different"
    assert compare_rendering(with_more(plain, at, box + b" "), DOCUMENT).verdict == "different"


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


@settings(max_examples=examples(15), deadline=None)
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
