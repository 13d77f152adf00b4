"""The contents of a bundle as JSON: cards, entries, messages between organisations, and the list of attachments.

Received contents are checked against the bounds of limits.py before anything else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from datapact.base.errors import Damaged, Malformed, NewerFormat, TooLarge
from datapact.base.format import Count, Format, Json, Shown, Written, part
from datapact.base.strictjson import JsonObject, JsonValue, parse_object, sha256_of
from datapact.base.texts import N_
from datapact.exchange.bundle.limits import Limits
from datapact.exchange.bundle.withdrawals import Withdrawal, WithdrawalAcknowledged, people_in
from datapact.history.entries.packed import PackedEntry

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
class Answered(Format):
    """The sender knows that ``organisation`` restored its vault and has sent all that it may have lost."""

    file_kind: ClassVar = "answered"
    typed: ClassVar = "kind"
    numbers: ClassVar = ()
    malformed: ClassVar = MALFORMED

    organisation: str
    replica: str
    """The ``replica`` of the question that this answers."""


type OrganisationMessage = Restored | Answered | Withdrawal | WithdrawalAcknowledged

_MESSAGES = {one.file_kind: one for one in (Restored, Answered, Withdrawal, WithdrawalAcknowledged)}


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
    """No digest twice."""


def _is_media(text: str) -> bool:
    return 0 < len(text) <= 100 and text.isprintable()


def _name_others(attachments: tuple[_Attached, ...]) -> bool:
    return len({one.digest for one in attachments}) == len(attachments)


def _are_of_others(histories: tuple[PackedHistory, ...]) -> bool:
    return len({one.history for one in histories}) == len(histories)


def _say_each_once(messages: tuple[OrganisationMessage, ...]) -> bool:
    said = [(one.file_kind, one.id) for one in messages if isinstance(one, Withdrawal | WithdrawalAcknowledged)]
    return len(set(said)) == len(said)


@part
class _Attached:
    digest: str
    media: Annotated[str, Shown({}, _is_media)]
    size: Count


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
        Shown({}, _say_each_once),
    ]


def contents_json(contents: Contents) -> JsonObject:
    return _ContentsFile(
        attachments=tuple(_Attached(one.digest, one.media, len(one.data)) for one in contents.attachments),
        card=contents.card,
        histories=contents.histories,
        introductions=contents.introductions,
        messages=contents.messages,
    ).to_json()


def read_contents(packed: bytes, tail: memoryview, limits: Limits) -> Contents:
    """The contents, with the attachments behind them; raises Damaged."""
    value = parse_object(packed, limit=limits.contents)
    _require_within(value, limits)
    file = _ContentsFile.of(value)
    attachments: list[Attachment] = []
    start = 0
    for one in file.attachments:
        data = tail[start : start + one.size]
        if len(data) != one.size or sha256_of(data) != one.digest:
            raise Damaged(ALTERED)
        attachments.append(Attachment(one.digest, one.media, bytes(data)))
        start += one.size
    if start != len(tail):
        raise Malformed(MALFORMED)
    return Contents(file.card, file.introductions, file.histories, file.messages, tuple(attachments))


def _require_within(value: JsonObject, limits: Limits) -> None:
    """Raise TooLarge beyond the bounds, whatever else is wrong: so that a flood costs no memory."""
    messages = _listed(value, "messages")
    people = sum(map(people_in, messages))
    if people > limits.called_back:
        raise TooLarge(
            N_(
                "This bundle calls back data of {people} people; one file may name {most}. Nothing was taken in: ask the "
                "sender for several files."
            ),
            people=people,
            most=limits.called_back,
        )
    histories, attachments = _listed(value, "histories"), _listed(value, "attachments")
    if (
        len(messages) > limits.messages
        or len(histories) > limits.histories
        or len(attachments) > limits.attachments
        or len(_listed(value, "introductions")) > limits.recipients
        or sum(len(_listed(one, "entries")) for one in histories) > limits.entries
        or any(isinstance(size := _member(one, "size"), int) and size > limits.attachment for one in attachments)
    ):
        raise TooLarge(
            N_("This bundle holds more than the format allows. Nothing was taken in; ask for smaller files.")
        )


def _member(value: JsonValue, name: str) -> JsonValue:
    return value.get(name) if isinstance(value, dict) else None


def _listed(value: JsonValue, name: str) -> list[JsonValue]:
    found = _member(value, name)
    return found if isinstance(found, list) else []
