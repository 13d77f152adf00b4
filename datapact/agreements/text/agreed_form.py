"""The form in which a contract says that it is concluded, held against how its signatures came."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from datapact.base.texts import N_, Message

if TYPE_CHECKING:
    from datapact.agreements.text.signing_places import SlotView

_KEEP: Mapping[str, frozenset[str]] = {
    "agreed_electronic": frozenset({"signed_here", "pdf_signature", "qualified_as_stated", "other_service"}),
    "qualified_electronic": frozenset({"qualified_as_stated", "paper_scan"}),  # section 126 BGB is equivalent
    "written": frozenset({"paper_scan", "qualified_as_stated"}),  # section 126a BGB is equivalent
}
"""By each agreed form that asks for a signature, the classes of evidence that keep it or are stated to."""


def conclusion_form(terms: Mapping[str, Any]) -> str:
    """The code of the form in which terms, as JSON, say that the contract is concluded; empty where they do not."""
    form = terms.get("form")
    said = form.get("conclusion", "") if isinstance(form, Mapping) else ""
    return said if isinstance(said, str) else ""


def keeps_form(form: str, evidence: str) -> bool:
    """Whether a signature of this class of evidence keeps the agreed form of conclusion, as far as anything here shows."""
    return form not in _KEEP or evidence in _KEEP[form]


def form_caution(form: str, evidence: str) -> Message | None:
    """What to know before a signature of this class is recorded; None where it keeps the form."""
    if keeps_form(form, evidence):
        return None
    return Message(
        N_(
            "The contract says that it is concluded {form}. Such a signature does not show that form: in case of doubt the contract is not "
            "concluded then (sections 125, 127 and 154(2) BGB). Have it signed in that form, or agree in it that another one suffices."
        ),
        {"form": _FORMS[form]},
    )


def form_reminder(form: str) -> Message | None:
    """What to know before a text is fixed that some sign outside; None where the form asks for no signature of a kind."""
    if form not in _KEEP:
        return None
    return Message(
        N_(
            "The contract says that it is concluded {form}. Who signs otherwise does not keep that form: in case of doubt the contract is "
            "not concluded then (sections 125, 127 and 154(2) BGB). If somebody cannot sign so, agree another form before you freeze."
        ),
        {"form": _FORMS[form]},
    )


def form_not_kept(form: str, slots: Iterable[SlotView]) -> Message | None:
    """Whose signature does not show the form that the contract asks for, in words; None where all that are there do."""
    lacking = [one.person for one in slots if one.signed and not keeps_form(form, class_of(one))]
    if not lacking:
        return None
    return Message(
        N_(
            "The contract says that it is concluded {form}. Nothing here shows that form for {people}: in case of doubt the contract is "
            "not concluded (sections 125, 127 and 154(2) BGB). Have it signed in that form, too, or agree in it that another one suffices."
        ),
        {"form": _FORMS[form], "people": ", ".join(lacking)},
    )


_FORMS: Mapping[str, Message] = {
    "agreed_electronic": Message(N_("by electronic signatures of all")),
    "qualified_electronic": Message(N_("by qualified electronic signatures of all, or on paper")),
    "written": Message(N_("on paper by the hand of all, or by qualified electronic signatures")),
}


def class_of(slot: SlotView) -> str:
    """The class of evidence of a signature that is there."""
    return slot.evidence or "signed_here"


def classes_of(slots: Iterable[SlotView]) -> list[str]:
    """The classes of evidence of the signatures that are there."""
    return [class_of(one) for one in slots if one.signed]
