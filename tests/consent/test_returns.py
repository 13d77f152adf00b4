"""What-if says what becomes of data that has left already, from the terms; § 271 BGB under German law alone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from datapact.consent.deliveries.deliveries import NewDelivery, Sent, record_delivery
from datapact.consent.facts.question import Question
from datapact.consent.matrix.returns import Return
from datapact.consent.matrix.what_if import Change, returned_if, what_if
from datapact.organisation.acting.acting_member import Acting
from tests.consent.sharing import PARTNER, RESEARCH, ready


def delivered(acting: Acting, **changes: Any) -> Return:
    """What would come back of one delivery if its agreement ended today."""
    history = ready(acting, {"S1": "given"}, **changes)
    at = acting.clock() - timedelta(days=3)
    sent = NewDelivery("panel", "1", PARTNER, RESEARCH, at, (Sent("S1"),), agreement=history, reason="On paper.")
    record_delivery(acting, sent)
    change = Change(agreements=(history,))
    (cell,) = what_if(acting, change)
    (found,) = cell.returns
    question = Question("panel", PARTNER, RESEARCH, acting.clock())
    assert returned_if(acting, question, change) == (found,)
    assert returned_if(acting, question, Change()) == ()
    assert (found.dataset, found.partner, found.agreement, found.deliveries) == ("panel", PARTNER, history, 1)
    return found


GERMAN = {"governing": "Deutsches Recht"}


@pytest.mark.parametrize(
    ("end", "law", "after", "rule"),
    [
        ({"rule": "delete"}, GERMAN, 1, "§ 271"),
        ({"rule": "return", "days": 30}, GERMAN, None, "§ 187"),
        ({"rule": "delete"}, {"governing": "Österreichisches Recht"}, None, ""),
        ({"rule": "delete", "days": 10}, {"governing": "Laws of Ireland"}, 10, ""),
        ({"rule": "keep"}, GERMAN, None, ""),
        ({}, GERMAN, None, ""),
    ],
)
def test_the_terms_and_the_agreed_law_say_by_when(
    keller: Acting, end: dict[str, Any], law: dict[str, str], after: int | None, rule: str
) -> None:
    found = delivered(keller, end_of_data=end, law=law)
    today = keller.clock().date()
    said = " ".join(str(step) for step in found.steps)
    assert rule in said if rule else "§" not in said
    if rule == "§ 187":
        assert found.due is not None
        assert found.due - today >= timedelta(days=30)  # a day off moves it (§ 193)
    else:
        assert found.due == (None if after is None else today + timedelta(days=after))
    assert "Uni Beispielstadt" in found.words() or end == {}
    assert isinstance(found.due, date | None)
