"""Agreements for machines by commands: exported before and after signing, and a policy held against the paper."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.desks import Houses, frozen, signed


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
    for form in ("odrl", "dsp", "edc", "catena-x", "dpv"):
        made = houses.sofia.run(
            "agreement", "export", history, "--format", form, "-o", tmp_path / f"{form}.json", "--json"
        )
        assert made.code == 0, made.err
        assert made.result["binding"] is True
        assert made.result["understood"]
        assert made.result["not_understood"]
        if form in ("odrl", "dsp", "edc"):
            compared = houses.anna.run("agreement", "compare-policy", history, tmp_path / f"{form}.json")
            assert compared.code == 0, compared.out
    policy = (tmp_path / "odrl.json").read_text()
    assert history in policy
    (tmp_path / "longer.json").write_text(policy.replace("2028-06-30", "2029-06-30"))
    told = houses.anna.run("agreement", "compare-policy", history, tmp_path / "longer.json", "--json")
    assert told.code == 1
    assert {one["matter"] for one in told.result["differences"]} == {"end"}


def test_what_is_no_policy_is_refused_in_a_sentence(houses: Houses, tmp_path: Path) -> None:
    history = frozen(houses)
    for text in ("[]", "{}", "nonsense", '{"@type": "Agreement", "permission": {"action": {"@id": 7}}}', "[[]]"):
        (tmp_path / "x.json").write_text(text)
        assert houses.anna.run("agreement", "compare-policy", history, tmp_path / "x.json").code in (1, 4)
