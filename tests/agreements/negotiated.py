"""Two organisations with three signatories, and an agreement between them at any point on its way."""

from __future__ import annotations

import hashlib
import shutil
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from datapact.agreements.steps import negotiation
from datapact.base.clock import Clock
from datapact.contract.templates.template import example_answers
from datapact.exchange.receive.receive import receive_bundle
from datapact.exchange.send.send import send_agreement
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.own_profile import change_profile, own_profile, write_card
from datapact.organisation.identity.fingerprint import fingerprint
from datapact.organisation.identity.profile import write_profile
from datapact.organisation.members import members
from datapact.organisation.members.founding import create_organisation
from datapact.organisation.members.invitation import invite, join
from datapact.organisation.members.unlocking import unlock
from datapact.organisation.partners.partners import add_partner, trust_partner
from datapact.signing.ceremony.freeze import freeze
from datapact.signing.ceremony.sign import sign
from datapact.vault.keys.slot import KdfParameters
from tests.kept import copied

CHEAP = KdfParameters(1, 8192, 1)
PASSPHRASE = "vier Worte sind gut"
HOUSES = ("keller", "institute")
SOFIA = "prof-dr-sofia-brandt"
BOTH = ("Anna Keller", "Martin Vogt")
"""Who represent Keller: two jointly."""


def demo_file(name: str) -> bytes:
    return (resources.files("datapact_resources") / "demo" / name).read_bytes()


def found_houses(folder: Path, clock: Clock, *, confirmed: bool = True) -> None:
    """Vaults ``keller`` (Anna Keller, Martin Vogt) and ``institute`` (Sofia Brandt), closed again."""

    def make(where: Path, clock: Clock) -> None:
        _found_houses(where, clock, confirmed)

    copied(folder, f"negotiated-{confirmed}", clock, make)


def _found_houses(folder: Path, clock: Clock, confirmed: bool) -> None:
    def found(name: str, profile: str, person: str, capacity: str) -> Acting:
        given = tomllib.loads(demo_file(profile).decode())
        roles = ["admin", "legal", "signatory"]
        return create_organisation(folder / name, given, person, roles, PASSPHRASE, capacity, clock, CHEAP).acting

    anna = found("keller", "keller.toml", "Anna Keller", "managing_director")
    invitation = invite(anna, "Martin Vogt", ["legal", "signatory"], "managing_director", CHEAP)
    join(folder / "keller", invitation.member, invitation.code, PASSPHRASE, clock, CHEAP)
    members.certify(anna, invitation.member)
    sofia = found("institute", "institut.toml", "Prof. Dr. Sofia Brandt", "by_power_of_attorney")
    for owner, other in ((anna, sofia), (sofia, anna)):
        add_partner(owner, write_card(other))
        if confirmed:
            trust_partner(owner, other.organisation, fingerprint(other.organisation))
    anna.close()
    sofia.close()


@dataclass(frozen=True)
class Beginning:
    """How a table was when it was laid."""

    template: Path
    folder: Path
    files: frozenset[tuple[str, int, int]]
    """Name, time and size of each file of the vaults."""


@dataclass
class Table:
    """The people at the table, their vaults open, and the agreement that they talk about.

    Each way from the beginning is gone once a day: who goes it at a table where nothing was done yet gets vaults as they
    are at its end. So take ``anna``, ``martin`` and ``sofia`` from the table after it.
    """

    anna: Acting
    martin: Acting
    sofia: Acting
    history: str = ""
    beginning: Beginning | None = None
    """None where the way is gone step by step."""

    def close(self) -> None:
        for acting in (self.martin, self.anna, self.sofia):
            acting.close()

    def draft(self, answers: bytes | None = None) -> None:
        self.history = negotiation.new_agreement(self.anna, "ai-pilot", answers or example_answers("ai-pilot"))

    def offer(self) -> None:
        self._go("offer", Table._offer)

    def counter(self) -> None:
        self._go("counter", Table._counter)

    def agree(self) -> None:
        """Keller's own offer is accepted, so that Keller freezes."""
        self._go("agree", Table._agree)

    def freeze(self) -> None:
        self._go("freeze", Table._freeze)

    def sign_twice(self) -> None:
        self._go("sign_twice", Table._sign_twice)

    def _go(self, name: str, way: Callable[[Table], None]) -> None:
        beginning, clock = self.beginning, self.anna.clock
        if beginning is None or self.history or _files(beginning.folder) != beginning.files:
            way(self)
            return

        def make(folder: Path, clock: Clock) -> str:
            table = at_table(beginning.template, folder, clock)
            way(table)
            table.close()
            return table.history

        self.close()
        for house in HOUSES:
            shutil.rmtree(beginning.folder / house)
        made_from = hashlib.sha256(b"".join(file.read_bytes() for file in sorted(_vaults(beginning.template))))
        name = f"table-{name}-{made_from.hexdigest()[:16]}"
        self.history = copied(beginning.folder, name, clock, make)
        self.anna, self.martin, self.sofia = _unlocked(beginning.folder, clock)

    def _offer(self) -> None:
        self.draft()
        negotiation.offer_draft(self.anna, self.history)
        self.carry(self.anna, self.sofia)

    def _counter(self) -> None:
        self.offer()
        negotiation.counter(self.sofia, self.history, demo_file("counter.toml"), "Kürzere Speicherung genügt uns.")
        self.carry(self.sofia, self.anna)

    def _agree(self) -> None:
        self.offer()
        negotiation.accept(self.sofia, self.history)
        self.carry(self.sofia, self.anna)

    def _freeze(self) -> None:
        self.agree()
        freeze(self.anna, self.history, self.anna.clock().date())
        self.carry(self.anna, self.sofia)

    def _sign_twice(self) -> None:
        self.freeze()
        sign(self.anna, self.history, PASSPHRASE)
        sign(self.martin, self.history, PASSPHRASE)
        self.carry(self.martin, self.sofia)

    def confirm_under(self, name: str) -> None:
        """The institute is confirmed while it calls itself so, and then calls itself as in the text again."""
        with self.sofia.vault.read() as session:
            before = own_profile(session)
        change_profile(self.sofia, {**write_profile(before), "name": name})
        add_partner(self.anna, write_card(self.sofia))
        trust_partner(self.anna, self.sofia.organisation, fingerprint(self.sofia.organisation))
        change_profile(self.sofia, before)
        add_partner(self.anna, write_card(self.sofia))

    def carry(self, sender: Acting, receiver: Acting) -> None:
        receive_bundle(receiver, send_agreement(sender, self.history, [receiver.organisation]))


def at_table(template: Path, folder: Path, clock: Clock) -> Table:
    """Copies of the vaults in ``template``, open."""
    shutil.copytree(template, folder, dirs_exist_ok=True)
    table = Table(*_unlocked(folder, clock))
    table.beginning = Beginning(template, folder, _files(folder))
    return table


def _unlocked(folder: Path, clock: Clock) -> tuple[Acting, Acting, Acting]:
    return (
        unlock(folder / "keller", "anna-keller", PASSPHRASE, clock),
        unlock(folder / "keller", "martin-vogt", PASSPHRASE, clock),
        unlock(folder / "institute", SOFIA, PASSPHRASE, clock),
    )


def _vaults(folder: Path) -> Iterator[Path]:
    return (file for house in HOUSES for file in (folder / house).rglob("*") if file.is_file())


def _files(folder: Path) -> frozenset[tuple[str, int, int]]:
    facts = ((str(file), file.stat()) for file in _vaults(folder))
    return frozenset((name, one.st_mtime_ns, one.st_size) for name, one in facts)
