"""What the database sees, what its users may do, and one clear sentence for all that can be wrong with it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from psycopg import errors

from datapact.base.errors import AnswerNo, DataPactError, Locked, NewerFormat, Surroundings, WrongUse
from datapact.base.strictjson import JsonValue, from_base64url, parse, parse_object, sha256_of, strings_in
from datapact.consent.decision.may_share import may_share
from datapact.consent.deliveries.deliveries import NewDelivery, Sent, record_delivery
from datapact.consent.facts.question import Question
from datapact.consent.terms.pseudonyms import pseudonym_key
from datapact.history.commitments.jws import is_digest, read_compact
from datapact.organisation.identity.fingerprint import fingerprint
from datapact.organisation.partners.partners import trust_partner
from datapact.team.database import rows
from datapact.team.database.address import address, is_this_computer, shown
from datapact.team.database.refusals import database_errors
from datapact.team.database.rows import TABLES, StayingConnection, TeamLog, connected
from datapact.team.kept.facts import require_team
from datapact.team.log.apart import PREFIX, token_of
from datapact.team.log.item import TYPE
from datapact.team.steps.joining import delete_team, leave_team, move_team
from datapact.team.steps.news import wait_for_news
from datapact.team.steps.status import team_status
from datapact.team.steps.synchronise import synchronise
from datapact.vault.database.entries import entries
from tests.consent.sharing import PARTNER, RESEARCH, ready
from tests.exchange.houses import HISTORY, comment, exchange, offer
from tests.team.cluster import as_other_user
from tests.team.desks import Desks, folded

_ROW = re.compile(rb"\t(eyJ[\w-]+\.[\w-]+\.[\w-]+|chunk\.[\w-]+)\t\\\\x([0-9a-f]*)")


def test_a_dump_holds_no_name_and_no_word(desks: Desks) -> None:
    """Ciphertext is random, so words are sought in its bytes, and a token says numbers and digests alone."""
    synchronise(desks.anna)
    offer(desks.anna, desks.institute, text="Vibrationsdaten der Spindel.")
    ready(desks.anna, {"B-0007-Teilnehmerin": "given"})
    left = NewDelivery("panel", "7", PARTNER, RESEARCH, desks.anna.clock(), [Sent("B-0007-Teilnehmerin")], reason="old")
    record_delivery(desks.anna, left)
    with desks.anna.vault.write() as session:
        secret = pseudonym_key(session, "panel", PARTNER, desks.anna.clock)
    comment(desks.anna, "Pseudonym B-0005 fehlt.")
    exchange(desks.anna, desks.institute)
    comment(desks.institute, "Einverstanden.")
    exchange(desks.institute, desks.anna)
    for acting in desks.at.values():
        synchronise(acting)
    dump = desks.cluster.dump(desks.database)
    found_rows = [(token.decode(), bytes.fromhex(sealed.decode())) for token, sealed in _ROW.findall(dump)]
    assert len(found_rows) > 6
    contents = b"".join(sealed for token, sealed in found_rows if token.startswith(PREFIX))
    assert contents
    for token, sealed in found_rows:
        if token.startswith(PREFIX):
            assert token == token_of(sha256_of(sealed))
            continue
        said = parse_object(read_compact(token, TYPE).payload)
        assert said.keys() == {"epoch", "format", "kind", "previous", "sealed", "sequence", "team"}
        assert said["kind"] in ("keys", "contents")
        assert is_digest(said["sealed"])
        assert said["previous"] == "" or is_digest(said["previous"])
        if said["kind"] == "contents":
            contents += sealed
        else:
            keys = parse_object(sealed)
            assert keys.keys() == {"before", "format", "keys", "type"}
            assert all(one.keys() == {"device", "sealed"} for one in keys["keys"])  # type: ignore[union-attr]
    with desks.anna.vault.read() as session:
        facts = require_team(session)
        found = set()
        tables = ("entry", "disclosure", "partner", "agreement", "meta", "organisation_record", "external_partner")
        for table in (*tables, "consent_subject", "consent_scope", "consent_event", "delivery", "delivery_subject"):
            for row in session.connection().exec_driver_sql(f'SELECT * FROM "{table}"'):
                found.update(str(value) for value in row if isinstance(value, str | int))
        for one in entries(session, HISTORY):
            found.update(strings_in(_body_of(one.disclosures)))
    plain = _ROW.sub(b"", dump).replace(facts.team.encode(), b"")
    words = {word for text in found for word in re.findall(r"[^\W_]{5,}", text)}
    assert {"Vibrationsdaten", "Teilnehmerin"} <= words
    assert secret not in contents
    assert not {word for word in words if word.encode() in contents}
    empty = desks.cluster.dump("postgres").decode() + " ".join(TABLES) + " public writer"
    assert not {word for word in words if word.encode() in plain and word not in empty}
    for name in ("Keller", "Vogel", "Sommer", "Institut", "Spindel", "0005", "KI-Pilot", "DP-2026", "anna", "legal"):
        assert name.encode() not in plain


def _body_of(disclosures: tuple[str, ...]) -> list[JsonValue]:
    return [parse(from_base64url(one)) for one in disclosures]


def test_a_writer_needs_to_read_and_insert_only(desks: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    offer(desks.anna, desks.institute)
    with desks.cluster.chief(desks.database) as chief:
        chief.execute("REVOKE CREATE ON SCHEMA public FROM writer")
        for table in ("datapact_team_log", "datapact_team_format"):
            chief.execute(f"ALTER TABLE {table} OWNER TO chief")
            chief.execute(f"REVOKE ALL ON {table} FROM writer")
        with pytest.raises(Locked, match="may not read and insert"):
            synchronise(desks.anna)
        chief.execute("GRANT SELECT ON datapact_team_format TO writer")
        chief.execute("GRANT SELECT, INSERT ON datapact_team_log TO writer")
    assert synchronise(desks.anna).sent_items == 1
    assert synchronise(desks.bernd).new_entries == 1
    for name in ("_SINCE", "_INSERT"):  # as in a database that cannot all that is asked in one message
        monkeypatch.setattr(rows, name, "BEGIN; SELECT nobody_has()")
    comment(desks.anna)
    assert synchronise(desks.anna).sent_items == 1
    assert synchronise(desks.bernd).new_entries == 1


def test_a_sentence_for_each_fault_and_nothing_is_lost(desks: Desks) -> None:
    offer(desks.anna, desks.institute)
    with desks.anna.vault.read() as session:
        right = require_team(session).database
    with pytest.raises(Locked, match="refuses user or password"):
        move_team(desks.anna, desks.url, "wrong")
    unreachable = f"postgresql://writer@127.0.0.1:9/{desks.database}"
    with pytest.raises(Surroundings, match="cannot be reached"):
        move_team(desks.anna, unreachable, desks.password)
    strict = right + " sslmode=verify-full sslrootcert=system"  # as outside this computer
    with pytest.raises(Surroundings, match="no encrypted connection"), connected(strict):
        raise AssertionError
    assert team_status(desks.anna).waiting == 1
    with desks.cluster.chief(desks.database) as chief:
        for number, error, words in ((1, Surroundings, "SET number = 2"), (3, NewerFormat, "newer DataPact")):
            chief.execute("UPDATE datapact_team_format SET number = %s", (number,))
            chief.execute("ALTER TABLE datapact_team_format OWNER TO chief")
            chief.execute("GRANT SELECT ON datapact_team_format TO writer")
            with pytest.raises(error, match=words):
                move_team(desks.anna, desks.url, desks.password)
        chief.execute("UPDATE datapact_team_format SET number = 1")
        chief.execute("GRANT UPDATE ON datapact_team_format TO writer")
        move_team(
            desks.bernd, desks.url, desks.password
        )  # whoever may raises the number, and a DataPact of before stops
        assert chief.execute("SELECT number FROM datapact_team_format").fetchall() == [(rows.FORMAT,)]
        chief.execute("DROP TABLE datapact_team_log, datapact_team_format")
        with pytest.raises(Surroundings, match="no tables"):
            synchronise(desks.anna)
        for statement in TABLES:
            chief.execute(statement)
        chief.execute("GRANT SELECT ON datapact_team_format TO writer")
        chief.execute("GRANT SELECT, INSERT ON datapact_team_log TO writer")
    synced = synchronise(desks.anna)  # all that she knows is put back, and what waited is sent
    assert (synced.last.put_back, synced.sent_items) == (2, 1)
    # Bernd knows another continuation, of the same length; whichever counts, both come to have everything
    for acting in (desks.bernd, desks.anna, desks.bernd):
        synchronise(acting)
    assert folded(desks.bernd, HISTORY).entries.keys() == folded(desks.anna, HISTORY).entries.keys() != set()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (errors.DiskFull, "disk is full"),
        (errors.ReadOnlySqlTransaction, "disk is full, or it is read-only"),
        (errors.QueryCanceled, "longer than two minutes"),
        (errors.AdminShutdown, "broke off"),
        (errors.InternalError, "answers with an error"),
    ],
)
def test_each_error_of_a_server_is_one_sentence(error: type[psycopg.Error], words: str) -> None:
    with pytest.raises(Surroundings, match=words), database_errors("host=localhost dbname=team"):
        raise error


def test_a_database_restored_from_last_week_loses_nothing(desks: Desks) -> None:
    offer(desks.anna, desks.institute)
    for acting in desks.at.values():
        synchronise(acting)
    dump = desks.cluster.dump(desks.database)
    comment(desks.anna, "nach der Sicherung")
    synchronise(desks.anna)
    synchronise(desks.bernd)
    with desks.cluster.chief(desks.database) as chief:
        chief.execute("DROP TABLE datapact_team_log, datapact_team_format")
    desks.cluster.restore(desks.database, dump)
    comment(desks.carla, "sie hat den Stand von vorher")
    assert synchronise(desks.carla).last.put_back == 0  # she knows no more than the dump, and writes another branch
    for acting in (desks.bernd, desks.anna, *desks.at.values(), *desks.at.values()):
        synchronise(acting)
    texts = [folded(acting, HISTORY).entries.keys() for acting in desks.at.values()]
    assert texts[0] == texts[1] == texts[2]
    assert len([one for one in folded(desks.carla, HISTORY).entries.values() if one.kind == "comment"]) == 2


def test_a_full_disk_of_the_server_loses_nothing(desks: Desks) -> None:
    small = Path(tempfile.mkdtemp(prefix="team-"))
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", small], capture_output=True).returncode:
        small.rmdir()
        pytest.skip("a small disk takes the right to mount one")
    try:
        if other := as_other_user():
            shutil.chown(small, other[1].partition("=")[2])
        with desks.cluster.chief(desks.database) as chief:
            chief.execute(f"CREATE TABLESPACE small LOCATION '{small}'")
            chief.execute("ALTER TABLE datapact_team_log SET TABLESPACE small")
            fill = "INSERT INTO datapact_team_log VALUES ('other', %s, %s, %s)"
            for place, size in enumerate([9_000] * 300 + [300] * 300):  # until there is no room for a small row
                with suppress(errors.DiskFull):
                    chief.execute(fill, (place, os.urandom(200).hex(), os.urandom(size)))
            offer(desks.anna, desks.institute)
            with pytest.raises(Surroundings, match="disk is full"):
                synchronise(desks.anna)
            assert team_status(desks.anna).waiting == 1
            chief.execute("ALTER TABLE datapact_team_log SET TABLESPACE pg_default")  # a larger disk
            chief.execute("DROP TABLESPACE small")
            assert synchronise(desks.anna).sent_items == 1
            assert synchronise(desks.bernd).new_entries == 1
    finally:
        subprocess.run(["umount", "-l", small], check=True)
        small.rmdir()


def test_a_statement_that_takes_too_long_is_ended(desks: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("datapact.team.database.rows._BOUND", "SET LOCAL statement_timeout = '20ms'")
    monkeypatch.setattr(
        "datapact.team.database.rows._NEWS", "SELECT count(*), 1 FROM pg_sleep(2), (SELECT %s::text) AS t"
    )
    with pytest.raises(Surroundings, match="two minutes"):
        wait_for_news(desks.anna, 1)


def test_who_waits_hears_of_a_colleague_at_once_or_asks(desks: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    offer(desks.anna, desks.institute)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(wait_for_news, desks.bernd, 10)
        time.sleep(0.3)
        synchronise(desks.anna)
        started = time.monotonic()
        assert waiting.result()
        assert time.monotonic() - started < 2
        # where nobody tells, as behind PgBouncer
        monkeypatch.setattr(TeamLog, "hear", lambda *_: time.sleep(0.05) or [])
        monkeypatch.setattr(TeamLog, "tells", lambda *_: False)
        waiting = pool.submit(wait_for_news, desks.bernd, 10)
        time.sleep(0.2)
        comment(desks.anna, "Neu.")
        synchronise(desks.anna)
        assert waiting.result()
    assert not wait_for_news(desks.bernd, 0.1)
    through = StayingConnection()
    for _ in range(2):  # a connection that stays may be ended by the server meanwhile
        comment(desks.anna, "Noch eins.")
        assert synchronise(desks.anna, through=through).sent_items == 1
        there = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
        with desks.cluster.chief() as chief:
            assert chief.execute(there, (desks.database,)).fetchall()  # it had stayed
            while chief.execute(there, (desks.database,)).fetchall():
                time.sleep(0.01)  # the server ends it when it comes to it
    through.close()


def test_a_team_is_deleted_once_all_others_have_left(desks: Desks) -> None:
    ready(desks.anna, {"P1": "given"})
    for acting in (desks.anna, desks.bernd, desks.carla):
        synchronise(acting)
    with pytest.raises(AnswerNo, match="still in the team"):
        delete_team(desks.anna)
    for acting in (desks.bernd, desks.carla):
        leave_team(acting)
    asked = Question("panel", PARTNER, RESEARCH, desks.bernd.clock())
    assert may_share(desks.bernd, asked).verdict == "incomplete"
    with pytest.raises(Locked, match="records nothing for the house"):
        trust_partner(desks.bernd, desks.institute.organisation, fingerprint(desks.institute.organisation))
    with desks.cluster.chief(desks.database) as chief:
        chief.execute("ALTER TABLE datapact_team_log OWNER TO chief")
        chief.execute("GRANT SELECT, INSERT ON datapact_team_log TO writer")
        with pytest.raises(Locked, match="may not delete"):
            delete_team(desks.anna)
        assert delete_team(desks.anna, desks.cluster.url("chief", desks.database), desks.cluster.passwords["chief"]) > 4
        assert chief.execute("SELECT count(*) FROM datapact_team_log").fetchone() == (0,)
    found = may_share(desks.anna, asked)
    assert (found.verdict, "copy" in found.inputs["world"]) == ("permit", False)


@pytest.mark.parametrize(
    "url",
    [
        "not an address",
        "postgresql://writer:secret@db.example/team?sslcertmode=disable",
        "postgresql:///team",
        "postgresql://writer@db.example/team?sslmode=require&sslcertmode=disable",
        "postgresql://writer@db.example/team?sslmode=disable&sslcertmode=disable",
        "postgresql://writer@127.0.0.1,db.example/team?sslmode=prefer&sslcertmode=disable",
        "postgresql://writer@localhost/team?hostaddr=192.0.2.1&sslmode=prefer&sslcertmode=disable",
        "postgresql://writer@db.example/team?gssencmode=require&sslcertmode=disable",  # libpq would then use no TLS
        "postgresql://writer@db.example/team?sslcertmode=disable&sslkey=/k&sslpassword=secret",
        "postgresql://writer@db.example/team",  # no certificate of one's own, and no word that there is none
        "postgresql://writer@db.example/team?sslcertmode=allow",
        "postgresql://writer@db.example/team?sslcert=/no/such.crt&sslkey=/no/such.key",
        "service=team",
    ],
)
def test_an_address_that_is_not_safe_is_refused(url: str) -> None:
    with pytest.raises(WrongUse):
        address(url)


def test_outside_this_computer_names_and_certificates_are_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "me.crt").touch()
    (tmp_path / "me.key").touch()
    own = f"sslcert={tmp_path / 'me.crt'}&sslkey={tmp_path / 'me.key'}"
    made = address(f"postgresql://writer@db.example:6432/team?{own}", "secret")
    assert "sslcertmode=require" in made
    assert "sslcertmode=disable" in address("postgresql://writer@db.example/team?sslcertmode=disable")
    assert "sslmode=verify-full" in made
    assert "sslrootcert=system" in made
    assert "gssencmode=disable" in made
    assert shown(made) == "db.example:6432/team"
    assert "sslmode" not in address("postgresql://writer@localhost/team")
    assert "sslrootcert=/etc/ca.pem" in address(f"postgresql://w@db.example/team?sslrootcert=/etc/ca.pem&{own}")
    monkeypatch.chdir(tmp_path)  # whoever names files from here starts DataPact elsewhere tomorrow
    near = address("postgresql://w@db.example/team?sslrootcert=ca.pem&sslcert=me.crt&sslkey=me.key")
    assert all(f"={tmp_path / one}" in near for one in ("ca.pem", "me.crt", "me.key"))
    assert [is_this_computer({"host": host}) for host in ("::1", "127.9.9.9", "/run/postgresql", "10.0.0.1")] == [
        True, True, True, False,
    ]  # fmt: skip
    assert issubclass(WrongUse, DataPactError)
