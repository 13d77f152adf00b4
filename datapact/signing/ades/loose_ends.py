"""Bytes behind a signature that belong to no revision that pyHanko finds, and that other readers may take for one.

Readers search the end of a file for ``startxref``, each with its own leniency; where they find none that fits, or a trailer that is
none, they look through the whole file for objects. So what is behind a signed revision is walked byte by byte: each later revision
begins where the one before ends, and is filled by the objects that its table names, the table, and its end; between them and
behind the newest only white space and comments may stand, which no reader shows.
"""

from __future__ import annotations

import logging
import re
from typing import Final, NoReturn

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.xref import XRefSectionMetaInfo
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from datapact.signing.pades.object_streams import PdfReader, holds_other_objects, numbers_in

log = logging.getLogger(__name__)

_SPACE: Final = re.compile(rb"[\x00\t\n\x0c\r ]*+")
_COMMENT: Final = re.compile(rb"%[^\r\n]*+")
_NOTHING: Final = re.compile(rb"(?:[\x00\t\n\x0c\r ]|%[^\r\n]*+)*+")
_READ: Final = re.compile(rb"startxref|trailer|xref|obj")
"""Words for which readers search, also inside comments."""
_PARTS: Final = re.compile(rb"startxref|trailer|xref|obj|stream|<<|%PDF|%%EOF")
"""Words that begin or end some part of a file."""
_START: Final = re.compile(rb"startxref\s{1,4}(\d{1,12})\s{1,8}%%EOF")
_HEAD: Final = re.compile(rb"(\d{1,10})\s{1,4}(\d{1,5})\s{1,4}obj(?![^\x00\t\n\x0c\r ()<>\[\]{}/%])")
_END_OF_OBJECT: Final = re.compile(rb"[\x00\t\n\x0c\r ]*+endobj")
_PART: Final = re.compile(rb"\s{0,4}(\d{1,10}) {1,2}(\d{1,7})\s{1,4}")
_ROW: Final = re.compile(rb"\d{10} \d{5} [nf]\s{1,3}")
_TRAILER: Final = re.compile(rb"trailer\s{0,8}(?=<<)")
_MARKS: Final = re.compile(rb"(?:\s*%%EOF(?=[\r\n]))*+")
_MOST_BEFORE: Final = 4
"""Bytes of white space between a place in a table and what stands there, as some programs write it."""

MOST_LATER: Final = 20_000
"""Objects of all later revisions; thousands of signatures need fewer, and more would keep the reader busy."""
MOST_PACKS: Final = 2_000
"""Streams of later revisions that hold objects."""

type _One = tuple[int, int]
"""Number and generation of an object."""


class _LooseError(Exception):
    """Something stands where nothing should, or is not where it should be."""


def loose_ends(embedded: EmbeddedPdfSignature) -> bool:
    """Whether behind a signed revision there is more than the later revisions, white space and comments, or tables of theirs do not fit."""
    end = int(embedded.byte_range[2]) + int(embedded.byte_range[3])
    reader = embedded.reader
    return not isinstance(reader, PdfReader) or loose_behind(reader, int(embedded.signed_revision), end)


def only_litter(embedded: EmbeddedPdfSignature) -> bool:
    """Whether all that is loose stands behind the newest revision and is nothing that a reader takes for a part of a PDF.

    Nobody is shown anything else because of it; who put it there, and what for, nobody can tell.
    """
    end = int(embedded.byte_range[2]) + int(embedded.byte_range[3])
    reader = embedded.reader
    return isinstance(reader, PdfReader) and not loose_behind(reader, int(embedded.signed_revision), end, litter=True)


def loose_behind(reader: PdfReader, revision: int, end: int, *, litter: bool = False) -> bool:
    """The same behind byte ``end``, where a revision ends that counts from 0; ``litter`` may stand behind the newest."""
    known = reader.walked.get((revision, end, litter))
    if known is not None:
        return known
    strict = reader.strict
    reader.strict = True  # of an entry that stands twice in a dictionary, each reader takes another
    try:
        loose = _is_loose(reader, reader.stream.getvalue(), revision, end, litter=litter)
    except Exception as error:  # a hostile file makes the parser fail in many ways; all mean the same
        log.info("later revisions not in order", exc_info=error)
        loose = True
    finally:
        reader.strict = strict
    reader.walked[revision, end, litter] = loose
    return loose


def _is_loose(reader: PdfReader, data: bytes, revision: int, end: int, *, litter: bool) -> bool:
    for earlier in range(revision + 1):  # a place behind what was signed waits for somebody to fill it
        if any(place >= end for place in _listed(reader, earlier).values()):
            return True
    if _is_too_much(reader, revision):
        return True
    named: set[int] = set()
    place = end
    for later in range(revision + 1, reader.total_revisions):
        info = reader.xrefs.get_xref_container_info(later)
        listed = _listed(reader, later)
        named |= {info.declared_startxref, *listed.values()}
        place = _walk(reader, data, place, info, listed)
        _require_packs(reader, later)
    if holds_other_objects(data, end, named):
        return True
    tail = data[place:]
    if litter:
        return _PARTS.search(tail) is not None
    return _NOTHING.fullmatch(tail) is None or _READ.search(tail) is not None


def _is_too_much(reader: PdfReader, revision: int) -> bool:
    objects, packs = 0, 0
    for later in range(revision + 1, reader.total_revisions):
        main = reader.xrefs.get_xref_data(later)
        for part in [main] if main.hybrid is None else [main, main.hybrid.xref_data]:
            objects += len(part.standard_xrefs) + len(part.xrefs_in_objstm)
            packs += len({at.obj_stream_id for at in part.xrefs_in_objstm.values()})
    return objects > MOST_LATER or packs > MOST_PACKS


def _listed(reader: PdfReader, revision: int) -> dict[_One, int]:
    """Where the objects of a revision stand by its table, and by the second one beside it for newer readers."""
    main = reader.xrefs.get_xref_data(revision)
    parts = [main] if main.hybrid is None else [main, main.hybrid.xref_data]
    found = {
        (number, generation): place for part in parts for number, (generation, place) in part.standard_xrefs.items()
    }
    if main.hybrid is not None:
        beside = main.hybrid.meta_info
        assert beside.stream_ref is not None
        found.setdefault((beside.stream_ref.idnum, beside.stream_ref.generation), beside.start_location)
    return found


def _is_named(data: bytes, at: int, places: set[int]) -> bool:
    """Whether a table names this place, or one with no more than white space before it."""
    return any(at - before in places and not data[at - before : at].strip() for before in range(_MOST_BEFORE + 1))


def _walk(reader: PdfReader, data: bytes, begin: int, info: XRefSectionMetaInfo, listed: dict[_One, int]) -> int:
    """Where a revision ends that begins at ``begin``; raises where anything else stands in it."""
    marks = _MARKS.match(data, begin)
    assert marks is not None
    place, tables = marks.end(), 0
    seen: set[_One] = set()
    while True:
        place = _after_space(data, place)
        if (head := _HEAD.match(data, place)) is not None:
            one = int(head[1]), int(head[2])
            begins, (place, read) = place, _after_object(reader, data, head.end(), one)
            if _is_named(data, begins, {info.declared_startxref}):
                tables += 1
                _require_trailer(reader, read, info, listed)
            elif one not in listed or not _is_named(data, begins, {listed[one]}):
                _loose(begins)
            seen.add(one)
        elif data.startswith(b"xref", place):
            if not _is_named(data, place, {info.declared_startxref}):
                _loose(place)
            tables += 1
            place = _after_table(reader, data, place + 4, info, listed)
        else:
            found = _START.match(data, place)
            if found is None or tables != 1 or int(found[1]) != info.declared_startxref:
                _loose(place)
            place = found.end()
            if any(at >= place or (at >= begin and one not in seen) for one, at in listed.items()):
                _loose(place)
            return place


def _loose(place: int) -> NoReturn:
    raise _LooseError(place)


def _after_space(data: bytes, place: int) -> int:
    """The place behind white space and comments in which no reader finds anything."""
    while True:
        space = _SPACE.match(data, place)
        assert space is not None
        place = space.end()
        comment = _COMMENT.match(data, place)
        if comment is None:
            return place
        if comment[0].startswith(b"%%EOF") or _READ.search(comment[0]):
            _loose(place)
        place = comment.end()


def _after_object(reader: PdfReader, data: bytes, body: int, one: _One) -> tuple[int, generic.PdfObject]:
    reader.stream.seek(_after_space(data, body))
    read = generic.read_object(reader.stream, generic.Reference(*one, reader))
    end = _END_OF_OBJECT.match(data, reader.stream.tell())
    if end is None:
        _loose(body)
    return end.end(), read


def _after_table(reader: PdfReader, data: bytes, place: int, info: XRefSectionMetaInfo, listed: dict[_One, int]) -> int:
    """The place behind a table and its trailer: as many rows as it says, and nothing else."""
    while (part := _PART.match(data, place)) is not None:
        place = part.end()
        for _ in range(int(part[2])):
            row = _ROW.match(data, place)
            if row is None:
                _loose(place)
            place = row.end()
    trailer = _TRAILER.match(data, _after_space(data, place))
    if trailer is None:
        _loose(place)
    reader.stream.seek(trailer.end())
    read = generic.DictionaryObject.read_from_stream(reader.stream, generic.TrailerReference(reader))
    _require_trailer(reader, read, info, listed)
    return int(reader.stream.tell())


def _require_trailer(
    reader: PdfReader, trailer: generic.PdfObject, info: XRefSectionMetaInfo, listed: dict[_One, int]
) -> None:
    """Require what readers need to trust a table; else they look through the file for objects."""
    assert isinstance(trailer, generic.DictionaryObject)
    root = trailer.raw_get("/Root")
    if not isinstance(root, generic.IndirectObject) or root.reference != reader.root_ref:
        _loose(info.declared_startxref)
    if int(trailer.raw_get("/Size")) <= max((number for number, _generation in listed), default=0):
        _loose(info.declared_startxref)


def _require_packs(reader: PdfReader, revision: int) -> None:
    """Require that object streams hold what the tables name, and nothing else."""
    main = reader.xrefs.get_xref_data(revision)
    parts = [main] if main.hybrid is None else [main, main.hybrid.xref_data]
    packed = [(number, at) for part in parts for number, at in part.xrefs_in_objstm.items()]
    named: dict[int, set[int]] = {}
    for number, at in packed:
        named.setdefault(at.obj_stream_id, set()).add(number)
    for stream, numbers in named.items():
        if not numbers_in(reader, stream) <= numbers:
            _loose(stream)
    for number, at in packed:
        reader._get_object_from_stream(number, at.obj_stream_id, at.ix_in_stream)  # raises for what is odd
