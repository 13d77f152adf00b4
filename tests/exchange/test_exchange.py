"""Sending and receiving between two vaults: what arrives, what does not, and that repeating is harmless."""

from __future__ import annotations

from tests.exchange.houses import HISTORY, exchange, offer


def test_an_offer_arrives(houses):
    offered = offer(houses.keller, houses.institute)
    received = exchange(houses.keller, houses.institute)
    assert received.sender == houses.keller.organisation
    assert received.sender_name == "Maschinenbau Keller GmbH"
    assert received.agreements == (HISTORY,)
    assert offered.digest in received.new_entries
    assert len(received.new_entries) == 2
    assert [str(change) for change in received.changes] == [
        "Maschinenbau Keller GmbH made an offer (text only, not binding until every signatory has signed)."
    ]
    assert received.warnings == ()
