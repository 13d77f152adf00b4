"""Strict JSON for our formats: RFC 8785 on writing; no duplicate keys, NaN or fractions on reading."""

from __future__ import annotations

import binascii
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from json.scanner import make_scanner

import rfc8785

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


def canonical(value: JsonValue) -> bytes:
    """RFC 8785 bytes of a value made of null, booleans, integers, strings, arrays and objects.

    Raises WrongUse for an integer beyond ±(2^53 - 1), which no format of ours holds.
    """
    try:
        return rfc8785.dumps(value)
    except rfc8785.IntegerDomainError as error:
        raise WrongUse(
            N_("A number is too large to be signed: at most {most} in size. Correct it."), most=LARGEST_INTEGER
        ) from error


_TO_STANDARD = bytes.maketrans(b"-_", b"+/")
_TO_URLSAFE = bytes.maketrans(b"+/", b"-_")
_PADDING = (b"", b"===", b"==", b"=")


def to_base64url(data: bytes) -> str:
    """RFC 7515 base64url, without padding."""
    return binascii.b2a_base64(data, newline=False).rstrip(b"=").translate(_TO_URLSAFE).decode("ascii")


def sha256_of(data: bytes | memoryview) -> str:
    """base64url SHA-256: the digest by which files, entries and keys are named."""
    return to_base64url(hashlib.sha256(data).digest())


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
