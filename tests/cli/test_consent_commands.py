"""datapact consent: from a file to the receipt, shapes as the schemas say, and plain refusals."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.desks import Desk, Houses, beginning
from tests.cli.test_schemas import matches, said

NOTICE = Path(__file__).resolve().parents[2] / "docs" / "examples" / "notice.toml"
FILE = (
    "Studien-ID;Datensatz;Zweck;Verantwortlicher;Status;Datum;gültig bis;Hinweis;Fassung;Kommentar\n"
    "P-001;messdaten;wissenschaftliche Forschung;self;erteilt;01.03.2026;31.12.2030;sensor-study;2;=1+1\n"
    "P-002;messdaten;dpv:ScientificResearch;Institut;widerrufen;02.03.2026 14:30;;sensor-study;2;\n"
)
SCOPE = ("--dataset", "messdaten", "--purpose", "dpv:ScientificResearch")


@pytest.fixture
def file(houses: Houses) -> Path:
    made = houses.folder / "consents.csv"
    made.write_text(FILE, "utf-8")
    return made


def test_from_a_file_to_the_receipt(houses: Houses, file: Path) -> None:
    lea, folder = houses.lea, houses.folder
    assert said("consent-notice", lea, "consent", "notice", "add", NOTICE)["version"] == "2"
    seen = said("consent-preview", lea, "consent", "import", file, "--preview")
    assert [one["field"] for one in seen["columns"]][:2] + seen["missing"] == ["subject", "dataset"]
    dry = said("consent-import", lea, "consent", "import", file, "--dry-run")
    assert (dry["taken"], dry["entry"], dry["notices_not_on_file"]) == (2, "", [])
    assert said("consent-import", lea, "consent", "import", file)["taken"] == 2
    assert said("consent-import", lea, "consent", "import", file)["known"] == 2
    counted = said("consent-status", lea, "consent", "status", *SCOPE)
    assert (counted["states"], counted["valid"]) == ({"given": 1, "withdrawn": 1}, 1)
    early = said("consent-status", lea, "consent", "status", "--on", "2026-02-01", "--known-at", "2026-02-01")
    assert early["total"] == 0
    event = said("consent-events", lea, "consent", "events", "--subject", "P-001")[0]
    said("consent-receipt-written", lea, "consent", "receipt", event["event_id"], "-o", folder / "r.pdf")
    written = ("consent", "receipt", event["event_id"], "--format", "json", "-o", folder / "r.json")
    said("consent-receipt-written", lea, *written)
    matches("consent-receipt", json.loads((folder / "r.json").read_text("utf-8")))
    assert (folder / "r.pdf").read_bytes().startswith(b"%PDF-1.7")
    said("consent-proof-written", lea, "consent", "proof", event["event_id"], "-o", folder / "p.json")
    matches("consent-proof", json.loads((folder / "p.json").read_text("utf-8")))
    assert said("vault-check", lea, "vault", "check")["sound"]


def test_bad_lines_left_aside_are_listed_until_they_are_settled(houses: Houses, file: Path) -> None:
    lea, rest = houses.lea, houses.folder / "rest.csv"
    said("consent-notice", lea, "consent", "notice", "add", NOTICE)
    file.write_text(FILE + FILE.splitlines()[1].replace("P-001", "P-003").replace("01.03.2026", "31.02.2026"), "utf-8")
    answer = lea.run("consent", "import", file)
    assert (answer.code, "--aside FILE" in answer.out) == (1, True)
    report = said("consent-import", lea, "consent", "import", file, "--aside", rest)
    assert (report["taken"], report["aside"], report["aside_barred"]) == (2, 1, 0)
    assert "P-003" in rest.read_text("utf-8-sig")
    (waiting,) = said("consent-aside", lea, "consent", "aside")
    assert (waiting["lines"], waiting["datasets"]) == (1, ["messdaten"])
    settled = ("consent", "mended", beginning(waiting["entry"]), "--reason", "P-003 never took part.")
    assert said("consent-mended", lea, *settled)["batch"] == waiting["entry"]
    assert said("consent-aside", lea, "consent", "aside") == []


def test_by_form_and_withdrawn(houses: Houses) -> None:
    lea, folder = houses.lea, houses.folder
    (folder / "form.pdf").write_bytes(b"%PDF-1.7")
    form = (
        "--subject",
        "P-003",
        *SCOPE,
        "--new",
        "--explicit",
        "--guardian",
        "G-1",
        "--age-threshold",
        "16",
        "--more",
        "language=de",
    )
    given = said(
        "consent-recorded", lea, "consent", "record", *form, "--evidence", folder / "form.pdf", "--at", "2026-03-01"
    )
    assert given["events"][0]["more"]["guardian"] == "G-1"
    status = said("consent-status-person", lea, "consent", "status", "--subject", "P-003")
    assert status["consents"][0]["valid"]
    said("consent-recorded", lea, "consent", "withdraw", "--subject", "P-003", "--dataset", "messdaten")
    said("consent-status-person", lea, "consent", "status", "--subject", "P-003", code=1)
    said("consent-status-person", lea, "consent", "status", "--subject", "P-003", "--on", "2026-03-01")
    assert "widerrufen" in lea.run("consent", "status", "--subject", "P-003", lang="de").out
    assert "no consent" in lea.refused(2, "consent", "withdraw", "--subject", "P-003")
    made = said("consent-recorded", lea, "consent", "object-marketing", "--subject", "P-003", "--evidence", "Brief 7")
    assert [(one["dataset"], one["state"], one["more"]) for one in made["events"]] == [
        ("messdaten", "objected", {"all_marketing": "yes", "evidence": "Brief 7"})
    ]
    assert "in no dataset" in lea.refused(2, "consent", "object-marketing", "--subject", "P-999")


def test_what_cannot_be_taken_is_said_line_by_line(houses: Houses) -> None:
    lea, folder = houses.lea, houses.folder
    bad = folder / "bad.csv"
    bad.write_text(
        "subject,dataset,purpose,controller,state,event_time\n"
        "Anna Keller,d,dpv:ScientificResearch,self,given,2026-03-01\n"
        "P-1,d,dpv:ScientificResearch,self,=1+1,2026-03-01\n",
        "utf-8",
    )
    refused = said("consent-import", lea, "consent", "import", bad, "--report", folder / "report.csv", code=1)
    assert (refused["refused"], [one["line"] for one in refused["refusals"]]) == (2, [2, 3])
    report = (folder / "report.csv").read_text("utf-8")
    assert report.startswith("line,reason\n")
    assert "“Anna Keller” looks like a name" in report
    assert lea.json("consent", "events") == []
    shown = lea.run("consent", "import", bad)
    assert (shown.code, "Nothing was imported." in shown.out) == (1, True)
    assert "Zeile 2:" in lea.run("consent", "import", bad, "--dry-run", lang="de").out


def test_names_become_pseudonyms(houses: Houses) -> None:
    lea, folder = houses.lea, houses.folder
    names = folder / "names.csv"
    names.write_text("person,state,event_time\nAnna Keller,given,2026-03-01\n=cmd(),given,2026-03-01\n", "utf-8")
    fixed = ("--set", "dataset=d", "--set", "purpose=dpv:ScientificResearch", "--set", "controller=self")
    said("consent-import", lea, "consent", "import", names, *fixed, "--pseudonymise", folder / "who.csv")
    who = (folder / "who.csv").read_text("utf-8").splitlines()
    assert who[1].startswith("d,Anna Keller,")
    assert who[2].startswith("d,'=cmd(),")
    ours = who[1].rpartition(",")[2]
    assert lea.json("consent", "status", "--subject", ours)["consents"][0]["valid"]
    export = ("consent", "pseudonyms", "export", "--dataset", "d", "--to", "Institut", "-o", folder / "map.csv")
    assert said("consent-pseudonyms", lea, *export)["people"] == 2
    first = (folder / "map.csv").read_text("utf-8")
    lea(*export)
    assert (folder / "map.csv").read_text("utf-8") == first
    forget = ("consent", "pseudonyms", "forget", "--dataset", "d", "--to", "Institut")
    assert said("consent-pseudonyms-forget", lea, *forget)["forgotten"]
    said("consent-pseudonyms-forget", lea, *forget, code=1)


def test_notices(houses: Houses) -> None:
    lea = houses.lea
    assert lea("consent", "notice", "list").strip() == "No notices are on file."
    lea("consent", "notice", "add", NOTICE)
    assert "Sensorstudie" in lea("consent", "notice", "show", "sensor-study", "2")
    ended = (
        "consent",
        "notice",
        "invalidate",
        "sensor-study",
        "2",
        "--from",
        "2026-06-01",
        "--reason",
        "wrong contact",
    )
    assert said("consent-notice", lea, *ended)["invalid_from"] == "2026-06-01"
    assert said("consent-notice-list", lea, "consent", "notice", "list")[0]["reason"] == "wrong contact"


@pytest.mark.parametrize(
    "command",
    [
        ("import", "FILE", "--column", "nothing"),
        ("import", "FILE", "--date-order", "ymd"),
        ("import", "FILE", "--encoding", "ebcdic"),
        ("import", "missing.csv"),
        ("record", "--subject", "P-1", *SCOPE, "--at", "yesterday"),
        ("record", "--subject", "P-1", *SCOPE, "--evidence", "missing.pdf"),
        ("status", "--on", "1/1/2026"),
        ("receipt", "nothing", "-o", "r.pdf"),
        ("receipt", "nothing", "-o", "r.doc", "--format", "doc"),
        ("proof", "nothing", "-o", "p.json"),
        ("notice", "show", "nothing", "1"),
        ("notice", "invalidate", "nothing", "1", "--from", "soon", "--reason", "x"),
    ],
)
def test_what_cannot_be_is_refused(houses: Houses, file: Path, command: tuple[str, ...]) -> None:
    words = [str(file) if word == "FILE" else word for word in command]
    assert houses.lea.refused(2, "consent", *words)


def test_auditors_look_and_do_not_record(houses: Houses, file: Path) -> None:
    houses.anna("vault", "members", "roles", "lea-lead", "auditor")
    desk = Desk(houses.folder, houses.anna.vault, "lea-lead")
    desk.refused(3, "consent", "import", file)
    desk.refused(3, "consent", "record", "--subject", "P-1", *SCOPE)
    assert desk.json("consent", "events") == []
