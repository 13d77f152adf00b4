"""A lead's job through commands: may we share, with whom exactly, what left; and two weeks later who has to be told.

The answer is the one of the task: 4,812 of 5,000 people, until 31 March. The withdrawal goes to the partner's vault as a
sealed file, its confirmation comes back the same way, and the person is told to whom the data went (Art. 15 GDPR).
"""

from __future__ import annotations

import csv
import subprocess
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from datapact.base.clock import write_time as at
from tests.acceptance.lead_study import (
    ALLOWED,
    DATASET,
    PEOPLE,
    PURPOSE,
    UNTIL,
    LeadHouses,
    ask,
    made_study,
    pseudonym,
    study,
)
from tests.cli.desks import Desk, datapact
from tests.cli.test_schemas import said

__all__ = ["made_study", "study"]
RESEARCH = "https://w3id.org/dpv#ScientificResearch"
INSTITUTE = "Institut für Produktionsdaten e. V."
SCOPE = ("--dataset", DATASET, "--purpose", PURPOSE)


def stages(desk: Desk) -> dict[str, bool]:
    """What is to be done about withdrawals, by kind, and whether it is overdue; the exit code says so, too."""
    answer = desk.run("recall", "list", "--json")
    found = {str(one["stage"]): bool(one["overdue"]) for one in answer.result}
    assert answer.code == (1 if any(found.values()) else 0)
    return found


def due(desk: Desk) -> list[tuple[bool, str]]:
    """The duties of the next month: whether overdue, and the sentence."""
    obligations = desk.json("obligations", "--due-within", "30")["duties"]
    return [(bool(one["overdue"]), str(one["title"]["en"])) for one in obligations]


def pending(desk: Desk) -> tuple[int, bool]:
    """How many people of the study the institute has not been told of, and whether that is overdue: the matrix."""
    (cell,) = [one for one in desk.json("sharing-matrix") if one["dataset"] == DATASET]
    return cell["pending"], cell["overdue"]


def withdrawals(file: Path, rows: Iterable[tuple[str, str, datetime]]) -> Path:
    """A file of withdrawals, as another program writes it: id of the event, person, moment."""
    heading = ("event_id", "subject", "dataset", "purpose", "controller", "state", "at")
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(heading)
        writer.writerows((key, person, DATASET, PURPOSE, "self", "withdrawn", at(when)) for key, person, when in rows)
    return file


def people_in(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def share(study: LeadHouses) -> str:
    """Ask, use the answer, send out those who may go, and record it; the answer's entry."""
    listed = study.folder / "liste.csv"
    answer = study.lea.run(*ask("--subjects", listed, "--use", "--json"))
    assert answer.code == 1  # yes for everybody is 0
    study.lea("delivery", "record", "--decision", answer.result["entry"], "--subjects", listed)
    study.lea("recall", "settle", *SCOPE, "--outcome", "erased", "--note", "withdrawn before the data left")
    return str(answer.result["entry"])


def test_the_lead_gets_an_answer_that_holds_up(study: LeadHouses) -> None:
    lea, listed = study.lea, study.folder / "liste.csv"
    told = lea.run(*ask(), lang="de")
    assert told.code == 1
    assert told.out.startswith(
        "Teilweise: 4.812 von 5.000 Personen, bis 31. März 2027 (die ersten Einwilligungen enden)\n"
    )
    for reason in (
        "Die Vereinbarung DP-2026-0001 ist in Kraft.",
        "61 Personen haben abgelehnt. [Art. 6 Abs. 1 Buchst. a, Art. 7 DSGVO; S7]",
        "88 Personen haben ihre Einwilligung widerrufen.",
        "39 Personen: Einwilligung abgelaufen.",
        "Geben Sie jeden Widerruf an Institut für Produktionsdaten e. V. weiter",
    ):
        assert reason in told.out
    found = lea.run(*ask("--subjects", listed, "--use", "--json"))
    assert found.code == 1
    result = found.result
    assert (result["verdict"], result["n"], result["m"]) == ("partial", ALLOWED, PEOPLE)
    assert result["counts"] == {"refused": 61, "withdrawn": 88, "expired": 39}
    assert result["evidence"] == "signed_here"
    assert [one["subject"] for one in people_in(listed)] == [pseudonym(number) for number in range(ALLOWED)]
    assert {one["valid_until"][:10] for one in people_in(listed)} == {str(UNTIL)}
    assert lea.run(*ask("--on", "2027-03-30")).code == lea.run(*ask("--on", "2027-04-01")).code == 1
    assert lea.run(*ask("--on", "2027-03-30", "--json")).result["n"] == ALLOWED
    assert lea.run(*ask("--on", "2027-04-01", "--json")).result["n"] == 0
    assert lea.run(*ask("--known-at", "2026-11-20")).code == 1  # the consents were not on file yet
    supposed = lea.run(*ask("--what-if", "notice=operator-study/2", "--json"))
    assert supposed.result["what_if"]["verdict"] == "deny"


def test_the_matrix_and_the_records_behind_a_cell(study: LeadHouses) -> None:
    lea = study.lea
    cells = {(one["dataset"], one["purpose"]): one for one in lea.json("sharing-matrix")}
    cell = cells[DATASET, RESEARCH]
    assert (cell["verdict"], cell["n"], cell["m"], cell["partner_name"]) == ("partial", ALLOWED, PEOPLE, INSTITUTE)
    assert (cell["next_expiry"][:10], cell["notice_version"], cell["pending"]) == (str(UNTIL), "2", 0)
    assert {one["verdict"] for one in cells.values()} == {"permit", "partial", "incomplete"}
    shown = lea.run("sharing-matrix", lang="de").out
    for words in ("Bedienstudie", "Wissenschaftliche Auswertung", "Teilweise", "4.812 von 5.000", "2027-03-31"):
        assert words in shown
    assert "https://" not in shown
    stops = lea.json("sharing-matrix", "--what-if", "agreement=DP-2026-0001")
    assert {one["stops"] for one in stops} >= {True}
    counts = lea.json("consent", "status", *SCOPE)
    assert counts["states"] == {"given": ALLOWED, "refused": 61, "withdrawn": 88, "expired": 39}
    (refused,) = lea.json("consent", "events", "--subject", pseudonym(ALLOWED))
    assert (refused["state"], refused["dataset"]) == ("refused", DATASET)
    assert len(lea.json("consent", "events", *SCOPE, "--limit", "6000")) == PEOPLE
    assert "verweigert" in lea.run("consent", "status", "--subject", pseudonym(ALLOWED), lang="de").out


def test_a_withdrawal_reaches_the_partner_and_comes_back_confirmed(study: LeadHouses) -> None:
    lea, sofia, folder, clock = study.lea, study.sofia, study.folder, study.clock
    entry = share(study)
    (left,) = lea.json("delivery", "list", "--to", "Institut")
    assert (left["dataset"], left["count"], left["decision"]) == (DATASET, ALLOWED, entry)
    assert stages(lea) == {}

    clock.now += timedelta(days=14)
    file = withdrawals(folder / "widerrufe.csv", [("w-17", "B-0017", clock.now - timedelta(hours=6))])
    assert lea.json("consent", "import", file)["taken"] == 1
    assert lea.json("consent", "import", file)["known"] == 1  # a second time it changes nothing
    lea("consent", "withdraw", "--subject", "B-0018", "--dataset", DATASET)  # said on the telephone
    assert stages(lea) == {"tell": False, "own": False}
    (tell,) = [one for one in lea.json("recall", "list") if one["stage"] == "tell"]
    assert (tell["partner_name"], tell["people"], tell["deliveries"]) == (INSTITUTE, 2, [left["entry"]])
    assert (False, f"Tell {INSTITUTE} that data of 2 people in Operator study must no longer be used.") in due(lea)
    assert lea.run(*ask("--json")).result["n"] == ALLOWED - 2
    assert pending(lea) == (2, False)

    clock.now += timedelta(days=9)
    assert stages(lea) == {"tell": True, "own": True}
    late = lea.run("recall", "list", lang="de")
    assert (late.code, "überfällig" in late.out, INSTITUTE in late.out) == (1, True, True)
    assert (True, f"Tell {INSTITUTE} that data of 2 people in Operator study must no longer be used.") in due(lea)
    assert pending(lea) == (2, True)
    lea("recall", "settle", *SCOPE, "--outcome", "erased", "--note", "Löschprotokoll 4")
    lea("recall", "send", "--to", "Institut", "-o", folder / "rueckruf.dpact")
    assert stages(lea) == {"send": True}  # a file that was written has told nobody
    lea("recall", "sent", "--to", "Institut", "--how", "e-mail")
    assert stages(lea) == {
        "wait": False
    }  # told, late, but it has not arrived: the partner's own time begins with the telling
    assert b"B-0017" not in (folder / "rueckruf.dpact").read_bytes()

    (notice,) = sofia.json("receive", folder / "rueckruf.dpact")["notices"]
    assert "calls back data of 2 people" in notice["en"]
    assert sofia.json("receive", folder / "rueckruf.dpact")["notices"] == []
    assert stages(sofia) == {"answer": False}  # late for us; its own day begins when it learned of it
    sofia("recall", "send", "--to", "Maschinenbau", "-o", folder / "erhalten.dpact")
    (notice,) = lea.json("receive", folder / "erhalten.dpact")["notices"]
    assert "confirms that it was told" in notice["en"]
    assert stages(lea) == {"confirm": False}
    assert pending(lea) == (0, False)

    (task,) = sofia.run("recall", "list", "--json").result
    key = task["recall"].partition(".")[2]
    sofia("recall", "confirm", key[:8], "--outcome", "erased", "--person", "Dr. Lea Sommer", "--note", "both copies")
    assert stages(sofia) == {"reply": False}  # it is done, and the reply has not left yet
    sofia("recall", "send", "--to", "Maschinenbau", "-o", folder / "bestaetigung.dpact")
    assert stages(sofia) == {"reply": False}  # written, and nobody has said yet that it was sent
    sofia("recall", "sent", "--to", "Maschinenbau")
    assert stages(sofia) == {}
    (notice,) = lea.json("receive", folder / "bestaetigung.dpact")["notices"]
    assert "erased" in notice["en"]
    assert stages(lea) == {}
    assert [one for one in due(lea) if INSTITUTE in one[1]] == []
    (told,) = lea.json("person", "B-0017", "--dataset", DATASET)["deliveries"][0]["called_back"]
    assert (told["state"], told["outcome"]) == ("withdrawn", "erased")
    for desk in (lea, sofia):
        assert desk.json("vault", "check")["sound"]


def test_a_partner_without_datapact_gets_a_letter(study: LeadHouses) -> None:
    """Some of the people went to a laboratory that has no DataPact: it is told on paper, and answers on paper."""
    lea, folder, clock = study.lea, study.folder, study.clock
    partners, listed, letter = folder / "partner.csv", folder / "labor.csv", folder / "brief.pdf"
    partners.write_text("name,city\nMesslabor Müller KG,Ulm\n", "utf-8")
    lea("partner", "import", partners)
    listed.write_text("subject\nB-0017\nB-0018\nB-0019\n", "utf-8")
    lea(
        "delivery", "record", *SCOPE, "--to", "Messlabor", "--subjects", listed, "--basis", "6(1)(a)",
        "--no-decision", "went out before answers were recorded",
    )  # fmt: skip
    lea("recall", "settle", *SCOPE, "--outcome", "erased", "--note", "withdrawn before the data left")
    clock.now += timedelta(days=14)
    lea("consent", "withdraw", "--subject", "B-0017", "--dataset", DATASET)
    assert stages(lea) == {"tell": False, "own": False}
    assert "has no DataPact" in lea.refused(2, "recall", "send", "--to", "Messlabor", "-o", folder / "no.dpact")
    assert not (folder / "no.dpact").exists()
    (told,) = lea.json("recall", "letter", "--to", "Messlabor", "-o", letter)["recalls"]
    assert letter.read_bytes().startswith(b"%PDF")
    (written,) = [one for one in lea.json("recall", "list") if one["stage"] == "send"]
    lea("recall", "sent", "--to", "Messlabor")
    (wait,) = [one for one in lea.json("recall", "list") if one["stage"] == "wait"]
    assert (wait["since"], written["told"]) == (written["since"], None)
    assert (wait["letter"], wait["overdue"], wait["people"]) == (True, False, 1)
    assert wait["due"] == told["due"]

    clock.now += timedelta(days=31)
    assert stages(lea) == {"wait": True, "own": True}
    assert [late for late, sentence in due(lea) if "Messlabor" in sentence] == [True]
    answer = folder / "antwort.pdf"
    answer.write_bytes(letter.read_bytes())
    key = wait["recall"][:8]
    lea("recall", "acknowledge", key, "--outcome", "received", "--person", "Frau Müller", "--note", "telephone")
    assert stages(lea) == {"confirm": True, "own": True}
    lea("recall", "acknowledge", key, "--outcome", "returned", "--person", "Frau Müller", "--evidence", answer)
    lea("recall", "settle", *SCOPE, "--outcome", "erased", "--note", "Löschprotokoll 5")
    assert stages(lea) == {}
    assert "zurückgegeben" in lea.run("person", "B-0017", "--dataset", DATASET, lang="de").out
    assert lea.json("vault", "check")["sound"]


def test_the_answer_replays_years_later(study: LeadHouses) -> None:
    """What came after does not change what was answered then; an auditor recounts it without DataPact's vault."""
    lea, folder, clock = study.lea, study.folder, study.clock
    entry = share(study)
    clock.now += timedelta(days=14)
    lea("consent", "withdraw", "--subject", "B-0017", "--dataset", DATASET)
    clock.now += timedelta(days=3 * 365)
    again = lea.json("decision", entry)
    assert (again["outcome"], again["today"]) == ("same", "same")
    assert (again["decision"]["n"], again["decision"]["m"]) == (ALLOWED, PEOPLE)
    words = lea.run("decision", entry, lang="de").out
    assert "4.812 von 5.000 Personen, bis 31. März 2027" in words
    assert "Die Beurteilung ist dieselbe." in words
    exported = said("audit-decision", study.anna, "audit", "decision", entry, "-o", folder / "auskunft.pdf")
    assert exported["recounted"]
    proved = datapact("verify", folder / "auskunft.pdf", lang="de")  # without any vault
    assert proved.code == 0
    assert "4.812 von 5.000" in proved.out


def test_a_person_is_told_to_whom_the_data_went(study: LeadHouses) -> None:
    share(study)
    answer = study.folder / "auskunft.pdf"
    told = study.lea.json("person", "B-0017", "--dataset", DATASET, "-o", answer)
    assert told["recipients"] == [told["deliveries"][0]["recipient_name"]]
    assert told["deliveries"][0]["allowed"]
    assert answer.read_bytes().startswith(b"%PDF")
    words = study.lea.run("person", "B-0017", "--dataset", DATASET, lang="de").out
    assert "1 Empfänger" in words
    assert "Wissenschaftliche Auswertung und Veröffentlichung" in words
    nobody = study.lea.json("person", pseudonym(ALLOWED + 1), "--dataset", DATASET)  # refused, so never went out
    assert nobody["recipients"] == []


@pytest.mark.judge("pdftotext")
def test_the_letter_names_who_is_called_back_and_nobody_else(study: LeadHouses) -> None:
    lea, folder = study.lea, study.folder
    share(study)
    study.clock.now += timedelta(days=14)
    lea("consent", "withdraw", "--subject", "B-0017", "--dataset", DATASET)
    lea("recall", "letter", "--to", "Institut", "-o", folder / "brief.pdf")
    run = subprocess.run(["pdftotext", "-raw", folder / "brief.pdf", "-"], capture_output=True, text=True, check=True)
    words = " ".join(run.stdout.split())
    assert INSTITUTE in words
    assert "B-0017" in words
    assert "B-0018" not in words
