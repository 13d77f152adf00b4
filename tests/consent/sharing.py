"""A vault in which sharing can be decided: contracts signed elsewhere, a partner without DataPact, notices, events."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from datapact.agreements.projection.append import append, load_state
from datapact.agreements.steps.signed_elsewhere import ConcludedElsewhere, FileToKeep, record_elsewhere
from datapact.agreements.text.current_text import current_state
from datapact.consent.decision.cohort import Person
from datapact.consent.deliveries.cohort_file import allowed_people
from datapact.consent.facts.compliance_records import record_legal_basis
from datapact.consent.facts.facts import BasisRecord
from datapact.consent.facts.question import Decision
from datapact.consent.notices.notice import Notice, NoticeText
from datapact.consent.notices.notices import record_notice
from datapact.consent.records.event import Event
from datapact.consent.records.events import append_events
from datapact.contract.editing.answers_file import Answers
from datapact.contract.terms import Terms, read_terms
from datapact.contract.wording.free_texts import PREFIX, free_texts
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.identity.tables import ExternalPartnerRow
from datapact.vault.database.session import Session

DPV = "https://w3id.org/dpv#"
RESEARCH = f"{DPV}ScientificResearch"
PARTNER = "external:1"
OWN_NAME = "Maschinenbau Keller GmbH"
PARTNER_NAME = "Uni Beispielstadt"


ANSWERED_NO = (
    *("special_categories", "offence_data", "children", "employees", "secret", "product_data", "trade_secrets"),
    "terminal_equipment",
)


WHOLE_NO = ("access_outside_eea", "monitoring", "automated_decisions")


def terms(**changes: Any) -> dict[str, Any]:
    """Terms under which Keller, a controller, gives “panel” to the university for research, on consent."""
    whole: dict[str, Any] = {
        "parties": [
            {"key": "keller", "name": OWN_NAME},
            {"key": "uni", "name": PARTNER_NAME, "kind": "university"},
        ],
        "datasets": [
            {
                "key": "panel",
                "name": {"en": "Panel"},
                "provider": "keller",
                "recipients": ["uni"],
                "personal": [
                    {"party": "keller", "judgement": "personal"},
                    {"party": "uni", "judgement": "pseudonymous"},
                ],
                **dict.fromkeys(ANSWERED_NO, False),
            }
        ],
        "purposes": [{"key": "research", "name": {"en": "Research"}, "iri": RESEARCH, "new_purpose": False}],
        "activities": [
            {
                "key": "study",
                "name": {"en": "Study"},
                "roles": [{"party": "keller", "role": "controller"}, {"party": "uni", "role": "controller"}],
            }
        ],
        "legal_bases": [
            {"party": party, "dataset": "panel", "purpose": "research", "article": "6(1)(a)"}
            for party in ("keller", "uni")
        ],
        "joint": {"screened": "separate"},
        "duration": {"start": "2020-01-01", "end": "2035-12-31"},
    }
    for path, value in changes.items():
        place = whole
        *steps, last = path.split("__")
        for step in steps:
            place = place[int(step) if step.isdigit() else step]  # type: ignore[index]
        place[int(last) if last.isdigit() else last] = value  # type: ignore[index]
    whole["facts"] = {**dict.fromkeys(WHOLE_NO, False), **whole.get("facts", {})}
    return json.loads(
        json.dumps({**whole, "facts": {key: one for key, one in whole["facts"].items() if one is not None}})
    )


def add_partner(session: Session, name: str = PARTNER_NAME) -> str:
    """A partner without DataPact; its reference."""
    row = ExternalPartnerRow(name=name, data=json.dumps({"name": name, "address": {"country": "DE"}}))
    session.add(row)
    session.flush()
    return f"external:{row.id}"


def conclude(
    acting: Acting,
    session: Session,
    wanted: Mapping[str, Any],
    number: str = "DP-1",
    signed: date | None = date(2020, 1, 1),
    *,
    on_file: bool = True,
    scan: bytes = b"",
) -> str:
    """A contract signed elsewhere with these terms; its id. ``on_file``: the bases that it names are put on file, too.

    ``scan``: its paper, kept as evidence."""
    answers = Answers(
        title={"en": "Panel study"},
        number=number,
        languages=("en",),
        prevailing="en",
        terms=read_terms(wanted),
        template="",
        parent=None,
    )
    how = ConcludedElsewhere("reference_only", signed, number)
    if scan:
        how = ConcludedElsewhere("paper_scan", signed, number, (FileToKeep("scan.pdf", "application/pdf", scan),))
    history, _entry = record_elsewhere(acting, session, answers, how)
    read_texts(acting, session, history)
    assign_all(acting, session)
    if on_file:
        put_bases(acting, session, history, read_terms(wanted))
    return history


def put_bases(acting: Acting, session: Session, history: str, agreed: Terms) -> None:
    """Put the bases that the terms name on file, but for consent, which is on file by itself."""
    from datapact.consent.facts.load_facts import facts_at
    from datapact.consent.facts.outdated import words_named

    agreements = facts_at(acting, session, acting.clock()).agreements
    references = {"keller": acting.organisation, "uni": PARTNER}
    for one in agreed.legal_bases:
        if one.article not in ("", "6(1)(a)") and one.party in references:
            document = one.balancing_test if one.article == "6(1)(f)" else f"Vermerk zu {history}"
            purpose = f"{history}#purposes.{one.purpose}"
            basis = BasisRecord(
                key="",
                controller=references[one.party],
                dataset=one.dataset,
                purpose=purpose,
                operation="any",
                article=one.article,
                special=one.special,
                law=one.law,
                document=document,
                offence_authority=one.offence_authority,
                subject_is_contract_party=one.subject_is_contract_party,
                outcome="carries" if document else "",
                words=words_named(agreements, purpose, one.dataset),
            )
            record_legal_basis(acting, session, basis)


def read_texts(acting: Acting, session: Session, history: str) -> None:
    """Confirm that the free texts of the terms were read, as a legal member does."""
    folded = load_state(session, history)
    free = free_texts(read_terms(current_state(folded)["terms"]))
    wordings = [{"place": f"{PREFIX}{one.place}", "digest": one.digest, "parts": []} for one in free]
    if wordings:
        append(acting, session, history, "wording_confirmed", {"wordings": wordings, "note": ""}, folded)


def assign_all(acting: Acting, session: Session) -> None:
    """Sign for every version of a notice that its purposes are the agreed ones with the same term."""
    from datapact.consent.facts.load_facts import facts_at
    from datapact.consent.facts.purpose_links import NewLink, purpose_links, record_link
    from datapact.consent.notices.notices import notices
    from datapact.consent.terms.agreed_keys import agreed_key

    done = {(one.agreed, one.notice, one.version, one.purpose) for one in purpose_links(session)}
    for agreement in facts_at(acting, session, acting.clock()).agreements:
        for purpose in agreement.terms.purposes:
            key = agreed_key(agreement.id, purpose.key)
            for notice in notices(session).values():
                fits = purpose.iri in notice.purposes and not purpose.prohibited
                if fits and (key, notice.key, notice.version, purpose.iri) not in done:
                    link = NewLink("notice", purpose.iri, key, notice.key, notice.version)
                    record_link(acting, session, link, purpose)


def amend_elsewhere(
    acting: Acting, session: Session, history: str, begins: date, signed: date = date(2020, 1, 1), **changes: Any
) -> str:
    """An amendment that was signed elsewhere, and says that it counts from a day on; its id."""
    answers = Answers(
        title={"en": "Panel study, amended"},
        number="DP-1/1",
        languages=("en",),
        prevailing="en",
        terms=read_terms(terms(**changes)),
        template="",
        parent={
            "agreement": history,
            "number": "DP-1",
            "title": "Panel study",
            "relation": "amends",
            "effective": begins.isoformat(),
        },
    )
    how = ConcludedElsewhere("reference_only", signed, "DP-1/1")
    amendment = record_elsewhere(acting, session, answers, how)[0]
    read_texts(acting, session, amendment)
    return amendment


def tell(acting: Acting, session: Session, version: str = "1", **changes: Any) -> Notice:
    """A version of the notice that names both parties."""
    given: dict[str, Any] = {
        "key": "panel",
        "version": version,
        "texts": (NoticeText("en", "Panel", "We share."),),
        "valid_from": date(2020, 1, 1),
        "controllers": (acting.organisation, PARTNER),
        "purposes": (RESEARCH,),
        **changes,
    }
    made = record_notice(acting, session, Notice(**given))
    assign_all(acting, session)
    return made


def events(
    acting: Acting, states: Mapping[str, str], *, at: datetime, until: datetime | None = None, **changes: Any
) -> Iterable[Event]:
    """One event a person and controller: ourselves and the partner, or another one that is named."""
    named = changes.pop("controller", "")
    for controller in (named,) if named else (acting.organisation, PARTNER):
        for subject, state in states.items():
            yield Event(
                event_id=f"{subject}-{controller[:8]}-{state}-{at:%Y%m%d%H%M%S}",
                subject=subject,
                dataset="panel",
                controller=controller,
                state=state,
                at=at,
                until=until,
                **{"purpose": RESEARCH, "notice": "panel", "notice_version": "1", **changes},
            )


def record(acting: Acting, session: Session, states: Mapping[str, str], *, at: datetime, **changes: Any) -> None:
    append_events(acting, session, events(acting, states, at=at, **changes), source="test")


def ready(acting: Acting, states: Mapping[str, str], *, on_file: bool = True, scan: bytes = b"", **changes: Any) -> str:
    """Partner, contract, bases on file unless told otherwise, notice and events; the id of the contract."""
    with acting.vault.write() as session:
        assert add_partner(session) == PARTNER
        history = conclude(acting, session, terms(**changes), on_file=on_file, scan=scan)
        tell(acting, session)
        record(acting, session, states, at=acting.clock() - timedelta(days=30))
    return history


NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def people_out(acting: Acting, decision: Decision) -> list[Person]:
    """The people whom a decision allows."""
    with acting.vault.read() as session:
        return allowed_people(session, decision)
