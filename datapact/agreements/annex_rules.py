"""What each annex may be changed to, and by whom: checked on the terms before and after, whoever wrote the change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from datapact.agreements.notice_period import days_later
from datapact.agreements.terms import Terms
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.agreements.changes import Effect
    from datapact.history.after_signature import Notice

ANNEXES: Mapping[str, str] = {
    "sub_processors": N_("List of sub-processors"),
    "measures": N_("Technical and organisational measures"),
    "contacts": N_("Contacts"),
    "datasets": N_("Datasets by order form"),
}
"""The annexes that can be changed after signature without touching the signed core."""

OTHER_PARTS = Message(N_("It changes more than this annex; that needs an amendment."))
LOWER = Message(
    N_("It takes away a kind of measure. Measures may only be replaced by others of the same kind, or added.")
)
OTHERS_PART = Message(N_("It changes what belongs to another party."))
FORBIDDEN = Message(N_("The agreement forbids further processors."))
NEEDS_CONSENT = Message(N_("The agreement asks for consent to each further processor, so silence is not enough."))
NOTICE_TOO_SHORT = Message(N_("The notice is shorter than the agreement says."))
OBJECTION_TOO_SHORT = Message(N_("The period for objections is shorter than the agreement says."))
OTHER_PARTIES = Message(N_("A change cannot replace the parties; that needs a new agreement."))

_ORDER_PARTS = frozenset({"datasets", "purposes", "activities", "legal_bases"})


def annex_words(annex: str) -> Message:
    """An annex, or the amendment for the empty name."""
    return Message(ANNEXES[annex]) if annex else Message(N_("Amendment"))


def rule_for(annex: str, terms: Terms) -> str:
    """The rule of change of an annex under these terms: ``alone``, ``objection`` (silence after a notice) or ``both``."""
    if annex in ("measures", "contacts"):
        return "alone"
    if annex == "sub_processors" and terms.processing.sub_processing == "general":
        return "objection"
    return "both"


def objection_to_change(effect: Effect, notice: Notice | None, before: Terms, after: Terms) -> Message | None:
    """Why a change may not take effect by the rules of its annex; None where it may."""
    change = effect.change
    if [party.organisation for party in before.parties] != [party.organisation for party in after.parties]:
        return OTHER_PARTIES
    if not change.annex:
        return None
    party = next((party.key for party in before.parties if party.organisation == change.organisation), "")
    if change.annex == "sub_processors" and (reason := _periods(effect, notice, before)) is not None:
        return reason
    return _CONTENT[change.annex](party, before, after)


def _differing(before: Terms, after: Terms) -> frozenset[str]:
    return frozenset(name for name in type(before).model_fields if getattr(before, name) != getattr(after, name))


def _periods(effect: Effect, notice: Notice | None, terms: Terms) -> Message | None:
    """The periods of a notice, from the day by which it had arrived; until that is known, from its own day."""
    change, processing = effect.change, terms.processing
    if processing.sub_processing == "forbidden":
        return FORBIDDEN
    if change.rule != "objection":
        return None
    if processing.sub_processing != "general" or notice is None:
        return NEEDS_CONSENT
    given, effective = date.fromisoformat(notice.day), date.fromisoformat(change.effective)
    arrived, begins = effect.received or given, effect.begins or effective
    days = processing.sub_processing_notice_days or 0
    if effective < days_later(given, days) or begins < days_later(arrived, days):
        return NOTICE_TOO_SHORT
    until = effect.objection_until or date.fromisoformat(notice.objection_until)
    days = processing.sub_processing_objection_days or 0
    if date.fromisoformat(notice.objection_until) < days_later(given, days) or until < days_later(arrived, days):
        return OBJECTION_TOO_SHORT
    return None


def _sub_processors(party: str, before: Terms, after: Terms) -> Message | None:
    if _differing(before, after) - {"sub_processors"}:
        return OTHER_PARTS
    moved = {one.engaged_by for one in {*before.sub_processors} ^ {*after.sub_processors}}
    return OTHERS_PART if moved - {party} else None


def _measures(party: str, before: Terms, after: Terms) -> Message | None:
    if _differing(before, after) - {"measures"}:
        return OTHER_PARTS
    moved = {one.party for one in {*before.measures} ^ {*after.measures}}
    if moved - {party}:
        return OTHERS_PART
    kinds = ({one.kind for one in terms.measures if one.party in ("", party)} for terms in (before, after))
    had, has = kinds
    return LOWER if had - has else None


def _contacts(party: str, before: Terms, after: Terms) -> Message | None:
    if _differing(before, after) - {"parties", "breach"}:
        return OTHER_PARTS
    for old, new in zip(before.parties, after.parties, strict=True):
        if old == new:
            continue
        if old.key != party:
            return OTHERS_PART
        if old.model_copy(update={"contact": new.contact, "dpo": new.dpo}) != new:
            return OTHER_PARTS
    if before.breach.model_copy(update={"contacts": after.breach.contacts}) != after.breach:
        return OTHER_PARTS
    moved = {one.party for one in {*before.breach.contacts} ^ {*after.breach.contacts}}
    return OTHERS_PART if moved - {party} else None


def _datasets(_party: str, before: Terms, after: Terms) -> Message | None:
    return OTHER_PARTS if _differing(before, after) - _ORDER_PARTS else None


_CONTENT: Mapping[str, Callable[[str, Terms, Terms], Message | None]] = {
    "sub_processors": _sub_processors,
    "measures": _measures,
    "contacts": _contacts,
    "datasets": _datasets,
}
