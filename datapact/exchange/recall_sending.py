"""Telling a partner of data called back: as a sealed file, or as a letter to one without DataPact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from datapact.consent.recall_records import Recall, recalls_to, tell
from datapact.documents.recall_letter import recall_letter
from datapact.documents.report import render_report
from datapact.errors import WrongUse
from datapact.exchange.letters import language_of
from datapact.exchange.recall_messages import has_messages
from datapact.exchange.send import send_messages
from datapact.parties.organisation_records import records
from datapact.parties.own_profile import own_profile
from datapact.parties.partners import get_partner
from datapact.parties.references import external_profile, is_external, reference_names
from datapact.texts import N_, Language
from datapact.vault.store import attachment

if TYPE_CHECKING:
    from datapact.parties.acting import Acting


@dataclass(frozen=True, slots=True)
class Told:
    """What was made to tell a partner: a sealed file or a PDF, and the recalls that were recorded by it."""

    data: bytes
    recalls: tuple[Recall, ...]
    again: int
    """Recalls that were told before and are in it again."""


def send_recalls(acting: Acting, partner: str, note: str = "") -> Told:
    """Record what a partner has to be told, and return the sealed file that tells it, answers to its own included.

    Raises WrongUse where there is nothing to say, or for a partner without DataPact; Locked where the roles do not allow
    to tell something new.
    """
    if is_external(partner):
        raise WrongUse(N_("This partner has no DataPact. Write a letter instead: datapact recall letter."))
    with acting.vault.write() as session:
        before = len(recalls_to(session, partner))
        made = tell(acting, session, partner, note=note)
        return Told(send_messages(acting, session, partner), made, before)


def can_send(acting: Acting, partner: str) -> bool:
    """Whether anything that was recorded waits to be sent to a partner."""
    with acting.vault.read() as session:
        return has_messages(session, partner)


def write_letter(acting: Acting, partner: str, *, language: Language | None = None, note: str = "") -> Told:
    """Record what a partner has to be told, and return the letter that tells it (PDF/A-3a), kept in the vault too.

    Where everything was told, the last letter that still waits for an answer is returned again; WrongUse without one.
    """
    with acting.vault.write() as session:
        own = own_profile(session)
        profile = external_profile(session, partner)
        if profile is None and (known := get_partner(session, partner)) is not None:
            profile = known.profile
        name = reference_names(session).get(partner, partner)

        def letter(recalls: Sequence[Recall]) -> bytes:
            now = acting.clock()
            report = recall_letter(recalls, own, profile, name, now, language or language_of(profile))
            return render_report(report, now)

        made = tell(acting, session, partner, note=note, letter=letter)
        for record in reversed(records(session, "recall")):
            if record.body["recipient"] == partner and record.body.get("letter"):
                kept = attachment(session, record.body["letter"])
                if kept is not None:
                    return Told(kept[1], made, 0 if made else 1)
        raise WrongUse(N_("There is nothing to tell {partner} about called-back data."), partner=name)
