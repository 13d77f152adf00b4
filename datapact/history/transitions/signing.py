"""The rules of entries about signing: the freeze, and each signature."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from datapact.base.texts import N_, Message
from datapact.history.commitments.disclosure import WITHHELD
from datapact.history.entries.agreement_shapes import PERSONAL, SLOT_MEMBERS
from datapact.history.entries.author_roles import ADMIN, LEGAL, SIGNATORY
from datapact.history.entries.sentence import Sentence
from datapact.history.state.facts import Freeze, OwnCopy, Revocation, Signed, Slot
from datapact.history.state.ledger import Ledger
from datapact.history.state.standing import standing_of
from datapact.history.transitions.common import filed, files_of
from datapact.history.transitions.rule import Rule

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry


def _slots(body: Mapping[str, Any]) -> tuple[Slot, ...] | None:
    """The slots in signing order; None where more than a person's particulars are withheld."""
    if any(slot is WITHHELD or not (slot.keys() >= SLOT_MEMBERS.keys() - PERSONAL) for slot in body["slots"]):
        return None
    slots = (Slot(**{key: slot.get(key, WITHHELD) for key in SLOT_MEMBERS}) for slot in body["slots"])
    return tuple(sorted(slots, key=lambda slot: slot.order))


def _allow_freeze(ledger: Ledger, entry: Entry) -> Message | None:
    standing = standing_of(ledger)
    if standing.stage != "agreed" or standing.agreed is None or standing.agreed != entry.body["offer"]:
        return Message(N_("Only a text that every party has accepted can be frozen."))
    if ledger.offers[standing.agreed].organisation != entry.organisation:
        return Message(N_("Only the organisation that wrote the accepted text can freeze it."))
    slots = _slots(entry.body)
    if slots is None:
        return Message(N_("The signing slots are withheld."))
    if [slot.order for slot in slots] != list(range(1, len(slots) + 1)) or len({slot.id for slot in slots}) < len(
        slots
    ):
        return Message(N_("The signing slots have no clear order."))
    if {slot.organisation for slot in slots} != ledger.parties:
        return Message(N_("Every party, and nobody else, must have a signing slot."))
    return None


def _allow_freeze_persons(ledger: Ledger, entry: Entry) -> Message | None:
    slots = entry.body["slots"]
    if any(slot is WITHHELD for slot in slots):
        return Message(N_("The signing slots are withheld."))
    if any((slot["bound"] == "person") != (not slot["kid"]) or not _fits(slot) for slot in slots):
        return Message(N_("A place that is bound to a person names no key, and every other names one."))
    if all(slot["kid"] for slot in slots):
        return Message(N_("No place is bound to a person, so the text is frozen in the ordinary way."))
    return _allow_freeze(ledger, entry)


def _fits(slot: Mapping[str, Any]) -> bool:
    """Whether the member of a place stands where its key does; one that is withheld is judged by nobody."""
    member = slot.get("member", WITHHELD)
    return member is WITHHELD or bool(member) == bool(slot["kid"])


def _allow_signed(ledger: Ledger, entry: Entry) -> Message | None:
    standing = standing_of(ledger)
    body = entry.body
    if standing.freeze is None or standing.stage not in ("frozen", "signing"):
        return Message(N_("The text is not waiting for signatures."))
    slot = standing.next_slots[0]
    if body["slot"] != slot.id or entry.organisation != slot.organisation:
        return Message(N_("It is somebody else's turn to sign."))
    author = ledger.author(entry)
    if slot.member is not WITHHELD and (author is None or author.id != slot.member):
        return Message(N_("Only the person named in the slot can sign there."))
    if standing.revisions and standing.revisions.isdisjoint({"", body["revision_from"]}):
        return Message(N_("The signature does not start from the last signed version of the PDF."))
    if body["revision_from"] == body["revision_to"]:
        return Message(N_("The signature did not make a new version of the PDF."))
    return None


def _allow_counterpart(ledger: Ledger, entry: Entry) -> Message | None:
    standing = standing_of(ledger)
    body = entry.body
    if standing.freeze is not None and any(one.slot == body["slot"] for one in standing.signed):
        return SECOND
    if standing.freeze is None or standing.stage not in ("frozen", "signing"):
        return Message(N_("The text is not waiting for signatures."))
    slot = standing.next_slots[0]
    if body["slot"] != slot.id or entry.organisation != slot.organisation:
        return Message(N_("It is somebody else's turn to sign."))
    author = ledger.author(entry)
    if author is None or not (author.id == slot.member or author.roles & LEGAL):
        return Message(N_("Only the person of this place, or a legal member of the same organisation, can say so."))
    if body["revision"] not in (standing.revisions or {""}):
        return Message(N_("The record does not name the last signed version of the common PDF."))
    if body["evidence"] != "reference_only" and body.get("files") == []:
        return Message(N_("The record names no file that shows the signature."))
    return None


SECOND = Message(N_("This place is filled already, so a second signature has no effect."))


def _own_copy(body: Mapping[str, Any]) -> OwnCopy:
    return OwnCopy(
        body["evidence"], body.get("day", WITHHELD), files_of(body.get("files")), body.get("remarks", WITHHELD)
    )


_IN_OWN_COPY = {
    "pdf_signature": N_("{person} signed for {organisation} in a copy of its own, with another program."),
    "other_service": N_("{person} signed for {organisation} in a copy of its own, by another service."),
    "paper_scan": N_("{person} signed for {organisation} by hand, in a copy of its own; a scan is with it."),
    "reference_only": N_("{person} signed for {organisation} in a copy of its own, which is kept there."),
}


def _in_own_copy(body: Mapping[str, Any]) -> str:
    return _IN_OWN_COPY.get(body["evidence"], _IN_OWN_COPY["reference_only"])


def _allow_key_revocation(ledger: Ledger, entry: Entry) -> Message | None:
    line = ledger.directory.get(entry.organisation)
    state = None if line is None else line.find(entry.organisation_head)
    if state is None or entry.body["kid"] not in state.revoked:
        return Message(N_("The organisation's own history does not revoke this key."))
    return None


RULES: tuple[Rule[Ledger], ...] = (
    # Fixes the agreed text, the layout, and who signs in which order.
    Rule(
        "freeze",
        roles=LEGAL,
        sentence=Sentence(N_("{organisation} froze the text for signature. {not_binding}")),
        allow=_allow_freeze,
        step=filed("freezes", Freeze, slots=lambda body: _slots(body) or ()),
    ),
    # The same, with places that no key binds but the person named: they are filled by ``counterpart_signed`` alone.
    Rule(
        "freeze_persons",
        roles=LEGAL,
        sentence=Sentence(
            N_("{organisation} froze the text for signature; who has no key signs in a copy of its own. {not_binding}")
        ),
        allow=_allow_freeze_persons,
        step=filed("freezes", Freeze, slots=lambda body: _slots(body) or ()),
    ),
    # The person of a slot signed the PDF; names the revision before and the one that this made.
    Rule(
        "signed",
        roles=SIGNATORY,
        sentence=Sentence(N_("{person} signed for {organisation}.")),
        allow=_allow_signed,
        step=filed("signed", Signed, own_copy=lambda _body: None),
    ),
    # The person of a slot signed a copy of its own, by the word of that party; the common PDF stays as it is.
    Rule(
        "counterpart_signed",
        roles=LEGAL | SIGNATORY,
        sentence=Sentence(_in_own_copy),
        allow=_allow_counterpart,
        step=filed(
            "signed",
            Signed,
            revision_from=lambda body: body["revision"],
            revision_to=lambda body: body["revision"],
            own_copy=_own_copy,
        ),
    ),
    # Tells the parties that a key of the own organisation is revoked. Entries of that organisation by that key
    # that this entry does not know are void, until every slot is signed.
    Rule(
        "revocation",
        roles=ADMIN,
        sentence=Sentence(N_("{organisation} revoked a key of its own; what that key signed later is void.")),
        allow=_allow_key_revocation,
        step=filed("revocations", Revocation),
    ),
)
