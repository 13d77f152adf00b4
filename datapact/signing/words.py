"""Capacities in the words of the law, for fields, lists and receipts."""

from __future__ import annotations

from datapact.texts import N_, Message

CAPACITIES = {
    "managing_director": N_("Managing director"),
    "board_member": N_("Member of the board"),
    "prokurist": N_("Holder of Prokura (ppa.)"),
    "by_power_of_attorney": N_("By power of attorney"),
    "commercial_agent": N_("Authorised agent (i. V.)"),
    "owner": N_("Owner"),
    "official": N_("Official of the public body"),
}


def capacity_words(capacity: str) -> Message:
    """The capacity in words; an unknown one as it stands."""
    return Message(CAPACITIES.get(capacity, capacity))
