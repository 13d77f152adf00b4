"""A partner that calls back more than anybody can answer fills neither memory nor vault, and we are told."""

from __future__ import annotations

import dataclasses
import json
import uuid

import pytest

from datapact.base.errors import TooLarge
from datapact.consent.recalls.confirmations import Evidence, confirm
from datapact.consent.recalls.pending import open_recalls
from datapact.consent.recalls.records import RecalledPerson
from datapact.exchange.bundle import recall_messages
from datapact.exchange.bundle.contents import contents_json, read_contents
from datapact.exchange.bundle.limits import LIMITS
from datapact.exchange.bundle.withdrawals import Withdrawal
from datapact.exchange.receive.receive import receive_bundle
from datapact.organisation.acting.acting_member import Acting
from tests.exchange.forgery import changed, opened_by
from tests.exchange.houses import Houses, offer, send

RESEARCH = "https://w3id.org/dpv#ScientificResearch"


def notice(number: int, people: int) -> Withdrawal:
    called = tuple(RecalledPerson(f"F-{number}-{one}", "withdrawn", 1_700_000_000) for one in range(people))
    return Withdrawal(str(uuid.UUID(int=number, version=4)), "A" * 43, "", "panel", RESEARCH, "erase", "", "", called)


def flooded(houses: Houses, sizes: list[int]) -> bytes:
    """A file of Keller's to the institute with notices about so many people each."""
    keller, institute = houses.keller, houses.institute
    messages = tuple(notice(number, people) for number, people in enumerate(sizes, 1))
    data = send(keller, institute)
    return changed(keller, institute, data, lambda contents: dataclasses.replace(contents, messages=messages))


def waiting(acting: Acting) -> list[int]:
    with acting.vault.read() as session:
        return [task.people for task in open_recalls(session, acting.clock()) if task.stage == "answer"]


def test_what_one_file_may_name_is_bounded_before_any_of_it_is_read(
    houses: Houses, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer(houses.keller, houses.institute)
    contents = opened_by(houses.keller, send(houses.keller, houses.institute)).contents
    monkeypatch.setattr(Withdrawal, "of", lambda _value: pytest.fail("a notice was read"))
    shown = contents_json(dataclasses.replace(contents, messages=(notice(1, 6), notice(2, 5))))
    few = dataclasses.replace(LIMITS, recalled_people=10)
    with pytest.raises(TooLarge, match="calls back data of 11 people; one file may name 10"):
        read_contents(json.dumps(shown).encode(), memoryview(b""), few, lean=True)


def test_our_own_files_stay_within_what_we_read() -> None:
    assert LIMITS.recalled_people >= recall_messages.MOST_PEOPLE_IN_A_BUNDLE
    assert LIMITS.messages >= recall_messages.MOST_IN_A_BUNDLE * 2


@pytest.mark.parametrize(("people", "notices"), [(10, 2_000), (200_000, 2)])
def test_what_waits_for_an_answer_is_bounded_and_nothing_is_lost(
    houses: Houses, monkeypatch: pytest.MonkeyPatch, people: int, notices: int
) -> None:
    offer(houses.keller, houses.institute)
    monkeypatch.setattr(recall_messages, "MOST_WAITING", people)
    monkeypatch.setattr(recall_messages, "MOST_NOTICES_WAITING", notices)
    institute = houses.institute
    data = flooded(houses, [4, 4, 4])
    received = receive_bundle(institute, data)
    assert sorted(waiting(institute)) == [4, 4]
    (said,) = [str(one) for one in received.notices if "not recorded" in str(one)]
    assert said.startswith("1 notice of ")
    receive_bundle(institute, data)  # again: no more of it
    assert sorted(waiting(institute)) == [4, 4]
    with institute.vault.read() as session:
        first = next(task for task in open_recalls(session, institute.clock()) if task.stage == "answer")
    with institute.vault.write() as session:
        confirm(institute, session, first.recall, "erased", evidence=Evidence(b"%PDF"))
    receive_bundle(institute, data)
    assert sorted(waiting(institute)) == [4, 4]
    with institute.vault.read() as session:
        left = [task.recall for task in open_recalls(session, institute.clock()) if task.stage == "answer"]
    assert first.recall not in left
