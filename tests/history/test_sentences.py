"""Every kind says in both languages what happened, whatever is withheld."""

from __future__ import annotations

import pytest

from datapact.history.commitments.disclosure import WITHHELD
from datapact.history.commitments.reveal import Revealed
from datapact.history.entries.entry import Entry
from datapact.history.entries.sentence import REMARKS
from datapact.history.entries.shapes import AGREEMENT_SHAPES, ORGANISATION_SHAPES
from datapact.history.transitions.registry import AGREEMENT_RULES, ORGANISATION_RULES
from datapact.history.transitions.rule import Rule
from tests.history.world import founded, replica

KINDS = [
    *((rule, AGREEMENT_SHAPES[name]) for name, rule in AGREEMENT_RULES.items()),
    *((rule, ORGANISATION_SHAPES[name]) for name, rule in ORGANISATION_RULES.items()),
]
VAULT = replica(founded("Keller"), "keller")
OFFER = VAULT.offer(founded("Keller"), founded("Institut"))


def like(kind: Rule, body: dict) -> Entry:
    fields = {name: getattr(OFFER, name) for name in Entry.__dataclass_fields__}
    return Entry(**{**fields, "kind": kind.name, "revealed": Revealed(body, (), ())})


@pytest.mark.parametrize(("kind", "shape"), KINDS, ids=[f"{shape.name}-{shape.stream}" for _, shape in KINDS])
def test_a_sentence_in_both_languages(kind, shape):
    names = {OFFER.organisation: "Maschinenbau {Keller} GmbH", OFFER.kid: "Anna"}
    for body in (dict.fromkeys(shape.members, "x"), dict.fromkeys(shape.members, WITHHELD)):
        entry = like(kind, body)
        for known in (names, {}):
            texts = kind.sentence(entry, known).both()
            assert texts["de"] != texts["en"]
            assert "{" not in texts["de"].replace("{Keller}", "")
            assert texts["de"].strip()


@pytest.mark.parametrize(("kind", "shape"), KINDS, ids=[f"{shape.name}-{shape.stream}" for _, shape in KINDS])
def test_the_authors_own_words_stand_in_the_sentence_or_below_it(kind, shape):
    own = [name for name in REMARKS if name in shape.members and (shape.name, name) != ("foreign_paper", "text")]
    for name in own:
        entry = like(kind, {**dict.fromkeys(shape.members, "x"), **dict.fromkeys(own, ""), name: "words of the author"})
        shown = f"{kind.sentence(entry, {}).text('en')}\n{kind.sentence.remark(entry)}"
        assert shown.count("words of the author") == 1, name
        assert kind.sentence.remark(like(kind, dict.fromkeys(shape.members, WITHHELD))) == ""


@pytest.mark.parametrize(("kind", "shape"), [one for one in KINDS if one[1].later])
def test_a_sentence_whatever_a_partner_leaves_out_of_the_later_members(kind, shape):
    for name in shape.later:
        for body in (
            {**dict.fromkeys(shape.members, "x")},
            {one: "x" for one in shape.members if one not in shape.later},
        ):
            assert kind.sentence(like(kind, {one: value for one, value in body.items() if one != name}), {}).text("de")


@pytest.mark.parametrize("name", ["offer", "counter", "accept", "freeze"])
def test_steps_before_signature_say_that_they_do_not_bind(name):
    texts = AGREEMENT_RULES[name].sentence(OFFER, {}).both()
    assert "not binding until every named signatory has signed (§ 154(2) BGB)" in texts["en"]
    assert "unverbindlich" in texts["de"]
    assert "§ 154 Abs. 2 BGB" in texts["de"]
