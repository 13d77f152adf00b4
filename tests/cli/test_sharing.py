"""May we share? On the command line: the question, the lists it rests on, the matrix, what-if, an answer given again."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from datapact.base.clock import utc_now
from datapact.consent.views.compliance_record_list import ARTICLES
from datapact.organisation.members.founding import create_organisation
from datapact.organisation.members.unlocking import unlock
from tests.cli.desks import CHEAP, PASSPHRASE, Desk
from tests.cli.test_schemas import said
from tests.consent.sharing import OWN_NAME, PARTNER_NAME, ready

PURPOSE = "dpv:ScientificResearch"
ASK = ("may-share", "--dataset", "panel", "--to", PARTNER_NAME, "--purpose", PURPOSE)


@pytest.fixture
def anna(tmp_path: Path) -> Desk:
    folder = tmp_path / "keller.datapact"
    created = create_organisation(
        folder, {"name": OWN_NAME}, "Anna Keller", {"legal", "lead"}, PASSPHRASE, "managing_director", utc_now, CHEAP
    )
    created.acting.close()
    with unlock(folder, None, PASSPHRASE, utc_now) as acting:
        ready(acting, {"S1": "given", "=S2": "given", "S3": "withdrawn"})
    (tmp_path / "passphrase").write_text(PASSPHRASE, "utf-8")
    return Desk(tmp_path, folder, "anna-keller")


def test_the_answer_its_list_and_its_use(anna: Desk) -> None:
    out = anna.folder / "out.csv"
    found = said("may-share", anna, *ASK, "--subjects", out, "--use", code=1)
    assert (found["verdict"], found["n"], found["m"]) == ("partial", 2, 3)
    assert found["counts"] == {"withdrawn": 1}
    rows = list(csv.reader(io.StringIO(out.read_text("utf-8"))))
    assert rows == [["subject", "valid_until"], ["'=S2", ""], ["S1", ""]]
    again = said("decision", anna, "decision", found["entry"])
    assert (again["outcome"], again["today"]) == ("same", "same")
    files = anna.folder / "odrl"
    made = said("audit-decision-odrl", anna, "audit", "decision", found["entry"], "--format", "odrl", "-o", files)
    policy, request, state = (json.loads(Path(one).read_text("utf-8")) for one in made["files"])
    assert policy["@graph"][0]["permission"]
    assert request["sotw:requestedTarget"]["@id"] == policy["@graph"][0]["permission"][0]["target"]
    assert state["@type"] == "sotw:SotW"
    assert "2 of 3 people" in anna.run(*ASK).out
    assert "2 von 3 Personen" in anna.run(*ASK, lang="de").out


def test_permit_alone_is_exit_0(anna: Desk) -> None:
    assert anna.run(*ASK, "--on", "2019-01-01").code == 1
    assert anna.run(*ASK[:-1], "dpv:Marketing").code == 1
    assert anna.run(*ASK, "--known-at", "2019-01-01").code == 1
    refused = anna.run(*ASK, "--action", "sell")
    assert (refused.code, refused.out) == (2, "")
    assert anna.run(*ASK, "--place", "Narnia").code == 2
    assert anna.run(*ASK, "--use", "--what-if", "agreement=DP-1").code == 2
    assert anna.run("may-share", "--dataset", "panel", "--to", "Nobody", "--purpose", PURPOSE).code == 2


def test_people_read_the_agreements_name_of_a_purpose(anna: Desk) -> None:
    """Its term stays in --json and in options."""
    anna("legal-basis", "add", "--dataset", "panel", "--purpose", PURPOSE, "--article", "6(1)(f)", "--approver", "Anna")
    for command in (("consent", "status", "--subject", "S1"), ("consent", "events"), ("legal-basis", "list")):
        out = anna.run(*command).out
        assert "Research" in out, command
        assert "Scientific research" not in out, command
    assert said("consent-status-person", anna, "consent", "status", "--subject", "S1")["consents"][0]["event"][
        "purpose"
    ].endswith("#ScientificResearch")
    assert "for Research in panel" in anna.run("consent", "withdraw", "--subject", "S1", "--dataset", "panel").out


def test_what_is_on_file(anna: Desk) -> None:
    given = said(
        "authorisation", anna, "authorisation", "add", "--dataset", "panel", "--sort", "holder_permission",
        "--by", "Holder", "--reference", "Folder 1", "--from", "2026-01-01", "--to", PARTNER_NAME,
    )  # fmt: skip
    assert said("may-share", anna, *ASK, code=1)["verdict"] == "partial"
    revoked = said("authorisation", anna, "authorisation", "revoke", given["key"])
    assert revoked["revoked"]
    assert said("may-share", anna, *ASK, code=1)["verdict"] == "deny"
    assert [one["key"] for one in said("authorisation-list", anna, "authorisation", "list")] == [given["key"]]
    assert anna.run("authorisation", "revoke", "none").code == 2
    basis = said(
        "legal-basis", anna, "legal-basis", "add", "--dataset", "panel", "--purpose", PURPOSE, "--article", "6(1)(e)",
        "--law", "§ 13 LHG", "--approver", "Anna Keller", "--document", "Note 4", "--until", "2030-12-31",
    )  # fmt: skip
    assert said("legal-basis-list", anna, "legal-basis", "list")[0]["key"] == basis["key"]
    wrong = ("--dataset", "p", "--purpose", "x", "--approver", "A")
    said_so = anna.refused(2, "legal-basis", "add", *wrong, "--article", "6")
    assert said_so == "datapact: 6 cannot be chosen here. Choose one of: " + ", ".join(ARTICLES) + ".\n"
    assert "“dataset” is empty" in anna.refused(
        2, "legal-basis", "add", "--dataset", "", *wrong[2:], "--new", "--article", "6(1)(a)"
    )
    fact = said(
        "fact", anna, "fact", "add", "--sort", "training", "--about", PARTNER_NAME, "--reference", "List",
        "--dated", "2026-02-01",
    )  # fmt: skip
    assert said("fact-list", anna, "fact", "list")[0]["key"] == fact["key"]
    assert fact["says_otherwise"] == []
    anonymous = (
        "fact", "add", "--sort", "anonymity", "--about", PARTNER_NAME, "--dataset", "panel", "--reference", "Note 9",
        "--dated", "2026-02-01", "--outcome", "carries",
    )  # fmt: skip
    (otherwise,) = said("fact", anna, *anonymous)["says_otherwise"]
    assert (otherwise["number"], otherwise["place"]) == ("DP-1", "datasets.panel.personal")
    assert "The agreement DP-1 says otherwise" in anna(*anonymous)
    for command in ("authorisation", "legal-basis", "fact"):
        assert anna(command, "list")


def test_the_matrix_and_what_stops(anna: Desk) -> None:
    cells = said("sharing-matrix", anna, "sharing-matrix")
    assert [(one["partner_name"], one["verdict"], one["n"], one["m"]) for one in cells] == [
        (PARTNER_NAME, "partial", 2, 3)
    ]
    assert said("sharing-matrix", anna, "sharing-matrix") == cells
    stopped = said("sharing-matrix-what-if", anna, "sharing-matrix", "--what-if", "notice=panel/1")
    assert [one["stops"] for one in stopped] == [True]
    assert said("sharing-matrix-what-if", anna, "sharing-matrix", "--what-if", "adequacy=JP") == []
    found = said("may-share", anna, *ASK, "--what-if", "agreement=DP-1", code=1)
    assert (found["verdict"], found["what_if"]["verdict"]) == ("partial", "deny")
    later = said("may-share", anna, *ASK, "--what-if", "on=2036-01-01", code=1)
    assert later["what_if"]["verdict"] == "deny"
    for wrong in ("nothing", "agreement=none", "notice=panel/9", "adequacy=XX", "on=soon"):
        assert anna.run("sharing-matrix", "--what-if", wrong).code == 2
    assert "Nothing changes." in anna("sharing-matrix", "--what-if", "adequacy=JP")
    assert PARTNER_NAME in anna("sharing-matrix", "--what-if", "agreement=DP-1")


@pytest.mark.parametrize(
    "command",
    [
        ("delivery", "list", "--dataset", "pannel"),
        ("person", "P-1", "--dataset", "pannel"),
        ("recall", "rectify", "P-1", "--dataset", "pannel", "--what", "address"),
        ("erase", "person", "P-1", "--dataset", "pannel", "--reason", "request"),
    ],
    ids=lambda one: " ".join(one[:2]),
)
def test_a_key_that_no_dataset_has_is_named_with_those_that_there_are(anna: Desk, command: tuple[str, ...]) -> None:
    """An empty answer about a mistyped dataset would read like one about data."""
    told = anna.refused(2, *command)
    assert "No dataset has the key “pannel”" in told
    assert "panel" in told.partition("There are: ")[2]


def test_a_question_about_an_unknown_dataset_names_its_key(anna: Desk) -> None:
    answer = anna.run("may-share", "--dataset", "pannel", "--to", PARTNER_NAME, "--purpose", PURPOSE)
    assert answer.code == 1
    assert "No dataset has the key “pannel”. There are: " in answer.out
    assert "names the dataset “pannel”" in answer.out
    assert "without a name" not in answer.out


@pytest.mark.parametrize(
    ("command", "names"),
    [
        (("consent", "status", "--dataset", "pannel"), "panel"),
        (("consent", "status", "--purpose", "reserch"), "ScientificResearch"),
        (("consent", "events", "--dataset", "pannel"), "panel"),
        (("consent", "events", "--purpose", "reserch"), "ScientificResearch"),
        (("recall", "settle", "--dataset", "pannel", "--purpose", PURPOSE, "--outcome", "erased"), "panel"),
        (
            ("recall", "settle", "--dataset", "panel", "--purpose", "reserch", "--outcome", "erased"),
            "ScientificResearch",
        ),
        (("register", "agreements", "--output", "out.pdf", "--partner", "Nobody"), "Nobody"),
    ],
    ids=lambda one: " ".join(one) if isinstance(one, tuple) else one,
)
def test_a_key_that_nothing_has_gives_no_empty_list(anna: Desk, command: tuple[str, ...], names: str) -> None:
    assert names in anna.refused(2, *command)


def test_a_purpose_is_found_by_term_key_number_and_name(anna: Desk) -> None:
    counted = anna.json("consent", "status", "--dataset", "panel", "--purpose", PURPOSE)
    assert counted["total"] > 0
    for written in ("research", "DP-1/research", "Research", "Scientific research"):
        found = anna.json("consent", "status", "--dataset", "panel", "--purpose", written)
        assert {**found, "at": ""} == {**counted, "at": ""}, written
