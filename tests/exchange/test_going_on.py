"""Going on without who declined: the text of the others names nobody who is gone, and covers no more than before."""

from __future__ import annotations

import json
import random
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.agreements.projection.append import load_state
from datapact.agreements.steps.going_on import go_on, text_for_the_others
from datapact.agreements.steps.negotiation import accept
from datapact.base.errors import AnswerNo, Malformed
from datapact.contract.editing.answers_file import read_answers
from datapact.contract.editing.edit import with_terms
from datapact.contract.editing.without import without_parties
from datapact.contract.templates.resolve import draft_state
from datapact.contract.templates.template import load_template
from datapact.contract.terms import Terms
from datapact.contract.terms.data import Judgement, PersonalFor
from datapact.contract.terms.references import _keys, dangling_key
from datapact.contract.text.document import read_state, write_state
from datapact.exchange.receive.receive import receive_bundle
from tests.benchmarks.network import TEMPLATE, answers
from tests.depth import examples
from tests.exchange.houses import HISTORY, Houses, exchange, meet, offer, send, write

FIVE = read_answers(answers(5, 4)).terms
JUDGEMENTS: tuple[Judgement, ...] = ("personal", "pseudonymous", "anonymous", "not_personal")


def narrowed(chance: random.Random) -> Terms:
    """Terms of five whose purposes, activities, notices and measures concern some of them."""
    datasets, parties = [one.key for one in FIVE.datasets], [one.key for one in FIVE.parties]

    def some(among: list[str]) -> tuple[str, ...]:
        return tuple(chance.sample(among, chance.randrange(len(among))))

    purposes = tuple(
        FIVE.purposes[0].model_copy(update={"key": f"purpose-{place}", "datasets": some(datasets)})
        for place in range(3)
    )
    changed = {
        "purposes": purposes,
        "legal_bases": tuple(
            one.model_copy(update={"purpose": chance.choice(purposes).key}) for one in FIVE.legal_bases
        ),
        "datasets": tuple(
            one.model_copy(
                update={
                    "recipients": some([key for key in parties if key != one.provider]),
                    "personal": tuple(
                        PersonalFor(party=key, judgement=chance.choice(JUDGEMENTS)) for key in some(parties)
                    ),
                }
            )
            for one in FIVE.datasets
        ),
        "notices": tuple(one.model_copy(update={"datasets": some(datasets)}) for one in FIVE.notices),
        "measures": tuple(one.model_copy(update={"party": chance.choice([*parties, ""])}) for one in FIVE.measures),
    }
    return FIVE.model_copy(update=changed)


def covered(terms: Terms) -> set[tuple[str, ...]]:
    """What may be done with what, and who owes what: an empty list or name stands for all."""
    datasets, parties = [one.key for one in terms.datasets], [one.key for one in terms.parties]
    found = {("use", one.key, key) for one in terms.purposes for key in one.datasets or datasets}
    found |= {("activity", one.key, key) for one in terms.activities for key in one.datasets or datasets}
    found |= {("notice", one.key, key) for one in terms.notices for key in one.datasets or datasets}
    found |= {("goes", one.key, key) for one in terms.datasets for key in one.recipients or parties}
    found |= {("measure", one.key, key) for one in terms.measures for key in ([one.party] if one.party else parties)}
    return found | {("basis", one.party, one.dataset, one.purpose, one.operation) for one in terms.legal_bases}


@given(
    st.randoms(use_true_random=False),
    st.sets(st.sampled_from([one.key for one in FIVE.parties]), min_size=1, max_size=3),
)
@settings(max_examples=examples(60), deadline=None)
def test_the_text_of_the_others_names_nobody_gone_and_covers_no_more(chance: random.Random, gone: set[str]) -> None:
    before = narrowed(chance)
    others = without_parties(before, gone)
    assert dangling_key(others.terms) is None
    assert not gone & {key for _path, _name, key in _keys(others.terms, "")}
    assert [one.key for one in others.terms.parties] == [one.key for one in before.parties if one.key not in gone]
    assert covered(others.terms) <= covered(before)
    kept = {one.key for one in others.terms.datasets}
    for one in before.datasets:  # nothing that concerns the others alone is lost
        untouched = one.provider not in gone and not (one.recipients and gone.issuperset(one.recipients))
        assert (one.key in kept) == untouched
    for one in others.terms.datasets:  # what is personal stays so, for whoever had no judgement of its own too
        was = next(dataset for dataset in before.datasets if dataset.key == one.key)
        left = [party.key for party in others.terms.parties]
        by = {entry.party for entry in was.personal if entry.judgement in ("personal", "pseudonymous")}
        if by and by.isdisjoint(
            left
        ):  # they alone called it personal: those who are left are asked, and have not said no
            assert one.personal == ()
            assert others.terms.facts.personal_data is not False
            continue
        assert [one.personal_for(key) for key in left] == [was.personal_for(key) for key in left]
        assert one.is_personal() == was.is_personal()
    for one, basis in product(before.purposes, before.legal_bases):
        stays = basis.party not in gone and basis.dataset in kept and one.key == basis.purpose
        if stays and (not one.datasets or kept & set(one.datasets)):
            assert basis in others.terms.legal_bases


def test_the_clauses_follow() -> None:
    state = draft_state(
        load_template(TEMPLATE),
        FIVE,
        agreement=HISTORY,
        number="DP-2026-0001",
        title={"de": "Netz", "en": "Network"},
        languages=("de", "en"),
        prevailing="de",
    )
    document = read_state(state)
    assert "Stadtwerke Dessau" in json.dumps(write_state(document)["clauses"])
    others = without_parties(document.terms, ["p4"])
    changed = write_state(with_terms(document, others.terms))
    assert "Dessau" not in json.dumps(changed["clauses"])
    assert [one.text("en") for one in others.dropped if "Dessau" in one.text("en")] == ["dataset “Trips Dessau”"]


def test_one_alone_has_nobody_to_agree_with() -> None:
    with pytest.raises(Malformed):
        without_parties(FIVE, [one.key for one in FIVE.parties[1:]])


def test_three_go_on_as_two(houses: Houses) -> None:
    keller, institute, third = houses.keller, houses.institute, houses.third
    meet(institute, third)
    meet(third, institute)
    offer(keller, institute, third)
    with pytest.raises(AnswerNo, match="Nobody has declined"):
        go_on(keller, HISTORY)
    file = send(keller, institute, third)
    receive_bundle(institute, file)
    receive_bundle(third, file)
    write(third, "declined", {"reason": "Kein Budget."})
    with pytest.raises(AnswerNo, match="Your own organisation declined"):
        go_on(third, HISTORY)
    exchange(third, keller)
    assert text_for_the_others(keller, HISTORY).names == ("Werkzeugbau Lindner KG",)
    fresh = go_on(keller, HISTORY)
    with keller.vault.read() as session:
        draft = load_state(session, fresh).draft
        assert draft is not None
        document = read_state(dict(draft.state))
        assert load_state(session, HISTORY).stage == "declined"
    assert {one.organisation for one in document.terms.parties} == {keller.organisation, institute.organisation}
    assert document.agreement == fresh
    assert "Lindner" in str(draft.note)


def test_of_two_nobody_is_left(houses: Houses) -> None:
    offer(houses.keller, houses.institute)
    exchange(houses.keller, houses.institute)
    write(houses.institute, "declined", {"reason": "Nein."})
    exchange(houses.institute, houses.keller)
    with pytest.raises(AnswerNo, match="nobody is left"):
        go_on(houses.keller, HISTORY)


def test_going_on_without_one_that_never_replied(houses: Houses) -> None:
    keller, institute, third = houses.keller, houses.institute, houses.third
    meet(institute, third)
    meet(third, institute)
    offer(keller, institute, third)
    file = send(keller, institute, third)
    receive_bundle(institute, file)
    receive_bundle(third, file)
    accept(institute, HISTORY)
    exchange(institute, keller)
    with pytest.raises(AnswerNo, match="Only those who declined"):
        go_on(keller, HISTORY, [institute.organisation])
    fresh = go_on(keller, HISTORY, [third.organisation])
    accept(third, HISTORY)  # too late, and not known to Keller
    exchange(third, keller)
    exchange(keller, institute)
    for one in (keller, institute):  # the text that was open does not come about beside the new one
        with one.vault.read() as session:
            old = load_state(session, HISTORY)
        assert old.stage == "declined"
        assert "Lindner" in str(old.declined[0].reason)
    with keller.vault.read() as session:
        draft = load_state(session, fresh).draft
    assert draft is not None
    parties = read_state(dict(draft.state)).terms.parties
    assert {one.organisation for one in parties} == {keller.organisation, institute.organisation}
