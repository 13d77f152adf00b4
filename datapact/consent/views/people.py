"""People found by their pseudonym or its beginning, in any dataset."""

from __future__ import annotations

from datapact.consent.records.bulk_write import raw
from datapact.consent.records.delivered import signed_deliveries
from datapact.consent.records.status import scopes
from datapact.consent.terms.subjects import one_form
from datapact.vault.database.session import Session

LEAST = 3
"""Characters that are typed before people are looked for."""


def people_beginning(session: Session, typed: str, most: int = 20) -> tuple[tuple[str, str], ...]:
    """Key of the dataset and pseudonym of at most ``most`` people; small and capital letters are the same."""
    typed = typed.strip()
    if len(typed) < LEAST:
        return ()
    found: dict[tuple[str, str], None] = {}
    connection = raw(session)
    for dataset in sorted({one.dataset for one in scopes(session)}):
        for begins in dict.fromkeys((typed, typed.upper(), typed.lower())):
            rows = connection.execute(
                "SELECT pseudonym FROM consent_subject WHERE dataset = :dataset AND pseudonym >= :begins"
                " AND pseudonym < :ends ORDER BY pseudonym LIMIT :most",
                {"dataset": dataset, "begins": begins, "ends": f"{begins}\U0010ffff", "most": most},
            )
            found.update({(dataset, str(pseudonym)): None for (pseudonym,) in rows})
    return tuple(found)[:most]


def datasets_with(session: Session, subject: str) -> tuple[str, ...]:
    """Keys of the datasets in which this pseudonym has consents or was delivered, sorted.

    The same pseudonym in two datasets may be two people.
    """
    subject = one_form(subject)
    connection = raw(session)
    delivered = {one.dataset for one in signed_deliveries(session)}
    here = (
        "SELECT EXISTS (SELECT 1 FROM consent_subject WHERE dataset = :dataset AND pseudonym = :subject)"
        " OR EXISTS (SELECT 1 FROM delivery_subject WHERE dataset = :dataset AND pseudonym = :subject)"
    )
    datasets = sorted(delivered | {one.dataset for one in scopes(session)})
    return tuple(
        one for one in datasets if connection.execute(here, {"dataset": one, "subject": subject}).fetchone()[0]
    )
