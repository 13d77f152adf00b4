"""What is kept between two questions is what a fresh reading finds, whoever wrote meanwhile, and whatever came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from datapact.consent.decision.may_share import answer_within, may_share
from datapact.consent.facts.compliance_records import record_fact
from datapact.consent.facts.facts import FactOnFile
from datapact.consent.facts.processing_checklist import POINTS, written
from datapact.consent.facts.purpose_links import purpose_links, withdraw_link
from datapact.consent.facts.question import Question
from datapact.consent.matrix.matrix import matrix
from datapact.consent.proof.repair import repair
from datapact.consent.records.event import Event
from datapact.consent.records.events import append_events
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.members.unlocking import unlock
from datapact.vault.database.remembered import MEMORY
from datapact.vault.database.session import Session
from datapact.vault.database.unchanged import while_unchanged
from tests.benchmarks.sharing_vault import NOW, PURPOSES, make

QUESTIONS = [
    Question(dataset, f"external:{partner}", PURPOSES[purpose], NOW + timedelta(hours=purpose))
    for dataset, partner in (("large", 1), ("data-0-1", 1), ("data-1-0", 2))
    for purpose in (0, 3)
]


class Desks(NamedTuple):
    here: Acting
    there: Acting

    def __repr__(self) -> str:  # what tells of a failure prints it
        return "Desks"


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desks]:
    """One vault, open twice, as by a window and a command."""
    folder = tmp_path_factory.mktemp("sharing")
    here = make(folder, agreements=2, people=2, cohort=4).acting
    there = unlock(here.vault.folder, None, "vier Worte sind gut", lambda: NOW)
    yield Desks(here, there)
    there.vault.close()
    here.vault.close()


class Undone(Exception):
    pass


def refuse(acting: Acting, session: Session, number: int) -> None:
    event = Event(
        event_id=f"refused {number}",
        subject=f"P{number % 4:05}",
        dataset="large",
        purpose=PURPOSES[number % 2],
        controller=acting.organisation,
        state="withdrawn",
        at=NOW - timedelta(minutes=number % 50),
    )
    append_events(acting, session, [event], source="test")


def withdraw(acting: Acting, session: Session, number: int) -> None:
    if links := purpose_links(session):
        withdraw_link(acting, session, links[number % len(links)].key)


def put_on_file(acting: Acting, session: Session, number: int) -> None:
    day, pages = (NOW - timedelta(days=number % 50)).date(), written(dict.fromkeys(POINTS, "1"))
    about, against = f"external:{1 + number % 2}", number % 3 == 0
    record_fact(acting, session, FactOnFile("", "article_28", about, "", f"File {number}", day, day, result=pages, against=against, weighed=True))  # fmt: skip


def rename(_acting: Acting, session: Session, number: int) -> None:
    """A row that no entry gives: as somebody would change the file, and as no program of ours does."""
    session.connection().exec_driver_sql(
        "UPDATE external_partner SET name = ? WHERE id = 1", (f"Partner {'ABC'[number % 3]}",)
    )


STEPS: dict[str, Callable[[Acting, Session, int], None]] = {
    "refuse": refuse,
    "withdraw": withdraw,
    "put on file": put_on_file,
    "rename": rename,
}
programs = st.lists(
    st.tuples(
        st.sampled_from([*STEPS, "repair"]),
        st.integers(0, 50),
        st.sampled_from(["here", "there", "undone", "rehearsed"]),
    ),
    max_size=4,
)


def answers(acting: Acting) -> list[tuple[object, ...]]:
    found = [may_share(acting, one) for one in QUESTIONS]
    cells = [(one.dataset, one.purpose, one.verdict, one.n, one.m, one.counts) for one in matrix(acting, NOW)]
    return [*((one.verdict, one.n, one.m, one.inputs_digest) for one in found), *cells]


def anew(acting: Acting) -> list[tuple[object, ...]]:
    acting.vault.info[MEMORY].clear()
    return answers(acting)


def ask_within(acting: Acting, step: Callable[[Acting, Session, int], None], number: int, how: str) -> None:
    """Ask in the midst of what never comes to be."""
    with getattr(acting.vault, how)() as session:
        step(acting, session, number)
        for one in QUESTIONS:
            answer_within(acting, session, one)
        raise Undone


@settings(
    max_examples=4,
    deadline=None,
    phases=[Phase.generate],  # the vault goes on from program to program
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(programs)
def test_answers_are_those_of_a_fresh_reading(desks: Desks, program: list[tuple[str, int, str]]) -> None:
    here, there = desks
    answers(here)
    for name, number, how in program:
        step = STEPS.get(name)
        if step is None:
            repair(there if how == "there" else here)
        elif how in ("here", "there"):
            acting = here if how == "here" else there
            unique = number + 100 * next(COUNT)
            with acting.vault.write() as session:
                step(acting, session, unique)
        else:
            with suppress(Undone):
                ask_within(here, step, number + 100 * next(COUNT), "write" if how == "undone" else "rehearse")
        kept = answers(here)
        assert kept == anew(here)
        assert kept == answers(there)


COUNT = iter(range(10**6))


def test_nothing_is_kept_of_what_may_be_undone(desks: Desks) -> None:
    here, _there = desks
    asked = "SELECT name FROM external_partner WHERE id = 1"

    def name(session: Session) -> str:
        return while_unchanged(
            session, "name of the first", lambda: str(session.connection().exec_driver_sql(asked).scalar_one())
        )

    with here.vault.read() as session:
        before = name(session)
    with here.vault.rehearse() as session:
        session.connection().exec_driver_sql("UPDATE external_partner SET name = 'Undone' WHERE id = 1")
        assert name(session) == "Undone"
    with here.vault.read() as session:
        assert name(session) == before
    made = [0]

    def count() -> int:
        made[0] += 1
        return made[0]

    with here.vault.read() as session:
        assert [while_unchanged(session, "count", count) for _ in range(3)] == [1, 1, 1]
    with here.vault.read() as session:
        assert while_unchanged(session, "count", count) == 1
    with here.vault.write() as session:
        session.connection().exec_driver_sql("UPDATE external_partner SET name = name WHERE id = 2")
    with here.vault.read() as session:
        assert while_unchanged(session, "count", count) == 2
        assert [while_unchanged(session, "large", count, keeps=lambda one: one < 0) for _ in range(2)] == [3, 4]
