"""Reassemble bodies from the digests in a payload and the disclosures at hand (RFC 9901, 7.1).

Every entry is read through this module and an offer has hundreds of disclosures, so the parser's hook opens them while
it makes the objects, and nothing is traversed a second time.
"""

from __future__ import annotations

import json
from binascii import a2b_base64
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from datapact.base.errors import Malformed
from datapact.base.strictjson import DEEPEST, from_base64url, is_too_deep, parse, scanner, sha256_of_each
from datapact.base.texts import N_
from datapact.history.commitments.disclosure import ALGORITHM, DIGESTS, ELEMENT, RESERVED, WITHHELD, Path
from datapact.history.commitments.jws import is_digest

_SHORTEST_SALT = 22  # base64url characters of 128 bits
_SHALLOW = _SHORTEST_SALT + 3 + 2 * DEEPEST
"""Characters up to which an array of a salt and a value cannot nest too deeply: each level opens and closes."""


@dataclass(frozen=True, slots=True)
class Revealed:
    """A reassembled body. ``absent`` digests have no disclosure; those of them in ``erased`` are marked as erased.

    In a list, WITHHELD takes the element's place. In an object the names of withheld members are unknown: its member
    ``...`` holds WITHHELD.
    """

    body: Mapping[str, Any]
    """Members by name, with WITHHELD where a text is absent."""
    absent: tuple[str, ...]
    erased: tuple[str, ...]


class Unopened:
    """A reassembled body, of which members with disclosures inside are opened when somebody first reads one of them.

    What is read was proven by its digest before: the members at hand one by one, all others together, as by ``reveal``.
    """

    __slots__ = ("_open", "_opened", "body")

    def __init__(self, known: Mapping[str, Any], names: Sequence[str], open_all: Callable[[], Revealed]) -> None:
        """``names`` are those of all members, ``known`` the members at hand; ``open_all`` opens everything."""
        self._open = open_all
        self._opened: Revealed | None = None
        self.body: Mapping[str, Any] = _LaterBody(known, names, self)

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has read any of what waits."""
        return self._opened is None

    def opened(self) -> Revealed:
        """Everything opened; raises what ``open_all`` raises."""
        if self._opened is None:
            self._opened = self._open()
        return self._opened

    @property
    def absent(self) -> tuple[str, ...]:
        """Digests without a disclosure."""
        return self.opened().absent

    @property
    def erased(self) -> tuple[str, ...]:
        """Those of them that are marked as erased."""
        return self.opened().erased

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Revealed | Unopened):
            return NotImplemented
        return (self.body, self.absent, self.erased) == (other.body, other.absent, other.erased)

    __hash__ = None  # type: ignore[assignment]  # as a body


class _LaterBody(Mapping[str, Any]):
    __slots__ = ("_held", "_known", "_names")

    def __init__(self, known: Mapping[str, Any], names: Sequence[str], held: Unopened) -> None:
        self._known, self._names, self._held = known, names, held

    def __getitem__(self, name: str) -> Any:
        return self._known[name] if name in self._known else self._held.opened().body[name]

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def reveal(digests: object, disclosures: Collection[str], erased: Collection[str] = ()) -> Revealed:
    """Reassemble a body from a payload's ``_sd`` and the disclosures at hand (RFC 9901, 7.1).

    Raises Malformed for a digest that occurs twice, a disclosure or erasure that nothing refers to,
    reserved names, or anything that is not a disclosure.
    """
    opening = _Opening(disclosures)
    body: dict[str, Any] = {}
    try:
        opening.members(digests, body)
    except (ValueError, StopIteration, RecursionError):
        raise _refusal() from None
    finally:
        opening.scan = None  # the parser holds the hook and the hook the parser
    absent, gone = opening.absent, frozenset(erased)
    if (
        any(text is not None for text in opening.texts.values()) or not gone <= absent.keys()
    ):  # one that nothing refers to
        raise _refusal()
    return Revealed(body, tuple(absent), tuple([digest for digest in absent if digest in gone]))


_AT_THE_ENDS = 8
"""Texts at each end of the list among which ``at_hand`` looks: writers put a body's members after what lies in them."""


def at_hand(digests: Sequence[str], disclosures: Sequence[str]) -> tuple[dict[str, Any], list[str]] | None:
    """The members of a body that have no disclosures inside, and the names of all, of which only these few are opened.

    None where not every member's text is found at once; then only ``reveal`` can say what the body is.
    """
    ends = [*disclosures[:_AT_THE_ENDS], *disclosures[max(_AT_THE_ENDS, len(disclosures) - _AT_THE_ENDS) :]]
    try:
        texts = _by_digest(ends)
        opened = [_array(texts[digest]) for digest in digests]
    except (Malformed, KeyError):
        return None
    known: dict[str, Any] = {}
    names: list[str] = []
    for content in opened:
        if len(content) != 3 or [type(one) for one in content[:2]] != [str, str] or content[1] in RESERVED:
            return None
        if len(content[0]) < _SHORTEST_SALT:
            return None
        names.append(content[1])
        if not _has_digests(content[2]):
            known[content[1]] = content[2]
    return (known, names) if len(set(names)) == len(names) else None


def _has_digests(value: Any) -> bool:
    if isinstance(value, dict):
        return not value.keys().isdisjoint(RESERVED) or any(map(_has_digests, value.values()))
    return isinstance(value, list) and any(map(_has_digests, value))


def _refusal() -> Malformed:
    return Malformed(N_("The disclosed parts of an entry do not fit its signature. Ask the sender for a new file."))


_plain = scanner()
_TO_STANDARD = bytes.maketrans(b"-_", b"+/")
_PADDING = (b"", b"===", b"==", b"=")


def _by_digest(disclosures: Iterable[str]) -> dict[str, bytes]:
    # Inlined base64: an offer has hundreds of disclosures. What is not base64url fails when it is opened.
    try:
        texts = [disclosure.encode("ascii") for disclosure in disclosures]
    except UnicodeEncodeError:
        raise _refusal() from None
    by_digest = dict(zip(sha256_of_each(texts), texts, strict=True))
    if len(by_digest) != len(texts):
        raise _refusal()
    return by_digest


class _Element:
    """The opened placeholder of a list element, until the list around it takes it up."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value


class _Opening:
    """One pass that opens each disclosure when the parser meets its digest.

    The parser's hook makes the objects, so a value without digests inside is never traversed again.
    """

    __slots__ = ("absent", "depth", "loose", "scan", "texts")

    def __init__(self, disclosures: Collection[str]) -> None:
        self.texts: dict[str, bytes | None] = {**_by_digest(disclosures)}
        self.scan: Callable[[str, int], tuple[Any, int]] | None = None  # made when the first digest inside is met
        self.absent: dict[str, None] = {}  # in the order in which they were met
        self.depth = 0
        self.loose = 0  # placeholders opened and not yet taken up by a list

    def members(self, digests: object, into: dict[str, Any]) -> None:
        """Open the digests of an object's ``_sd`` and add the members."""
        if not isinstance(digests, list):
            raise _refusal()
        for digest in digests:
            content = self.content(digest)
            if content is None:
                into[ELEMENT] = WITHHELD
                continue
            if len(content) != 3:
                raise _refusal()
            name = content[1]
            if type(name) is not str or name in into or name in RESERVED:
                raise _refusal()
            into[name] = content[2]

    def made(self, pairs: list[tuple[str, Any]]) -> Any:
        """The parser's hook: an object with its digests opened, or a placeholder's value."""
        if len(pairs) == 1 and pairs[0][0] == ELEMENT:
            content = self.content(pairs[0][1])
            if content is not None and len(content) != 2:
                raise _refusal()
            self.loose += 1
            return _Element(WITHHELD if content is None else content[1])
        made = dict(pairs)
        if len(made) != len(pairs):
            raise _refusal()
        if self.loose:
            for value in made.values():
                if type(value) is list:
                    self.placed(value)
        if not made.keys().isdisjoint(RESERVED):
            if ALGORITHM in made or ELEMENT in made:
                raise _refusal()
            self.members(made.pop(DIGESTS), made)
        return made

    def placed(self, elements: list[Any]) -> None:
        """Put the opened placeholders into their list; anywhere else they are an error."""
        for position, element in enumerate(elements):
            if type(element) is _Element:
                elements[position] = element.value
                self.loose -= 1
            elif type(element) is list:
                self.placed(element)

    def content(self, digest: Any) -> list[Any] | None:
        """The array of the disclosure with this digest; None where it is withheld."""
        text = self.texts.get(digest, b"") if type(digest) is str else None
        if text is None:  # used before
            raise _refusal()
        if not text:
            if not is_digest(digest) or digest in self.absent:
                raise _refusal()
            self.absent[digest] = None
            return None
        self.texts[digest] = None
        raw = a2b_base64(text.translate(_TO_STANDARD) + _PADDING[len(text) & 3], strict_mode=True).decode("utf-8")
        if len(raw) > _SHALLOW and is_too_deep(raw):
            raise _refusal()
        escaped = "\\u" in raw
        if escaped or '"_sd' in raw or '"..."' in raw:  # an escape could hide a name
            content, end = self.opened(raw)
        else:
            content, end = _plain(raw, 0)
        if type(content) is not list or end != len(raw) or not 2 <= len(content) <= 3:
            raise _refusal()
        if type(content[0]) is not str or len(content[0]) < _SHORTEST_SALT:
            raise _refusal()
        if escaped:
            json.dumps(content, ensure_ascii=False, default=repr).encode("utf-8")  # a lone surrogate fails here
        return content

    def opened(self, raw: str) -> tuple[Any, int]:
        """A disclosure's array with the digests inside opened, and the end of its text."""
        if self.scan is None:
            self.scan = scanner(self.made)
        outside, self.loose, self.depth = self.loose, 0, self.depth + 1
        if self.depth > DEEPEST:
            raise _refusal()
        content, end = self.scan(raw, 0)
        if self.loose and type(content) is list:
            for value in content[1:]:
                if type(value) is list:
                    self.placed(value)
        if self.loose:
            raise _refusal()
        self.loose, self.depth = outside, self.depth - 1
        return content, end


def _array(text: bytes) -> list[Any]:
    content = parse(from_base64url(text.decode("ascii")))
    return content if isinstance(content, list) else []


def places(digests: Iterable[str], disclosures: Collection[str]) -> dict[str, Path]:
    """The place in the body of each disclosure's value, by digest; for texts that ``reveal`` has accepted."""
    opened = {digest: _array(text) for digest, text in _by_digest(disclosures).items()}
    found: dict[str, Path] = {}

    def look(value: Any, path: Path) -> None:
        if isinstance(value, dict):
            for digest in value.get(DIGESTS, ()):
                if digest in opened:
                    found[digest] = (*path, str(opened[digest][1]))
                    look(opened[digest][2], found[digest])
            for name, member in value.items():
                look(member, (*path, name))
        elif isinstance(value, list):
            for position, element in enumerate(value):
                digest = element.get(ELEMENT) if isinstance(element, dict) else None
                if digest in opened:
                    found[digest] = (*path, position)
                    look(opened[digest][1], found[digest])
                else:
                    look(element, (*path, position))

    look({DIGESTS: list(digests)}, ())
    return found
