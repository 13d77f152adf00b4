"""The reader that remembers the heads of object streams finds what pyHanko's own finds, in whole and in damaged files."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfStreamError
from pyhanko.pdf_utils.reader import PdfFileReader

from datapact.signing.pades import object_streams
from datapact.signing.pades.object_streams import PdfReader, read_hexadecimal
from tests.depth import examples

NUMBERS = 40


@cache
def packed() -> bytes:
    """A PDF whose objects lie in an object stream that nothing compresses."""
    made = pikepdf.new()
    for number in range(25):
        made.Root[f"/N{number}"] = made.make_indirect(pikepdf.Dictionary(A=number, B=pikepdf.Array([number, "text"])))
    file = BytesIO()
    made.save(file, object_stream_mode=pikepdf.ObjectStreamMode.generate, compress_streams=False, static_id=True)
    return file.getvalue()


@cache
def head() -> tuple[int, int]:
    """Where the numbers begin and end that say where each object stands."""
    found = re.search(rb"/Type /ObjStm[^>]*>>\s*stream\n([\d\s]+)<<", packed())
    assert found is not None
    return found.span(1)


def read_all(reader: type[PdfFileReader], data: bytes, *, strict: bool) -> list[Any]:
    """What the reader finds under each number, or the kind of its refusal."""
    opened = reader(BytesIO(data), strict=strict)
    found = []
    for _ in range(2):
        for number in range(1, NUMBERS):
            try:
                found.append(re.sub(" at 0x.*", "", repr(opened.get_object(generic.Reference(number, 0, opened)))))
            except Exception as error:  # noqa: BLE001 - compared
                found.append(type(error).__name__)
        opened.resolved_objects.clear()
    return found


def test_a_whole_file_is_read_as_pyhanko_reads_it_and_each_head_once(monkeypatch: pytest.MonkeyPatch) -> None:
    seen, places = [], object_streams._places
    monkeypatch.setattr(object_streams, "_places", lambda stream: seen.append(stream) or places(stream))
    opened = PdfReader(BytesIO(packed()))
    for number in range(1, NUMBERS):
        if generic.Reference(number, 0, opened) in opened.xrefs.explicit_refs_in_revision(0):
            opened.get_object(generic.Reference(number, 0, opened))
    assert len(seen) == packed().count(b"/ObjStm") == 1
    assert not opened._odd
    found = read_all(PdfReader, packed(), strict=True)
    assert found == read_all(PdfFileReader, packed(), strict=True)
    assert sum("/B" in one for one in found) == 2 * 25


@given(
    st.lists(st.tuples(st.integers(0, 10_000), st.sampled_from(b"0123456789 +-.x\n")), min_size=1, max_size=6),
    st.booleans(),
)
@example([(0, ord("x"))], True)
@example([(0, ord("9"))], False)
@settings(max_examples=examples(200))
def test_a_damaged_head_means_what_it_means_to_pyhanko(changes: list[tuple[int, int]], strict: bool) -> None:
    first, end = head()
    data = bytearray(packed())
    for place, byte in changes:
        data[first + place % (end - first)] = byte
    assert read_all(PdfReader, bytes(data), strict=strict) == read_all(PdfFileReader, bytes(data), strict=strict)


@given(st.integers(0, 100_000), st.integers(0, 255), st.booleans())
@settings(max_examples=examples(200))
def test_a_changed_byte_anywhere_means_what_it_means_to_pyhanko(place: int, byte: int, strict: bool) -> None:
    data = bytearray(packed())
    data[place % len(data)] = byte
    found = []
    for reader in (PdfReader, PdfFileReader):
        try:
            found.append(read_all(reader, bytes(data), strict=strict))
        except Exception as error:  # noqa: BLE001 - compared
            found.append([type(error).__name__])
    assert found[0] == found[1]


@settings(max_examples=examples(300))
@given(st.text("0123456789abcdefABCDEF >%\n\0<g", max_size=12), st.sampled_from(("", ">", " >x")), st.integers(0, 300))
def test_a_text_in_hexadecimal_digits_is_read_as_by_its_digits(odd: str, end: str, even: int) -> None:
    data = ("<" + "4a" * even + odd + end).encode()

    def read(reader: Callable[[BytesIO], object]) -> object:
        stream = BytesIO(data)
        try:
            return reader(stream), stream.tell()
        except PdfStreamError as error:
            return str(error)

    assert read(read_hexadecimal) == read(object_streams._digit_by_digit)
    assert generic.read_hex_string_from_stream is read_hexadecimal
