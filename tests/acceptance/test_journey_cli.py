"""The main job through the command line, as two, three and many organisations do it, and where it must stop."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from datapact.base.texts import use_language
from datapact.cli.actions.demo import run_demo
from tests.cli.desks import (
    CHEAP,
    LEGAL,
    Desk,
    Houses,
    agreed,
    build,
    carry,
    changes,
    datapact,
    draft,
    found,
    frozen,
    meet,
    offered_by_keller,
    opened,
    signed,
)
from tests.conftest import SteppingClock
from tests.depth import depth

PARTIES = 25 if depth() == "long" else 8


@pytest.fixture(scope="module")
def vaults(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desks")
    build(folder)
    return folder


@pytest.fixture
def houses(vaults: Path, tmp_path: Path) -> Houses:
    return opened(vaults, tmp_path)


def test_from_the_draft_to_a_verified_pdf(houses: Houses) -> None:
    anna, martin, sofia, folder = houses.anna, houses.martin, houses.sofia, houses.folder
    history = draft(anna)
    assert anna.status(history) == "draft"
    assert anna.run("agreement", "check", history).code == 0
    houses.lea("agreement", "approve", history, "--note", "fachlich gut")
    (received,) = carry(anna, history, sofia)
    assert received["agreements"] == [history]
    sofia("agreement", "counter", history, "--answers", changes(folder, 2), "--note", "Kürzer, bitte")
    carry(sofia, history, anna)
    assert "3 months to 2 months" in anna("agreement", "compare", history)
    assert "Kürzer, bitte" in anna("agreement", "history", history)
    anna("agreement", "accept", history)
    carry(anna, history, sofia)
    sofia("agreement", "freeze", history)
    carry(sofia, history, anna)
    anna("agreement", "sign", history)
    martin("agreement", "sign", history)
    assert anna.status(history) == "signing"
    carry(martin, history, sofia)
    sofia("agreement", "sign", history)
    carry(sofia, history, anna)
    assert anna.status(history) == sofia.status(history) == "signed"
    anna("agreement", "export", history, "-o", folder / "keller.pdf")
    sofia("agreement", "export", history, "-o", folder / "institut.pdf")
    assert (folder / "keller.pdf").read_bytes() == (folder / "institut.pdf").read_bytes()
    cards = ["--trust", folder / "keller.dpcard", "--trust", folder / "institut.dpcard", "--require-trust"]
    assert datapact("verify", folder / "keller.pdf", *cards).code == 0
    assert datapact("verify", folder / "keller.pdf", "--require-trust").code == 1
    for desk in (anna, sofia):
        assert desk.json("vault", "check") == {"sound": True, "problems": [], "notes": []}
    assert "approved" in anna("agreement", "history", history)
    assert "approved" not in sofia("agreement", "history", history)


def test_an_altered_pdf_is_not_valid(houses: Houses) -> None:
    history, file = signed(houses), houses.folder / "signed.pdf"
    houses.anna("agreement", "export", history, "-o", file)
    data = file.read_bytes()
    for altered in (data + b"\n%more", data[: len(data) // 2], data.replace(b"%PDF-1.7", b"%PDF-1.6", 1)):
        file.write_bytes(altered)
        answer = datapact("verify", file)
        assert answer.code in (1, 4)
        assert "INVALID" in answer.out or "cannot be read" in answer.out


def test_both_counter_at_once(houses: Houses) -> None:
    anna, sofia, folder = houses.anna, houses.sofia, houses.folder
    history = offered_by_keller(houses)
    anna("agreement", "counter", history, "--answers", changes(folder, 1))
    sofia("agreement", "counter", history, "--answers", changes(folder, 2))
    carry(anna, history, sofia)
    carry(sofia, history, anna)
    shown = anna.json("agreement", "show", history)
    assert shown["next_step"] == "choose"
    assert len(shown["open_offers"]) == 2
    anna("agreement", "accept", history)  # the only one that is not her own
    carry(anna, history, sofia)
    assert anna.status(history) == sofia.status(history) == "agreed"


def test_both_accept_the_others_counter(houses: Houses) -> None:
    anna, sofia, folder = houses.anna, houses.sofia, houses.folder
    history = offered_by_keller(houses)
    anna("agreement", "counter", history, "--answers", changes(folder, 1))
    sofia("agreement", "counter", history, "--answers", changes(folder, 2))
    carry(anna, history, sofia)
    carry(sofia, history, anna)
    anna("agreement", "accept", history)
    sofia("agreement", "accept", history)
    carry(anna, history, sofia)
    carry(sofia, history, anna)
    assert anna.status(history) == sofia.status(history) == "offered"
    anna.refused(1, "agreement", "counter", history, "--answers", changes(folder, 5))  # which of the two?
    offers = {offer["name"]: offer["digest"] for offer in anna.json("agreement", "show", history)["open_offers"]}
    theirs = next(digest for name, digest in offers.items() if name.startswith("Institut"))
    anna("agreement", "counter", history, "--answers", changes(folder, 2), "--offer", theirs[:10])
    carry(anna, history, sofia)
    sofia("agreement", "accept", history)
    assert sofia.status(history) == "agreed"


def test_declined(houses: Houses) -> None:
    history = draft(houses.anna)
    houses.anna.refused(1, "agreement", "decline", history, "--reason", "zu früh")
    carry(houses.anna, history, houses.sofia)
    houses.sofia.refused(2, "agreement", "decline", history, "--reason", " ")
    houses.sofia("agreement", "decline", history, "--reason", "kein Bedarf")
    carry(houses.sofia, history, houses.anna)
    assert houses.anna.status(history) == "declined"
    houses.anna.refused(1, "agreement", "counter", history, "--answers", changes(houses.folder, 1))
    assert [row["id"] for row in houses.anna.json("agreement", "list", "--status", "declined")] == [history]


def test_terminated(houses: Houses) -> None:
    history = signed(houses)
    houses.anna.refused(2, "agreement", "terminate", history, "--end", "2027-06-30", "--ground", "whim")
    notice = ("agreement", "terminate", history, "--end", "2027-06-30", "--reason", "Projektende")
    houses.anna.refused(1, *notice)
    both = ("--declared-by", "Anna Keller", "--declared-by", "Martin Vogt")
    houses.anna(*notice, *both)
    carry(houses.anna, history, houses.sofia)
    shown = houses.sofia.json("agreement", "show", history)
    assert shown["terminated_on"] == "2027-06-30"
    assert "30 June 2027" in houses.sofia("agreement", "show", history)


def test_who_may_not(houses: Houses) -> None:
    history = agreed(houses)
    houses.anna.refused(1, "agreement", "freeze", history)  # the institute wrote it
    houses.lea.refused(1, "agreement", "accept", history)
    houses.sofia.refused(1, "agreement", "sign", history)  # nothing frozen
    houses.lea.refused(3, "partner", "add", houses.sofia.vault.with_suffix(".dpcard"))
    houses.martin.refused(3, "vault", "members", "invite", "Neu", "--roles", "legal")
    houses.sofia("agreement", "freeze", history)
    carry(houses.sofia, history, houses.anna)
    assert "turn" in houses.sofia.refused(1, "agreement", "sign", history)
    assert "turn" in houses.martin.refused(1, "agreement", "sign", history)
    assert "turn" in houses.lea.refused(1, "agreement", "sign", history)
    houses.anna("agreement", "sign", history)
    houses.anna.refused(1, "agreement", "sign", history)


def test_an_unconfirmed_identity_cannot_be_signed_with(houses: Houses) -> None:
    anna, petra = houses.anna, houses.petra
    meet(anna, petra, confirm=False)
    meet(petra, anna, confirm=False)
    history = with_parties(anna, petra=petra)
    carry(anna, history, petra)
    petra("agreement", "accept", history)
    carry(petra, history, anna)
    anna("agreement", "freeze", history)
    assert "not confirmed" in anna.refused(1, "agreement", "sign", history)
    fingerprint = petra.json("vault", "info")["fingerprint"]
    anna.refused(1, "partner", "trust", "Werkzeugbau", "--fingerprint", re.sub(r"\d", "1", fingerprint))
    anna("partner", "trust", "Werkzeugbau", "--fingerprint", fingerprint.replace(" ", "-"))
    anna("agreement", "sign", history)


def test_a_finding_needs_an_override_by_a_second_legal_member(houses: Houses) -> None:
    anna, martin, sofia, folder = houses.anna, houses.martin, houses.sofia, houses.folder
    history = draft(anna)
    (folder / "wrong.toml").write_text("[duration]\nend = 2026-12-01\n", "utf-8")
    anna("agreement", "revise", history, "--answers", folder / "wrong.toml")
    assert "G19" in anna.refused(1, "agreement", "check", history)
    carry(anna, history, sofia)
    sofia("agreement", "accept", history)
    carry(sofia, history, anna)
    assert "G19" in anna.refused(1, "agreement", "freeze", history)
    override = ("agreement", "override", history, "--finding", "G19", "--reason", "Pilot rückwirkend")
    anna.refused(1, *override)  # she wrote the text
    houses.lea.refused(1, *override)  # not legal
    martin.refused(2, "agreement", "override", history, "--finding", "G99", "--reason", "so")
    martin.refused(2, "agreement", "override", history, "--finding", "G19", "--reason", "")
    martin(*override)
    assert anna.run("agreement", "check", history).code == 0
    anna("agreement", "freeze", history)
    assert "Pilot rückwirkend" in anna("agreement", "history", history)


def test_again_and_in_the_wrong_order(houses: Houses) -> None:
    anna, sofia, folder = houses.anna, houses.sofia, houses.folder
    history = draft(anna)
    to = ("--to", "Institut")
    anna("send", history, *to, "-o", folder / "1")
    anna("agreement", "comment", history, "Erste Bemerkung")
    anna("send", history, *to, "-o", folder / "2")
    sofia("receive", folder / "2")  # holds everything that was not acknowledged
    assert sofia.json("receive", folder / "2")["new_entries"] == []
    assert sofia.json("receive", folder / "1")["new_entries"] == []
    carry(sofia, history, anna)
    anna("agreement", "comment", history, "Zweite Bemerkung")
    anna("send", history, *to, "-o", folder / "3")
    late = opened_again(houses, "late")
    said = late.refused(2, "agreement", "show", history)
    assert "no agreement" in said
    assert "missing" in late.refused(1, "receive", folder / "3").lower()  # a gap: sent on the receipt for 2
    assert late.json("agreement", "list") == []
    anna("send", history, *to, "-o", folder / "4", "--everything")
    late("receive", folder / "4")
    assert late.status(history) == "offered"


def opened_again(houses: Houses, name: str) -> Desk:
    """The institute's vault as a backup of the first day would have it."""
    return Desk(houses.folder, houses.folder / name, houses.sofia.member)


@pytest.fixture(autouse=True)
def _early_backup(request: pytest.FixtureRequest) -> None:
    if request.node.name == "test_again_and_in_the_wrong_order":
        houses: Houses = request.getfixturevalue("houses")
        houses.sofia("vault", "backup", "-o", houses.folder / "early")
        opened_again(houses, "late")("vault", "restore", houses.folder / "early")


def test_files_that_are_not_for_us(houses: Houses) -> None:
    anna, sofia, petra, folder = houses.anna, houses.sofia, houses.petra, houses.folder
    history = draft(anna)
    anna("send", history, "--to", "Institut", "-o", folder / "1")
    assert "somebody else" in petra.refused(4, "receive", folder / "1")
    data = (folder / "1").read_bytes()
    for place in (10, len(data) // 2, len(data) - 1):
        (folder / "bad").write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        sofia.refused(4, "receive", folder / "bad")
    (folder / "bad").write_bytes(data[: len(data) // 2])
    sofia.refused(4, "receive", folder / "bad")
    (folder / "bad").write_bytes(data.replace(b'"format":1', b'"format":2', 1))
    assert "newer" in sofia.refused(4, "receive", folder / "bad")
    assert sofia.json("agreement", "list") == []
    meet(petra, sofia)
    other = with_parties(petra, ipd=sofia, first="petra")
    petra("send", other, "--to", "Institut", "-o", folder / "2", "--with-errors")
    assert "not among your partners" in sofia.refused(4, "receive", folder / "2")
    anna.refused(2, "send", history, "--to", "Werkzeugbau", "-o", folder / "3")
    assert sofia.json("vault", "check")["sound"]


def with_parties(desk: Desk, *, first: str = "keller", **others: Desk) -> str:
    """A draft of ``desk`` with these other parties: the example, imported with parties put in."""
    folder = desk.folder
    example = folder / "example.toml"
    example.write_text(datapact("template", "show", "ai-pilot", "--example").out, "utf-8")
    source = _example_state(folder, example)
    parties = {party["key"]: party for party in source["terms"]["parties"]}
    wanted = {first: desk, **others}
    order = 0
    made = []
    for key in [*(key for key in parties if key not in wanted and len(wanted) < 2), *wanted]:
        own_number = {**parties["keller"]["registration"], "number": f"HRB 08{len(made):05d}"}
        party = dict(
            parties.get(
                key, {**parties["keller"], "key": key, "short_name": key.capitalize(), "registration": own_number}
            )
        )
        owner = wanted[key]
        info = owner.json("vault", "info")
        people = [one for one in owner.json("vault", "members", "list") if "signatory" in one["roles"]]
        party |= {"name": info["name"], "organisation": info["organisation"]}
        template = parties["keller"]["signatories"][0]
        party["signatories"] = []
        for person in people:
            order += 1
            party["signatories"].append({**template, "key": person["id"], "name": person["name"], "order": order})
        party["signing_rule"] = "two_jointly" if len(people) > 1 else "sole"
        made.append({name: value for name, value in party.items() if value != "sole"})
    source["terms"]["parties"] = made
    text = json.dumps(source, ensure_ascii=False)
    for old in set(parties) - set(wanted):
        text = text.replace(f'"{old}"', f'"{made[-1]["key"]}"').replace(
            f"parties.{old}.", f"parties.{made[-1]['key']}."
        )
    state = folder / "state.json"
    state.write_text(text, "utf-8")
    history = desk("agreement", "import", state)
    desk("agreement", "confirm", history)  # the text names the parties of the example
    return history


def _example_state(folder: Path, answers: Path) -> dict[str, Any]:
    from tests.cli.test_schemas import resolve_example

    return json.loads(json.dumps(resolve_example("ai-pilot")))


def test_three_parties(houses: Houses) -> None:
    anna, sofia, petra = houses.anna, houses.sofia, houses.petra
    meet(anna, petra)
    meet(petra, anna)
    history = with_parties(anna, ipd=sofia, lindner=petra)
    first, second = carry(anna, history, sofia, petra)
    assert "introduces" in json.dumps(first["warnings"])
    assert "introduces" in json.dumps(second["warnings"])
    petra("agreement", "counter", history, "--answers", changes(houses.folder, 4))
    carry(petra, history, anna, sofia)
    anna("agreement", "counter", history, "--answers", changes(houses.folder, 5))
    carry(anna, history, sofia, petra)
    petra("agreement", "accept", history)
    assert petra.status(history) == "offered"
    sofia("agreement", "accept", history)
    carry(petra, history, anna, sofia)
    carry(sofia, history, anna, petra)
    assert {desk.status(history) for desk in (anna, sofia, petra)} == {"agreed"}
    petra.refused(1, "agreement", "freeze", history)
    houses.martin("agreement", "override", history, "--finding", "G02", "--reason", "Rolle folgt")
    anna("agreement", "freeze", history)
    carry(anna, history, sofia, petra)
    anna("agreement", "sign", history)
    houses.martin("agreement", "sign", history)
    carry(anna, history, sofia, petra)
    assert "not confirmed" in sofia.refused(1, "agreement", "sign", history)  # Lindner was introduced, no more
    sofia("partner", "trust", "Werkzeugbau", "--fingerprint", petra.json("vault", "info")["fingerprint"])
    petra("partner", "trust", "Institut", "--fingerprint", sofia.json("vault", "info")["fingerprint"])
    sofia("agreement", "sign", history)
    carry(sofia, history, anna, petra)
    petra("agreement", "sign", history)
    carry(petra, history, anna, sofia)
    assert {desk.status(history) for desk in (anna, sofia, petra)} == {"signed"}
    petra("agreement", "export", history, "-o", houses.folder / "three.pdf")
    assert datapact("verify", houses.folder / "three.pdf").code == 0


def test_many_parties(tmp_path: Path) -> None:
    desks = []
    for place in range(PARTIES):
        own = {"name": f"Haus {place:02} GmbH", "legal_form": "GmbH", "address": {"city": "Ulm"}}
        people = [(f"Person {place:02}", LEGAL, "managing_director")]
        people += [("Zweite Juristin", ("legal",), "")] * (place == 0)
        desks.append(found(tmp_path, f"haus-{place:02}", own, people))
    (hub, lawyer), *rest = desks
    others = [desk for (desk,) in rest]
    for other in others:
        meet(hub, other)
        meet(other, hub)
    names = {"ipd": others[0]} | {f"haus-{place}": other for place, other in enumerate(others[1:], start=2)}
    history = with_parties(hub, **names)
    carry(hub, history, *others)
    for other in others:
        other("agreement", "accept", history)
        carry(other, history, hub)
    assert hub.status(history) == "agreed"
    carry(hub, history, *others[:2])
    assert others[0].status(history) == "agreed"
    assert len(others[1].json("partner", "list")["partners"]) == PARTIES - 1
    lawyer("agreement", "override", history, "--finding", "G02", "--reason", "Rollen folgen")
    hub("agreement", "freeze", history)
    assert len(hub.json("agreement", "show", history)["slots"]) == PARTIES
    assert hub.json("vault", "check")["sound"]


def test_a_member_who_left(houses: Houses) -> None:
    history = frozen(houses)
    anna, sofia = houses.anna, houses.sofia
    anna("agreement", "sign", history)
    removed = anna.json("vault", "members", "remove", "Martin Vogt", "--reason", "ausgeschieden")
    assert removed["agreements"] == [history]
    houses.martin.refused(2, "agreement", "sign", history)
    carry(anna, history, sofia)
    assert "ausgeschieden" in sofia("agreement", "history", history)
    assert "turn" in sofia.refused(1, "agreement", "sign", history)
    sofia("agreement", "decline", history, "--reason", "Unterzeichner fehlt")
    assert sofia.status(history) == "declined"


def test_a_key_renewed_after_the_freeze(houses: Houses) -> None:
    history = frozen(houses)
    houses.anna("vault", "members", "renew")
    assert "renewed" in houses.anna.refused(1, "agreement", "sign", history)


def test_restored_and_recovered(houses: Houses) -> None:
    anna, sofia, folder = houses.anna, houses.sofia, houses.folder
    history = offered_by_keller(houses)
    anna("vault", "backup", "-o", folder / "backup")
    anna("agreement", "comment", history, "nach der Sicherung")
    carry(anna, history, sofia)
    again = Desk(folder, folder / "again", anna.member)
    again("vault", "restore", folder / "backup")
    assert "restored" in again("vault", "info")
    assert "nach der Sicherung" not in again("agreement", "history", history)
    (asked,) = carry(again, history, sofia)
    assert asked["warnings"]
    carry(sofia, history, again)
    assert "nach der Sicherung" in again("agreement", "history", history)
    assert again.json("vault", "check")["sound"]
    (folder / "new").write_text("ganz neue Passphrase", "utf-8")
    recover = ("vault", "recover", "--vault", again.vault, "--as", anna.member, "--passphrase-file", folder / "new")
    assert datapact(*recover, "--recovery-file", folder / "keller.recovery").code == 0
    again.refused(3, "vault", "info")
    (folder / "passphrase").write_text("ganz neue Passphrase", "utf-8")
    again("vault", "info")


def test_the_list(houses: Houses) -> None:
    anna = houses.anna
    first, second = draft(anna), draft(anna)
    (houses.folder / "title.toml").write_text(
        '[agreement.title]\nde = "Zürcher Messreihen"\nen = "Zurich series"\n', "utf-8"
    )
    anna("agreement", "revise", second, "--answers", houses.folder / "title.toml")
    carry(anna, first, houses.sofia)
    ids = [row["id"] for row in anna.json("agreement", "list", "--sort", "number")]
    assert ids == [first, second]
    assert [row["id"] for row in anna.json("agreement", "list", "--sort", "-title")] == [second, first]
    assert [row["id"] for row in anna.json("agreement", "list", "--search", "zürcher")] == [second]
    assert anna.json("agreement", "list", "--search", "zürcher partner:nobody") == []
    assert [row["id"] for row in anna.json("agreement", "list", "--status", "offered")] == [first]
    assert [
        row["id"] for row in anna.json("agreement", "list", "--sort", "number", "--limit", "1", "--offset", "1")
    ] == [second]
    anna.refused(2, "agreement", "list", "--sort", "secret")
    anna.refused(2, "agreement", "list", "--status", "secret")
    for odd in ('"', "*", "a AND", "(", "'; DROP TABLE agreement; --", "\u202e"):
        assert anna.run("agreement", "list", "--search", odd).code == 0
    anna.refused(2, "agreement", "show", "DP-1999-0001")
    assert anna.json("agreement", "show", first.removeprefix("urn:uuid:")[:8])["id"] == first


def test_import(houses: Houses) -> None:
    anna, folder = houses.anna, houses.folder
    history = draft(anna)
    anna("agreement", "export", history, "-o", folder / "draft.pdf")
    anna("agreement", "export", history, "--format", "json", "-o", folder / "draft.json")
    for file in ("draft.pdf", "draft.json"):
        made = anna("agreement", "import", folder / file)
        assert made != history
        assert anna.json("agreement", "show", made)["title"] == anna.json("agreement", "show", history)["title"]
    houses.petra.refused(2, "agreement", "import", folder / "draft.json")  # not one of the parties
    state = json.loads((folder / "draft.json").read_text("utf-8"))
    for broken in (
        {**state, "format": 2},
        {**state, "format": 99},
        {**state, "terms": {}},
        {**state, "more": 1},
        {**state, "clauses": 5},
        [],
    ):
        (folder / "broken.json").write_text(json.dumps(broken), "utf-8")
        anna.refused(4, "agreement", "import", folder / "broken.json")


def test_the_demo(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for language, clock in (("de", SteppingClock()), ("en", SteppingClock())):
        use_language("de" if language == "de" else "en")
        folder = tmp_path / language
        assert run_demo(folder, clock, CHEAP)
        assert capsys.readouterr().out.count(" s  ") > 20
        names = {file.name for file in folder.iterdir()}
        assert {"Keller.datapact", "Institut.datapact", "agreement-keller.pdf", "agreement.json"} <= names
        for vault, member in (
            ("Keller", "anna-keller"),
            ("Keller", "martin-vogt"),
            ("Institut", "prof-dr-sofia-brandt"),
        ):
            answer = datapact(
                *("--vault", folder / f"{vault}.datapact", "--as", member),
                *("--passphrase-file", folder / f"{vault}.{member}.passphrase", "agreement", "list", "--json"),
            )
            study = ["expired", "in_force", "in_force", "in_force"] if vault == "Keller" else []
            assert sorted(row["status"] for row in answer.result) == sorted([*study, "signed"])
    assert datapact("demo", tmp_path / "de").code == 2


def test_checks_look_at_the_day(houses: Houses) -> None:
    history = draft(houses.anna)
    for day in (date(2026, 11, 25), date(2020, 1, 1), date(2090, 1, 1)):
        said = houses.anna.run("agreement", "check", history, "--on", day.isoformat(), "--json")
        assert said.code in (0, 1)
        assert said.result["on"] == day.isoformat()


def test_a_partner_whose_card_comes_after_the_draft(houses: Houses) -> None:
    petra, sofia, folder = houses.petra, houses.sofia, houses.folder
    answers = folder / "lindner.toml"
    text = datapact("template", "show", "ai-pilot", "--example").out
    answers.write_text(text.replace("Maschinenbau Keller GmbH", "Werkzeugbau Lindner KG"), "utf-8")
    history = petra("agreement", "new", "--template", "ai-pilot", "--answers", answers)
    assert petra.json("agreement", "show", history)["parties"][1]["identity"] == "unknown"
    petra.refused(2, "send", history, "--to", "Institut", "-o", folder / "1")
    meet(petra, sofia)
    meet(sofia, petra)
    carry(petra, history, sofia)
    assert petra.json("agreement", "show", history)["parties"][1]["identity"] == "confirmed"
    assert sofia.status(history) == "offered"
    answers.write_text(text.replace("Institut für Produktionsdaten e. V.", "Werkzeugbau Lindner KG"), "utf-8")
    sofia.refused(2, "agreement", "new", "--template", "ai-pilot", "--answers", answers)  # not among the parties
