"""datapact obligations and datapact breach, as people and programs use them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pikepdf
import pytest
from icalendar import Calendar

from datapact.base.clock import local_day, utc_now
from datapact.organisation.members.unlocking import unlock
from tests.cli.desks import PASSPHRASE, Houses
from tests.cli.test_schemas import said
from tests.obligations.offices import file_contract
from tests.tools.verapdf import complaints

TODAY = datetime.now(UTC).date()


@pytest.fixture
def contract(houses: Houses) -> str:
    """A contract signed on paper whose review was due three days ago."""
    with unlock(houses.anna.vault, "anna-keller", PASSPHRASE, utc_now) as acting:
        first = TODAY + timedelta(days=3)
        return file_contract(
            acting,
            "R-1",
            duration={"start": TODAY},
            review={"first": first, "every_months": 6},
            breach={"hours": 24, "contacts": [{"party": "ipd", "contact": {"name": "Desk", "phone": "1"}}]},
        )


def test_the_list_the_calendar_and_what_was_done(houses: Houses, contract: str) -> None:
    anna, file = houses.anna, houses.folder / "duties.ics"
    found = said("obligations", anna, "obligations", "--due-within", "30", "--ics", file)
    (review,) = found["duties"]
    assert (review["agreement"], review["kind"], review["state"]) == (contract, "review", "open")
    assert found["counts"] == {"overdue": 0, "within_7": 1, "within_30": 1, "within_90": 1}
    (event,) = Calendar.from_ical(file.read_bytes()).walk("VEVENT")
    assert event["dtstart"].dt == TODAY + timedelta(days=3)
    assert "Review the agreement" in anna("obligations")
    assert "first on" in anna("obligations", "--steps", "--agreement", "R-1")
    assert anna.run("obligations", "--due-within", "1").out.startswith("Nothing is due.")
    given = said("obligation", anna, "obligations", "assign", review["key"], "--to", "Martin Vogt")
    assert given["owner"] == "martin-vogt"
    assert said("obligations", anna, "obligations", "--mine")["duties"] == []
    reminded = said("obligations-remind", anna, "obligations", "remind")
    assert [one["stage"] for one in reminded["reminders"]] == [7]
    said("obligations-remind", anna, "obligations", "remind", "--acknowledge")
    assert said("obligations-remind", anna, "obligations", "remind")["reminders"] == []
    evidence = houses.folder / "minutes.pdf"
    evidence.write_bytes(b"%PDF-1.7 minutes")
    done = said("obligation", anna, "obligations", "done", review["key"][:6], "--file", evidence, "--reference", "M 1")
    assert (done["state"], done["evidence"]["reference"]) == ("done", "M 1")
    assert said("obligation", anna, "obligations", "reopen", review["key"])["state"] == "open"
    waived = said("obligation", anna, "obligations", "waive", review["key"], "--reason", "superseded")
    assert waived["evidence"] == {"reason": "superseded"}
    closed = said("obligations", anna, "obligations", "--closed")["duties"]
    assert "waived" in [one["state"] for one in closed]


def test_obligations_of_our_own_and_refusals(houses: Houses) -> None:
    lead = houses.lea
    due = (TODAY + timedelta(days=10)).isoformat()
    added = said(
        "obligation", lead, "obligations", "add", "ISO 27001 of the host", "--due", due, "--about", "certificate"
    )
    assert (added["kind"], added["due"], added["agreement"]) == ("certificate", due, "")
    lead.refused(3, "obligations", "waive", added["key"], "--reason", "no")
    lead.refused(2, "obligations", "waive", added["key"], "--reason", " ")
    lead.refused(2, "obligations", "done", "ffff")
    lead.refused(2, "obligations", "done", added["key"], "--on", (TODAY + timedelta(days=2)).isoformat())
    lead.refused(2, "obligations", "--kind", "nothing")
    lead.refused(2, "obligations", "--agreement", "nothing")
    lead.refused(2, "obligations", "--due-within", "-1")
    lead.refused(2, "obligations", "--ics", houses.folder / "no" / "file.ics")
    lead.refused(2, "obligations", "add", "x", "--due", "31/12/2026")
    answer = lead.run("obligations", lang="de")
    assert "ISO 27001 of the host" in answer.out


def test_a_breach_from_record_to_notice(houses: Houses, contract: str) -> None:
    anna, pdf = houses.anna, houses.folder / "notice.pdf"
    known = utc_now() - timedelta(minutes=1)
    aware, day = known.strftime("%Y-%m-%dT%H:%M:%SZ"), local_day(known).isoformat()
    made = said(
        "breach", anna, "breach", "record", "--title", "Lost laptop", "--aware", aware, "--dataset", "machine-logs",
        "--occurred", day,  # of today, too, the hour is not known
        "--risk", "high", "--people", "120", "--regime", "nis2", "--what", "A laptop was left in a train.",
    )  # fmt: skip
    assert made["agreements"] == [contract]
    assert (made["day_only"], made["occurred"] <= made["aware"]) == (["occurred"], True)
    steps = {one["id"]: one for one in made["steps"]}
    party = f"party-{contract.removeprefix('urn:uuid:')[:8]}-ipd"
    assert set(steps) == {"authority", "subjects", "documentation", "nis2-24h", "nis2-72h", "nis2-final", party}
    assert steps[party]["contact"] == "Desk, 1"
    later = said("breach", anna, "breach", "record", "--key", made["key"], "--measures", "Remote wipe.")
    assert (later["key"], later["what"], later["measures"]) == (made["key"], made["what"], "Remote wipe.")
    assert "Notify the supervisory authority" in anna("breach", "show", made["key"])
    done = said("breach", anna, "breach", "done", made["key"], "authority", "--reference", "LfDI 1")
    assert next(one for one in done["steps"] if one["id"] == "authority")["state"] == "done"
    said("breach", anna, "breach", "done", made["key"], "subjects", "--not-needed", "encrypted")
    assert len(said("breach-list", anna, "breach", "list")["breaches"]) == 1
    said("breach-notice", anna, "breach", "notice", made["key"], party, "-o", pdf)
    with pikepdf.open(pdf) as document:
        assert document.Root.Lang is not None
    obligations = said("obligations", anna, "obligations", "--kind", "breach")["duties"]
    assert {one["kind"] for one in obligations} == {"breach"}


def test_a_breach_that_cannot_be(houses: Houses) -> None:
    anna = houses.anna
    anna.refused(2, "breach", "record", "--title", "x")
    anna.refused(2, "breach", "record", "--title", "x", "--aware", "yesterday")
    anna.refused(2, "breach", "record", "--title", "x", "--aware", "2999-01-01 10:00")
    anna.refused(2, "breach", "show", "nothing")
    anna.refused(2, "breach", "done", "nothing", "authority")
    anna.refused(2, "breach", "notice", "nothing", "authority", "-o", houses.folder / "n.pdf")
    assert anna("breach", "list") == "No breach is recorded."


@pytest.mark.judge("verapdf")
def test_the_notice_is_an_archival_and_accessible_pdf(houses: Houses) -> None:
    anna = houses.anna
    aware = (utc_now() - timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M:%SZ")
    made = anna.json("breach", "record", "--title", "Lost laptop", "--aware", aware)
    files = [houses.folder / f"{lang}.pdf" for lang in ("de", "en")]
    for file in files:
        assert anna.run("breach", "notice", made["key"], "authority", "-o", file, lang=file.stem).code == 0
    assert complaints(files) == ""


def test_days_are_local(houses: Houses, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    found = houses.anna.json("obligations")
    assert date.fromisoformat(found["today"]) >= TODAY
