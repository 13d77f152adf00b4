"""A lead's job through commands: may we share, with whom exactly, what left; and two weeks later who has to be told.

The answer is the one of the task: 4,812 of 5,000 people, until 31 March. The withdrawal goes to the partner's vault as a
sealed file, its confirmation comes back the same way, and the person is told to whom the data went (Art. 15 GDPR).
"""

from __future__ import annotations

import csv
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

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
from tests.cli.desks import Desk

__all__ = ["made_study", "study"]
PROGRAM = "import sys; from datapact.cli.main import run; sys.exit(run(sys.argv[1:]))"
SCOPE = ("--dataset", DATASET, "--purpose", PURPOSE)


def stages(desk: Desk) -> dict[str, bool]:
    """What is to be done about withdrawals, by kind, and whether it is overdue; the exit code says so, too."""
    answer = desk.run("recall", "list", "--json")
    found = {str(one["stage"]): bool(one["overdue"]) for one in answer.result}
    assert answer.code == (1 if any(found.values()) else 0)
    return found


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
    assert told.out.startswith("Teilweise: 4.812 von 5.000 Personen, bis 31. März\n")
    for reason in (
        "Die Vereinbarung DP-2026-0001 ist in Kraft.",
        "61 Personen haben abgelehnt. [Art. 6 Abs. 1 Buchst. a, Art. 7 DSGVO]",
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
    again = lea.json("decision", result["entry"])
    assert (again["outcome"], again["today"]) == ("same", "same")
    assert lea.run(*ask("--on", "2027-03-30")).code == lea.run(*ask("--on", "2027-04-01")).code == 1
    assert lea.run(*ask("--on", "2027-03-30", "--json")).result["n"] == ALLOWED
    assert lea.run(*ask("--on", "2027-04-01", "--json")).result["n"] == 0
    supposed = lea.run(*ask("--what-if", "notice=operator-study/2", "--json"))
    assert supposed.result["what_if"]["verdict"] == "deny"


def test_a_withdrawal_reaches_the_partner_and_comes_back_confirmed(study: LeadHouses) -> None:
    lea, sofia, folder, clock = study.lea, study.sofia, study.folder, study.clock
    share(study)
    (left,) = lea.json("delivery", "list", "--to", "Institut")
    assert (left["dataset"], left["count"]) == (DATASET, ALLOWED)
    assert stages(lea) == {}

    clock.now += timedelta(days=14)
    withdrawals = folder / "widerrufe.csv"
    day = (clock.now - timedelta(hours=6)).strftime("%Y-%m-%dT%H:%M:%SZ")
    rows = [
        ("event_id", "subject", "dataset", "purpose", "controller", "state", "at"),
        ("w-17", "B-0017", DATASET, PURPOSE, "self", "withdrawn", day),
    ]
    with withdrawals.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    lea("consent", "import", withdrawals)
    assert lea.json("consent", "import", withdrawals)["known"] == 1  # a second time it changes nothing
    lea("consent", "withdraw", "--subject", "B-0018", "--dataset", DATASET)  # said on the telephone
    assert stages(lea) == {"tell": False, "own": False}
    (tell,) = [one for one in lea.json("recall", "list") if one["stage"] == "tell"]
    assert (tell["partner_name"], tell["people"]) == ("Institut für Produktionsdaten e. V.", 2)
    assert lea.run(*ask("--json")).result["n"] == ALLOWED - 2

    clock.now += timedelta(days=9)
    assert stages(lea) == {"tell": True, "own": True}
    said = lea.run("recall", "list", lang="de").out
    assert "überfällig" in said
    assert "Institut für Produktionsdaten e. V." in said
    lea("recall", "settle", *SCOPE, "--outcome", "erased", "--note", "Löschprotokoll 4")
    lea("recall", "send", "--to", "Institut", "-o", folder / "rueckruf.dpact")
    assert stages(lea) == {"wait": True}

    (notice,) = sofia.json("receive", folder / "rueckruf.dpact")["notices"]
    assert "calls back data of 2 people" in notice["en"]
    (task,) = sofia.run("recall", "list", "--json").result
    assert task["stage"] == "answer"
    key = task["recall"].rpartition(".")[2]
    sofia("recall", "confirm", key, "--outcome", "erased", "--person", "Dr. Lea Sommer", "--note", "both copies")
    assert stages(sofia) == {}
    sofia("recall", "send", "--to", "Maschinenbau", "-o", folder / "bestaetigung.dpact")
    (notice,) = lea.json("receive", folder / "bestaetigung.dpact")["notices"]
    assert "erased" in notice["en"]
    assert stages(lea) == {}
    for desk in (lea, sofia):
        assert desk.json("vault", "check")["sound"]


def test_a_person_is_told_to_whom_the_data_went(study: LeadHouses) -> None:
    share(study)
    answer = study.folder / "auskunft.pdf"
    told = study.lea.json("person", "B-0017", "--dataset", DATASET, "-o", answer)
    assert told["recipients"] == [told["deliveries"][0]["recipient_name"]]
    assert told["deliveries"][0]["allowed"]
    assert answer.read_bytes().startswith(b"%PDF")
    said = study.lea.run("person", "B-0017", "--dataset", DATASET, lang="de").out
    assert "1 Empfänger" in said
    assert "Wissenschaftliche Forschung" in said
    nobody = study.lea.json("person", pseudonym(ALLOWED + 1), "--dataset", DATASET)  # refused, so never went out
    assert nobody["recipients"] == []


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a matter of POSIX")
def test_an_import_that_is_killed_leaves_nothing(study: LeadHouses) -> None:
    """The real program, killed while it reads and writes; afterwards the same file is taken as if for the first time."""
    lea, file, lines = study.lea, study.folder / "viele.csv", 60_000
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(("event_id", "subject", "dataset", "purpose", "controller", "state", "at"))
        writer.writerows(
            (f"n-{one}", f"N-{one}", "another", PURPOSE, "self", "given", "2026-03-01") for one in range(lines)
        )
    access = ("--vault", lea.vault, "--as", lea.member, "--passphrase-file", lea.folder / "passphrase")
    command = [sys.executable, "-c", PROGRAM, "consent", "import", file, *access]
    before = lea.json("consent", "status", "--dataset", DATASET)["total"]
    log = lea.vault / "vault.db-wal"
    process = subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    while process.poll() is None and not (log.exists() and log.stat().st_size > 500_000):
        pass
    process.send_signal(signal.SIGKILL)
    said, _error = process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert said == b""
    assert lea.json("vault", "check")["sound"]
    assert lea.json("consent", "status", "--dataset", "another")["total"] == 0
    assert lea.json("consent", "status", "--dataset", DATASET)["total"] == before
    report = lea.json("consent", "import", file)
    assert (report["taken"], report["known"]) == (lines, 0)
