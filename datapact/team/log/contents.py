"""The sealed contents of an item, and how the key of an epoch reaches each device."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import Annotated, ClassVar, Literal

from datapact.base.errors import Damaged
from datapact.base.format import Base64url, Bounds, Format, part
from datapact.base.strictjson import canonical, from_base64url, to_base64url
from datapact.base.texts import N_
from datapact.history.entries.packed import Digest, PackedEntry
from datapact.team.log import item as items
from datapact.team.log.device import Device, DeviceKeys
from datapact.vault.keys import hpke

MOST_DEVICES = 500


@part
class CarriedFile:
    """A file that an entry names."""

    data: Base64url = field(repr=False)
    """Its bytes."""
    media: str
    """Media type, as whoever stored it stated."""


@part
class CarriedList:
    """The files that hold the rows which an entry seals."""

    chunks: tuple[Digest, ...]
    """Digests of files in this item, or in items before, in the order of the rows; none for an empty list."""
    entry: Digest
    """The entry that seals them, in this item."""


type Sort = Literal["fact", "external", "identity", "pseudonyms", "sealing"]


@part
class CarriedApart:
    """A chunk beside the item, under a key of its own, which can be erased while the item stays."""

    chunk: Digest
    """Digest of its sealed bytes; its name in the database."""
    entries: tuple[Digest, ...]
    """The entries of which it holds rows, files or parts."""
    epoch: Annotated[int, Bounds(1, 2**53 - 1)]
    """Of the key that wraps its own."""


@part
class CarriedDecision:
    """The decision of an administrator on an item whose content was refused."""

    item: Digest
    """The item."""
    take: bool
    """Whether it is taken in although its author had lost a role or a key; otherwise it is set aside."""


@part
class CarriedThing:
    """A small thing of the house that stands in no entry, as a device has it now."""

    key: Annotated[str, Bounds(1, 500)]
    """What it is known by among those of its sort."""
    sort: Sort
    """``fact``: a setting or the like; ``external``: a partner without DataPact; the identity key, sealed to one administrator; keys
    for pseudonyms and for files to us."""
    value: str = field(repr=False)
    """As its sort writes it, mostly JSON; empty for something that is there no more."""


@part
class CarriedErasure:
    """The erasure of parts of an entry and its rows (Art. 17 GDPR)."""

    digests: tuple[Digest, ...]
    """Of the parts of its body."""
    entry: Digest
    """The entry."""
    files: tuple[Digest, ...]
    """Files that it names and that were erased with it."""
    lines: tuple[Annotated[int, Bounds(0)], ...]
    """Places of its rows, from 0."""


@part
class Contents(Format):
    """The sealed contents of one item."""

    numbers: ClassVar = (1, 2, 3, 4)
    """2 has what the house records for itself, 3 was another way to replace a device, 4 has changes of the public line from any
    device, and what may be erased apart; who knows fewer stops there."""

    file_kind: ClassVar = "datapact-team-item"
    largest: ClassVar = items.LARGEST_SEALED
    malformed: ClassVar = N_("An item of a colleague is not in its form.")
    newer: ClassVar = items.ItemHead.newer
    optional: ClassVar = frozenset(
        {
            "apart",
            "cards",
            "decides",
            "device",
            "entries",
            "erased",
            "files",
            "hands_over",
            "house",
            "leaves",
            "line",
            "lists",
            "replaces",
            "things",
        }
    )

    apart: tuple[CarriedApart, ...] = ()
    """What lies beside the item and may be erased."""
    cards: tuple[Base64url, ...] = ()
    """Cards of partners, as they came."""
    decides: tuple[CarriedDecision, ...] = ()
    """What its author decides of items that were refused."""
    device: Annotated[str, Bounds(0, 8192)] = ""
    """Statement of a member for the device that wrote the item; empty for none."""
    entries: tuple[PackedEntry, ...] = ()
    """Entries of agreements, of the organisation's public line, or with ``house`` of its internal history."""
    erased: tuple[CarriedErasure, ...] = ()
    """What was erased, as earlier programs said it beside the record; nothing goes by it any more."""
    files: tuple[CarriedFile, ...] = ()
    """Files that these or later entries name, and chunks of lists."""
    hands_over: bool = False
    """Of an earlier form of ``replaces``; such an item counts no more."""
    house: bool = False
    """Whether it has entries of the organisation's internal history."""
    leaves: bool = False
    """Whether the device that wrote the item leaves the team."""
    line: bool = False
    """Whether it changes the organisation's public line, or has new keys for pseudonyms."""
    lists: tuple[CarriedList, ...] = ()
    """The rows of entries in this item that seal some."""
    replaces: Annotated[str, Bounds(0, 43)] = ""
    """The device of the same member whose place the new ``device`` takes, which wrote this item; empty for none."""
    things: tuple[CarriedThing, ...] = ()
    """What stands in no entry."""

    def own_number(self) -> int:
        if self.line or self.replaces or self.apart or self.decides:
            return 4
        if self.hands_over:
            return 3
        return 2 if self.house or self.lists or self.things or self.erased else 1


@part
class WrappedKey:
    """The key of an epoch, sealed to one device."""

    device: Digest
    """Thumbprint of the key of the device that signs its items."""
    sealed: Base64url
    """HPKE, base mode."""


@part
class EpochKeys(Format):
    """The keys that begin an epoch; not sealed as a whole, for who has no key yet must read them."""

    file_kind: ClassVar = "datapact-team-keys"
    malformed: ClassVar = N_("The keys of an epoch are not in their form.")
    newer: ClassVar = items.ItemHead.newer

    before: Base64url
    """The key of the epoch before, under the new one; empty in the first."""
    keys: Annotated[tuple[WrappedKey, ...], Bounds(1, MOST_DEVICES)]
    """The new key for each device that stays."""


def wrap_epoch(team: str, epoch: int, key: bytes, before: bytes, devices: Iterable[Device]) -> EpochKeys:
    """The keys of an epoch for these devices; ``before`` is the key of the epoch before, empty for none."""
    old = _under(key, before, team, epoch) if before else b""
    return EpochKeys(
        before=to_base64url(old),
        keys=tuple(
            WrappedKey(device=one.kid, sealed=to_base64url(hpke.seal(one.opens, key, _info(team, epoch, one.kid))))
            for one in devices
        ),
    )


def open_epoch(team: str, epoch: int, keys: EpochKeys, me: DeviceKeys) -> bytes:
    """The key of an epoch for this device; raises Damaged where there is none for it."""
    mine = next((one for one in keys.keys if one.device == me.kid), None)
    if mine is None:
        raise Damaged(N_("The key of an epoch was not sealed for this device."))
    return hpke.unseal(me.opens, from_base64url(mine.sealed), _info(team, epoch, me.kid))


def key_before(team: str, epoch: int, keys: EpochKeys, key: bytes) -> bytes:
    """The key of the epoch before, out of the keys of this one; raises Damaged."""
    return items.unsealed(key, from_base64url(keys.before), _before(team, epoch))


def open_contents(item: items.Item, keys: Mapping[int, bytes]) -> Contents:
    """The contents of an item; raises Damaged where no key opens it, NewerFormat."""
    key = keys.get(item.head.epoch)
    if key is None:
        raise Damaged(N_("This device has no key for an item of a colleague."))
    return Contents.read(items.unseal(key, item))


def _under(key: bytes, before: bytes, team: str, epoch: int) -> bytes:
    return items.closed(key, before, _before(team, epoch))


def _before(team: str, epoch: int) -> bytes:
    return canonical({"epoch": epoch, "purpose": "team key before", "team": team, "v": 1})


def _info(team: str, epoch: int, device: str) -> bytes:
    return canonical({"device": device, "epoch": epoch, "purpose": "team key", "team": team, "v": 1})
