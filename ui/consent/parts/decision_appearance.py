"""Looks of a decision's reasons and links: an icon with a word for a reason's effect, a label for a link's target."""

from __future__ import annotations

from collections.abc import Mapping

from datapact.base.texts import N_, Message, _
from datapact.consent.decision.wording import WEIGHT_WORDS
from datapact.consent.facts.breaches import BREACH
from datapact.consent.facts.question import Reason, Weight
from datapact.contract.screening.own_facts import is_own_fact
from datapact_ui.kit.theme.colours import Tone

_LOOKS: Mapping[Weight, tuple[str, Tone]] = {
    # icon, tone
    "deny": ("declined", "bad"),
    "incomplete": ("help", "warn"),
    "partial": ("partial", "info"),
    "warning": ("warning", "warn"),
    "met": ("check", "good"),
}
WEIGHTS: Mapping[Weight, tuple[str, str, Tone]] = {
    weight: (_LOOKS[weight][0], words, _LOOKS[weight][1]) for weight, words in WEIGHT_WORDS.items()
}
"""Icon, word and tone, in the order in which a person wants to read them."""

_ASKED_BESIDE = frozenset({"G41", "G48"})
"""Rules whose reasons name a dataset or the agreement, and whose questions are answered beside it."""
OWN_FACTS = "own_facts"
"""Stands for the questions beside an agreement where a link leads; its key is that of the agreement and term."""
_LINKS: Mapping[str, tuple[str, str]] = {
    "agreement": (N_("Agreement"), "agreements"),
    OWN_FACTS: (N_("Answer here …"), "edit"),
    "notice": (N_("Notice"), "text"),
    "consent": (N_("Records"), "person"),
    "legal_basis": (N_("Legal basis"), "terms"),
    "fact_on_file": (N_("Fact on file"), "attachment"),
    "authorisation": (N_("Authorisation"), "key"),
    "purpose_link": (N_("About an agreed purpose"), "agreements"),
    BREACH: (N_("Breach"), "breach"),
}


def weight_word(weight: Weight) -> str:
    """The word for a reason's effect on the decision."""
    return str(Message(WEIGHTS[weight][1]))


def is_answered_in_house(reason: Reason) -> bool:
    """Whether what is missing is a fact that the house answers beside the agreement: its link leads to the question."""
    kind, key = reason.link
    term = key.partition("#")[2]
    if kind != "agreement" or not term or reason.verdict != "incomplete":
        return False
    return is_own_fact(term) or reason.rule in _ASKED_BESIDE


def link_appearance(kind: str, key: str) -> tuple[str, str] | None:
    """The label and icon of a link; None where there is nothing to open."""
    if kind not in _LINKS or (not key and kind != "notice"):
        return None
    words, picture = _LINKS[kind]
    if kind == "agreement" and "#" in key:
        return _("Agreement, at the term"), picture
    if kind == "notice" and not key:
        return _("Notices"), picture
    return str(Message(words)), picture
