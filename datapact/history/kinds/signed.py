"""signed: the person of a slot signed the PDF; names the revision before and the one that this made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.history.disclosure import WITHHELD
from datapact.history.facts import Signed
from datapact.history.kinds.rule import SIGNATORY, Names, Rule, shown, words
from datapact.history.ledger import Ledger
from datapact.history.shapes.signed import SIGNED_SHAPE
from datapact.history.standing import standing_of
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _allow(ledger: Ledger, entry: Entry) -> Message | None:
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
    if standing.revisions and body["revision_from"] not in standing.revisions:
        return Message(N_("The signature does not start from the last signed version of the PDF."))
    if body["revision_from"] == body["revision_to"]:
        return Message(N_("The signature did not make a new version of the PDF."))
    ledger.freeze_of[entry.digest] = standing.freeze.digest  # the body does not name it; its author's state does
    return None


def _step(ledger: Ledger, entry: Entry) -> Ledger:
    body = entry.body
    ledger.signed.append(
        Signed(
            digest=entry.digest,
            organisation=entry.organisation,
            time=entry.time,
            slot=body["slot"],
            person=body["person"],
            capacity=body["capacity"],
            revision_from=body["revision_from"],
            revision_to=body["revision_to"],
        )
    )
    return ledger


def _sentence(entry: Entry, names: Names) -> Message:
    return Message(
        N_("{person} signed for {organisation}."),
        {"person": words(entry.body["person"]), "organisation": shown(entry.organisation, names)},
    )


SIGNED_RULE = Rule(
    shape=SIGNED_SHAPE,
    roles=SIGNATORY,
    sentence=_sentence,
    allow=_allow,
    step=_step,
)
