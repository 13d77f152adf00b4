"""Entries: written, read back, bounded, and hostile ones refused."""

from __future__ import annotations

import contextlib
import json
import unicodedata

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.base.errors import DataPactError, Malformed, NewerFormat, TooLarge, WrongUse
from datapact.base.strictjson import canonical, from_base64url, to_base64url
from datapact.history.commitments.disclosure import WITHHELD, digest_of
from datapact.history.commitments.jws import read_compact, sign_compact
from datapact.history.entries.body_members import meant
from datapact.history.entries.body_members import text as is_text
from datapact.history.entries.entry import TYPE, places_in, read_entry, verify_entry, without, write_entry
from tests.depth import examples
from tests.history.world import AGREEMENT, START, founded, replica, slot

KELLER, INSTITUT = founded("Keller"), founded("Institut")
KEY = KELLER.keys["legal"]
VAULT = replica(KELLER, "keller")
OFFER = VAULT.offer(KELLER, INSTITUT)
FREEZE = VAULT.freeze(OFFER, [slot(1, KELLER), slot(2, INSTITUT)])


@given(st.text(max_size=40))
def test_what_pasting_brings_along_is_left_out_and_nothing_valid_changes(typed: str) -> None:
    cleaned = meant(typed)
    assert meant(cleaned) == cleaned
    if is_text(typed):
        assert cleaned == typed
    unseen = [
        one
        for one in typed
        if unicodedata.category(one) in ("Cc", "Cf") and one not in "\t\r\n\u00ad\u200b\u2060\ufeff"
    ]
    assert [one for one in cleaned if one in unseen] == unseen, "what acts on other words stays, to be refused"
    assert is_text(meant("Grund:\tKün\u00addigung\r\nsiehe\u200b Anlage")), "as Word gives it"


def payload() -> dict:
    return json.loads(read_compact(OFFER.jws, TYPE).payload)


def signed(changed: dict | bytes) -> str:
    return sign_compact(changed if isinstance(changed, bytes) else rfc8785.dumps(changed), KEY, typ=TYPE)


def test_an_entry_comes_back_as_it_was():
    again = read_entry(OFFER.jws, OFFER.disclosures)
    assert again == OFFER
    assert (again.kind, again.stream, again.history, again.missing) == ("offer", "shared", AGREEMENT, 0)
    assert verify_entry(again, KEY.public_key())
    assert not verify_entry(again, KELLER.keys["lead"].public_key())


def test_the_payload_is_canonical_and_holds_no_text():
    data = read_compact(OFFER.jws, TYPE).payload
    assert data == rfc8785.dumps(json.loads(data))
    assert b"Maschinenbau" not in data


def test_the_digest_leaves_the_signature_out():
    again = sign_compact(read_compact(OFFER.jws, TYPE).payload, KEY, typ=TYPE)
    assert again != OFFER.jws
    assert read_entry(again, OFFER.disclosures).digest == OFFER.digest


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("history", "urn:uuid:5f1c3a52-6f0a-1a71-8d0e-0f9d3f2b7c11"),
        ("history", "urn:datapact:organisation:x"),
        ("history", 5),
        ("kind", "Offer"),
        ("kind", None),
        ("parents", ["x"]),
        ("parents", ["A" * 43, "A" * 43]),
        ("parents", ["B" * 42 + "A", "A" * 43]),
        ("parents", [chr(65 + i // 26) + chr(65 + i % 26) + "A" * 41 for i in range(65)]),
        ("parents", "A" * 43),
        ("org", "short"),
        ("org_head", None),
        ("org_head", ""),
        ("time", "2026-11-24"),
        ("time", "2026-13-24T00:00:00Z"),
        ("replica", "short"),
        ("replica", "!" * 22),
        ("counter", 0),
        ("counter", -1),
        ("counter", True),
        ("counter", "1"),
        ("_sd", []),
        ("_sd", "x"),
        ("_sd", [5]),
        ("_sd_alg", "sha-512"),
        ("v", True),
        ("v", 0),
        ("v", "1"),
        ("more", 1),
    ],
)
def test_payloads_out_of_form_are_refused(member, value):
    with pytest.raises(Malformed):
        read_entry(signed({**payload(), member: value}), OFFER.disclosures)


@pytest.mark.parametrize("member", ["org", "org_head", "_sd", "_sd_alg", "v", "time", "kind", "parents", "counter"])
def test_payloads_with_a_member_less_are_refused(member):
    less = payload()
    del less[member]
    with pytest.raises(Malformed):
        read_entry(signed(less), OFFER.disclosures)


def test_payloads_that_are_not_canonical_are_refused():
    canonical = read_compact(OFFER.jws, TYPE).payload
    for changed in (
        canonical + b" ",
        canonical.replace(b'"counter":1', b'"counter":1,"counter":1'),
        canonical.replace(b'"kind":"offer"', b'"kind":"off\\u0065r"'),
        json.dumps(payload()).encode(),
        canonical.replace(b'"counter":1', b'"counter":9007199254740992'),
        canonical.replace(b'"counter":1', b'"counter":1.0'),
        b"\xff",
        b"",
        b"[]",
    ):
        with pytest.raises(Malformed):
            read_entry(signed(changed), OFFER.disclosures)


def test_newer_versions_and_kinds_are_said():
    for changed in ({"v": 2}, {"kind": "sealed_bid"}, {"v": 2, "kind": "x", "new": {}}):
        with pytest.raises(NewerFormat):
            read_entry(signed({**payload(), **changed}), OFFER.disclosures)


def test_bounds():
    with pytest.raises(TooLarge):
        read_entry("A" * (256 * 1024 + 1), ())
    with pytest.raises(TooLarge):
        read_entry(OFFER.jws, ["A" * (16 * 1024 * 1024 + 1)])
    with pytest.raises(TooLarge):
        read_entry(OFFER.jws, OFFER.disclosures, ["A" * 43] * 400_000)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": "x"},
        {"text": "x", "about": "", "more": 1},
        {"text": 5, "about": ""},
        {"text": "x" * 10_001, "about": ""},
        {"text": "x", "about": "a\nb"},
    ],
)
def test_bodies_out_of_form_are_refused(body):
    with pytest.raises(Malformed, match="comment"):
        VAULT.write("comment", body)


def test_unknown_kinds_and_reserved_names_cannot_be_written():
    with pytest.raises(NewerFormat):
        VAULT.write("sealed_bid", {})
    with pytest.raises(WrongUse):
        VAULT.write("offer", {"parties": [], "state": {"_sd": 1}, "note": ""})


def test_a_person_is_erased_and_the_signature_holds():
    where = places_in(FREEZE)
    persons = [digest for digest, path in where.items() if path in (("slots", 0, "person"), ("slots", 0, "member"))]
    assert len(persons) == 2
    erased = without(FREEZE, persons, erased=True)
    assert (erased.digest, set(erased.erased), erased.missing) == (FREEZE.digest, set(persons), 0)
    assert verify_entry(erased, KEY.public_key())
    assert "person" not in erased.body["slots"][0]
    assert erased.body["slots"][1] == FREEZE.body["slots"][1]
    assert read_entry(erased.jws, erased.disclosures, erased.erased) == erased


def test_an_erasure_around_another_takes_its_place():
    where = {path: digest for digest, path in places_in(OFFER).items()}
    party = ("state", "terms", "parties", 0)
    name = without(OFFER, [where[*party, "name"]], erased=True)
    assert name.erased == (where[*party, "name"],)
    assert name.body["state"]["terms"]["parties"][0]["..."] is WITHHELD
    whole = without(name, [where[party]], erased=True)
    assert whole.erased == (where[party],)
    assert whole.body["state"]["terms"]["parties"] == [WITHHELD]


@pytest.mark.parametrize("name", ["offer", "slots"])
def test_what_the_fold_needs_cannot_be_erased_but_can_be_withheld(name):
    digest = next(digest for digest, path in places_in(FREEZE).items() if path == (name,))
    with pytest.raises(Malformed, match="nobody may erase"):
        without(FREEZE, [digest], erased=True)
    assert without(FREEZE, [digest], erased=False).body[name] is WITHHELD


def test_a_clause_is_withheld_and_counted():
    where = places_in(OFFER)
    clause = [digest for digest, path in where.items() if path == ("state", "clauses", 0)]
    withheld = without(OFFER, clause, erased=False)
    assert (withheld.digest, withheld.missing, withheld.erased) == (OFFER.digest, 1, ())
    assert withheld.body["state"]["clauses"] == [WITHHELD]
    assert withheld.body["state"]["terms"] == OFFER.body["state"]["terms"]
    assert verify_entry(withheld, KEY.public_key())


def test_an_erased_text_that_is_there_is_a_contradiction():
    with pytest.raises(Malformed):
        read_entry(OFFER.jws, OFFER.disclosures, [digest_of(OFFER.disclosures[0])])


@settings(max_examples=examples(250), deadline=None)
@given(st.data())
def test_changed_entries_are_refused_or_do_not_verify(data):
    parts = [OFFER.jws, *OFFER.disclosures]
    place = data.draw(st.integers(0, len(parts) - 1))
    position = data.draw(st.integers(0, len(parts[place]) - 1))
    change = data.draw(st.sampled_from(["A", "z", "-", ".", "=", "é", "\n", ""]))
    changed = parts[place][:position] + change + parts[place][position + 1 :]
    if changed == parts[place]:
        return
    parts[place] = changed
    try:
        entry = read_entry(parts[0], parts[1:])
    except DataPactError:
        return
    assert not verify_entry(entry, KEY.public_key())


@settings(max_examples=examples(200), deadline=None)
@given(st.data())
def test_changed_payloads_that_their_author_signs_give_an_entry_or_an_error_for_people(data):
    canonical = read_compact(OFFER.jws, TYPE).payload
    position = data.draw(st.integers(0, len(canonical)))
    cut = data.draw(st.integers(0, 8))
    changed = canonical[:position] + data.draw(st.binary(max_size=6)) + canonical[position + cut :]
    with contextlib.suppress(DataPactError):
        read_entry(signed(changed), OFFER.disclosures)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=4) | st.just("A" * 43),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=6,
)


@settings(max_examples=examples(200), deadline=None)
@given(st.data())
def test_bodies_of_any_content_give_an_entry_or_an_error_for_people(data):
    from datapact.history.entries.shapes import AGREEMENT_SHAPES, ORGANISATION_SHAPES

    kinds = data.draw(st.sampled_from([AGREEMENT_SHAPES, ORGANISATION_SHAPES]))
    kind = kinds[data.draw(st.sampled_from(sorted(kinds)))]
    body = {name: data.draw(json_values) for name in kind.members}
    with contextlib.suppress(DataPactError):
        write_entry(
            key=KEY,
            history=AGREEMENT if kinds is AGREEMENT_SHAPES else "urn:datapact:organisation:" + KELLER.id,
            kind=kind.name,
            body=body,
            parents=[],
            organisation=KELLER.id,
            organisation_head=KELLER.entries[-1].digest,
            time=START,
            replica="A" * 22,
            counter=1,
        )


def test_disclosures_are_base64url_json():
    for text in OFFER.disclosures:
        assert isinstance(json.loads(from_base64url(text)), list)
        assert to_base64url(from_base64url(text)) == text


def test_a_number_that_no_format_holds_is_said_and_no_fault():
    """The canonical form knows integers up to 2^53 - 1 (RFC 8785); a larger one must not end in an error of the library."""
    assert canonical({"n": 2**53 - 1}) == b'{"n":9007199254740991}'
    for number in (2**53, -(2**53)):
        with pytest.raises(WrongUse, match="too large to be signed"):
            canonical({"n": number})
