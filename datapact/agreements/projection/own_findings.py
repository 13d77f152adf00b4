"""The check of an agreement of this vault, with its own severities of the house rules.

The severity of house rules is a setting, since no law fixes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.findings import (
    Where,
    blocking_findings,
    confirmed_by,
    findings_on,
    overridden_places,
)
from datapact.agreements.projection.projection import amended_agreement
from datapact.agreements.projection.reading_version import amendments_of, text_in_force
from datapact.agreements.projection.tables import AgreementRow
from datapact.agreements.text.current_text import current_state
from datapact.agreements.text.versions import authors_of_text
from datapact.checks.model.finding import Finding
from datapact.checks.run.engine import HOUSE_RULES
from datapact.contract.text.document import AMENDS, relation_of
from datapact.contract.wording.provided import Confirmed
from datapact.vault.database.settings import WHOLE_VAULT, read_settings

if TYPE_CHECKING:
    from datapact.history.fold.agreement import AgreementState
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


PREFIX = "checks."
"""Name of a rule's setting: this, then its id. The value is "E" or "W"."""
FOUR_EYES = "checks.confirmed_by_two"
"""Name of the setting by which own words are confirmed by a legal member who did not write the text."""


def house_severity(session: Session) -> Mapping[str, str]:
    """The severities set in this vault, by rule id; other ids and values count as not set."""
    found = read_settings(session, WHOLE_VAULT)
    return {rule: str(found[PREFIX + rule]) for rule in HOUSE_RULES if found.get(PREFIX + rule) in ("E", "W")}


def confirmed_wordings(session: Session, folded: AgreementState, organisation: str) -> Confirmed:
    """Confirmations of own words in this agreement by legal members of this vault, by the digest of the wording.

    Where the setting asks for four eyes, a member who wrote a version of the text does not count.
    """
    by_two = read_settings(session, WHOLE_VAULT).get(FOUR_EYES) is True
    return confirmed_by(folded, authors_of_words(session, folded, organisation) if by_two else ())


def authors_of_words(session: Session, folded: AgreementState, organisation: str) -> frozenset[str]:
    """Keys of the organisation's members who wrote words of the text as it reads: of the agreement and of what amends it.

    Of an amendment also those of the agreement that it amends, whose words it repeats.
    """
    state = current_state(folded)
    amended = amended_agreement(state) if relation_of(state) == AMENDS else ""
    base = load_state(session, amended) if amended and session.get(AgreementRow, amended) is not None else folded
    amendments = [load_state(session, one.history) for one in amendments_of(session, base.history)]
    return frozenset().union(*(authors_of_text(one, organisation) for one in (folded, base, *amendments)))


def all_findings(acting: Acting, history: str, on: date) -> tuple[tuple[Finding, ...], frozenset[Where]]:
    """All findings on the text that counts on ``on`` (local day), amendments included, and the overridden places."""
    with acting.vault.read() as session:
        (folded, state), house = text_in_force(session, history, on), house_severity(session)
        confirmed = confirmed_wordings(session, folded, acting.organisation)
        authors = authors_of_words(session, folded, acting.organisation)
    findings = findings_on(folded, state, on, house, confirmed, ours=acting.organisation)
    return findings, overridden_places(folded, state, acting.organisation, findings, authors)


def open_findings(acting: Acting, history: str, on: date) -> tuple[Finding, ...]:
    """The findings of severity E that still block freezing."""
    with acting.vault.read() as session:
        folded, house = load_state(session, history), house_severity(session)
        confirmed = confirmed_wordings(session, folded, acting.organisation)
        authors = authors_of_words(session, folded, acting.organisation)
    return blocking_findings(folded, current_state(folded), acting.organisation, on, house, confirmed, authors=authors)
