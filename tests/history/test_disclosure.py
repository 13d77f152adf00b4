"""Selective disclosure: what comes back, what is refused."""

from __future__ import annotations

import contextlib
import copy
import json
from hashlib import sha256

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from datapact.base.errors import DataPactError, Malformed, WrongUse
from datapact.base.strictjson import from_base64url, to_base64url
from datapact.history.commitments.disclosure import RESERVED, WITHHELD, conceal, digest_of
from datapact.history.commitments.reveal import places, reveal
from datapact.history.entries.concealed import conceals_in_offer
from tests.depth import examples
from tests.history.world import agreement_state

names = st.text(max_size=6).filter(lambda name: name not in RESERVED and name.isprintable())
leaves = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=12)
values = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4), max_leaves=14
)
bodies = st.dictionaries(names, values, max_size=4)


def everything(_path, _value):
    return True


def half(path, _value):
    return len(path) % 2 == 0


def disclosure(*parts: object) -> str:
    return to_base64url(json.dumps(["s" * 22, *parts]).encode())


@settings(max_examples=examples(150), deadline=None)
@given(bodies, st.sampled_from([everything, half, lambda *_: False]), st.randoms(use_true_random=False))
def test_what_was_concealed_comes_back_in_any_order(body, policy, chance):
    digests, disclosures = conceal(copy.deepcopy(body), policy)
    chance.shuffle(disclosures)
    revealed = reveal(digests, disclosures)
    assert (revealed.body, revealed.absent) == (body, ())
    assert len(set(digests)) == len(body)


@settings(max_examples=examples(150), deadline=None)
@given(bodies, st.data())
def test_withholding_one_leaves_the_rest_as_it_was(body, data):
    digests, disclosures = conceal(body, everything)
    assume(disclosures)
    where = places(digests, disclosures)
    assert len(where) == len(disclosures)
    chosen = data.draw(st.sampled_from(disclosures))
    path = where[digest_of(chosen)]
    kept = [text for text in disclosures if where[digest_of(text)][: len(path)] != path]
    for erased in ((), (digest_of(chosen),)):
        revealed = reveal(digests, kept, erased)
        assert (revealed.absent, revealed.erased) == ((digest_of(chosen),), erased)
        shown, full = revealed.body, body
        for step in path[:-1]:
            shown, full = shown[step], full[step]
        if isinstance(path[-1], int):
            assert shown[path[-1]] is WITHHELD
        else:
            assert shown["..."] is WITHHELD
            assert {**shown, path[-1]: full[path[-1]]}.keys() - {"..."} == full.keys()


def test_the_state_is_cut_where_the_design_says():
    digests, disclosures = conceal({"state": agreement_state()}, conceals_in_offer)
    where = set(places(digests, disclosures).values())
    assert {
        ("state", "title"),
        ("state", "terms"),
        ("state", "terms", "parties", 0),
        ("state", "terms", "parties", 0, "name"),
        ("state", "terms", "parties", 0, "address", "city"),
        ("state", "terms", "datasets", 0, "retention", "months"),
        ("state", "terms", "datasets", 0, "recipients", 0),
        ("state", "clauses", 0),
        ("state", "clauses", 0, "paragraphs", 0, "text", "en", 1),
    } <= where
    assert ("state", "clauses", 0, "paragraphs", 0, "text", "en", 0) not in where
    assert ("state", "terms", "parties") not in where


def test_the_example_of_the_standard():
    # RFC 9901, 4.2.1 and 4.2.3: the published disclosure and its digest.
    text = "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0"
    digest = "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"
    assert digest_of(text) == digest
    assert reveal([digest], [text]).body == {"family_name": "Möbius"}


def test_salts_have_128_bits_and_differ():
    _, disclosures = conceal({"a": [1, 1, 1], "b": 1}, everything)
    salts = [json.loads(from_base64url(text))[0] for text in disclosures]
    assert len(set(salts)) == len(salts)
    assert all(len(from_base64url(salt)) == 16 for salt in salts)


@pytest.mark.parametrize("name", sorted(RESERVED))
def test_reserved_names_cannot_be_used(name):
    for body in ({name: 1}, {"a": {name: 1}}, {"a": [{name: 1}]}):
        with pytest.raises(WrongUse):
            conceal(body, everything)


def refused(value: object, *more: str) -> None:
    texts = [disclosure("a", value), *more]
    with pytest.raises(Malformed):
        reveal([digest_of(texts[0])], texts)


def test_reserved_names_and_misplaced_digests_are_refused():
    inner, element = disclosure("b", 1), disclosure(1)
    refused({"_sd_alg": "sha-256"})
    refused({"_sd": "x"})
    refused({"_sd": [digest_of(inner)], "b": 2}, inner)  # the name is there already
    refused({"_sd": [digest_of(inner)] * 2}, inner)
    refused({"_sd": [digest_of(element)]}, element)  # an element's disclosure for a member
    refused([{"...": digest_of(inner)}], inner)  # a member's disclosure for an element
    refused([{"...": digest_of(element)}, {"...": digest_of(element)}], element)
    refused([{"...": digest_of(element), "x": 1}], element)
    refused({"x": {"...": digest_of(element)}}, element)  # a placeholder belongs into a list
    refused({"...": digest_of(element)}, element)
    refused([{"...": 5}])
    refused([{"...": "short"}])
    for name in RESERVED:
        refused({"_sd": [digest_of(disclosure(name, 1))]}, disclosure(name, 1))
    hidden = to_base64url(('["' + "s" * 22 + '","a",{"\\u005fsd":["' + digest_of(inner) + '"]}]').encode())
    assert reveal([digest_of(hidden)], [hidden, inner]).body == {"a": {"b": 1}}


def test_nothing_unreferenced_and_nothing_twice():
    text = disclosure("a", 1)
    digest = digest_of(text)
    for digests, texts, erased in (
        ([], [text], []),
        ([digest], [text, text], []),
        ([digest, digest], [text], []),
        ([digest], [text], [digest]),
        ([digest], [text], ["A" * 43]),
        ([digest, "A" * 43, "A" * 43], [text], []),
        ("abc", [], []),
        ({"a": 1}, [], []),
        ([["x"]], [], []),
    ):
        with pytest.raises(Malformed):
            reveal(digests, texts, erased)


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "[]",
        "{}",
        '["short","a",1]',
        '["' + "s" * 22 + '"]',
        '["' + "s" * 22 + '","a",1,2]',
        '["' + "s" * 22 + '",5,1]',
        '["' + "s" * 22 + '","a",1.5]',
        '["' + "s" * 22 + '","a",NaN]',
        '["' + "s" * 22 + '","a",9007199254740993]',
        '["' + "s" * 22 + '","a",{"b":1,"b":1}]',
        '["' + "s" * 22 + '","a","\\ud800"]',
        '["' + "s" * 22 + '","a",{"b":"\\ud800"}]',
        '["' + "s" * 22 + '","a",1] ',
        '["' + "s" * 22 + '","a",1],[]',
        '["' + "s" * 22 + '","a",' + "[" * 80 + "]" * 80 + "]",
        '["' + "s" * 22 + '","a",' + '{"b":' * 80 + "1" + "}" * 80 + "]",
    ],
)
def test_what_is_not_a_disclosure_is_refused(raw):
    text = to_base64url(raw.encode())
    with pytest.raises(Malformed):
        reveal([digest_of(text)], [text])


def test_bytes_that_are_not_text_are_refused():
    for text in ("!!!!", "é", to_base64url(b"\xff\xfe"), "AAAA=", "AAAAA"):
        with pytest.raises(Malformed):
            reveal(["A" * 43], [text])


def test_digests_inside_digests_are_bounded():
    text = disclosure("a", 1)
    texts = [text]
    for _ in range(2000):
        text = disclosure("a", {"_sd": [digest_of(text)]})
        texts.append(text)
    with pytest.raises(Malformed):
        reveal([digest_of(text)], texts)


def test_very_many_absent_digests_take_no_long_time():
    digests = [to_base64url(sha256(bytes([n & 255, n >> 8])).digest()) for n in range(40_000)]
    text = disclosure("a", {"_sd": digests})
    assert len(reveal([digest_of(text)], [text]).absent) == 40_000


@settings(max_examples=examples(200), deadline=None)
@given(bodies, st.data())
def test_hostile_disclosures_give_an_error_for_people(body, data):
    digests, disclosures = conceal(body, everything)
    assume(disclosures)
    texts = list(disclosures)
    place = data.draw(st.integers(0, len(texts) - 1))
    raw = from_base64url(texts[place]).decode()
    cut = data.draw(st.integers(0, len(raw)))
    raw = raw[:cut] + data.draw(st.text(max_size=5)) + raw[cut + data.draw(st.integers(0, 5)) :]
    texts[place] = to_base64url(raw.encode("utf-8", "replace"))
    old = digest_of(disclosures[place])
    replaced = [digest_of(texts[place]) if digest == old else digest for digest in digests]
    with contextlib.suppress(DataPactError):
        reveal(replaced, texts)


def test_a_digest_is_over_the_text_of_the_disclosure():
    text = disclosure("a", 1)
    assert digest_of(text) == to_base64url(sha256(text.encode()).digest())
