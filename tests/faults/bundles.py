"""Sealed files as no honest program writes them: changed inside, signed and sealed again by a partner with its keys."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from datapact.base.errors import DataPactError
from datapact.base.strictjson import canonical
from datapact.exchange.bundle.bundle import Bundle
from datapact.exchange.bundle.contents import Attachment, contents_json
from datapact.exchange.bundle.envelope import new_envelope, seal
from datapact.exchange.receive.receive import receive_bundle
from datapact.history.entries.packed import PackedEntry
from datapact.organisation.partners.partners import add_partner
from tests.conftest import SteppingClock
from tests.exchange.forgery import opened_by, resealed, sealing_key, with_entries
from tests.exchange.houses import Houses, build, comment, contents_of, offer, send
from tests.exchange.houses import opened as open_houses
from tests.exchange.test_properties import by_hand
from tests.faults.attempts import refused_by
from tests.faults.mutating import bytes_changed, disclosures_changed, signed_anew, value_changed

FILES = 40  # taken in before the victim's vault is a fresh one again


@dataclasses.dataclass
class Post:
    """Keller sends, the institute receives."""

    template: Path
    folder: Path
    houses: Houses
    bundle: Bundle
    data: bytes
    taken: int = 0
    round: int = 0

    def renew(self) -> None:
        """Fresh copies of all vaults, once much has been taken in."""
        self.houses.close()
        self.round += 1
        self.houses, self.bundle, self.data = _fresh(self.template, self.folder / str(self.round))
        self.taken = 0


@contextlib.contextmanager
def opened(folder: Path) -> Iterator[Post]:
    template = folder / "template"
    template.mkdir()
    build(template, SteppingClock())
    post = Post(template, folder, *_fresh(template, folder / "0"))
    post = Post(template, folder, post.houses, post.bundle, post.data)
    yield post
    post.houses.close()


def _fresh(template: Path, folder: Path) -> tuple[Any, Any, Any]:
    clock = SteppingClock()
    clock.now = clock.now.replace(hour=12)
    houses = open_houses(template, folder, clock)
    offer(houses.keller, houses.institute)
    comment(houses.keller)
    data = send(houses.keller, houses.institute)
    return houses, opened_by(houses.institute, data), data


def try_bundle(post: Post, chance: random.Random) -> str:
    """The outside by bytes; the contents by values; entries, disclosures, the card, attachments by their author."""
    data = _changed(post, chance)
    victim = post.houses.institute
    before = contents_of(victim)
    refusal = refused_by(lambda: receive_bundle(victim, data))
    if refusal is not None:
        assert contents_of(victim) == before
        return "refused"
    post.taken += 1
    if post.taken >= FILES:
        post.renew()
    return "taken"


def _changed(post: Post, chance: random.Random) -> bytes:
    houses, contents = post.houses, post.bundle.contents
    (history,) = contents.histories
    place = chance.randrange(len(history.entries))
    packed = history.entries[place]
    match chance.randrange(7):
        case 0:
            return bytes_changed(post.data, chance)
        case 1 | 2:
            return by_hand(houses, value_changed(json.loads(canonical(contents_json(contents))), chance))
        case 3:
            entry = dataclasses.replace(packed, jws=signed_anew(packed.jws, houses.keller.author_key, chance))
            contents = with_entries(contents, *history.entries[:place], entry, *history.entries[place + 1 :])
        case 4:
            told = disclosures_changed(list(packed.disclosures), chance)
            entry = PackedEntry(packed.jws, tuple(told), packed.erased)
            contents = with_entries(contents, *history.entries[:place], entry, *history.entries[place + 1 :])
        case 5:
            card = signed_anew(contents.card.decode(), houses.keller.author_key, chance).encode()
            contents = dataclasses.replace(contents, card=card)
        case _:
            more = Attachment("A" * 43, "application/pdf", chance.randbytes(50))
            entries = list(history.entries)
            chance.shuffle(entries)
            kept = tuple(entries[: chance.randint(0, len(entries))])
            contents = dataclasses.replace(with_entries(contents, *kept), attachments=(more,))
    try:
        return resealed(houses.keller, houses.institute, contents)
    except (DataPactError, ValueError, UnicodeError):  # nothing that could be packed
        envelope = new_envelope([sealing_key(houses.institute)])
        return seal(envelope, chance.randbytes(300))


def try_card(post: Post, chance: random.Random) -> str:
    """A partner's card changed and signed by the partner itself."""
    victim = post.houses.third
    card = signed_anew(post.bundle.contents.card.decode(), post.houses.keller.author_key, chance).encode()
    before = contents_of(victim)
    if refused_by(lambda: add_partner(victim, card)) is not None:
        assert contents_of(victim) == before
        return "refused"
    return "taken"
