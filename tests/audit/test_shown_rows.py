"""Rows of a sealed list with hashes for the rest: exactly what was sealed is under the root, and nothing beside it."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from datapact.base.strictjson import from_base64url, to_base64url
from datapact.history.commitments.disclosure import digest_of
from datapact.history.commitments.merkle import root_of
from datapact.history.commitments.partial_proof import ShownRows, sibling_nodes


def text(number: int) -> str:
    return to_base64url(b'["salt",{"line":%d}]' % number)


def sealed(count: int, shown: set[int]) -> tuple[ShownRows, str]:
    leaves = [from_base64url(digest_of(text(place))) for place in range(count)]
    rows = ShownRows(count, {place: text(place) for place in shown}, sibling_nodes(leaves, shown))
    return rows, to_base64url(root_of(leaves))


sizes = st.integers(0, 40).flatmap(
    lambda count: st.tuples(st.just(count), st.sets(st.integers(0, count - 1)) if count else st.just(set()))
)


@given(sizes)
def test_any_rows_and_the_hashes_beside_them_give_the_root(size: tuple[int, set[int]]) -> None:
    rows, root = sealed(*size)
    assert rows.are_under(root)


@given(sizes.filter(lambda size: bool(size[1])), st.data())
def test_another_row_is_noticed(size: tuple[int, set[int]], data: st.DataObject) -> None:
    rows, root = sealed(*size)
    place = data.draw(st.sampled_from(sorted(size[1])))
    assert not replace(rows, rows={**rows.rows, place: text(99)}).are_under(root)
    assert not replace(rows, rows={at: one for at, one in rows.rows.items() if at != place}).are_under(root)


@given(sizes.filter(lambda size: len(size[1]) < size[0]), st.data())
def test_a_row_beside_the_hash_that_covers_it_is_no_row(size: tuple[int, set[int]], data: st.DataObject) -> None:
    rows, root = sealed(*size)
    place = data.draw(st.sampled_from(sorted(set(range(size[0])) - size[1])))
    assert not replace(rows, rows={**rows.rows, place: text(place)}).are_under(root)


def test_hashes_that_belong_to_nothing_are_noticed() -> None:
    rows, root = sealed(5, {1})
    assert not replace(rows, nodes={**rows.nodes, (5, 6): root}).are_under(root)
    assert not replace(rows, count=-5).are_under(root)
    assert not replace(rows, count=2**60).are_under(root)
