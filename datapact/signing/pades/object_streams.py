"""A reader of PDFs that looks through the head of an object stream once, and finds an end that is marked more than once.

And what readers find who trust no table: whatever looks like the head of an object, wherever it stands. Texts in hexadecimal
digits, as every signature is one, are read at once instead of digit by digit, for every reader in the process.
"""

from __future__ import annotations

import os
import re
from binascii import unhexlify
from collections.abc import Iterable
from io import BytesIO
from typing import IO, Any, Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.decode_limits import DecodePurpose
from pyhanko.pdf_utils.misc import read_non_whitespace
from pyhanko.pdf_utils.reader import PdfFileReader

_MARKS: Final = re.compile(rb"%%EOF((?:\s++%%EOF)++\s*+)\Z")
_BLANK: Final = b"\0\t\n\f\r "
_FAR: Final = 1024
_OBJ: Final = rb"[\x00\t\n\x0c\r ]*+obj(?![^\x00\t\n\x0c\r ()<>\[\]{}/%])"
_LOOKS_LIKE_HEAD: Final = re.compile(rb"\d(?=[\x00\t\n\x0c\r ])" + _OBJ + rb"|%[^\r\n%]*+[\r\n]" + _OBJ)
"""A generation and ``obj``, however many digits it has; NUL is white space to readers, and so is a comment to its end."""
_HEAD: Final = re.compile(rb"\s{0,4}\d{1,10}\s{1,4}\d{1,5}\s{1,4}obj")
_HEXADECIMAL: Final = re.compile(rb"<([0-9A-Fa-f]*+)>")
_SHORT, _LONG = 256, 1024 * 1024
_digit_by_digit = generic.read_hex_string_from_stream


def read_hexadecimal(stream: IO[bytes]) -> Any:
    """The text in hexadecimal digits that begins here; what has anything but digits in it is read as pyHanko reads it.

    pyHanko reads each of the 30,000 digits of a signature by itself, several times a file.
    """
    begin = stream.tell()
    for size in (_SHORT, _LONG):
        found = _HEXADECIMAL.match(stream.read(size))
        stream.seek(begin)
        if found is not None:
            digits = found[1]
            stream.seek(begin + found.end())
            return generic.pdf_string(unhexlify(digits + b"0" * (len(digits) % 2)))
    return _digit_by_digit(stream)


generic.read_hex_string_from_stream = read_hexadecimal


def as_file(data: bytes) -> BytesIO:
    """The bytes of a PDF whose end may be marked more than once, or filled up with blanks, as some programs do; a reader finds the first of these marks."""
    filled = len(data.rstrip(_BLANK))
    if len(data) - filled > _FAR // 2:
        return _WithMarks(data, filled - 1)
    more = _MARKS.search(data, max(0, len(data) - _FAR))
    return BytesIO(data) if more is None else _WithMarks(data, more.start(1) - 1)


def holds_other_objects(data: bytes, begin: int, places: Iterable[int]) -> bool:
    """Whether behind ``begin`` anything looks like the head of an object and is none that tables name at these places.

    Also inside a stream, a text or a comment: who looks through the file for objects finds it there.
    """
    heads = {head.end() for place in places if (head := _HEAD.match(data, place)) is not None}
    return any(found.end() not in heads for found in _LOOKS_LIKE_HEAD.finditer(data, begin))


class _WithMarks(BytesIO):
    """A file from whose end a reader goes back to ``last``, the last byte that is no further mark."""

    def __init__(self, data: bytes, last: int) -> None:
        super().__init__(data)
        self._last = last

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        return super().seek(self._last) if (offset, whence) == (-1, os.SEEK_END) else super().seek(offset, whence)


class PdfReader(PdfFileReader):
    """pyHanko's reader, with the place of every object in an object stream remembered.

    pyHanko reads the numbers in front of the stream for each object anew, which is half of judging a file. Whatever is odd
    (a damaged head, an object at another place than the table says) goes the way of pyHanko, which says what it means.
    """

    def __init__(self, *given: Any, **named: Any) -> None:
        """As pyHanko's reader."""
        self._heads: dict[int, tuple[generic.StreamObject, dict[int, tuple[int, int]]]] = {}
        self._odd: set[tuple[int, int, int]] = (
            set()
        )  # tried here once, or a chain of broken ones would double each step
        self.walked: dict[tuple[int, int, bool], bool] = {}
        self.leads: dict[tuple[int, int], list[generic.Reference]] = {}
        super().__init__(*given, **named)

    def _get_object_from_stream(self, idnum: int, stmnum: int, idx: int) -> Any:
        asked = (idnum, stmnum, idx)
        if asked not in self._odd:
            stream = generic.Reference(stmnum, 0, self).get_object()
            try:
                found = self._found(stream, *asked)
            except Exception:  # noqa: BLE001 - a hostile stream fails in many ways, which pyHanko's own reading tells apart
                found = None
            if found is not None:
                return found
            self._odd.add(asked)
        return super()._get_object_from_stream(*asked)  # type: ignore[no-untyped-call]

    def _found(self, stream: Any, idnum: int, stmnum: int, idx: int) -> Any:
        """The object where nothing about it is odd, otherwise None."""
        if not isinstance(stream, generic.StreamObject) or stream["/Type"] != "/ObjStm":
            return None
        head = self._heads.get(stmnum)
        if head is None or head[0] is not stream:
            head = self._heads[stmnum] = (stream, _places(stream))
        place, start = head[1].get(idnum, (-1, 0))
        if place != idx:
            return None
        data = BytesIO(stream.read_data(DecodePurpose.OBJECT_STREAM))
        data.seek(start)
        read = generic.read_object(data, generic.Reference(idnum, 0, self))
        read_non_whitespace(data, seek_back=True, allow_eof=True)
        return None if isinstance(read, generic.StreamObject | generic.IndirectObject) else read


def numbers_in(reader: PdfReader, stream: int) -> set[int]:
    """Numbers of the objects that an object stream holds; raises where its head is damaged."""
    found = generic.Reference(stream, 0, reader).get_object()
    assert isinstance(found, generic.StreamObject)
    return set(_places(found))


def _places(stream: generic.StreamObject) -> dict[int, tuple[int, int]]:
    """Of each object the place and where it begins, the first of a number; raises where the head is damaged."""
    data = BytesIO(stream.read_data(DecodePurpose.OBJECT_STREAM))
    first = stream["/First"]
    found: dict[int, tuple[int, int]] = {}
    for place in range(stream["/N"]):
        pair = []
        for _ in range(2):
            read_non_whitespace(data, seek_back=True)
            pair.append(generic.NumberObject.read_from_stream(data))
        if not all(isinstance(one, int) for one in (*pair, first)):
            raise ValueError
        read_non_whitespace(data, seek_back=True)
        found.setdefault(int(pair[0]), (place, int(first) + int(pair[1])))
    return found
