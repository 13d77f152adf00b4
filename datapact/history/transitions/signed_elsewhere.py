"""The rules of entries about contracts that were signed on paper or in another service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from datapact.base.texts import N_, Message
from datapact.history.entries.author_roles import LEGAL
from datapact.history.entries.sentence import Sentence
from datapact.history.state.facts import EndedElsewhere, File, ForeignPaper, OutsideStep, SignedElsewhere
from datapact.history.state.ledger import Ledger
from datapact.history.transitions.common import filed, files_of
from datapact.history.transitions.rule import Rule

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry


def _allow(ledger: Ledger, _entry: Entry) -> Message | None:
    if ledger.offers:
        return Message(N_("The agreement is negotiated in DataPact, so it is signed here, not elsewhere."))
    return None


def _ended(body: Mapping[str, Any]) -> str:
    if body["end"] == "":
        return N_("{member} recorded that the contract did not end after all.")
    return N_("{member} recorded that the contract ends on {end}.")


_OUTSIDE = {
    "sent": N_("{member} recorded that the text was sent outside DataPact."),
    "accepted": N_("{member} recorded that {party} agreed to the text. {not_binding}"),
    "changes": N_("{member} recorded that {party} wants changes to the text."),
    "refused": N_("{member} recorded that {party} declined."),
    "frozen": N_("{member} fixed the text for signature on paper. {not_binding}"),
}


def _outside(body: Mapping[str, Any]) -> str:
    return _OUTSIDE.get(body["step"], N_("{member} recorded a step with a partner without DataPact."))


def _allow_outside(ledger: Ledger, _entry: Entry) -> Message | None:
    if ledger.offers:
        return Message(N_("The agreement is negotiated in DataPact, so its steps are taken here."))
    return None


def _files(body: Mapping[str, Any]) -> tuple[File, ...]:
    return files_of(body["files"])


_PAPER = {
    "received": N_("{member} read in a paper of another house."),
    "taken": N_("{member} took a term from the other side's paper."),
    "refused": N_("{member} did not take a term that the other side's paper seems to have."),
    "confirmed": N_("{member} read what was found for a line of the gap report."),
}


def _paper(body: Mapping[str, Any]) -> str:
    return _PAPER.get(body["step"], N_("{member} read in a paper of another house."))


def _places(body: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    found = body["places"]
    return tuple(one for one in found if isinstance(one, Mapping)) if isinstance(found, list) else ()


def _signatures(body: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    found = body["signatures"]
    return tuple(one for one in found if isinstance(one, Mapping)) if isinstance(found, list) else ()


RULES: tuple[Rule[Ledger], ...] = (
    # A legal member records a contract that was signed on paper or in another service. A later one corrects it: the
    # newest counts. ``signatures`` are those that signing/elsewhere/record.py found in the file.
    Rule(
        "signed_elsewhere",
        roles=LEGAL,
        sentence=Sentence(N_("{member} recorded a contract that was signed elsewhere.")),
        allow=_allow,
        step=filed("elsewhere", SignedElsewhere, files=_files, signatures=_signatures),
    ),
    # A step of the negotiation with a party without DataPact: what was sent, its answer, the text fixed for signature
    # on paper. outside.py says where the agreement stands by them.
    Rule(
        "outside_step",
        roles=LEGAL,
        sentence=Sentence(_outside),
        allow=_allow_outside,
        step=filed("outside", OutsideStep, files=_files),
    ),
    # The paper of another house: read in, its terms taken or refused one by one, lines of its gap report confirmed.
    Rule(
        "foreign_paper",
        roles=LEGAL,
        sentence=Sentence(_paper, remarks=("note",)),  # its text is a digest
        step=filed("papers", ForeignPaper, files=_files, places=_places),
    ),
    # How a contract that was signed elsewhere ended; a later entry corrects an earlier one.
    Rule(
        "ended_elsewhere",
        roles=LEGAL,
        sentence=Sentence(_ended),
        step=filed("ended_elsewhere", EndedElsewhere, files=_files),
    ),
)
