"""Random programs of three members, partly apart, with clocks days apart and synchronisations that are killed: equal at the end.

A model in memory says of each person what holds: the newest second, and of one second what takes consent back.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from datapact.base.errors import DataPactError
from datapact.consent.deliveries.deliveries import NewDelivery, Sent, record_delivery
from datapact.consent.records.status import standings
from datapact.consent.terms.states import CODES, TAKING_BACK
from datapact.obligations.retention.erase import erase_person
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.identity.fingerprint import fingerprint
from datapact.organisation.identity.house import write_answer_hours
from datapact.organisation.members.unlocking import unlock
from datapact.organisation.partners.partners import distrust_partner, trust_partner
from datapact.organisation.partners.without_datapact import remember_names
from datapact.team.database.rows import TeamLog
from datapact.team.log.item import Item
from datapact.team.steps.synchronise import synchronise
from tests.conftest import SteppingClock
from tests.consent.sharing import PARTNER, RESEARCH, ready, record
from tests.depth import depth, rounds
from tests.exchange.houses import HISTORY, comment, offer
from tests.team import desks as houses
from tests.team.cluster import Cluster
from tests.team.desks import PEOPLE, Desks
from tests.team.house_content import require_same

SECOND = datetime(2025, 3, 1, 12, tzinfo=UTC)
SKEW = {"anna-keller": timedelta(0), "bernd-vogel": timedelta(days=-3), "carla-sommer": timedelta(days=2)}
_numbers = count(1)

DESKS = st.sampled_from(sorted(PEOPLE))
PERSONS = st.integers(0, 2)
STEP = st.one_of(
    st.tuples(st.just("event"), DESKS, PERSONS, st.sampled_from(["given", "withdrawn", "objected"]), st.integers(0, 2)),
    st.tuples(st.just("event"), DESKS, PERSONS, st.sampled_from(["given", "withdrawn"]), st.integers(0, 1)),
    st.tuples(st.just("leave"), DESKS, PERSONS),
    st.tuples(st.just("erase"), DESKS, PERSONS),
    st.tuples(st.sampled_from(["trust", "distrust", "comment", "setting", "name"]), DESKS),
    st.tuples(st.just("sync"), DESKS),
    st.tuples(st.just("sync"), DESKS),
    st.tuples(st.sampled_from(["dies before", "dies after"]), DESKS, st.integers(0, 2)),
)


class Killed(BaseException):
    """In place of a process that is killed while it writes."""


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory, cluster: Cluster) -> Iterator[Desks]:
    cluster.new_database("programs")
    with cluster.chief("programs") as connection:
        connection.execute("GRANT CREATE ON SCHEMA public TO writer")
    clock, folder = SteppingClock(), tmp_path_factory.mktemp("programs") / "house"
    houses.build(folder, clock)
    made = houses.opened(folder, cluster, "programs", clock)
    ready(made.anna, {"P1": "given"})
    offer(made.anna, made.institute)
    for acting in made.at.values():
        synchronise(acting)
    yield made
    made.close()


def dying(acting: Acting, way: str, after: int, patch: pytest.MonkeyPatch) -> None:
    """A synchronisation that ends with its process once it has sent so much, before or after the database has it."""
    left, real = [after], TeamLog.append

    def append(log: TeamLog, team: str, place: int, item: Item) -> bool:
        if left[0] == 0 and way == "dies before":
            raise Killed
        done = real(log, team, place, item)
        if left[0] == 0:
            raise Killed
        left[0] -= 1
        return done

    with patch.context() as patched:
        patched.setattr(TeamLog, "append", append)
        with suppress(Killed):
            synchronise(acting)


class Program:
    """Carries out steps at the desks, and keeps what has to hold."""

    def __init__(self, desks: Desks) -> None:
        self.desks, self.people = desks, [f"M{next(_numbers)}" for _ in range(3)]
        self.events: dict[str, set[tuple[int, str]]] = {one: set() for one in self.people}
        self.erased: set[str] = set()

    def at(self, desk: str) -> Acting:
        acting, skew = self.desks.at[desk], SKEW[desk]
        return replace(acting, clock=lambda: acting.clock() + skew)

    def step(self, patch: pytest.MonkeyPatch, what: str, desk: str, *more: object) -> None:
        acting = self.at(desk)
        institute = self.desks.institute.organisation
        try:
            match what, *more:
                case "event", int(person), str(state), int(second):
                    name = self.people[person]
                    with acting.vault.write() as session:
                        record(acting, session, {name: state}, at=SECOND + timedelta(seconds=second))
                    self.events[name].add((second, state))
                case "leave", int(person):
                    people = [Sent(self.people[person])]
                    record_delivery(acting, NewDelivery("panel", "7", PARTNER, RESEARCH, SECOND, people, reason="old"))
                case "erase", int(person):
                    erase_person(acting, "panel", self.people[person], "request")
                    self.erased.add(self.people[person])
                case ("trust",):
                    trust_partner(acting, institute, fingerprint(institute))
                case ("distrust",):
                    distrust_partner(acting, institute, "a call")
                case ("comment",):
                    comment(acting, f"Nr. {next(_numbers)}")
                case ("setting",):
                    with acting.vault.write() as session:
                        write_answer_hours(session, 1 + next(_numbers) % 300)
                case ("name",):
                    with acting.vault.write() as session:
                        remember_names(session, [f"Hochschule {next(_numbers)}"])
                case ("sync",):
                    synchronise(acting)
                case _, int(after):
                    dying(acting, what, after, patch)
        except DataPactError:
            pass  # what one vault refuses, such as two states of one second

    def expected(self, person: str) -> str:
        return max(self.events[person], key=lambda one: (one[0], CODES[one[1]] >= TAKING_BACK))[1]

    def check(self) -> None:
        for _ in range(2):
            for desk in self.desks.at:
                synchronise(self.at(desk))
        require_same(self.desks, HISTORY)
        for person in set(self.people) - self.erased:
            if self.events[person]:
                for acting in self.desks.at.values():
                    with acting.vault.read() as session:
                        found = standings(session, person, SECOND + timedelta(days=1), dataset="panel")
                    assert {one.state for one in found} <= self.possible(person), (person, self.events[person])

    def possible(self, person: str) -> set[str]:
        """What can hold: the strongest of the newest second; of two that take back at one second either."""
        newest = max(second for second, _state in self.events[person])
        of = {state for second, state in self.events[person] if second == newest}
        return {state for state in of if CODES[state] >= TAKING_BACK} or of


@given(program=st.lists(STEP, min_size=6, max_size=18))
@settings(max_examples=1_000 if depth() == "long" else 50, deadline=None, derandomize=True, phases=[Phase.generate])
def test_any_program_ends_the_same_everywhere(team: Desks, program: list[tuple[object, ...]]) -> None:
    run = Program(team)
    with pytest.MonkeyPatch.context() as patch:
        for what, desk, *more in program:
            run.step(patch, str(what), str(desk), *more)
    run.check()


def test_a_synchronisation_that_is_killed_loses_nothing(team: Desks) -> None:
    """A real process, killed at a moment of chance."""
    run = Program(team)
    with pytest.MonkeyPatch.context() as patch:
        for attempt in range(max(2, rounds(6))):
            for desk in team.at:
                run.step(patch, "event", desk, attempt % 3, "given", attempt)
            kill_synchronising(team, "bernd-vogel", 0.02 + 0.04 * attempt)
    run.check()


def kill_synchronising(team: Desks, desk: str, seconds: float) -> None:
    child = os.fork()
    if child == 0:
        try:
            with unlock(team.at[desk].vault.folder, desk, PEOPLE[desk], team.at[desk].clock) as acting:
                synchronise(acting)
        finally:
            os._exit(0)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
