"""The cost of parsing a PDF, counted in one pass before any parser sees it.

A PDF parser takes some twenty millionths of a second for each word of a file, whatever the words mean, and quadratic
time for a number with very many digits; a file of some megabytes can keep it busy for minutes. So the words are counted
first, at a hundredth of that price: outside streams directly, and in object streams after unpacking. Other stream
content is never parsed as words: a strict reader checks in ``starts`` that each object named in the file begins where
one was counted, and in ``packs`` that each object named inside another lies in a counted object stream.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, field
from typing import Final

from datapact.base.errors import Malformed, TooLarge
from datapact.base.texts import N_

MIB: Final = 1024 * 1024

# Bounds of each count in a PDF of ours: three times those of the largest agreement that our format allows.
LONGEST_WORD: Final = 1_000
"""A number of 20 digits, a name of 127 bytes: ISO 32000-1, annex C, knows no longer ones."""
LONGEST_STRING: Final = MIB
DEEPEST: Final = 64
"""Arrays and dictionaries inside one another; ours have 4."""
WORDS: Final = 60_000
"""Words outside streams in a file of any size; a long one counts as several. 700 pages have 10,000, and 13 pages 28,000
when somebody stores them without object streams."""
SPREAD: Final = 48
"""Bytes of the file for which there may be one word more. A page of ours has 80 bytes for each of its words."""
MOST_WORDS: Final = 300_000
WORDS_BEHIND: Final = 15_000
"""Words of a revision behind the first. A signature with its certificates and lists has 1,000."""
BYTES_BEHIND: Final = 4 * MIB
"""Size of a revision behind the first: a signature, its appearance, certificates and revocation lists."""
PACKED_WORDS: Final = 2_000_000
"""Words in object streams. 700 pages have 350,000."""
UNPACKED: Final = 2 * MIB
"""Bytes of one object stream. Ours have 30,000 at most."""
MOST_OBJECTS: Final = 50_000
MOST_FIELDS: Final = 1_000
"""Signature fields and values; an agreement may have 200 signatories."""
MOST_REVISIONS: Final = 128

MOST_FOREIGN_WORDS: Final = 8_000_000
"""Words outside streams in a PDF of another program: 1,000 tagged pages without object streams have 3,000,000."""
MOST_FOREIGN_STREAMS: Final = 250_000
"""Streams in one: each takes a parser as long as some hundred words."""
LONGEST_RUN: Final = 64 * 1024
"""Bytes of space, or of one comment, outside streams: parsers read them one by one."""


@dataclass(slots=True)
class Facts:
    """The counts. ``starts`` are the places at which an object or a cross-reference table begins, ``packs`` those of
    the object streams whose objects were counted as a parser will read them.
    """

    size: int
    """Bytes of the file."""
    words: int = 0
    """Outside streams; a long one counts as several."""
    packed: int = 0
    """Words in object streams, once unpacked."""
    objects: int = 0
    """Those that the file defines outside object streams."""
    fields: int = 0
    """Signature fields and values, wherever the name ``/Sig`` stands."""
    revisions: int = 0
    """Counted by their ends (``%%EOF``)."""
    deepest: int = 0
    """Most arrays and dictionaries inside one another, outside object streams."""
    starts: set[int] = field(default_factory=set)
    packs: set[int] = field(default_factory=set)


_SPACES: Final = b"\0\t\n\x0c\r "
_DELIMITERS: Final = b"()<>[]{}/%"
_CLASSES: Final = bytes(
    ord(" ") if byte in _SPACES else ord("-") if byte in _DELIMITERS else ord("a") for byte in range(256)
)
_TOO_LONG: Final = b"a" * (LONGEST_WORD + 1)
_NO_BRACKETS: Final = bytes(byte for byte in range(256) if byte not in b"<>[]")
_WORD: Final = rb"[^\x00\t\n\x0c\r ()<>\[\]{}/%]"
_SPACE: Final = rb"[\x00\t\n\x0c\r ]"
_LEXEME: Final = re.compile(
    _SPACE + rb"*+(?:"
    rb"(?P<object>\d{1,10} \d{1,5} obj(?!" + _WORD + rb"))"
    rb"|(?P<word>" + _WORD + rb"++)"
    rb"|(?P<name>/" + _WORD + rb"*+)"
    rb"|(?P<open><<|\[)"
    rb"|(?P<close>>>|\])"
    rb"|(?P<hex><(?:[0-9A-Fa-f]|" + _SPACE + rb")*+>)"
    rb"|(?P<string>\((?:[^()\\]++|\\[\s\S])*+\))"
    rb"|(?P<nested>\()"
    rb"|(?P<comment>%[^\r\n]*+)"
    rb"|(?P<brace>[{}])"
    rb"|(?P<end>\Z))"
)
_PARENTHESIS: Final = re.compile(rb"[()]|\\[\s\S]")
_LENGTH: Final = re.compile(rb"/Length" + _SPACE + rb"+(\d{1,9})(?!" + _SPACE + rb"+\d+" + _SPACE + rb"+R)")
_BODY: Final = re.compile(rb"\r?\n")
_END_OF_BODY: Final = re.compile(_SPACE + rb"*endstream")
_NAME: Final = re.compile(rb"/" + _WORD + rb"*+")
_ESCAPED: Final = re.compile(rb"/[^\x00\t\n\x0c\r ()<>\[\]{}/%#]*+#")
_ESCAPE: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_PACK: Final = re.compile(
    rb"\d{1,10} \d{1,5} obj"
    + _SPACE
    + rb"*<<(?:"
    + _SPACE
    + rb"*(?:/Type"
    + _SPACE
    + rb"*/ObjStm|/(?:N|First|Length)"
    + _SPACE
    + rb"+\d{1,9}|/Filter"
    + _SPACE
    + rb"*(?:/FlateDecode|\["
    + _SPACE
    + rb"*/FlateDecode"
    + _SPACE
    + rb"*\])|/Extends"
    + _SPACE
    + rb"+\d{1,9} 0 R)(?!"
    + _WORD
    + rb"))+"
    + _SPACE
    + rb"*>>"
    + _SPACE
    + rb"*"
)
"""An object stream that says of itself directly what it is, deflated once and in no other way: how ours are stored."""
_REFERENCE: Final = re.compile(_SPACE + rb"+\d+" + _SPACE + rb"+R\b")
_TAIL: Final = re.compile(rb"startxref" + _SPACE + rb"+(\d{1,10})" + _SPACE + rb"+%%EOF[\r\n]{0,2}\Z")
_LONG: Final = 16  # bytes that cost as much as a word
_FAR: Final = 64  # the longest ending of a file of ours, from "startxref" on
_MOST_NESTED: Final = 10_000  # parentheses in one string
_LEADING: Final = (b"/Prev", b"/XRefStm")

_LEAD: Final = re.compile(rb"startxref" + _SPACE + rb"*(\d{1,10})")
_BREAK: Final = re.compile(rb"[\r\n]")
_BLANK: Final = re.compile(_SPACE)
_ENDLESS: Final = b" " * LONGEST_RUN
_DIGITS: Final = bytes(ord("0") if byte in b"0123456789+-." else ord("a") for byte in range(256))
_MANY_DIGITS: Final = b"0" * (LONGEST_WORD + 1)
_LINES: Final = bytes(ord("\n") if byte in b"\r\n" else ord("a") for byte in range(256))
_LONG_LINE: Final = b"a" * LONGEST_RUN
_LONG_COMMENT: Final = re.compile(rb"%%[^\r\n]{%d}" % LONGEST_RUN)
_LONG_NUMBER: Final = re.compile(rb"(?<![<(0-9A-Fa-f+.\-])[0-9+.\-]{%d}" % (LONGEST_WORD + 1))


def scan(data: bytes) -> Facts:
    """Count the parsing cost of a PDF of ours; raises TooLarge when it is over a bound, Malformed for disorder."""
    return _Scan(data).whole()


def check_foreign(data: bytes) -> None:
    """Refuse a PDF of another program that costs too much; raises TooLarge.

    Other programs lay out their files in many ways, so this count is rough, and reading has its own budget, too.
    """
    last = _LEAD.match(data, data.rfind(b"startxref"))
    if last is not None and _is_endless(data[int(last[1]) : int(last[1]) + LONGEST_RUN]):
        raise too_much()
    bare = _without_bodies(data)
    if (
        _count(bare) > MOST_FOREIGN_WORDS
        or _ENDLESS in bare.translate(_CLASSES)
        or (_MANY_DIGITS in bare.translate(_DIGITS) and _LONG_NUMBER.search(bare))
        or (_LONG_LINE in bare.translate(_LINES) and _LONG_COMMENT.search(bare))
    ):
        raise too_much()


def _is_endless(text: bytes) -> bool:
    """Whether a parser that begins here would read space, one comment or one word to the end of the text, byte by byte."""
    rest = text.lstrip(_SPACES)
    ends = _BREAK if rest.startswith(b"%") else _BLANK
    return len(text) == LONGEST_RUN and ends.search(rest) is None


def _without_bodies(data: bytes) -> bytes:
    kept, place = [], 0
    while (begin := data.find(b"stream", place)) >= 0 and (end := data.find(b"endstream", begin)) >= 0:
        kept.append(data[place:begin])
        if len(kept) > MOST_FOREIGN_STREAMS:
            raise too_much()
        place = end + len(b"endstream")
    return b" ".join([*kept, data[place:]])


class _Scan:
    """One pass over a file; the places are those of ``data``."""

    def __init__(self, data: bytes) -> None:
        self.data, self.facts = data, Facts(len(data))
        self._most = min(WORDS + len(data) // SPREAD, MOST_WORDS)
        self._leads: set[int] = set()  # claimed places of cross-references
        self._end = (0, 0)  # words and place at the end of the newest revision

    def whole(self) -> Facts:
        place = 0
        while place < len(self.data):
            place = self._until_stream(place)
        tail = _TAIL.search(self.data, max(0, len(self.data) - _FAR))
        if tail is None or not {int(tail[1]), *self._leads} <= self.facts.starts:
            raise disorder()
        return self.facts

    def _until_stream(self, place: int) -> int:
        """Count words from ``place`` on, through the body of the next stream; returns the place behind it."""
        data, facts = self.data, self.facts
        most = min(self._most, self._end[0] + WORDS_BEHIND) if facts.revisions else self._most
        begin, depth, words = place, 0, facts.words
        lead, before = False, b""
        while place < len(data):
            found = _LEXEME.match(data, place)
            if found is None:
                raise disorder()
            kind = found.lastgroup
            assert kind is not None
            start, length, place = found.start(kind), found.end() - place, found.end()
            if kind == "nested":
                place = _end_of_string(data, place)
                length = place - start
            words += 1 + length // _LONG
            if words > most or length > LONGEST_STRING or (kind in ("word", "name") and place - start > LONGEST_WORD):
                raise too_much()
            match kind:
                case "word":
                    word = found[kind]
                    if lead and not _REFERENCE.match(data, place):
                        self._lead(word)
                    if word == b"stream" and before == b">>":
                        facts.words = words
                        return self._through_stream(begin, start, place)
                    if word == b"xref":
                        facts.starts.add(start)
                    lead = word == b"startxref"
                case "name":
                    lead = self._note(_plain(found[kind]))
                case "object":
                    facts.objects += 1
                    facts.starts.add(start)
                    begin, depth = start, 0
                    if facts.objects > MOST_OBJECTS:
                        raise too_much()
                case "open":
                    depth += 1
                    facts.deepest = max(depth, facts.deepest)
                    if depth > DEEPEST:
                        raise too_much()
                case "close":
                    depth = max(0, depth - 1)
                case "comment" if data.startswith(b"%%EOF", start):
                    self._end_of_revision(words, place)
                    most = min(self._most, words + WORDS_BEHIND)
            before = data[start : start + 2]
        facts.words = words
        return place

    def _lead(self, word: bytes) -> None:
        if not word.isdigit() or len(word) > 10:
            raise disorder()
        self._leads.add(int(word))

    def _note(self, name: bytes) -> bool:
        """Count a name; true for one that leads to a cross-reference section."""
        if name == b"/Sig":
            self.facts.fields += 1
            if self.facts.fields > MOST_FIELDS:
                raise too_much()
        elif name == b"/Encrypt":
            raise disorder()
        return name in _LEADING

    def _end_of_revision(self, words: int, place: int) -> None:
        self.facts.revisions += 1
        behind = self.facts.revisions > 1
        if self.facts.revisions > MOST_REVISIONS or (behind and place - self._end[1] > BYTES_BEHIND):
            raise too_much()
        self._end = words, place

    def _through_stream(self, begin: int, word: int, place: int) -> int:
        """Skip the body of a stream whose dictionary is before ``word``; objects in it are counted."""
        data = self.data
        head = data[begin:word]
        body = _BODY.match(data, place)
        lengths = _LENGTH.findall(head)
        if body is None or len(lengths) != 1:
            raise disorder()
        end = _END_OF_BODY.match(data, body.end() + int(lengths[0]))
        if end is None:
            raise disorder()
        if b"/ObjStm" in _plain(head):
            self._count_packed(data[body.end() : end.start()])
            if _PACK.fullmatch(head):
                self.facts.packs.add(begin)
        return end.end()

    def _count_packed(self, body: bytes) -> None:
        """Count the words of an object stream, which our files pack in only one way."""
        try:
            text = zlib.decompressobj().decompress(body, UNPACKED + 1)
        except zlib.error:
            raise disorder() from None
        self.facts.packed += _count(text)
        if (
            len(text) > UNPACKED
            or self.facts.packed > PACKED_WORDS
            or (_TOO_LONG in text.translate(_CLASSES) and any(len(word) > LONGEST_WORD for word in _words(text)))
            or _layers(text.translate(None, _NO_BRACKETS)) > DEEPEST
        ):
            raise too_much()
        for name in _NAME.findall(text) if _ESCAPED.search(text) else [b"/Sig"] * text.count(b"/Sig"):
            self._note(_plain(name))


def _count(text: bytes) -> int:
    """An upper bound of the words in a text: those inside its strings count too."""
    classes = text.translate(_CLASSES)
    return sum(map(classes.count, (b"-", b" a", b"-a"))) + len(text) // _LONG


def _layers(brackets: bytes) -> int:
    """The nesting depth of brackets; brackets in strings may hide some, which a parser then refuses itself."""
    layers = 0
    while layers <= DEEPEST and (outer := brackets.replace(b"<>", b"").replace(b"[]", b"")) != brackets:
        brackets = outer
        layers += 1
    return layers


def _words(text: bytes) -> list[bytes]:
    """The words and names of an object stream, without the content of its strings."""
    bare, place = [], 0
    while place < len(text) and (found := _LEXEME.match(text, place)) is not None:
        place = _end_of_string(text, found.end()) if found.lastgroup == "nested" else found.end()
        if found.lastgroup in ("word", "name"):
            bare.append(found[found.lastgroup])
    return bare


def _end_of_string(data: bytes, place: int) -> int:
    """The place behind the closing parenthesis of a string with nested ones, the first of them before ``place``."""
    depth = 1
    for number, found in enumerate(_PARENTHESIS.finditer(data, place, place + LONGEST_STRING)):
        if number > _MOST_NESTED:
            raise too_much()
        if found[0] == b"(":
            depth += 1
        elif found[0] == b")":
            depth -= 1
            if not depth:
                return found.end()
    raise disorder()


def _plain(name: bytes) -> bytes:
    """A name with its escapes resolved (``#53`` is ``S``)."""
    return _ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), name) if b"#" in name else name


def too_much() -> TooLarge:
    """The error for a PDF that would keep its reader busy."""
    return TooLarge(
        N_(
            "This PDF holds more than a document of its kind can need, so that reading it would take very long. Ask the"
            " sender for a new file."
        )
    )


def disorder() -> Malformed:
    """The error for a PDF that is not built like ours."""
    return Malformed(
        N_("The structure of this PDF is not in order: it was damaged or prepared. Ask the sender for a new file.")
    )
