"""datapact agreement facts: what is open, and answers of the house beside a text that does not change."""

from __future__ import annotations

import pytest

from datapact.contract.templates.template import example_answers
from tests.cli.desks import Houses
from tests.cli.test_schemas import said


@pytest.mark.journey
def test_open_facts_are_answered_beside_an_agreement(houses: Houses) -> None:
    anna, folder = houses.anna, houses.folder
    text = example_answers("ai-pilot").decode()
    for answered in ("offence_data = false\n", "children = false\n", "monitoring = false\n"):
        assert answered in text
        text = text.replace(answered, "", 1)
    (folder / "open.toml").write_text(text, "utf-8")
    id_ = anna("agreement", "new", "--template", "ai-pilot", "--answers", folder / "open.toml")

    def open_places() -> set[str]:
        (found,) = said("agreement-facts", anna, "agreement", "facts", id_)["agreements"]
        return {f"{one['place']}.{name}" for one in found["questions"] for name in one["open"]}

    def warned() -> set[str]:
        answer = anna.run("agreement", "check", id_, "--json")
        return {one["place"] for one in answer.json["findings"] if one["id"] == "G41"}

    assert open_places() == {"datasets.machine-logs.offence_data", "datasets.machine-logs.children", "facts.monitoring"}
    assert warned() == open_places()
    assert "Whom is" in anna("agreement", "facts")
    anna(
        "agreement",
        "facts",
        id_,
        "--set",
        "facts.monitoring=yes",
        "--none",
        "datasets.machine-logs",
        "--note",
        "Gespräch",
    )
    assert open_places() == warned() == set()
    anna("agreement", "facts", id_, "--set", "facts.monitoring=open")
    assert open_places() == {"facts.monitoring"}
    anna.refused(2, "agreement", "facts", id_, "--set", "law.governing=yes")
    anna.refused(2, "agreement", "facts", id_, "--set", "datasets.nix.children=no")
    anna.refused(2, "agreement", "facts", id_, "--none", "datasets.nix")
    said_so = anna.refused(2, "agreement", "facts", id_, "--set", "facts.monitoring=open")
    assert "nothing to take back" in said_so
    for others in (
        (),
        ("--set", "facts.monitoring=no"),
    ):  # what the text answers alike changes nothing, whatever is set beside it
        said_so = anna.refused(
            2, "agreement", "facts", id_, "--set", "datasets.machine-logs.special_categories=no", *others
        )
        assert "nothing would change" in said_so
    assert open_places() == {"facts.monitoring"}
    differing = anna("agreement", "facts", id_, "--set", "datasets.machine-logs.special_categories=yes")
    assert "datasets.machine-logs.special_categories" in differing.splitlines()[-1]
    assert "of “Machine logs”: no. Your answer is on file" in differing
    (otherwise,) = said("agreement-facts", anna, "agreement", "facts", id_)["says_otherwise"]
    assert (otherwise["agreement"], otherwise["place"]) == (id_, "datasets.machine-logs.special_categories")
    anna("agreement", "facts", id_, "--set", "datasets.machine-logs.special_categories=open")
    assert "says otherwise" not in anna("agreement", "facts", id_)
