"""What decides which rules apply stands on the card of its party or dataset: yes, no, or nothing where nobody answered."""

from __future__ import annotations

from typing import Any

import pytest

from datapact.contract.terms import write_terms
from datapact.contract.text.document import read_state
from tests.agreements.drafts import example
from tests.pdf.paper_words import words

PARTIES = [
    (
        {"kind": "university", "legal_form": "", "public_body": True, "land": "SN"},
        ["Öffentliche Stelle", "Ja", "Sachsen"],
    ),
    ({"kind": "university", "legal_form": ""}, ["Ja: eine staatliche Hochschule ist eine öffentliche Stelle"]),
    (
        {"kind": "foundation", "legal_form": "", "public_body": False, "dpo_required": False},
        ["Öffentliche Stelle", "Nein"],
    ),
    ({"non_profit_research": True}, ["Gemeinnützige Forschungseinrichtung"]),
]


def changed(dataset: dict[str, Any] | None = None, party: dict[str, Any] | None = None, **facts: Any) -> list[str]:
    terms: dict[str, Any] = dict(write_terms(read_state(example("controller-to-controller")).terms))
    terms["datasets"] = [{**terms["datasets"][0], **(dataset or {})}, *terms["datasets"][1:]]
    terms["parties"] = [terms["parties"][0], {**terms["parties"][1], **(party or {})}]
    terms["facts"] = {**terms["facts"], **facts}
    return words("controller-to-controller", terms).split("\n")


@pytest.mark.parametrize(("party", "wanted"), PARTIES)
def test_a_party_card_says_what_is_known_of_it(party: dict[str, Any], wanted: list[str]) -> None:
    assert set(wanted) <= set(changed(party=party))


def test_what_nobody_answered_is_not_on_the_card() -> None:
    lines = changed(party={"kind": "foundation", "legal_form": "", "public_body": None})
    assert lines.count("Öffentliche Stelle") == 1, "the other party's"


def test_a_dataset_says_what_is_in_it_and_what_is_not() -> None:
    open_facts = dict.fromkeys(
        ("children", "offence_data", "employees", "secret", "product_data", "terminal_equipment")
    )
    lines = changed({**open_facts, "special_categories": True, "trade_secrets": False})
    assert any(line.startswith("Besondere Kategorien (Art. 9 DSGVO)") for line in lines)
    assert "Geschäftsgeheimnisse" in lines, "the only one that was denied"
    assert not any("Daten über Straftaten" in line for line in changed({**open_facts, "trade_secrets": False}))


def test_what_follows_from_other_terms_has_its_reason() -> None:
    subjects = ["https://w3id.org/dpv#Employee"]
    lines = changed({"employees": None, "subjects": subjects})
    assert any("Beschäftigtendaten (betroffen sind Beschäftigte oder Bewerbende)" in line for line in lines)


def test_answers_about_the_whole_are_further_particulars() -> None:
    assert {"Beobachten oder Beurteilen von Menschen", "Forschungsvorhaben"} <= set(
        changed(monitoring=False, research=True)
    )
    assert "Beobachten oder Beurteilen von Menschen" not in changed(monitoring=None)
