"""Whose counter it is: replicas and counters count for each organisation, and nobody answers for another's numbers."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.base.strictjson import LARGEST_INTEGER
from datapact.history.entries.entry import Entry, write_entry
from datapact.history.state.dag import REPEATED, SKIPPED, CounterFindings, arrange, count_entries
from tests.depth import examples
from tests.history.world import AGREEMENT, START, Organisation, founded

KELLER, INSTITUT = founded("Keller"), founded("Institut")
OURS, THEIRS = "o" * 21 + "A", "t" * 21 + "A"


class Chain:
    """One shared history in which each entry builds on all before."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def write(
        self, house: Organisation, counter: int, replica: str = OURS, parents: list[Entry] | None = None
    ) -> Entry:
        before = self.entries[-1:] if parents is None else parents
        entry = write_entry(
            key=house.keys["legal"],
            history=AGREEMENT,
            kind="comment",
            body={"text": f"{len(self.entries)}", "about": ""},
            parents=[one.digest for one in before],
            organisation=house.id,
            organisation_head=house.entries[-1].digest,
            time=START,
            replica=replica,
            counter=counter,
        )
        self.entries.append(entry)
        return entry

    def counted(self, *discounted: Entry) -> CounterFindings:
        return count_entries(arrange(self.entries), {one.digest for one in discounted})


def test_another_organisation_may_use_our_replica_id_and_our_numbers():
    chain = Chain()
    for counter in (1, 2):
        chain.write(KELLER, counter)
    chain.write(INSTITUT, 1)
    chain.write(INSTITUT, 2)
    chain.write(KELLER, 3)
    assert chain.counted() == CounterFindings((), (), {})


def test_a_gap_is_charged_to_whoever_skipped_the_numbers():
    chain = Chain()
    chain.write(KELLER, 1)
    skipping = chain.write(INSTITUT, LARGEST_INTEGER)
    counting = chain.counted()
    (gap,) = counting.gaps
    assert (gap.organisation, gap.led_by, gap.missing) == (INSTITUT.id, "", LARGEST_INTEGER - 1)
    assert gap.counters == tuple(range(1, 101))
    assert counting.odd == {skipping.digest: SKIPPED}


def test_numbers_that_an_older_program_skipped_after_a_partner_s_entry_are_not_missing():
    chain = Chain()
    chain.write(KELLER, 1)
    chain.write(INSTITUT, 1000)
    chain.write(KELLER, 1001)  # as a program counted that asked for the highest number under its replica id
    chain.write(KELLER, 2)
    chain.write(KELLER, 3)
    counting = chain.counted()
    assert {(gap.organisation, gap.led_by, gap.missing) for gap in counting.gaps} == {
        (INSTITUT.id, "", 999),
        (KELLER.id, INSTITUT.id, 997),
    }
    assert chain.entries[2].digest not in counting.odd


def test_a_skip_that_nobody_led_is_the_author_s_own():
    chain = Chain()
    chain.write(KELLER, 1)
    chain.write(INSTITUT, 500)
    skipping = chain.write(KELLER, 4)
    counting = chain.counted()
    assert [gap.counters for gap in counting.gaps if gap.organisation == KELLER.id] == [(2, 3)]
    assert counting.odd[skipping.digest] == SKIPPED


def test_two_entries_of_one_organisation_with_one_number_are_a_clone_and_repeated_ones_are_odd():
    chain = Chain()
    first = chain.write(KELLER, 1)
    again = chain.write(KELLER, 1)
    beside = chain.write(KELLER, 2, parents=[first])
    other = chain.write(KELLER, 2, parents=[first])
    counting = chain.counted()
    assert set(counting.cloned) == {
        tuple(sorted((first.digest, again.digest))),
        tuple(sorted((beside.digest, other.digest))),
    }
    assert counting.odd == {again.digest: REPEATED}  # the two others did not know each other
    assert counting.gaps == ()


def test_an_entry_that_a_revocation_makes_void_opens_no_gap():
    chain = Chain()
    chain.write(KELLER, 1)
    planted = chain.write(KELLER, 900)
    assert chain.counted(planted).gaps == ()
    assert chain.counted().gaps != ()


def test_a_number_that_was_used_many_times_is_counted_all_the_same():
    chain = Chain()
    for _ in range(40):
        chain.write(KELLER, 7)
    counting = chain.counted()
    assert len(counting.cloned) == 39
    first, *others = (entry.digest for entry in chain.entries)
    assert counting.odd == {first: SKIPPED, **dict.fromkeys(others, REPEATED)}


written = st.lists(
    st.tuples(st.sampled_from([KELLER, INSTITUT]), st.sampled_from([1, 2, 3, 9, 2**53 - 1]), st.booleans()), max_size=12
)


@settings(max_examples=examples(300), deadline=None)
@given(plan=written, order=st.randoms(use_true_random=False))
def test_what_one_organisation_writes_changes_nothing_about_another(plan: list[Any], order: Any) -> None:
    """Gaps, clones and oddities of Keller are those of Keller's entries alone; the order of arrival does not matter."""
    chain = Chain()
    for house, counter, ours in plan:
        chain.write(house, counter, OURS if ours else THEIRS)
    counting = chain.counted()
    shuffled = list(chain.entries)
    order.shuffle(shuffled)
    assert count_entries(arrange(shuffled)) == counting
    by = {entry.digest: entry.organisation for entry in chain.entries}
    assert all(by[one] == by[other] for one, other in counting.cloned)
    alone = Chain()
    for house, counter, ours in plan:
        if house is KELLER:
            alone.write(house, counter, OURS if ours else THEIRS)
    mine = alone.counted()
    assert len(mine.cloned) == sum(by[one] == KELLER.id for one, _other in counting.cloned)
    own = [gap for gap in counting.gaps if gap.organisation == KELLER.id]
    totals = [
        {key: sum(gap.missing for gap in gaps if gap.replica == key) for key in (OURS, THEIRS)}
        for gaps in (mine.gaps, own)
    ]
    assert totals[0] == totals[1]
    assert all(not gap.led_by or gap.led_by == INSTITUT.id for gap in own)
