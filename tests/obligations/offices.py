"""An office with contracts signed on paper: what duties, reminders and breaches are tested with."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from datapact.agreements.steps.signed_elsewhere import ConcludedElsewhere, record_elsewhere
from datapact.contract.editing.answers_file import Answers
from datapact.contract.terms import read_terms
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.identity.own_history import own_line
from tests.agreements.negotiated import PASSPHRASE, demo_file
from tests.conftest import SteppingClock
from tests.organisation.founded import founded

PERSONAL = [{"party": "keller", "judgement": "personal"}, {"party": "ipd", "judgement": "pseudonymous"}]


def found_office(folder: Path, clock: SteppingClock) -> Acting:
    """Keller, with Anna Keller in every role that these tests need."""
    profile = tomllib.loads(demo_file("keller.toml").decode())
    roles = ["admin", "legal", "signatory", "lead"]
    return founded(folder / "keller", profile, "Anna Keller", roles, PASSPHRASE, "managing_director", clock).acting


def terms_of(organisation: str = "", **parts: Any) -> dict[str, Any]:
    """Terms between Keller (Baden-Württemberg) and an institute, with one personal dataset, and more by name."""
    terms: dict[str, Any] = {
        "parties": [
            {
                "key": "keller",
                "organisation": organisation,
                "name": "Keller Fertigungstechnik GmbH",
                "short_name": "Keller",
                "address": {"street": "Weg 1", "city": "Aalen", "region": "Baden-Württemberg", "country": "DE"},
            },
            {
                "key": "ipd",
                "name": "Institut für Produktion",
                "short_name": "Institut",
                "address": {"street": "Weg 2", "city": "Erfurt", "region": "Thüringen", "country": "DE"},
                "contact": {"name": "Sofia Brandt", "email": "brandt@ipd.example"},
            },
        ],
        "datasets": [
            {
                "key": "machine-logs",
                "name": {"de": "Maschinenprotokolle", "en": "Machine logs"},
                "provider": "keller",
                "recipients": ["ipd"],
                "personal": PERSONAL,
                "retention": {"months": 24, "fate": "delete"},
            }
        ],
        "purposes": [{"key": "research", "name": {"de": "Forschung", "en": "Research"}}],
        "duration": {"start": date(2026, 1, 1)},
    }
    return terms | parts


def file_contract(acting: Acting, reference: str, **parts: Any) -> str:
    """Record a contract signed on paper; its history id."""
    with acting.vault.write() as session:
        terms = read_terms(terms_of(own_line(session).id, **parts))
        answers = answers_of(terms, reference)
        conclusion = ConcludedElsewhere("reference_only", date(2025, 12, 15), reference)
        history, _entry = record_elsewhere(acting, session, answers, conclusion)
    return history


def answers_of(terms: Any, number: str) -> Answers:
    """The answers of a contract whose clauses are in a file elsewhere."""
    return Answers(
        template="",
        number=number,
        title={"de": "Nutzung von Maschinendaten", "en": "Use of machine data"},
        languages=("de", "en"),
        prevailing="de",
        parent=None,
        terms=terms,
    )
