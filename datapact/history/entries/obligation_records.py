"""Records about obligations, breaches, retention and erasure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from datapact.base.texts import N_
from datapact.history.entries.author_roles import ADMIN_OR_LEGAL, LEGAL, LEGAL_OR_LEAD
from datapact.history.entries.body_members import (
    day,
    digest,
    line,
    listed,
    moment,
    name,
    number,
    one_of,
    optional,
    text,
    truth,
)
from datapact.history.entries.record import Record
from datapact.history.entries.sentence import Sentence, member_value

OWN_KINDS = ("own", "certificate", "guarantee", "training", "review", "sub_processor", "transfer_assessment", "")
"""The subjects of an obligation added by hand; empty where the record is about a derived one."""

ROLES = ("controller", "joint_controller", "processor")

RISKS = ("unknown", "none", "risk", "high")

DAYS_ALONE = ("occurred", "partner_aware")
"""Moments of a breach of which only the day may be known."""
REGIMES = (
    "nis2",
    "cra_vulnerability",
    "cra_incident",
    "nis2_recipients",
    "dora",
    "social_data",
    "telecom",
    "ai_provider",
    "ai_deployer",
    "ai_death",
    "ai_widespread",
    "trade_secrets",
    "data_act",
    "insurer",
)


def _breach_step(body: Mapping[str, Any]) -> str:
    if body["state"] == "not_needed":
        return N_("{member} recorded why a step after a breach is not needed: {title}.")
    return N_("{member} recorded a step after a breach: {title}.")


RECORDS: tuple[Record, ...] = (
    # An obligation added by hand, or the owner of a derived one; with ``open`` it reopens an obligation.
    Record(
        "obligation_set",
        roles=LEGAL_OR_LEAD,
        sentence=Sentence(
            N_("{member} recorded who looks after a duty, or a duty of our own: {duty}."),
            {"duty": member_value("title")},
        ),
        members={
            "key": name,
            "agreement": line,
            "about": one_of(*OWN_KINDS),
            "title": line,
            "due": optional(day),
            "every_months": number,
            "owner": line,
            "note": text,
            "open": truth,
        },
    ),
    # An obligation was met; for a deletion with its scope, its method and who signed the certificate.
    Record(
        "obligation_done",
        roles=LEGAL_OR_LEAD,
        sentence=Sentence(
            N_("{member} recorded that a duty was met on {day}: {duty}."),
            {"duty": member_value("title"), "day": member_value("on")},
        ),
        members={
            "key": name,
            "agreement": line,
            "title": line,
            "due": optional(day),
            "on": day,
            "by": line,
            "evidence": optional(digest),
            "reference": text,
            "scope": text,
            "method": text,
            "signatory": line,
        },
    ),
    # An obligation need not be met, with the reason.
    Record(
        "obligation_waived",
        roles=LEGAL,
        sentence=Sentence(
            N_("{member} recorded that a duty need not be met: {duty}."), {"duty": member_value("title")}
        ),
        members={"key": name, "agreement": line, "title": line, "due": optional(day), "reason": text},
    ),
    # A personal data breach or security incident, as known; a later record of the same key replaces it.
    Record(
        "breach",
        roles=LEGAL_OR_LEAD,
        sentence=Sentence(N_("{member} recorded a breach: {title}.")),
        members={
            "key": name,
            "title": name,
            "what": text,
            "occurred": optional(moment),
            "aware": moment,
            "role": one_of(*ROLES),
            "risk": one_of(*RISKS),
            "datasets": listed(line),
            "agreements": listed(line),
            "people": optional(number),
            "records": optional(number),
            "categories": text,
            "consequences": text,
            "measures": text,
            "authority": line,
            "contact": line,
            "regimes": listed(one_of(*REGIMES)),
            "measure_available": optional(moment),
            "note": text,
            "classified": optional(moment),
            "at_partner": line,  # party reference of the partner at which it happened; empty: at ours
            "told": optional(moment),  # when the partner told us
            "partner_aware": optional(moment),  # when it became aware, by its own statement
            "told_by": line,  # who told us there, and how
            "day_only": listed(one_of(*DAYS_ALONE)),  # of these only the day is known; the moment is its beginning
        },
        later=frozenset({"classified", "at_partner", "told", "partner_aware", "told_by", "day_only"}),
    ),
    # One step of a breach was taken, or is not needed, with the reason.
    Record(
        "breach_step",
        roles=LEGAL_OR_LEAD,
        sentence=Sentence(_breach_step),
        members={
            "key": name,
            "breach": name,
            "step": name,
            "title": line,
            "state": one_of("done", "not_needed"),
            "at": moment,
            "by": line,
            "evidence": optional(digest),
            "reference": text,
            "reason": text,
        },
    ),
    # Our retention of a type of records, after which the names of people in them are erased.
    Record(
        "retention_rule",
        roles=LEGAL,
        sentence=Sentence(
            N_("A rule of retention was set for records of the type {kind}; months: {months}."),
            {"kind": member_value("key")},
        ),
        members={"key": name, "months": number, "reason": text},
    ),
    # Names of people were erased, by a rule of retention or on request. The record itself names nobody.
    Record(
        "erased",
        roles=ADMIN_OR_LEGAL,
        sentence=Sentence(
            N_("Personal records were erased ({rule}); consent events: {events}, lines of deliveries: {lines}."),
            {"lines": member_value("deliveries")},
        ),
        members={
            "key": name,
            "rule": name,  # "request", or the type of records whose rule of retention was carried out
            "months": number,
            "reason": text,
            "dataset": line,
            "events": number,
            "deliveries": number,
            "recalls": number,
            "records": number,
            "files": number,
            "kept": number,  # lines that stay until recipients have answered (Art. 17(3)(b), 19 GDPR)
            "list": optional(digest),  # of the file that says which rows, parts and files went; empty where none did
            "sealed_by": listed(digest),  # entries whose rows were emptied; at most as many as a list holds
            "backups_until": line,
            "objections": number,  # that stay, so that nothing brings the person back (Art. 21 GDPR)
        },
        later=frozenset({"list", "objections"}),
    ),
)
