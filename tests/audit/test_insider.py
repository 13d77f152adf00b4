"""Somebody with the key edits the database: no table can be changed without its row being found before it leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from datapact.audit.exports.bag import build_bag
from datapact.audit.exports.bag_content import BagRequest
from datapact.audit.exports.decision import build_decision
from datapact.audit.exports.dossier import build_dossier
from datapact.audit.exports.people_list import people_list
from datapact.audit.verify.verify import verify_file
from datapact.base.errors import Damaged, DataPactError, Locked
from datapact.consent.decision.may_share import may_share
from datapact.consent.decision.used_decisions import use_decision
from datapact.consent.deliveries.pseudonym_table import forget_pseudonyms, mapping_file
from datapact.consent.facts.question import Question
from datapact.consent.matrix.decision_page import Leaving, deliver
from datapact.consent.proof.last import QUICK
from datapact.consent.proof.repair import repair
from datapact.consent.proof.run import EVERYTHING, Rests, prove, proven, release, unproven_recalls
from datapact.consent.proof.unproven import NotProven, Proof
from datapact.consent.recalls.records import record_recalls
from datapact.obligations.retention.erase import erase_person
from datapact.organisation.acting.acting_member import Acting
from datapact.pdf.letters.person_answer import answer_pdf, erasure_pdf, proven_answer
from datapact.registers.registers import register
from tests.conftest import SteppingClock
from tests.consent.sharing import PARTNER, RESEARCH, ready, record
from tests.exchange.houses import build, opened, with_roles

STATES = {f"P{number}": "given" for number in range(6)} | {"P7": "withdrawn"}

NOT_READ = {
    "meta": "settings and marks; the house's severities of rules are its own statement",
    "attachment": "named by its digest, which is compared at every reading",
    "person_key": "a private key opens for its member alone, or not at all",
    "sealing_key": "a changed key opens no bundle",
    "receipt_seen": "which entries a partner needs again; nothing that leaves shows it",
    "journal": "edits that are in no draft yet",
    "consent_repeat": "only copies in a team have rows there; tests/team/test_house_records.py changes each column of one",
    "consent_tally": "counts for the matrix on the screen; exports count anew",
    "obligation": "derived anew in the run of every export that shows it",
    "obligation_source": "of the same derivation",
    "external_partner": "names are printed from agreements and from the entries of deliveries",
    "team_item": "sealed items, each verified again before it counts",
    "team_chunk": "sealed parts of a team's log, held against the digests in its items",
    "team_logged": "what a team's log has already; nothing that leaves shows it",
    "alembic_version": "of the tables themselves",
    "sqlite_sequence": "of the database",
}
"""Tables of which nothing that leaves is made, and why."""
SEARCH = ("agreement_text", "agreement_fts", "agreement_trigram")
COLUMNS_NOT_READ = {
    ("agreement", "status"): "said anew for the day of the export",
    ("agreement", "archived"): "only where the list shows it",
    ("pseudonym_key", "created"): "nothing that leaves shows it",
    ("partner", "added"): "nothing that leaves shows it",
    ("partner", "note"): "nothing that leaves shows it",
    ("consent_event", "line"): "the place in the file that came, which nobody signed",
    ("organisation_record", "seq"): "a place; their order is compared",
    ("consent_scope", "id"): "a number inside the database",
}


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Acting]:
    """A vault with a row in every table that is read: a partner's card, a contract, consents, deliveries, a recall."""
    clock = SteppingClock()
    folder = tmp_path_factory.mktemp("insider")
    build(folder / "made", clock)
    houses = opened(folder / "made", folder / "open", clock)
    keller = with_roles(houses.keller, ["legal", "lead", "admin", "signatory"])
    ready(keller, STATES)
    used = use_decision(keller, question(keller))
    deliver(keller, Leaving(used.record.entry, at=clock(), version="1"))
    with keller.vault.write() as session:
        record(keller, session, {"P1": "withdrawn"}, at=clock())
        record_recalls(keller, session, PARTNER, letter=lambda _drafts: b"%PDF")
    mapping_file(keller, "panel", PARTNER)
    yield keller
    houses.close()


def question(acting: Acting) -> Question:
    return Question(dataset="panel", partner=PARTNER, purpose=RESEARCH, at=acting.clock())


def history_of(acting: Acting) -> str:
    with acting.vault.read() as session:
        return str(session.connection().exec_driver_sql("SELECT id FROM agreement WHERE number = 'DP-1'").scalar())


def decision_of(acting: Acting) -> str:
    with acting.vault.read() as session:
        return str(
            session.connection()
            .exec_driver_sql("SELECT entry FROM organisation_record WHERE kind = 'decision'")
            .scalar()
        )


def tables(acting: Acting) -> dict[str, list[str]]:
    with acting.vault.read() as session:
        connection = session.connection()
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
        return {
            name: [row[1] for row in connection.exec_driver_sql(f"PRAGMA table_info({name})")]
            for name in names
            if not name.startswith(SEARCH)
        }


def test_every_table_is_held_against_what_was_signed_or_says_why_not(vault: Acting) -> None:
    """Whoever adds a table has to say here how its rows are proven, or that nothing that leaves is made of them."""
    with vault.vault.read() as session:
        assert prove(vault, session, EVERYTHING).unproven == ()
    silent = []
    for table, columns in tables(vault).items():
        if table in NOT_READ:
            continue
        for column in columns:
            if (table, column) not in COLUMNS_NOT_READ and not found(vault, table, column):
                silent.append((table, column))
        if not found(vault, table, None):
            silent.append((table, "a row deleted"))
    assert silent == []


def found(acting: Acting, table: str, column: str | None) -> bool:
    """Whether a proof finds it when the first row of a table has another value, or is gone."""
    with acting.vault.rehearse() as session:
        connection = session.connection()
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        first = connection.exec_driver_sql(f"SELECT * FROM {table} LIMIT 1").mappings().first()
        assert first is not None, f"the vault of this test needs a row in {table}"
        where, values = " AND ".join(f"{name} IS ?" for name in first), tuple(first.values())
        if column is None:
            connection.exec_driver_sql(f"DELETE FROM {table} WHERE {where}", values)
        else:
            new = other_than(first[column])
            connection.exec_driver_sql(f"UPDATE {table} SET {column} = ? WHERE {where}", (new, *values))
        session.expire_all()
        try:
            return not prove(acting, session, EVERYTHING).holds
        except DataPactError:
            return True


def other_than(value: Any) -> Any:
    match value:
        case None:
            return 1
        case int():
            return value + 1_000_000
        case bytes():
            return bytes(reversed(value)) + b"x"
    return str(value) + "x"


EXPORTERS: dict[str, Callable[[Acting, Path], object]] = {
    "list of people": lambda acting, _: people_list(acting, may_share(acting, question(acting))),
    "use of an answer": lambda acting, _: use_decision(acting, question(acting)),
    "file of an answer": lambda acting, _: build_decision(acting, decision_of(acting)),
    "answer to a person": lambda acting, _: proven_answer(acting, "panel", "P2"),
    "table of pseudonyms": lambda acting, _: mapping_file(acting, "panel", PARTNER),
    "register": lambda acting, _: register(acting, "agreements", leaves=True),
    "dossier": lambda acting, _: build_dossier(acting, history_of(acting), audience="internal"),
    "archive": lambda acting, place: build_bag(acting, BagRequest("internal"), workshop=place, processes=1),
}
ALL = frozenset(EXPORTERS)
ANSWERS = {"list of people", "use of an answer", "file of an answer"}
CHANGES = {
    "a withdrawal becomes a consent": (
        "UPDATE consent_event SET state = 2 WHERE state = 5 AND event_id LIKE 'P7%'",
        ANSWERS | {"dossier", "archive", "table of pseudonyms"},
    ),
    "a key for pseudonyms": ("UPDATE pseudonym_key SET secret = zeroblob(32)", {"table of pseudonyms"}),
    "a person is invented": (
        "INSERT INTO consent_subject (dataset, pseudonym) VALUES ('panel', 'P999')",
        {"table of pseudonyms"} | ANSWERS | {"archive", "dossier"},
    ),
    "a title": (
        "UPDATE agreement SET title = 'Another' WHERE number = 'DP-1'",
        ALL - {"table of pseudonyms"},
    ),
    "a delivery is gone": ("DELETE FROM delivery", ALL),
    "a person is gone from a list": (
        "DELETE FROM delivery_subject WHERE pseudonym = 'P2'",
        {"answer to a person", "file of an answer"},
    ),
    "a line is moved to another dataset": (
        "UPDATE delivery_subject SET dataset = 'other' WHERE pseudonym = 'P2'",
        {"answer to a person", "file of an answer"},
    ),
    "the time of an entry": ("UPDATE entry SET time = '2020-01-01T00:00:00Z' WHERE kind = 'delivery'", ALL),
    "a record says something else": (
        "UPDATE organisation_record SET body = replace(body, 'P1', 'P2'), recorded = '2020-01-01T00:00:00Z'"
        " WHERE kind = 'notice'",
        ALL,
    ),
    "people stand as erased": (
        "UPDATE delivery_subject SET pseudonym = NULL, sent_as = NULL, salt = NULL WHERE pseudonym = 'P2'",
        {"answer to a person"} | ANSWERS | {"archive", "dossier"},
    ),
    "a partner's name": ("UPDATE partner SET name = 'Somebody else'", ALL),
}


@contextmanager
def changed(acting: Acting, statement: str) -> Iterator[None]:
    """The database after a change by somebody with its key; as it was afterwards."""
    table = statement.split()[1 if statement.startswith("UPDATE") else 2]
    with acting.vault.write() as session:
        connection = session.connection()
        before = [tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {table}")]
        connection.exec_driver_sql(statement)
        assert [tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {table}")] != before
    try:
        yield
    finally:
        with acting.vault.write() as session:
            connection = session.connection()
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
            connection.exec_driver_sql(f"DELETE FROM {table}")
            places = ", ".join("?" * len(before[0]))
            for row in before:
                connection.exec_driver_sql(f"INSERT INTO {table} VALUES ({places})", row)


@pytest.mark.parametrize("change", CHANGES)
def test_nothing_leaves_that_rests_on_a_changed_row(vault: Acting, tmp_path: Path, change: str) -> None:
    statement, resting = CHANGES[change]
    refused = set()
    with changed(vault, statement):
        for name, export in EXPORTERS.items():
            if name not in resting:
                continue
            with suppress(Damaged):
                export(vault, tmp_path)
                continue
            refused.add(name)
    assert refused == resting


def test_a_run_proves_the_same_rows_once_until_somebody_writes(vault: Acting) -> None:
    def in_run(run: str) -> Proof:
        with vault.vault.read() as session:
            return proven(vault, session, Rests(agreements=None), run=run)

    first = in_run("archive")
    assert in_run("archive") is first
    assert first.holds
    assert in_run("another") is not first
    with changed(vault, "UPDATE agreement SET title = 'Other'"), pytest.raises(NotProven):
        in_run("archive")
    assert in_run("archive") is not first


def test_what_rests_on_sound_rows_leaves_and_says_so(vault: Acting, tmp_path: Path) -> None:
    made = build_bag(vault, BagRequest("internal"), workshop=tmp_path, processes=1, language="en")
    verdict = verify_file(made.data, "export.zip")
    assert verdict.verdict != "invalid"
    said = " ".join(str(one) for one in verdict.notes)
    assert "all fit" in said
    assert "deliveries: 1; recalls: 1" in said
    answer = proven_answer(vault, "panel", "P2")
    assert answer.proof.holds
    assert answer_pdf(vault, answer, "en").startswith(b"%PDF")
    with vault.vault.read() as session:
        assert prove(vault, session, QUICK).holds


def test_a_legal_member_releases_the_rest_which_names_the_rows(vault: Acting, tmp_path: Path) -> None:
    statement, _resting = CHANGES["a withdrawal becomes a consent"]
    with changed(vault, statement):
        with vault.vault.read() as session:
            proof = prove(vault, session, EVERYTHING)
            with pytest.raises(Locked):
                release(as_lead(vault), session, proof)
            release(vault, session, proof)
        made = people_list(vault, may_share(vault, question(vault)))
        assert made.data.count(b"P7") == 0 < made.data.count(b"P2")
        assert made.proof.released_by == vault.member.name
        with pytest.raises(NotProven):  # an answer is one statement: it has no rest
            use_decision(vault, question(vault))
        bag = build_bag(vault, BagRequest("internal"), workshop=tmp_path, processes=1, language="en")
        said = " ".join(str(one) for one in verify_file(bag.data, "export.zip").notes)
        assert "Not complete" in said


def as_lead(acting: Acting) -> Acting:
    from dataclasses import replace

    return replace(acting, member=replace(acting.member, roles=frozenset({"lead"})))


@pytest.mark.parametrize("change", [one for one in CHANGES if one not in ("people stand as erased",)])
def test_rows_are_written_anew_from_the_entries(vault: Acting, change: str) -> None:
    gone = {"a person is gone from a list", "a line is moved to another dataset", "a key for pseudonyms"}
    with changed(vault, CHANGES[change][0]):
        assert repair(vault).holds == (change not in gone)  # who stood in a list is written nowhere else
    with vault.vault.read() as session:
        assert prove(vault, session, EVERYTHING).holds


@pytest.mark.parametrize(
    "statement",
    [
        *(
            statement
            for name, (statement, _resting) in CHANGES.items()
            if "delivery" in statement or "consent" in statement
        ),
        "UPDATE delivery SET recipient = 'external:99'",
        "DELETE FROM recall_subject",
    ],
)
def test_whom_recalls_concern_is_not_called_certain(vault: Acting, statement: str) -> None:
    with vault.vault.read() as session:
        assert unproven_recalls(vault, session) is None
    with changed(vault, statement), vault.vault.read() as session:
        assert unproven_recalls(vault, session) is not None


@pytest.mark.parametrize("change", CHANGES)
def test_repair_is_offered_exactly_where_it_mends(vault: Acting, change: str) -> None:
    """The bar of the window and the refusal name the repair by ``follows``."""
    with changed(vault, CHANGES[change][0]):
        with vault.vault.read() as session:
            before = prove(vault, session, EVERYTHING)
        left = len(repair(vault).unproven)
    assert any(one.follows for one in before.unproven) == (left < len(before.unproven))


def test_a_delivery_whose_list_is_gone_too_does_not_follow(vault: Acting) -> None:
    with vault.vault.rehearse() as session:
        connection = session.connection()
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        connection.exec_driver_sql("DELETE FROM delivery_subject")
        connection.exec_driver_sql("DELETE FROM delivery")
        found = [one for one in prove(vault, session, EVERYTHING).unproven if one.table == "delivery"]
    assert [one.follows for one in found] == [False]


def test_a_key_that_is_gone_makes_no_other_table_before_it_is_forgotten(vault: Acting) -> None:
    table, _people = mapping_file(vault, "panel", PARTNER)
    with changed(vault, "DELETE FROM pseudonym_key"), pytest.raises(NotProven, match="missing from the vault"):
        mapping_file(vault, "panel", PARTNER)
    assert mapping_file(vault, "panel", PARTNER)[0] == table
    with vault.vault.write() as session:
        session.connection().exec_driver_sql("DELETE FROM pseudonym_key")
    assert forget_pseudonyms(vault, "panel", PARTNER)
    assert mapping_file(vault, "panel", PARTNER)[0] != table


def test_the_report_of_an_erasure_says_what_was_signed(vault: Acting) -> None:
    made = erase_person(vault, "panel", "P4", "Request 11")
    assert erasure_pdf(vault, made, "en").startswith(b"%PDF")
    fewer = "UPDATE organisation_record SET body = replace(body, 'Request 11', 'Request 12') WHERE kind = 'erased'"
    with changed(vault, fewer), pytest.raises(NotProven):
        erasure_pdf(vault, made, "en")


def test_an_erasure_that_is_recorded_is_none_of_these(vault: Acting) -> None:
    with vault.vault.rehearse():
        pass
    erase_person(vault, "panel", "P5", "Request 12")
    with vault.vault.read() as session:
        assert prove(vault, session, EVERYTHING).unproven == ()
