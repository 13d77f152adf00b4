"""The revisions of a PDF: where each begins and ends, and whether every byte belongs to one.

A signer appends one revision. Readers that repair broken files look at bytes that no cross-reference section
names; so nothing may lie between, before or behind the objects that the sections name.
"""

from __future__ import annotations

import hashlib
import io
import logging
import re
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.decode_limits import (
    DEFAULT_PURPOSE_LIMITS,
    DecodeLimits,
    DecodePurpose,
    DocumentDecodeBudget,
    StreamDecodeLimits,
)
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.xref import ObjStreamRef, XRefSectionType

from datapact.base.errors import DataPactError, Malformed, TooLarge
from datapact.base.strictjson import to_base64url
from datapact.base.texts import N_
from datapact.signing.pades.object_streams import PdfReader, holds_other_objects
from datapact.signing.pades.pdf_bounds import MIB, MOST_REVISIONS, UNPACKED, disorder, scan

LARGEST_PDF = 64 * 1024 * 1024
_UNPACKED = DecodeLimits(
    per_purpose={
        **DEFAULT_PURPOSE_LIMITS,
        DecodePurpose.OBJECT_STREAM: StreamDecodeLimits(max_ratio=None, max_output_size=UNPACKED),
    },
    document_budget=DocumentDecodeBudget(base_allowance=128 * MIB, max_ratio=8),
)
"""Most bytes unpacked from streams while a file is read once; our largest attachment has 64 MiB."""

for _library in ("pyhanko", "pyhanko_certvalidator"):  # we decide which of their warnings to report
    logging.getLogger(_library).addHandler(logging.NullHandler())

_HEAD = re.compile(rb"%PDF-1\.7[\r\n]{1,2}(?:%[^\r\n]{1,64}[\r\n]{1,2})?")
_TABLE = re.compile(rb"xref[\r\n ]+(?:\d{1,7} \d{1,7}[\r\n ]+(?:\d{10} \d{5} [nf](?: \n| \r|\r\n))+)+trailer[\r\n ]*")
_TAIL = re.compile(rb"[\r\n ]*startxref[\r\n ]+(\d{1,10})[\r\n ]+%%EOF(?:\r\n|\n|\r)?")
_OBJECT = re.compile(rb"(\d{1,7}) (\d{1,5}) obj\b[\x00\t\n\x0c\r ]*")
_END_OF_OBJECT = re.compile(rb"[\x00\t\n\x0c\r ]*endobj")
_SPACE = re.compile(rb"[\x00\t\n\x0c\r ]*")


@dataclass(frozen=True, slots=True)
class Revision:
    """Bytes ``start`` to ``end`` of the file; ``digest`` is that of the whole file up to ``end``."""

    number: int
    """From 0, the unsigned document."""
    start: int
    end: int
    digest: str


@dataclass(frozen=True, slots=True)
class OpenPdf:
    """A PDF whose structure was read strictly, with its revisions; number 0 is the unsigned document."""

    data: bytes
    """The whole file, at most 64 MiB."""
    reader: PdfFileReader
    """Of pyHanko, strict, with bounds for what comes out of streams."""
    revisions: tuple[Revision, ...]
    """Oldest first; together they are the whole file."""


def open_pdf(data: bytes) -> OpenPdf:
    """Read the structure of a PDF; raises Malformed or TooLarge for anything that is not in perfect order."""
    if len(data) > LARGEST_PDF:
        raise TooLarge(N_("This PDF is larger than DataPact allows. Ask the sender for a new file."))
    if not data.startswith(b"%PDF-"):
        raise Malformed(N_("This file is not a PDF."))
    if b"startxref" not in data:  # cheap to ask, before 64 MiB are counted
        raise disorder()
    facts = scan(data)
    try:
        reader = PdfReader(io.BytesIO(data), strict=True, decode_limits=_UNPACKED)
        if reader.encrypted or reader.xrefs.hybrid_xrefs_present or reader.total_revisions > MOST_REVISIONS:
            raise disorder()
        listed = _listed(reader)
        places, packs = _places(reader, listed)
        if not (places <= facts.starts and packs <= facts.packs):  # objects that were not counted are not read
            raise disorder()
        revisions = _split(data, reader, listed)
        _require_one_reading(data, reader, revisions[0].end, places)
        return OpenPdf(data, reader, revisions)
    except DataPactError:
        raise
    except Exception as error:  # a hostile file makes the parser fail in many ways; all mean the same
        raise disorder() from error


_read_last = threading.local()
_REMEMBERED = 8 * MIB


def read_pdf(data: bytes) -> OpenPdf:
    """As ``open_pdf``, for who only reads: the same bytes asked again in the same thread are not parsed anew."""
    kept: OpenPdf | None = getattr(_read_last, "pdf", None)
    if kept is not None and kept.data is data:
        return kept
    opened = open_pdf(data)
    _read_last.pdf = opened if len(data) <= _REMEMBERED else None
    return opened


def base_revision(pdf: bytes) -> bytes:
    """The document before anyone signed; raises Malformed for a PDF whose structure is not in order."""
    return pdf[: open_pdf(pdf).revisions[0].end]


def revision_digest(pdf: bytes) -> str:
    """The name by which entries refer to a revision: base64url SHA-256 of the file as it was then."""
    return to_base64url(hashlib.sha256(pdf).digest())


type _Listed = Sequence[Sequence[int | ObjStreamRef | None]]
"""By revision where its cross-references say that its objects are: in the file, in a stream that holds several, or nowhere."""


def _listed(reader: PdfFileReader) -> _Listed:
    return [
        [_place(reader, number, *one) for one in _section(reader, number)] for number in range(reader.total_revisions)
    ]


def _section(reader: PdfFileReader, number: int) -> Iterable[tuple[int, int]]:
    """Number and generation of the objects of a revision; strict files have no second, hybrid section beside it."""
    found: set[tuple[int, int]] = reader.xrefs._xref_sections[number].xref_data.explicit_refs_in_revision
    return found


def _place(reader: PdfFileReader, number: int, one: int, generation: int) -> int | ObjStreamRef | None:
    """As pyHanko's ``get_historical_ref``, without making a reference for each of thousands of objects."""
    section = reader.xrefs._xref_sections[number].xref_data
    if generation == 0 and (packed := section.xrefs_in_objstm.get(one)) is not None:
        return packed
    listed = section.standard_xrefs.get(one)
    if listed is not None and listed[0] == generation:
        return listed[1]
    return reader.xrefs.get_historical_ref(generic.Reference(one, generation, reader), number)


def _places(reader: PdfFileReader, listed: _Listed) -> tuple[set[int], set[int | None]]:
    """The places of objects by the cross-references of all revisions, and of the streams that hold others.

    None marks a stream that is missing, or in another stream.
    """
    places, streams = set[int](), set[int]()
    numbers = range(len(listed))
    for several in listed:
        places.update(place for place in several if isinstance(place, int))
        streams.update(place.obj_stream_id for place in several if isinstance(place, ObjStreamRef))
    found = [
        reader.xrefs.get_historical_ref(generic.Reference(stream, 0, reader), number)
        for stream in streams
        for number in numbers  # a parser takes the newest, whichever revision names it
    ]
    return places, {place if isinstance(place, int) else None for place in found}


def _split(data: bytes, reader: PdfFileReader, listed: _Listed) -> tuple[Revision, ...]:
    found: list[Revision] = []
    start = 0
    for number in range(reader.total_revisions):
        section = reader.xrefs.get_xref_container_info(number)
        table = section.declared_startxref
        if section.xref_section_type == XRefSectionType.STREAM:
            after = _after_object(data, reader, table)
        else:
            after = _after_table(data, reader, table)
        tail = _TAIL.match(data, after)
        if tail is None or int(tail[1]) != table:
            raise disorder()
        _require_no_gaps(data, reader, listed[number], start, table, number)
        found.append(Revision(number, start, tail.end(), revision_digest(data[: tail.end()])))
        start = tail.end()
    if start != len(data):
        raise Malformed(
            N_("There are bytes behind the end of this PDF that nobody signed. Ask the sender for a new file.")
        )
    return tuple(found)


def _require_one_reading(data: bytes, reader: PdfFileReader, end: int, places: set[int]) -> None:
    """Require what keeps readers from looking for objects through the file behind the first revision, and that they would find no other.

    Every trailer names the same root, and no text, comment or stream holds what looks like an object.
    """
    if len({trailer.raw_get("/Root").reference for trailer in reader.trailer._trailer_revisions}) != 1:
        raise disorder()
    tables = {
        reader.xrefs.get_xref_container_info(number).declared_startxref for number in range(reader.total_revisions)
    }
    if holds_other_objects(data, end, places | tables):
        raise disorder()


def _after_table(data: bytes, reader: PdfFileReader, place: int) -> int:
    table = _TABLE.match(data, place)
    if table is None:
        raise disorder()
    reader.stream.seek(table.end())
    generic.DictionaryObject.read_from_stream(reader.stream, generic.TrailerReference(reader))
    return int(reader.stream.tell())


def _after_object(data: bytes, reader: PdfFileReader, place: int) -> int:
    begin = _OBJECT.match(data, place)
    if begin is None:
        raise disorder()
    reader.stream.seek(begin.end())
    generic.read_object(reader.stream, generic.Reference(int(begin[1]), int(begin[2]), reader))
    end = _END_OF_OBJECT.match(data, reader.stream.tell())
    if end is None:
        raise disorder()
    return end.end()


def _require_no_gaps(
    data: bytes, reader: PdfFileReader, listed: Sequence[int | ObjStreamRef | None], start: int, table: int, number: int
) -> None:
    """Require that the revision's objects fill it, in sequence, from ``start`` to its cross-reference section."""
    places = [one for one in listed if isinstance(one, int)]
    if number and len(places) < len(listed):  # only the unsigned document may keep objects in object streams
        raise disorder()
    position = start
    if not number:
        head = _HEAD.match(data)
        if head is None:
            raise disorder()
        position = head.end()
    for place in sorted(places):
        if place == table:  # a cross-reference stream names itself
            continue
        if _after_space(data, position) != place:
            raise disorder()
        position = _after_object(data, reader, place)
    if _after_space(data, position) != table:
        raise disorder()


def _after_space(data: bytes, position: int) -> int:
    space = _SPACE.match(data, position)
    assert space is not None
    return space.end()
