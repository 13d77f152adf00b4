"""Somebody with the key edits any value of any table: what leaves refuses, or says exactly what it said before.

``test_insider`` asks whether a proof finds a change; this asks the other way round, of each file that leaves: whatever was
changed, it is refused (exit 4), or it says nothing else.
"""

from __future__ import annotations

import json
import os
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from pypdfium2 import PdfDocument
from sqlcipher3.dbapi2 import Error

from datapact.agreements.views.known_names import known_datasets
from datapact.audit.exports.decision import build_decision
from datapact.audit.exports.dossier import build_dossier
from datapact.audit.exports.people_list import people_list
from datapact.audit.exports.receipt import receipt_file
from datapact.audit.exports.record_proof import prove_delivery, prove_recall
from datapact.base.errors import Damaged, DataPactError, WrongUse
from datapact.consent.decision.may_share import may_share
from datapact.consent.decision.used_decisions import use_decision
from datapact.consent.deliveries.pseudonym_table import mapping_file
from datapact.consent.matrix.decision_page import Leaving, deliver
from datapact.consent.proof.run import prove_contract
from datapact.consent.proof.unproven import NotProven, Proof
from datapact.consent.recalls.records import record_recalls
from datapact.consent.records.events import events_of
from datapact.dataspace.evaluation import write_evaluation
from datapact.dataspace.export import for_machines
from datapact.obligations.agenda.agenda import agenda
from datapact.obligations.agenda.ical import write_calendar
from datapact.obligations.agenda.leaving import prove_obligations, proven_evidence
from datapact.obligations.due.commands import Evidence, add, record_done
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.own_profile import profile_of_actor
from datapact.pdf.letters.person_answer import person_report, proven_answer
from datapact.pdf.reports.report import render_report
from datapact.registers.registers import NAMES, register
from datapact.vault.database.database import connect
from datapact.vault.keys.subkeys import database_key
from tests.audit.test_insider import NOT_READ, STATES, decision_of, history_of, other_than, question, tables
from tests.conftest import SteppingClock
from tests.consent.sharing import PARTNER, amend_elsewhere, ready, record
from tests.exchange.houses import build, opened, with_roles

pytestmark = pytest.mark.journey
TABLES = (
    *("agreement", "consent_batch", "consent_event", "consent_now", "consent_scope", "consent_subject"),
    *("delivery", "delivery_subject", "disclosure", "entry", "organisation_record", "partner", "pseudonym_key"),
    "recall_subject",
)
ROWS = 3
"""Rows of a table of which a value is changed, in one run."""


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Acting]:
    """A vault with a contract and its amendment, consents, a delivery, a recall, a partner with a card; its clock stands still."""
    clock = SteppingClock()
    folder = tmp_path_factory.mktemp("else")
    build(folder / "made", clock)
    houses = opened(folder / "made", folder / "open", clock)
    keller = with_roles(houses.keller, ["legal", "lead", "admin", "signatory"])
    agreement = ready(keller, STATES)
    with keller.vault.write() as session:
        amend_elsewhere(keller, session, agreement, date(2026, 1, 1), rights={"propagation_days": 1})
    used = use_decision(keller, question(keller))
    deliver(keller, Leaving(used.record.entry, at=clock(), version="1"))
    with keller.vault.write() as session:
        record(keller, session, {"P1": "withdrawn"}, at=clock())
        record_recalls(keller, session, PARTNER, letter=lambda _drafts: b"%PDF")
        record(keller, session, {"P2": "withdrawn"}, at=clock())
    mapping_file(keller, "panel", PARTNER)
    for title, months in (("Check the backups", 0), ("Audit the processor", 6)):
        add(keller, title, date(2027, 3, 31), agreement=agreement, every_months=months)
    moment = clock()
    yield replace(keller, clock=lambda: moment)
    houses.close()


def pages(pdf: bytes) -> str:
    """What somebody reads in a PDF; how many rows were proven, and so size and digest of the files in it, may differ."""
    document = PdfDocument(pdf)
    said = " ".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return re.sub(r"(?<!-)\b(?:[\d.,]+ rows|(?:[\d,]+ )?[0-9a-f]{8,})\b", "…", " ".join(said.split()))


def letter(acting: Acting, subject: str) -> str:
    """The reply to a person, without recording that it leaves."""
    answer = proven_answer(acting, "panel", subject)
    with acting.vault.read() as session:
        own, names = profile_of_actor(acting, session), known_datasets(session)
    proof = Proof(acting.clock(), 1)
    return pages(render_report(person_report(answer.log, own, "en", names, proof, "", answer.known), answer.log.at))


def receipts(acting: Acting, events: Sequence[str]) -> str:
    """The receipts of events, without their signatures."""
    made = [json.loads(receipt_file(acting, one, "json", "en").data) for one in events]
    return repr([{name: value for name, value in one.items() if name not in ("proof", "signature")} for one in made])


def evaluation(acting: Acting, decision: str) -> str:
    """The files of an answer for evaluators of ODRL."""
    with TemporaryDirectory() as folder:
        return repr([json.loads(file.read_bytes()) for file in write_evaluation(acting, decision, Path(folder))])


def duties(acting: Acting) -> bytes:
    """The calendar file of all duties."""
    prove_obligations(acting)
    return write_calendar(agenda(acting, date(2020, 1, 1), date(2030, 1, 1)), acting.clock(), "en")


def entry_of(acting: Acting, kind: str) -> str:
    with acting.vault.read() as session:
        statement = f"SELECT digest FROM entry WHERE kind = '{kind}' ORDER BY seq"
        return str(session.connection().exec_driver_sql(statement).scalar())


def made(acting: Acting) -> Mapping[str, Callable[[], object]]:
    """What leaves, by its name; what it is about is read before anything is changed."""
    decision, delivery, recall = decision_of(acting), entry_of(acting, "delivery"), entry_of(acting, "recall")
    history = history_of(acting)
    with acting.vault.read() as session:
        events = [event.event_id for _number, event in events_of(session, dataset="panel", subject="P2")]
    return {
        "list of people": lambda: people_list(acting, may_share(acting, question(acting))).data,
        "file of an answer": lambda: pages(build_decision(acting, decision, language="en").pdf),
        "letter to a person": lambda: letter(acting, "P2"),
        "letter to another person": lambda: letter(acting, "P1"),
        "table of pseudonyms": lambda: mapping_file(acting, "panel", PARTNER),
        **{
            f"register of {kind}": lambda kind=kind: register(acting, kind, leaves=True).rows  # type: ignore[misc]
            for kind in NAMES
        },
        "dossier": lambda: pages(build_dossier(acting, history, audience="internal", language="en").pdf),
        "receipt of a consent": lambda: receipts(acting, events),
        "proof of a delivery": lambda: prove_delivery(acting, delivery).data,
        "proof of a recall": lambda: prove_recall(acting, recall).data,
        "calendar of duties": lambda: duties(acting),
        "files for evaluators": lambda: evaluation(acting, decision),
        "policy for machines": lambda: (prove_contract(acting, history), repr(for_machines(acting, history)))[1],
    }


@contextmanager
def by_hand(acting: Acting) -> Iterator[Any]:
    """A connection of somebody who has the key and none of the rules of the program."""
    key = database_key(acting.vault._unlocked.vault_key)
    with closing(connect(acting.vault.paths.database, key)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("BEGIN IMMEDIATE")
        yield connection
        connection.execute("COMMIT")


@contextmanager
def changed(acting: Acting, table: str, statement: str, values: tuple[Any, ...]) -> Iterator[bool]:
    """The database after a change by hand, and whether it could be made; as it was afterwards."""
    with by_hand(acting) as connection:
        rows = connection.execute(f"SELECT * FROM {table}").fetchall()
        try:
            connection.execute(statement, values)
            done = True
        except Error:  # a constraint of the table
            done = False
        wrong = set(connection.execute(f"SELECT * FROM {table}").fetchall())
    try:
        yield done
    finally:
        with by_hand(acting) as connection:
            # an export that is recorded wrote rows of its own meanwhile
            rows += [row for row in connection.execute(f"SELECT * FROM {table}").fetchall() if row not in wrong]
            connection.execute(f"DELETE FROM {table}")
            connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)


def changes(acting: Acting, of: str, chance: random.Random) -> Iterator[tuple[str, str, tuple[Any, ...]]]:
    """Changes of a table by hand: some rows get another value in a column, or that of another row; they go, or come twice."""
    columns = tables(acting)[of]
    with by_hand(acting) as connection:
        rows = [dict(zip(columns, row, strict=True)) for row in connection.execute(f"SELECT * FROM {of}")]
    where, marks = " AND ".join(f"{name} IS ?" for name in columns), ", ".join("?" * len(columns))
    for row in chance.sample(rows, min(ROWS, len(rows))):
        key, first = tuple(row.values()), columns[0]
        for column in columns:
            for new in {other_than(row[column]), chance.choice(rows)[column]} - {row[column]}:
                yield f"{of}.{column}", f"UPDATE {of} SET {column} = ? WHERE {where}", (new, *key)
        yield f"{of} deleted", f"DELETE FROM {of} WHERE {where}", key
        twice = {**row, first: other_than(row[first])}
        yield f"{of} twice", f"INSERT INTO {of} VALUES ({marks})", tuple(twice.values())


def test_every_table_that_is_read_is_attacked(vault: Acting) -> None:
    assert set(TABLES) == tables(vault).keys() - NOT_READ.keys()


@pytest.mark.in_turn(6)
@pytest.mark.parametrize("table", TABLES)
def test_whatever_is_changed_what_leaves_refuses_or_says_what_it_said(vault: Acting, table: str) -> None:
    leaving = made(vault)
    said = {name: export() for name, export in leaving.items()}
    chance = random.Random(f"{table} {os.environ.get('DATAPACT_FAULT_SEED', '1')}")
    otherwise, refused = set(), 0
    for name, statement, values in changes(vault, table, chance):
        with changed(vault, table, statement, values) as done:
            for what, export in leaving.items() if done else ():
                try:
                    now = export()
                except DataPactError:
                    refused += 1
                    continue
                if now != said[what]:
                    otherwise.add((name, what))
    assert otherwise == set()
    assert refused
    if table != "entry":  # what left meanwhile is recorded in entries of its own, which the answer and the dossier tell
        assert {name: export() for name, export in leaving.items()} == said, "unchanged, they say the same again"


@pytest.mark.parametrize(
    "statement", ["DELETE FROM agreement WHERE amends <> ?", "UPDATE agreement SET amends = '' WHERE amends <> ?"]
)
def test_an_amendment_is_not_hidden_from_what_leaves_of_its_contract(vault: Acting, statement: str) -> None:
    leaving = made(vault)
    with changed(vault, "agreement", statement, ("",)) as done:
        assert done
        for what in ("dossier", "policy for machines"):
            with pytest.raises(NotProven, match="DP-1/1"):
                leaving[what]()


def test_no_receipt_is_signed_of_a_changed_consent(vault: Acting) -> None:
    leaving = made(vault)
    for state in ("2", "77"):
        statement = "UPDATE consent_event SET state = ? WHERE event_id LIKE 'P2%withdrawn%'"
        with changed(vault, "consent_event", statement, (int(state),)) as done:
            assert done
            with pytest.raises(Damaged):
                leaving["receipt of a consent"]()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET time = ? WHERE kind = 'decision'",
        "UPDATE organisation_record SET about = ? WHERE kind = 'decision'",
    ],
)
def test_no_evaluator_gets_the_files_of_a_changed_answer(vault: Acting, statement: str, tmp_path: Path) -> None:
    decision, table = entry_of(vault, "decision"), statement.split()[1]
    old = "another" if table == "organisation_record" else "2020-01-01T00:00:00Z"
    with changed(vault, table, statement, (old,)) as done:
        assert done
        with pytest.raises(NotProven):
            write_evaluation(vault, decision, tmp_path)
        assert not [*tmp_path.iterdir()]
    assert len(write_evaluation(vault, decision, tmp_path)) == 3


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE obligation SET due = ?",
        "UPDATE obligation SET state = 'done' WHERE due <> ?",
        "DELETE FROM obligation WHERE due <> ?",
        "UPDATE obligation_source SET until = ?",
    ],
)
def test_a_calendar_file_is_derived_anew_whatever_stands_in_the_table_of_duties(vault: Acting, statement: str) -> None:
    said = duties(vault)
    assert said.count(b"BEGIN:VEVENT") > 1
    with by_hand(vault) as connection:
        assert connection.execute(statement, ("2029-12-31",)).rowcount
    assert duties(vault) == said


def test_the_evidence_of_a_duty_is_the_file_that_was_recorded(vault: Acting) -> None:
    history = history_of(vault)
    one, other = (add(vault, title, date(2027, 1, 31), agreement=history) for title in ("Report", "Other"))
    day = vault.clock().date()
    done = record_done(vault, one.key, day, Evidence("Report", file=b"the report", media="text/plain"))
    record_done(vault, other.key, day, Evidence("Other", file=b"other", media="text/plain"))
    with by_hand(vault) as connection:
        swapped = "(SELECT data FROM obligation WHERE key = ?)"
        connection.execute(f"UPDATE obligation SET data = {swapped} WHERE key = ?", (other.key, one.key))
    assert proven_evidence(vault, done.key, history) == b"the report"
    never = add(vault, "Never done", date(2027, 1, 31), agreement=history)
    with pytest.raises(WrongUse):
        proven_evidence(vault, never.key, history)
    statement = "UPDATE organisation_record SET about = ? WHERE kind = 'obligation_done'"
    with changed(vault, "organisation_record", statement, ("",)) as made_up:
        assert made_up
        with pytest.raises(NotProven) as refused:
            proven_evidence(vault, done.key, history)
    assert refused.value.exit_code == 4
    assert proven_evidence(vault, done.key, history) == b"the report"
