"""What a PDF asks of its reader is counted before anybody parses it: small files that would keep it busy are refused."""

from __future__ import annotations

import contextlib
import struct
import time
import zlib
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datapact.base.errors import DataPactError, Malformed, TooLarge
from datapact.pdf.agreement.render import render_agreement
from datapact.pdf.reports.report import render_report
from datapact.signing.ades.found import found_signatures
from datapact.signing.pades import pdf_bounds
from datapact.signing.pades.attachments import attached_files
from datapact.signing.pades.pdf_bounds import Facts, check_foreign, scan
from datapact.signing.pades.revisions import open_pdf
from tests.depth import examples
from tests.pdf.sample import DATED, sample_document
from tests.pdf.test_report import sample_report
from tests.signing.samples import Signed, contract, signed_contract

PAGES = b"<</Type/Pages/Kids[]/Count 0>>"
N = 1_000_000


def pdf(objects: list[bytes], trailer: bytes = b"") -> bytes:
    """A PDF in perfect order with these objects; the first is the catalog."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    return b"%sxref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (
        out,
        count,
        rows,
        count,
        trailer,
        len(out),
    )


def catalog(value: bytes) -> bytes:
    return pdf([b"<</Type/Catalog/Pages 2 0 R/X " + value + b">>", PAGES])


def packed(body: bytes, number: int = 1) -> bytes:
    """An object stream that unpacks to ``body``."""
    data = zlib.compress(body)
    head = b"<</Type/ObjStm/N %d/First 4/Filter/FlateDecode/Length %d>>\nstream\n" % (number, len(data))
    return head + data + b"\nendstream"


def stream(name: bytes, body: bytes) -> bytes:
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (name, len(body), body)


def embedded(names: int) -> bytes:
    """A name tree of very many files."""
    tree = b"".join(b"(f%d) 3 0 R " % number for number in range(names))
    return pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[" + tree + b"]>>>>>>",
            PAGES,
            b"<</F(x)/EF<</F 4 0 R>>>>",
            stream(b"", b"x"),
        ]
    )


def in_packs(fields: int, kind: bytes = b"/ObjStm", stored: bytes = b"/Filter/FlateDecode") -> bytes:
    """A PDF with that many signature fields in an object stream; object 9 is a name that a stream can call its type."""
    groups = b"".join(b"<</FT/Sig/T(n%d)>>" % number for number in range(fields))
    inside = [
        (1, b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[3 0 R]>>>>"),
        (2, PAGES),
        (3, b"<</T(g)/Kids[" + groups + b"]>>"),
        (4, b"<<>>"),
    ]
    heads, body = [], b""
    for number, text in inside:
        heads.append(b"%d %d" % (number, len(body)))
        body += text + b"\n"
    head = b" ".join(heads) + b"\n"
    data = zlib.compress(head + body)
    if stored.count(b"/FlateDecode") == 2:
        data = zlib.compress(data)
    out = bytearray(b"%PDF-1.7\n")
    places = {number: (2, 5, place) for place, (number, _text) in enumerate(inside)}
    told = b"<</Type %s/N %d/First %d%s/Length %d>>\nstream\n" % (kind, len(inside), len(head), stored, len(data))
    for number, text in ((5, told + data + b"\nendstream"), (9, b"/ObjStm")):
        places[number] = (1, len(out), 0)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    places[10] = (1, len(out), 0)
    rows = zlib.compress(b"".join(struct.pack(">BIH", *places.get(one, (0, 0, 65535))) for one in range(11)))
    end = b"<</Type/XRef/Size 11/W[1 4 2]/Root 1 0 R/Info 4 0 R/ID[<abab><abab>]/Filter/FlateDecode/Length %d>>" % len(
        rows
    )
    at = len(out)
    out += b"10 0 obj\n%s\nstream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % (end, rows, at)
    return bytes(out)


def fields(count: int) -> bytes:
    listed = b"".join(b"%d 0 R " % (number + 3) for number in range(count))
    return pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[" + listed + b"]>>>>",
            PAGES,
            *(b"<</FT/Sig/T(x%d)>>" % number for number in range(count)),
        ]
    )


@pytest.fixture(scope="module")
def signed() -> Signed:
    return signed_contract()


SLOW: dict[str, Callable[[], bytes]] = {
    "digits": lambda: catalog(b"9" * N),
    "few digits": lambda: catalog(b"9" * 2_000),
    "decimals": lambda: catalog(b"1." + b"9" * 300_000),
    "name": lambda: catalog(b"/" + b"A" * N),
    "ones": lambda: catalog(b"[" + b"1 " * N + b"]"),
    "references": lambda: catalog(b"[" + b"1 0 R " * 150_000 + b"]"),
    "names in a dictionary": lambda: catalog(b"<<" + b"".join(b"/k%d 1" % i for i in range(100_000)) + b">>"),
    "name tree": lambda: embedded(200_000),
    "comments": lambda: catalog(b"%\n" * (N // 2) + b"1"),
    "spaces": lambda: catalog(b" " * 4 * N + b"1"),
    "hexadecimal": lambda: catalog(b"<" + b"41" * 2 * N + b">"),
    "parentheses": lambda: catalog(b"(" * 300_000 + b")" * 300_000),
    "nested arrays": lambda: catalog(b"[" * 300 + b"]" * 300),
    "space in the trailer": lambda: pdf([b"<</Type/Catalog/Pages 2 0 R>>", PAGES], trailer=b" " * 4 * N),
    "signature fields": lambda: fields(50_000),
    "escaped signature fields": lambda: fields(2_000).replace(b"/Sig", b"/#53ig"),
    "objects": lambda: pdf([b"<</Type/Catalog/Pages 2 0 R>>", PAGES, *[b"1"] * 60_000]),
    "packed digits": lambda: pdf([b"<</Pages 2 0 R>>", PAGES, packed(b"9 0 " + b"9" * 100_000)]),
    "packed ones": lambda: pdf([b"<</Pages 2 0 R>>", PAGES, *[packed(b"9 0 [" + b"1 " * 500_000 + b"]")] * 5]),
    "packed bomb": lambda: pdf([b"<</Pages 2 0 R>>", PAGES, packed(bytes(50_000_000))]),
    "escaped packed bomb": lambda: pdf(
        [b"<</Pages 2 0 R>>", PAGES, packed(bytes(50_000_000)).replace(b"ObjStm", b"Obj#53tm")]
    ),
}


@pytest.mark.parametrize("kind", SLOW)
def test_a_small_file_that_takes_long_is_refused_before_it_is_parsed(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("datapact.signing.pades.revisions.PdfFileReader", None)  # a parser would fail here otherwise
    with pytest.raises(TooLarge):
        open_pdf(SLOW[kind]())


def test_what_stands_in_a_stream_is_not_read_as_an_object() -> None:
    """Words in a stream are not counted; so no cross-reference may lead into one."""
    body = b"7 0 obj\n[" + b"1 " * 1_000_000 + b"]\nendobj\n"
    good = pdf([b"<</Type/Catalog/Pages 2 0 R>>", PAGES, stream(b"", body)])
    assert len(open_pdf(good).revisions) == 1
    place = b"%010d 00000 n " % good.index(b"3 0 obj")
    inside = b"%010d 00000 n " % good.index(b"7 0 obj")
    began = time.process_time()
    with pytest.raises(Malformed):
        open_pdf(good.replace(place, inside))
    hostile = time.process_time() - began
    began = time.process_time()
    open_pdf(good)
    assert hostile < 20 * (time.process_time() - began) + 0.2  # parsing a million words takes a hundred times as long


def test_objects_lie_in_streams_that_were_counted_alone() -> None:
    """A stream that names its type by a reference, or is packed in another way than was counted, holds no objects."""
    assert len(open_pdf(in_packs(3)).revisions) == 1
    assert scan(in_packs(3)).fields == 3
    with pytest.raises(TooLarge):
        open_pdf(in_packs(20_000))
    for kind, stored in (
        (b"9 0 R", b"/Filter/FlateDecode"),
        (b"9 0 R/X/ObjStm", b"/Filter/FlateDecode"),
        (b"/ObjStm", b"/Filter[/FlateDecode/FlateDecode]"),
        (b"/ObjStm", b"/Filter/FlateDecode/DecodeParms<</Predictor 12>>"),
        (b"/ObjStm", b"/Filter 9 0 R"),
        (b"/ObjStm", b"/F#69lter/FlateDecode"),
    ):
        for count in (3, 20_000):
            with pytest.raises(DataPactError):
                open_pdf(in_packs(count, kind, stored))


@settings(max_examples=examples(60), deadline=None)
@given(
    st.sampled_from([b"/ObjStm", b"9 0 R", b"/Obj#53tm"]),
    st.lists(
        st.sampled_from(
            [
                b"/Filter/FlateDecode",
                b"/Filter[/FlateDecode]",
                b"/DecodeParms null",
                b"/X 1",
                b"%c\n",
                b" ",
                b"/Extends 5 0 R",
            ]
        ),
        max_size=3,
    ),
)
def test_whoever_opens_a_pdf_has_counted_its_packed_fields(kind: bytes, stored: list[bytes]) -> None:
    with contextlib.suppress(DataPactError):
        found = open_pdf(in_packs(30, kind, b"".join(stored)))
        assert scan(found.data).fields == 30


@pytest.mark.parametrize("lead", [b"/Prev 77", b"/Pre#76 77", b"/XRefStm 77", b"/Encrypt 2 0 R"])
def test_nothing_leads_to_what_was_not_counted(lead: bytes) -> None:
    with pytest.raises(Malformed):
        scan(pdf([b"<</Type/Catalog/Pages 2 0 R>>", PAGES], trailer=lead))


def test_a_revision_behind_the_first_is_small(signed: Signed) -> None:
    assert scan(signed.pdf).revisions == 4
    large = signed.pdf.rindex(b"%%EOF")
    with pytest.raises(TooLarge):
        scan(signed.pdf[:large] + b"[" + b"1 " * pdf_bounds.WORDS_BEHIND + b"]\n" + signed.pdf[large:])


@pytest.mark.journey
def test_what_streams_unpack_to_is_bounded() -> None:
    bomb = zlib.compress(bytes(300_000_000))
    names = b"<</Names[(proof.json) 3 0 R]>>"
    file = pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles " + names + b">>>>",
            PAGES,
            b"<</F(proof.json)/EF<</F 4 0 R>>>>",
            b"<</Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (len(bomb), bomb),
        ]
    )
    with pytest.raises(Malformed):
        attached_files(open_pdf(file))


def test_what_we_write_ourselves_stays_far_below_the_bounds(signed: Signed) -> None:
    files = [
        render_agreement(sample_document()),
        render_report(sample_report(), DATED),
        contract(),
        *signed.revisions,
    ]
    for file in files:
        facts = scan(file)
        assert facts.words < pdf_bounds.WORDS / 5
        assert facts.packed < pdf_bounds.PACKED_WORDS / 5
        assert facts.deepest < pdf_bounds.DEEPEST / 4
        assert facts.fields < pdf_bounds.MOST_FIELDS / 10
        assert file.count(b"/ObjStm") == len(facts.packs)


@settings(max_examples=examples(100), deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.sampled_from(
            [b"<<", b">>", b"[", b"]", b"(", b")", b"<", b">", b"/Length 3", b"stream\n", b"abc", b"\\", b"%"]
        )
        | st.sampled_from(
            [b"endstream", b"1 0 obj ", b"endobj", b"/Prev 9 ", b"startxref\n9\n%%EOF\n", b"xref\n", b"/#", b" "]
        )
        | st.binary(max_size=6)
    )
)
def test_whatever_comes_is_counted_or_refused(pieces: list[bytes]) -> None:
    data = b"".join(pieces)
    for check in (scan, check_foreign):
        try:
            found = check(data)  # type: ignore[operator]
        except DataPactError:
            continue
        assert found is None or isinstance(found, Facts)


@settings(max_examples=examples(60), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32), st.integers(0, 255), st.integers(0, 40))
def test_a_changed_file_is_counted_or_refused(signed: Signed, place: int, byte: int, cut: int) -> None:
    place %= len(signed.pdf)
    data = signed.pdf[:place] + bytes([byte]) + signed.pdf[place + cut :]
    with contextlib.suppress(DataPactError):
        scan(data)


@pytest.mark.journey
def test_the_count_takes_one_pass() -> None:
    """Twice the file, twice the time: what would be quadratic takes four times as long."""

    def seconds(data: bytes) -> float:
        best = 9.0
        for _ in range(3):
            began = time.process_time()
            with contextlib.suppress(DataPactError):
                scan(data)
            best = min(best, time.process_time() - began)
        return best

    for piece in (b"<</Length 1>>stream\nx\nendstream", b"(a(b)c)", b"<41 >", b"%x\n", b"[[", b"/N#41", b"(\\("):
        once, twice = seconds(piece * 20_000), seconds(piece * 40_000)
        assert twice < 3.5 * once + 0.02, piece


def test_a_foreign_pdf_is_counted_too() -> None:
    for kind in ("digits", "decimals"):
        assert found_signatures(SLOW[kind]()) == ()
        with pytest.raises(TooLarge):
            check_foreign(SLOW[kind]())
    with pytest.raises(TooLarge):  # 64 MiB of nothing but streams, refused before any of them is read
        check_foreign(b"%PDF-1.7\n" + b"stream\nendstream\n" * 300_000)
    check_foreign(b"%PDF-1.4\n" + stream(b"", b"9" * N))  # what a picture holds is no number


@pytest.mark.parametrize(
    "junk",
    [b"\0" * 70_000, b" " * 70_000, b"stream\n" + b"\0" * 70_000 + b"endstream", b"%" + b"x" * 70_000, b"A" * 70_000],
    ids=["zeros", "spaces", "in a stream", "a comment", "a word"],
)
def test_a_parser_never_begins_in_endless_junk(junk: bytes) -> None:
    """pyHanko reads space and comments byte by byte: 64 MiB of zeros took 15 seconds."""
    place = 16 if junk.startswith(b"stream") else 9
    with pytest.raises(TooLarge):
        check_foreign(b"%%PDF-1.7\n%s\nstartxref\n%d\n%%%%EOF\n" % (junk, place))
    check_foreign(b"%PDF-1.4\n" + stream(b"", junk[:65_000]) + b"<" + b"0" * 70_000 + b">")
