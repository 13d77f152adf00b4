"""Strict JSON for our formats: RFC 8785 on writing; no duplicate keys, NaN or fractions on reading."""

from __future__ import annotations

import binascii
import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from json.scanner import make_scanner

from datapact.base.errors import Malformed, TooLarge, WrongUse
from datapact.base.texts import N_

type JsonValue = bool | int | str | Sequence[JsonValue] | Mapping[str, JsonValue] | None
type JsonObject = dict[str, JsonValue]

LARGEST_INTEGER = 2**53 - 1
DEEPEST = 64


class _Refused(ValueError):
    pass


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise _Refused
    return result


def _no_fraction(_text: str) -> object:
    raise _Refused


def _integer(text: str) -> int:
    if len(text) > 17 or abs(number := int(text)) > LARGEST_INTEGER or text == "-0":
        raise _Refused
    return number


type Hook = Callable[[list[tuple[str, object]]], object]


def decoder(hook: Hook) -> json.JSONDecoder:
    """A decoder as strict on numbers as ``parse``, whose ``hook`` makes the objects and refuses duplicate keys."""
    return json.JSONDecoder(
        object_pairs_hook=hook, parse_float=_no_fraction, parse_constant=_no_fraction, parse_int=_integer
    )


def scanner(hook: Hook = _unique) -> Callable[[str, int], tuple[object, int]]:
    """The C scanner of such a decoder: from text and position to value and end.

    For readers of very many short texts, which check size, depth and lone surrogates themselves. Raises ValueError,
    StopIteration or RecursionError for text that is not JSON.
    """
    return make_scanner(decoder(hook))  # type: ignore[arg-type]  # typeshed wants a scanner here


_DECODER = decoder(_unique)


def parse(data: bytes | str, *, limit: int = 16 * 1024 * 1024) -> JsonValue:
    """Read one JSON value; ``limit`` in bytes.

    Raises TooLarge beyond the limit, Malformed for invalid UTF-8 or JSON, duplicate keys, fractions,
    NaN, integers beyond 2**53 - 1, lone surrogates, or nesting deeper than 64.
    """
    if len(data) > limit:
        raise TooLarge(N_("A part of this file is larger than its format allows. Ask the sender for a new file."))
    try:
        text = data.decode("utf-8") if isinstance(data, bytes) else data
        if "\\u" in text or not isinstance(data, bytes):
            value = _DECODER.decode(text)
            json.dumps(value, ensure_ascii=False).encode("utf-8")  # a lone surrogate fails here
        else:
            value = _DECODER.decode(text)
    except (ValueError, RecursionError):
        raise Malformed(N_("A part of this file is not valid JSON. Ask the sender for a new file.")) from None
    if is_too_deep(text):
        raise Malformed(N_("A part of this file is nested too deeply. Ask the sender for a new file."))
    return value  # type: ignore[no-any-return]


_BRACKETS = bytes.maketrans(b"{}", b"[]")
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))


def is_too_deep(text: str) -> bool:
    """Whether valid JSON text nests arrays and objects deeper than 64; reads the text, not the value."""
    if text.count("[") + text.count("{") <= DEEPEST:
        return False
    if "\\" in text:
        text = text.replace("\\\\", "").replace('\\"', "")
    outside_strings = "".join(text.split('"')[::2])
    brackets = outside_strings.encode("utf-8", "replace").translate(_BRACKETS, _NO_BRACKETS)
    for _ in range(DEEPEST):
        brackets = brackets.replace(b"[]", b"")  # each round takes the innermost level away
    return bool(brackets)


def parse_object(data: bytes | str, *, limit: int = 16 * 1024 * 1024) -> JsonObject:
    """Like ``parse``, for a JSON object; raises Malformed when it is anything else."""
    value = parse(data, limit=limit)
    if not isinstance(value, dict):
        raise Malformed(N_("A part of this file is not a JSON object. Ask the sender for a new file."))
    return value


def indented(value: object) -> str:
    """JSON for machines that people read, too: what commands print, and files beside a PDF. Not a form that is signed."""
    return json.dumps(value, ensure_ascii=False, indent=2)


_WRITER = json.JSONEncoder(ensure_ascii=False, check_circular=False, sort_keys=True, separators=(",", ":"))
_WRITER_IN_ORDER = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"))


def canonical(value: JsonValue) -> bytes:
    """RFC 8785 bytes of a value made of null, booleans, integers, strings, arrays and objects.

    Raises WrongUse for an integer beyond ±(2^53 - 1), which no format of ours holds, and ValueError for what JSON of ours
    cannot say: a fraction, a lone surrogate, a name that is no string, an object of another class.
    """
    # The standard writer escapes what section 3.2.2.2 of the RFC escapes, in the same way. It sorts names by code points,
    # the RFC (3.2.3) by UTF-16 code units: the same order unless a name goes beyond the basic plane.
    writer, written = (_WRITER, value) if _sorts_alike(value) else (_WRITER_IN_ORDER, _in_order(value))
    return writer.encode(written).encode("utf-8")


def _sorts_alike(value: object) -> bool:
    """Whether code points and UTF-16 order all names below alike; raises as ``canonical`` says, save for surrogates."""
    alike = True
    kind = type(value)
    if kind is dict or isinstance(value, dict):
        for name, part in value.items():  # type: ignore[attr-defined]
            if not isinstance(name, str):
                raise ValueError("object names must be strings")
            if not name.isascii() and max(name) > "\uffff":
                alike = False
            if type(part) is not str and not _sorts_alike(part):
                alike = False
    elif kind is list or isinstance(value, list | tuple):
        for part in value:  # type: ignore[attr-defined]
            if type(part) is not str and not _sorts_alike(part):
                alike = False
    elif isinstance(value, int):
        if not -LARGEST_INTEGER <= value <= LARGEST_INTEGER:
            raise WrongUse(
                N_("A number is too large to be signed: at most {most} in size. Correct it."), most=LARGEST_INTEGER
            )
    elif value is not None and not isinstance(value, str):
        raise ValueError(f"not a value of JSON: {kind.__name__}")
    return alike


def _in_order(value: JsonValue) -> JsonValue:
    """The same value, with the names of its objects in the order of the RFC."""
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return {name: _in_order(value[name]) for name in names}
    if isinstance(value, list | tuple):
        return [_in_order(part) for part in value]
    return value


_TO_STANDARD = bytes.maketrans(b"-_", b"+/")
_TO_URLSAFE = bytes.maketrans(b"+/", b"-_")
_PADDING = (b"", b"===", b"==", b"=")


def strings_in(value: object) -> Iterator[str]:
    """Every string that is a value in a JSON value, at any depth, in its order; names of members are none."""
    left = [value]
    while left:
        part = left.pop()
        kind = type(part)
        if kind is str or isinstance(part, str):
            yield part  # type: ignore[misc]
        elif kind is dict or isinstance(part, Mapping):
            left += reversed([*part.values()])  # type: ignore[attr-defined]
        elif isinstance(part, list | tuple):
            left += reversed(part)


def to_base64url(data: bytes) -> str:
    """RFC 7515 base64url, without padding."""
    return binascii.b2a_base64(data, newline=False).rstrip(b"=").translate(_TO_URLSAFE).decode("ascii")


def sha256_of(data: bytes | memoryview) -> str:
    """base64url SHA-256: the digest by which files, entries and keys are named."""
    import hashlib  # loads OpenSSL, which a first window does without

    return to_base64url(hashlib.sha256(data).digest())


def sha256_of_each(texts: Collection[bytes]) -> list[str]:
    """``sha256_of`` of each: base64url of all in one call, a zero byte behind each making whole groups."""
    import hashlib

    joined = b"\0".join([hashlib.sha256(text).digest() for text in texts]) + b"\0"
    written = binascii.b2a_base64(joined, newline=False).translate(_TO_URLSAFE).decode("ascii")
    return [written[at : at + 43] for at in range(0, 44 * len(texts), 44)]


def hexadecimal(digest: str) -> str:
    """The digits that sha256sum prints, for a digest in base64url; anything else stays unchanged."""
    try:
        return from_base64url(digest).hex()
    except Malformed:
        return digest


def from_base64url(text: object) -> bytes:
    """The bytes of strict, unpadded base64url; raises Malformed for any other text."""
    if isinstance(text, str):
        try:
            given = text.encode("ascii")
            data = binascii.a2b_base64(given.translate(_TO_STANDARD) + _PADDING[len(given) & 3])
            if binascii.b2a_base64(data, newline=False).rstrip(b"=").translate(_TO_URLSAFE) == given:
                return data  # any other spelling of these bytes would give another text
        except ValueError:
            pass
    raise Malformed(N_("A part of this file is not valid base64url. Ask the sender for a new file."))
