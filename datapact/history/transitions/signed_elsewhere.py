"""The rules of entries about contracts that were signed on paper or in another service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from datapact.base.texts import N_, Message
from datapact.history.entries.author_roles import LEGAL
from datapact.history.entries.sentence import Sentence
from datapact.history.state.facts import EndedElsewhere, File, SignedElsewhere
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


def _files(body: Mapping[str, Any]) -> tuple[File, ...]:
    return files_of(body["files"])


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
    # How a contract that was signed elsewhere ended; a later entry corrects an earlier one.
    Rule(
        "ended_elsewhere",
        roles=LEGAL,
        sentence=Sentence(_ended),
        step=filed("ended_elsewhere", EndedElsewhere, files=_files),
    ),
)
