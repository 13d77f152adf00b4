"""Personal data breaches and security incidents: what happened, and the steps that were taken or are still open.

One record holds the known facts; recording it again replaces them, because facts come in phases (Art. 33(4) GDPR). All
records together are the documentation that Art. 33(5) GDPR asks for. plan.py says whom to notify.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from datapact.base.beginnings import named
from datapact.base.clock import read_time, write_time
from datapact.base.errors import WrongUse
from datapact.base.texts import N_, Message
from datapact.consent.facts.breaches import MORE_DATA, risk_known_since
from datapact.organisation.acting.records import Record, append_record, newest_records, record_of, records
from datapact.organisation.identity.reference import is_reference

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

_KIND = "breach-"  # what the keys of all breaches begin with

ROLE_WORDS: Mapping[str, str] = {
    "controller": N_("controller"),
    "joint_controller": N_("joint controller"),
    "processor": N_("processor"),
}
RISK_WORDS: Mapping[str, str] = {
    "unknown": N_("not judged yet"),
    "none": N_("unlikely to result in a risk"),
    "risk": N_("a risk"),
    "high": N_("a high risk"),
}
ONLY_WITH: Mapping[str, frozenset[str]] = {
    "ai_death": frozenset({"ai_provider", "ai_deployer"}),
    "ai_widespread": frozenset({"ai_provider", "ai_deployer"}),
}
"""Regimes that say something only beside one of these."""
REGIME_WORDS: Mapping[str, str] = {
    "nis2": N_("significant incident under NIS 2 (§ 32 BSIG)"),
    "cra_vulnerability": N_("actively exploited vulnerability (Cyber Resilience Act)"),
    "cra_incident": N_("severe incident with a product (Cyber Resilience Act)"),
    "nis2_recipients": N_("threat to, or order to tell, recipients of our services (§ 35 BSIG)"),
    "dora": N_("major ICT-related incident of a financial entity (DORA)"),
    "social_data": N_("social data of a body under § 35 SGB I (§ 83a SGB X)"),
    "telecom": N_("public telecommunications service (§ 169 TKG)"),
    "ai_provider": N_("serious incident with our own high-risk AI system (AI Act, provider)"),
    "ai_deployer": N_("serious incident with a high-risk AI system that we use (AI Act, deployer)"),
    "ai_death": N_("a person has died, perhaps by the AI system"),
    "ai_widespread": N_("critical infrastructure is disrupted, or the infringement is widespread"),
    "trade_secrets": N_("trade secrets of others are concerned"),
    "data_act": N_("product data was used or disclosed without right (Data Act)"),
    "insurer": N_("there is a cyber or liability insurance"),
}


@dataclass(frozen=True, slots=True)
class Breach:
    """The facts of one breach. Times are UTC; numbers are None while they are not known.

    ``role`` is ours for the data concerned; ``risk`` the judgement for the people concerned; ``regimes`` are those of
    REGIME_WORDS that apply according to the user; ``measure_available`` when a fix of the vulnerability was there.
    """

    title: str
    """One line, not blank."""
    aware: datetime
    """When we became aware; periods of hours run from here."""
    what: str = ""
    """What happened, free text."""
    occurred: datetime | None = None
    """When it happened; None while that is not known."""
    role: str = "controller"
    risk: str = "unknown"
    datasets: tuple[str, ...] = ()
    """Keys of datasets concerned."""
    agreements: tuple[str, ...] = ()
    """History ids of agreements concerned."""
    people: int | None = None
    """Approximate number of people."""
    records: int | None = None
    """Approximate number of records of data."""
    categories: str = ""
    """Of people and data, free text."""
    consequences: str = ""
    """Likely consequences, free text."""
    measures: str = ""
    """Measures taken or planned, free text."""
    authority: str = ""
    """Supervisory authority to notify, one line; may be empty."""
    contact: str = ""
    """Contact for the authority, one line; may be empty."""
    regimes: tuple[str, ...] = ()
    measure_available: datetime | None = None
    classified: datetime | None = None
    """When a financial entity classified the incident as major (DORA); None while it is not."""
    note: str = ""
    """Free text of a person, may be empty."""
    at_partner: str = ""
    """Reference of the partner at which it happened and that told us; empty where it happened at ours."""
    told: datetime | None = None
    """When the partner told us; None where it happened at ours, or that is not known."""
    partner_aware: datetime | None = None
    """When the partner became aware, by its own statement; None while it has not said."""
    day_only: tuple[str, ...] = ()
    """Of ``occurred`` and ``partner_aware`` those of which only the day is known; they stand for its beginning here."""
    told_by: str = ""
    """Who told us there, and how, one line; may be empty."""
    key: str = ""
    """``breach-`` and 8 hexadecimal digits; empty before the first record."""
    recorded: datetime | None = None
    """Time of the newest entry; None before."""
    entry: str = ""
    """Digest of the newest entry; empty before."""


@dataclass(frozen=True, slots=True)
class StepMark:
    """The mark of a step: taken at ``at``, or not needed and why (``state`` is "done" or "not_needed")."""

    state: str
    at: datetime
    evidence: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Texts by member of the record (``by``, ``evidence``, ``reference``, ``reason``), not empty."""


def record_breach(acting: Acting, breach: Breach) -> Breach:
    """Record the facts of a breach; one with a key replaces the former. Raises WrongUse for impossible facts."""
    now = acting.clock()
    times = (breach.aware, breach.occurred, breach.classified, breach.told, breach.partner_aware)
    if any(one is not None and one > now for one in times):
        raise WrongUse(N_("A breach cannot lie in the future. Check the times, and the clock of this computer."))
    if breach.occurred is not None and breach.occurred > breach.aware:
        raise WrongUse(N_("Nobody can know of a breach before it happens. Check the two times."))
    if breach.at_partner and not is_reference(breach.at_partner):
        raise WrongUse(N_("Name the partner at which it happened, from your list of partners."))
    if breach.told is not None and breach.aware > breach.told:
        raise WrongUse(N_("Whoever was told of a breach is aware of it. Check when you were told and became aware."))
    if breach.told is not None and breach.partner_aware is not None and breach.partner_aware > breach.told:
        raise WrongUse(N_("A partner cannot tell of a breach before it is aware of it. Check the two times."))
    for value, words in ((breach.role, ROLE_WORDS), (breach.risk, RISK_WORDS)):
        if value not in words:
            raise WrongUse(N_("{value} is not known here. Use one of: {values}."), value=value, values=", ".join(words))
    for regime in breach.regimes:
        if regime not in REGIME_WORDS:
            known = ", ".join(REGIME_WORDS)
            raise WrongUse(N_("{value} is not known here. Use one of: {values}."), value=regime, values=known)
    if not breach.title.strip():
        raise WrongUse(N_("A breach needs a title."))
    with acting.vault.write() as session:
        if breach.key and record_of(session, "breach", breach.key) is None:
            raise WrongUse(N_("There is no breach {key}. See datapact breach list."), key=breach.key[:40])
        key = breach.key or f"{_KIND}{uuid.uuid4().hex[:8]}"
        return _breach(append_record(acting, session, "breach", write_breach(breach, key)))


def breaches(session: Session, known_at: datetime | None = None) -> tuple[Breach, ...]:
    """Every breach with its newest facts, in the order of the first records."""
    return tuple(_breach(record) for record in newest_records(session, "breach", known_at=known_at).values())


def find_breach(session: Session, key: str) -> Breach:
    """One breach by its key or the key's beginning; raises WrongUse where there is not exactly one."""
    every = {breach.key: breach for breach in breaches(session)}
    found = named(every, key, _KIND)
    if len(found) != 1:
        raise WrongUse(N_("There is no breach {key}. See datapact breach list."), key=key[:40])
    return every[found[0]]


def marks_of_steps(session: Session, breach: str) -> dict[str, StepMark]:
    """The newest marks of the steps of a breach, by id of the step; of more data only one that was made for the risk as it is now."""
    found = {}
    written = records(session, "breach", key=breach)
    since = risk_known_since((breach, str(one.body.get("risk", "")), one.recorded) for one in written).get(breach)
    for record in records(session, "breach_step"):
        if record.body.get("breach") == breach:
            body = record.body
            if body.get("step") == MORE_DATA and since is not None and record.recorded < since:
                continue
            evidence = {name: str(body[name]) for name in ("by", "evidence", "reference", "reason") if body.get(name)}
            at = read_time(body["at"]) if body.get("at") else record.recorded
            found[str(body.get("step", ""))] = StepMark(str(body.get("state", "done")), at, evidence)
    return found


def role_words(breach: Breach) -> Message:
    """Our role in a breach, in words."""
    return Message(ROLE_WORDS[breach.role])


def risk_words(breach: Breach) -> Message:
    """The risk for people that a breach was found to have, in words."""
    return Message(RISK_WORDS[breach.risk])


_TIMES = ("occurred", "aware", "measure_available", "classified", "told", "partner_aware")
_LISTS = ("datasets", "agreements", "regimes")
_READ_LISTS = (*_LISTS, "day_only")
_NUMBERS = ("people", "records")
_TEXTS: tuple[str, ...] = (
    *("title", "what", "role", "risk", "categories", "consequences", "measures", "authority", "contact", "note"),
    *("at_partner", "told_by"),
)


def write_breach(breach: Breach, key: str) -> dict[str, Any]:
    """The facts as the members of a record, or of a draft that is kept before it is recorded."""
    body: dict[str, Any] = {"key": key}
    body |= {name: getattr(breach, name) for name in _TEXTS}
    body |= {name: list(getattr(breach, name)) for name in _LISTS}
    for name in _NUMBERS:
        number = getattr(breach, name)
        body[name] = "" if number is None else number
    for name in _TIMES:
        moment = getattr(breach, name)
        body[name] = "" if moment is None else write_time(moment)
    alone = [name for name in breach.day_only if getattr(breach, name) is not None]
    return body | ({"day_only": alone} if alone else {})


def read_breach(body: Mapping[str, Any], now: datetime) -> Breach:
    """The facts that ``write_breach`` wrote; erased members are empty, ``now`` replaces a missing time of awareness."""
    aware = read_time(body["aware"]) if body.get("aware") else now
    found = Breach(title=str(body.get("title", "")), aware=aware, key=str(body.get("key", "")))
    changes: dict[str, Any] = {name: str(body[name]) for name in _TEXTS if name in body}
    changes |= {
        name: tuple(str(one) for one in body[name] if isinstance(one, str)) for name in _READ_LISTS if name in body
    }
    changes |= {name: body[name] for name in _NUMBERS if isinstance(body.get(name), int)}
    changes |= {name: read_time(body[name]) for name in _TIMES if body.get(name)}
    return replace(found, **changes)


def _breach(record: Record) -> Breach:
    found = read_breach(record.body, record.recorded)
    return replace(found, key=record.key, entry=record.entry, recorded=record.recorded)
