"""Of records of one key whose authors did not know of each other the strictest counts, member by member."""

from __future__ import annotations

from typing import Any

import pytest

from datapact.history.entries.shapes import ORGANISATION_SHAPES
from datapact.organisation.acting import strictest_record as rules
from datapact.organisation.acting.strictest_record import KINDS, NEVER, strictest

BASIS = {"purpose": "p", "recipient": "", "valid_from": "2026-01-01", "valid_to": "", "beside_consent": "", "note": "a"}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({"valid_to": "2026-11-01"}, {"note": "b"}, {"valid_to": "2026-11-01", "note": "b"}),
        (
            {"valid_from": "2026-05-01"},
            {"valid_to": "2027-01-01"},
            {"valid_from": "2026-05-01", "valid_to": "2027-01-01"},
        ),
        ({"beside_consent": "contract"}, {}, {"beside_consent": ""}),
        ({"purpose": "q"}, {}, {"valid_to": NEVER}),
        ({"recipient": "uni"}, {}, {"valid_to": NEVER}),
        ({"judged": ["a#datasets.d 1"]}, {"judged": ["a#datasets.d 2"]}, {"valid_to": NEVER}),
        ({"judged": ["a#datasets.d 1"]}, {}, {"valid_to": NEVER}),
        ({"against": True, "result": "no"}, {"against": False, "note": "b"}, {"against": True, "result": "no"}),
        ({"weighed": True}, {"weighed": False}, {"weighed": False}),
        ({"withdrawn": True, "sort": "house"}, {"withdrawn": False, "sort": "house"}, {"withdrawn": True}),
        ({"withdrawn": True, "sort": "said"}, {"withdrawn": False, "sort": "said"}, {"withdrawn": False}),
        ({"purposes": ["a", "b"]}, {"purposes": ["b", "c"]}, {"purposes": ["b"]}),
    ],
)
def test_what_one_ends_the_other_does_not_bring_back(
    one: dict[str, Any], other: dict[str, Any], expected: dict[str, Any]
) -> None:
    for first, second in ((one, other), (other, one)):
        found = strictest([{**BASIS, **first}, {**BASIS, **second}])
        assert {name: found.get(name) for name in expected if name != "note"} == {
            name: value for name, value in expected.items() if name != "note"
        }


def test_every_member_of_these_records_is_weighed_or_says_nothing_of_what_is_permitted() -> None:
    weighed = {*rules._EARLIEST, *rules._ALL, *rules._COMMON, *rules._GIVEN_BY_EACH, *rules._SCOPE}
    weighed |= {"valid_from", "against", "withdrawn"}
    passing = {
        "key",
        "note",
        "notice",
        "version",
        "texts",
        "transfers",
        "withdrawal",
        "retention",
        "jurisdiction",
        "rights",
    }
    passing |= {
        "contact",
        "reason",
        "law",
        "document",
        "approver",
        "granted_by",
        "reference",
        "revocable",
        "day",
        "term",
    }
    for kind in KINDS:
        assert ORGANISATION_SHAPES[kind].members.keys() - weighed - passing == set(), kind
