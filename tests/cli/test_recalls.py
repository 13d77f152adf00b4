"""Deliveries, calling back and erasing on the command line, each answer held against its schema."""

from __future__ import annotations

import json
import time

import pytest

from datapact.base.clock import utc_now
from datapact.consent.records.event import Event
from datapact.consent.records.events import append_events
from datapact.organisation.members.unlocking import unlock
from tests.cli.desks import PASSPHRASE, Desk, Houses, beginning
from tests.cli.test_schemas import matches, said

pytestmark = pytest.mark.journey

RESEARCH = "https://w3id.org/dpv#ScientificResearch"


def consents(desk: Desk, state: str, *people: str) -> None:
    with unlock(desk.vault, desk.member, PASSPHRASE, utc_now) as acting, acting.vault.write() as session:
        at = acting.clock()
        events = [Event(f"{state}-{p}", p, "logs", RESEARCH, acting.organisation, state, at) for p in people]
        append_events(acting, session, events, source="test")


def deliver(desk: Desk, to: str, *people: str) -> str:
    listed = desk.folder / "people.csv"
    listed.write_text("\n".join(("subject", *people)) + "\n", "utf-8")
    arguments = ("--dataset", "logs", "--to", to, "--purpose", "dpv:ScientificResearch", "--subjects", listed)
    made = said(
        "delivery-record", desk, "delivery", "record", *arguments, "--new", "--no-decision", "before records were kept"
    )
    return str(made["entry"])


def changed(desk: Desk, statement: str) -> None:
    """The database after a change by somebody with its key."""
    with unlock(desk.vault, desk.member, PASSPHRASE, utc_now) as acting, acting.vault.write() as session:
        session.connection().exec_driver_sql(statement)


def test_a_recall_whose_delivery_is_gone_goes_out_by_its_entry(houses: Houses) -> None:
    anna, folder = houses.anna, houses.folder
    institute = houses.sofia.json("vault", "info")["organisation"]
    send = ("recall", "send", "--to", institute, "-o", folder / "r.dpact")
    anna.refused(2, *send)
    deliver(anna, institute, "P1", "P2")
    consents(anna, "withdrawn", "P1")
    changed(anna, "DELETE FROM delivery")
    assert "vault repair" in anna.refused(4, "recall", "list")
    (told,) = [one for one in said("recall-list", anna, "recall", "list", code=4) if one["stage"] == "tell"]
    assert told["partner"] == institute
    assert "row of a delivery behind it is missing" in told["text"]["en"]
    changed(anna, "CREATE TABLE kept AS SELECT * FROM delivery_subject")
    changed(anna, "DELETE FROM delivery_subject")
    for asked in (("recall", "list"), send):  # its list is gone, too: nobody can say whom it concerned
        assert "backup" in anna.refused(4, *asked)
    assert not (folder / "r.dpact").exists()
    changed(anna, "INSERT INTO delivery_subject SELECT * FROM kept")
    changed(anna, "DROP TABLE kept")
    answered = anna.run(*send)
    assert answered.code == 0
    assert "missing from the table" in answered.err
    anna("vault", "repair")
    (waits,) = [one for one in said("recall-list", anna, "recall", "list") if one["stage"] == "send"]
    assert "missing" not in waits["text"]["en"]


def test_a_recall_that_lacks_a_deleted_delivery_says_so(houses: Houses) -> None:
    anna, folder = houses.anna, houses.folder
    institute = houses.sofia.json("vault", "info")["organisation"]
    gone = deliver(anna, institute, "P1")
    deliver(anna, institute, "P1", "P2")
    consents(anna, "withdrawn", "P1")
    changed(anna, f"DELETE FROM delivery WHERE entry = '{gone}'")
    answered = anna.run("recall", "send", "--to", institute, "-o", folder / "r.dpact")
    assert answered.code == 0
    assert gone[:12] in answered.err
    assert (folder / "r.dpact").exists()


def test_a_withdrawal_goes_round_between_two_vaults(houses: Houses) -> None:
    anna, sofia, folder = houses.anna, houses.sofia, houses.folder
    institute = sofia.json("vault", "info")["organisation"]
    entry = deliver(anna, institute, "P1", "P2")
    assert [one["entry"] for one in said("delivery-list", anna, "delivery", "list", "--to", institute)] == [entry]
    consents(anna, "withdrawn", "P1")
    assert {one["stage"] for one in said("recall-list", anna, "recall", "list")} == {"tell", "own"}
    sent = said("recall-send", anna, "recall", "send", "--to", institute, "-o", folder / "r.dpact")
    assert [one["people"] for one in sent["recalls"]] == [1]
    assert said("recall-sent", anna, "recall", "sent", "--to", institute, "--how", "e-mail")["recalls"]
    anna.refused(2, "recall", "sent", "--to", institute)
    corrected = ("delivery", "correct", entry, "--reason", "It was version 8.", "--finding")
    assert said("delivery-correct", anna, *corrected, "wrong")["standing"] == "wrong"
    assert "stays in answers" not in anna(*corrected, "holds")
    (notice,) = said("receive", sofia, "receive", folder / "r.dpact")["notices"]
    assert "calls back data of 1 person" in notice["en"]
    assert "ruft Daten von 1 Person" in notice["de"]
    (task,) = said("recall-list", sofia, "recall", "list")
    key = task["recall"].partition(".")[2]
    sofia.refused(2, "recall", "acknowledge", key, "--outcome", "erased")
    sofia.refused(2, "recall", "confirm", key, "--outcome", "kept")
    sofia.refused(2, "recall", "confirm", key, "--outcome", "eaten")
    (folder / "protocol.txt").write_text("erased", "utf-8")
    confirmed = ("recall", "confirm", key, "--outcome", "erased", "--evidence", folder / "protocol.txt")
    said("recall-record", sofia, *confirmed, "--person", "Sofia Brandt")
    keller = anna.json("vault", "info")["organisation"]
    said("recall-send", sofia, "recall", "send", "--to", keller, "-o", folder / "back.dpact")
    assert "erased" in anna.json("receive", folder / "back.dpact")["notices"][0]["en"]
    time.sleep(1.1)  # what is recorded in the second of the settling itself stays open
    settled = ("--dataset", "logs", "--purpose", "dpv:ScientificResearch", "--outcome", "erased")
    said("recall-record", anna, "recall", "settle", *settled)
    assert "Nothing is to be called back" in anna("recall", "list")
    for group, which, file in (
        ("delivery", entry, "d.json"),
        ("recall", beginning(sent["recalls"][0]["recall"]), "r.json"),
    ):
        said("record-proof-written", anna, group, "proof", which, "-o", folder / file)
        matches("record-proof", json.loads((folder / file).read_text("utf-8")))
        assert anna.run("verify", folder / file).code == 0
    anna.refused(2, "delivery", "proof", "nothing", "-o", folder / "n.json")
    answer = said("person", anna, "person", "P1", "--dataset", "logs", "-o", folder / "p.json")
    assert answer["deliveries"][0]["called_back"][0]["outcome"] == "erased"
    said("person", anna, "person", "P1", "--dataset", "logs", "-o", folder / "p.pdf")
    assert (folder / "p.pdf").read_bytes().startswith(b"%PDF")
    assert "2 recipients" not in anna("person", "P1", "--dataset", "logs")
    anna.refused(2, "person", "P1", "--dataset", "logs", "-o", folder / "p.docx")
    rectify = ("recall", "rectify", "P2", "P9", "--dataset", "logs", "--what", "postcode")
    made = said("recall-rectify", anna, *rectify)
    assert (made["people"], made["recipients"], made["not_delivered"]) == (1, 1, ["P9"])
    told = said("recall-send", anna, "recall", "send", "--to", institute, "-o", folder / "rectified.dpact")["recalls"]
    assert [one["ask"] for one in told] == ["rectify"]
    said("receive", sofia, "receive", folder / "rectified.dpact")
    said("recall-record", sofia, "recall", "confirm", told[0]["recall"], "--outcome", "rectified")
    said("recall-send", sofia, "recall", "send", "--to", keller, "-o", folder / "back.dpact")
    anna.json("receive", folder / "back.dpact")
    answer = said("person", anna, "person", "P2", "--dataset", "logs")
    assert [one["what"] for one in answer["rectified"]] == ["postcode"]
    assert answer["deliveries"][0]["called_back"][0]["outcome"] == "rectified"


def test_a_letter_to_a_partner_without_datapact(houses: Houses) -> None:
    anna, folder = houses.anna, houses.folder
    (folder / "partners.csv").write_text("name\nMüller KG\n", "utf-8")
    anna("partner", "import", folder / "partners.csv")
    deliver(anna, "Müller", "P1")
    consents(anna, "objected", "P1")
    anna.refused(2, "recall", "send", "--to", "Müller", "-o", folder / "r.dpact")
    told = said("recall-send", anna, "recall", "letter", "--to", "Müller", "-o", folder / "l.pdf")
    again = said("recall-send", anna, "recall", "letter", "--to", "Müller", "-o", folder / "again.pdf")
    assert (again["recalls"], again["again"]) == ([], 1)
    assert (folder / "again.pdf").read_bytes() == (folder / "l.pdf").read_bytes()
    key = beginning(told["recalls"][0]["recall"])
    anna.refused(2, "recall", "acknowledge", key, "--outcome", "restricted")
    evidence = ("--evidence", folder / "l.pdf", "--person", "Frau Müller")
    said("recall-record", anna, "recall", "acknowledge", key, "--outcome", "restricted", *evidence)
    assert {one["stage"] for one in anna.json("recall", "list")} == {"own"}


def test_erasing(houses: Houses) -> None:
    anna, lea, folder = houses.anna, houses.lea, houses.folder
    consents(anna, "given", "P1", "P2")
    assert [one["months"] for one in said("erase-rules", anna, "erase", "rules")] == [36, 120, 36]
    assert (
        said("erase-rule", anna, "erase", "rule", "consent", "--months", "12", "--reason", "notice 3")["months"] == 12
    )
    assert said("erase", anna, "erase", "due") == []
    request = ("erase", "person", "P1", "--dataset", "logs", "--reason", "request 7")
    lea.refused(3, *request)
    (made,) = said("erase", anna, *request, "-o", folder / "e.pdf", "--renew-backups")
    assert (made["events"], made["backups_renewed"]) == (1, True)
    assert (folder / "e.pdf").read_bytes().startswith(b"%PDF")
    anna.refused(1, *request)
    assert len(said("erase", anna, "erase", "report")) == 1
    said("erase", anna, "erase", "report", beginning(made["entry"]), "-o", folder / "again.pdf")
    assert anna.json("vault", "check")["sound"]


def test_the_house_default_of_days(houses: Houses) -> None:
    said("recall-deadline", houses.anna, "recall", "deadline", "3")
    houses.anna.refused(2, "recall", "deadline", "366")
