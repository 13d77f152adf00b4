"""What a partner could try who holds valid keys of its own organisation and a program that asks no fold."""

from __future__ import annotations

from typing import Any

import pytest

from datapact.agreements.projection import append
from datapact.base.errors import Damaged, DataPactError, Malformed
from datapact.base.strictjson import from_base64url, parse
from datapact.exchange.receive.receive import receive_bundle
from datapact.history.commitments.disclosure import digest_of
from datapact.history.entries.entry import Entry
from datapact.history.entries.packed import PackedEntry
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.log import append_organisation_entry
from datapact.organisation.identity.own_history import own_line
from tests.exchange.forgery import changed, forged_entry, packed, with_entries, with_more
from tests.exchange.houses import Houses, contents_of, exchange, meet, offer, send, state


def erased(entry: Entry, *names: str) -> PackedEntry:
    """The entry less these members of its body, as if they had been erased for a person."""
    gone = [
        one for one in entry.disclosures if (content := parse(from_base64url(one)))[1] in names and len(content) == 3
    ]
    kept = [one for one in entry.disclosures if one not in gone]
    return PackedEntry(entry.jws, tuple(kept), tuple(digest_of(one) for one in gone))


def refused(receiver: Acting, data: bytes) -> DataPactError:
    before = contents_of(receiver)
    with pytest.raises(DataPactError) as caught:
        receive_bundle(receiver, data)
    assert contents_of(receiver) == before
    return caught.value


def test_a_second_beginning_with_other_parties_is_refused(houses: Houses) -> None:
    """Its new party could decline, and so end what others have signed."""
    keller, institute, third = houses.keller, houses.institute, houses.third
    offer(keller, institute)
    exchange(keller, institute)
    body = {
        "parties": sorted([keller.organisation, third.organisation]),
        "state": state(keller, third),
        "note": "",
    }
    again = forged_entry(keller, "offer", body, replica="Z" * 22, counter=1)
    declined = forged_entry(third, "declined", {"reason": "no"}, (again.digest,), counter=1)
    meet(institute, third)
    data = changed(
        keller,
        institute,
        send(keller, institute),
        lambda contents: with_more(contents, packed(again), packed(declined)),
    )
    assert isinstance(refused(institute, data), Damaged)


@pytest.mark.parametrize("wrong", ["other agreement", "hidden", "nonsense"])
def test_an_erased_note_does_not_excuse_a_wrong_state(wrong: str, houses: Houses) -> None:
    keller, institute = houses.keller, houses.institute
    offer(keller, institute)
    body: dict[str, Any] = {
        "parties": sorted([keller.organisation, institute.organisation]),
        "state": state(keller, institute),
        "note": "x",
    }
    match wrong:
        case "other agreement":
            body["state"]["agreement"] = "urn:uuid:00000000-94a0-4f0e-8a8e-0f6f3f1f7a10"
        case "hidden":
            body["state"]["clauses"][0]["paragraphs"][0]["text"]["de"][0]["text"] = "30 \u202etage"
        case _:
            body["state"] = {"title": 5, "terms": {"parties": 7}, "clauses": [3]}
    forged = forged_entry(keller, "offer", body, counter=1)
    packed_entry = erased(forged, "note")
    data = changed(keller, institute, send(keller, institute), lambda contents: with_entries(contents, packed_entry))
    refused(institute, data)


def test_parts_of_a_state_may_be_erased(houses: Houses) -> None:
    keller, institute = houses.keller, houses.institute
    offered = offer(keller, institute)
    terms = [one for one in offered.disclosures if "Institut" in str(parse(from_base64url(one)))]
    assert terms
    hidden = PackedEntry(
        offered.jws,
        tuple(one for one in offered.disclosures if one not in terms),
        tuple(digest_of(one) for one in terms),
    )

    def change(contents: Any) -> Any:
        (history,) = contents.histories
        return with_entries(contents, hidden, *history.entries[1:])

    receive_bundle(institute, changed(keller, institute, send(keller, institute), change))
    with institute.vault.read() as session:
        assert append.load_state(session, offered.history).stage == "offered"


@pytest.mark.parametrize("part", ["title", "terms", "clauses", "languages", "template", "number"])
@pytest.mark.parametrize("value", [5, "\u202e", [], {}, [5], {"de": 5}, {"parties": [7]}, True])
def test_an_erased_part_does_not_excuse_the_others(part: str, value: Any, houses: Houses) -> None:
    keller, institute = houses.keller, houses.institute
    offer(keller, institute)
    body = {
        "parties": sorted([keller.organisation, institute.organisation]),
        "state": {**state(keller, institute), part: value},
        "note": "",
    }
    data = changed(
        keller,
        institute,
        send(keller, institute),
        lambda contents: with_entries(contents, erased(forged_entry(keller, "offer", body, counter=1), "kind")),
    )
    try:
        receive_bundle(institute, data)
    except DataPactError:
        return
    assert part == "terms" or (part, value) in [("clauses", []), ("number", "")], "taken in"


@pytest.mark.parametrize("text", ["\x1b[2Jgone", "a\u202eb", "a\u200bb", "a\x00b", "a\u2028b", "a\rb"])
def test_hidden_characters_in_a_remark_are_refused(text: str, houses: Houses) -> None:
    """They would act on the reader's terminal, or show another text than the signed one."""
    keller, institute = houses.keller, houses.institute
    first = offer(keller, institute)
    with pytest.raises(Malformed):
        forged_entry(keller, "comment", {"text": text, "about": ""}, (first.digest,))
    with pytest.raises(Malformed):
        forged_entry(keller, "comment", {"text": "", "about": text}, (first.digest,))


def test_a_partner_that_takes_the_name_of_another_is_said(houses: Houses) -> None:
    keller, institute, third = houses.keller, houses.institute, houses.third
    meet(institute, third)
    offer(keller, institute)
    exchange(keller, institute)
    name = "Werkzeugb\u0430u  LINDNER KG"  # a Cyrillic a
    with keller.vault.write() as session:
        profile = {**own_line(session).state.profile, "name": name}
        append_organisation_entry(keller, session, "profile", {"profile": profile})
    warnings = [str(warning) for warning in exchange(keller, institute).warnings]
    assert any("Maschinenbau Keller GmbH calls itself" in warning for warning in warnings)
    assert any("has the same name" in warning for warning in warnings)


def test_a_party_by_another_name_is_said(houses: Houses) -> None:
    """The list shows the names that stand in the text."""
    keller, institute = houses.keller, houses.institute
    offer(keller, institute)
    wrong = state(keller, institute)
    wrong["terms"]["parties"][0]["name"] = "Somebody Else AG"
    body = {"parties": sorted([keller.organisation, institute.organisation]), "state": wrong, "note": ""}
    forged = packed(forged_entry(keller, "offer", body, counter=1))
    data = changed(keller, institute, send(keller, institute), lambda contents: with_entries(contents, forged))
    warnings = [str(warning) for warning in receive_bundle(institute, data).warnings]
    assert any("by another name: Somebody Else AG" in warning for warning in warnings)
