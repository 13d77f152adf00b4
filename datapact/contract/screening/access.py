"""Whether another legal entity outside the EEA gets access, as answered or as the parties and lists show."""

from __future__ import annotations

from datapact.base.texts import N_, Message
from datapact.contract.terms import Terms
from datapact.contract.terms.known_facts import Known
from datapact.contract.vocabulary.countries import EEA
from datapact.contract.vocabulary.messages import name_or_words


def access_outside_eea(terms: Terms) -> Known:
    """Sub-processors and remote access count too (EDPB Guidelines 05/2021, Opinion 22/2024)."""
    for transfer in terms.transfers:
        if transfer.country not in EEA:
            return Known(True, Message(N_("a transfer to {name} is listed"), {"name": transfer.importer}))
    for one in terms.sub_processors:
        if one.country not in EEA:
            return Known(
                True,
                Message(N_("the sub-processor {name} is outside the EEA"), {"name": name_or_words(one.name, one.key)}),
            )
    for party in terms.parties:
        if party.address.given() and party.address.country not in EEA:
            return Known(True, Message(N_("{name} is outside the EEA"), {"name": party.short_name or party.name}))
    return Known(terms.facts.access_outside_eea)
