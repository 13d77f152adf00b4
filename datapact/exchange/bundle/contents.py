"""The contents of a bundle as JSON: cards, entries, messages between organisations, and the list of attachments.

Whatever arrives is held against the bounds of limits.py before it is looked at closer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from datapact.base.errors import Damaged, Malformed, NewerFormat, TooLarge
from datapact.base.strictjson import JsonObject, JsonValue, parse_object, to_base64url
from datapact.base.texts import N_
from datapact.exchange.bundle.limits import Limits
from datapact.exchange.bundle.withdrawals import (
    ACKNOWLEDGED,
    WITHDRAWAL,
    Withdrawal,
    WithdrawalAcknowledged,
    acknowledged_json,
    people_in,
    read_acknowledged,
    read_withdrawal,
    withdrawal_json,
)

MALFORMED = N_("The inside of this bundle is not in DataPact's format. Nothing was taken in; ask for a new file.")
ALTERED = N_("A part of this bundle does not match its digest. Nothing was taken in; ask for a new file.")
_TOO_LARGE = N_("This bundle holds more than the format allows. Nothing was taken in; ask for smaller files.")


@dataclass(frozen=True, slots=True)
class PackedEntry:
    """An entry as it travels."""

    jws: str
    disclosures: tuple[str, ...]
    erased: tuple[str, ...]
    """Digests of disclosures that the sender has erased and cannot send."""


@dataclass(frozen=True, slots=True)
class PackedHistory:
    """Entries of the shared stream of one agreement."""

    history: str
    entries: tuple[PackedEntry, ...]


@dataclass(frozen=True, slots=True)
class Restored:
    """The sender works on a restored vault and asks for all that it may have lost."""

    replica: str
    """The vault's replica id since then; names the question."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The sender knows that ``organisation`` restored its vault and has sent all that it may have lost."""

    organisation: str
    replica: str


type OrganisationMessage = Restored | Answered | Withdrawal | WithdrawalAcknowledged

_KINDS = frozenset({"restored", "answered", WITHDRAWAL, ACKNOWLEDGED})


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that entries name by digest."""

    digest: str
    media: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Contents:
    """What a bundle says."""

    card: bytes
    """The sender's own card: its whole public history."""
    introductions: tuple[bytes, ...]
    """Cards of other parties of the agreements."""
    histories: tuple[PackedHistory, ...]
    messages: tuple[OrganisationMessage, ...]
    attachments: tuple[Attachment, ...]


def contents_json(contents: Contents) -> JsonObject:
    return {
        "attachments": [
            {"digest": attachment.digest, "media": attachment.media, "size": len(attachment.data)}
            for attachment in contents.attachments
        ],
        "card": contents.card.decode("ascii"),
        "histories": [
            {
                "entries": [
                    {"disclosures": entry.disclosures, "erased": entry.erased, "jws": entry.jws}
                    for entry in history.entries
                ],
                "history": history.history,
            }
            for history in contents.histories
        ],
        "introductions": [card.decode("ascii") for card in contents.introductions],
        "messages": [_message_json(message) for message in contents.messages],
    }


def _message_json(message: OrganisationMessage) -> JsonObject:
    match message:
        case Restored(replica):
            return {"kind": "restored", "replica": replica}
        case Answered(organisation, replica):
            return {"kind": "answered", "organisation": organisation, "replica": replica}
        case Withdrawal():
            return withdrawal_json(message)
        case WithdrawalAcknowledged():
            return acknowledged_json(message)


def read_contents(packed: bytes, tail: memoryview, limits: Limits) -> Contents:
    contents = parse_object(packed, limit=limits.contents)
    require_members(contents, "attachments", "card", "histories", "introductions", "messages")
    histories = tuple(_read_history(value, limits.entries) for value in _items(contents["histories"], limits.histories))
    if sum(len(history.entries) for history in histories) > limits.entries:
        raise TooLarge(_TOO_LARGE)
    if len({history.history for history in histories}) != len(histories):
        raise Malformed(MALFORMED)
    return Contents(
        card=_ascii(contents["card"]),
        introductions=tuple(_ascii(card) for card in _items(contents["introductions"], limits.recipients)),
        histories=histories,
        messages=_read_messages(_items(contents["messages"], limits.messages), limits.called_back),
        attachments=_read_attachments(contents["attachments"], tail, limits),
    )


def _read_history(value: JsonValue, most: int) -> PackedHistory:
    history = read_object(value, "entries", "history")
    entries = []
    for item in _items(history["entries"], most):
        entry = read_object(item, "disclosures", "erased", "jws")
        disclosures = tuple(map(read_text, _items(entry["disclosures"], most)))
        entries.append(
            PackedEntry(read_text(entry["jws"]), disclosures, tuple(map(read_text, _items(entry["erased"], most))))
        )
    return PackedHistory(read_text(history["history"]), tuple(entries))


def _read_messages(values: list[JsonValue], most_people: int) -> tuple[OrganisationMessage, ...]:
    people = sum(people_in(value) for value in values)  # before any of them is read, so that a flood costs no memory
    if people > most_people:
        raise TooLarge(
            N_(
                "This bundle calls back data of {people} people; one file may name {most}. Nothing was taken in: ask the "
                "sender for several files."
            ),
            people=people,
            most=most_people,
        )
    messages = tuple(map(_read_message, values))
    told = [message.id for message in messages if isinstance(message, Withdrawal)]
    answered = [message.id for message in messages if isinstance(message, WithdrawalAcknowledged)]
    if len(set(told)) != len(told) or len(set(answered)) != len(answered):
        raise Malformed(MALFORMED)
    return messages


def _read_message(value: JsonValue) -> OrganisationMessage:
    match value:
        case {"kind": "restored", "replica": str(replica), **rest} if not rest:
            return Restored(replica)
        case {"kind": "answered", "organisation": str(organisation), "replica": str(replica), **rest} if not rest:
            return Answered(organisation, replica)
        case {"kind": kind} if isinstance(value, dict) and kind == WITHDRAWAL:
            return read_withdrawal(value)
        case {"kind": kind} if isinstance(value, dict) and kind == ACKNOWLEDGED:
            return read_acknowledged(value)
        case {"kind": str(kind)} if kind not in _KINDS:
            raise NewerFormat(
                N_(
                    "This bundle holds a message of a kind that only a newer DataPact knows. Update DataPact and try again."
                )
            )
        case _:
            raise Malformed(MALFORMED)


def _read_attachments(value: JsonValue, tail: memoryview, limits: Limits) -> tuple[Attachment, ...]:
    attachments: dict[str, Attachment] = {}
    start = 0
    for item in _items(value, limits.attachments):
        about = read_object(item, "digest", "media", "size")
        size = read_count(about["size"], limits.attachment)
        media = read_text(about["media"])
        digest = read_text(about["digest"])
        data = tail[start : start + size]
        if len(data) != size or digest_of(data) != digest:
            raise Damaged(ALTERED)
        if digest in attachments or not 0 < len(media) <= 100 or not media.isprintable():
            raise Malformed(MALFORMED)
        attachments[digest] = Attachment(digest, media, bytes(data))
        start += size
    if start != len(tail):
        raise Malformed(MALFORMED)
    return tuple(attachments.values())


def digest_of(data: bytes | memoryview) -> str:
    return to_base64url(hashlib.sha256(data).digest())


def require_members(value: Mapping[str, JsonValue], *members: str) -> None:
    if set(value) != set(members):
        raise Malformed(MALFORMED)


def read_object(value: JsonValue, *members: str) -> Mapping[str, JsonValue]:
    if not isinstance(value, dict):
        raise Malformed(MALFORMED)
    require_members(value, *members)
    return value


def _items(value: JsonValue, most: int) -> list[JsonValue]:
    if not isinstance(value, list):
        raise Malformed(MALFORMED)
    if len(value) > most:
        raise TooLarge(_TOO_LARGE)
    return value


def read_text(value: JsonValue) -> str:
    if not isinstance(value, str):
        raise Malformed(MALFORMED)
    return value


def _ascii(value: JsonValue) -> bytes:
    text = read_text(value)
    if not text.isascii():
        raise Malformed(MALFORMED)
    return text.encode("ascii")


def read_count(value: JsonValue, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise Malformed(MALFORMED)
    if value > most:
        raise TooLarge(_TOO_LARGE)
    return value
