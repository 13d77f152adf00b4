"""The tree of RFC 9162 against its own definition, written down a second time, and against known values."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.history.commitments.merkle import EMPTY, Tree, inclusion_path, is_included, root_of
from tests.depth import examples

# leaves and roots of the tests of Certificate Transparency (google/certificate-transparency, merkletree tests)
LEAVES = [
    b"",
    b"\x00",
    b"\x10",
    bytes.fromhex("2021"),
    bytes.fromhex("3031"),
    bytes.fromhex("40414243"),
    bytes.fromhex("5051525354555657"),
    bytes.fromhex("606162636465666768696a6b6c6d6e6f"),
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def by_definition(leaves: list[bytes]) -> bytes:
    """MTH of RFC 9162, 2.1.1, word for word."""
    if not leaves:
        return sha256().digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return sha256(b"\x01" + by_definition(leaves[:k]) + by_definition(leaves[k:])).digest()


def test_known_roots() -> None:
    assert [root_of(LEAVES[:size]).hex() for size in range(1, 9)] == ROOTS
    assert root_of([]) == EMPTY == sha256(b"").digest()


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(st.binary(max_size=4), max_size=70), st.data())
def test_growing_in_any_portions_gives_the_root_of_the_definition(leaves: list[bytes], data: st.DataObject) -> None:
    tree = Tree()
    rest = leaves
    while rest:
        portion = data.draw(st.integers(1, len(rest)))
        tree.extend(rest[:portion])
        rest = rest[portion:]
        done = leaves[: len(leaves) - len(rest)]
        assert (tree.size, tree.root(), root_of(done)) == (len(done), by_definition(done), by_definition(done))


@settings(max_examples=examples(60), deadline=None)
@given(st.integers(1, 70), st.data())
def test_every_leaf_is_proven_and_no_other(size: int, data: st.DataObject) -> None:
    leaves = [bytes([number]) for number in range(size)]
    root = root_of(leaves)
    index = data.draw(st.integers(0, size - 1))
    path = inclusion_path(leaves, index)
    assert is_included(leaves[index], index, size, path, root)
    assert not is_included(b"other", index, size, path, root)
    assert not is_included(leaves[index], index, size, path, sha256(root).digest())
    assert not is_included(leaves[index], index, size, (*path, root), root)
    other = data.draw(st.integers(-1, size).filter(lambda number: number != index))
    assert not is_included(leaves[index], other, size, path, root)
    if path:
        assert not is_included(leaves[index], index, size, path[:-1], root)


@pytest.mark.parametrize("index", [-1, 3])
def test_a_leaf_that_there_is_not(index: int) -> None:
    with pytest.raises(ValueError, match="no such leaf"):
        inclusion_path([b"a", b"b", b"c"], index)
