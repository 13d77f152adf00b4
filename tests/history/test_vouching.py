"""Which entries by revoked keys stand: those that their own house shows to be older, and no others."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.base.errors import Damaged
from datapact.base.strictjson import from_base64url, to_base64url
from datapact.history.commitments.merkle import inclusion_path, root_of
from datapact.history.entries.entry import Entry, write_entry
from datapact.history.fold.vouching import Voucher, doubtful
from tests.depth import examples
from tests.history.world import AGREEMENT, START, Organisation, directory, found, founded

INSTITUT = founded("Institut")


def signed(house: Organisation, member: str, parents: list[Entry], text: str) -> Entry:
    return write_entry(
        key=house.keys[member],
        history=AGREEMENT,
        kind="comment",
        body={"text": text, "about": ""},
        parents=sorted({one.digest for one in parents}),
        organisation=house.id,
        organisation_head=house.entries[0].digest,
        time=START,
        replica="R" * 22,
        counter=1,
    )


@cache
def house() -> Organisation:
    """Keller with Berta, who stays, and Clara, who left."""
    made = found("Keller")
    made.add_member("berta", "legal")
    made.add_member("clara", "legal")
    return made


def vouched_for(entries: list[Entry]) -> tuple[Organisation, tuple[Voucher, ...]]:
    """The house after Clara's removal, at which these entries were vouched for, and the ways to them."""
    made = Organisation("Keller", house().identity_key, house().identity, dict(house().keys), list(house().entries))
    leaves = [from_base64url(one.digest) for one in entries]
    body = {"id": "clara", "kids": [made.kid("clara")], "count": len(leaves), "root": to_base64url(root_of(leaves))}
    by = made.add("vouched", body)
    made.revoke("clara")
    return made, tuple(
        Voucher(one.digest, by.digest, place, tuple(map(to_base64url, inclusion_path(leaves, place))))
        for place, one in enumerate(entries)
    )


plans = st.lists(
    st.tuples(
        st.sampled_from(["berta", "clara", "clara", "institut"]), st.sets(st.integers(0, 9), max_size=2), st.booleans()
    ),
    max_size=10,
)


@settings(max_examples=examples(300), deadline=None)
@given(plan=plans, carried=st.booleans(), without_effect=st.sets(st.integers(0, 9)))
def test_an_entry_by_a_revoked_key_stands_only_by_its_own_house(
    plan: list[Any], carried: bool, without_effect: set[int]
) -> None:
    entries: list[Entry] = []
    known: list[set[int]] = []
    for number, (who, places, _vouched) in enumerate(plan):
        before = {place for place in places if place < number}
        author = INSTITUT if who == "institut" else house()
        entries.append(
            signed(author, "legal" if who == "institut" else who, [entries[one] for one in before], str(number))
        )
        known.append(before.union(*(known[one] for one in before)))
    chosen = [number for number, (who, _places, vouched) in enumerate(plan) if who == "clara" and vouched]
    made, ways = vouched_for([entries[number] for number in chosen])
    holds = {number for number, (who, _p, _v) in enumerate(plan) if who == "berta"} | (
        set(chosen) if carried else set()
    )
    stands = holds.union(*(known[number] for number in holds))
    expected = {
        entries[number].digest for number, (who, _p, _v) in enumerate(plan) if who == "clara" and number not in stands
    }
    lines = directory(made, INSTITUT)
    assert {one.digest for one in doubtful(entries, lines, ways if carried else ())} == expected
    assert doubtful(entries, lines, (), signed_by=made.id) == ()
    # what is void is not doubted, and is on the way to what stands as before
    void = {entry.digest for number, entry in enumerate(entries) if number in without_effect}
    left = doubtful(entries, lines, ways if carried else (), void=void)
    assert {one.digest for one in left} == expected - void


def test_a_root_added_after_the_revocation_makes_the_history_invalid():
    made, _ways = vouched_for([])
    made.add("vouched", {"id": "clara", "kids": [made.kid("clara")], "count": 1, "root": "A" * 43})
    with pytest.raises(Damaged):
        _ = made.line


def test_the_leaver_cannot_vouch_for_the_own_entries():
    made = found("Keller")
    made.add("vouched", {"id": "admin", "kids": [made.kid("admin")], "count": 1, "root": "A" * 43})
    with pytest.raises(Damaged):
        _ = made.line
