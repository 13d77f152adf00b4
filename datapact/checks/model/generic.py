"""Whether a measure is described in words that say no more than that there is one."""

from __future__ import annotations

from datapact.contract.terms import Localised

GENERIC = 3
"""A measure with fewer words of substance says nothing about what is done."""
_SAYS_NOTHING = """
    a about all an and appropriate are art article as at aller alle allen angemessene angemessenen auf bei beschrieben
    by current das dem den der des described die dsgvo durch ein eine einer ergriffen für gdpr geeignete geeigneten
    gemäß in is ist je kind maßnahme maßnahmen measure measures mit nach of oder on or organisatorische
    organisatorischen organisational state stand suitable taken technical technik technische technischen the to übliche
    üblichen und usual vom von wie wird werden with zu zum zur art.32 necessary erforderliche erforderlichen
    verschlüsselung encryption zugriffskontrolle zugangskontrolle access control datensicherung backup backups firewall
    virenschutz antivirus pseudonymisierung pseudonymisation schulung training passwörter passwords
"""
_EMPTY_WORDS = frozenset(_SAYS_NOTHING.split())


def is_generic(description: Localised) -> bool:
    """Whether neither language says more than that there is a measure; False for no words at all."""
    return description.given() and max(_substance(description.de), _substance(description.en)) < GENERIC


def _substance(text: str) -> int:
    """How many different words say more than that there is a measure."""
    words = {word.strip(".,;:()/") for word in text.casefold().split()}
    return len({word for word in words if word and word not in _EMPTY_WORDS})
