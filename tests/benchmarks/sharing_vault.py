"""A vault with agreements signed elsewhere and consents, of any size, and its consents in plain SQLite as the baseline."""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from datapact.agreements.steps.signed_elsewhere import ConcludedElsewhere, record_elsewhere
from datapact.consent.facts.compliance_records import record_fact
from datapact.consent.facts.facts import FactOnFile
from datapact.consent.facts.processing_checklist import POINTS, written
from datapact.consent.notices.notice import Notice, NoticeText
from datapact.consent.notices.notices import record_notice
from datapact.consent.records.event import Event
from datapact.consent.records.events import append_events
from datapact.consent.terms.agreed_keys import agreed_key, words_of
from datapact.consent.terms.states import DPV
from datapact.contract.editing.answers_file import Answers
from datapact.contract.terms import Terms, read_terms
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.records import append_record
from datapact.organisation.identity.tables import ExternalPartnerRow
from datapact.organisation.members.founding import create_organisation
from datapact.vault.database.session import Session
from datapact.vault.keys.slot import KdfParameters

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
PURPOSES = tuple(
    f"{DPV}{name}"
    for name in (
        "ScientificResearch",
        "ServiceOptimisation",
        "ImprovePublicServices",
        "ImproveHealthcare",
        "PersonnelHiring",
    )
)
DATASETS = 4
OWN = "Maschinenbau Keller GmbH"
ANSWERED_NO = ("special_categories", "offence_data", "children", "employees", "secret", "product_data")
OF_WHOLE = ("access_outside_eea", "monitoring", "automated_decisions")
STATES = ("given",) * 15 + ("renewed", "withdrawn", "refused", "expired", "given")
_CHEAP = KdfParameters(passes=1, memory_kib=8 * 1024, lanes=1)


@dataclass(frozen=True)
class Sharing:
    """The vault, opened, and what was put into it; ``cells`` of the matrix, ``large`` a dataset with a cohort of its own."""

    acting: Acting
    plain: Path
    cells: int
    events: int
    large: str
    partner: str


def make(folder: Path, *, agreements: int, people: int, cohort: int) -> Sharing:
    """Agreements with a partner each, four datasets and five purposes; ``people`` in each scope, one cohort more."""
    acting = create_organisation(
        folder / "keller.datapact",
        {"name": OWN},
        "Anna Keller",
        {"legal", "lead"},
        "vier Worte sind gut",
        "managing_director",
        lambda: NOW,
        _CHEAP,
    ).acting
    with acting.vault.write() as session:
        record_notice(acting, session, _notice(acting, [f"external:{n + 1}" for n in range(agreements)]))
        for number in range(agreements):
            session.add(ExternalPartnerRow(name=f"Partner {number}", data=_profile(f"Partner {number}")))
            session.flush()
            terms = read_terms(_terms(number, large=number == 0))
            answers = Answers("", f"S-{number}", {"en": "Study"}, ("en",), "en", None, terms)
            how = ConcludedElsewhere("reference_only", date(2024, 1, 1), f"S-{number}")
            history, _entry = record_elsewhere(acting, session, answers, how)
            _put_on_file(acting, session, history, f"external:{number + 1}", terms)
    written = 0
    for number in range(agreements):
        with acting.vault.write() as session:
            batch = append_events(acting, session, _events(acting, number, people), source="benchmark")
            written += batch.count
    with acting.vault.write() as session:
        written += append_events(acting, session, _of(acting, "large", PURPOSES[0], cohort), source="benchmark").count
    plain = folder / "plain.db"
    _copy(acting, plain)
    return Sharing(acting, plain, agreements * DATASETS * len(PURPOSES) + len(PURPOSES), written, "large", "external:1")


def _put_on_file(acting: Acting, session: Session, history: str, partner: str, terms: Terms) -> None:
    """What a person has to have said before anybody is counted: the contract examined, the purposes of the notice."""
    pages, day = written(dict.fromkeys(POINTS, "1")), date(2024, 1, 1)
    record_fact(
        acting, session, FactOnFile("", "article_28", partner, "", "File", day, day, result=pages, weighed=True)
    )
    for one in terms.purposes:
        body = {
            "key": str(uuid.uuid4()),
            "sort": "notice",
            "purpose": one.iri,
            "notice": "study",
            "version": "1",
            "agreed": agreed_key(history, one.key),
            "term": one.iri,
            "words": words_of(one),
            "withdrawn": False,
            "controller": "",
            "note": "",
        }
        append_record(acting, session, "purpose_link", body)


def _notice(acting: Acting, partners: list[str]) -> Notice:
    return Notice(
        key="study",
        version="1",
        texts=(NoticeText("en", "Study", "We share."),),
        valid_from=date(2024, 1, 1),
        controllers=(acting.organisation,),
        recipients=tuple(partners),
        purposes=PURPOSES,
    )


def _terms(number: int, *, large: bool) -> dict[str, Any]:
    keys = [f"data-{number}-{one}" for one in range(DATASETS)] + (["large"] if large else [])
    return {
        "parties": [{"key": "keller", "name": OWN}, {"key": "partner", "name": f"Partner {number}"}],
        "facts": {"personal_data": True} | dict.fromkeys(OF_WHOLE, False),
        "datasets": [
            {"key": key, "name": {"en": key}, "provider": "keller", "recipients": ["partner"]}
            | dict.fromkeys(ANSWERED_NO, False)
            for key in keys
        ],
        "purposes": [
            {"key": f"purpose-{place}", "name": {"en": iri.rsplit("#", 1)[1]}, "iri": iri, "new_purpose": False}
            for place, iri in enumerate(PURPOSES)
        ],
        "activities": [
            {
                "key": "study",
                "name": {"en": "Study"},
                "roles": [{"party": "keller", "role": "controller"}, {"party": "partner", "role": "processor"}],
            }
        ],
        "legal_bases": [
            {"party": "keller", "dataset": key, "purpose": f"purpose-{place}", "article": "6(1)(a)"}
            for key in keys
            for place in range(len(PURPOSES))
        ],
        "duration": {"start": "2024-01-01", "end": "2035-12-31"},
    }


def _events(acting: Acting, number: int, people: int) -> Iterator[Event]:
    for one in range(DATASETS):
        for purpose in PURPOSES:
            yield from _of(acting, f"data-{number}-{one}", purpose, people)


def _of(acting: Acting, dataset: str, purpose: str, people: int) -> Iterator[Event]:
    tail = purpose.rsplit("#", 1)[1]
    for person in range(people):
        yield Event(
            event_id=f"{dataset}/{tail}/{person}",
            subject=f"P{person:05}",
            dataset=dataset,
            purpose=purpose,
            controller=acting.organisation,
            state=STATES[person % len(STATES)],
            at=NOW - timedelta(days=100 + person % 300),
            until=NOW + timedelta(days=1 + person % 500) if person % 3 else None,
            notice="study",
            notice_version="1",
        )


def _copy(acting: Acting, plain: Path) -> None:
    """The same rows of consent in a plain file."""
    with acting.vault.read() as session, closing(sqlite3.connect(plain)) as target:
        for table in ("consent_scope", "consent_subject", "consent_now", "consent_event"):
            for kind in ("table", "index"):
                wanted = "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND type = ? AND sql IS NOT NULL"
                for (sql,) in session.connection().exec_driver_sql(wanted, (table, kind)):
                    target.execute(sql)
            rows = session.connection().exec_driver_sql(f"SELECT * FROM {table}")
            for part in rows.partitions(10_000):
                marks = ", ".join("?" * len(part[0]))
                target.executemany(f"INSERT INTO {table} VALUES ({marks})", [tuple(row) for row in part])
        target.execute("ANALYZE")
        target.commit()


def _profile(name: str) -> str:
    """What a vault holds of a partner without DataPact."""
    return json.dumps({"name": name, "address": {"country": "DE"}})
