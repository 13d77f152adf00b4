"""Agreements for machines by commands: exported before and after signing, and a policy held against the paper."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from datapact.base.clock import utc_now
from datapact.history.commitments.disclosure import Withheld
from datapact.history.entries.entry import read_entry
from tests.audit.outside import Outsider, outsider
from tests.cli.desks import Houses, datapact, draft, frozen, offered, signed
from tests.cli.test_schemas import said

__all__ = ["outsider"]


def test_before_signing_it_is_an_offer(houses: Houses, tmp_path: Path) -> None:
    history = frozen(houses)
    made = houses.anna.run("agreement", "export", history, "--format", "odrl", "-o", tmp_path / "p.jsonld", "--json")
    assert made.code == 0
    assert made.result["binding"] is False
    policy = json.loads((tmp_path / "p.jsonld").read_text())
    assert policy["type"] == "Offer"
    assert "dp:signedDigest" not in policy
    houses.anna.run("agreement", "export", history, "--format", "dsp", "-o", tmp_path / "dsp")
    assert {one.name.split("-")[0] for one in (tmp_path / "dsp").iterdir()} == {"offer", "what"}


def test_signed_it_agrees_with_the_paper_until_somebody_changes_it(houses: Houses, tmp_path: Path) -> None:
    history = signed(houses)
    for form in ("odrl", "dsp", "edc", "catena-x", "dpv", "dcat"):
        made = houses.sofia.run(
            "agreement", "export", history, "--format", form, "-o", tmp_path / f"{form}.json", "--json"
        )
        assert made.code == 0, made.err
        assert made.result["binding"] is True
        assert made.result["understood"]
        assert made.result["not_understood"]
        if form not in ("dpv", "dcat"):
            compared = houses.anna.run("agreement", "compare-policy", history, tmp_path / f"{form}.json")
            assert compared.code == 0, compared.out
    new = ("agreement", "new-from-policy", tmp_path / "dsp.json", "--template", "ai-pilot")
    drafted = said("agreement-new-from-policy", houses.anna, *new)
    assert drafted["not_mapped"]
    again = said("agreement-compare-policy", houses.anna, "agreement", "compare-policy", drafted["agreement"], new[2])
    assert again["agrees"] is True, "what was made of a policy raises no alarm against it"
    assert "made of the policy" in str(again["differences"])
    shown = houses.anna("agreement", "show", drafted["agreement"])
    assert "Maschinenprotokolle" in shown or "Machine logs" in shown, (
        "the names are those of the agreement in this vault"
    )
    export = ("agreement", "export", drafted["agreement"], "--format", "odrl", "-o", tmp_path / "n")
    assert said("agreement-export-machines", houses.anna, *export)["binding"] is False
    assert "names no party" in houses.anna.refused(2, *new, "--party", "urn:x=1")
    policy = (tmp_path / "odrl.json").read_text()
    assert history in policy
    (tmp_path / "longer.json").write_text(policy.replace("2028-06-30", "2029-06-30"))
    told = houses.anna.run("agreement", "compare-policy", history, tmp_path / "longer.json", "--json")
    assert told.code == 1
    assert {one["matter"] for one in told.result["differences"]} == {"end"}
    compare = ("agreement", "compare-policy", history, tmp_path / "odrl.json", "--bind")
    bound = said("agreement-compare-policy", houses.anna, *compare)
    assert bound["digest"] == hashlib.sha256((tmp_path / "odrl.json").read_bytes()).hexdigest()
    assert bound["bound"] is True
    assert parted(houses) == []
    compare = ("agreement", "compare-policy", history, tmp_path / "longer.json", "--bind")
    said("agreement-compare-policy", houses.anna, *compare, code=1)
    assert ["permits more" in one for one in parted(houses)] == [True]
    houses.anna("agreement", "export", history, "--format", "odrl", "-o", tmp_path / "odrl.json")
    assert parted(houses) == []
    houses.anna("agreement", "suspend", history, "--from", utc_now().astimezone().date().isoformat(), "--reason", "x")
    assert ["Withdraw" in one for one in parted(houses)] == [True]


def parted(houses: Houses) -> list[str]:
    """What the calendar says of policies that no longer agree with the paper."""
    return [str(one["title"]) for one in houses.anna.json("obligations", "--kind", "policy")["duties"]]


@pytest.mark.judge("openssl")
def test_who_suspends_or_ends_leaves_no_policy_and_an_event(houses: Houses, outsider: Outsider, tmp_path: Path) -> None:
    """And a stranger finds that the party signed what the event says."""
    history = signed(houses)
    today = utc_now().astimezone().date().isoformat()
    export = ("agreement", "export", history, "--format")
    houses.anna("agreement", "suspend", history, "--from", today, "--reason", "Secret reason")
    assert "suspended" in houses.anna.refused(1, *export, "odrl", "-o", tmp_path / "p.json")
    said("agreement-export-events", houses.anna, *export, "events", "-o", tmp_path / "events.json")
    events = json.loads((tmp_path / "events.json").read_text())
    assert [(one["type"], one["data"]["policies"]) for one in events] == [
        ("datapact.agreement.suspended.v1", "withdraw")
    ]
    for one in events:
        assert {"specversion", "id", "source", "type"} <= one.keys()
        entry = read_entry(one["data"]["entry"]["jws"], one["data"]["entry"]["disclosures"])
        assert entry.digest == one["id"]
        assert isinstance(entry.body["reason"], Withheld)
        assert entry.body["begins"] == one["data"]["from"] == today
    houses.anna("partner", "card", "-o", tmp_path / "keller.dpcard")
    done = outsider.follow(tmp_path, "events")
    assert "suspended by Anna Keller" in done.stdout, done.stderr
    told = (tmp_path / "events.json").read_text()
    (tmp_path / "events.json").write_text(told.replace(f'"from":"{today}"', '"from":"2031-01-01"'))
    assert "another day" in outsider.follow(tmp_path, "events").stderr
    houses.anna("agreement", "resume", history, "--from", today)
    houses.anna("agreement", "terminate", history, "--authority", "Vollmacht")
    houses.anna(*export, "odrl", "-o", tmp_path / "folder")
    events = json.loads((tmp_path / "folder" / "events.json").read_text())
    assert [one["data"]["happened"] for one in events] == ["suspended", "resumed", "terminated"]
    last = {
        one["rightOperand"]["@value"][:10]
        for rule in json.loads((tmp_path / "folder" / "policy.jsonld").read_text())["permission"]
        for one in rule["constraint"]
        if one["operator"] == "lteq" and one["leftOperand"] == "dateTime"
    }
    assert last == {events[-1]["data"]["until"]}


def test_a_declined_text_leaves_no_policy(houses: Houses, tmp_path: Path) -> None:
    history = offered(houses)
    houses.anna("agreement", "decline", history, "--reason", "No")
    said = houses.anna.refused(1, "agreement", "export", history, "--format", "odrl", "-o", tmp_path / "p.json")
    assert "declined" in said


def test_what_is_no_policy_is_refused_in_a_sentence(houses: Houses, tmp_path: Path) -> None:
    history = frozen(houses)
    for text in ("[]", "{}", "nonsense", '{"@type": "Agreement", "permission": {"action": {"@id": 7}}}', "[[]]"):
        (tmp_path / "x.json").write_text(text)
        assert houses.anna.run("agreement", "compare-policy", history, tmp_path / "x.json").code in (1, 4)


def test_what_stands_upstream_of_a_draft_is_told_before_anybody_signs(houses: Houses, tmp_path: Path) -> None:
    """The institute has the data from Keller and wants to give them to a third; both contracts are on file."""
    history = signed(houses)
    nothing = said("audit-chain", houses.sofia, "audit", "chain")
    assert (nothing["verdict"], any(one["upstream"] for one in nothing["deliveries"])) == ("proven", False)
    answers = datapact("template", "show", "ai-pilot", "--example").out
    for old, new in (
        ("Maschinenbau Keller GmbH", "Werkzeugbau Lindner KG"),
        ('provider = "keller"', 'provider = "ipd"'),
        ('recipients = ["ipd"]', 'recipients = ["keller"]'),
    ):
        assert old in answers
        answers = answers.replace(old, new)
    (tmp_path / "onward.toml").write_text(answers, "utf-8")
    drafted = houses.sofia("agreement", "new", "--template", "ai-pilot", "--answers", tmp_path / "onward.toml")
    asked = ("audit", "chain", "--agreement", drafted, "--smt", tmp_path / "smt")
    found = said("audit-chain", houses.sofia, *asked, code=1)
    broken = [one for delivery in found["deliveries"] for one in delivery["broken"]]
    assert {(one["matter"], one["agreement"]) for one in broken} == {("onward", history)}
    questions = [one.read_text("ascii") for one in (tmp_path / "smt").iterdir()]
    assert questions
    assert all(one.endswith("(check-sat)\n") for one in questions)
    told = houses.sofia.refused(1, "audit", "chain", "--agreement", drafted)
    assert "Werkzeugbau Lindner KG" in told


def test_a_schema_is_bound_to_a_dataset_and_held_against_its_data_items(houses: Houses, tmp_path: Path) -> None:
    history = draft(houses.anna)
    file = tmp_path / "contract.yaml"
    fields = "".join(f"  - name: {name}\n    logicalType: number\n" for name in ("gps_lat", "spindle"))
    file.write_text(f"apiVersion: v3.0.2\nkind: DataContract\nname: logs\nschema:\n- name: t\n  properties:\n{fields}")
    asked = ("agreement", "data-contract", history, file)
    asking = houses.anna.refused(1, *asked)
    assert "which dataset" in asking
    dataset = asking.rpartition(":")[2].split(",")[0].strip(" .\n")
    bound = said("agreement-data-contract", houses.anna, *asked, "--dataset", dataset, "--bind", code=1)
    assert (bound["bound"], bound["fields"]) == (True, 2)
    assert "gps_lat" in houses.anna.refused(1, *asked)  # the dataset that binds the file is meant
    houses.anna("agreement", "export", history, "-o", tmp_path / "draft.pdf")
    with pdfium.PdfDocument(tmp_path / "draft.pdf") as pdf:
        paper = "".join(page.get_textpage().get_text_range() for page in pdf)
    assert "gps_lat" in paper
    assert bound["digest"][:16] in paper
    file.write_text(file.read_text().replace("spindle", "spindle_current"))
    other = said("agreement-data-contract", houses.anna, *asked, "--dataset", dataset, code=1)
    assert "other_file" in {one["matter"] for one in other["differences"]}
