"""The rules for a change's content: which annex it may alter, by which right, in which form and within which periods."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from datapact.agreements.text.changes import Effect
from datapact.base.clock import days_later
from datapact.base.strictjson import JsonObject
from datapact.base.texts import N_, Message
from datapact.contract.editing.merge import merge_terms
from datapact.contract.editing.order_parties import Answering, objection_to_answering
from datapact.contract.editing.orders import with_order
from datapact.contract.screening.outcomes import named_choices, without_stale
from datapact.contract.terms import Terms, read_terms, write_terms

if TYPE_CHECKING:
    from datapact.history.state.later_facts import ContractChange, Notice


ANNEXES: Mapping[str, str] = {
    "sub_processors": N_("List of sub-processors"),
    "measures": N_("Technical and organisational measures"),
    "contacts": N_("Contacts"),
    "order": N_("Order of datasets (only adds)"),
    "datasets": N_("Change of datasets"),
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
_SIGNED_FORMS = ("qualified_electronic", "written")
"""Forms that consent in DataPact does not meet (ss. 125 sentence 2, 126, 126a BGB); an agreed electronic one it does (s. 127(3))."""
FORM_NOT_MET = Message(
    N_("The parties agreed on a form for amendments that consent here does not meet. Have an amendment signed.")
)
NEEDS_SIGNATURE = ("agreed_electronic", "qualified_electronic", "written")
"""Forms in which the windows propose an amendment for signature; text form, or none agreed, does with consent."""
SIGNED_ONLY = Message(
    N_(
        "The parties agreed on written form or qualified signatures for amendments, and this contract does not exempt orders. "
        "Propose an amendment."
    )
)
OTHER_PARTIES = Message(N_("A change cannot replace the parties; that needs a new agreement."))

_DATASET_PARTS = frozenset({"datasets", "purposes", "activities", "legal_bases"})


def terms_after(terms: JsonObject, annex: str, content: Mapping[str, Any], removals: Sequence[str]) -> JsonObject:
    """Terms as JSON with a change of an annex, or an amendment for the empty name; an order only adds.

    Where it exchanges a document, what was chosen as the result of the former one is open again. Raises AnswerNo for an
    order that would do more, and what reading the terms raises.
    """
    if annex == "order":
        return with_order(terms, content)
    merged = read_terms(merge_terms(terms, content, removals))
    return write_terms(without_stale(read_terms(terms), merged, named_choices(merged, content)))


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


def objection_to_orders(terms: Terms) -> Message | None:
    """The reason why consent is not enough for an order; None where it is.

    Orders follow the form of amendments unless the contract states one for them. One that lacks it is void in case of doubt
    (ss. 125 sentence 2, 127 BGB); an agreed electronic form is kept by the signed entries of all (s. 127(3) sentence 1).
    """
    form = terms.form
    return SIGNED_ONLY if form.amendment in _SIGNED_FORMS and not form.orders else None


def objection_to_change(
    effect: Effect, notice: Notice | None, before: Terms, after: Terms, former_parties: Collection[str] = ()
) -> Message | None:
    """The reason why a change may not take effect by the rules of its annex; None where it may. ``former_parties``: who was no party on its day."""
    change = effect.change
    if [party.organisation for party in before.parties] != [party.organisation for party in after.parties]:
        return OTHER_PARTIES
    if change.annex in ("", "datasets") and before.form.amendment in _SIGNED_FORMS:
        return FORM_NOT_MET
    if not change.annex:
        return None
    if change.annex == "order":
        said = Answering(change.asked or (), change.silence, change.answer_days, change.silent or ())
        return objection_to_orders(before) or objection_to_answering(
            before, after, change.content, change.organisation, said, former_parties
        )
    party = next((party.key for party in before.parties if party.organisation == change.organisation), "")
    if change.annex == "sub_processors" and (reason := _periods(effect, notice, before)) is not None:
        return reason
    return _CONTENT[change.annex](party, before, after)


def form_kept(change: ContractChange, before: Terms) -> Message | None:
    """The form that the terms before ask of a change to which all agree, and how the entries of the parties keep it.

    Offer and acceptance are entries, each with an electronic signature of a member: they keep text form (s. 126b BGB) and, as
    long as nothing else was meant, an agreed electronic form (s. 127(3) sentence 1).
    """
    if not change.needs_consent:
        return None
    form = (change.annex == "order" and before.form.orders) or before.form.amendment
    return Message(_KEPT[form]) if form in _KEPT else None


_KEPT: Mapping[str, str] = {
    "": N_("no form was agreed for changes"),
    "text_form": N_("agreed: text form, kept by the signed entries of all (§ 126b BGB)"),
    "agreed_electronic": N_(
        "agreed: electronic form, kept by the electronic signatures of all entries (§ 127(3) BGB); each party can ask for a "
        "qualified signature afterwards"
    ),
}


def _differing(before: Terms, after: Terms) -> frozenset[str]:
    return frozenset(name for name in type(before).model_fields if getattr(before, name) != getattr(after, name))


def _periods(effect: Effect, notice: Notice | None, terms: Terms) -> Message | None:
    """The periods of a notice, counted from the day of its arrival or, while that is unknown, from its own day."""
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
    return OTHER_PARTS if _differing(before, after) - _DATASET_PARTS else None


_CONTENT: Mapping[str, Callable[[str, Terms, Terms], Message | None]] = {
    "sub_processors": _sub_processors,
    "measures": _measures,
    "contacts": _contacts,
    "datasets": _datasets,
}
