"""The contents of a bundle as JSON: cards, entries, messages between organisations, and the list of attachments.

A signature only adds to a PDF. So of several files that begin alike only the longest travels; its reader cuts the others
from it at their lengths, and holds each against its own digest. And of a file whose beginning the reader has, or can draw, only
what follows may travel: the reader completes it and holds it against its digest.

Received contents are checked against the bounds of limits.py before anything else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, ClassVar

from datapact.base.errors import Damaged, Malformed, NewerFormat, TooLarge
from datapact.base.format import Bounds, Count, Format, Json, Shown, Written, part
from datapact.base.strictjson import JsonObject, JsonValue, parse_object, to_base64url
from datapact.base.texts import N_
from datapact.exchange.bundle.limits import LIMITS, Limits
from datapact.exchange.bundle.withdrawals import Withdrawal, WithdrawalAcknowledged, people_in
from datapact.history.entries.packed import Digest, PackedEntry

MALFORMED = N_("The inside of this bundle is not in DataPact's format. Nothing was taken in; ask for a new file.")
ALTERED = N_("A part of this bundle does not match its digest. Nothing was taken in; ask for a new file.")


@part
class PackedHistory:
    """Entries of the shared stream of one agreement."""

    history: str
    entries: tuple[PackedEntry, ...]


@part
class Restored(Format):
    """The sender works on a restored vault and asks for all that it may have lost."""

    file_kind: ClassVar = "restored"
    typed: ClassVar = "kind"
    numbers: ClassVar = ()
    malformed: ClassVar = MALFORMED

    replica: str
    """The vault's replica id since then; names the question."""


@part
class RestoreReply(Format):
    """The sender knows that ``organisation`` restored its vault and has sent all that it may have lost."""

    file_kind: ClassVar = "answered"
    typed: ClassVar = "kind"
    numbers: ClassVar = ()
    malformed: ClassVar = MALFORMED

    organisation: str
    replica: str
    """The ``replica`` of the question that this answers."""


@part
class Before:
    """The last parcel before this one from the sender to one recipient."""

    digest: Digest
    organisation: Digest


@part
class FormerParcels(Format):
    """A file that travels under routing labels names the one before it, so that each recipient sees whether one is missing."""

    file_kind: ClassVar = "former_parcels"
    typed: ClassVar = "kind"
    numbers: ClassVar = ()
    malformed: ClassVar = MALFORMED

    before: Annotated[tuple[Before, ...], Bounds(1, LIMITS.recipients)]
    """One at most for each recipient; none for one to whom this is the first."""


type OrganisationMessage = Restored | RestoreReply | Withdrawal | WithdrawalAcknowledged | FormerParcels

_MESSAGES = {one.file_kind: one for one in (Restored, RestoreReply, Withdrawal, WithdrawalAcknowledged, FormerParcels)}


def read_message(value: JsonValue) -> OrganisationMessage:
    """A message between organisations; raises Malformed, TooLarge, or NewerFormat for a kind that we do not know."""
    kind = value.get("kind") if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(kind, str):
        raise Malformed(MALFORMED)
    if kind not in _MESSAGES:
        raise NewerFormat(
            N_("This bundle holds a message of a kind that only a newer DataPact knows. Update DataPact and try again.")
        )
    return _MESSAGES[kind].of(value)


def _write_message(message: OrganisationMessage) -> JsonObject:
    return message.to_json()


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that entries name by digest."""

    digest: str
    """SHA-256 of ``data``, base64url."""
    media: str
    """Media type, at most 100 characters."""
    data: bytes
    """At most 64 MiB."""


@part
class Beginning:
    """The beginning of a file, which does not travel."""

    digest: Digest
    size: Annotated[int, Bounds(1)]


@dataclass(frozen=True, slots=True)
class Continued:
    """The end of a file that a reader completes, and of those that are its beginnings."""

    media: str
    """Media type, at most 100 characters."""
    beginning: Beginning
    """What comes before ``data``: its digest and size."""
    sizes: tuple[tuple[str, int], ...]
    """Digest and size of each whole file, the longest last; all begin alike."""
    data: bytes
    """What follows the beginning in the longest."""

    @property
    def digests(self) -> tuple[str, ...]:
        """The digests of the whole files."""
        return tuple(digest for digest, _size in self.sizes)

    def completed(self, beginning: bytes) -> tuple[Attachment, ...]:
        """The whole files; raises Damaged where they do not fit their digests."""
        named = [_Earlier(digest, size) for digest, size in self.sizes]
        told = _Attached(named[-1].digest, self.media, named[-1].size, tuple(named[:-1]))
        return tuple(_cut(told, memoryview(beginning + self.data)))


@dataclass(frozen=True, slots=True)
class Contents:
    """The contents of a bundle."""

    card: bytes
    """The sender's own card: its whole public history."""
    introductions: tuple[bytes, ...]
    """Cards of other parties of the agreements."""
    histories: tuple[PackedHistory, ...]
    """No agreement twice; empty where the bundle brings messages alone."""
    messages: tuple[OrganisationMessage, ...]
    """At most 2,000; empty where there is nothing to say."""
    attachments: tuple[Attachment, ...]
    """No digest twice; in the order of ``ordered``."""
    continued: tuple[Continued, ...] = ()
    """Files of which only the end is here."""

    @property
    def digests(self) -> frozenset[str]:
        """Digests of all files, complete or not."""
        return frozenset(
            {one.digest for one in self.attachments} | {name for one in self.continued for name in one.digests}
        )


def _is_media(text: str) -> bool:
    return 0 < len(text) <= 100 and text.isprintable()


def _name_others(attachments: tuple[_Attached, ...]) -> bool:
    named = [digest for one in attachments for digest in (*(each.digest for each in one.earlier), one.digest)]
    return len(set(named)) == len(named) and all(_rise(one) for one in attachments)


def _rise(one: _Attached) -> bool:
    sizes = [-1 if one.after is None else one.after.size, *(each.size for each in one.earlier), one.size]
    return all(left < right for left, right in pairwise(sizes))


def _are_of_others(histories: tuple[PackedHistory, ...]) -> bool:
    return len({one.history for one in histories}) == len(histories)


def _are_distinct(messages: tuple[OrganisationMessage, ...]) -> bool:
    said = [(one.file_kind, one.id) for one in messages if isinstance(one, Withdrawal | WithdrawalAcknowledged)]
    return len(set(said)) == len(said)


def _grow(earlier: tuple[_Earlier, ...]) -> bool:
    return all(left.size < right.size for left, right in pairwise(earlier))


@part
class _Earlier:
    digest: str
    size: Count


@part
class _Attached:
    optional: ClassVar = frozenset({"after", "earlier"})

    digest: str
    media: Annotated[str, Shown({}, _is_media)]
    size: Count
    earlier: Annotated[tuple[_Earlier, ...], Shown({}, _grow)] = ()
    after: Beginning | None = None

    @property
    def carried(self) -> int:
        """Bytes that are in the bundle."""
        return self.size - (0 if self.after is None else self.after.size)


def _ascii(text: str) -> bytes:
    return text.encode("ascii")


def _text(card: bytes) -> str:
    return card.decode("ascii")


type _Card = Annotated[bytes, Written(str, _ascii, _text)]


@part
class _ContentsFile(Format):
    numbers: ClassVar = ()
    malformed: ClassVar = MALFORMED

    attachments: Annotated[tuple[_Attached, ...], Shown({}, _name_others)]
    card: _Card
    histories: Annotated[tuple[PackedHistory, ...], Shown({}, _are_of_others)]
    introductions: tuple[_Card, ...]
    messages: Annotated[
        tuple[Annotated[OrganisationMessage, Written(Json, read_message, _write_message)], ...],
        Shown({}, _are_distinct),
    ]


def _carried(attachments: Iterable[Attachment]) -> list[list[Attachment]]:
    """The files in groups, the longest of each last: every other one is its beginning, and of its media type.

    By the alphabet, whatever begins with a file stands right behind it, so each is compared with few others.
    """
    files = sorted(attachments, key=lambda one: (one.media, one.data, one.digest), reverse=True)
    longest: list[int] = []  # the place of the longest file of each one's group
    behind: list[int] = []  # those of which none seen so far is the beginning
    for place, one in enumerate(files):
        found = []
        while behind and _begins(one, files[behind[-1]]):
            found.append(longest[behind.pop()])
        longest.append(min(found, key=lambda other: _by_length(files[other]), default=place))
        behind.append(place)
    groups: dict[int, list[Attachment]] = {}
    for place in sorted(range(len(files)), key=lambda other: _by_length(files[other])):
        groups.setdefault(longest[place], []).append(files[place])
    return [group[::-1] for group in groups.values()]


def _by_length(one: Attachment) -> tuple[int, str]:
    return -len(one.data), one.digest


def _begins(one: Attachment, longer: Attachment) -> bool:
    return one.media == longer.media and len(one.data) < len(longer.data) and longer.data.startswith(one.data)


def ordered(attachments: Iterable[Attachment]) -> tuple[Attachment, ...]:
    """The files in the order in which a reader has them: those that are cut from one before it."""
    return tuple(one for group in _carried(attachments) for one in group)


def files_of(contents: Contents) -> list[bytes]:
    """The bytes behind the contents: of several files that begin alike only the longest."""
    whole = [group[-1].data for group in _carried(contents.attachments)]
    return [*whole, *(one.data for one in contents.continued)]


def continued(
    attachments: Iterable[Attachment], beginning: bytes
) -> tuple[tuple[Attachment, ...], tuple[Continued, ...]]:
    """The files that travel whole, and the ends of those that begin with these bytes; the beginning itself goes with neither."""
    known = Beginning(to_base64url(hashlib.sha256(beginning).digest()), len(beginning))
    whole: list[Attachment] = []
    ends: list[Continued] = []
    for group in _carried(attachments):
        longer = [one for one in group if len(one.data) > len(beginning)]
        if longer and longer[-1].data.startswith(beginning):
            sizes = tuple((one.digest, len(one.data)) for one in longer)
            ends.append(Continued(longer[-1].media, known, sizes, longer[-1].data[len(beginning) :]))
            whole += [one for one in group if len(one.data) <= len(beginning) and one.data != beginning]
        else:
            whole += group
    return ordered(whole), tuple(ends)


def contents_json(contents: Contents) -> JsonObject:
    """The contents as they stand in a sealed file."""
    return _ContentsFile(
        attachments=tuple(
            _Attached(
                group[-1].digest,
                group[-1].media,
                len(group[-1].data),
                tuple(_Earlier(one.digest, len(one.data)) for one in group[:-1]),
            )
            for group in _carried(contents.attachments)
        )
        + tuple(
            _Attached(
                one.sizes[-1][0],
                one.media,
                one.sizes[-1][1],
                tuple(_Earlier(digest, size) for digest, size in one.sizes[:-1]),
                one.beginning,
            )
            for one in contents.continued
        ),
        card=contents.card,
        histories=contents.histories,
        introductions=contents.introductions,
        messages=contents.messages,
    ).to_json()


def read_contents(packed: bytes, tail: memoryview, limits: Limits, *, lean: bool, partial: bool = False) -> Contents:
    """The contents, with the attachments behind them; raises Damaged.

    ``lean``: files may be cut from others; those of the first format never are. ``partial``: of some only the end is there;
    nothing holds those against their digests before they are completed.
    """
    value = parse_object(packed, limit=limits.contents)
    _require_within(value, limits)
    file = _ContentsFile.of(value)
    if not lean and any(one.earlier for one in file.attachments):
        raise Malformed(MALFORMED)
    if partial != any(one.after is not None for one in file.attachments):
        raise Malformed(MALFORMED)
    attachments: list[Attachment] = []
    ends: list[Continued] = []
    start = 0
    for one in file.attachments:
        data = tail[start : start + one.carried]
        if len(data) != one.carried:
            raise Damaged(ALTERED)
        if one.after is None:
            attachments += _cut(one, data)
        else:
            sizes = (*((each.digest, each.size) for each in one.earlier), (one.digest, one.size))
            ends.append(Continued(one.media, one.after, sizes, bytes(data)))
        start += one.carried
    if start != len(tail):
        raise Malformed(MALFORMED)
    return Contents(file.card, file.introductions, file.histories, file.messages, tuple(attachments), tuple(ends))


def _cut(attached: _Attached, data: memoryview) -> list[Attachment]:
    """A file and those that are its beginnings, each held against its digest; the bytes are hashed once."""
    hashed = hashlib.sha256()
    found = []
    start = 0
    for digest, size in [*((one.digest, one.size) for one in attached.earlier), (attached.digest, attached.size)]:
        hashed.update(data[start:size])
        start = size
        if to_base64url(hashed.copy().digest()) != digest:
            raise Damaged(ALTERED)
        found.append(Attachment(digest, attached.media, bytes(data[:size])))
    return found


def _require_within(value: JsonObject, limits: Limits) -> None:
    """Raise TooLarge beyond the bounds, whatever else is wrong: so that a flood costs no memory."""
    messages = _listed(value, "messages")
    people = sum(map(people_in, messages))
    if people > limits.recalled_people:
        raise TooLarge(
            N_(
                "This bundle calls back data of {people} people; one file may name {most}. Nothing was taken in: ask the "
                "sender for several files."
            ),
            people=people,
            most=limits.recalled_people,
        )
    histories, attachments = _listed(value, "histories"), _listed(value, "attachments")
    if (
        len(messages) > limits.messages
        or len(histories) > limits.histories
        or len(_listed(value, "introductions")) > limits.recipients
        or sum(len(_listed(one, "entries")) for one in histories) > limits.entries
        or any(_size(one) > limits.attachment for one in attachments)
        or len(attachments) + sum(len(_listed(one, "earlier")) for one in attachments) > limits.attachments
        or sum(_size(file) for one in attachments for file in (one, *_listed(one, "earlier"))) > limits.payload
    ):
        raise TooLarge(
            N_("This bundle holds more than the format allows. Nothing was taken in; ask for smaller files.")
        )


def _member(value: JsonValue, name: str) -> JsonValue:
    return value.get(name) if isinstance(value, dict) else None


def _size(value: JsonValue) -> int:
    size = _member(value, "size")
    return size if isinstance(size, int) else 0


def _listed(value: JsonValue, name: str) -> list[JsonValue]:
    found = _member(value, name)
    return found if isinstance(found, list) else []
