"""Every reading command prints what its schema says and nothing besides; our files are as theirs say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from jsonschema import Draft202012Validator

from datapact.base import strictjson
from datapact.contract.editing.answers_file import read_answers
from datapact.contract.templates.resolve import draft_state
from datapact.contract.templates.template import example_answers, load_template
from datapact.history.commitments.jws import read_compact
from datapact.organisation.identity import card as cards
from tests.cli.desks import Desk, Houses, carry, changes, datapact, draft
from tests.tools import schemas


def matches(name: str, value: Any) -> None:
    """Fails on a value that is not of the schema, or has members that it does not name."""
    schema = json.loads((schemas.FOLDER / f"{name}.schema.json").read_text("utf-8"))
    Draft202012Validator(schemas.closed(schema)).validate(value)


def said(name: str, desk: Desk, *arguments: object, code: int = 0) -> Any:
    """Run a command with --json and hold it against a schema; its result."""
    answer = desk.run(*arguments, "--json")
    assert answer.code == code, answer.err
    matches(name, answer.json)
    return answer.result


def test_the_schemas_on_disk_are_those_of_the_program_and_sound() -> None:
    made = schemas.schemas()
    assert {file.name for file in schemas.FOLDER.iterdir()} == {f"{name}.schema.json" for name in made}
    for name, schema in made.items():
        Draft202012Validator.check_schema(schema)
        assert (schemas.FOLDER / f"{name}.schema.json").read_text("utf-8") == schemas.text(schema), name


@pytest.mark.journey
def test_vault_and_members(houses: Houses) -> None:
    anna, folder = houses.anna, houses.folder
    (folder / "new").write_text("eine andere Passphrase", "utf-8")
    said("vault-info", anna, "vault", "info")
    assert said("vault-check", anna, "vault", "check")["sound"]
    said("vault-backup", anna, "vault", "backup", "-o", folder / "backup")
    said("vault-restore", Desk(folder, folder / "again", anna.member), "vault", "restore", folder / "backup")
    assert said("vault-info", Desk(folder, folder / "again", anna.member), "vault", "info")["restored"]
    assert len(said("vault-members-list", anna, "vault", "members", "list")) == 3
    invited = said("vault-members-invite", anna, "vault", "members", "invite", "Olga Neu", "--roles", "legal")
    (folder / "code").write_text(invited["code"], "utf-8")
    olga = Desk(folder, anna.vault, "olga-neu")
    said("vault-members-join", olga, "vault", "members", "join", "--code-file", folder / "code")
    waiting = said("vault-members-list", anna, "vault", "members", "list")[-1]
    assert (waiting["standing"], len(waiting["fingerprint"])) == ("waiting", 47)
    said("vault-members-certify", anna, "vault", "members", "certify", "Olga Neu")
    said("vault-members-certify", anna, "vault", "members", "roles", "olga-neu", "lead,auditor")
    said("vault-members-remove", anna, "vault", "members", "remove", "olga-neu", "--reason", "left")
    said("vault-members-renew", anna, "vault", "members", "renew")
    assert said("vault-members-list", anna, "vault", "members", "list")[0]["old_keys"] > 0
    revoked = said(
        "vault-members-revoke-old", anna, "vault", "members", "revoke-old", "Anna Keller", "--reason", "Lost"
    )
    assert revoked["keys"]
    said("vault-members-renew-identity", anna, "vault", "members", "renew-identity")
    said("vault-passphrase", houses.lea, "vault", "passphrase", "--new-passphrase-file", folder / "new")
    said("vault-passphrase", anna, "vault", "recover", "--recovery-file", folder / "keller.recovery")
    made = said(
        "vault-create",
        Desk(folder, folder / "made", "anybody"),
        "vault",
        "create",
        "--organisation",
        "Neu GmbH",
        "--member",
        "Nora Neu",
    )
    assert made["member"] == "nora-neu"


def test_partners_and_templates(houses: Houses) -> None:
    anna, folder = houses.anna, houses.folder
    (folder / "list.csv").write_text("Kunde;Ort;Notiz\nMüller GmbH;Köln;x\n", "cp1252")
    file = folder / "lindner.dpcard"
    fingerprint = said("partner-card", houses.petra, "partner", "card", "-o", file)["fingerprint"]
    said("partner-add", anna, "partner", "add", file)
    said("partner-trust", anna, "partner", "trust", "Werkzeugbau", "--fingerprint", fingerprint)
    left = said("partner-trust", anna, "partner", "trust", "Werkzeugbau", "--withdraw", "--reason", "wrong number")
    assert left["trust"] == "declared"
    taken = said("partner-import", anna, "partner", "import", folder / "list.csv", "--column", "Kunde=name")
    assert (taken["added"], taken["left_out"]) == (1, ["Notiz"])
    listed = said("partner-list", anna, "partner", "list")
    assert len(listed["partners"]) == 2
    assert [(one["name"], one["address"]["city"]) for one in listed["without_datapact"]] == [("Müller GmbH", "Köln")]
    said("partner-show", anna, "partner", "show", "Institut")
    rule = said("partner-exchange-rule", anna, "partner", "exchange-rule", "--needs", "introduced")
    assert rule == said("partner-exchange-rule", houses.lea, "partner", "exchange-rule") == {"needs": "introduced"}
    houses.lea.refused(3, "partner", "exchange-rule", "--needs", "card")
    listed = said("template-list", anna, "template", "list")
    for template in listed:
        said("template-show", anna, "template", "show", template["id"])
        said("template-example", anna, "template", "show", template["id"], "--example")
    token = read_compact(file.read_bytes().decode("ascii"), cards.TYPE)
    matches("card", strictjson.parse_object(token.payload))


@pytest.mark.journey
def test_agreements_and_files(houses: Houses) -> None:
    anna, martin, sofia, folder = houses.anna, houses.martin, houses.sofia, houses.folder
    draft(anna)
    number = anna.json("agreement", "list")[0]["number"]
    said("agreement-step", anna, "agreement", "revise", number, "--answers", changes(folder, 4))
    said("agreement-step", anna, "agreement", "approve", number, "--note", "gut")
    institute = sofia.json("vault", "info")["organisation"]
    said("send", anna, "send", number, "--to", institute, "-o", folder / "1.dpact", "--note", "Bitte lesen")
    said("receive", sofia, "receive", folder / "1.dpact")
    said("agreement-step", sofia, "agreement", "comment", number, "Danke")
    (folder / "all").mkdir()
    assert said("send-all", anna, "send-all", folder / "all") == {"files": [], "refused": [], "warnings": []}
    (relayed,) = said("send-all", sofia, "send-all", folder / "all")["files"]
    (taken,) = said("receive-all", anna, "receive-all", folder / "all")["files"]
    assert taken["file"] == Path(relayed).name
    assert taken["refused"] is None
    (folder / "all" / "more.dpact").write_bytes(b"no bundle")
    assert said("receive-all", anna, "receive-all", folder / "all", code=1)["files"][1]["received"] is None
    said("agreement-step", sofia, "agreement", "counter", number, "--answers", changes(folder, 2))
    carry(sofia, number, anna)
    assert said("agreement-compare", anna, "agreement", "compare", number)["changes"]
    said("agreement-check", anna, "agreement", "check", number, "--on", "2026-12-01")
    said("agreement-step", anna, "agreement", "accept", number)
    carry(anna, number, sofia)
    said("agreement-step", sofia, "agreement", "freeze", number)
    carry(sofia, number, anna)
    said("agreement-sign", anna, "agreement", "sign", number)
    martin("agreement", "sign", number)
    carry(martin, number, sofia)
    said("agreement-sign", sofia, "agreement", "sign", number)
    assert said("agreement-show", sofia, "agreement", "show", number)["status"] == "signed"
    said("agreement-terminate", sofia, "agreement", "terminate", number, "--end", "2027-12-31", "--reason", "Ende")
    said("agreement-show", sofia, "agreement", "show", number)
    said("agreement-history", sofia, "agreement", "history", number)
    said("agreement-list", sofia, "agreement", "list")
    said("agreement-export", sofia, "agreement", "export", number, "-o", folder / "a.pdf")
    said("agreement-export", sofia, "agreement", "export", number, "--format", "json", "-o", folder / "a.json")
    said("agreement-new", sofia, "agreement", "import", folder / "a.json")
    said("agreement-step", anna, "agreement", "decline", draft_and_send(houses), "--reason", "nein")
    (folder / "nothing").write_text("nothing", "utf-8")
    files = [folder / "a.pdf", folder / "1.dpact", anna.vault.with_suffix(".dpcard")]
    said("verify", anna, "verify", files[0])
    said("verify", anna, "verify", *files, code=1)
    said("verify", anna, "verify", *files, folder / "nothing", code=4)
    matches("agreement", json.loads((folder / "a.json").read_text("utf-8")))
    matches("bundle-header", json.loads((folder / "1.dpact").read_bytes().split(b"\n", 1)[0]))
    matches("proof", json.loads(attached(folder / "a.pdf", "proof.json")))


def draft_and_send(houses: Houses) -> str:
    history = draft(houses.sofia)
    carry(houses.sofia, history, houses.anna)
    return history


def attached(pdf: Path, name: str) -> bytes:
    with pikepdf.open(pdf) as document:
        return document.attachments[name].get_file().read_bytes()


def test_every_example_is_an_agreement_of_the_schema() -> None:
    templates = [template["id"] for template in datapact("template", "list", "--json").result]
    assert len(templates) >= 3
    for template in templates:
        made = resolve_example(template)
        matches("agreement", made)


def resolve_example(template: str) -> dict[str, Any]:
    """The state that a template makes of its own example."""
    answers = read_answers(example_answers(template))
    return draft_state(
        load_template(template),
        answers.terms,
        agreement="urn:uuid:2f1f2c0e-94a0-4f0e-8a8e-0f6f3f1f7a10",
        number="DP-2026-0001",
        title={str(language): text for language, text in answers.title.items()},
        languages=answers.languages,
        prevailing=answers.prevailing,
        parent=answers.parent,
    )
