"""A house with three members at three desks, each with an own copy of the vault, and a partner outside."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from datapact.base.clock import Clock
from datapact.history.entries import store
from datapact.history.fold.agreement import AgreementState, fold
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.log import directory
from datapact.organisation.members.founding import create_organisation
from datapact.organisation.members.invitation import invite, join
from datapact.organisation.members.members import certify
from datapact.organisation.members.unlocking import unlock
from datapact.team.steps.joining import create_team, join_team
from datapact.vault.folder.backup import backup_vault
from tests.exchange.houses import CHEAP, PASSPHRASE, meet
from tests.kept import copied
from tests.team.cluster import Cluster

THEIRS = "ein ganz anderer satz"
PEOPLE = {"anna-keller": PASSPHRASE, "bernd-vogel": THEIRS, "carla-sommer": THEIRS}


class Desks:
    """Open vaults by member, and the institute's; no dataclass, which hypothesis would print whole."""

    def __init__(self, folder: Path, cluster: Cluster, database: str, institute: Acting) -> None:
        self.folder, self.cluster, self.database, self.institute = folder, cluster, database, institute
        self.at: dict[str, Acting] = {}

    @property
    def anna(self) -> Acting:
        return self.at["anna-keller"]

    @property
    def bernd(self) -> Acting:
        return self.at["bernd-vogel"]

    @property
    def carla(self) -> Acting:
        return self.at["carla-sommer"]

    @property
    def url(self) -> str:
        return self.cluster.url("writer", self.database)

    @property
    def password(self) -> str:
        return self.cluster.passwords["writer"]

    def close(self) -> None:
        for acting in (*self.at.values(), self.institute):
            acting.close()


def build(folder: Path, clock: Clock) -> None:
    """Keller with three members in one vault, and the institute that it knows."""
    copied(folder, "team-desks", clock, _build)


def _build(folder: Path, clock: Clock) -> None:
    folder.mkdir()
    anna = create_organisation(
        folder / "anna-keller",
        {"name": "Maschinenbau Keller GmbH", "address": {"city": "Heilbronn"}},
        "Anna Keller",
        ["legal", "signatory"],
        PASSPHRASE,
        "managing_director",
        clock,
        CHEAP,
    ).acting
    for name, roles in (("Bernd Vogel", {"legal"}), ("Carla Sommer", {"legal", "signatory"})):
        invited = invite(anna, name, roles, kdf=CHEAP)
        join(anna.vault.folder, invited.member, invited.code, THEIRS, clock, CHEAP)
        certify(anna, invited.member)
    institute = create_organisation(
        folder / "institute", {"name": "Institut für Produktionsdaten e. V."}, "Jonas Weber", ["legal", "signatory"],
        PASSPHRASE, "managing_director", clock, CHEAP,
    ).acting  # fmt: skip
    meet(anna, institute)
    meet(institute, anna)
    anna.close()
    institute.close()


def opened(folder: Path, cluster: Cluster, database: str, clock: Clock, people: Mapping[str, str] = PEOPLE) -> Desks:
    """The team at its desks: Anna creates it, the others join with copies of her vault."""
    desks = Desks(folder, cluster, database, unlock(folder / "institute", None, PASSPHRASE, clock))
    first, *others = people
    desks.at[first] = unlock(folder / first, first, people[first], clock)
    create_team(desks.anna, desks.url, desks.password)
    backup_vault(desks.anna.vault, folder / "copy")
    for one in others:
        desks.at[one], _ = join_team(folder / "copy", folder / one, one, people[one], clock, desks.url, desks.password)
    return desks


def folded(acting: Acting, history: str) -> AgreementState:
    with acting.vault.read() as session:
        return fold(store.load(session, history), directory(session))


def rows_of(acting: Acting, *tables: str) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of tables, to compare desks."""
    with acting.vault.read() as session:
        connection = session.connection()
        return {
            name: sorted(map(tuple, connection.exec_driver_sql(f'SELECT * FROM "{name}"').all()), key=repr)
            for name in tables
        }
