"""The answer to "to whom did you give my data?" and the reports of erasures, as files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.consent.asking import dataset_names, purpose_names
from datapact.consent.gather import world_at
from datapact.consent.whom_we_told import WhomWeTold, whom_we_told
from datapact.documents.erasure_report import erasure_report
from datapact.documents.person_answer import person_report
from datapact.documents.report import render_report
from datapact.parties.own_profile import own_profile
from datapact.texts import Argument, Language
from datapact.tracking.erasures import Erasure

if TYPE_CHECKING:
    from datapact.parties.acting import Acting


def answer_for(acting: Acting, dataset: str, subject: str) -> WhomWeTold:
    """To whom a person's data went, as known now."""
    with acting.vault.read() as session:
        return whom_we_told(session, dataset, subject, acting.clock())


def answer_pdf(acting: Acting, told: WhomWeTold, language: Language) -> bytes:
    """The answer as a PDF for the person, in the words of our agreements."""
    with acting.vault.read() as session:
        own = own_profile(session).name
        world = world_at(acting, session, told.at)
    names: dict[str, Argument] = {**dataset_names(world), **purpose_names(world)}
    return render_report(person_report(told, own, language, names), told.at)


def erasure_pdf(acting: Acting, made: Erasure, language: Language, *, backups_renewed: bool = False) -> bytes:
    """The report of an erasure as a PDF."""
    with acting.vault.read() as session:
        own = own_profile(session).name
    return render_report(erasure_report(made, own, language, backups_renewed=backups_renewed), made.at)
