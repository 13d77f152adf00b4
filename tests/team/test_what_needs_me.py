"""Agreements that a member looks after, comments that name the member, and what came while the member was away."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datapact.agreements.steps.assigning import assign_agreement, assigned_to, assignee
from datapact.base.errors import WrongUse
from datapact.organisation.acting.acting_member import Acting
from datapact.team.steps.colleagues import begin_seeing, mark_seen, since_seen
from datapact.team.steps.mentions import mentioned, mentions_of_me
from tests.exchange.houses import HISTORY, comment, offer
from tests.team.desks import Desks
from tests.team.test_house_records import all_synchronise

PEOPLE = {"anna-keller": "Anna Keller", "bernd-vogel": "Bernd Vogel", "anna-beck": "Anna Beck", "aenne": "Änne Groß"}


def mine(acting: Acting) -> list[str]:
    with acting.vault.read() as session:
        return assigned_to(session, acting.member.id)


def test_what_needs_a_member_is_at_every_computer(desks: Desks) -> None:
    anna, bernd, carla = desks.anna, desks.bernd, desks.carla
    for acting in desks.at.values():
        begin_seeing(acting)
    offer(anna, desks.institute)
    assert assign_agreement(anna, HISTORY, "Bernd Vogel") == "bernd-vogel"
    with pytest.raises(WrongUse, match="no member"):
        assign_agreement(anna, HISTORY, "Niemand Hier")
    comment(anna, "@Bernd bitte § 4 ansehen, @Carla Sommer auch; nicht @anna-keller.")
    all_synchronise(desks)
    assert [mine(acting) for acting in (anna, bernd, carla)] == [[], [HISTORY], []]
    assert [len(mentions_of_me(acting)) for acting in (anna, bernd, carla)] == [0, 1, 1]
    assert mentions_of_me(bernd)[0].name == "Anna Keller"
    assert since_seen(bernd)
    comment(anna, "@Bernd, und § 5?")
    comment(anna, "Ohne Namen.")
    all_synchronise(desks)
    assert [one.text[:6] for one in mentions_of_me(bernd)] == ["@Bernd", "@Bernd"]
    mark_seen(bernd)
    assert (mentions_of_me(bernd), since_seen(bernd)) == ((), ())
    # two give it to somebody without knowing of each other: the last in the log counts, everywhere
    assign_agreement(bernd, HISTORY, "")
    assign_agreement(carla, HISTORY, "carla-sommer")
    all_synchronise(desks)
    found = set()
    for acting in desks.at.values():
        with acting.vault.read() as session:
            found.add(assignee(session, HISTORY))
    assert len(found) == 1


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("@bernd-vogel", {"bernd-vogel"}),
        ("Danke, @Bernd!", {"bernd-vogel"}),
        ("@Anna, welche?", set()),
        ("@anna keller und @ANNA BECK", {"anna-keller", "anna-beck"}),
        ("mail@bernd.example", set()),
        ("@Berndt", set()),
        ("(@änne groß)", {"aenne"}),
    ],
)
def test_a_name_is_named_only_with_its_sign(text: str, who: set[str]) -> None:
    assert mentioned(text, PEOPLE) == who


@given(st.text(max_size=60))
def test_nobody_is_named_without_the_sign(text: str) -> None:
    assert mentioned(text.replace("@", ""), PEOPLE) == frozenset()
