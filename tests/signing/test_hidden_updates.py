"""Updates of a signed PDF that other readers show and a strict reading passes over: they are changes of what was signed."""

from __future__ import annotations

import asyncio
import hashlib
import re
from functools import cache
from typing import Final, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.base.errors import DataPactError, TooLarge
from datapact.signing.ades.judge import judge_pdf
from datapact.signing.pades.revisions import open_pdf
from tests.depth import examples
from tests.signing.test_ades import another_signer, by_another_program, only

PAGE = 4
"""Number of the page's content."""
GAP = 40
"""Number of a second content to which the page points, and which is not there."""


def stream(words: bytes) -> bytes:
    """A page's content with these words."""
    content = b"BT /F1 24 Tf 72 700 Td (%s) Tj ET" % words
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)


def page() -> bytes:
    """One page with a price and an empty place."""
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents [4 0 R 40 0 R]"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        stream(b"PRICE 100 EUR"),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    pdf = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
    table = b"xref\n0 6\n0000000000 65535 f \n"
    for number, one in enumerate(objects, 1):
        table += b"%010d 00000 n \n" % len(pdf)
        pdf += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    end = b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(pdf)
    return pdf + table + end


@cache
def signed_page() -> bytes:
    """The page, signed."""
    return by_another_program(page(), "Signature", pades=True)


@cache
def signed_twice() -> bytes:
    """The same, signed once more."""
    return by_another_program(signed_page(), "Second", pades=True)


def updated(
    pdf: bytes, number: int, generation: int, end: bytes = b"startxref\n%d\n%%%%EOF\n", body: bytes | None = None
) -> bytes:
    """One object written anew behind a file, by hand; without a body it is freed instead."""
    size = max(number + 1, *(int(one) for one in re.findall(rb"/Size (\d+)", pdf)))
    root = re.findall(rb"/Root (\d+ \d+ R)", pdf)[-1]
    before = int(re.findall(rb"startxref\s+(\d+)", pdf)[-1])
    place = len(pdf)
    if body is not None:
        pdf += b"%d %d obj\n%s\nendobj\n" % (number, generation, body)
    entry = b"%010d %05d %s \n" % ((0, generation, b"f") if body is None else (place, generation, b"n"))
    table = b"xref\n%d 1\n%strailer\n<< /Size %d /Root %s /Prev %d >>\n" % (number, entry, size, root, before)
    return pdf + table + end % len(pdf)


EVIL = stream(b"PRICE 999 EUR")


def passes(pdf: bytes) -> bool:
    """Whether some signature of a file is said to be followed by nothing that matters."""
    try:
        judged = judge_pdf(pdf)
    except DataPactError:
        return False
    return any(
        one.change in ("nothing", "proofs") or one.allowed for one in judged.signatures if one.covers != "unclear"
    )


def test_the_page_as_it_was_signed_passes() -> None:
    assert only(signed_page()).change == "nothing"
    assert passes(signed_page())


type Part = Literal["object", "table", "trailer", "start", "mark", "end"]


def with_between(part: Part, junk: bytes, trailer: bytes = b"", packed: bytes | None = None) -> bytes:
    """A harmless update whose tables fit, with bytes before one of its parts and more in its trailer.

    Where ``packed`` is given the update has a table in a stream, and an object stream with this text in it.
    """
    pdf = signed_page()
    root = re.findall(rb"/Root (\d+ \d+ R)", pdf)[-1]
    before = int(re.findall(rb"startxref\s+(\d+)", pdf)[-1])
    size = 70

    def add(name: Part, text: bytes) -> int:
        nonlocal pdf
        pdf += junk if part == name else b""
        place = len(pdf)
        pdf += text
        return place

    row = b"%010d 00000 n \n"
    place = add("object", b"60 0 obj\n<< /Nothing true >>\nendobj\n")
    if packed is None:
        table = add("table", b"xref\n60 1\n" + row % place)
        add("trailer", b"trailer\n<< /Root %s /Size %d /Prev %d %s>>\n" % (root, size, before, trailer))
    else:
        pack = add(
            "trailer",
            b"61 0 obj\n<< /Type /ObjStm /N 1 /First 5 /Length %d >>\nstream\n62 0 %s\nendstream\nendobj\n"
            % (5 + len(packed), packed),
        )
        table = len(pdf) + (len(junk) if part == "table" else 0)
        rows = b"".join(
            bytes([kind]) + at.to_bytes(4) + b"\0" for kind, at in ((1, place), (1, pack), (2, 61), (1, table))
        )
        add(
            "table",
            b"63 0 obj\n<< /Type /XRef /W [1 4 1] /Index [60 4] /Root %s /Size %d /Prev %d /Length %d %s>>\n"
            b"stream\n%s\nendstream\nendobj\n" % (root, size, before, len(rows), trailer, rows),
        )
    add("start", b"startxref\n")
    add("mark", b"%d\n%%%%EOF" % table)
    return pdf + b"\n" + (junk if part == "end" else b"")


@pytest.mark.parametrize("number", [PAGE, GAP, 3])
@pytest.mark.parametrize("generation", [0, 1, 7])
def test_an_object_under_another_generation_is_a_change(number: int, generation: int) -> None:
    one = only(updated(signed_page(), number, generation, body=EVIL))
    assert (one.covers, one.change, one.allowed) == ("revision", "content", False)


@pytest.mark.parametrize("generation", [0, 1, 65535])
def test_an_object_freed_under_any_generation_is_a_change(generation: int) -> None:
    assert not passes(updated(signed_page(), PAGE, generation))


def test_a_freed_object_that_returns_in_the_next_generation_is_a_change() -> None:
    assert not passes(updated(updated(signed_page(), PAGE, 1), PAGE, 1, body=EVIL))


@pytest.mark.parametrize(
    "end",
    [
        b"startxref\n%d\n",
        b"startxref\n%d\n%%%%EO\n",
        b"startxref\n%d %%%%EOF\n",
        b"startxref %d %%%%EOF\n",
        b"",
        b"%% startxref\n%d\n",
    ],
)
def test_an_update_without_a_proper_end_is_a_change(end: bytes) -> None:
    loose = (
        updated(signed_page(), PAGE, 0, end, EVIL) if b"%d" in end else signed_page() + b"4 0 obj\n%s\nendobj\n" % EVIL
    )
    assert not passes(loose)
    assert passes(signed_twice())
    assert not passes(updated(signed_twice(), PAGE, 0, end or b"%d", EVIL))


@settings(max_examples=examples(60))
@given(
    st.sampled_from([PAGE, GAP]),
    st.sampled_from([0, 1, 2, 65535]),
    st.text(st.sampled_from("\r\n \t\0%"), max_size=3),
    st.text(st.sampled_from("\r\n \t\0%"), min_size=1, max_size=3),
    st.sampled_from(["%%EOF", "%%EO", "%EOF", "", "%%EOF %", "%%EOF\n%%EOF"]),
    st.text(st.sampled_from("\r\n \t\0"), max_size=2),
)
def test_no_update_of_the_page_passes_however_it_ends(
    number: int, generation: int, before: str, between: str, mark: str, after: str
) -> None:
    end = f"startxref{before}%d{between}{mark}{after}".encode().replace(b"%", b"%%").replace(b"%%d", b"%d")
    assert not passes(updated(signed_page(), number, generation, end, EVIL))


@pytest.mark.parametrize("tail", [b"\n", b"\r\n\r\n", b"\0" * 900, b"% sent by a mail program\n"])
def test_white_space_and_comments_behind_the_end_are_no_change(tail: bytes) -> None:
    one = only(signed_page() + tail)
    assert (one.covers, one.change, one.allowed) == ("revision", "nothing", True)
    first, second = judge_pdf(signed_twice() + tail).signatures
    assert (first.change, first.allowed) == ("fields", True)
    assert (second.covers, second.change, second.allowed) == ("revision", "nothing", True)


def hollow(content: bytes, cms: bytes = b"") -> tuple[bytes, bytes, bytes]:
    """A signed page whose signature is a literal string, half as long as the hole for it: before, in and after the hole."""
    room = 6000
    escaped = re.sub(rb"([\\()])", rb"\\\1", cms.ljust(room, b"\0")).replace(b"\r", b"\\r")
    start = page()
    places = {6: len(start)}
    start += b"6 0 obj\n<< /FT /Sig /T (S) /V 7 0 R /Type /Annot /Subtype /Widget /Rect [0 0 0 0] /P 3 0 R >>\nendobj\n"
    places[1] = len(start)
    start += b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [6 0 R] /SigFlags 3 >> >>\nendobj\n"
    places[7] = len(start)
    start += b"7 0 obj\n<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached"
    start = start.replace(b"%", b"%%") + b" /ByteRange [0 %8d %8d %8d] /Contents "
    before = len(start % (0, 0, 0))
    behind = before + 2 * room + 2
    places[GAP] = behind - 400
    hole = (b"(%s) >>\nendobj\n" % escaped).ljust(places[GAP] - before) + b"%d 0 obj\n%s\nendobj\n" % (GAP, content)
    table = b"".join(b"%d 1\n%010d 00000 n \n" % (number, place) for number, place in sorted(places.items()))
    last = int(re.findall(rb"startxref\s+(\d+)", start)[-1])
    end = b"\nxref\n%strailer\n<< /Size 41 /Root 1 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (
        table,
        last,
        behind + 1,
    )
    return start % (before, behind, len(end)), hole.ljust(2 * room + 2), end


def test_a_hole_that_holds_more_than_the_signature_is_no_cover_of_the_file() -> None:
    before, _hole, after = hollow(EVIL)
    digest = hashlib.sha256(before + after).digest()
    cms = asyncio.run(another_signer().async_sign(digest, "sha256", use_pades=True)).dump()
    for words in (b"PRICE 100 EUR", b"PRICE 999 EUR"):
        one = only(b"".join(hollow(stream(words), cms)))
        assert (one.intact, one.covers, one.allowed) == (True, "unclear", False)


def lawful(pdf: bytes) -> bytes:
    """An update that changes nothing: an object to which nothing leads."""
    return updated(pdf, 60, 0, body=b"<< /Nothing true >>")


@pytest.mark.parametrize("aside", [-7, -3, -2, 2, 5, 100_000])
def test_a_table_that_is_not_where_the_end_says_is_a_change(aside: int) -> None:
    start = signed_page() + b"4 0 obj\n%s\nendobj\n" % EVIL
    whole = lawful(start)
    place = whole.rindex(b"startxref")
    told = int(re.findall(rb"startxref\s+(\d+)", whole)[-1])
    assert not passes(whole[:place] + b"startxref\n%d\n%%%%EOF\n" % (told + aside))


def test_an_object_that_no_table_lists_is_a_change() -> None:
    assert passes(lawful(signed_page()))
    assert not passes(lawful(signed_page() + b"4 0 obj\n%s\nendobj\n" % EVIL))


PARTS: Final = ("object", "table", "trailer", "start", "end")


@pytest.mark.parametrize("packed", [None, b"<< /Nothing true >>"])
@pytest.mark.parametrize("part", PARTS)
def test_nothing_stands_between_the_parts_of_an_update(part: Part, packed: bytes | None) -> None:
    assert passes(with_between(part, b"\r\n \0% made by a program\n", packed=packed))
    for junk in (
        b"4 0 obj\n%s\nendobj\n" % EVIL,
        b"40 0 obj\n%s\nendobj\n" % EVIL,
        b"60 0 obj\n<< >>\nendobj\n",
        b"endobj\n",
        b"true\n",
        b"% startxref\n",
        b"%%EOF\n" if part not in ("object", "end") else b"trailer\n",
        b"xref\n0 0\ntrailer\n<< /Root 1 0 R /Size 6 >>\n",
    ):
        assert not passes(with_between(part, junk, packed=packed)), junk


@pytest.mark.parametrize("packed", [None, b"<< /Nothing true >>"])
@pytest.mark.parametrize("more", [b"/Root 9 0 R ", b"/Prev 9 ", b"/Size 1 "])
def test_an_entry_that_stands_twice_is_read_in_two_ways(more: bytes, packed: bytes | None) -> None:
    assert passes(with_between("end", b"", b"/Other 1 ", packed))
    assert not passes(with_between("end", b"", more, packed))


def opens(pdf: bytes) -> bool:
    """Whether the strict reading of our own files takes it."""
    try:
        open_pdf(pdf)
    except DataPactError:
        return False
    return True


def test_our_own_files_are_read_byte_by_byte() -> None:
    assert opens(signed_page())
    assert opens(lawful(signed_page()))
    assert opens(updated(signed_page(), 60, 0, body=b"<< /A (4 0 object) >>"))
    for part in PARTS:
        for junk in (b"4 0 obj\n%s\nendobj\n" % EVIL, b"true\n", b"% startxref\n", b"%%EOF\n", b"trailer\n"):
            assert not opens(with_between(part, junk)), (part, junk)
    for more in (b"/Root 9 0 R ", b"/Prev 9 ", b"/Size 1 "):
        assert not opens(with_between("end", b"", more))
    for old, new in TRAILERS:
        assert not opens(retrailed(old, new))
    for body in (b"<< % 4 0 obj\n/A 1 >>", b"<< /A (4 0 obj) >>", b"<< /Length 8 >>\nstream\n4 0 obj \nendstream"):
        assert not opens(updated(signed_page(), 60, 0, body=body)), body


HEADS: Final = (b"4\0000\0obj", b"4 0\0obj", b"4 %x\n0 %y\nobj", b"4 0%\r\0obj", b"00000000004 0 obj", b"4 000000 obj")


def test_a_head_that_readers_find_in_a_stream_or_a_text_is_seen_however_it_is_written() -> None:
    for head in HEADS:
        for body in (b"<< /A (%s <<>>) >>" % head, b"<< /Length 90 >>\nstream\n%-90s\nendstream" % head):
            whole = updated(signed_page(), 60, 0, body=body)
            assert not passes(whole), body
            assert not opens(whole), body
    harmless = updated(signed_page(), 60, 0, body=b"<< /A (7 objects, 4 %obj, an obj) /B (endobj) >>")
    assert passes(harmless)
    assert opens(harmless)


def test_an_object_stream_holds_what_its_table_names() -> None:
    assert passes(with_between("end", b"", packed=b"<< /One 1 /Two 2 >>"))
    assert not passes(with_between("end", b"", packed=b"<< /One 1 /One 2 >>"))
    assert not passes(with_between("end", b"", packed=b"(1 0 obj)"))


def test_a_catalog_with_two_entries_for_its_pages_is_a_change() -> None:
    pdf = signed_page()
    root = re.findall(rb"/Root (\d+) 0 R", pdf)[-1]
    body = re.findall(rb"[\r\n]%s 0 obj\s*(<<.*?>>)\s*endobj" % root, pdf, re.DOTALL)[-1]
    assert passes(updated(pdf, int(root), 0, body=body))
    assert not passes(updated(pdf, int(root), 0, body=body[:-2] + b"/Pages 60 0 R >>"))


TRAILERS: Final = (
    (rb"/Size \d+", b"/Size 3"),
    (rb"/Root \d+ 0 R", b""),
    (rb"/Root \d+", b"/Root 60"),
    (rb"xref\n60 1", b"xref\n60 2"),
    (rb"(60 1\n.{18} \n)", rb"\1%010d 00000 n \n" % 15),
)


def retrailed(old: bytes, new: bytes) -> bytes:
    """A harmless update whose table or trailer says something else."""
    whole, at = lawful(signed_page()), len(signed_page())
    return whole[:at] + re.sub(old, new, whole[at:])


def test_a_trailer_that_other_readers_do_not_take_is_a_change() -> None:
    for old, new in TRAILERS:
        assert not passes(retrailed(old, new)), old


def test_a_place_behind_what_was_signed_waits_for_nobody() -> None:
    far = 9000
    start = page().replace(b"/Size 6", b"/Size 41").replace(b"xref\n0 6", b"xref\n40 1\n%010d 00000 n \n0 6" % far)
    waiting = by_another_program(start, "Signature", pades=True)
    assert passes(waiting)
    filled = waiting.ljust(far, b"\n") + b"40 0 obj\n%s\nendobj\n" % EVIL
    assert not passes(lawful(filled))
    assert not passes(lawful(waiting))
    assert not passes(updated(waiting.ljust(far, b"\n"), 40, 0, body=EVIL))


def test_a_second_mark_of_the_end_is_nothing() -> None:
    for tail in (b"%%EOF\n", b"\r\n%%EOF", b"%%EOF\n%%EOF\n"):
        one = only(signed_page() + tail)
        assert (one.covers, one.change, one.allowed) == ("revision", "nothing", True)
    assert not passes(signed_page() + b"4 0 obj\n%s\nendobj\n%%%%EOF\n" % EVIL)
    assert passes(lawful(signed_page() + b"%%EOF\n"))
    assert not passes(lawful(signed_page() + b"%%EOF\n4 0 obj\n%s\nendobj\n%%%%EOF\n" % EVIL))


def test_a_file_of_too_many_objects_and_signatures_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("datapact.signing.ades.judge.MOST_COMPARED", 20)
    with pytest.raises(TooLarge):
        judge_pdf(signed_twice())
    monkeypatch.undo()
    monkeypatch.setattr("datapact.signing.ades.loose_ends.MOST_LATER", 2)
    assert judge_pdf(signed_twice()).signatures[0].change == "content"
